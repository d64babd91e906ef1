#!/usr/bin/env python3
"""Record random tiny T5s, beside this file: plain and gated MLPs, a head that is the token table and one of its own, stacks of different
depths, heads of another width than the stream divided among them, few buckets and many, the file of an old version, the encoder alone, mT5.

Made with torch 2.13.0 (CPU) and transformers 5.24.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0
    /tmp/record/bin/python tests/vectors/record_t5.py
t5/<name>/: config.json, model.safetensors, expected.safetensors with N.source [S] and N.target [T] int32 (N.text of the encoder alone), and
under N.<site>, as Headlight names sites, every attention's pattern [heads, queries, keys], what enters and leaves every block, what the
last norm leaves, each stack's relative_bias [heads, distances] and decoder.logits [T, vocabulary]. PyTorch computes in float64, what is
recorded is stored as float32.
"""
import pathlib
import shutil

import torch
import transformers
from safetensors.torch import load_file, save_file

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity_error()
OUT = pathlib.Path(__file__).parent / "t5"
BASE = dict(vocab_size=31, d_model=16, d_kv=6, d_ff=24, num_layers=2, num_heads=4, decoder_start_token_id=0)
MODELS = {
    "v1": (transformers.T5ForConditionalGeneration, {}),
    "v1.1": (transformers.T5ForConditionalGeneration, dict(feed_forward_proj="gated-gelu", tie_word_embeddings=False, num_layers=1,
                                                           num_decoder_layers=3)),
    "few-buckets": (transformers.T5ForConditionalGeneration, dict(feed_forward_proj="gated-silu", relative_attention_num_buckets=7,
                                                                  relative_attention_max_distance=9, d_model=20, num_heads=2, d_kv=10)),
    "old-file": (transformers.T5ForConditionalGeneration, dict(layer_norm_epsilon=1e-2)),
    "bare": (transformers.T5Model, dict(feed_forward_proj="gelu")),
    "encoder": (transformers.T5EncoderModel, dict(feed_forward_proj="gated-gelu")),
    "mt5": (transformers.MT5ForConditionalGeneration, {}),
}


def stack_sites(name, stack, hidden, attentions):
    """hidden: what enters each block, then what the last norm leaves."""
    yield f"{name}.embed", hidden[0]
    for layer in range(1, len(hidden) - 1):
        yield f"{name}.blocks.{layer}.resid_pre", hidden[layer]
    yield f"{name}.final", hidden[-1]
    for layer, pattern in enumerate(attentions):
        yield f"{name}.blocks.{layer}.attn.pattern", pattern
    attention = stack.block[0].layer[0].SelfAttention
    far = attention.relative_attention_max_distance
    buckets = attention._relative_position_bucket(torch.arange(-far, far + 1), not stack.is_decoder, attention.relative_attention_num_buckets, far)
    yield f"{name}.relative_bias", attention.relative_attention_bias.weight[buckets].T[None]


def sites(model, outputs):
    if "encoder_attentions" not in outputs:
        for site, values in stack_sites("encoder", model.encoder, outputs.hidden_states, outputs.attentions):
            yield site.removeprefix("encoder."), values
        return
    yield from stack_sites("encoder", model.encoder, outputs.encoder_hidden_states, outputs.encoder_attentions)
    yield from stack_sites("decoder", model.decoder, outputs.decoder_hidden_states, outputs.decoder_attentions)
    for layer, pattern in enumerate(outputs.cross_attentions):
        yield f"decoder.blocks.{layer}.cross_attn.pattern", pattern
    if "logits" in outputs:
        yield "decoder.logits", outputs.logits


def record(name, seed):
    model_class, options = MODELS[name]
    config = model_class.config_class(**(BASE | options))
    generator = torch.Generator().manual_seed(seed)
    model = model_class(config).eval()
    with torch.no_grad():
        for weight_name, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            weight.data = 1 + 0.2 * noise if weight.dim() == 1 else noise if "relative" in weight_name or "shared" in weight_name else 0.3 * noise
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    if name in ("v1.1", "old-file"):
        weights = load_file(folder / "model.safetensors")
        if name == "v1.1":
            weights["lm_head.weight"] = torch.randn((31, 16), generator=generator) * 0.3
        else:  # every name that transformers 4 wrote, the bias of cross-attention that means nothing, keys as t5-small has them
            for copy in ("encoder.embed_tokens", "decoder.embed_tokens", "lm_head"):
                weights[f"{copy}.weight"] = weights["shared.weight"].clone()
            weights["decoder.block.0.layer.1.EncDecAttention.relative_attention_bias.weight"] = torch.randn((32, 4), generator=generator)
            (folder / "config.json").write_text("""{
 "architectures": ["T5WithLMHeadModel"], "model_type": "t5", "d_ff": 24, "d_kv": 6, "d_model": 16, "decoder_start_token_id": 0,
 "dropout_rate": 0.1, "eos_token_id": 1, "initializer_factor": 1.0, "is_encoder_decoder": true, "layer_norm_epsilon": 0.01, "n_positions": 512,
 "num_heads": 4, "num_layers": 2, "output_past": true, "pad_token_id": 0, "relative_attention_num_buckets": 32, "vocab_size": 31
}
""")
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    model = model_class.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64).eval()
    expected = {}
    for number, (source, target) in enumerate(((7, 5), (3, 19), (33, 1))):
        source = torch.randint(0, config.vocab_size, (source,), generator=generator)
        target = torch.randint(0, config.vocab_size, (target,), generator=generator)
        target[0] = 0
        inputs = {"input_ids": source[None]}
        if name == "encoder":
            expected[f"{number}.text"] = source.to(torch.int32)
        else:
            inputs["decoder_input_ids"] = target[None]
            expected[f"{number}.source"], expected[f"{number}.target"] = source.to(torch.int32), target.to(torch.int32)
        with torch.no_grad():
            outputs = model(**inputs, output_attentions=True, output_hidden_states=True)
        for site, values in sites(model, outputs):
            expected[f"{number}.{site}"] = values[0].detach().float().contiguous()
    save_file(expected, folder / "expected.safetensors")
    print(name, sorted(load_file(folder / "model.safetensors"))[:2], len(expected), sum(path.stat().st_size for path in folder.iterdir()), "bytes")


for place, name in enumerate(MODELS):
    record(name, 400 + place)
