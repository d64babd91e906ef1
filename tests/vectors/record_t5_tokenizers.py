#!/usr/bin/env python3
"""Records the ids that T5Tokenizer of transformers gives a text, for tests/engine/text/t5_tokenizer_test.cpp.

    pip install transformers==5.24.0 tokenizers==0.23.3 sentencepiece protobuf
    python3 tests/vectors/record_t5_tokenizers.py

writes tests/vectors/t5_tokenizers/<name>/: small SentencePiece models of our own trained on texts.json of auto_tokenizers (spiece.model, or
the tokenizer.json that transformers saves of it) with what may lie beside them, and ids.json with, of every hundred texts, the zlib.crc32 of
their ids (int32, little endian, each text's count before it). The texts are those of auto_tokenizers/texts.json, then 2,800 made of two of
them each (`texts()`).
"""
import json
import pathlib
import shutil
import struct
import warnings
import zlib

import sentencepiece
import transformers
from transformers import AutoTokenizer

assert transformers.__version__ == "5.24.0", "see the pinned version above"
warnings.filterwarnings("ignore")
HERE = pathlib.Path(__file__).parent
OUT = HERE / "t5_tokenizers"
CHUNK = 100
SPECIAL = ["</s>", "<unk>", "<pad>", "<extra_id_0>", " <extra_id_99> ", "<extra_id_7>", "<extra_id_100>", "<sep>", "<new> ", " </s> ", "▁", "<"]


def texts():
    plain = json.loads((HERE / "auto_tokenizers" / "texts.json").read_text())
    size = len(plain)
    return plain + [plain[i % size] + SPECIAL[i % len(SPECIAL)] + plain[(7 * i + 1) % size] for i in range(2800)]


def train(path, normalizer, **options):
    lines = [line for text in texts()[:2200] for line in text.splitlines() if line.strip() and all(31 < ord(c) < 0x250 for c in line)]
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_prefix=str(path.with_suffix("")), vocab_size=220,
                                             model_type="unigram", character_coverage=0.98, hard_vocab_limit=False, pad_id=0, eos_id=1,
                                             unk_id=2, bos_id=-1, num_threads=1, normalization_rule_name=normalizer, **options)
    path.with_suffix(".vocab").unlink()


SENTINELS = [f"<extra_id_{i}>" for i in range(100)]
T5 = {"tokenizer_class": "T5Tokenizer"}
# What lies beside spiece.model; "json": what transformers saves of it, with these keys set anew.
FOLDERS = {
    "plain": dict(config=None, normalizer="nmt_nfkc"),
    "as-t5-small": dict(config=T5 | {"extra_ids": 100, "additional_special_tokens": SENTINELS, "eos_token": "</s>", "unk_token": "<unk>",
                                     "pad_token": "<pad>"}),
    "few-sentinels": dict(config=T5 | {"extra_ids": 8}),
    "user-defined": dict(config=T5, options=dict(user_defined_symbols=["<sep>", "ing"])),
    "few-specials": dict(config=T5 | {"extra_special_tokens": ["<new>", "<extra_id_7>"]}),
    "flags": dict(config=T5 | {"add_eos_token": False, "add_bos_token": True, "bos_token": "<pad>", "extra_ids": 3}),
    "added": dict(config=T5 | {"added_tokens_decoder": {"320": {"content": "<new>", "lstrip": False, "rstrip": True, "normalized": False,
                                                                "single_word": False, "special": True}}}),
    "json": dict(config=T5, normalizer="nmt_nfkc", json={}),
    "json-no-list": dict(config=T5, json={"extra_special_tokens": None}),
    "json-map": dict(config=T5, json={"extra_special_tokens": None}, special={"additional_special_tokens": ["<new>"], "eos_token": "</s>"}),
    "json-flags": dict(config=T5, json={"add_eos_token": False, "extra_ids": 100, "add_bos_token": True}),
}


def folder(name, config, normalizer="identity", options=None, json_keys=None, special=None):
    path = OUT / name
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    train(path / "spiece.model", normalizer, **(options or {}))
    (path / "config.json").write_text(json.dumps({"model_type": "t5", "decoder_start_token_id": 0}))
    if config:
        (path / "tokenizer_config.json").write_text(json.dumps(config))
    if json_keys is not None:
        AutoTokenizer.from_pretrained(path).save_pretrained(path)
        (path / "spiece.model").unlink()
        saved = json.loads((path / "tokenizer_config.json").read_text()) | json_keys
        (path / "tokenizer_config.json").write_text(json.dumps({key: value for key, value in saved.items() if value is not None}))
    if special:
        (path / "special_tokens_map.json").write_text(json.dumps(special))
    return path


TEXTS = texts()
record = {}
for name, options in FOLDERS.items():
    options = dict(options)
    path = folder(name, json_keys=options.pop("json", None), **options)
    tokenizer = AutoTokenizer.from_pretrained(path)
    assert type(tokenizer).__name__ == "T5Tokenizer"
    record[name] = []
    for first in range(0, len(TEXTS), CHUNK):
        rows = []
        for text in TEXTS[first:first + CHUNK]:
            ids = tokenizer(text)["input_ids"]
            rows += [len(ids), *ids]
        record[name].append(zlib.crc32(struct.pack(f"<{len(rows)}i", *rows)))
    print(name, len(tokenizer), tokenizer("a cat<extra_id_0> <new></s>")["input_ids"], sum(file.stat().st_size for file in path.iterdir()), "bytes")
(OUT / "ids.json").write_text(json.dumps(record))
