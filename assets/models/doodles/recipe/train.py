"""Train Doodles on drawings that are made as it goes; run it again with the same arguments to resume from the last checkpoint.

    python train.py --work WORK --steps 6000 [--threads 2] [--device cuda]
    python train.py --work WORK --export ..      writes config.json, model.safetensors (f16), preprocessor_config.json

Needs torch, transformers, numpy and Pillow from PyPI (made with torch 2.13.0, transformers 5.23.0). The drawings of a step depend on
(seed, step) only, those that score come from another seed.
"""

import argparse
import json
import multiprocessing
import os
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from transformers import ViTConfig, ViTForImageClassification, ViTImageProcessor

import drawings

MEAN, DEVIATION = 0.5, 0.5
HELD_OUT_SEED = 1_000_003


def config() -> ViTConfig:
    return ViTConfig(hidden_size=128, num_hidden_layers=6, num_attention_heads=4, intermediate_size=512, hidden_act="gelu",
                     hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, image_size=drawings.SIZE, patch_size=drawings.PATCH,
                     num_channels=3, qkv_bias=True, layer_norm_eps=1e-6, initializer_range=0.05,
                     id2label=dict(enumerate(drawings.LABELS)), label2id={name: i for i, name in enumerate(drawings.LABELS)})


def pixels(images) -> torch.Tensor:
    return (torch.from_numpy(images).float() / 255 - MEAN) / DEVIATION


def make(job: tuple[int, int, int]):
    return drawings.batch(*job)


@torch.no_grad()
def score(model, count: int) -> tuple[float, list[list[int]]]:
    """Share of held-out drawings named right, and the table of mistakes."""
    model.eval()
    right, table = 0, [[0] * len(drawings.LABELS) for _ in drawings.LABELS]
    for index in range(count // 100):
        images, labels = drawings.batch(HELD_OUT_SEED, index, 100)
        answers = model(pixels(images)).logits.argmax(1).tolist()
        for answer, label in zip(answers, labels.tolist()):
            right += answer == label
            table[label][answer] += answer != label
    model.train()
    return right / (count // 100 * 100), table


def save(path: Path, state: dict) -> None:
    """Written beside and renamed, so that an interruption never leaves half a checkpoint."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def export(work: Path, folder: Path) -> None:
    state = torch.load(work / "last.pt", map_location="cpu")
    model = ViTForImageClassification(config())
    model.load_state_dict(state["average"])
    model.half().save_pretrained(folder)
    ViTImageProcessor(size={"height": drawings.SIZE, "width": drawings.SIZE}, image_mean=[MEAN] * 3, image_std=[DEVIATION] * 3,
                      resample=2).save_pretrained(folder)
    accuracy, table = score(model.float(), 4000)
    names = drawings.LABELS
    mistakes = sorted(((table[a][b], names[a], names[b]) for a in range(len(names)) for b in range(len(names)) if table[a][b]), reverse=True)
    print(json.dumps({"step": state["step"], "held_out": 4000, "accuracy": accuracy, "most_mistaken": mistakes[:8]}))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True, help="checkpoints and the log go here")
    parser.add_argument("--steps", type=int, default=6000)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1.5e-3)
    parser.add_argument("--decay", type=float, default=0.05)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--every", type=float, default=300, help="seconds between checkpoints")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--painters", type=int, default=1, help="processes that draw")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--export", type=Path, help="only write the model folder")
    args = parser.parse_args()
    if args.export:
        return export(args.work, args.export)
    args.work.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    model = ViTForImageClassification(config()).to(args.device)
    average = {name: value.clone() for name, value in model.state_dict().items()}
    matrices = [p for p in model.parameters() if p.dim() >= 2]
    vectors = [p for p in model.parameters() if p.dim() < 2]
    optimiser = torch.optim.AdamW([{"params": matrices, "weight_decay": args.decay}, {"params": vectors, "weight_decay": 0.0}],
                                  lr=args.rate, betas=(0.9, 0.98))
    path, step, seconds = args.work / "last.pt", 0, 0.0
    if path.exists():
        state = torch.load(path, map_location=args.device)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        average, step, seconds = state["average"], state["step"], state["seconds"]
        print(f"resumed at step {step}", flush=True)

    def write() -> None:
        save(path, {"model": model.state_dict(), "average": average, "optimiser": optimiser.state_dict(), "step": step, "seconds": seconds})

    with multiprocessing.Pool(args.painters) as pool:
        batches = pool.imap(make, ((args.seed, i, args.batch) for i in range(step, args.steps)))
        last_save, right, losses = time.monotonic(), 0, []
        for images, labels in batches:
            began = time.monotonic()
            progress = step / args.steps
            for group in optimiser.param_groups:
                group["lr"] = args.rate * min(1.0, (step + 1) / 200, (1 - progress) / 0.7 + 0.01)
            targets = torch.from_numpy(labels).to(args.device)
            logits = model(pixels(images).to(args.device)).logits
            loss = F.cross_entropy(logits, targets, label_smoothing=0.05)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            step += 1
            keep = min(0.998, step / (step + 20))
            for name, value in model.state_dict().items():
                average[name].lerp_(value, 1 - keep)
            right += int((logits.argmax(1) == targets).sum())
            losses.append(loss.item())
            seconds += time.monotonic() - began
            if step % 50 == 0:
                line = {"step": step, "loss": round(sum(losses) / len(losses), 4), "train_accuracy": round(right / len(losses) / args.batch, 4),
                        "seconds": round(seconds)}
                with open(args.work / "log.jsonl", "a") as log:
                    log.write(json.dumps(line) + "\n")
                print(line, flush=True)
                right, losses = 0, []
            if time.monotonic() - last_save > args.every:
                write()
                last_save = time.monotonic()
    write()


if __name__ == "__main__":
    main()
