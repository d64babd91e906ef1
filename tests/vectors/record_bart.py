#!/usr/bin/env python3
"""Record random tiny BART and mBART models, beside this file: a tied head and one of its own, scaled embeddings and not, stacks of different
depths, heads and activations, old files that hold one table under every name, a table of logits' biases that is not zero.

Made with torch 2.13.0 (CPU) and transformers 5.24.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0
    /tmp/record/bin/python tests/vectors/record_bart.py
bart/<name>/: config.json, model.safetensors, expected.safetensors with N.source [S] and N.target [T] int32, and under N.<site>, as
Headlight names sites, every attention's pattern [heads, queries, keys], what enters and leaves every block (of mBART's last blocks what the
norm after them leaves), and decoder.logits [T, vocabulary]. PyTorch computes in float64, what is recorded is stored as float32.
"""
import pathlib
import shutil

import torch
import transformers
from safetensors.torch import load_file, save_file

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity_error()
OUT = pathlib.Path(__file__).parent / "bart"
BASE = dict(vocab_size=31, d_model=16, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
            encoder_ffn_dim=24, decoder_ffn_dim=24, max_position_embeddings=40)
MODELS = {
    "shared": (transformers.BartForConditionalGeneration, {}),
    "scaled": (transformers.BartForConditionalGeneration, dict(scale_embedding=True, activation_function="relu", encoder_layers=3,
                                                               decoder_layers=1, encoder_attention_heads=2, encoder_ffn_dim=13)),
    "own-head": (transformers.BartForConditionalGeneration, dict(tie_word_embeddings=False, activation_function="swish")),
    "old-file": (transformers.BartForConditionalGeneration, dict(activation_function="gelu_new")),
    "bare": (transformers.BartModel, {}),
    "answers": (transformers.BartForQuestionAnswering, {}),
    "mbart": (transformers.MBartForConditionalGeneration, dict(scale_embedding=True)),
    "mbart-own-head": (transformers.MBartForConditionalGeneration, dict(tie_word_embeddings=False, activation_function="relu", d_model=20,
                                                                        encoder_layers=1, decoder_layers=3, encoder_attention_heads=2,
                                                                        decoder_ffn_dim=13)),
    "mbart-bare": (transformers.MBartModel, {}),
}


def sites(outputs, logits, post_norm):
    for stack, hidden, last in (("encoder", outputs.encoder_hidden_states, outputs.encoder_last_hidden_state),
                                ("decoder", outputs.decoder_hidden_states, outputs.get("last_hidden_state"))):
        yield f"{stack}.embed", hidden[0]
        blocks = hidden[1:] if post_norm else hidden[1:-1]
        for layer, rows in enumerate(blocks):
            yield f"{stack}.blocks.{layer}.{'block_out' if post_norm else 'resid_post'}", rows
        if not post_norm:
            yield f"{stack}.final", hidden[-1] if last is None else last
    for attention, patterns in (("encoder.blocks.{}.attn", outputs.encoder_attentions), ("decoder.blocks.{}.attn", outputs.decoder_attentions),
                                ("decoder.blocks.{}.cross_attn", outputs.cross_attentions)):
        for layer, pattern in enumerate(patterns):
            yield attention.format(layer) + ".pattern", pattern
    if logits is not None:
        yield "decoder.logits", logits


def record(name, seed):
    model_class, options = MODELS[name]
    config = model_class.config_class(**(BASE | options), attn_implementation="eager")
    generator = torch.Generator().manual_seed(seed)
    model = model_class(config).eval()
    with torch.no_grad():
        for weight_name, weight in [*model.named_parameters(), *((n, b) for n, b in model.named_buffers() if n == "final_logits_bias")]:
            noise = torch.randn(weight.shape, generator=generator)
            matrix = weight.dim() == 2 and weight_name != "final_logits_bias"
            weight.data = noise * 0.4 if matrix else 1 + 0.2 * noise if "norm" in weight_name and weight_name.endswith("weight") else 0.1 * noise
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if name == "old-file":  # every name that transformers 4 and fairseq wrote
        weights = load_file(folder / "model.safetensors")
        for other in ("model.encoder.embed_tokens.weight", "model.decoder.embed_tokens.weight", "lm_head.weight"):
            weights[other] = weights["model.shared.weight"].clone()
        for stack in ("encoder", "decoder"):
            weights[f"model.{stack}.version"] = torch.tensor([3.0])
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    model = model_class.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64).eval()
    expected = {}
    for number, (source, target) in enumerate(((7, 5), (3, 19), (33, 1))):
        source = torch.randint(0, config.vocab_size - 1, (source,), generator=generator)
        target = torch.randint(0, config.vocab_size - 1, (target,), generator=generator)
        with torch.no_grad():
            outputs = model(input_ids=source[None], decoder_input_ids=target[None], output_attentions=True, output_hidden_states=True)
        expected[f"{number}.source"], expected[f"{number}.target"] = source.to(torch.int32), target.to(torch.int32)
        logits = torch.stack([outputs.start_logits, outputs.end_logits], -1) if "start_logits" in outputs else outputs.get("logits")
        for site, values in sites(outputs, logits, config.model_type == "bart"):
            expected[f"{number}.{site}"] = values[0].float().contiguous()
    save_file(expected, folder / "expected.safetensors")
    for path in folder.iterdir():
        path.chmod(0o644)
    print(name, sorted(load_file(folder / "model.safetensors"))[:4], sum(path.stat().st_size for path in folder.iterdir()), "bytes")


for place, name in enumerate(MODELS):
    record(name, 400 + place)
