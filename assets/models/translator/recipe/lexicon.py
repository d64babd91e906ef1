"""Which English word each Chinese character of a training pair comes from, as IBM Model 1 sees it (Brown et al. 1993).

    python lexicon.py --work WORK                     writes WORK/lexicon.json, printing how much is linked

Model 1 in the direction word -> character, with an empty word and a gentle preference for the diagonal as in fast_align
(Dyer et al. 2013), five rounds of expectation-maximisation from uniform. It knows nothing but the training pairs and the words of
CC-CEDICT; guidance.py shows its most certain links to one head.
"""

import argparse
import collections
import json
import math
import re
from pathlib import Path

WORD = re.compile(r"[A-Za-z0-9']+|[^\sA-Za-z0-9']")
ROUNDS, DIAGONAL, EMPTY = 5, 4.0, 0.08


def words(text: str) -> list[tuple[str, int, int]]:
    """(word in small letters, where it begins, where it ends); punctuation marks are words."""
    return [(m[0].lower(), m.start(), m.end()) for m in WORD.finditer(text)]


def prior(i: int, count: int, j: int, length: int) -> float:
    return math.exp(-DIAGONAL * abs((i + 0.5) / count - (j + 0.5) / length))


def model(pairs: list[list[str]]) -> dict[str, dict[str, float]]:
    """p(character | word), "" being the empty word."""
    sentences = [([w for w, _, _ in words(s)], list(t)) for s, t in pairs]
    table = collections.defaultdict(lambda: collections.defaultdict(lambda: 1e-3))
    for _ in range(ROUNDS):
        counts = collections.defaultdict(lambda: collections.defaultdict(float))
        for source, target in sentences:
            for j, character in enumerate(target):
                weights = [prior(i, len(source), j, len(target)) for i in range(len(source))]
                scale = (1 - EMPTY) / sum(weights)
                links = [("", EMPTY * table[""][character])]
                links += [(w, scale * a * table[w][character]) for w, a in zip(source, weights)]
                total = sum(p for _, p in links)
                for word, p in links:
                    counts[word][character] += p / total
        table = collections.defaultdict(lambda: collections.defaultdict(lambda: 1e-9))
        for word, row in counts.items():
            total = sum(row.values())
            table[word].update({c: n / total for c, n in row.items() if n / total > 1e-6})
    return table


def links(table: dict, source: str, target: str) -> list[int]:
    """For each character of target the place of its word in words(source), or -1 where the empty word or doubt has more than half."""
    found = [w for w, _, _ in words(source)]
    out = []
    for j, character in enumerate(target):
        weights = [prior(i, len(found), j, len(target)) for i in range(len(found))]
        scale = (1 - EMPTY) / sum(weights)
        p = [scale * a * table.get(w, {}).get(character, 1e-9) for w, a in zip(found, weights)]
        total = sum(p) + EMPTY * table[""].get(character, 1e-9)
        best = max(range(len(p)), key=p.__getitem__)
        out.append(best if p[best] > 0.5 * total else -1)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    pairs = json.loads((args.work / "pairs.json").read_text())
    table = model(pairs["train"] + pairs["words"])
    (args.work / "lexicon.json").write_text(json.dumps(table, ensure_ascii=False))
    for source, target in pairs["train"][:20000:1000]:
        found = [w for w, _, _ in words(source)]
        print(source, " ".join(f"{c}:{found[i] if i >= 0 else '-'}" for c, i in zip(target, links(table, source, target))))
    linked = [i >= 0 for pair in pairs["train"][::20] for i in links(table, *pair)]
    print(f"{sum(linked) / len(linked):.2f} of the characters are linked")


if __name__ == "__main__":
    main()
