"""Everything the card says in numbers, measured on the exported folder.

    python evaluate.py --model .. --work WORK            writes ../evaluation.json and ../samples.json; card.py makes the card of them

evaluation.json: sizes, BLEU (sacrebleu, tokenize "zh") and chrF on the 1,000 test pairs, greedy and with four beams, beside the
nearest training sentence; each cross-attention head's alignment error beside Model 1's and the diagonal's.
samples.json, for the card and for tests: ten test pairs and the everyday sentences of scores.py, each with its ids, what greedy search
makes of it, and the logits of its last row; what each head looks at in the pairs aligned by hand.
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import AutoTokenizer, MarianMTModel

from alignment import error_rate, of_attention, others
from export import load_folder
from scores import report
from train import GUIDED
from training import padded


@torch.no_grad()
def translate(model: MarianMTModel, tokenizer, sources: list[str], beams: int) -> list[str]:
    order = sorted(range(len(sources)), key=lambda i: len(sources[i]))
    out = [""] * len(sources)
    for first in range(0, len(order), 50):
        part = order[first:first + 50]
        ids = padded([tokenizer(sources[i]).input_ids for i in part])
        made = model.generate(ids, attention_mask=(ids != 2).long(), num_beams=beams, max_length=64)
        for i, row in zip(part, made):
            out[i] = tokenizer.decode(row, skip_special_tokens=True)
    return out


@torch.no_grad()
def sample(model: MarianMTModel, tokenizer, source: str) -> dict:
    ids = tokenizer(source).input_ids
    made = model.generate(torch.tensor([ids]), num_beams=1, max_length=64)[0].tolist()
    target = [token for token in made if token != 0]
    logits = model(input_ids=torch.tensor([ids]), decoder_input_ids=torch.tensor([target])).logits[0, -1]
    return {"source": source, "said": tokenizer.decode(made, skip_special_tokens=True), "source_ids": ids, "target_ids": target,
            "last_row": {str(i): round(float(logits[i]), 4) for i in logits.topk(5).indices.tolist()}}


@torch.no_grad()
def heads(model: MarianMTModel, tokenizer, pairs: list[dict]) -> tuple[dict, list[dict]]:
    """Alignment error of every cross-attention head and of each layer's mean, and what each head looks at in every pair."""
    found, kept = {}, []
    for pair in pairs:
        ids, target = tokenizer(pair["source"]).input_ids, tokenizer(text_target=pair["target"]).input_ids
        out = model(input_ids=torch.tensor([ids]), decoder_input_ids=torch.tensor([[2] + target[:-1]]), output_attentions=True)
        pieces = [model_.encode(pair[side], out_type=str) for model_, side in
                  ((tokenizer.spm_source, "source"), (tokenizer.spm_target, "target"))]
        looked = {}
        for layer, pattern in enumerate(out.cross_attentions):
            for name, weights in [*((f"L{layer}H{h}", pattern[0, h]) for h in range(pattern.shape[1])), (f"L{layer} mean", pattern[0].mean(0))]:
                looked[name] = weights.argmax(-1).tolist()
                found.setdefault(name, []).append(of_attention(pair["source"], pair["target"], *pieces, looked[name]))
        kept.append({"source": pair["source"], "target": pair["target"], "source_ids": ids, "target_ids": [2] + target[:-1], "looked_at": looked})
    return {name: round(error_rate(pairs, links_), 3) for name, links_ in found.items()}, kept


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    model, tokenizer = load_folder(args.model), AutoTokenizer.from_pretrained(args.model)
    pairs, lexicon = (json.loads((args.work / name).read_text()) for name in ("pairs.json", "lexicon.json"))
    sources = [source for source, _ in pairs["test"]]
    said = {"greedy": translate(model, tokenizer, sources, 1), "beams": translate(model, tokenizer, sources, 4)}
    hand = json.loads((Path(__file__).parent / "alignments.json").read_text())
    errors, looked = heads(model, tokenizer, hand)
    result = {
        "parameters": sum(w.numel() for n, w in model.named_parameters() if "embed_positions" not in n) + model.final_logits_bias.numel(),
        "vocabularies": [model.config.vocab_size, model.config.decoder_vocab_size],
        "alignment": {"pairs": len(hand), "guided": "L{}H{}".format(*GUIDED), "errors": errors, "others": others(hand, lexicon)},
    }
    report(args.model, args.work, pairs, said, result, looked, lambda source: sample(model, tokenizer, source), args.seed)


if __name__ == "__main__":
    main()
