"""What the Translator and its twin of 2014 share in training: options, batches as tensors, the loop, the learning rate, checkpoints.

The work folder gets last.pt (every few minutes), epoch-NNN.pt (the weights after each of the last epochs) and training-log.jsonl. Data
depend on (seed, epoch), as far as examples.py says. The learning rate follows step / (steps of all epochs): a warm-up, a plateau, a
straight line to zero; --epochs may be made smaller when time runs out, the line then begins at once.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable
from pathlib import Path

import torch

from examples import Example, Examples, batches

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


def average(paths: list[Path]) -> dict[str, torch.Tensor]:
    states = [torch.load(path, weights_only=True) for path in paths]
    states = [state.get("model", state) for state in states]
    return {name: torch.stack([state[name] for state in states]).mean(0) for name in states[0]}


def options(description: str, **defaults) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--model", type=Path, required=True, help="where vocabulary.py wrote the tokenizer's files")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--tokens", type=int, default=1600, help="target pieces in a batch, with the padding")
    parser.add_argument("--rate", type=float)
    parser.add_argument("--warm", type=int)
    parser.add_argument("--plateau", type=float, default=0.4)
    parser.add_argument("--words", type=float, default=0.10, help="CC-CEDICT's words an epoch, for each pair of Tatoeba")
    parser.add_argument("--made", type=float, default=0.08, help="sentences made of its nouns, likewise")
    parser.add_argument("--keep", type=int, default=8, help="epochs whose weights are kept")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true", help="products in bf16, where the processor multiplies it (a third less time on Zen 4)")
    parser.add_argument("--seed", type=int, default=1)
    parser.set_defaults(**defaults)
    return parser


# Of a batch as tensors and how much to smooth: what is learnt from, and what the log says of it ("loss": nats a target piece).
Losses = Callable[[dict, float], tuple[torch.Tensor, dict[str, torch.Tensor]]]


@torch.no_grad()
def held_out(model: torch.nn.Module, examples: list[Example], losses: Losses) -> float:
    """Nats a target piece, without smoothing."""
    model.eval()
    total = count = 0
    for batch in batches(examples, 2000, random.Random(0)):
        t = tensors(batch)
        pieces = int(t["counts"].sum())
        total += float(losses(t, 0.0)[1]["loss"]) * pieces
        count += pieces
    model.train()
    return total / count


def train(model: torch.nn.Module, learnt: list[torch.Tensor], examples: Examples, losses: Losses, args) -> None:
    validation = examples.part("validation")
    optimiser = torch.optim.Adam(learnt, lr=args.rate, betas=(0.9, 0.98), fused=True)
    state = {"epoch": 0, "batch": 0, "step": 0, "pieces": 0, "seconds": 0.0, "processor": 0.0, "per_epoch": 0}
    last = args.work / "last.pt"
    if last.exists():
        saved = torch.load(last, weights_only=True)
        model.load_state_dict(saved.pop("model"))
        optimiser.load_state_dict(saved.pop("optimiser"))
        state |= saved
    log = open(args.work / "training-log.jsonl", "a")

    def write_line(more: dict) -> None:
        print(json.dumps({k: round(v, 1) for k, v in state.items()} | more), file=log, flush=True)

    while state["epoch"] < args.epochs:
        epoch = state["epoch"]
        queue = batches(examples.epoch(epoch, args.words, args.made), args.tokens, random.Random(epoch))
        state["per_epoch"] = state["per_epoch"] or len(queue)
        total = args.epochs * state["per_epoch"]
        torch.manual_seed(args.seed * 1000003 + state["step"])
        written = clock = time.monotonic()
        used = time.process_time()
        for number in range(state["batch"], len(queue)):
            for group in optimiser.param_groups:
                group["lr"] = args.rate * rate(state["step"], total, args.warm, args.plateau)
            t = tensors(queue[number])
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                loss, said = losses(t, 0.1)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad()
            now, state["batch"], state["step"] = time.monotonic(), number + 1, state["step"] + 1
            state["pieces"] += int(t["counts"].sum())
            state["seconds"] += now - clock
            state["processor"] += time.process_time() - used
            clock, used = now, time.process_time()
            if state["step"] % 50 == 0:
                write_line({name: round(value.item(), 3) for name, value in said.items()})
            if now - written > 120:
                save(last, state | {"model": model.state_dict(), "optimiser": optimiser.state_dict()})
                written = now
        state["epoch"], state["batch"] = epoch + 1, 0
        save(args.work / f"epoch-{epoch + 1:03}.pt", model.state_dict())
        (args.work / f"epoch-{epoch + 1 - args.keep:03}.pt").unlink(missing_ok=True)
        save(last, state | {"model": model.state_dict(), "optimiser": optimiser.state_dict()})
        write_line({"held_out": round(held_out(model, validation, losses), 4)})
