"""Fill-in's masked accuracy on the held-out tenth of every book, beside a unigram and a trigram guess.

    python evaluate.py --model .. --work WORK            writes ../evaluation.json and ../samples.json

Held-out text is cut into windows of 126 pieces between [CLS] and [SEP]; a fixed draw masks 15 % of the pieces, all at once. The
unigram guess is the commonest piece. The trigram guess looks at the pieces beside the mask, where these are visible: the piece
that stood most often between both in the training text; if none did, the one with the largest p(piece | left) * p(right | piece)
among those seen beside one of them; if there is none, the commonest.

samples.json, for the card and for tests: the sentences below with the five likeliest pieces in place of each mask, and every so many
windows as they were asked, with what stood there and what Fill-in and the guesses said.
"""

import argparse
import collections
import json
from pathlib import Path

import numpy as np
import torch
from transformers import BertForMaskedLM

from tokenizers import Tokenizer

from train import MASK, logits, window

SENTENCES = ["The little girl sat down by the [MASK] and began to cry.", "Once upon a [MASK] there was a king who had three [MASK].",
             "\"Come here,\" said the old [MASK].", "He opened the [MASK] and went into the house.", "The sun was shining and the [MASK] were singing.",
             "She looked at him with her big blue [MASK].", "They walked for many [MASK] through the forest.", "The horse ran down the [MASK].",
             "I do [MASK] know what you mean.", "He put his hand in his [MASK]."]
KEPT = 24  # windows for tests


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
def sample(model: BertForMaskedLM, folder: Path, sentence: str) -> dict:
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    ids = torch.tensor(tokenizer.encode(sentence).ids)
    rows = (ids == MASK).nonzero()[:, 0].tolist()
    scored = model(input_ids=ids[None]).logits[0]
    best = scored[rows].topk(5)
    return {"text": sentence, "ids": ids.tolist(), "rows": rows, "likeliest": best.indices.tolist(),
            "logits": [[round(float(x), 4) for x in row] for row in best.values],
            "said": [[tokenizer.id_to_token(i) for i in row] for row in best.indices.tolist()]}


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
    hits, nats, said = collections.Counter(), 0.0, {name: torch.zeros_like(windows) for name in ("fill_in", "trigram")}
    for first, whole, where in zip(range(0, len(windows), 32), windows.split(32), asked.split(32)):
        seen = whole.masked_fill(where, MASK)
        scored = logits(model, seen, where).log_softmax(-1)
        right = whole[where]
        said["fill_in"][first:first + 32][where] = scored.argmax(-1)
        hits["fill_in"] += int((scored.argmax(-1) == right).sum())
        hits["fill_in_five"] += int((scored.topk(5).indices == right[:, None]).any(-1).sum())
        nats -= float(scored.gather(1, right[:, None]).sum())
        hits["unigram"] += int((right == guess.commonest).sum())
        for row, column in where.nonzero().tolist():
            said["trigram"][first + row, column] = guess.trigram(int(seen[row, column - 1]), int(seen[row, column + 1]))
            hits["trigram"] += int(said["trigram"][first + row, column] == whole[row, column])
    count = int(asked.sum())
    log = [json.loads(line) for line in (args.work / "training-log.jsonl").read_text().splitlines()]
    result = {"parameters": sum(w.numel() for w in model.parameters()), "bytes": (args.model / "model.safetensors").stat().st_size,
              "vocabulary": model.config.vocab_size, "training": log[-1], "windows": len(windows), "masked": count,
              "nats": round(nats / count, 4), "accuracy": {name: round(n / count, 4) for name, n in hits.items()}}
    (args.model / "evaluation.json").write_text(json.dumps(result, indent=1) + "\n")
    kept = [{"ids": windows[i].masked_fill(asked[i], MASK).tolist(), "rows": asked[i].nonzero()[:, 0].tolist(), "right": windows[i][asked[i]].tolist(),
             "fill_in": said["fill_in"][i][asked[i]].tolist(), "trigram": said["trigram"][i][asked[i]].tolist()}
            for i in range(0, len(windows), -(-len(windows) // KEPT))]
    samples = {"sentences": [sample(model, args.model, sentence) for sentence in SENTENCES], "commonest": guess.commonest, "windows": kept}
    (args.model / "samples.json").write_text(json.dumps(samples, ensure_ascii=False) + "\n")
    print(json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
