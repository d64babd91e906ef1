#!/usr/bin/env python3
"""Records the ids that AutoTokenizer of transformers gives both texts of BART and mBART folders, for tests/engine/text/bart_tokenizer_test.cpp.

    pip install transformers==5.24.0 tokenizers==0.23.3 sentencepiece protobuf
    python3 tests/vectors/record_bart_tokenizers.py

writes tests/vectors/bart_tokenizers/: mbart (a SentencePiece model of our own, with a small table of characters), mbart-json and
mbart50-json (what its classes save), and variants.json: per variant the folder it starts from (these, or roberta and roberta-files of
tests/vectors/tokenizers), files that are laid over it, and of "source" and "target" the zlib.crc32 of the ids of every hundred texts
(int32, little endian, each text's count before it). The texts are those of auto_tokenizers/texts.json, then 800 made of two of them each.
A target is what the model's shift_tokens_right makes of tokenizer(text_target=...), without the end: decoder_start_token_id, and what
generation would go on from.
"""
import json
import pathlib
import shutil
import struct
import tempfile
import warnings
import zlib

import sentencepiece
import transformers
from transformers import AutoTokenizer

assert transformers.__version__ == "5.24.0", "see the pinned version above"
warnings.filterwarnings("ignore")
transformers.logging.set_verbosity_error()
HERE = pathlib.Path(__file__).parent
OUT = HERE / "bart_tokenizers"
CHUNK = 100
SPECIAL = ["</s>", "<unk>", " <mask> ", "ro_RO", " fr_XX ", "<s>", "sl_SI", "  <new>", "<pad>"]
PLAIN = json.loads((HERE / "auto_tokenizers" / "texts.json").read_text())
TEXTS = PLAIN + [PLAIN[i % len(PLAIN)] + SPECIAL[i % len(SPECIAL)] + PLAIN[(7 * i + 1) % len(PLAIN)] for i in range(800)]


def sums(rows):
    result = []
    for first in range(0, len(rows), CHUNK):
        flat = [number for ids in rows[first:first + CHUNK] for number in (len(ids), *ids)]
        result.append(zlib.crc32(struct.pack(f"<{len(flat)}i", *flat)))
    return result


def train():
    shutil.rmtree(OUT, ignore_errors=True)
    (OUT / "mbart").mkdir(parents=True)
    lines = [line for text in PLAIN for line in text.splitlines() if line.strip() and all(31 < ord(c) < 0x250 for c in line)]
    rules = OUT / "rules.tsv"
    rules.write_text("".join(f"{ord(c):X}\t{' '.join(f'{ord(t):X}' for t in to)}\n" for c, to in [
        ("ﬁ", "fi"), ("…", "..."), ("\u00a0", " "), ("\u3000", " "), ("\t", " "), ("\n", " "), ("é", "e"), ("Ａ", "A"), ("½", "1/2"), ("™", "TM")]))
    path = OUT / "mbart" / "sentencepiece.bpe"
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(lines), model_prefix=str(path), vocab_size=260, model_type="unigram",
                                             character_coverage=0.98, hard_vocab_limit=False, num_threads=1, user_defined_symbols=["<sep>"],
                                             normalization_rule_tsv=str(rules))
    pathlib.Path(str(path) + ".vocab").unlink()
    rules.unlink()
    for name, config in (("mbart-json", {"tokenizer_class": "MBartTokenizer", "src_lang": "fr_XX", "tgt_lang": "ro_RO"}),
                         ("mbart50-json", {"tokenizer_class": "MBart50Tokenizer", "src_lang": "fr_XX", "tgt_lang": "sl_SI"})):
        with tempfile.TemporaryDirectory() as scratch:
            scratch = pathlib.Path(scratch)
            lay(scratch, "mbart", {"config.json": {"model_type": "mbart"}, "tokenizer_config.json": config})
            AutoTokenizer.from_pretrained(scratch).save_pretrained(OUT / name)


def lay(folder, base, files):
    source = OUT / base if (OUT / base).exists() else HERE / "tokenizers" / base
    for path in source.iterdir():
        if path.name != "record.json":
            shutil.copy(path, folder / path.name)
    for name, content in files.items():
        known = json.loads((folder / name).read_text()) if name == "tokenizer_config.json" and (folder / name).exists() else {}
        (folder / name).write_text(json.dumps(known | content))


