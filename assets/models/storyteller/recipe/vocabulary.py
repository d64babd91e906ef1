"""Train the byte-level BPE vocabulary and encode the text. Run once, before train.py.

    python vocabulary.py --text ../../../../../shared/data/text --out .. --work WORK
"""

import argparse
import json
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors, trainers

import text

BOS = "<bos>"


def train_tokenizer(train_texts: list[str], size: int) -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=size, special_tokens=[BOS], show_progress=False,
                                  initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()))
    tokenizer.train_from_iterator(train_texts, trainer)
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BOS} $A", pair=f"{BOS} $A {BOS} $B:1", special_tokens=[(BOS, tokenizer.token_to_id(BOS))])
    return tokenizer


def save(tokenizer: Tokenizer, out: Path, positions: int) -> None:
    tokenizer.save(str(out / "tokenizer.json"))
    tokenizer.model.save(str(out))  # vocab.json, merges.txt
    config = {"tokenizer_class": "GPT2Tokenizer", "add_prefix_space": False, "add_bos_token": True,
              "bos_token": BOS, "eos_token": BOS, "unk_token": BOS,
              "clean_up_tokenization_spaces": False, "model_max_length": positions}
    (out / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True, help="the model folder")
    parser.add_argument("--work", type=Path, required=True, help="checkpoints and encoded text, outside the tree")
    parser.add_argument("--size", type=int, default=4096)
    args = parser.parse_args()
    corpus = text.load(args.text)
    # Words are counted per book part; Shakespeare (other words, verse) is left to the pieces that prose gives.
    prose = [parts["train"] for name, parts in corpus.items() if name != text.SHAKESPEARE]
    tokenizer = train_tokenizer(prose, args.size)
    save(tokenizer, args.out, 256)
    args.work.mkdir(parents=True, exist_ok=True)
    streams = {}
    for name, parts in corpus.items():
        for part, value in parts.items():
            ids = tokenizer.encode(value, add_special_tokens=False).ids
            assert tokenizer.decode(ids) == value, name
            streams[f"{name}/{part}"] = np.array(ids, dtype=np.uint16)
    np.savez(args.work / "tokens.npz", **streams)
    sizes = {key: {"bytes": len(corpus[key.split("/")[0]][key.split("/")[1]].encode()), "tokens": len(ids)}
             for key, ids in streams.items()}
    (args.work / "sizes.json").write_text(json.dumps(sizes, indent=1) + "\n")
    for part in ("train", "held_out"):
        rows = [v for k, v in sizes.items() if k.endswith("/" + part)]
        print(part, sum(r["bytes"] for r in rows), "bytes", sum(r["tokens"] for r in rows), "tokens")


if __name__ == "__main__":
    main()
