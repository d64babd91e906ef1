#!/usr/bin/env python3
"""Record what transformers makes of pictures whose sides patches do not divide, and of grey ones, beside this file: random tiny image
models with their preprocessor_config.json, one picture for all of them.

Made with torch 2.13.0 (CPU), transformers 5.24.0 and Pillow 13 from PyPI, eager attention:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.24.0 pillow
    /tmp/record/bin/python tests/vectors/record_shapes.py
shapes/picture.png, 40 x 48 in colour; shapes/<name>/: config.json, preprocessor_config.json, model.safetensors, expected.safetensors with
pixels [channels, height, width] as the image processor gives them, attention.L [heads, T, T], final [T, width] and logits [labels]. A ViT
runs with interpolate_pos_encoding where the picture is of another size than its own. PyTorch computes in float64, stored is float32.
"""
import json
import pathlib
import shutil

import numpy
import torch
import transformers
from PIL import Image
from safetensors.torch import save_file

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.24.0", "see the pinned versions above"
transformers.logging.set_verbosity_error()
OUT = pathlib.Path(__file__).parent / "shapes"
SIZES = dict(hidden_size=20, num_hidden_layers=2, num_attention_heads=4, num_labels=3)
HALF = dict(image_mean=[0.5] * 3, image_std=[0.5] * 3)
MODELS = {  # config, preprocessor_config.json
    "vit-grey": (transformers.ViTConfig(**SIZES, intermediate_size=28, image_size=24, patch_size=8, num_channels=1),
                 dict(image_processor_type="ViTImageProcessor", size=dict(height=24, width=24), image_mean=[0.3], image_std=[0.4])),
    "vit-remainder": (transformers.ViTConfig(**SIZES, intermediate_size=28, image_size=30, patch_size=8),
                      dict(image_processor_type="ViTImageProcessor", size=dict(height=30, width=30), **HALF)),
    "vit-own-shape": (transformers.ViTConfig(**SIZES, intermediate_size=28, image_size=32, patch_size=8),
                      dict(image_processor_type="BitImageProcessor", size=dict(shortest_edge=36), do_center_crop=False, **HALF)),
    "deit-remainder": (transformers.DeiTConfig(**SIZES, intermediate_size=28, image_size=20, patch_size=6),
                       dict(image_processor_type="DeiTImageProcessor", size=dict(height=26, width=26),
                            crop_size=dict(height=20, width=20), **HALF)),
    "dinov2-own-shape": (transformers.Dinov2Config(**SIZES, mlp_ratio=2, image_size=30, patch_size=7),
                         dict(image_processor_type="BitImageProcessor", size=dict(shortest_edge=33), do_center_crop=False, **HALF)),
    "dinov2-registers-own-shape": (
        transformers.Dinov2WithRegistersConfig(**SIZES, mlp_ratio=2, image_size=32, patch_size=8, num_register_tokens=2),
        dict(image_processor_type="BitImageProcessor", size=dict(shortest_edge=36), do_center_crop=False, **HALF)),
}


def record(name, seed):
    config, processing = MODELS[name]
    config._attn_implementation = "eager"
    generator = torch.Generator().manual_seed(seed)
    kind = getattr(transformers, type(config).__name__.removesuffix("Config") + "ForImageClassification")
    model = kind(config).eval()
    with torch.no_grad():
        for key, weight in model.named_parameters():
            noise = torch.randn(weight.shape, generator=generator)
            scale = 0.5 if "_token" in key or "position_embeddings" in key else 1.5 / weight[0].numel() ** 0.5
            weight.data = (noise * scale if weight.dim() >= 2 else 0.7 + 0.3 * noise if "lambda1" in key
                           else 1 + 0.2 * noise if "norm" in key and key.endswith("weight") else 0.1 * noise)
    folder = OUT / name
    shutil.rmtree(folder, ignore_errors=True)
    model.save_pretrained(folder)
    (folder / "preprocessor_config.json").write_text(json.dumps(processing, indent=2) + "\n")
    processor = transformers.AutoImageProcessor.from_pretrained(folder, backend="pil")
    picture = Image.open(OUT / "picture.png")
    pixels = processor(picture.convert("L") if config.num_channels == 1 else picture, return_tensors="pt")["pixel_values"]
    model = kind.from_pretrained(folder, attn_implementation="eager", dtype=torch.float64).eval()
    own = pixels.shape[-2:] == (config.image_size, config.image_size)
    more = {} if own or "dinov2" in config.model_type else {"interpolate_pos_encoding": True}
    with torch.no_grad():
        base = model.base_model(pixels.double(), output_attentions=True, **more)
        expected = {"pixels": pixels[0].float().contiguous(), "final": base.last_hidden_state[0].float().contiguous(),
                    "logits": model(pixels.double(), **more).logits[0].float()}
    expected |= {f"attention.{layer}": attention[0].float().contiguous() for layer, attention in enumerate(base.attentions)}
    save_file(expected, folder / "expected.safetensors")
    print(name, list(pixels.shape), list(base.attentions[0].shape), sum(path.stat().st_size for path in folder.iterdir()), "bytes")


OUT.mkdir(exist_ok=True)
noise = numpy.random.default_rng(8).integers(0, 256, (12, 10, 3), dtype=numpy.uint8)
Image.fromarray(noise).resize((40, 48), Image.BICUBIC).save(OUT / "picture.png")
for place, name in enumerate(MODELS):
    record(name, 500 + place)
