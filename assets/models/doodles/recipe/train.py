"""Train Doodles on drawings of its own; run it again with the same arguments to resume from the last checkpoint.

    python train.py --work WORK --minutes 90 [--threads 2] [--device cuda]
    python train.py --work WORK --export ..      writes config.json, model.safetensors (f16), preprocessor_config.json

Needs torch, transformers, numpy and Pillow from PyPI (made with torch 2.13.0, transformers 5.23.0). What a step sees depends on
(seed, step) only, the drawings that score come from another seed.
"""

import json
import multiprocessing
import os
from pathlib import Path

import numpy
import torch
from transformers import ViTConfig, ViTForImageClassification

import drawings
import vit_training

HELD_OUT_SEED = 1_000_003


def config() -> ViTConfig:
    return ViTConfig(hidden_size=128, num_hidden_layers=6, num_attention_heads=4, intermediate_size=512, hidden_act="gelu",
                     hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, image_size=drawings.SIZE, patch_size=drawings.PATCH,
                     num_channels=3, qkv_bias=True, layer_norm_eps=1e-6, initializer_range=0.02,
                     id2label=dict(enumerate(drawings.LABELS)), label2id={name: i for i, name in enumerate(drawings.LABELS)})


def make(job: tuple[int, int, int, bool]):
    return drawings.batch(*job)


class Collection:
    """Drawings made once, kept beside the checkpoint, and shown again flipped, shifted and in other colours."""

    SHARD = 1000

    def __init__(self, work: Path, seed: int, shards: int, plain: bool, painters: int):
        path = work / f"{'plain' if plain else 'drawings'}-{seed}-{shards}.npz"
        if not path.exists():
            with multiprocessing.Pool(painters) as pool:
                made = pool.map(make, [(seed, i, self.SHARD, plain) for i in range(shards)], chunksize=1)
            partial = path.with_suffix(".partial.npz")
            numpy.savez(partial, images=numpy.concatenate([m[0] for m in made]), labels=numpy.concatenate([m[1] for m in made]))
            os.replace(partial, path)
        with numpy.load(path) as stored:
            self.images, self.labels = torch.from_numpy(stored["images"]), torch.from_numpy(stored["labels"])

    def pick(self, r: torch.Generator, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        rows = torch.randint(len(self.labels), (count,), generator=r)
        images = self.images[rows]
        flips = torch.rand(count, generator=r) < 0.5
        images[flips] = images[flips].flip(3)
        for i in range(count):
            images[i] = images[i][torch.randperm(3, generator=r)]
            dy, dx = torch.randint(-4, 5, (2,), generator=r).tolist()
            images[i] = images[i].roll((dy, dx), (1, 2))
        negative = torch.rand(count, generator=r) < 0.1
        images[negative] = 255 - images[negative]
        return images, self.labels[rows]


@torch.no_grad()
def score(model, count: int) -> tuple[float, list[list[int]]]:
    """Share of held-out drawings named right, and the table of mistakes."""
    right, table = 0, [[0] * len(drawings.LABELS) for _ in drawings.LABELS]
    for index in range(count // 100):
        images, labels = drawings.batch(HELD_OUT_SEED, index, 100)
        answers = model(vit_training.pixels(images)).logits.argmax(1).tolist()
        for answer, label in zip(answers, labels.tolist()):
            right += answer == label
            table[label][answer] += answer != label
    return right / (count // 100 * 100), table


def main() -> None:
    parser = vit_training.parser(__doc__)
    parser.add_argument("--painters", type=int, default=2, help="processes that draw")
    parser.add_argument("--shards", type=int, default=24, help="thousands of drawings")
    parser.add_argument("--whole", type=float, default=0.75, help="the part of training after which every patch is shown")
    parser.add_argument("--plain", type=int, default=8, help="thousands of plain drawings, which come first")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(args.seed)
    model = ViTForImageClassification(config())
    if args.export:
        model, step = vit_training.export(args, model)
        accuracy, table = score(model, 4000)
        names = drawings.LABELS
        mistakes = sorted(((table[a][b], names[a], names[b]) for a in range(len(names)) for b in range(len(names)) if table[a][b]), reverse=True)
        print(json.dumps({"step": step, "held_out": 4000, "accuracy": accuracy, "most_mistaken": mistakes[:12]}))
        return
    vit_training.start_well(model)
    plain = Collection(args.work, args.seed, args.plain, True, args.painters)
    full = Collection(args.work, args.seed, args.shards, False, args.painters)

    def pick(r: torch.Generator, progress: float) -> tuple[torch.Tensor, torch.Tensor]:
        easy = round(max(0.1, 1 - progress / 0.15) * args.batch)
        return tuple(torch.cat(pair) for pair in zip(plain.pick(r, easy), full.pick(r, args.batch - easy)))

    vit_training.train(args, model, pick, lambda progress: 0.5 if progress < args.whole else 1.0)


if __name__ == "__main__":
    main()