def variants():
    bart = {"model_type": "bart", "decoder_start_token_id": 3}
    for base in ("roberta", "roberta-files"):
        for name in ("BartTokenizer", "BartTokenizerFast", "RobertaTokenizer", None):
            for prefix in (None, True):
                config = {key: value for key, value in (("tokenizer_class", name), ("add_prefix_space", prefix)) if value is not None}
                yield base, {"config.json": bart, "tokenizer_config.json": config}
        yield base, {"config.json": {"model_type": "bart"}, "tokenizer_config.json": {"tokenizer_class": "BartTokenizer"}}
        yield base, {"config.json": bart, "tokenizer_config.json": {"tokenizer_class": "BartTokenizer", "additional_special_tokens": ["<new>"]}}
    mbart = {"model_type": "mbart"}
    plain_mask = {"content": "<mask>", "lstrip": False, "rstrip": False, "normalized": False, "single_word": False, "__type": "AddedToken"}
    for name in ("MBartTokenizer", "MBart50Tokenizer"):
        for config in ({}, {"src_lang": "de_DE"}, {"src_lang": "ro_RO", "tgt_lang": "fr_XX"}, {"tgt_lang": "zh_CN"}, {"src_lang": None, "tgt_lang": None},
                       {"additional_special_tokens": ["<new>"]}, {"extra_special_tokens": ["<new>"]}, {"image_token": "<new>"},
                       {"pad_token": "<new>"}, {"eos_token": "</x>"}, {"bos_token": "<bos>"}, {"mask_token": plain_mask},
                       {"mask_token": "<mask>"}, {"add_eos_token": True, "add_bos_token": True}):
            yield "mbart", {"config.json": mbart, "tokenizer_config.json": {"tokenizer_class": name} | config}
            yield "mbart-json" if name == "MBartTokenizer" else "mbart50-json", {"config.json": mbart, "tokenizer_config.json": config}
    yield "mbart", {"config.json": mbart}
    yield "mbart", {"config.json": mbart | {"decoder_start_token_id": 270}, "tokenizer_config.json": {"src_lang": "de_DE"}}
    for name in ("config.json", "generation_config.json"):
        yield "mbart", {"config.json": mbart, "tokenizer_config.json": {"tokenizer_class": "MBart50Tokenizer"}} | {
            name: (mbart if name == "config.json" else {}) | {"forced_bos_token_id": 270}}
    yield "mbart-json", {"config.json": mbart | {"decoder_start_token_id": 270}, "tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast"}}
    yield "mbart", {"config.json": mbart, "tokenizer_config.json": {"tokenizer_class": "MBartTokenizer"}, "special_tokens_map.json": {
        "mask_token": plain_mask}}


def target(tokenizer, config, generation, labels):
    name = type(tokenizer).__name__
    start = config.get("decoder_start_token_id")
    if name == "MBartTokenizer":
        return [labels[-1] if start is None else start] + labels[:-2]
    if name == "MBart50Tokenizer":
        forced = config.get("forced_bos_token_id", generation.get("forced_bos_token_id"))
        first = labels[0] if forced is None else forced
        return [labels[-1] if start is None else start, first] + labels[1:-1]
    if config["model_type"] == "mbart":  # a class that knows nothing of languages: the file's own "$A </s> xx_XX"
        return [start] + labels[:-2]
    return [2 if start is None else start] + labels[:-1]


train()
recorded = []
for base, files in variants():
    with tempfile.TemporaryDirectory() as scratch:
        scratch = pathlib.Path(scratch)
        lay(scratch, base, files)
        tokenizer = AutoTokenizer.from_pretrained(scratch)
        source = [tokenizer(text)["input_ids"] for text in TEXTS]
        targets = [target(tokenizer, files["config.json"], files.get("generation_config.json", {}), tokenizer(text_target=text)["input_ids"])
                   for text in TEXTS]
    recorded.append({"base": base, "files": files, "source": sums(source), "target": sums(targets)})
    print(base, type(tokenizer).__name__, files.get("tokenizer_config.json"), source[5][:6], targets[5][:6], flush=True)
(OUT / "variants.json").write_text("[\n" + ",\n".join(json.dumps(one) for one in recorded) + "\n]\n")
print(len(recorded), "variants,", sum(path.stat().st_size for path in OUT.rglob("*") if path.is_file()), "bytes")
