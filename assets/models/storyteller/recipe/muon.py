"""Muon in float32 for the hidden matrices (Jordan et al. 2024, github.com/KellerJordan/Muon).

torch.optim.Muon orthogonalises in bfloat16, which processors without AVX-512 emulate slowly;
here matrices of one shape go through Newton-Schulz together, in float32. Query, key and value
are separate matrices.
"""

import torch
from torch import Tensor


def orthogonalise(g: Tensor, steps: int = 5) -> Tensor:
    """Nearest semi-orthogonal matrices, roughly (quintic Newton-Schulz); g [count, rows, columns]."""
    wide = g.shape[1] <= g.shape[2]
    x = g if wide else g.transpose(1, 2)
    x = x / (x.norm(dim=(1, 2), keepdim=True) + 1e-7)
    for _ in range(steps):
        a = x @ x.transpose(1, 2)
        x = 3.4445 * x + (-4.7750 * a + 2.0315 * a @ a) @ x
    return x if wide else x.transpose(1, 2)


class Muon(torch.optim.Optimizer):
    """Nesterov momentum, orthogonalised; a step has entries of about lr / sqrt(columns) for square matrices."""

    def __init__(self, params, lr: float, momentum: float = 0.95, weight_decay: float = 0.0):
        super().__init__(params, {"lr": lr, "momentum": momentum, "weight_decay": weight_decay})

    @torch.no_grad()
    def step(self, closure=None):
        for group in self.param_groups:
            pieces: dict[tuple, list[tuple[Tensor, Tensor]]] = {}
            for p in group["params"]:
                state = self.state[p]
                if "momentum" not in state:
                    state["momentum"] = torch.zeros_like(p)
                m = state["momentum"].lerp_(p.grad, 1 - group["momentum"])
                update = p.grad.lerp(m, group["momentum"])
                p.mul_(1 - group["lr"] * group["weight_decay"])
                rows, columns = p.shape
                parts = 3 if rows == 3 * columns else 1
                for piece, u in zip(p.chunk(parts), update.chunk(parts)):
                    pieces.setdefault(tuple(piece.shape), []).append((piece, u))
            for (rows, columns), pairs in pieces.items():
                scale = group["lr"] * max(1, rows / columns) ** 0.5
                for (piece, _), u in zip(pairs, orthogonalise(torch.stack([u for _, u in pairs]))):
                    piece.add_(u, alpha=-scale)
