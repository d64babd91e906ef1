#!/usr/bin/env python3
"""Record derived maps of the image models that record_vit.py recorded, computed straightforwardly from PyTorch's attentions.

Made with torch 2.13.0 (CPU), transformers 5.23.0, safetensors and numpy (any) from PyPI:
    python3 -m venv /tmp/record && /tmp/record/bin/pip install torch==2.13.0 transformers==5.23.0 numpy
    /tmp/record/bin/python tests/vectors/record_derived.py
derived/expected.safetensors holds, for each FOLDER.SIZE of CASES (float64 results rounded to float32):
    rollout.FUSION.DISCARD [T, T], also rollout.mean.0.layer0 of the first layer alone; distance.L and distance_all.L [heads] of layer L
    (renormalised over patches or not); norms.L [T] of what leaves layer L; and with a classifier occlusion.FILL [rows, columns] for the
    class with the largest logit, BLACK being what black is; per FOLDER positions [patches, patches].
"""
import pathlib

import numpy as np
import torch
import transformers
from safetensors.numpy import load_file, save_file

assert torch.__version__.split("+")[0] == "2.13.0" and transformers.__version__ == "5.23.0", "see the pinned versions above"
HERE = pathlib.Path(__file__).parent
BLACK = (-2.0, -1.5, -1.0)
# folder: class, sizes, special tokens, those of them that have a position
CASES = {
    "vit-tiny": (transformers.ViTForImageClassification, ["24x24", "40x16"], 1, 1),
    "deit-tiny": (transformers.DeiTForImageClassification, ["32x16"], 2, 2),
    "dinov2-registers-tiny": (transformers.Dinov2WithRegistersForImageClassification, ["40x32"], 4, 1),
    "vit-tiny-bare": (None, ["12x20"], 1, 1),
}


def rollout(attentions: list, fusion: str, discard: float) -> np.ndarray:
    """Abnar and Zuidema 2020; fusion and discarding as jacobgil/vit-explain (vit_rollout.py), but rows divided by their own sums."""
    result = np.eye(attentions[0].shape[-1])
    for attention in attentions:
        fused = {"mean": np.mean, "max": np.max, "min": np.min}[fusion](attention, axis=0)
        flat = fused.reshape(-1).copy()
        lowest = np.argsort(flat, kind="stable")[:int(flat.size * discard)]
        flat[lowest[lowest != 0]] = 0
        a = (flat.reshape(fused.shape) + np.eye(len(fused))) / 2
        result = (a / a.sum(axis=-1, keepdims=True)) @ result
    return result


def distance(attention: np.ndarray, specials: int, rows: int, columns: int, patch: int, renormalise: bool) -> np.ndarray:
    """[heads] mean over patch queries of the weighted distance to patch keys, in pixels."""
    places = np.array([(r * patch, c * patch) for r in range(rows) for c in range(columns)], np.float64)
    apart = np.linalg.norm(places[:, None] - places[None], axis=-1)
    weights = attention[:, specials:, specials:]
    if renormalise:
        weights = weights / weights.sum(axis=-1, keepdims=True)
    return (weights * apart).sum(axis=-1).mean(axis=-1)


def blurred(pixels: np.ndarray, radius: int) -> np.ndarray:
    """Three box means to each side of every pixel, the edge repeated."""
    for _ in range(3):
        for axis in (2, 1):
            padded = np.pad(pixels, [(0, 0) if a != axis else (radius, radius) for a in range(3)], mode="edge")
            pixels = np.mean([np.take(padded, range(i, i + pixels.shape[axis]), axis) for i in range(2 * radius + 1)], axis=0)
    return pixels


def probabilities(model, pixels: np.ndarray) -> np.ndarray:
    more = {} if "dinov2" in model.config.model_type else {"interpolate_pos_encoding": True}
    with torch.no_grad():
        logits = model(torch.from_numpy(pixels)[None], **more).logits[0].numpy()
    e = np.exp(logits - logits.max())
    return e / e.sum()


def occlusion(model, pixels: np.ndarray, patch: int, fill: str) -> np.ndarray:
    whole = probabilities(model, pixels)
    label = int(whole.argmax())
    instead = {"mean": np.broadcast_to(pixels.mean(axis=(1, 2), keepdims=True), pixels.shape),
               "black": np.broadcast_to(np.array(BLACK)[:, None, None], pixels.shape),
               "zero": np.zeros_like(pixels), "blurred": blurred(pixels, patch)}[fill]
    rows, columns = pixels.shape[1] // patch, pixels.shape[2] // patch
    change = np.zeros((rows, columns))
    for r in range(rows):
        for c in range(columns):
            covered = pixels.copy()
            at = np.s_[:, r * patch:(r + 1) * patch, c * patch:(c + 1) * patch]
            covered[at] = instead[at]
            change[r, c] = probabilities(model, covered)[label] - whole[label]
    return change


def main() -> None:
    (HERE / "derived").mkdir(exist_ok=True)
    expected = {}
    for folder, (kind, sizes, specials, positioned) in CASES.items():
        config = transformers.AutoConfig.from_pretrained(HERE / folder)
        patch, layers = config.patch_size, config.num_hidden_layers
        model = kind.from_pretrained(HERE / folder, attn_implementation="eager").double().eval() if kind else None
        weights = load_file(HERE / folder / "model.safetensors")
        table = next(v for k, v in weights.items() if k.endswith("position_embeddings"))[0, positioned:].astype(np.float64)
        unit = table / np.linalg.norm(table, axis=-1, keepdims=True)
        expected[f"{folder}.positions"] = unit @ unit.T
        recorded = load_file(HERE / folder / "expected.safetensors")
        for size in sizes:
            height, width = map(int, size.split("x"))
            grid = (height // patch, width // patch)
            attentions = [recorded[f"{size}.attention.{layer}"].astype(np.float64) for layer in range(layers)]
            found = {f"rollout.{fusion}.{discard}": rollout(attentions, fusion, discard)
                     for fusion in ("mean", "max", "min") for discard in (0, 0.3, 0.9)}
            found["rollout.mean.0.layer0"] = rollout(attentions[:1], "mean", 0)
            for layer, attention in enumerate(attentions):
                found[f"distance.{layer}"] = distance(attention, specials, *grid, patch, True)
                found[f"distance_all.{layer}"] = distance(attention, specials, *grid, patch, False)
                found[f"norms.{layer}"] = np.linalg.norm(recorded[f"{size}.hidden.{layer + 1}"].astype(np.float64), axis=-1)
            if model:
                pixels = recorded[f"{size}.pixels"].astype(np.float64)
                for fill in ("mean", "black", "blurred", "zero"):
                    found[f"occlusion.{fill}"] = occlusion(model, pixels, patch, fill)
                    print(folder, size, fill, np.abs(found[f"occlusion.{fill}"]).max())
            expected.update({f"{folder}.{size}.{name}": values for name, values in found.items()})
    save_file({name: np.ascontiguousarray(values, np.float32) for name, values in expected.items()}, HERE / "derived" / "expected.safetensors")


main()
