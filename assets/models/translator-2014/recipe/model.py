"""The Translator's twin of 2014: a GRU encoder-decoder with additive attention (Bahdanau, Cho & Bengio 2014, appendix A.2).

The encoder is a GRU each way; a row of annotations is what both say of a source piece. The decoder's first state is tanh of a matrix
times the backward GRU's last state. At each target piece

    energy_j = v . tanh(W state + U annotation_j)       weight = softmax over the source       context = sum of weight_j annotation_j
    state    = GRU([table of the piece before, context], state)
    logits   = O maxout(A [state, table of the piece before, context])

so the weights that choose a piece's context come from the state before it. PyTorch's GRUCell has the reset gate after the recurrent matrix,
the paper before it; nothing else differs.
"""

import torch
from torch import Tensor, nn

PAD = 2


class Twin(nn.Module):
    def __init__(self, source: int, target: int, width: int = 256, table: int = 192, dropout: float = 0.3):
        super().__init__()
        self.source_table = nn.Embedding(source, table, padding_idx=PAD)
        self.target_table = nn.Embedding(target, table, padding_idx=PAD)
        self.encoder = nn.GRU(table, width, batch_first=True, bidirectional=True)
        self.first = nn.Linear(width, width)
        self.query, self.key, self.energy = nn.Linear(width, width), nn.Linear(2 * width, width, bias=False), nn.Linear(width, 1, bias=False)
        self.cell = nn.GRUCell(table + 2 * width, width)
        self.readout = nn.Linear(width + table + 2 * width, 2 * table)
        self.output = nn.Linear(table, target)
        self.output.weight = self.target_table.weight
        self.drop = nn.Dropout(dropout)

    def encode(self, source: Tensor) -> tuple[Tensor, Tensor]:
        """(annotations [batch, source, 2 width], the decoder's first state [batch, width])."""
        lengths = (source != PAD).sum(1)
        packed = nn.utils.rnn.pack_padded_sequence(self.drop(self.source_table(source)), lengths, batch_first=True, enforce_sorted=False)
        annotations, last = self.encoder(packed)
        annotations, _ = nn.utils.rnn.pad_packed_sequence(annotations, batch_first=True, total_length=source.shape[1])
        return self.drop(annotations), torch.tanh(self.first(last[1]))

    def step(self, before: Tensor, state: Tensor, annotations: Tensor, keys: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """before [batch, table] is the table's row of the piece before; hidden [batch, source] is true where padding stands.
        (state, what the readout gets [batch, width + table + 2 width], weights [batch, source])."""
        energies = self.energy(torch.tanh(self.query(state)[:, None] + keys)).squeeze(-1)
        weights = energies.masked_fill(hidden, float("-inf")).softmax(-1)
        context = (weights[:, :, None] * annotations).sum(1)
        state = self.cell(torch.cat([before, context], -1), state)
        return state, torch.cat([state, before, context], -1), weights

    def logits(self, rows: Tensor) -> Tensor:
        return self.output(self.drop(self.readout(rows).unflatten(-1, (-1, 2)).amax(-1)))

    def forward(self, source: Tensor, before: Tensor) -> tuple[Tensor, Tensor]:
        """(rows for logits() [batch, target, ...], weights [batch, target, source]) with the target given."""
        annotations, state = self.encode(source)
        keys, hidden, table = self.key(annotations), source == PAD, self.drop(self.target_table(before))
        rows, kept = [], []
        for k in range(before.shape[1]):
            state, row, weights = self.step(table[:, k], state, annotations, keys, hidden)
            rows.append(row)
            kept.append(weights)
        return torch.stack(rows, 1), torch.stack(kept, 1)

    @torch.no_grad()
    def greedy(self, source: Tensor, limit: int) -> list[list[int]]:
        annotations, state = self.encode(source)
        keys, hidden = self.key(annotations), source == PAD
        piece, out = torch.full((len(source),), PAD), []
        for _ in range(limit):
            state, row, _ = self.step(self.target_table(piece), state, annotations, keys, hidden)
            scores = self.logits(row)
            scores[:, PAD] = float("-inf")
            piece = scores.argmax(-1)
            out.append(piece)
        made = torch.stack(out, 1).tolist()
        return [row[:row.index(0)] if 0 in row else row for row in made]
