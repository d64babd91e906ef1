"""Write on from a text with the exported folder: temperature, top-k, seeded.

    python sample.py --model .. --seed 1 "Once upon a time there was a King who"
"""

import argparse
from pathlib import Path

import torch
from tokenizers import Tokenizer

from export import load_folder


@torch.no_grad()
def write_on(model, ids: list[int], count: int, temperature: float, top_k: int, seed: int) -> list[int]:
    generator = torch.Generator().manual_seed(seed)
    for _ in range(count):
        logits = model(torch.tensor([ids[-model.config.positions:]]))[0, -1] / temperature
        values, tokens = logits.topk(top_k)
        ids = ids + [int(tokens[torch.multinomial(values.softmax(-1), 1, generator=generator)])]
    return ids


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tokens", type=int, default=80)
    parser.add_argument("--temperature", type=float, default=0.8)
    parser.add_argument("--top-k", type=int, default=40)
    parser.add_argument("texts", nargs="+")
    args = parser.parse_args()
    model, tokenizer = load_folder(args.model), Tokenizer.from_file(str(args.model / "tokenizer.json"))
    for text in args.texts:
        ids = write_on(model, tokenizer.encode(text).ids, args.tokens, args.temperature, args.top_k, args.seed)
        print(f"> {tokenizer.decode(ids)}\n")


if __name__ == "__main__":
    main()
