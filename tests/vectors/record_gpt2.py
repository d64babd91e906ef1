#!/usr/bin/env python3
"""Record what PyTorch computes for three tiny random GPT-2 models: weights, inputs and outputs, beside this file.

Made with torch 2.13.0 (CPU) and transformers 5.23.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.23.0
    /tmp/record/bin/python tests/vectors/record_gpt2.py
Each `gpt2-tiny-*` folder is a Hugging Face folder (config.json, model.safetensors) with one more file, `expected.safetensors`:
    T.ids [T] int32; T.attention.L [heads, T, T]; T.hidden.L [T, width]; T.logits [T, vocabulary]   for T = 1, 7, 70.
`hidden` is `hidden_states`: 0 enters the first block, the last is after the final norm. PyTorch computes in float64 and the
results are stored as float32, so what is recorded is right to 6e-8 of each value; the script prints how far float32 is from it.
"""
import json
import logging
import pathlib

import torch
import transformers
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.23.0", "see the pinned versions above"
logging.getLogger("transformers").setLevel(logging.ERROR)
HERE = pathlib.Path(__file__).parent
MODELS = {
    "gpt2-tiny-f32": dict(n_layer=3, n_head=4, n_embd=36, vocab_size=61, n_positions=96),
    "gpt2-tiny-f16": dict(n_layer=2, n_head=4, n_embd=36, vocab_size=61, n_positions=96, dtype=torch.float16),
    "gpt2-tiny-odd": dict(n_layer=2, n_head=3, n_embd=21, vocab_size=53, n_positions=75, n_inner=50, activation_function="gelu",
                          layer_norm_epsilon=1e-6, tie_word_embeddings=False),
}


def randomise(model: GPT2LMHeadModel, generator: torch.Generator) -> None:
    """Weights that attend: the library's own start (deviation 0.02) leaves every pattern flat."""
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=generator)
        if name.endswith(("wte.weight", "wpe.weight", "lm_head.weight")):
            weight.data = 0.5 * noise
        elif weight.dim() == 2:
            weight.data = noise * 1.5 / weight.shape[0] ** 0.5
        elif name.endswith("weight"):
            weight.data = 1 + 0.2 * noise
        else:
            weight.data = 0.1 * noise


def record(name: str, options: dict, seed: int) -> None:
    dtype = options.pop("dtype", torch.float32)
    config = GPT2Config(**options, attn_implementation="eager", bos_token_id=0, eos_token_id=0)
    generator = torch.Generator().manual_seed(seed)
    model = GPT2LMHeadModel(config).eval()
    with torch.no_grad():
        randomise(model, generator)
    model.tie_weights()
    model = model.to(dtype)
    folder = HERE / name
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    expected, worst = {}, 0.0
    for length in (1, 7, 70):
        ids = torch.randint(0, config.vocab_size, (length,), generator=generator)
        outputs = {}
        for precision in (torch.float32, torch.float64):
            with torch.no_grad():
                outputs[precision] = model.to(precision)(ids[None], output_attentions=True, output_hidden_states=True)
        exact, single = outputs[torch.float64], outputs[torch.float32]
        expected[f"{length}.ids"] = ids.to(torch.int32)
        for layer, attention in enumerate(exact.attentions):
            expected[f"{length}.attention.{layer}"] = attention[0].float().contiguous()
            worst = max(worst, (attention[0] - single.attentions[layer][0].double()).abs().max().item())
        for layer, hidden in enumerate(exact.hidden_states):
            expected[f"{length}.hidden.{layer}"] = hidden[0].float().contiguous()
        expected[f"{length}.logits"] = exact.logits[0].float().contiguous()
    save_file(expected, folder / "expected.safetensors", metadata={
        "made_by": "tests/vectors/record_gpt2.py", "torch": torch.__version__, "transformers": transformers.__version__})
    sizes = {p.name: p.stat().st_size for p in sorted(folder.iterdir())}
    print(name, json.dumps(sizes), f"float32 patterns differ by {worst:.1e}, logits by "
          f"{(exact.logits - single.logits.double()).abs().max() / exact.logits.abs().max():.1e} of the largest")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for number, (name, options) in enumerate(MODELS.items()):
        record(name, dict(options), seed=20 + number)
