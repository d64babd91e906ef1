#!/usr/bin/env python3
"""Record what heads for question answering say, beside this file: random tiny models of every family that has one.

Made with torch 2.13.0 (CPU) and transformers 5.24.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0
    /tmp/record/bin/python tests/vectors/record_answers.py
answers/<family>/: config.json, model.safetensors, expected.safetensors with, of three texts, N.ids [T] int32, N.logits [T, 2] (start_logits,
end_logits) and N.answers [K, 2] int32, the likeliest answers (first row, last row) with N.scores [K]: what the decode_spans of transformers'
question-answering pipeline gives for no question and answers of any length. PyTorch computes in float64, stored is float32.
"""
import pathlib
import shutil

import numpy
import torch
import transformers
from safetensors.torch import save_file
from transformers.pipelines.document_question_answering import decode_spans

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity_error()
OUT = pathlib.Path(__file__).parent / "answers"
VOCABULARY, WIDTH, ANSWERS = 29, 16, 6
ENCODER = dict(hidden_size=WIDTH, num_hidden_layers=2, num_attention_heads=4, intermediate_size=24, max_position_embeddings=80)
DECODER = ENCODER | dict(num_key_value_heads=2, bos_token_id=0, eos_token_id=0)
FAMILIES = {
    "bert": (transformers.BertConfig, ENCODER),
    "roberta": (transformers.RobertaConfig, ENCODER | dict(type_vocab_size=1)),
    "distilbert": (transformers.DistilBertConfig, dict(dim=WIDTH, n_layers=2, n_heads=4, hidden_dim=24, max_position_embeddings=80)),
    "albert": (transformers.AlbertConfig, ENCODER | dict(embedding_size=12)),
    "gpt2": (transformers.GPT2Config, dict(n_layer=2, n_head=4, n_embd=WIDTH, n_positions=80, bos_token_id=0, eos_token_id=0)),
    "llama": (transformers.LlamaConfig, DECODER),
    "mistral": (transformers.MistralConfig, DECODER | dict(sliding_window=8)),
    "qwen2": (transformers.Qwen2Config, DECODER),
}


def softmax(logits):
    powers = numpy.exp(logits - logits.max())
    return powers / powers.sum()


def answers(start, end):
    """The likeliest of all spans, fewer where there are fewer."""
    count = min(ANSWERS, len(start) * (len(start) + 1) // 2)
    starts, ends, scores = decode_spans(softmax(start)[None], softmax(end)[None], count, len(start), numpy.ones((1, len(start)), dtype=int))
    return numpy.stack([starts, ends], 1), scores


def record(family, seed):
    config_class, options = FAMILIES[family]
    config = config_class(vocab_size=VOCABULARY, **options, attn_implementation="eager")
    generator = torch.Generator().manual_seed(seed)
    model = transformers.AutoModelForQuestionAnswering.from_config(config).eval()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            weight.data = noise * 0.4 if weight.dim() == 2 else 1 + 0.2 * noise if name.endswith("weight") else 0.1 * noise
    folder = OUT / family
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    model = transformers.AutoModelForQuestionAnswering.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64).eval()
    expected = {}
    for number, tokens in enumerate((1, 9, 66)):
        ids = torch.randint(4, VOCABULARY, (tokens,), generator=generator)
        with torch.no_grad():
            outputs = model(ids[None])
        logits = torch.stack([outputs.start_logits[0], outputs.end_logits[0]], 1)
        spans, scores = answers(outputs.start_logits[0].numpy(), outputs.end_logits[0].numpy())
        expected[f"{number}.ids"] = ids.to(torch.int32)
        expected[f"{number}.logits"] = logits.float().contiguous()
        expected[f"{number}.answers"] = torch.from_numpy(spans.astype(numpy.int32))
        expected[f"{number}.scores"] = torch.from_numpy(scores.astype(numpy.float32))
    save_file(expected, folder / "expected.safetensors")
    print(folder.name, model.config.architectures, sum(path.stat().st_size for path in folder.iterdir()), "bytes")


for place, family in enumerate(FAMILIES):
    record(family, 300 + place)
