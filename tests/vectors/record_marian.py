#!/usr/bin/env python3
"""Record random tiny Marian models, beside this file: a shared vocabulary and two, a head of its own, scaled embeddings and not, stacks of
different depths, heads and activations, a width that leaves the sines and cosines of the positions uneven, old files that hold the positions.

Made with torch 2.13.0 (CPU) and transformers 5.24.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0
    /tmp/record/bin/python tests/vectors/record_marian.py
marian/<name>/: config.json, model.safetensors, expected.safetensors with N.source [S] and N.target [T] int32, and under N.<site>, as
Headlight names sites, every attention's pattern [heads, queries, keys], what enters and leaves every block, and decoder.logits
[T, vocabulary]. PyTorch computes in float64, what is recorded is stored as float32.
"""
import pathlib
import shutil

import torch
import transformers
from safetensors.torch import load_file, save_file

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity_error()
OUT = pathlib.Path(__file__).parent / "marian"
BASE = dict(vocab_size=31, d_model=16, encoder_layers=2, decoder_layers=2, encoder_attention_heads=4, decoder_attention_heads=4,
            encoder_ffn_dim=24, decoder_ffn_dim=24, max_position_embeddings=40, pad_token_id=30, decoder_start_token_id=30, eos_token_id=0,
            bos_token_id=None, forced_eos_token_id=0, activation_function="swish", scale_embedding=True)
MODELS = {
    "shared": (transformers.MarianMTModel, {}),
    "two-vocabularies": (transformers.MarianMTModel, dict(share_encoder_decoder_embeddings=False, decoder_vocab_size=27, pad_token_id=26,
                                                          decoder_start_token_id=26)),
    "own-head": (transformers.MarianMTModel, dict(tie_word_embeddings=False, activation_function="gelu", scale_embedding=False)),
    "uneven": (transformers.MarianMTModel, dict(d_model=20, encoder_layers=1, decoder_layers=3, encoder_attention_heads=2,
                                                decoder_attention_heads=4, encoder_ffn_dim=13, activation_function="relu")),
    "old-file": (transformers.MarianMTModel, {}),
    "bare": (transformers.MarianModel, {}),
}


def sites(outputs, logits):
    yield "encoder.embed", outputs.encoder_hidden_states[0]
    yield "decoder.embed", outputs.decoder_hidden_states[0]
    for stack, hidden in (("encoder", outputs.encoder_hidden_states), ("decoder", outputs.decoder_hidden_states)):
        for layer, rows in enumerate(hidden[1:]):
            yield f"{stack}.blocks.{layer}.block_out", rows
    for attention, patterns in (("encoder.blocks.{}.attn", outputs.encoder_attentions), ("decoder.blocks.{}.attn", outputs.decoder_attentions),
                                ("decoder.blocks.{}.cross_attn", outputs.cross_attentions)):
        for layer, pattern in enumerate(patterns):
            yield attention.format(layer) + ".pattern", pattern
    if logits is not None:
        yield "decoder.logits", logits


def record(name, seed):
    model_class, options = MODELS[name]
    config = transformers.MarianConfig(**(BASE | options), attn_implementation="eager")
    generator = torch.Generator().manual_seed(seed)
    model = model_class(config).eval()
    with torch.no_grad():
        for weight_name, weight in [*model.named_parameters(), *((n, b) for n, b in model.named_buffers() if n == "final_logits_bias")]:
            if "embed_positions" in weight_name:
                continue
            noise = torch.randn(weight.shape, generator=generator)
            matrix = weight.dim() == 2 and weight_name != "final_logits_bias"
            weight.data = noise * 0.4 if matrix else 1 + 0.2 * noise if "norm" in weight_name and weight_name.endswith("weight") else 0.1 * noise
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if name == "old-file":  # every name that transformers 4 wrote, and positions that are not the formula's
        weights = load_file(folder / "model.safetensors")
        for stack in ("encoder", "decoder"):
            weights[f"model.{stack}.embed_tokens.weight"] = weights["model.shared.weight"].clone()
            weights[f"model.{stack}.embed_positions.weight"] = torch.randn((40, 16), generator=generator) * 0.4
        weights["lm_head.weight"] = weights["model.shared.weight"].clone()
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    model = model_class.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64).eval()
    expected = {}
    for number, (source, target) in enumerate(((7, 5), (3, 19), (33, 1))):
        source = torch.randint(0, config.vocab_size - 1, (source,), generator=generator)
        target = torch.randint(0, config.decoder_vocab_size - 1, (target,), generator=generator)
        target[0] = config.decoder_start_token_id
        with torch.no_grad():
            outputs = model(input_ids=source[None], decoder_input_ids=target[None], output_attentions=True, output_hidden_states=True)
        expected[f"{number}.source"], expected[f"{number}.target"] = source.to(torch.int32), target.to(torch.int32)
        for site, values in sites(outputs, outputs.get("logits")):
            expected[f"{number}.{site}"] = values[0].float().contiguous()
    save_file(expected, folder / "expected.safetensors")
    print(name, sorted(load_file(folder / "model.safetensors"))[:4], sum(path.stat().st_size for path in folder.iterdir()), "bytes")


for place, name in enumerate(MODELS):
    record(name, 300 + place)
