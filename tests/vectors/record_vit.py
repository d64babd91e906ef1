#!/usr/bin/env python3
"""Record what PyTorch computes for tiny random image models of the families vit, deit, dinov2 and dinov2_with_registers: weights,
pictures and outputs, beside this file, in folders that `save_pretrained` wrote.

Made with torch 2.13.0 (CPU) and transformers 5.23.0 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.23.0
    /tmp/record/bin/python tests/vectors/record_vit.py
Each folder is a Hugging Face folder (config.json, model.safetensors) with one more file, `expected.safetensors`, for pictures of
several sizes S = "HEIGHTxWIDTH" (those that are not the model's own: with interpolated position embeddings):
    S.pixels [3, height, width]; S.attention.L [heads, T, T]; S.hidden.L [T, width]; S.final [T, width];
    S.logits [labels], without a head absent.
`hidden` 0 enters the first block, the last leaves the last one, before the last norm. PyTorch computes in float64 from the weights
as the file has them (rounded to its type) and the results are stored as float32, so what is recorded is right to 6e-8 of each value
(softmax and DINOv2's interpolation stay float32 inside); the script prints how far float32 is from it. EDITS are done to the file
that save_pretrained wrote, and the script checks that transformers still reads the same from it.
"""
import json
import logging
import pathlib
import sys

import torch
import transformers
from safetensors.torch import load_file, save_file
from transformers import (DeiTConfig, DeiTForImageClassification, DeiTForImageClassificationWithTeacher, DeiTModel, Dinov2Config,
                          Dinov2ForImageClassification, Dinov2Model, Dinov2WithRegistersConfig,
                          Dinov2WithRegistersForImageClassification, Dinov2WithRegistersModel, ViTConfig,
                          ViTForImageClassification, ViTForMaskedImageModeling, ViTModel)

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.23.0", "see the pinned versions above"
logging.getLogger("transformers").setLevel(logging.ERROR)
HERE = pathlib.Path(__file__).parent


def sizes(**more) -> dict:
    return dict(dict(hidden_size=20, num_hidden_layers=2, num_attention_heads=4, image_size=24, patch_size=8), **more)


def vit(**more) -> dict:
    return sizes(intermediate_size=28, **more)


LABELS = {0: "circle", 1: "square", 2: "star"}
HALF = torch.float16
MODELS = {
    "vit-tiny": (ViTForImageClassification, ViTConfig(**vit(id2label=LABELS)), [(24, 24), (40, 16), (32, 32)]),
    "vit-tiny-f16": (ViTForImageClassification, ViTConfig(**vit(hidden_size=21, num_attention_heads=3, num_labels=5)),
                     [(24, 24), (8, 40)], HALF),
    "vit-tiny-oblong": (ViTForImageClassification, ViTConfig(**vit(image_size=[16, 18], patch_size=[4, 6], num_labels=2,
                                                                     hidden_act="gelu_new")), [(16, 18)]),
    "vit-tiny-bare": (ViTModel, ViTConfig(**vit(image_size=16, patch_size=4, qkv_bias=False, hidden_act="relu",
                                                 layer_norm_eps=1e-5)), [(16, 16), (12, 20)]),
    "vit-tiny-masked": (ViTForMaskedImageModeling, ViTConfig(**vit(num_hidden_layers=1, encoder_stride=8)), [(24, 24)]),
    "deit-tiny": (DeiTForImageClassification, DeiTConfig(**vit(id2label=LABELS)), [(24, 24), (32, 16)]),
    "deit-tiny-teacher": (DeiTForImageClassificationWithTeacher, DeiTConfig(**vit(num_labels=4)), [(24, 24), (16, 48)]),
    "deit-tiny-bare": (DeiTModel, DeiTConfig(**vit(image_size=16, patch_size=4, num_hidden_layers=1)), [(16, 16)]),
    "dinov2-tiny": (Dinov2ForImageClassification, Dinov2Config(**sizes(image_size=28, patch_size=7, mlp_ratio=2, id2label=LABELS)),
                    [(28, 28), (14, 35)]),
    "dinov2-tiny-swiglu": (Dinov2Model, Dinov2Config(**sizes(mlp_ratio=2, use_swiglu_ffn=True, use_mask_token=False)),
                           [(24, 24), (40, 32)]),
    "dinov2-tiny-f16": (Dinov2ForImageClassification, Dinov2Config(**sizes(
        hidden_size=15, num_attention_heads=3, mlp_ratio=2, use_swiglu_ffn=True, qkv_bias=False, num_labels=6)), [(24, 24)], HALF),
    "dinov2-registers-tiny": (Dinov2WithRegistersForImageClassification, Dinov2WithRegistersConfig(**sizes(
        image_size=32, mlp_ratio=2, num_register_tokens=3, id2label=LABELS)), [(32, 32), (16, 24), (40, 32)]),
    "dinov2-registers-tiny-swiglu": (Dinov2WithRegistersModel, Dinov2WithRegistersConfig(**sizes(
        mlp_ratio=3, use_swiglu_ffn=True, num_register_tokens=4)), [(24, 24), (8, 16)]),
}


