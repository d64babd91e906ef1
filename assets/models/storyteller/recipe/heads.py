"""What each head does, measured on the exported folder; writes ../heads.json for the card and for tests.

    python heads.py --model .. --work WORK --samples ../../../samples/storyteller.json

A score is always the mean of pattern[layer][head][query][key] over a list of (query, key) pairs:
  previous token   every query i >= 1 and key i - 1, on held-out prose;
  induction        segments of 32 random tokens, twice after <bos>: query i in the second, key j + 1 where j is
                   the same token's place in the first (what came after it last time);
  names            the same (query, key j + 1) on sentences, only where a name's token occurs for the second time;
  duplicate token  on the random segments, key j itself;
  first token      every query i >= 1 and key 0 (<bos>), on held-out prose: mass parked where nothing is read.
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer

from export import load_folder
from held_out import BOS, pieces
from text import SHAKESPEARE

SEGMENT = 32
NAMES = ["Once upon a time Tom Thumb met an owl in the mill. The owl told Tom Thumb a joke.",
         "There was once a girl called Marigold Pim, and every morning Marigold Pim fed the ducks.",
         "The fox ran to Farmer Brindle, and the hens ran away from Farmer Brindle.",
         "Long ago, Queen Rosabel lived in a tower. Nobody in the town had ever seen Queen Rosabel."]
ROLES = {"previous token": "each token looks at the one before it",
         "induction": "a token that occurred before looks at what came after it then",
         "duplicate token": "a token that occurred before looks at its earlier place",
         "first token": "the weight rests on <bos>: the head has nothing to read here"}


def repeats(ids: list[int], wanted=lambda token: True) -> list[tuple[int, int]]:
    """(i, j): token i's latest earlier place j, where j + 1 < i."""
    last, pairs = {}, []
    for i, token in enumerate(ids):
        if token in last and last[token] + 1 < i and wanted(token):
            pairs.append((i, last[token]))
        last[token] = i
    return pairs


def name_tokens(text: str, tokenizer: Tokenizer) -> list[int]:
    """Places of the pieces of capitalised words that do not begin a sentence."""
    encoded = tokenizer.encode(text)
    places = []
    for i, (begin, end) in enumerate(encoded.offsets):
        word = text[:end].split(" ")[-1]
        before = text[:end].rstrip()[: -len(word)].rstrip() if word else ""
        if text[begin:end].strip().isalpha() and word[:1].isupper() and before and before[-1] not in ".!?\"":
            places.append(i)
    return places


class Probe:
    """Texts as ids with the pairs that a role is scored on."""

    def __init__(self, model):
        self.model, self.sums, self.counts = model, {}, {}

    def add(self, role: str, patterns: torch.Tensor, pairs: list[tuple[int, int]]) -> None:
        q, k = (torch.tensor(side) for side in zip(*pairs))
        self.sums[role] = self.sums.get(role, 0) + patterns[:, :, q, k].sum(-1)
        self.counts[role] = self.counts.get(role, 0) + len(pairs)

    def means(self) -> dict[str, torch.Tensor]:
        return {role: self.sums[role] / self.counts[role] for role in self.sums}


def random_repeat(rng: np.random.Generator, vocab: int) -> list[int]:
    segment = rng.choice(np.arange(1, vocab), SEGMENT, replace=False).tolist()
    return [BOS] + segment + segment


def measure(model, tokenizer: Tokenizer, work: Path) -> dict[str, torch.Tensor]:
    """{role: [layers, heads]}."""
    probe, rng = Probe(model), np.random.default_rng(7)
    data = np.load(work / "tokens.npz")
    for key in data.files:
        if key.endswith("/held_out") and not key.startswith(SHAKESPEARE):
            ids = [BOS] + pieces(data[key])[0].tolist()
            patterns = model.patterns(torch.tensor(ids))
            probe.add("previous token", patterns, [(i, i - 1) for i in range(1, len(ids))])
            probe.add("first token", patterns, [(i, 0) for i in range(1, len(ids))])
    for _ in range(32):
        ids = random_repeat(rng, model.config.vocab)
        patterns = model.patterns(torch.tensor(ids))
        probe.add("induction", patterns, [(i, j + 1) for i, j in repeats(ids)])
        probe.add("duplicate token", patterns, repeats(ids))
    for text in NAMES:
        ids, places = tokenizer.encode(text).ids, set(name_tokens(text, tokenizer))
        pairs = [(i, j + 1) for i, j in repeats(ids) if i in places]
        probe.add("names", model.patterns(torch.tensor(ids)), pairs)
    return probe.means()


