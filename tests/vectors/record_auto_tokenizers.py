#!/usr/bin/env python3
"""Records what AutoTokenizer of transformers makes of folders whose files say more than tokenizer.json does: flags of
tokenizer_config.json, special tokens in every spelling, classes named here or there. For tests/engine/text/auto_tokenizer_test.cpp.

    pip install transformers==5.24.0 tokenizers==0.23.3 sentencepiece protobuf     (perl comes with Debian)
    python3 tests/vectors/record_auto_tokenizers.py

writes tests/vectors/auto_tokenizers/texts.json (2,200 texts, as record_tokenizers.py makes them, and special tokens among them) and
variants.json: per variant the kind it starts from (a folder of tests/vectors/tokenizers), files that are laid over it (null: taken
away), and of every hundred texts the zlib.crc32 of their ids (int32, little endian, each text's count before it). What AutoTokenizer
refuses has "refused" instead.
"""
import itertools
import json
import random
import shutil
import struct
import tempfile
import zlib
from pathlib import Path

import tokenizers
import transformers
from transformers import AutoTokenizer

import record_tokenizers as kinds

assert transformers.__version__ == "5.24.0" and tokenizers.__version__ == "0.23.3", "see the pinned versions above"
HERE = Path(__file__).parent
BASES = HERE / "tokenizers"
OUT = HERE / "auto_tokenizers"
CHUNK = 100
NEW = ["<|im_start|>", "<|im_end|>", "[NEW]", "<img>", "<pad2>"]


def token(content, **flags):
    return {"content": content, "lstrip": False, "rstrip": False, "normalized": False, "single_word": False, **flags}


def typed(content, **flags):
    return {"__type": "AddedToken", **token(content, **flags)}


def size_of(kind):
    """The id that comes after the vocabulary and its added tokens."""
    folder = BASES / kind
    if (folder / "tokenizer.json").exists():
        content = json.loads((folder / "tokenizer.json").read_text())
        vocab = content["model"]["vocab"]
        ids = [*(vocab.values() if isinstance(vocab, dict) else range(len(vocab))), *(added["id"] for added in content["added_tokens"])]
        return max(ids) + 1
    if (folder / "vocab.json").exists():
        return len(json.loads((folder / "vocab.json").read_text()))
    return len((folder / "vocab.txt").read_text().splitlines())


def without_added(kind, *contents):
    content = json.loads((BASES / kind / "tokenizer.json").read_text())
    content["added_tokens"] = [added for added in content["added_tokens"] if added["content"] not in contents]
    return content


def spellings(kind, known):
    """Special tokens named in each of the ways that folders have; `known` is in the vocabulary, the others are not."""
    first = size_of(kind)
    decoder = {str(first): token(NEW[0], special=True), str(first + 1): token(NEW[1], special=True)}
    plain = {"tokenizer_class": "PreTrainedTokenizerFast"}
    for name, config, more in [
            ("decoder", {"added_tokens_decoder": decoder}, {}),
            ("decoder flags", {"added_tokens_decoder": {str(first): token(NEW[0], special=True, lstrip=True, rstrip=True),
                                                        str(first + 1): token(NEW[1], special=False, normalized=True, single_word=True)}}, {}),
            ("decoder and map", {"added_tokens_decoder": decoder}, {"special_tokens_map.json": {"eos_token": "<pad2>"}}),
            ("added_tokens.json", {}, {"added_tokens.json": {NEW[0]: first, NEW[1]: first + 1}}),
            ("added and named", {"eos_token": NEW[1]}, {"added_tokens.json": {NEW[0]: first, NEW[1]: first + 1}}),
            ("named text", {"eos_token": known}, {}), ("named new", {"pad_token": NEW[4]}, {}),
            ("named object", {"eos_token": typed(known, lstrip=True)}, {}),
            ("two new", {"pad_token": NEW[4], "bos_token": NEW[0]}, {}),
            ("additional", {"additional_special_tokens": [known, NEW[2]]}, {}),
            ("extra list", {"extra_special_tokens": [known, NEW[2]]}, {}),
            ("extra objects", {"extra_special_tokens": [typed(NEW[2], rstrip=True)]}, {}),
            ("extra names", {"extra_special_tokens": {"image_token": NEW[3]}}, {}),
            ("own name", {"image_token": NEW[3]}, {}),
            ("map", {}, {"special_tokens_map.json": {"eos_token": known, "pad_token": token(NEW[4], lstrip=True)}}),
            ("map over config", {"eos_token": NEW[0]}, {"special_tokens_map.json": {"eos_token": NEW[1]}}),
            ("map extra", {"extra_special_tokens": [NEW[0]]}, {"special_tokens_map.json": {"extra_special_tokens": [NEW[2]]}}),
            ("map additional", {}, {"special_tokens_map.json": {"additional_special_tokens": [NEW[2]]}})]:
        yield name, {"tokenizer_config.json": plain | config, **more}


