"""Train Fill-in; run it again with the same arguments and it goes on from the last checkpoint.

    python train.py --model .. --work WORK --steps 3000
    python train.py --model .. --work WORK --export              writes config.json and model.safetensors (f16)

--model is where vocabulary.py wrote the tokenizer's files; WORK holds tokens.npz and gets last.pt (every few minutes) and
training-log.jsonl. A window is [CLS], 62 or 126 pieces, [SEP] (the short ones first, as they cost less); a fifth of the pieces is
asked for, nine of ten masked and the others left as they are, so that a row says what it knows of a visible word too. Windows and masks depend
on (seed, step) only. Matrices learn with Storyteller's Muon, the rest with AdamW; the rate has a warm-up, a plateau, a straight line to zero.
"""

import argparse
import json
import math
import os
import sys
import time
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from transformers import BertConfig, BertForMaskedLM

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "storyteller" / "recipe"))
from muon import Muon  # noqa: E402

CLS, SEP, MASK = 2, 3, 4


def config(pieces: int) -> BertConfig:
    return BertConfig(vocab_size=pieces, hidden_size=192, num_hidden_layers=4, num_attention_heads=6, intermediate_size=768, hidden_act="gelu",
                      hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0, max_position_embeddings=128, type_vocab_size=2, pad_token_id=0)


def window(ids: np.ndarray, length: int, at: int) -> list[int]:
    return [CLS, *ids[at: at + length - 2].tolist(), SEP]


def batch(ids: np.ndarray, seed: int, step: int, size: int, length: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """What the model sees [size, length], where it is asked [size, length] bool, what stood there [asked]."""
    rng = np.random.default_rng([seed, step])
    whole = torch.tensor([window(ids, length, int(rng.integers(len(ids) - length))) for _ in range(size)])
    draw = torch.from_numpy(rng.random(whole.shape))
    asked = (draw < 0.20) & (whole > MASK)
    return whole.masked_fill(asked & (draw < 0.18), MASK), asked, whole[asked]


def logits(model: BertForMaskedLM, seen: torch.Tensor, asked: torch.Tensor) -> torch.Tensor:
    """[asked, vocabulary]: only the rows asked for go through the head."""
    return model.cls(model.bert(input_ids=seen).last_hidden_state[asked])


def rate(step: int, steps: int, warm: int, plateau: float) -> float:
    return min(1.0, (step + 1) / warm, max(0.0, (1 - step / steps) / (1 - plateau)))


def save(path: Path, state: dict) -> None:
    """Written beside and renamed, so that an interruption never leaves half a checkpoint."""
    partial = path.with_suffix(".partial")
    torch.save(state, partial)
    os.replace(partial, path)


def export(checkpoint: Path, folder: Path, pieces: int) -> None:
    model = BertForMaskedLM(config(pieces))
    model.load_state_dict(torch.load(checkpoint, weights_only=True)["model"])
    if not all(torch.isfinite(weight.half()).all() for weight in model.parameters()):
        raise SystemExit("a weight does not fit f16")
    model.half().save_pretrained(folder)
    print(f"{sum(w.numel() for w in model.parameters()):,} parameters, {(folder / 'model.safetensors').stat().st_size:,} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=3000)
    parser.add_argument("--tokens", type=int, default=4096, help="of a batch")
    parser.add_argument("--long-from", type=float, default=0.75, help="share of the steps after which windows are 128 long, 64 before")
    parser.add_argument("--muon-rate", type=float, default=0.02)
    parser.add_argument("--adam-rate", type=float, default=2e-3)
    parser.add_argument("--decay", type=float, default=0.1)
    parser.add_argument("--warm", type=int, default=100)
    parser.add_argument("--plateau", type=float, default=0.4)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--bf16", action="store_true", help="products in bf16, where the processor multiplies it")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--export", action="store_true")
    args = parser.parse_args()
    last, pieces = args.work / "last.pt", len((args.model / "vocab.txt").read_text().splitlines())
    if args.export:
        return export(last, args.model, pieces)
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    ids = np.load(args.work / "tokens.npz")["train"]
    model = BertForMaskedLM(config(pieces)).train()
    hidden = [p for n, p in model.named_parameters() if p.dim() == 2 and "encoder" in n]
    others = [p for n, p in model.named_parameters() if not (p.dim() == 2 and "encoder" in n)]
    optimisers = [Muon(hidden, lr=args.muon_rate, weight_decay=args.decay),
                  torch.optim.AdamW(others, lr=args.adam_rate, betas=(0.9, 0.95), weight_decay=0.01, fused=True)]
    base = [args.muon_rate, args.adam_rate]
    state = {"step": 0, "seconds": 0.0, "processor": 0.0, "tokens": 0}
    if last.exists():
        saved = torch.load(last, weights_only=True)
        model.load_state_dict(saved.pop("model"))
        for optimiser, kept in zip(optimisers, saved.pop("optimisers")):
            optimiser.load_state_dict(kept)
        state |= saved
    written = clock = time.monotonic()
    used, sums = time.process_time(), []

    def write() -> None:
        save(last, state | {"model": model.state_dict(), "optimisers": [o.state_dict() for o in optimisers]})

    with open(args.work / "training-log.jsonl", "a") as log:
        while state["step"] < args.steps:
            length = 128 if state["step"] >= args.long_from * args.steps else 64
            seen, asked, right = batch(ids, args.seed, state["step"], args.tokens // length, length)
            for optimiser, full in zip(optimisers, base):
                optimiser.param_groups[0]["lr"] = full * rate(state["step"], args.steps, args.warm, args.plateau)
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):
                loss = F.cross_entropy(logits(model, seen, asked), right)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            with torch.autocast("cpu", torch.bfloat16, enabled=args.bf16):  # Muon's products
                for optimiser in optimisers:
                    optimiser.step()
                    optimiser.zero_grad()
            sums.append(loss.item())
            if not math.isfinite(sums[-1]):
                raise SystemExit(f"loss is {sums[-1]} at step {state['step']}: lower the learning rates")
            now = time.monotonic()
            state["step"] += 1
            state["tokens"] += seen.numel()
            state["seconds"] += now - clock
            state["processor"] += time.process_time() - used
            clock, used = now, time.process_time()
            if state["step"] % 20 == 0:
                print(json.dumps({k: round(v, 1) for k, v in state.items()} | {"loss": round(sum(sums) / len(sums), 4)}), file=log, flush=True)
                sums.clear()
            if now - written > 120:
                write()
                written = now
        write()


if __name__ == "__main__":
    main()