def claim(model, layer: int, head: int, role: str, ids: list[int], text: str | None, pairs: list[tuple[int, int]]) -> dict:
    q, k = (list(side) for side in zip(*pairs))
    score = float(model.patterns(torch.tensor(ids))[layer, head, q, k].mean())
    return {"layer": layer, "head": head, "role": role, "meaning": ROLES[role], "text": text, "input_ids": ids,
            "queries": q, "keys": k, "score": round(score, 4), "threshold": int(score * 90) / 100}


def best(scores: torch.Tensor, count: int, least: float) -> list[tuple[int, int]]:
    order = scores.flatten().argsort(descending=True)[:count].tolist()
    return [divmod(i, scores.shape[1]) for i in order if scores.flatten()[i] >= least]


def claims(model, tokenizer: Tokenizer, scores: dict[str, torch.Tensor], default: str) -> list[dict]:
    """The heads that stand out, each scored on one text that a test can run."""
    ids = tokenizer.encode(default).ids
    random = random_repeat(np.random.default_rng(11), model.config.vocab)
    every = [(i, i - 1) for i in range(1, len(ids))]
    named = [(i, j + 1) for i, j in repeats(ids) if i in set(name_tokens(default, tokenizer))]
    found = []
    for l, h in best(scores["previous token"], 3, 0.4):
        found.append(claim(model, l, h, "previous token", ids, default, every))
    for l, h in best(scores["induction"], 4, 0.3):
        found.append(claim(model, l, h, "induction", random, None, [(i, j + 1) for i, j in repeats(random)]))
    for l, h in best(scores["names"], 2, 0.3):
        found.append(claim(model, l, h, "induction", ids, default, named))
    for l, h in best(scores["duplicate token"], 2, 0.3):
        found.append(claim(model, l, h, "duplicate token", random, None, repeats(random)))
    for l, h in best(scores["first token"], 2, 0.5):
        found.append(claim(model, l, h, "first token", ids, default, [(i, 0) for i in range(1, len(ids))]))
    return found


def prediction(model, tokenizer: Tokenizer, text: str) -> dict:
    ids = tokenizer.encode(text).ids
    with torch.no_grad():
        p = model(torch.tensor([ids]))[0, -1].softmax(-1)
    top = p.topk(5)
    return {"text": text, "input_ids": ids, "top_id": int(top.indices[0]), "probability": round(float(top.values[0]), 4),
            "top": [[tokenizer.decode([int(i)]), round(float(v), 4)] for v, i in zip(*top)]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--samples", type=Path, required=True, help="the window's sentences")
    args = parser.parse_args()
    model, tokenizer = load_folder(args.model), Tokenizer.from_file(str(args.model / "tokenizer.json"))
    sentences = json.loads(args.samples.read_text())
    scores = measure(model, tokenizer, args.work)
    table = [{"layer": l, "head": h, **{role: round(float(s[l, h]), 3) for role, s in scores.items()}}
             for l in range(model.config.layers) for h in range(model.config.heads)]
    result = {"about": "layers and heads count from 0; score = mean over n of pattern[layer][head][queries[n]][keys[n]], "
                       "patterns in f32 from the f16 weights of this folder; a test demands score >= threshold",
              "claims": claims(model, tokenizer, scores, sentences["default"]),
              "predictions": [prediction(model, tokenizer, t) for t in [sentences["default"], *sentences["others"]]],
              "heads": table}
    lists = json.dumps(result, indent=1)
    (args.model / "heads.json").write_text(lists + "\n")
    for c in result["claims"]:
        print(f"L{c['layer']}H{c['head']} {c['role']}: {c['score']} on {c['text'] or 'random segment'}")
    for role, s in scores.items():
        print(f"{role}: " + ", ".join(f"L{l}H{h} {s[l, h]:.2f}" for l, h in best(s, 6, 0.0)))
    for p in result["predictions"]:
        print(p["text"], p["top"])


if __name__ == "__main__":
    main()
