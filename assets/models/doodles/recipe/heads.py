"""What each head does, measured: python heads.py .. writes ../heads.json and prints a table.

Over held-out drawings: how far a head looks (mean distance between patches, in pixels), how much it looks at the patch
itself, at one neighbour, at [CLS]; and where the picture's [CLS] looks in it (drawn patches against empty paper). The claims
are scored on the sample pictures alone, so that a test can repeat them.
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from transformers import ViTForImageClassification

import drawings
import vit_training

CELLS = drawings.SIZE // drawings.PATCH
INK = 8.0  # a patch is drawn on where its pixels' standard deviation (0..255, over its three channels) is above this


def patterns(model, images: np.ndarray) -> np.ndarray:
    """[layers, n, heads, 1 + patches, 1 + patches] in float32."""
    with torch.no_grad():
        out = model(vit_training.pixels(images), output_attentions=True)
    return torch.stack(out.attentions).numpy()


def drawn(images: np.ndarray) -> np.ndarray:
    """[n, patches] bool."""
    n, p = len(images), drawings.PATCH
    cells = images.reshape(n, 3, CELLS, p, CELLS, p).transpose(0, 2, 4, 1, 3, 5).reshape(n, CELLS * CELLS, -1)
    return cells.astype(np.float64).std(2) > INK


def neighbour(pattern: np.ndarray, dy: int, dx: int) -> np.ndarray:
    """Mean weight of the patch (dy, dx) away, over queries that have it: [...] of [..., 1 + patches, 1 + patches]."""
    y, x = np.divmod(np.arange(CELLS * CELLS), CELLS)
    inside = (0 <= y + dy) & (y + dy < CELLS) & (0 <= x + dx) & (x + dx < CELLS)
    queries = np.flatnonzero(inside)
    return pattern[..., 1 + queries, 1 + queries + dy * CELLS + dx].mean(-1)


def ink_mass(pattern: np.ndarray, ink: np.ndarray) -> np.ndarray:
    """Share of [CLS]'s attention to patches that falls on drawn ones: pattern [n, heads, t, t], ink [n, patches] -> [n, heads]."""
    row = pattern[:, :, 0, 1:]
    return (row * ink[:, None]).sum(2) / row.sum(2)


def predictions(model, names: list[str], samples: np.ndarray) -> list[dict]:
    with torch.no_grad():
        chances = model(vit_training.pixels(samples)).logits.softmax(1)
    return [{"sample": name, "class": model.config.id2label[int(row.argmax())], "probability": round(float(row.max()), 4)}
            for name, row in zip(names, chances)]


def main() -> None:
    folder = Path(sys.argv[1])
    model = ViTForImageClassification.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    images, _ = drawings.batch(555, 0, 200)
    seen, ink = patterns(model, images), drawn(images)
    y, x = np.divmod(np.arange(CELLS * CELLS), CELLS)
    distance = np.hypot(y[:, None] - y, x[:, None] - x) * drawings.PATCH
    names = sorted(path.name for path in (folder / "samples").glob("*.png"))
    samples = np.stack([np.asarray(Image.open(folder / "samples" / name).convert("RGB").resize((drawings.SIZE,) * 2, Image.BILINEAR)).transpose(2, 0, 1)
                        for name in names])
    sample_patterns, sample_ink = patterns(model, samples), drawn(samples)
    steps = {"left": (0, -1), "right": (0, 1), "above": (-1, 0), "below": (1, 0)}
    found = []
    print(f"of the patches {ink.mean():.2f} are drawn on")
    for layer, pattern in enumerate(seen):
        patches = pattern[:, :, 1:, 1:]
        far = ((patches * distance).sum(3) / patches.sum(3)).mean((0, 2))
        own = pattern[:, :, range(1, 65), range(1, 65)].mean((0, 2))
        towards = {name: neighbour(pattern, *step).mean(0) for name, step in steps.items()}
        cls_row, to_cls = ink_mass(pattern, ink).mean(0), pattern[:, :, 1:, 0].mean((0, 2))
        for head in range(pattern.shape[1]):
            best = max(towards, key=lambda name: towards[name][head])
            print(f"L{layer}H{head}  {far[head]:5.1f} px  itself {own[head]:.2f}  {best} {towards[best][head]:.2f}  [CLS] {to_cls[head]:.2f}  "
                  f"[CLS] looks at drawn patches {cls_row[head]:.2f}")
            samples_at = sample_patterns[layer][:, head: head + 1]
            found.append(("the drawing", ink_mass(samples_at, sample_ink).mean(), layer, head, "[CLS] looks at patches that are drawn on"))
            found.append(("the paper", 1 - ink_mass(samples_at, sample_ink).mean(), layer, head, "[CLS] looks at empty patches"))
            found.append(("itself", samples_at[:, 0, range(1, 65), range(1, 65)].mean(), layer, head, "each patch looks at itself"))
            for name, step in steps.items():
                found.append((f"the patch {name}", neighbour(samples_at[:, 0], *step).mean(), layer,
                              head, f"each patch looks at the one {'to the ' + name if name in ('left', 'right') else name}"))
    claims = []
    for role in dict.fromkeys(entry[0] for entry in found):
        score, layer, head, meaning = max((entry[1:] for entry in found if entry[0] == role), key=lambda entry: entry[0])
        share = float(sample_ink.mean())
        floor = {"the drawing": share, "the paper": 1 - share}.get(role, 1 / (CELLS * CELLS))
        if score > 0.25 + floor:
            claims.append({"layer": layer, "head": head, "role": role, "meaning": meaning, "score": round(float(score), 4),
                           "by_chance": round(floor, 4), "threshold": round(0.9 * float(score), 2)})
    (folder / "heads.json").write_text(json.dumps({
        "about": "layers and heads count from 0; scores over the sample pictures, patterns in f32 from the f16 weights of this folder; what a role means "
                 "stands in recipe/heads.py; a test demands score >= threshold",
        "ink": INK, "samples": names, "claims": claims, "predictions": predictions(model, names, samples)}, indent=1) + "\n")


if __name__ == "__main__":
    main()
