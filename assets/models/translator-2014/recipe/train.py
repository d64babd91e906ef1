"""Train the Translator's twin of 2014; run it again with the same arguments and it goes on from the last checkpoint.

    python train.py --model ../../translator --pairs TRANSLATOR_WORK --work WORK --epochs 30

Pairs, vocabularies, variations and the loop are the Translator's (its folder, the WORK of its recipe, its training.py); no head is
shown where to look. The model itself is tests/vectors/rnnsearch.py, with which Headlight's own is compared.
"""

import json
import sys
from pathlib import Path

import torch
import torch.nn.functional as F

HERE = Path(__file__).resolve().parent
sys.path += [str(HERE.parents[1] / "translator" / "recipe"), str(HERE.parents[3] / "tests" / "vectors")]  # behind this folder
from examples import Examples  # noqa: E402
from rnnsearch import RNNSearch  # noqa: E402
from training import PAD, options, train  # noqa: E402


def twin(source: int, target: int) -> RNNSearch:
    return RNNSearch(vocab_size=source, decoder_vocab_size=target, d_model=192, hidden_size=256, attention_size=192, dropout=0.3,
                     max_position_embeddings=128, pad_token_id=PAD, decoder_start_token_id=PAD, eos_token_id=0)


def begin(model: RNNSearch) -> None:
    """Tables small enough that the first logits are near zero, the rest as PyTorch begins it but for square matrices of the states."""
    for table in (model.encoder.embed_tokens, model.decoder.embed_tokens):
        torch.nn.init.normal_(table.weight, std=0.1)
    for name, weight in model.named_parameters():
        if "weight_hh" in name:
            for gate in weight.data.chunk(3):
                torch.nn.init.orthogonal_(gate)


def losses(model: RNNSearch, t: dict, smoothing: float) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
    """Mean cross-entropy a target piece."""
    rows = model.readouts(t["source"], t["before"], t["seen"].sum(1))[t["counts"]]  # no logits where the padding is
    loss = F.cross_entropy(model.lm_head(model.dropout(rows)), t["target"][t["counts"]], label_smoothing=smoothing)
    return loss, {"loss": loss}


def main() -> None:
    parser = options(__doc__, epochs=30, rate=2e-3, warm=200)
    parser.add_argument("--pairs", type=Path, required=True, help="the WORK of the Translator's recipe, for pairs.json")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.work.mkdir(parents=True, exist_ok=True)
    vocabularies = tuple(json.loads((args.model / name).read_text()) for name in ("vocab.json", "target_vocab.json"))
    examples = Examples(json.loads((args.pairs / "pairs.json").read_text()), vocabularies, args.model, None, args.seed)
    model = twin(*map(len, vocabularies)).train()
    begin(model)
    train(model, list(model.parameters()), examples, lambda t, smoothing: losses(model, t, smoothing), args)


if __name__ == "__main__":
    main()
