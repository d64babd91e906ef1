"""Everything the card says in numbers, measured on the exported folder.

    python evaluate.py --model .. --pairs TRANSLATOR_WORK --work WORK       writes ../evaluation.json and ../samples.json

The files hold what the Translator's hold (scores.py there), greedy search alone; "L0H0" is the one alignment there is.
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import MarianTokenizer

from train import HERE  # first: it says where the Translator's recipe and the model are
from alignment import error_rate, of_attention, others
from rnnsearch import RNNSearch
from scores import report
from training import PAD, padded

LIMIT = 64  # tokens of a target, the one that it begins with counted


@torch.no_grad()
def greedy(model: RNNSearch, sources: list[list[int]]) -> list[list[int]]:
    """Targets without the token that they begin with, up to and with </s> or to the limit; the padding is never written."""
    ids = padded(sources)
    encoded, state = model.encode(ids, torch.tensor([len(row) for row in sources]))
    token, out = torch.full((len(sources),), PAD), []
    for _ in range(LIMIT - 1):
        logits, state, *_ = model.step(token, state, encoded)
        logits[:, PAD] = -torch.inf
        token = logits.argmax(-1)
        out.append(token)
        if all((torch.stack(out) == 0).any(0)):
            break
    return [row[:row.index(0) + 1] if 0 in row else row for row in torch.stack(out, 1).tolist()]


def translate(model: RNNSearch, tokenizer, sources: list[str]) -> list[str]:
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    out = [""] * len(sources)
    for first in range(0, len(order), 50):
        part = order[first:first + 50]
        for i, row in zip(part, greedy(model, [tokenizer(sources[i]).input_ids for i in part])):
            out[i] = tokenizer.decode(row, skip_special_tokens=True)
    return out


@torch.no_grad()
def sample(model: RNNSearch, tokenizer, source: str) -> dict:
    ids = tokenizer(source).input_ids
    made = greedy(model, [ids])[0]
    target = [PAD] + [token for token in made if token != 0]
    logits = model(torch.tensor([ids]), torch.tensor([target]))[0, -1]
    return {"source": source, "said": tokenizer.decode(made, skip_special_tokens=True), "source_ids": ids, "target_ids": target,
            "last_row": {str(i): round(float(logits[i]), 4) for i in logits.topk(5).indices.tolist()}}


@torch.no_grad()
def alignment(model: RNNSearch, tokenizer, pairs: list[dict]) -> tuple[dict, list[dict]]:
    """The alignment's error, and what it looks at in every pair."""
    found, kept = [], []
    for pair in pairs:
        ids, target = tokenizer(pair["source"]).input_ids, tokenizer(text_target=pair["target"]).input_ids
        encoded, state = model.encode(torch.tensor([ids]))
        looked = []
        for token in [PAD] + target[:-1]:
            _, state, pattern, *_ = model.step(torch.tensor([token]), state, encoded)
            looked.append(int(pattern.argmax()))
        pieces = [spm.encode(pair[side], out_type=str) for spm, side in ((tokenizer.spm_source, "source"), (tokenizer.spm_target, "target"))]
        found.append(of_attention(pair["source"], pair["target"], *pieces, looked))
        kept.append({"source": pair["source"], "target": pair["target"], "source_ids": ids, "target_ids": [PAD] + target[:-1],
                     "looked_at": {"L0H0": looked}})
    return {"L0H0": round(error_rate(pairs, found), 3)}, kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--pairs", type=Path, required=True, help="the WORK of the Translator's recipe")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    model, tokenizer = RNNSearch.from_pretrained(args.model), MarianTokenizer.from_pretrained(args.model)
    pairs, lexicon = (json.loads((args.pairs / name).read_text()) for name in ("pairs.json", "lexicon.json"))
    hand = json.loads((HERE.parents[1] / "translator" / "recipe" / "alignments.json").read_text())
    errors, looked = alignment(model, tokenizer, hand)
    result = {
        "parameters": sum(w.numel() for w in model.parameters()),
        "vocabularies": [model.config["vocab_size"], model.config["decoder_vocab_size"]],
        "alignment": {"pairs": len(hand), "errors": errors, "others": others(hand, lexicon)},
    }
    said = {"greedy": translate(model, tokenizer, [source for source, _ in pairs["test"]])}
    report(args.model, args.work, pairs, said, result, looked, lambda source: sample(model, tokenizer, source), args.seed)


if __name__ == "__main__":
    main()