def without(prefix):
    return lambda tensors: {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}


def with_prefix(prefix):
    return lambda tensors: {prefix + name: tensor for name, tensor in tensors.items()}


def no_architectures(config):
    config.pop("architectures")


EDITS = {"vit-tiny-f16": without("vit."), "deit-tiny-bare": with_prefix("deit."), "dinov2-tiny-f16": without("dinov2.")}
CONFIG_EDITS = {"vit-tiny-f16": no_architectures, "deit-tiny-teacher": no_architectures, "dinov2-tiny-f16": no_architectures,
                "dinov2-tiny-swiglu": no_architectures}


def randomise(model: torch.nn.Module, generator: torch.Generator) -> None:
    """Weights that attend: the library's own start (deviation 0.02) leaves every pattern flat."""
    for name, weight in model.named_parameters():
        noise = torch.randn(weight.shape, generator=generator)
        if "_token" in name or "position_embeddings" in name:
            weight.data = 0.5 * noise
        elif weight.dim() >= 2:
            weight.data = noise * 1.5 / weight[0].numel() ** 0.5
        elif "lambda1" in name:
            weight.data = 0.7 + 0.3 * noise
        elif "norm" in name.lower() and name.endswith("weight"):
            weight.data = 1 + 0.2 * noise
        else:
            weight.data = 0.1 * noise


def edit(folder: pathlib.Path, name: str, model: torch.nn.Module) -> None:
    file = folder / "model.safetensors"
    if name in EDITS:
        save_file(EDITS[name](load_file(file)), file, metadata={"format": "pt"})
    if name in CONFIG_EDITS:
        config = json.loads((folder / "config.json").read_text())
        CONFIG_EDITS[name](config)
        (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n")
    again, report = type(model).from_pretrained(folder, output_loading_info=True)
    assert not report["missing_keys"], (name, report)
    for key, tensor in again.state_dict().items():
        assert torch.equal(tensor.double(), model.state_dict()[key].double()), (name, key)


def run(model: torch.nn.Module, pixels: torch.Tensor) -> dict:
    more = {} if "dinov2" in model.config.model_type else {"interpolate_pos_encoding": True}
    if isinstance(model.config.patch_size, list):
        more = {}
    with torch.no_grad():
        base = model.base_model(pixels[None], output_attentions=True, output_hidden_states=True, **more)
        found = {"attentions": base.attentions, "hidden": base.hidden_states, "final": base.last_hidden_state}
        if "Classification" in type(model).__name__:
            found["logits"] = model(pixels[None], **more).logits
    assert len(found["hidden"]) == model.config.num_hidden_layers + 1
    return found


def record(name: str, kind: type, config, pictures: list, dtype: torch.dtype = torch.float32, seed: int = 0) -> None:
    config._attn_implementation = "eager"
    generator = torch.Generator().manual_seed(seed)
    model = kind(config).eval()
    with torch.no_grad():
        randomise(model, generator)
    model = model.to(dtype)
    folder = HERE / name
    model.save_pretrained(folder)
    edit(folder, name, model)
    expected, worst, worst_logits = {}, 0.0, 0.0
    for height, width in pictures:
        pixels = torch.randn((3, height, width), generator=generator)
        single, exact = run(model.to(torch.float32), pixels), run(model.to(torch.float64), pixels.double())
        size = f"{height}x{width}"
        expected[f"{size}.pixels"] = pixels
        for layer, attention in enumerate(exact["attentions"]):
            expected[f"{size}.attention.{layer}"] = attention[0].float().contiguous()
            worst = max(worst, (attention[0] - single["attentions"][layer][0].double()).abs().max().item())
        for layer, hidden in enumerate(exact["hidden"]):
            expected[f"{size}.hidden.{layer}"] = hidden[0].float().contiguous()
        expected[f"{size}.final"] = exact["final"][0].float().contiguous()
        if "logits" in exact:
            expected[f"{size}.logits"] = exact["logits"][0].float().contiguous()
            difference = (exact["logits"] - single["logits"].double()).abs().max() / exact["logits"].abs().max()
            worst_logits = max(worst_logits, difference.item())
    save_file(expected, folder / "expected.safetensors", metadata={
        "made_by": "tests/vectors/record_vit.py", "torch": torch.__version__, "transformers": transformers.__version__})
    total = sum(p.stat().st_size for p in folder.iterdir())
    print(f"{name}: {total} bytes; float32 patterns differ by {worst:.1e}, logits by {worst_logits:.1e} of the largest")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for number, (name, options) in enumerate(MODELS.items()):
        if len(sys.argv) == 1 or name in sys.argv[1:]:
            record(name, *options, seed=80 + number)