def flags(**choices):
    """Every combination; None leaves a flag out."""
    names = list(choices)
    for values in itertools.product(*choices.values()):
        yield {name: value for name, value in zip(names, values) if value is not None}


def variants():
    for kind, known in [("llama3", "<|end|>"), ("mistral", "</s>"), ("charsmap", "[SEP]"), ("suffix", "<|end|>"), ("whitespace", "[SEP]")]:
        for name, files in spellings(kind, known):
            yield kind, name, files
    for kind in ("llama3", "bert", "mistral"):
        for name, files in spellings(kind, {"bert": "[SEP]", "llama3": "<|end|>", "mistral": "</s>"}[kind]):
            if "named" in name or "map" in name or "extra" in name:
                yield kind, name + ", not added by the file", files | {"tokenizer.json": without_added(
                    kind, "[SEP]", "<|end|>", "</s>")}

    both = (None, False, True)
    for kind in ("bert", "vocab-txt"):
        for config in flags(do_lower_case=both, strip_accents=both, tokenize_chinese_chars=both):
            yield kind, f"BertTokenizer {config}", {"tokenizer_config.json": {"tokenizer_class": "BertTokenizer"} | config}
    lower = json.loads((BASES / "bert" / "tokenizer.json").read_text())
    for lowercase in (True, False):
        lower["normalizer"]["lowercase"] = lowercase
        for config in flags(do_lower_case=both):
            yield "bert", f"file says {lowercase}, {config}", {"tokenizer.json": lower | {}, "tokenizer_config.json": {
                "tokenizer_class": "BertTokenizer"} | config}
            yield "bert", f"generic, file says {lowercase}, {config}", {"tokenizer.json": lower | {}, "tokenizer_config.json": {
                "tokenizer_class": "PreTrainedTokenizerFast"} | config}
        lower = json.loads(json.dumps(lower))
    for model_type in ("bert", "distilbert", "roberta", "gpt2", "llama"):
        yield "bert", f"class by config.json {model_type}", {"config.json": {"model_type": model_type}, "tokenizer_config.json": {
            "tokenizer_class": "BertTokenizer", "do_lower_case": False}}
    yield "bert", "class by model_type alone", {"config.json": {"model_type": "bert"}, "tokenizer_config.json": {"do_lower_case": False}}
    yield "bert", "class by config.json's tokenizer_class", {"config.json": {"model_type": "llama", "tokenizer_class": "BertTokenizer"},
                                                             "tokenizer_config.json": {"do_lower_case": False}}
    yield "bert", "own names", {"tokenizer_config.json": {"tokenizer_class": "BertTokenizer", "cls_token": "[SEP]", "sep_token": "[CLS]"}}
    yield "bert", "DistilBertTokenizer", {"tokenizer_config.json": {"tokenizer_class": "DistilBertTokenizer", "do_lower_case": False}}

    for config in flags(add_prefix_space=both, add_bos_token=both, add_eos_token=both):
        yield "qwen2", f"GPT2Tokenizer {config}", {"tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer"} | config}
        yield "qwen2-files", f"GPT2Tokenizer files {config}", {"tokenizer_config.json": {"tokenizer_class": "GPT2Tokenizer"} | config}
        yield "llama3", f"generic {config}", {"tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast"} | config}
        yield "mistral", f"generic {config}", {"tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>",
                                                                         "eos_token": "</s>"} | config}
    for config in flags(add_prefix_space=both, tokenizer_class=("Qwen2Tokenizer", "Qwen2TokenizerFast")):
        for kind in ("qwen2", "qwen2-files", "llama3"):
            yield kind, f"{config}", {"tokenizer_config.json": config}
    for kind in ("roberta", "roberta-files"):
        for config in flags(add_prefix_space=both, add_bos_token=both):
            yield kind, f"RobertaTokenizer {config}", {"tokenizer_config.json": {"tokenizer_class": "RobertaTokenizer"} | config}
        yield kind, "mask as an object", {"tokenizer_config.json": {"tokenizer_class": "RobertaTokenizer", "mask_token": typed("<mask>", lstrip=True)}}
        yield kind, "own names", {"tokenizer_config.json": {"tokenizer_class": "RobertaTokenizer", "cls_token": "</s>", "sep_token": "<s>"}}
        yield kind, "class by model_type", {"config.json": {"model_type": "roberta"}, "tokenizer_config.json": {"add_prefix_space": True}}
    yield "qwen2", "qwen2 whatever the class", {"config.json": {"model_type": "qwen2"}, "tokenizer_config.json": {
        "tokenizer_class": "PreTrainedTokenizerFast"}}
    yield "qwen2-files", "class by model_type gpt2", {"config.json": {"model_type": "gpt2"}, "tokenizer_config.json": {}}
    for config in flags(do_lower_case=both, keep_accents=both):
        yield "albert", f"AlbertTokenizer {config}", {"tokenizer_config.json": {"tokenizer_class": "AlbertTokenizer"} | config}
        yield "albert", f"generic Albert {config}", {"tokenizer_config.json": {"tokenizer_class": "PreTrainedTokenizerFast"} | config}


