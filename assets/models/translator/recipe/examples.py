"""What the Translator and its twin of 2014 are trained on, an epoch at a time: it depends on (seed, epoch), and which pieces
SentencePiece samples on the process too, whatever seed it is given.

An epoch holds every training pair of Tatoeba, a share of CC-CEDICT's words, and sentences made of its nouns by the patterns below.
Three cheap variations, drawn anew each epoch, for what little text there is: pieces are sampled (Kudo 2018, "Subword
Regularization"), a source piece becomes <unk> now and then, and a sentence loses its last mark or its first capital, as people who
type leave them out.
"""

import random
import re
from dataclasses import dataclass

import sentencepiece

from lexicon import links, words

PATTERNS = [
    ("This is {a} {n}.", "这是一{m}{z}。"), ("That is {a} {n}.", "那是一{m}{z}。"), ("I have {a} {n}.", "我有一{m}{z}。"),
    ("She has {a} {n}.", "她有一{m}{z}。"), ("He has {a} {n}.", "他有一{m}{z}。"), ("We have two {s}.", "我们有两{m}{z}。"),
    ("Where is the {n}?", "{z}在哪里？"), ("Where is my {n}?", "我的{z}在哪里？"), ("I want {a} {n}.", "我想要一{m}{z}。"),
    ("Do you have {a} {n}?", "你有{z}吗？"), ("I saw {a} {n}.", "我看见了一{m}{z}。"), ("I like this {n}.", "我喜欢这{m}{z}。"),
    ("The {n} is big.", "这{m}{z}很大。"), ("The {n} is beautiful.", "这{m}{z}很漂亮。"), ("Is this your {n}?", "这是你的{z}吗？"),
    ("There is {a} {n} here.", "这里有一{m}{z}。"), ("I like {s}.", "我喜欢{z}。"), ("three {s}", "三{m}{z}"),
    ("{a} {n}", "一{m}{z}"), ("my {n}", "我的{z}"), ("the {n}", "{z}"), ("{n}", "{z}"),
]


def plural(noun: str) -> str:
    if re.search(r"(s|x|z|ch|sh)$", noun):
        return noun + "es"
    return noun[:-1] + "ies" if re.search(r"[^aeiou]y$", noun) else noun + "s"


def made(noun: str, target: str, measure: str, rng: random.Random) -> tuple[str, str]:
    source, pattern = rng.choice(PATTERNS)
    parts = {"a": "an" if noun[0] in "aeiou" else "a", "n": noun, "s": plural(noun), "z": target, "m": measure}
    return source.format(**parts), pattern.format(**parts)


def as_typed(source: str, target: str, rng: random.Random) -> tuple[str, str]:
    if rng.random() < 0.10 and source[-1] in ".!" and target[-1] in "。！.":
        source, target = source[:-1], target[:-1]
    if rng.random() < 0.10 and not re.match(r"I\b|Tom|Mary|Mr|Dr", source):
        source = source[0].lower() + source[1:]
    return source, target


@dataclass
class Example:
    source: list[int]         # ends with </s>
    target: list[int]         # ends with </s>
    aligned: list[list[int]]  # for each target piece the source pieces of the words that its characters come from; may be empty


def spans(pieces: list[str], text: str) -> list[range] | None:
    """What each piece holds of the text, by characters; None where normalising moved them."""
    out, at = [], 0
    for piece in pieces:
        out.append(range(at, at + len(piece)))
        at += len(piece)
    return out if at == len(text) else None


class Examples:
    def __init__(self, pairs: dict, vocabularies: tuple[dict, dict], folder, lexicon: dict | None, seed: int):
        self.pairs, self.seed = pairs, seed
        self.models = [sentencepiece.SentencePieceProcessor(model_file=str(folder / name)) for name in ("source.spm", "target.spm")]
        self.ids = vocabularies
        self.lexicon = lexicon
        self.known = {}

    def links(self, source: str, target: str) -> list[int]:
        pair = (source, target)
        if pair not in self.known:
            self.known[pair] = links(self.lexicon, source, target)
        return self.known[pair]

    def encode(self, source: str, target: str, rng: random.Random | None) -> Example:
        sides = []
        for text, model, sampled in ((source, self.models[0], 0.5), (target, self.models[1], 0.3)):
            draw = rng is not None and rng.random() < sampled
            sides.append(model.encode(text, out_type=str, enable_sampling=draw, alpha=0.2, nbest_size=-1))
        ids = [[vocabulary.get(piece, 1) for piece in side] for vocabulary, side in zip(self.ids, sides)]
        aligned = [[] for _ in ids[1]]
        there, here = spans(sides[0], " " + source), spans(sides[1], target)
        if self.lexicon and rng is not None and there and here:
            places, found = words(source), self.links(source, target)
            for k, span in enumerate(here):
                for i in {found[j] for j in span} - {-1}:
                    begin, end = places[i][1] + 1, places[i][2] + 1  # behind the mark for a space
                    aligned[k] += [p for p, s in enumerate(there) if s.start < end and s.stop > begin]
        if rng is not None:
            ids[0] = [1 if rng.random() < 0.03 else i for i in ids[0]]
        return Example(ids[0] + [0], ids[1] + [0], [*aligned, [len(ids[0])]])

    def epoch(self, number: int, word_share: float, made_share: float) -> list[Example]:
        rng = random.Random(f"{self.seed} {number}")
        sentencepiece.set_random_generator_seed(rng.randrange(2**31))
        tatoeba = self.pairs["train"]
        chosen = [as_typed(*pair, rng) for pair in tatoeba]
        chosen += rng.sample(self.pairs["words"], int(word_share * len(tatoeba)))
        chosen += [made(*rng.choice(self.pairs["nouns"]), rng) for _ in range(int(made_share * len(tatoeba)))]
        return [self.encode(*pair, rng) for pair in chosen]

    def part(self, name: str) -> list[Example]:
        return [self.encode(*pair, None) for pair in self.pairs[name]]


def batches(examples: list[Example], tokens: int, rng: random.Random) -> list[list[Example]]:
    """Examples of like length together, at most `tokens` target pieces each with the padding, in random order."""
    order = sorted(range(len(examples)), key=lambda i: (len(examples[i].target), len(examples[i].source), rng.random()))
    out, batch = [], []
    for i in order:
        longest = max(len(examples[i].target), len(examples[i].source), *(len(e.source) for e in batch[-8:]), 1)
        if batch and (len(batch) + 1) * longest > tokens:
            out.append(batch)
            batch = []
        batch.append(examples[i])
    out.append(batch)
    rng.shuffle(out)
    return out
