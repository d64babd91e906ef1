"""Training windows as a pure function of (seed, window number): a resumed run sees the same data.

A window is 256 inputs that begin with <bos> and the 256 tokens they predict; a target of -100
is not trained on. Most windows are plain text. The rest make copying worth learning, so that
previous-token and induction heads form early (Olsson et al. 2022, "In-context learning and
induction heads"):
  4 %  random tokens, a segment of 8 to 80 repeated to the end (trained from its second time on);
  6 %  a passage of 24 to 110 tokens that comes again, at once or after other text;
  12 % text in which a name that occurs three times or more is replaced throughout by another or
       an invented one of 1 to 4 pieces (its first occurrence is not trained on).
From window number more_from on the three shares are 6, 8 and 30 %.
"""

import re
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

import text

BOS, WINDOW, SKIP = 0, 256, -100


class Windows:
    def __init__(self, tokens: Path, tokenizer: Tokenizer, seed: int, plays: float = 0.05,
                 more_from: float = float("inf")):
        data = np.load(tokens)
        train = {k.split("/")[0]: data[k].astype(np.int64) for k in data.files if k.endswith("/train")}
        self.plays = train.pop(text.SHAKESPEARE)
        self.prose = np.concatenate(list(train.values()))
        self.seed, self.plays_share, self.more_from = seed, plays, more_from
        newline = tokenizer.token_to_id("\u010a")
        self.starts = {id(s): np.flatnonzero(s[:-WINDOW] == newline) + 1 for s in (self.prose, self.plays)}
        self._find_names(tokenizer)

    def _find_names(self, tokenizer: Tokenizer) -> None:
        vocab = tokenizer.get_vocab()
        counts = np.bincount(self.prose, minlength=len(vocab))
        names, self.capitals, self.tails = [], [], []
        for piece, i in sorted(vocab.items(), key=lambda kv: kv[1]):
            if re.fullmatch("\u0120[A-Z][a-z]{0,4}", piece):
                self.capitals.append(i)
            if re.fullmatch("[a-z]{1,4}", piece):
                self.tails.append(i)
            if re.fullmatch("\u0120[A-Z][a-z]{2,}", piece):
                lower = vocab.get("\u0120" + piece[1:].lower())
                if lower is None or counts[lower] < counts[i] / 2:
                    names.append(i)
        self.names = np.array(names)
        self.is_name = np.zeros(len(vocab), dtype=bool)
        self.is_name[self.names] = True

    def _stretch(self, number: int, rng: np.random.Generator, length: int) -> np.ndarray:
        """length tokens of text. Prose is walked without replacement: one shuffled pass per epoch over
        places WINDOW apart with a shift of the epoch; half of them are moved to a paragraph's start."""
        stream = self.plays if rng.random() < self.plays_share else self.prose
        places = (len(stream) - 2 * WINDOW - length) // WINDOW
        epoch, index = divmod(number, places)
        order = np.random.default_rng([self.seed, 1, epoch, len(stream)])
        at = int(order.integers(WINDOW)) + int(order.permutation(places)[index]) * WINDOW
        if rng.random() < 0.5:
            starts = self.starts[id(stream)]
            at = int(starts[np.searchsorted(starts, at) - 1]) if at > starts[0] else at
        return stream[at: at + length].copy()

    def _invent(self, rng: np.random.Generator) -> list[int]:
        kind = rng.integers(4)
        if kind == 0:
            return [int(rng.choice(self.names))]
        if kind == 1:
            return [int(rng.choice(self.names)), int(rng.choice(self.names))]
        tails = [int(t) for t in rng.choice(self.tails, rng.integers(1, 3))]
        first = [int(rng.choice(self.names))] if rng.random() < 0.3 else []
        return first + [int(rng.choice(self.capitals))] + tails

    def _renamed(self, body: np.ndarray, rng: np.random.Generator) -> tuple[list[int], list[bool]] | None:
        found, counts = np.unique(body[self.is_name[body]], return_counts=True)
        often = found[counts >= 3]
        if not len(often):
            return None
        old, new = rng.choice(often), self._invent(rng)
        ids, trained, seen = [], [], False
        for token in body:
            if token == old:
                ids += new
                trained += [seen] * len(new)
                seen = True
            else:
                ids.append(int(token))
                trained.append(True)
        return ids[:WINDOW], trained[:WINDOW]

    def window(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """(inputs [256] beginning with <bos>, targets [256])."""
        rng = np.random.default_rng([self.seed, 2, number])
        kind = rng.random()
        repeated, passages, renamed_share = (0.06, 0.08, 0.30) if number >= self.more_from else (0.04, 0.06, 0.12)
        trained = np.ones(WINDOW, dtype=bool)
        if kind < repeated:
            length = int(rng.integers(8, 81))
            if rng.random() < 0.5:
                segment = rng.integers(1, len(self.is_name), length)
            else:
                segment = self.prose[rng.integers(0, len(self.prose), length)]
            body = np.resize(segment, WINDOW)
            trained[:length + 1] = False
        elif kind < repeated + passages:
            passage = self._stretch(number, rng, int(rng.integers(24, 111)))
            gap = self._stretch(int(rng.integers(1000)), rng, int(rng.integers(0, 40)) if rng.random() < 0.5 else 0)
            body = np.resize(np.concatenate([passage, gap]), WINDOW)
        else:
            body = self._stretch(number, rng, WINDOW)
            if kind < repeated + passages + renamed_share and (renamed := self._renamed(body, rng)):
                body, trained = np.array(renamed[0]), np.array(renamed[1])
        targets = np.where(trained, body, SKIP)
        return np.concatenate([[BOS], body[:-1]]), targets

    def batch(self, step: int, size: int) -> tuple[np.ndarray, np.ndarray]:
        """Inputs and targets [size, 256] of an optimiser step."""
        pairs = [self.window(step * size + i) for i in range(size)]
        return np.stack([p[0] for p in pairs]), np.stack([p[1] for p in pairs])
