"""Train Storyteller; run it again with the same arguments to resume from the last checkpoint.

    python train.py --model .. --work WORK --minutes 110            (two CPU cores)
    python train.py --model .. --work WORK --steps 6000 --device cuda

The learning rate follows progress = training seconds so far / --minutes (or step / --steps): a short
warm-up, a plateau, then a straight line to zero. Data depend on (seed, step) only.
"""

import argparse
import json
import math
import os
import time
from pathlib import Path

import torch
import torch.nn.functional as F
from tokenizers import Tokenizer

from guidance import guidance
from held_out import bits_per_byte
from model import Config, Storyteller, sinusoids
from muon import Muon
from windows import SKIP, Windows


def rate(progress: float, step: int, warm: int, plateau: float) -> float:
    """Multiplier of the learning rates."""
    return min(1.0, (step + 1) / warm, max(0.0, (1 - progress) / (1 - plateau)))


def optimisers(model: Storyteller, args) -> list[torch.optim.Optimizer]:
    hidden = [p for n, p in model.named_parameters() if p.dim() == 2 and n.startswith("blocks.")]
    tables = [model.wte.weight, model.wpe.weight]
    vectors = [p for p in model.parameters() if p.dim() == 1]
    return [Muon(hidden, lr=args.muon_rate, weight_decay=args.decay),
            torch.optim.AdamW([{"params": tables, "weight_decay": 0.01}, {"params": vectors, "weight_decay": 0.0}],
                              lr=args.adam_rate, betas=(0.9, 0.95), eps=1e-10, fused=True)]


def save(path: Path, state: dict) -> None:
    """Written beside and renamed, so that an interruption never leaves half a checkpoint."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the model folder (its tokenizer.json)")
    parser.add_argument("--work", type=Path, required=True, help="tokens.npz, sizes.json; checkpoints go here")
    parser.add_argument("--minutes", type=float, default=0)
    parser.add_argument("--steps", type=int, default=0)
    parser.add_argument("--batch", type=int, default=16)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--muon-rate", type=float, default=0.02)
    parser.add_argument("--adam-rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=0.1)
    parser.add_argument("--warm", type=int, default=60)
    parser.add_argument("--plateau", type=float, default=0.2, help="progress at which the decay begins")
    parser.add_argument("--every", type=float, default=300, help="seconds between checkpoints")
    parser.add_argument("--score-every", type=float, default=1200, help="seconds between held-out scores")
    parser.add_argument("--sinusoids-at", type=int, default=0, help="step at which sinusoids are added to the positions")
    parser.add_argument("--more-copies-from", type=int, default=0, help="step from which more windows repeat (windows.py)")
    parser.add_argument("--guide", type=float, default=0.2, help="weight of the guidance of four heads, see guidance.py")
    parser.add_argument("--guide-from", type=int, default=0, help="step at which guidance begins")
    parser.add_argument("--guide-until", type=float, default=0.85, help="progress at which its weight has gone to zero")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--device", default="cpu")
    args = parser.parse_args()
    if bool(args.minutes) == bool(args.steps):
        parser.error("give one of --minutes and --steps")
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    model = Storyteller(Config()).to(args.device)
    opts = optimisers(model, args)
    base = [[g["lr"] for g in o.param_groups] for o in opts]
    data = Windows(args.work / "tokens.npz", Tokenizer.from_file(str(args.model / "tokenizer.json")), args.seed,
                   more_from=args.more_copies_from * args.batch if args.more_copies_from else math.inf)
    path, step, seconds, trained = args.work / "last.pt", 0, 0.0, 0
    if path.exists():
        state = torch.load(path, map_location=args.device)
        model.load_state_dict(state["model"])
        for o, s in zip(opts, state["optimisers"]):
            o.load_state_dict(s)
        step, seconds, trained = state["step"], state["seconds"], state["trained"]
        print(f"resumed at step {step}, {seconds:.0f} s", flush=True)

    def write() -> None:
        save(path, {"model": model.state_dict(), "optimisers": [o.state_dict() for o in opts], "step": step,
                    "seconds": seconds, "trained": trained, "args": {k: str(v) for k, v in vars(args).items()}})

    def score(whole: bool) -> None:
        started = time.monotonic()
        model.eval()
        bits, _ = bits_per_byte(model, args.work, sample=None if whole else 24)
        model.train()
        line = {"step": step, "seconds": round(seconds), "tokens": step * args.batch * 256, "held_out_bits_per_byte": bits,
                "whole": whole, "evaluated_in": round(time.monotonic() - started, 1)}
        with open(args.work / "log.jsonl", "a") as log:
            log.write(json.dumps(line) + "\n")
        print(line, flush=True)

    progress, losses = 0.0, []
    last_save = last_score = time.monotonic()
    while True:
        progress = seconds / (60 * args.minutes) if args.minutes else step / args.steps
        if progress >= 1:
            break
        began = time.monotonic()
        factor = rate(progress, step, args.warm, args.plateau)
        for o, rates in zip(opts, base):
            for group, r in zip(o.param_groups, rates):
                group["lr"] = r * factor
        if step == args.sinusoids_at:
            model.wpe.weight.data += sinusoids(model.config).to(args.device)
        inputs, targets = (torch.from_numpy(a).to(args.device) for a in data.batch(step, args.batch))
        kept: list = []
        loss = F.cross_entropy(model(inputs, kept).flatten(0, 1), targets.flatten(), ignore_index=SKIP)
        weight = args.guide * min(1.0, (args.guide_until - progress) / 0.15) if step >= args.guide_from else 0.0
        hints = guidance(kept, inputs) if weight > 0 else {}
        (loss + weight * sum(hints.values())).backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for o in opts:
            o.step()
            o.zero_grad(set_to_none=True)
        losses.append(loss.item())
        if not math.isfinite(losses[-1]):
            raise SystemExit(f"loss is {losses[-1]} at step {step}: lower the learning rates")
        step += 1
        trained += int((targets != SKIP).sum())
        seconds += time.monotonic() - began
        if step % 20 == 0:
            recent = sum(losses) / len(losses)
            line = {"step": step, "loss": round(recent, 4), "rate": round(factor, 4), "guided": {k: round(v.item(), 3) for k, v in hints.items()},
                    "tokens_per_s": round(step * args.batch * 256 / seconds), "seconds": round(seconds)}
            with open(args.work / "log.jsonl", "a") as log:
                log.write(json.dumps(line) + "\n")
            print(line, flush=True)
            losses.clear()
        if time.monotonic() - last_save > args.every:
            write()
            last_save = time.monotonic()
        if time.monotonic() - last_score > args.score_every:
            score(whole=False)
            last_score = time.monotonic()
    write()
    score(whole=True)


if __name__ == "__main__":
    main()
