"""Train the Translator's twin of 2014; run it again with the same arguments and it goes on from the last checkpoint.

    python train.py --model ../../translator --pairs TRANSLATOR_WORK --work WORK --epochs 25
    python train.py --model ../../translator --pairs TRANSLATOR_WORK --work WORK --evaluate      writes ../evaluation.json

Pairs, vocabularies, variations and test are the Translator's (its folder, and the WORK of its recipe); no head is shown where to look. PyTorch
only: Headlight has no recurrent cell yet, so the weights stay in WORK.
"""

import argparse
import json
import random
import sys
import time
from pathlib import Path

import torch
import torch.nn.functional as F

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parents[1] / "translator" / "recipe"))  # behind this folder, whose names come first
from alignment import error_rate, of_attention  # noqa: E402
from examples import Examples, batches  # noqa: E402
from model import PAD, Twin  # noqa: E402
from scores import nearest, scores  # noqa: E402
from training import padded, rate, save, tensors  # noqa: E402


def loss_of(model: Twin, t: dict, smoothing: float) -> torch.Tensor:
    rows, _ = model(t["source"], t["before"])
    return F.cross_entropy(model.logits(rows[t["counts"]]), t["target"][t["counts"]], label_smoothing=smoothing)


@torch.no_grad()
def held_out(model: Twin, examples: list) -> float:
    """Nats a target piece, without smoothing."""
    model.eval()
    total = count = 0
    for batch in batches(examples, 2000, random.Random(0)):
        t = tensors(batch)
        total += float(loss_of(model, t, 0.0)) * int(t["counts"].sum())
        count += int(t["counts"].sum())
    model.train()
    return total / count


@torch.no_grad()
def evaluate(model: Twin, examples: Examples, args) -> dict:
    model.eval()
    sources, right = map(list, zip(*examples.pairs["test"]))
    said = []
    for first in range(0, len(sources), 50):
        part = padded([e.source for e in examples.part("test")[first:first + 50]])
        for row in model.greedy(part, 64):
            pieces = {i: piece for piece, i in examples.ids[1].items()}
            said.append(examples.models[1].decode_pieces([pieces[i] for i in row]))
    hand = json.loads((HERE.parents[1] / "translator" / "recipe" / "alignments.json").read_text())
    links = []
    for pair in hand:
        example = examples.encode(pair["source"], pair["target"], None)
        _, weights = model(torch.tensor([example.source]), torch.tensor([[PAD] + example.target[:-1]]))
        pieces = [m.encode(pair[side], out_type=str) for m, side in zip(examples.models, ("source", "target"))]
        links.append(of_attention(pair["source"], pair["target"], *pieces, weights[0].argmax(-1).tolist()))
    log = [json.loads(line) for line in (args.work / "training-log.jsonl").read_text().splitlines()]
    return {"parameters": sum(w.numel() for w in model.parameters()), "training": [line for line in log if "held_out" in line][-1],
            "test": {"greedy": scores(said, right), "nearest": scores(nearest(sources, examples.pairs["train"]), right)},
            "alignment_error": round(error_rate(hand, links), 3)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the Translator's folder, for its vocabularies")
    parser.add_argument("--pairs", type=Path, required=True, help="the Translator's WORK, for pairs.json")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--epochs", type=int, default=25)
    parser.add_argument("--tokens", type=int, default=1600)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--warm", type=int, default=200)
    parser.add_argument("--plateau", type=float, default=0.4)
    parser.add_argument("--words", type=float, default=0.10)
    parser.add_argument("--made", type=float, default=0.08)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--evaluate", action="store_true")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    vocabularies = tuple(json.loads((args.model / name).read_text()) for name in ("vocab.json", "target_vocab.json"))
    examples = Examples(json.loads((args.pairs / "pairs.json").read_text()), vocabularies, args.model, None, args.seed)
    model = Twin(*map(len, vocabularies)).train()
    for table in (model.source_table, model.target_table):
        torch.nn.init.normal_(table.weight, std=0.1)
    optimiser = torch.optim.Adam(model.parameters(), lr=args.rate, fused=True)
    state = {"epoch": 0, "step": 0, "pieces": 0, "seconds": 0.0, "processor": 0.0, "batch": 0, "per_epoch": 0}
    last = args.work / "last.pt"
    if last.exists():
        saved = torch.load(last, weights_only=True)
        model.load_state_dict(saved.pop("model"))
        optimiser.load_state_dict(saved.pop("optimiser"))
        state |= saved
    if args.evaluate:
        result = evaluate(model, examples, args)
        (HERE.parent / "evaluation.json").write_text(json.dumps(result, indent=1) + "\n")
        return print(json.dumps(result, indent=1))
    validation = examples.part("validation")
    written = clock = time.monotonic()
    used = time.process_time()

    def write() -> None:
        save(last, state | {"model": model.state_dict(), "optimiser": optimiser.state_dict()})

    with open(args.work / "training-log.jsonl", "a") as log:
        def write_line(more: dict) -> None:
            print(json.dumps({k: round(v, 1) for k, v in state.items()} | more), file=log, flush=True)

        while state["epoch"] < args.epochs:
            queue = batches(examples.epoch(state["epoch"], args.words, args.made), args.tokens, random.Random(state["epoch"]))
            state["per_epoch"] = state["per_epoch"] or len(queue)
            torch.manual_seed(args.seed * 1000003 + state["step"])
            for number in range(state["batch"], len(queue)):
                optimiser.param_groups[0]["lr"] = args.rate * rate(state["step"], args.epochs * state["per_epoch"], args.warm, args.plateau)
                t = tensors(queue[number])
                loss = loss_of(model, t, 0.1)
                loss.backward()
                torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimiser.step()
                optimiser.zero_grad()
                now = time.monotonic()
                state |= {"batch": number + 1, "step": state["step"] + 1, "pieces": state["pieces"] + int(t["counts"].sum()),
                          "seconds": state["seconds"] + now - clock, "processor": state["processor"] + time.process_time() - used}
                clock, used = now, time.process_time()
                if state["step"] % 50 == 0:
                    write_line({"loss": round(loss.item(), 3)})
                if now - written > 120:
                    write()
                    written = now
            state |= {"epoch": state["epoch"] + 1, "batch": 0}
            write()
            write_line({"held_out": round(held_out(model, validation), 4)})


if __name__ == "__main__":
    main()
