"""Held-out bits per byte of the exported folder and of the Kneser-Ney trigram, book by book.

    python evaluate.py --model .. --work WORK          writes ../evaluation.json, prints the card's table
"""

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from export import load_folder
from held_out import bits
from kneser_ney import KneserNey
from text import SHAKESPEARE


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=2)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    model = load_folder(args.model)
    data, sizes = np.load(args.work / "tokens.npz"), json.loads((args.work / "sizes.json").read_text())
    baseline = KneserNey([data[k] for k in data.files if k.endswith("/train")], model.config.vocab)
    baseline.check()
    rows = []
    for key in data.files:
        name, part = key.split("/")
        if part == "held_out":
            rows.append({"name": name, "bytes": sizes[key]["bytes"], "tokens": len(data[key]),
                         "model_bits": bits(model, data[key]), "trigram_bits": baseline.bits(data[key])})

    def total(chosen: list[dict]) -> dict:
        size = sum(r["bytes"] for r in chosen)
        return {"bytes": size, "tokens": sum(r["tokens"] for r in chosen),
                "model": sum(r["model_bits"] for r in chosen) / size, "trigram": sum(r["trigram_bits"] for r in chosen) / size}

    result = {"unit": "bits per byte of the held-out text", "all": total(rows),
              "books": total([r for r in rows if r["name"] != SHAKESPEARE]),
              "each": {r["name"]: total([r]) for r in rows},
              "trigram_discounts": [list(o.discounts[1:].round(4)) for o in baseline.orders]}
    (args.model / "evaluation.json").write_text(json.dumps(result, indent=1) + "\n")
    for name, r in [*result["each"].items(), ("books", result["books"]), ("all", result["all"])]:
        print(f"| {name} | {r['bytes']:,} | {r['model']:.3f} | {r['trigram']:.3f} |")


if __name__ == "__main__":
    main()
