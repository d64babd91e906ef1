#!/usr/bin/env python3
"""Record what the heads of decoders say, beside this file: random tiny models of four families, each with a matrix of its own for the
vocabulary although the configuration ties it, as a classifier of texts (one without a padding token) and as a classifier of tokens.

Made with torch 2.13.0 (CPU) and transformers 5.24.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0
    /tmp/record/bin/python tests/vectors/record_decoder_heads.py
decoder-heads/<family>-<head>/: config.json, model.safetensors, expected.safetensors with N.ids [T] int32 and N.logits [T, vocabulary],
[T, labels] or [labels]. PyTorch computes in float64, what is recorded is stored as float32.
"""
import pathlib
import shutil

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoModelForSequenceClassification, AutoModelForTokenClassification

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity_error()
OUT = pathlib.Path(__file__).parent / "decoder-heads"
PAD, VOCABULARY, WIDTH = 3, 29, 16
LABELS = {"id2label": {0: "bad", 1: "so so", 2: "good"}, "label2id": {"bad": 0, "so so": 1, "good": 2}}
LIKE_LLAMA = dict(hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2, intermediate_size=24,
                  max_position_embeddings=64)
FAMILIES = {
    "gpt2": (transformers.GPT2Config, dict(n_layer=2, n_head=4, n_embd=WIDTH, n_positions=64)),
    "llama": (transformers.LlamaConfig, LIKE_LLAMA),
    "mistral": (transformers.MistralConfig, LIKE_LLAMA | dict(sliding_window=8)),
    "qwen2": (transformers.Qwen2Config, LIKE_LLAMA),
}
HEADS = {
    "own-head": (AutoModelForCausalLM, dict(tie_word_embeddings=True)),
    "text": (AutoModelForSequenceClassification, dict(pad_token_id=PAD, **LABELS)),
    "text-unpadded": (AutoModelForSequenceClassification, dict(**LABELS)),
    "tokens": (AutoModelForTokenClassification, dict(**LABELS)),
}


def texts(generator, head):
    yield torch.randint(4, VOCABULARY, (7,), generator=generator)
    yield torch.randint(4, VOCABULARY, (23,), generator=generator)
    if head == "text":
        padded = torch.randint(4, VOCABULARY, (9,), generator=generator)
        padded[[2, 7, 8]] = PAD
        yield padded
        yield torch.full((5,), PAD)


def record(family, head, seed):
    config_class, options = FAMILIES[family]
    model_class, more = HEADS[head]
    config = config_class(vocab_size=VOCABULARY, bos_token_id=0, eos_token_id=0, **options, **more, attn_implementation="eager")
    generator = torch.Generator().manual_seed(seed)
    model = model_class.from_config(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            weight.data = noise * 0.4 if weight.dim() == 2 else 1 + 0.2 * noise if name.endswith("weight") else 0.1 * noise
    folder = OUT / f"{family}-{head}"
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if head == "own-head":
        weights = load_file(folder / "model.safetensors")
        weights["lm_head.weight"] = torch.randn((VOCABULARY, WIDTH), generator=generator) * 0.4
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    model = model_class.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64).eval()
    expected = {}
    for number, ids in enumerate(texts(generator, head)):
        with torch.no_grad():
            outputs = model(ids[None])
        expected[f"{number}.ids"] = ids.to(torch.int32)
        expected[f"{number}.logits"] = outputs.logits[0].float().contiguous()
    save_file(expected, folder / "expected.safetensors")
    print(folder.name, sum(path.stat().st_size for path in folder.iterdir()), "bytes")


for place, (family, head) in enumerate((family, head) for family in FAMILIES for head in HEADS if family == "gpt2" or head != "text-unpadded"):
    record(family, head, 100 + place)
