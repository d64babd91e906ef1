"""Average the last epochs' weights and write them as the folder that Headlight opens (f16), the Translator's tokenizer beside them.

    python export.py --work WORK --translator ../../translator --model .. --last 5
"""

import argparse
import json
import shutil
from pathlib import Path

import torch

from train import twin  # first: it says where the Translator's recipe is
from training import average


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--translator", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--last", type=int, default=5, help="epochs to average")
    args = parser.parse_args()
    args.model.mkdir(parents=True, exist_ok=True)
    for name in ("source.spm", "target.spm", "vocab.json", "target_vocab.json", "tokenizer_config.json", "generation_config.json"):
        shutil.copyfile(args.translator / name, args.model / name)
    model = twin(*(len(json.loads((args.model / name).read_text())) for name in ("vocab.json", "target_vocab.json")))
    paths = sorted(args.work.glob("epoch-*.pt"))[-args.last:]
    model.load_state_dict(average(paths))
    if not all(torch.isfinite(weight.half()).all() for weight in model.parameters()):
        raise SystemExit("a weight does not fit f16")
    model.save_pretrained(args.model, torch.float16)
    print([path.name for path in paths], f"{sum(w.numel() for w in model.parameters()):,} parameters,",
          f"{(args.model / 'model.safetensors').stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
