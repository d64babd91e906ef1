"""Held-out bits per byte of a model: the one scoring rule of the recipe.

Each held-out part is cut into consecutive pieces of 255 tokens; a piece is scored with <bos> before it
and nothing else in view (so a window is the 256 positions that the model has), every token once.
Bits per byte = sum of -log2 p over the tokens / number of bytes of the normalised held-out text.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

BOS, PIECE = 0, 255


def pieces(ids: np.ndarray) -> list[np.ndarray]:
    return [ids[i: i + PIECE].astype(np.int64) for i in range(0, len(ids), PIECE)]


@torch.no_grad()
def bits(model, ids: np.ndarray, batch: int = 8) -> float:
    """Total bits of one part."""
    device, total, parts = next(model.parameters()).device, 0.0, pieces(ids)
    for i in range(0, len(parts), batch):
        rows = parts[i: i + batch]
        inputs = torch.full((len(rows), PIECE), BOS)
        targets = torch.full((len(rows), PIECE), -100)
        for r, row in enumerate(rows):
            inputs[r, 1: len(row)] = torch.from_numpy(row[:-1])
            targets[r, : len(row)] = torch.from_numpy(row)
        logits = model(inputs.to(device)).float().flatten(0, 1)
        total += F.cross_entropy(logits, targets.to(device).flatten(), ignore_index=-100, reduction="sum").item()
    return total / math.log(2)


def bits_per_byte(model, work: Path, sample: int | None = None) -> tuple[float, dict[str, float]]:
    """(all, {name: each}). With sample = n only every n-th piece is scored, and bytes are taken in
    proportion to tokens: quick, for the log."""
    data, sizes = np.load(work / "tokens.npz"), json.loads((work / "sizes.json").read_text())
    total_bits = total_bytes = 0.0
    each = {}
    for key in data.files:
        name, part = key.split("/")
        if part != "held_out":
            continue
        ids, size = data[key], sizes[key]["bytes"]
        if sample:
            kept = np.concatenate(pieces(ids)[::sample])
            size *= len(kept) / len(ids)
            ids = kept
        b = bits(model, ids)
        each[name] = b / size
        total_bits += b
        total_bytes += size
    return total_bits / total_bytes, each
