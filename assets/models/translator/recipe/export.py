"""Average the last epochs' weights, write them as the Hugging Face folder (f16), read it back and check it.

    python export.py --work WORK --model .. --last 5
    python export.py --work WORK --model .. --checkpoint WORK/last.pt       one checkpoint as it is

The tokenizer's files are those that vocabulary.py wrote; `lm_head` is tied to the decoder's table and not stored, nor are
the positions, which are sines and cosines.
"""

import argparse
import json
from pathlib import Path

import torch
from transformers import AutoTokenizer, MarianMTModel

from train import config
from training import average


def load_folder(folder: Path) -> MarianMTModel:
    """The model as exported: f16-rounded weights, computed in f32."""
    model, report = MarianMTModel.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager", output_loading_info=True)
    assert not report["missing_keys"] and not report["unexpected_keys"], report
    return model.eval()


def write(paths: list[Path], folder: Path) -> None:
    sizes = [len(json.loads((folder / name).read_text())) for name in ("vocab.json", "target_vocab.json")]
    model = MarianMTModel(config(*sizes))
    model.load_state_dict(average(paths))
    if not all(torch.isfinite(weight.half()).all() for weight in model.parameters()):
        raise SystemExit("a weight does not fit f16")
    model.half().save_pretrained(folder)
    generation = {"decoder_start_token_id": 2, "eos_token_id": 0, "pad_token_id": 2, "bad_words_ids": [[2]], "forced_eos_token_id": 0,
                  "num_beams": 1, "max_length": 64}
    (folder / "generation_config.json").write_text(json.dumps(generation, indent=2) + "\n")
    count = sum(weight.numel() for name, weight in model.named_parameters() if "embed_positions" not in name)
    print([path.name for path in paths], f"{count:,} parameters, {(folder / 'model.safetensors').stat().st_size:,} bytes")


def check(folder: Path) -> None:
    """The tokenizer gives the pieces that the model was trained on, and text comes back."""
    model, tokenizer = load_folder(folder), AutoTokenizer.from_pretrained(folder)
    ids = tokenizer("Where is the station?").input_ids
    assert ids[-1] == 0 and 1 not in ids, ids
    target = tokenizer(text_target="车站在哪里？").input_ids
    assert target[-1] == 0 and 1 not in target, target
    assert tokenizer.decode(target, skip_special_tokens=True) == "车站在哪里？"
    made = model.generate(torch.tensor([ids]), max_new_tokens=40, num_beams=1)
    print(ids, target, tokenizer.decode(made[0], skip_special_tokens=True))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--last", type=int, default=5, help="epochs to average")
    parser.add_argument("--checkpoint", type=Path)
    args = parser.parse_args()
    write([args.checkpoint] if args.checkpoint else sorted(args.work.glob("epoch-*.pt"))[-args.last:], args.model)
    check(args.model)


if __name__ == "__main__":
    main()
