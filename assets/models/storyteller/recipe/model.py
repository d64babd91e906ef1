"""GPT-2 in plain PyTorch, fast on two CPU cores; the same function as transformers' GPT2LMHeadModel.

Radford et al. 2019; pre-norm blocks, gelu_new (tanh), learned positions, tied output matrix.
"""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn


@dataclass
class Config:
    vocab: int = 4096
    positions: int = 256
    width: int = 256
    layers: int = 6
    heads: int = 8
    epsilon: float = 1e-5


def sinusoids(c: Config, std: float = 0.05) -> Tensor:
    """Positions as points on circles (Vaswani et al. 2017, section 3.5), wavelengths from 4 to 512 tokens.

    With these the neighbour's place is a rotation, which a head learns in few steps; from random
    positions a previous-token head has to learn every place by itself. [positions, width]
    """
    pairs = c.width // 2
    wavelength = 4 * 128 ** (torch.arange(pairs) / (pairs - 1))
    angle = torch.arange(c.positions)[:, None] * (2 * torch.pi / wavelength)
    return std * 2**0.5 * torch.cat([angle.sin(), angle.cos()], 1)


class Block(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.heads = c.heads
        self.ln_1 = nn.LayerNorm(c.width, eps=c.epsilon)
        self.qkv = nn.Linear(c.width, 3 * c.width)
        self.proj = nn.Linear(c.width, c.width)
        self.ln_2 = nn.LayerNorm(c.width, eps=c.epsilon)
        self.fc = nn.Linear(c.width, 4 * c.width)
        self.out = nn.Linear(4 * c.width, c.width)

    def split(self, x: Tensor) -> list[Tensor]:
        """Query, key, value of every head, each [batch, heads, tokens, head width]."""
        b, t, w = x.shape
        qkv = self.qkv(self.ln_1(x)).view(b, t, 3, self.heads, w // self.heads)
        return [part.transpose(1, 2) for part in qkv.unbind(2)]

    def forward(self, x: Tensor, kept: list | None = None) -> Tensor:
        q, k, v = self.split(x)
        if kept is not None:
            kept.append((q, k))
        mixed = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        x = x + self.proj(mixed.transpose(1, 2).reshape(x.shape))
        return x + self.out(F.gelu(self.fc(self.ln_2(x)), approximate="tanh"))

    def pattern(self, x: Tensor) -> Tensor:
        """Attention weights [batch, heads, queries, keys] for what enters the block."""
        q, k, _ = self.split(x)
        scores = q @ k.transpose(-1, -2) / q.shape[-1] ** 0.5
        mask = torch.ones(scores.shape[-2:], dtype=torch.bool).triu(1)
        return scores.masked_fill(mask, float("-inf")).softmax(-1)


class Storyteller(nn.Module):
    def __init__(self, c: Config):
        super().__init__()
        self.config = c
        self.wte = nn.Embedding(c.vocab, c.width)
        self.wpe = nn.Embedding(c.positions, c.width)
        self.blocks = nn.ModuleList(Block(c) for _ in range(c.layers))
        self.ln_f = nn.LayerNorm(c.width, eps=c.epsilon)
        for name, p in self.named_parameters():
            if p.dim() < 2:
                continue  # norms start at 1 and 0; biases are zeroed below
            residual = name.endswith(("proj.weight", "out.weight"))
            nn.init.normal_(p, std=0.02 / (2 * c.layers) ** 0.5 if residual else 0.02)
        for block in self.blocks:
            for linear in (block.qkv, block.proj, block.fc, block.out):
                nn.init.zeros_(linear.bias)

    def forward(self, ids: Tensor, kept: list | None = None) -> Tensor:
        """Logits [batch, tokens, vocab] for ids [batch, tokens]; kept receives each layer's queries and keys."""
        x = self.wte(ids) + self.wpe.weight[: ids.shape[1]]
        for block in self.blocks:
            x = block(x, kept)
        return F.linear(self.ln_f(x), self.wte.weight)

    @torch.no_grad()
    def patterns(self, ids: Tensor) -> Tensor:
        """Attention weights [layers, heads, queries, keys] for one text, ids [tokens]."""
        x = self.wte(ids[None]) + self.wpe.weight[: len(ids)]
        out = []
        for block in self.blocks:
            out.append(block.pattern(x)[0])
            x = block(x)
        return torch.stack(out)