def ids_of(folder, texts):
    tokenizer = AutoTokenizer.from_pretrained(folder)
    return [tokenizer(text, truncation=False, padding=False)["input_ids"] for text in texts]


def main():
    transformers.logging.set_verbosity_error()
    rng = random.Random(20261128)
    texts = kinds.texts(rng, 2000, 40)
    words = [word for text in texts[:400] for word in text.split(" ")[:1] if word]
    known = ["<|end|>", "</s>", "[SEP]", "<s>", "[MASK]", "<mask>", "<|endoftext|>", "[UNK]", "<unk>"]
    for _ in range(2200 - len(texts)):
        texts.append("".join(rng.choice(words) + rng.choice(["", " ", "  "]) + rng.choice(NEW + known) + rng.choice(["", " ", "  "])
                             for _ in range(rng.randint(1, 4))))
    OUT.mkdir(exist_ok=True)
    (OUT / "texts.json").write_text("[" + ",\n".join(json.dumps(text) for text in texts) + "]\n")
    lines = []
    for kind, name, files in variants():
        with tempfile.TemporaryDirectory() as folder:
            for source in (BASES / kind).iterdir():
                if source.name != "record.json":
                    shutil.copy(source, folder)
            for file, content in files.items():
                (Path(folder) / file).write_text(json.dumps(content))
            entry = {"kind": kind, "name": name, "files": files}
            if "tokenizer.json" in files:  # too large to be kept: what differs from the kind's own
                own = json.loads((BASES / kind / "tokenizer.json").read_text())
                entry["files"] = files | {"tokenizer.json": {part: value for part, value in files["tokenizer.json"].items() if value != own[part]}}
            try:
                ids = ids_of(folder, texts)
                entry["crc"] = [zlib.crc32(b"".join(struct.pack(f"<{len(row) + 1}i", len(row), *row) for row in ids[at:at + CHUNK]))
                                for at in range(0, len(ids), CHUNK)]
            except Exception as error:
                entry["refused"] = f"{type(error).__name__}: {error}"[:120]
        print(kind, name, entry.get("refused", ""), flush=True)
        lines.append(json.dumps(entry, ensure_ascii=True, separators=(",", ":")))
    (OUT / "variants.json").write_text("[" + ",\n".join(lines) + "]\n")


main()
