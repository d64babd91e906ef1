"""The Translator's two vocabularies: SentencePiece unigram models of its own, and the files of Marian's tokenizer beside them.

    python vocabulary.py --work WORK --out ..

Both are counted on the training pairs alone. Chinese has no space: a piece is at most two characters, and no mark for a
space is put before a sentence, so that the first word is spelled as any other; nothing is normalised, so that ？ stays ？.
"""

import argparse
import json
from pathlib import Path

import sentencepiece

SPECIAL = ["</s>", "<unk>", "<pad>"]
SOURCE, TARGET = 5000, 4500


def train(lines: list[str], path: Path, pieces: int, **options) -> list[str]:
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(lines), model_prefix=str(path.with_suffix("")), vocab_size=pieces, model_type="unigram",
        pad_id=-1, bos_id=-1, eos_id=0, unk_id=1, num_threads=1, minloglevel=2, **options)
    path.with_suffix(".model").rename(path)
    path.with_suffix(".vocab").unlink()
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [model.id_to_piece(i) for i in range(model.get_piece_size())]


def numbered(pieces: list[str]) -> dict[str, int]:
    return {piece: i for i, piece in enumerate(SPECIAL + [p for p in pieces if p not in SPECIAL])}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    pairs = json.loads((args.work / "pairs.json").read_text())
    lists = pairs["train"] + pairs["words"]
    source = train([s for s, _ in lists], args.out / "source.spm", SOURCE, character_coverage=0.9999,
                   normalization_rule_name="nmt_nfkc")
    target = train([t for _, t in lists], args.out / "target.spm", TARGET, character_coverage=0.9995,
                   max_sentencepiece_length=2, add_dummy_prefix=False, normalization_rule_name="identity")
    for name, pieces in (("vocab.json", source), ("target_vocab.json", target)):
        (args.out / name).write_text(json.dumps(numbered(pieces), ensure_ascii=False, indent=0) + "\n")
    (args.out / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "MarianTokenizer", "separate_vocabs": True, "source_lang": "eng", "target_lang": "zho", "eos_token": "</s>",
         "unk_token": "<unk>", "pad_token": "<pad>", "model_max_length": 128, "sp_model_kwargs": {}}, indent=2) + "\n")
    print(len(numbered(source)), "source pieces,", len(numbered(target)), "target pieces,",
          sum(len(p) > 1 for p in target), "of more than one character")


if __name__ == "__main__":
    main()
