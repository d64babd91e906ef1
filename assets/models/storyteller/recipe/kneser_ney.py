"""The baseline: a trigram with interpolated modified Kneser-Ney smoothing (Chen & Goodman 1998, section 3).

Same vocabulary, same training tokens (every token once), same held-out tokens, and the same context rule as
the model: a held-out piece of 255 tokens is scored with <bos> before it (here twice, for two tokens of context).
The trigrams are counted along each whole training part, and for the first two tokens of every 255-token piece
also in the context <bos> <bos>, so that the baseline knows how pieces begin and loses nothing at the cuts.
Discounts D1, D2, D3+ are estimated for each order from the counts of counts; the unigrams are interpolated
with the uniform distribution.
"""

import math

import numpy as np

from held_out import BOS, pieces


class Order:
    """Discounted distribution of one order: keys are context * vocab + token."""

    def __init__(self, keys: np.ndarray, counts: np.ndarray, vocab: int):
        n = [int((counts == c).sum()) for c in (1, 2, 3, 4)]
        y = n[0] / (n[0] + 2 * n[1])
        estimates = [0.0, 1 - 2 * y * n[1] / n[0], 2 - 3 * y * n[2] / n[1], 3 - 4 * y * n[3] / n[2]]
        self.discounts = np.clip(estimates, 0.0, [0.0, 1.0, 2.0, 3.0])  # few unigrams are rare: a noisy estimate
        self.keys = keys
        self.kept = counts - self.discounts[np.minimum(counts, 3)]
        self.contexts, where = np.unique(keys // vocab, return_inverse=True)
        self.totals = np.bincount(where, weights=counts)
        self.left = np.bincount(where, weights=counts - self.kept)  # mass that goes to the lower order
        self.vocab = vocab

    def __call__(self, context: np.ndarray, token: np.ndarray, lower: np.ndarray) -> np.ndarray:
        at = np.minimum(np.searchsorted(self.contexts, context), len(self.contexts) - 1)
        known = self.contexts[at] == context
        key = context * self.vocab + token
        k = np.minimum(np.searchsorted(self.keys, key), len(self.keys) - 1)
        kept = np.where(self.keys[k] == key, self.kept[k], 0.0)
        return np.where(known, (kept + self.left[at] * lower) / self.totals[at], lower)


class KneserNey:
    def __init__(self, streams: list[np.ndarray], vocab: int):
        v = vocab
        grams = []
        for ids in streams:
            ids = np.concatenate([[BOS, BOS], ids.astype(np.int64)])
            grams.append((ids[:-2] * v + ids[1:-1]) * v + ids[2:])
            for piece in pieces(ids[2:])[1:]:
                start = np.concatenate([[BOS, BOS], piece[:2]])
                grams.append((start[:-2] * v + start[1:-1]) * v + start[2:])
        trigrams, counts = np.unique(np.concatenate(grams), return_counts=True)
        bigrams, before = np.unique(trigrams % (v * v), return_counts=True)  # continuation counts N1+(. w2 w3)
        unigrams, before_one = np.unique(bigrams % v, return_counts=True)
        self.vocab = v
        self.orders = [Order(unigrams, before_one, v), Order(bigrams, before, v), Order(trigrams, counts, v)]

    def probability(self, first: np.ndarray, second: np.ndarray, token: np.ndarray) -> np.ndarray:
        p = np.full(len(token), 1.0 / self.vocab)
        for order, context in zip(self.orders, (np.zeros_like(token), second, first * self.vocab + second)):
            p = order(context, token, p)
        return p

    def bits(self, ids: np.ndarray) -> float:
        """Total bits of a held-out part under the rule of held_out.py."""
        total = 0.0
        for piece in pieces(ids):
            row = np.concatenate([[BOS, BOS], piece])
            total -= np.log2(self.probability(row[:-2], row[1:-1], row[2:])).sum()
        return float(total)

    def check(self) -> None:
        """Every distribution sums to one, in contexts known and unknown."""
        everything = np.arange(self.vocab)
        for first, second in ((BOS, BOS), (BOS, 300), (400, 300), (17, 4001)):
            total = self.probability(np.full(self.vocab, first), np.full(self.vocab, second), everything).sum()
            assert math.isclose(total, 1.0, rel_tol=1e-9), (first, second, total)


