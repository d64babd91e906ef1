"""What the Translator and its twin of 2014 share in training: batches as tensors, the learning rate, checkpoints."""

import os
from pathlib import Path

import torch

from examples import Example

PAD = 2


def padded(rows: list[list[int]]) -> torch.Tensor:
    width = max(map(len, rows))
    return torch.tensor([row + [PAD] * (width - len(row)) for row in rows])


def tensors(batch: list[Example]) -> dict[str, torch.Tensor]:
    source, target = padded([e.source for e in batch]), padded([e.target for e in batch])
    before = torch.cat([torch.full((len(batch), 1), PAD), target[:, :-1]], 1)
    aligned = torch.zeros(len(batch), target.shape[1], source.shape[1])
    for i, example in enumerate(batch):
        for k, places in enumerate(example.aligned):
            aligned[i, k, places] = 1.0
    return {"source": source, "seen": (source != PAD).long(), "before": before, "target": target, "counts": target != PAD,
            "aligned": aligned}


def rate(step: int, total: int, warm: int, plateau: float) -> float:
    return min((step + 1) / warm, max(0.0, (1 - step / total) / (1 - plateau)), 1.0)


def save(path: Path, state: dict) -> None:
    """Written beside and renamed, so that an interruption never leaves half a checkpoint."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)
