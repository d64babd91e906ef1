#!/usr/bin/env python3
"""Record what PyTorch computes for tiny random models of the Llama kind: weights, inputs and outputs, beside this file.

Made with torch 2.13.0 (CPU) and transformers 5.23.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.23.0
    /tmp/record/bin/python tests/vectors/record_llama.py
Each folder (llama-*, mistral-*, qwen2-*) is what `save_pretrained` writes (config.json, model.safetensors) with one more file,
`expected.safetensors`:
    T.ids [T] int32; T.attention.L [heads, T, T]; T.hidden.L [T, width]; T.logits [T, vocabulary]   for T = 1, 7, 34.
`hidden` is `hidden_states`: 0 enters the first block, the last is after the final norm. Base models have no logits. The folder is
read again by `from_pretrained` in float32, whatever its type: what is expected follows from the rounded weights. PyTorch computes
in float64, but for the norms, the softmax and the rotary angles, which transformers always computes in float32.
"""
import json
import logging
import pathlib

import torch
import transformers
from safetensors.torch import save_file

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.23.0", "see the pinned versions above"
logging.getLogger("transformers").setLevel(logging.ERROR)
HERE = pathlib.Path(__file__).parent
LENGTHS = (1, 7, 34)
COMMON = dict(num_hidden_layers=2, vocab_size=29, max_position_embeddings=64)
# Every key and value head count (1, some, all), head width (own or derived), bias, tying, type, activation and scaling once.
MODELS = {
    "llama-gqa": dict(hidden_size=24, intermediate_size=37, num_attention_heads=4, num_key_value_heads=2, rms_norm_eps=1e-5),
    "llama-llama3": dict(dtype=torch.bfloat16, hidden_size=21, intermediate_size=30, num_attention_heads=3, num_key_value_heads=1,
                         head_dim=10, attention_bias=True, mlp_bias=True, hidden_act="gelu", tie_word_embeddings=True,
                         rope_parameters=dict(rope_type="llama3", rope_theta=10000.0, factor=8.0, low_freq_factor=1.0,
                                              high_freq_factor=4.0, original_max_position_embeddings=64)),
    "llama-linear": dict(dtype=torch.float16, hidden_size=20, intermediate_size=33, num_attention_heads=2, num_key_value_heads=2,
                         hidden_act="gelu_pytorch_tanh", rope_parameters=dict(rope_type="linear", rope_theta=500.0, factor=2.5)),
    "llama-base": dict(model="Model", hidden_size=18, intermediate_size=24, num_attention_heads=3, num_key_value_heads=3,
                       max_position_embeddings=20, rope_parameters=dict(rope_type="dynamic", rope_theta=10000.0, factor=2.0)),
    "mistral-window": dict(hidden_size=24, intermediate_size=31, num_attention_heads=4, num_key_value_heads=2, sliding_window=9),
    "mistral-all-keys": dict(dtype=torch.float16, hidden_size=18, intermediate_size=27, num_attention_heads=3,
                             num_key_value_heads=3, sliding_window=None, hidden_act="relu", tie_word_embeddings=True,
                             rope_parameters=dict(rope_type="default", rope_theta=1000000.0)),
    "mistral-yarn": dict(dtype=torch.bfloat16, hidden_size=19, intermediate_size=26, num_attention_heads=2, num_key_value_heads=1,
                         head_dim=12, sliding_window=16, hidden_act="tanh",
                         rope_parameters=dict(rope_type="yarn", rope_theta=10000.0, factor=4.0, beta_fast=8.0,
                                              original_max_position_embeddings=16)),
    "qwen2-tied": dict(hidden_size=24, intermediate_size=35, num_attention_heads=4, num_key_value_heads=1,
                       tie_word_embeddings=True, rope_parameters=dict(rope_type="default", rope_theta=1000000.0)),
    "qwen2-window": dict(dtype=torch.bfloat16, hidden_size=20, intermediate_size=28, num_attention_heads=2, num_key_value_heads=2,
                         use_sliding_window=True, sliding_window=8, max_window_layers=1),
    "qwen2-yarn": dict(dtype=torch.float16, hidden_size=16, intermediate_size=21, num_attention_heads=4, num_key_value_heads=2,
                       hidden_act="gelu_new", rope_parameters=dict(rope_type="yarn", rope_theta=10000.0, factor=2.0,
                                                                   original_max_position_embeddings=32, truncate=False)),
}


def randomise(model: torch.nn.Module, generator: torch.Generator) -> None:
    """Weights that attend: the library's own start (deviation 0.02) leaves every pattern flat."""
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=generator)
        if name.endswith(("embed_tokens.weight", "lm_head.weight")):
            weight.data = 0.5 * noise
        elif weight.dim() == 2:
            weight.data = noise * 1.5 / weight.shape[1] ** 0.5
        elif name.endswith("weight"):
            weight.data = 1 + 0.2 * noise
        else:
            weight.data = 0.3 * noise


def record(name: str, options: dict, seed: int) -> None:
    dtype, kind = options.pop("dtype", torch.float32), options.pop("model", "ForCausalLM")
    family = {"llama": "Llama", "mistral": "Mistral", "qwen2": "Qwen2"}[name.split("-")[0]]
    config = getattr(transformers, family + "Config")(**{**COMMON, **options}, bos_token_id=0, eos_token_id=0)
    generator = torch.Generator().manual_seed(seed)
    build = getattr(transformers, family + kind)
    model = build(config).eval()
    with torch.no_grad():
        randomise(model, generator)
    model.tie_weights()
    folder = HERE / name
    model.to(dtype).save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    expected, patterns, last = {}, 0.0, 0.0
    for length in LENGTHS:
        ids = torch.randint(0, config.vocab_size, (length,), generator=generator)
        outputs = {}
        for precision in (torch.float32, torch.float64):
            # A fresh model each time: dynamic scaling remembers the longest text so far.
            fresh = build.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager").eval().to(precision)
            with torch.no_grad():
                outputs[precision] = fresh(ids[None], output_attentions=True, output_hidden_states=True, use_cache=False)
        exact, single = outputs[torch.float64], outputs[torch.float32]
        expected[f"{length}.ids"] = ids.to(torch.int32)
        for layer, attention in enumerate(exact.attentions):
            expected[f"{length}.attention.{layer}"] = attention[0].float().contiguous()
            patterns = max(patterns, (attention[0] - single.attentions[layer][0].double()).abs().max().item())
        for layer, hidden in enumerate(exact.hidden_states):
            expected[f"{length}.hidden.{layer}"] = hidden[0].float().contiguous()
        if kind == "ForCausalLM":
            expected[f"{length}.logits"] = exact.logits[0].float().contiguous()
        a, b = exact.hidden_states[-1], single.hidden_states[-1].double()
        last = max(last, ((a - b).abs().max() / a.abs().max()).item())
    save_file(expected, folder / "expected.safetensors", metadata={
        "made_by": "tests/vectors/record_llama.py", "torch": torch.__version__, "transformers": transformers.__version__})
    sizes = {p.name: p.stat().st_size for p in sorted(folder.iterdir())}
    print(name, json.dumps(sizes), f"largest weight of a pattern {exact.attentions[0].max():.2f}; float32 patterns differ by "
          f"{patterns:.1e}, the last hidden state by {last:.1e} of its largest")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for number, (name, options) in enumerate(MODELS.items()):
        record(name, dict(options), seed=40 + number)
