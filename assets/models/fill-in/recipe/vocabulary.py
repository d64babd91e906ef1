"""Fill-in's WordPiece vocabulary, the files of BERT's tokenizer beside it, and Storyteller's text as its ids.

    python vocabulary.py --text TEXT --out .. --work WORK

TEXT holds books/ and tinyshakespeare.txt; only the books are read. The vocabulary is counted on their training parts.
WORK/tokens.npz has "train" and "held_out": the ids of all books, paragraph after paragraph.
"""

import argparse
import importlib.util
import json
from pathlib import Path

import numpy as np
from tokenizers import BertWordPieceTokenizer

SIZE = 6000
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]


def storytellers_text():
    path = Path(__file__).resolve().parents[2] / "storyteller" / "recipe" / "text.py"
    spec = importlib.util.spec_from_file_location("storytellers_text", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    text = storytellers_text()
    books = [book for name, book in text.load(args.text).items() if name != text.SHAKESPEARE]
    tokenizer = BertWordPieceTokenizer(lowercase=True)
    tokenizer.train_from_iterator((line for book in books for line in book["train"].splitlines()), vocab_size=SIZE, min_frequency=2,
                                  special_tokens=SPECIAL, show_progress=False)
    tokenizer.save_model(str(args.out))
    tokenizer = BertWordPieceTokenizer(str(args.out / "vocab.txt"), lowercase=True)
    tokenizer.save(str(args.out / "tokenizer.json"), pretty=False)
    (args.out / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "BertTokenizer", "do_lower_case": True, "model_max_length": 128, "pad_token": "[PAD]", "unk_token": "[UNK]",
         "cls_token": "[CLS]", "sep_token": "[SEP]", "mask_token": "[MASK]"}, indent=2) + "\n")
    parts = {}
    for part in ("train", "held_out"):
        lines = [line for book in books for line in book[part].splitlines() if line]
        ids = [i for encoded in tokenizer.encode_batch(lines, add_special_tokens=False) for i in encoded.ids]
        parts[part] = np.array(ids, dtype=np.uint16)
    np.savez(args.work / "tokens.npz", **parts)
    print(tokenizer.get_vocab_size(), "pieces,", {name: len(ids) for name, ids in parts.items()})


if __name__ == "__main__":
    main()
