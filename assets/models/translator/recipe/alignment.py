"""How well an attention aligns words: alignment error rate (Och & Ney 2003) against alignments.json, made by hand.

A link joins a word of the source (lexicon.words) with a character of the target; marks are left out on both sides. Of
alignments.json every [word, characters] of "sure" and of "possible" links the word with each of these characters at its first
place in the target, or its n-th where #n follows. An attention links each character to the word that holds the source piece on
which most weight lies, in the row that predicts the character's own piece; where that is </s> or a mark, to nothing.

    error = 1 - (links that are sure + links that are sure or possible) / (links + sure links)
"""

import re

from lexicon import links, words

MARK = re.compile(r"[^\w]")


def by_hand(pair: dict) -> tuple[set, set]:
    """(sure, sure or possible), sets of (place in words(source), place of the character)."""
    names = [pair["source"][begin:end] for _, begin, end in words(pair["source"])]

    def links(given: list) -> set:
        out = set()
        for word, characters in given:
            characters, _, nth = characters.partition("#")
            for character in characters:
                places = [j for j, c in enumerate(pair["target"]) if c == character]
                out.add((names.index(word), places[int(nth or 1) - 1]))
        return out

    sure = links(pair["sure"])
    return sure, sure | links(pair["possible"])


def of_attention(source: str, target: str, source_pieces: list[str], target_pieces: list[str], looked_at: list[int]) -> set:
    """looked_at[k]: the source piece with the most weight in the row that predicts target piece k."""
    assert "".join(target_pieces) == target, (target_pieces, target)
    places, begin = [], -1  # of the text without the mark for a space before it
    for piece in source_pieces:
        places.append((begin, begin + len(piece)))
        begin += len(piece)
    assert begin == len(source), (source_pieces, source)
    found, out, j = words(source), set(), 0
    for k, piece in enumerate(target_pieces):
        for character in piece:
            if looked_at[k] < len(places) and not MARK.match(character):
                first, end = places[looked_at[k]]
                shared = [min(end, e) - max(first, b) for _, b, e in found]
                best = max(range(len(found)), key=shared.__getitem__)
                if shared[best] > 0 and not MARK.match(found[best][0]):
                    out.add((best, j))
            j += 1
    return out


def error_rate(pairs: list[dict], links: list[set]) -> float:
    hit = possible_hit = size = sure_size = 0
    for pair, found in zip(pairs, links):
        sure, possible = by_hand(pair)
        hit, possible_hit = hit + len(found & sure), possible_hit + len(found & possible)
        size, sure_size = size + len(found), sure_size + len(sure)
    return 1 - (hit + possible_hit) / (size + sure_size)


def others(pairs: list[dict], lexicon: dict) -> dict[str, float]:
    """Model 1 and the diagonal, by the same rule."""
    model_1 = [{(i, j) for j, i in enumerate(links(lexicon, p["source"], p["target"])) if i >= 0} for p in pairs]
    diagonal = [{(min(int((j + 0.5) / len(p["target"]) * len(words(p["source"]))), len(words(p["source"])) - 1), j)
                 for j in range(len(p["target"]))} for p in pairs]

    def without_marks(found: list[set]) -> list[set]:
        return [{(i, j) for i, j in made if p["target"][j].isalnum() and words(p["source"])[i][0][0].isalnum()} for p, made in zip(pairs, found)]

    return {"model_1": round(error_rate(pairs, without_marks(model_1)), 3), "diagonal": round(error_rate(pairs, without_marks(diagonal)), 3)}
