#!/usr/bin/env python3
"""Record random tiny models of rnnsearch.py, beside this file: one width for everything and many, a head of its own, one table for both
texts, an encoder of two layers, weights in f16.

Made with torch 2.13.0 (CPU):
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 safetensors
    /tmp/record/bin/python tests/vectors/record_rnnsearch.py
rnnsearch/<name>/: config.json, model.safetensors, expected.safetensors with N.source [S] and N.target [T] int32, and under N.<site>, as
Headlight names sites, the embeddings, the states of both stacks, the alignment [1, T, S], what was read of the source [T, 1, 2H], and
decoder.logits [T, vocabulary]. PyTorch computes in float64, what is recorded is stored as float32.
"""
import pathlib
import shutil

import torch
from safetensors.torch import save_file

from rnnsearch import RNNSearch

assert torch.__version__.split("+")[0] == "2.13.0", "see the pinned version above"
OUT = pathlib.Path(__file__).parent / "rnnsearch"
BASE = dict(vocab_size=31, d_model=16, pad_token_id=30, decoder_start_token_id=30, eos_token_id=0, max_position_embeddings=40)
MODELS = {
    "one-width": {},
    "many-widths": dict(decoder_vocab_size=27, d_model=12, hidden_size=21, attention_size=9, pad_token_id=26, decoder_start_token_id=26),
    "own-head": dict(hidden_size=20, attention_size=33, tie_word_embeddings=False),
    "one-table": dict(hidden_size=24, share_encoder_decoder_embeddings=True),
    "two-layers": dict(hidden_size=10, encoder_layers=2),
    "f16": dict(hidden_size=32, attention_size=8),
}


def sites(model, source, target):
    layers, rows, states = model.encoder.rnn.num_layers, model.encoder.embed_tokens(source[None]), []
    yield "encoder.embed", rows[0]
    for layer in range(layers):  # nn.GRU gives what leaves the last one: each once more, by itself
        single = torch.nn.GRU(rows.shape[-1], model.config["hidden_size"], batch_first=True, bidirectional=True, dtype=torch.float64)
        single.load_state_dict({name: getattr(model.encoder.rnn, name.replace("_l0", f"_l{layer}")) for name, _ in single.named_parameters()})
        rows, _ = single(rows)
        yield f"encoder.blocks.{layer}.block_out", rows[0]
    encoded, state = model.encode(source[None])
    assert torch.allclose(encoded[0], rows, atol=1e-12)
    yield "decoder.blocks.0.cross_attn.key", encoded[1][0][:, None]
    yield "decoder.embed", model.decoder.embed_tokens(target)
    steps, queries = [], []
    for token in target:
        queries.append(model.decoder.attention.query(state))
        steps.append(model.step(token[None], state, encoded))
        state = steps[-1][1]
    logits, states, patterns, contexts, _ = (torch.cat(part) for part in zip(*steps))
    yield "decoder.blocks.0.cross_attn.query", torch.stack(queries)
    yield "decoder.blocks.0.cross_attn.pattern", patterns[None]
    yield "decoder.blocks.0.cross_attn.head_out", contexts[:, None]
    yield "decoder.blocks.0.block_out", states
    assert torch.allclose(logits, model(source[None], target[None])[0], atol=1e-12)
    yield "decoder.logits", logits


@torch.no_grad()
def record(name, seed):
    generator = torch.Generator().manual_seed(seed)
    model = RNNSearch(**(BASE | MODELS[name]))
    for weight_name, weight in model.named_parameters():  # v is large, so that the alignments differ from key to key
        scale = 1.5 if "score" in weight_name else 0.4 if weight.dim() == 2 else 0.1
        weight.copy_(torch.randn(weight.shape, generator=generator) * scale)
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder, torch.float16 if name == "f16" else torch.float32)
    model = RNNSearch.from_pretrained(folder).double()
    expected = {}
    sizes = ((7, 5), (3, 19), (33, 1), (1, 4)) + (((70, 67),) if name == "many-widths" else ())  # more than a block of 64 rows
    for number, (source, target) in enumerate(sizes):
        source = torch.randint(0, model.config["vocab_size"] - 1, (source,), generator=generator)
        target = torch.randint(0, model.config["decoder_vocab_size"] - 1, (target,), generator=generator)
        target[0] = model.config["decoder_start_token_id"]
        expected[f"{number}.source"], expected[f"{number}.target"] = source.to(torch.int32), target.to(torch.int32)
        for site, values in sites(model, source, target):
            expected[f"{number}.{site}"] = values.float().contiguous()
    save_file(expected, folder / "expected.safetensors")
    print(name, sum(path.stat().st_size for path in folder.iterdir()), "bytes")


for place, name in enumerate(MODELS):
    record(name, 400 + place)
