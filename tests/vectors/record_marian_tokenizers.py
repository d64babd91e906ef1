#!/usr/bin/env python3
"""Records the ids that MarianTokenizer of transformers gives both texts of a translator, for tests/engine/text/marian_tokenizer_test.cpp.

    pip install transformers==5.24.0 tokenizers==0.23.3 sentencepiece protobuf
    python3 tests/vectors/record_marian_tokenizers.py [../shared/data]

writes tests/vectors/marian_tokenizers/<name>/: small models of our own (two SentencePiece models trained on texts.json of
auto_tokenizers; one vocabulary, two, one with language codes), and ids.json with, for "source" and "target" of each folder and of
../shared/data/tokenizers/opus-mt-en-mg (which is not copied), of every hundred texts the zlib.crc32 of their ids (int32, little endian,
each text's count before it). The texts are those of auto_tokenizers/texts.json, then 3,800 made of two of them each (`texts()`), but for
those with a run of characters: of ways to cut it whose scores tie, SentencePiece's version decides.
"""
import json
import pathlib
import re
import shutil
import struct
import sys
import unicodedata
import warnings
import zlib

import sentencepiece
import transformers
from transformers import AutoTokenizer

assert transformers.__version__ == "5.24.0", "see the pinned version above"
warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
OUT = HERE / "marian_tokenizers"
CHUNK = 100
SPECIAL = ["</s>", "<unk>", "<pad>", ">>fra<<", ">>deu<< ", " </s> ", ">>", "<<"]


def texts():
    plain = json.loads((HERE / "auto_tokenizers" / "texts.json").read_text())
    size = len(plain)
    return plain + [plain[i % size] + SPECIAL[i % len(SPECIAL)] + plain[(7 * i + 1) % size] for i in range(3800)]


def train(path, lines, pieces, kind, normalizer="identity"):
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_prefix=str(path.with_suffix("")), vocab_size=pieces,
                                             model_type=kind, character_coverage=0.98, hard_vocab_limit=False, pad_id=-1, bos_id=-1,
                                             eos_id=0, unk_id=1, num_threads=1, normalization_rule_name=normalizer)
    path.with_suffix(".model").rename(path)
    path.with_suffix(".vocab").unlink()


def pieces_of(path):
    model = sentencepiece.SentencePieceProcessor(model_file=str(path))
    return [model.id_to_piece(i) for i in range(model.get_piece_size())]


def ids_of(pieces, more=()):
    """Numbered anew, as Marian's vocabularies are, with a piece in ten left out."""
    kept = [piece for i, piece in enumerate(dict.fromkeys(pieces)) if i % 10 != 9 or i < 3]
    order = ["</s>", "<unk>", "<pad>", *sorted(set(kept) - {"</s>", "<unk>"}, reverse=True), *more]
    return {piece: i for i, piece in enumerate(order)}


def folder(name, kind, separate, codes):
    path = OUT / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    lines = [line for text in texts()[:2200] for line in text.splitlines() if line.strip() and all(31 < ord(c) < 0x250 for c in line)]
    train(path / "source.spm", lines[::2], 260, kind, "nmt_nfkc" if codes else "identity")
    train(path / "target.spm", lines[1::2], 200, kind)
    source, target = pieces_of(path / "source.spm"), pieces_of(path / "target.spm")
    vocabulary = ids_of(source if separate else source + target, [">>fra<<", ">>eng<<"] if codes else [])
    (path / "vocab.json").write_text(json.dumps(vocabulary, ensure_ascii=False, indent=0))
    start = 2
    config = {"tokenizer_class": "MarianTokenizer"}
    if separate:
        own = ids_of(target)
        (path / "target_vocab.json").write_text(json.dumps(own, ensure_ascii=False, indent=0))
        config |= {"separate_vocabs": True}
    (path / "tokenizer_config.json").write_text(json.dumps(config))
    (path / "config.json").write_text(json.dumps({"model_type": "marian", "decoder_start_token_id": start}))
    return path


def sums(tokenizer, key, before):
    sums = []
    for first in range(0, len(TEXTS), CHUNK):
        rows = []
        for text in TEXTS[first:first + CHUNK]:
            ids = tokenizer(**{key: text})["input_ids"]
            ids = before + ids[:-1] if before else ids
            rows += [len(ids), *ids]
        sums.append(zlib.crc32(struct.pack(f"<{len(rows)}i", *rows)))
    return sums


LEFT_OUT = [i for i, text in enumerate(texts()) if re.search(r"(\S)\1\1|(..?)\2{7}", unicodedata.normalize("NFKC", text))]
TEXTS = [text for i, text in enumerate(texts()) if i not in set(LEFT_OUT)]
record = {"left out": LEFT_OUT}
folders = [folder("one-vocabulary", "unigram", False, False), folder("two-vocabularies", "bpe", True, False),
           folder("language-codes", "unigram", False, True)]
opus = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data") / "tokenizers" / "opus-mt-en-mg"
for path in folders + ([opus] if opus.exists() else []):
    tokenizer = AutoTokenizer.from_pretrained(path)
    assert type(tokenizer).__name__ == "MarianTokenizer"
    start = json.loads((path / "config.json").read_text())["decoder_start_token_id"]
    record[path.name] = {"source": sums(tokenizer, "text", []), "target": sums(tokenizer, "text_target", [start])}
    print(path.name, tokenizer("Hello, a cat.")["input_ids"], sum(file.stat().st_size for file in path.iterdir()), "bytes")
(OUT / "ids.json").write_text(json.dumps(record))
