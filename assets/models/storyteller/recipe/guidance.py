"""Attention guidance: an auxiliary loss that shows four of the 48 heads what to look at.

Without it, previous-token and induction heads appear only after far more tokens than two processor cores
can train on in two hours (Olsson et al. 2022 see them after billions). Guiding patterns is due to
Deshpande & Narasimhan 2020, "Guiding Attention for Self-Supervised Learning with Transformers". The weight goes
to zero before the end: what the heads still do in the finished model, predicting text keeps them doing.

  previous token   -log pattern[i][i - 1]
  induction        -log of the mass on all keys j + 1 where token j < i equals token i, that is on what came
                   after the same token before; where the token is new, on key 0 (<bos>): nothing to copy.
"""

import torch
import torch.nn.functional as F
from torch import Tensor

PREVIOUS = [(1, 2), (2, 1)]  # (layer, head), counted from 0
INDUCTION = [(3, 2), (4, 2)]


def followers(ids: Tensor) -> Tensor:
    """[batch, queries, keys]: the keys that an induction head should look at."""
    same = (ids[:, :, None] == ids[:, None, :]).tril(-1)
    wanted = F.pad(same[:, :, :-1], (1, 0))
    wanted[:, :, 0] |= ~wanted.any(-1)
    return wanted


def log_pattern(kept: list[tuple[Tensor, Tensor]], layer: int, head: int) -> Tensor:
    """log pattern [batch, queries, keys] of one head."""
    q, k = (side[:, head] for side in kept[layer])
    scores = q @ k.transpose(1, 2) / q.shape[-1] ** 0.5
    mask = torch.ones(scores.shape[1:], dtype=torch.bool, device=scores.device).triu(1)
    return scores.masked_fill(mask, float("-inf")).log_softmax(-1)


def guidance(kept: list[tuple[Tensor, Tensor]], ids: Tensor) -> dict[str, Tensor]:
    """{"L1H2": loss, ...}, each a mean over queries."""
    out = {}
    for layer, head in PREVIOUS:
        out[f"L{layer}H{head}"] = -log_pattern(kept, layer, head).diagonal(-1, 1, 2).mean()
    wanted = followers(ids)
    for layer, head in INDUCTION:
        log_p = log_pattern(kept, layer, head).masked_fill(~wanted, float("-inf"))
        out[f"L{layer}H{head}"] = -log_p.logsumexp(-1).mean()
    return out
