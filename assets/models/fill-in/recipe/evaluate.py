"""Fill-in's masked accuracy on the held-out tenth of every book, beside a unigram and a trigram guess.

    python evaluate.py --model .. --work WORK            writes ../evaluation.json

Held-out text is cut into windows of 126 pieces between [CLS] and [SEP]; a fixed draw masks 15 % of the pieces, all at once. The
unigram guess is the commonest piece. The trigram guess looks at the pieces beside the mask, where these are visible: the piece
that stood most often between both in the training text; if none did, the one with the largest p(piece | left) * p(right | piece)
among those seen beside one of them; if there is none, the commonest.
"""

import argparse
import collections
import json
from pathlib import Path

import numpy as np
import torch
from transformers import BertForMaskedLM

from train import MASK, logits, window


class Guess:
    def __init__(self, ids: np.ndarray):
        ids = ids.tolist()
        self.unigram = collections.Counter(ids)
        self.between, self.after, self.before = (collections.defaultdict(collections.Counter) for _ in range(3))
        for left, piece, right in zip(ids, ids[1:], ids[2:]):
            self.between[left, right][piece] += 1
            self.after[left][piece] += 1
            self.before[right][piece] += 1
        self.commonest = self.unigram.most_common(1)[0][0]

    def trigram(self, left: int, right: int) -> int:
        if found := self.between.get((left, right)):
            return max(found, key=lambda piece: (found[piece], self.unigram[piece]))
        after, before = self.after.get(left, {}), self.before.get(right, {})
        if not after or not before:
            one = after or before
            return max(one, key=one.__getitem__) if one else self.commonest
        # p(piece | left) * p(right | piece) up to what all share, a tenth of a count where a pair was never seen.
        return max({*after, *before}, key=lambda piece: (after.get(piece, 0.1)) * (before.get(piece, 0.1)) / self.unigram[piece])


@torch.no_grad()
def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    model = BertForMaskedLM.from_pretrained(args.model, dtype=torch.float32).eval()
    data = np.load(args.work / "tokens.npz")
    guess, rng = Guess(data["train"]), np.random.default_rng(7)
    held_out = data["held_out"]
    windows = torch.tensor([window(held_out, 128, at) for at in range(0, len(held_out) - 126, 126)])
    asked = torch.from_numpy(rng.random(windows.shape) < 0.15) & (windows > MASK)
    hits, nats = collections.Counter(), 0.0
    for whole, where in zip(windows.split(32), asked.split(32)):
        seen = whole.masked_fill(where, MASK)
        scored = logits(model, seen, where).log_softmax(-1)
        right = whole[where]
        hits["fill_in"] += int((scored.argmax(-1) == right).sum())
        hits["fill_in_five"] += int((scored.topk(5).indices == right[:, None]).any(-1).sum())
        nats -= float(scored.gather(1, right[:, None]).sum())
        hits["unigram"] += int((right == guess.commonest).sum())
        for row, column in where.nonzero().tolist():
            hits["trigram"] += guess.trigram(int(seen[row, column - 1]), int(seen[row, column + 1])) == int(whole[row, column])
    count = int(asked.sum())
    log = [json.loads(line) for line in (args.work / "training-log.jsonl").read_text().splitlines()]
    result = {"parameters": sum(w.numel() for w in model.parameters()), "bytes": (args.model / "model.safetensors").stat().st_size,
              "vocabulary": model.config.vocab_size, "training": log[-1], "windows": len(windows), "masked": count,
              "nats": round(nats / count, 4), "accuracy": {name: round(n / count, 4) for name, n in hits.items()}}
    (args.model / "evaluation.json").write_text(json.dumps(result, indent=1) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
