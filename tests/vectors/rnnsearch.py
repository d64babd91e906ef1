"""The translator for which attention was invented: a GRU encoder-decoder with additive attention (RNNsearch of Bahdanau, Cho and Bengio
2014, arXiv:1409.0473, appendix A), in PyTorch, and the folder that Headlight opens. Row j of the encoder is h_j = [forward_j; backward_j];
target row i reads token y_i and the state before it, s_0 = tanh(W_init backward_1 + b):

    e_ij = v . tanh(W s_i-1 + U h_j + b)     a_i = softmax(e_i)     c_i = sum_j a_ij h_j
    s_i  = GRUCell([E y_i; c_i], s_i-1)      logits_i = W_o tanh(W_t [s_i; E y_i; c_i] + b) + b_o

What differs from the paper: the gates are those of torch.nn.GRU, and tanh stands in place of maxout. W_o is the target's token table where
`tie_word_embeddings` is true; both texts have one table where `share_encoder_decoder_embeddings` is.
"""
import json
import pathlib

import torch
from safetensors.torch import load_file, save_file
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

DEFAULTS = dict(model_type="rnnsearch", architectures=["RNNSearch"], is_encoder_decoder=True, decoder_vocab_size=None, hidden_size=None,
                attention_size=None, encoder_layers=1, max_position_embeddings=512, dropout=0.0, tie_word_embeddings=True,
                share_encoder_decoder_embeddings=False, pad_token_id=0, eos_token_id=0, decoder_start_token_id=0)


class AdditiveAttention(nn.Module):
    def __init__(self, state, memory, size):
        super().__init__()
        self.query, self.key = nn.Linear(state, size, bias=False), nn.Linear(memory, size)
        self.score = nn.Linear(size, 1, bias=False)

    def forward(self, state, keys, memory, hidden):  # [B, H], [B, S, A], [B, S, 2H], [B, S] true where padded -> [B, 2H], [B, S]
        scores = self.score(torch.tanh(self.query(state)[:, None] + keys)).squeeze(-1)
        pattern = torch.softmax(scores if hidden is None else scores.masked_fill(hidden, -torch.inf), -1)
        return (pattern[:, None] @ memory).squeeze(1), pattern


class RNNSearch(nn.Module):
    def __init__(self, **config):  # vocab_size, d_model (of the embeddings) and the keys of DEFAULTS
        super().__init__()
        self.config = config = DEFAULTS | config
        for key, like in (("decoder_vocab_size", "vocab_size"), ("hidden_size", "d_model"), ("attention_size", "hidden_size")):
            config[key] = config[key] or config[like]
        words, width, size = config["decoder_vocab_size"], config["d_model"], config["hidden_size"]
        self.encoder, self.decoder = nn.Module(), nn.Module()
        self.encoder.embed_tokens = nn.Embedding(config["vocab_size"], width)
        self.encoder.rnn = nn.GRU(width, size, config["encoder_layers"], batch_first=True, bidirectional=True)
        self.decoder.embed_tokens = nn.Embedding(words, width)
        self.decoder.initial = nn.Linear(size, size)
        self.decoder.attention = AdditiveAttention(size, 2 * size, config["attention_size"])
        self.decoder.rnn = nn.GRUCell(width + 2 * size, size)
        self.decoder.readout = nn.Linear(3 * size + width, width)
        self.lm_head = nn.Linear(width, words)
        self.dropout = nn.Dropout(config["dropout"])
        if config["share_encoder_decoder_embeddings"]:
            self.decoder.embed_tokens.weight = self.encoder.embed_tokens.weight
        if config["tie_word_embeddings"]:
            self.lm_head.weight = self.decoder.embed_tokens.weight

    def encode(self, source, lengths=None):  # [B, S], [B] on the CPU -> (memory [B, S, 2H], keys, padding), the state before the target
        rows = self.dropout(self.encoder.embed_tokens(source))
        if lengths is not None:
            rows = pack_padded_sequence(rows, lengths, batch_first=True, enforce_sorted=False)
        memory, last = self.encoder.rnn(rows)
        hidden = None
        if lengths is not None:
            memory, _ = pad_packed_sequence(memory, batch_first=True, total_length=source.shape[1])
            hidden = torch.arange(source.shape[1], device=source.device) >= lengths.to(source.device)[:, None]
        return (memory, self.decoder.attention.key(memory), hidden), torch.tanh(self.decoder.initial(last[-1]))

    def read(self, word, state, encoded):  # [B, D], [B, H] -> state [B, H], pattern [B, S], context [B, 2H], readout [B, D]
        memory, keys, hidden = encoded
        context, pattern = self.decoder.attention(state, keys, memory, hidden)
        state = self.decoder.rnn(torch.cat([word, context], -1), state)
        return state, pattern, context, torch.tanh(self.decoder.readout(torch.cat([state, word, context], -1)))

    def step(self, token, state, encoded):  # [B], [B, H] -> logits [B, V], then what read gives
        state, pattern, context, readout = self.read(self.dropout(self.decoder.embed_tokens(token)), state, encoded)
        return self.lm_head(self.dropout(readout)), state, pattern, context, readout

    def readouts(self, source, target, lengths=None):  # [B, S], [B, T] beginning with decoder_start_token_id -> [B, T, D]
        encoded, state = self.encode(source, lengths)
        rows = []
        for word in self.dropout(self.decoder.embed_tokens(target)).unbind(1):
            state, _, _, readout = self.read(word, state, encoded)
            rows.append(readout)
        return torch.stack(rows, 1)

    def forward(self, source, target, lengths=None):  # -> logits [B, T, V]
        return self.lm_head(self.dropout(self.readouts(source, target, lengths)))

    def save_pretrained(self, folder, dtype=torch.float32):
        folder, config = pathlib.Path(folder), self.config
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
        weights = {name: value.detach().cpu().to(dtype).contiguous() for name, value in self.state_dict().items()}
        if config["tie_word_embeddings"]:
            del weights["lm_head.weight"]
        if config["share_encoder_decoder_embeddings"]:
            weights["shared.weight"] = weights.pop("encoder.embed_tokens.weight")
            del weights["decoder.embed_tokens.weight"]
        save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})

    @classmethod
    def from_pretrained(cls, folder):
        model = cls(**json.loads((pathlib.Path(folder) / "config.json").read_text()))
        weights = {name: value.float() for name, value in load_file(pathlib.Path(folder) / "model.safetensors").items()}
        if "shared.weight" in weights:
            weights["encoder.embed_tokens.weight"] = weights["decoder.embed_tokens.weight"] = weights.pop("shared.weight")
        if model.config["tie_word_embeddings"]:
            weights["lm_head.weight"] = weights["decoder.embed_tokens.weight"]
        model.load_state_dict(weights)
        return model.eval()
