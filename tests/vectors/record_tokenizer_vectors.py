#!/usr/bin/env python3
"""Records what Hugging Face `tokenizers` makes of awkward texts, for tests/engine/text/recorded_tokenizers_test.cpp.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install tokenizers==0.21.0
    /tmp/venv/bin/python tests/vectors/record_tokenizer_vectors.py

writes tests/vectors/tokenizers.json: a byte-level BPE trained here, on text made up here (so nothing of anybody else's is in the
file), several tokenizer.json built around it, and for each the ids and offsets of a few hundred texts. Texts are drawn from
characters that Unicode 3.2 had assigned, and from a handful of named newer ones, so that the library's and our Unicode tables
cannot differ by their age.

    … record_tokenizer_vectors.py --folder ../shared/data/tokenizers/gpt2 --count 5000 --out /tmp/gpt2.json
    HEADLIGHT_TOKENIZER_RECORD=/tmp/gpt2.json build/…/test_engine_text --gtest_filter='*Elsewhere*'

compares a folder that stays where it is, by tokenizer.json and by vocab.json + merges.txt.
"""
import argparse
import json
import random
import unicodedata
from pathlib import Path

import tokenizers
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, processors, trainers

PINNED = "0.21.0"
SEED = 20260727

RANGES = [  # (first, last, weight): assigned long ago
    (0x20, 0x7E, 12), (0xA0, 0x17F, 4), (0x370, 0x3CE, 2), (0x410, 0x44F, 3), (0x5D0, 0x5EA, 2), (0x621, 0x63A, 3),
    (0x905, 0x939, 2), (0xE01, 0xE2E, 2), (0x1100, 0x1112, 1), (0x3041, 0x3094, 2), (0x4E00, 0x9FA5, 5), (0xAC00, 0xD7A3, 3),
    (0xFF01, 0xFF5E, 1), (0x10400, 0x10425, 1), (0x1D400, 0x1D454, 1), (0x2150, 0x218B, 1), (0x660, 0x669, 1),
    (0x2460, 0x24FF, 1), (0x20000, 0x2A6D6, 1), (0xE000, 0xE010, 1),
]
SPACES = [" ", "  ", "   ", "\t", "\n", "\n\n", "\r\n", " \n", "\n ", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f", "\x85",
          "\xa0", "\u1680", "\u180e", "\u2000", "\u2003", "\u200a", "\u200b", "\u2028", "\u2029", "\u202f", "\u205f", "\u2060",
          "\u3000", "\ufeff", " \u3000 ", "\t ", " \t", "     \n     "]
CONTROLS = ["\x00", "\x01", "\x07", "\x08", "\x1b", "\x7f", "\x80", "\x9f", "\u200c", "\u200d", "\u200e", "\u202e", "\u2066",
            "\ufff9", "\ufffd", "\uffff", "\U0010ffff", "\U000e0041"]
EMOJI = ["😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪", "❤️", "☕", "🧑‍🚀", "1️⃣", "👨🏿‍⚕️", "🦄", "🏴\U000e0067\U000e0062\U000e007f"]
MARKS = ["e\u0301", "a\u0323\u0307", "a\u0307\u0323", "\u0301", "n\u0303\u0304", "कि", "ก็", "\u0651\u064e", "\u1100\u1161\u11a8",
         "ﬁ", "Å", "\u212b", "Ω", "\u2126", "\u0344", "ǆ", "½", "²", "①", "ſ", "ﷺ", "\u0f73\u0f72", "x\u0f71\u0f73"]
CONTRACTIONS = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d", "'S", "'LL", "’s", "I'm", "we'll", "don't", "''s", "'", "'x"]
NUMBERS = ["0", "1", "12", "3.14", "1,000,000", "٣٤", "Ⅷ", "²³", "1e-9", "0x1F"]
SPECIALS = ["<bos>", "<|end|>", "<left>", "<right>", "<word>", "<plain>", "Ⅷtok", "<|endoftext|>", "<|end", "<bos", "<|end|>>"]


def made_up_words(rng, count):
    """Pronounceable words of several scripts, the same few again and again, so that there is something to merge."""
    onsets, vowels = "b d f g h k l m n p r s t v w st tr qu".split(), "a e i o u ai ou é ü".split()
    words = ["".join(rng.choice(onsets) + rng.choice(vowels) for _ in range(rng.randint(1, 3))) for _ in range(count)]
    for first, last in [(0x4E00, 0x4E40), (0x410, 0x44F), (0x621, 0x63A), (0xAC00, 0xAC60), (0x3041, 0x3094), (0x1F600, 0x1F610)]:
        words += ["".join(chr(rng.randint(first, last)) for _ in range(rng.randint(1, 3))) for _ in range(count // 12)]
    return words


def training_lines(rng):
    words = made_up_words(rng, 300)
    for _ in range(3000):
        line = []
        for _ in range(rng.randint(3, 14)):
            word = words[min(int(rng.expovariate(0.02)), len(words) - 1)]
            if rng.random() < 0.15:
                word = word.capitalize()
            line.append(word + rng.choice(["", "", "", ",", ".", "'s", "'ll", "!", " 12", "\n", "  ", "…"]))
        yield " ".join(line)


def assigned(rng):
    """A character that Unicode 3.2 had and whose kind has not changed since."""
    while True:
        character = chr(rng.randint(0x20, 0x2FFFF))
        if unicodedata.ucd_3_2_0.category(character) == unicodedata.category(character) != "Cn" and not (
                0xD800 <= ord(character) <= 0xDFFF):
            return character


def texts(rng, count, words, longest=40):
    yield from ["", " ", "  ", "\n", "a", "Hello world", " Hello", "Hello ", "<bos>", "a<bos>b", " <left> x", "x <left>  <right> y",
                "a<word>b", "a <word> b", "<word>", "é<word>", "  <right>  <left>  ", "<bos><bos>", "<|end|><|end|>", "_<word>_",
                "\u200d<word>", "-<word>-", "\u3000<left>", "<right>\u2003\n\tz", "<left><right> <left>"]
    yield from SPACES + CONTROLS + EMOJI + MARKS + CONTRACTIONS + NUMBERS + SPECIALS
    parts = [
        lambda: rng.choice(words), lambda: rng.choice(words), lambda: " " + rng.choice(words), lambda: rng.choice(SPACES),
        lambda: rng.choice(CONTROLS), lambda: rng.choice(EMOJI), lambda: rng.choice(MARKS), lambda: rng.choice(CONTRACTIONS),
        lambda: rng.choice(NUMBERS), lambda: rng.choice(SPECIALS), lambda: " " * rng.randint(1, 9), lambda: assigned(rng),
        lambda: "".join(assigned(rng) for _ in range(rng.randint(1, 8))),
    ]
    weights = [weight for _, _, weight in RANGES]
    for index in range(count):
        if index % 50 == 0:  # a long word, and a long stretch of spaces
            unit = rng.choice(["a", "ab", "中", "é", "-", "😀", rng.choice(words)])
            yield unit * rng.randint(60, 120) + " " * rng.choice([0, 1, 40]) + rng.choice(words)
        elif index % 3 == 0:
            first, last, _ = rng.choices(RANGES, weights)[0]
            yield "".join(chr(rng.randint(first, last)) if rng.random() < 0.8 else rng.choice(SPACES)
                          for _ in range(rng.randint(1, longest)))
        else:
            yield "".join(rng.choice(parts)() for _ in range(rng.randint(1, longest // 4)))


def byte_offsets(text):
    offsets = [0]
    for character in text:
        offsets.append(offsets[-1] + len(character.encode()))
    return offsets


def record(tokenizer, text, with_offsets):
    """[text, ids with special tokens, offsets in bytes, flattened]. The library widens a part of a character to the whole."""
    encoding = tokenizer.encode(text)
    if not with_offsets:
        return [text, encoding.ids]
    at = byte_offsets(text)
    return [text, encoding.ids, [at[i] for pair in encoding.offsets for i in pair]]


def usable(text):
    return not any(0xD800 <= ord(character) <= 0xDFFF for character in text)


def trained(rng, size, alphabet):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.train_from_iterator(
        training_lines(rng), trainers.BpeTrainer(vocab_size=size, special_tokens=["<bos>", "<unk>"], initial_alphabet=alphabet,
                                                 show_progress=False))
    return json.loads(tokenizer.to_str())


def added(base, *tokens):
    """added_tokens with ids behind the vocabulary for those that it lacks."""
    vocab = base["model"]["vocab"]
    fresh = len(vocab)
    listed = []
    for token in tokens:
        flags = dict(single_word=False, lstrip=False, rstrip=False, normalized=False, special=True) | token
        if token["content"] in vocab:
            flags["id"] = vocab[token["content"]]
        else:
            flags["id"], fresh = fresh, fresh + 1
        listed.append(flags)
    return sorted(listed, key=lambda token: token["id"])


def byte_level(**changes):
    return dict(type="ByteLevel", add_prefix_space=False, trim_offsets=False, use_regex=True) | changes


def template(*pieces):
    names = [piece for piece in pieces if piece != "$A"]
    return {"type": "TemplateProcessing",
            "single": [{"Sequence": {"id": "A", "type_id": 0}} if piece == "$A" else {"SpecialToken": {"id": piece, "type_id": 0}}
                       for piece in pieces],
            "pair": [{"Sequence": {"id": "A", "type_id": 0}}, {"Sequence": {"id": "B", "type_id": 1}}],
            "special_tokens": {name: {"id": name, "ids": [{"<bos>": 0, "<unk>": 1}[name]], "tokens": [name]} for name in names}}


def cases(base, sparse):
    """name, model, other keys of tokenizer.json, how many texts, offsets comparable."""
    all_flags = added(base, {"content": "<bos>"}, {"content": "<|end|>"}, {"content": "<left>", "lstrip": True},
                      {"content": "<right>", "rstrip": True}, {"content": "<word>", "single_word": True},
                      {"content": "<plain>", "special": False, "normalized": True}, {"content": "<|end|>>"},
                      {"content": "Ⅷtok", "special": False})
    plain = added(base, {"content": "<bos>"}, {"content": "<plain>", "special": False, "normalized": True})
    yield "bos", "base", dict(added_tokens=all_flags, post_processor=template("<bos>", "$A")), 300, True
    # The library gives the space in front the place of the character behind it; ours has no bytes.
    yield "prefix space", "base", dict(added_tokens=all_flags, pre_tokenizer={"type": "Sequence", "pretokenizers": [
        byte_level(add_prefix_space=True)]}, post_processor=byte_level()), 60, False
    for form in ["NFC", "NFD", "NFKC", "NFKD"]:
        normalizer = {"type": form} if form != "NFC" else {"type": "Sequence", "normalizers": [{"type": form}]}
        tokens = added(base, {"content": "<bos>"}, {"content": "Ⅷtok", "special": False, "normalized": True},
                       {"content": "<left>", "lstrip": True})
        yield form, "base", dict(added_tokens=tokens, normalizer=normalizer), 40, False
    yield "no words", "base", dict(added_tokens=plain, pre_tokenizer=byte_level(use_regex=False)), 30, True
    yield "framed", "base", dict(added_tokens=plain, post_processor={"type": "Sequence", "processors": [
        byte_level(), template("<bos>", "<unk>", "$A", "<unk>")]}), 20, True
    yield "ignore merges", "base", dict(added_tokens=plain, ignore_merges=True), 40, True
    # Bytes without a token: the library leaves them out (and then counts offsets wrong), or puts the unknown token.
    few = added(sparse, {"content": "<bos>"})
    yield "left out", "sparse", dict(added_tokens=few), 30, False
    yield "unknown", "sparse", dict(added_tokens=few, unk_token="<unk>"), 30, True
    yield "fused unknown", "sparse", dict(added_tokens=few, unk_token="<unk>", fuse_unk=True), 30, True


def write_own(out):
    rng = random.Random(SEED)
    tokenizer_files = {"base": trained(rng, 700, pre_tokenizers.ByteLevel.alphabet()), "sparse": trained(rng, 300, [])}
    words = made_up_words(rng, 300)
    result = {"made_with": f"tokenizers {tokenizers.__version__}, record_tokenizer_vectors.py, seed {SEED}",
              "models": {name: file["model"] for name, file in tokenizer_files.items()}, "cases": []}
    for name, model, keys, count, with_offsets in cases(*tokenizer_files.values()):
        model_keys = {key: keys.pop(key) for key in ["ignore_merges", "unk_token", "fuse_unk"] if key in keys}
        file = tokenizer_files[model] | dict(pre_tokenizer=byte_level(), decoder=byte_level()) | keys
        file["model"] = file["model"] | model_keys
        tokenizer = Tokenizer.from_str(json.dumps(file))
        chosen = [text for text in texts(rng, count, words) if usable(text)]
        if count < 100:
            chosen = chosen[:25] + chosen[25:-count:3] + chosen[-count:]
        result["cases"].append({"name": name, "model": model, "model_keys": model_keys,
                                "file": {key: value for key, value in file.items() if key != "model"},
                                "texts": [record(tokenizer, text, with_offsets) for text in chosen]})
    lines = ["{", *(f"{json.dumps(key)}: {json.dumps(result[key], separators=(',', ':'))}," for key in ["made_with", "models"])]
    cases_text = []
    for case in result["cases"]:
        head = {key: value for key, value in case.items() if key != "texts"}
        rows = ",\n".join(json.dumps(row, separators=(",", ":")) for row in case["texts"])
        cases_text.append(json.dumps(head, separators=(",", ":"))[:-1] + ',"texts":[\n' + rows + "]}")
    out.write_text("\n".join([*lines, '"cases": [', ",\n".join(cases_text), "]}"]) + "\n")
    print(out, out.stat().st_size, "bytes,", sum(len(case["texts"]) for case in result["cases"]), "texts")


def write_folder(folder, count, out):
    rng = random.Random(SEED)
    words = made_up_words(rng, 300) + "the of and United States government président Zürich ist нет 日本 学生 안녕 مرحبا".split()
    chosen = [text for text in texts(rng, count, words, longest=80) if usable(text)][:count]
    record_of = {"folder": str(folder.resolve()), "texts": {}}
    if (folder / "tokenizer.json").exists():
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=False) if "<bos>" not in tokenizer.get_vocab() \
            else tokenizer.post_processor
        record_of["texts"]["tokenizer.json"] = [record(tokenizer, text, True) for text in chosen]
    if (folder / "merges.txt").exists():  # as transformers' GPT2TokenizerFast builds it
        tokenizer = Tokenizer(models.BPE.from_file(str(folder / "vocab.json"), str(folder / "merges.txt")))
        tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
        tokenizer.decoder = decoders.ByteLevel()
        tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
        if tokenizer.token_to_id("<|endoftext|>") is not None:
            tokenizer.add_special_tokens([AddedToken("<|endoftext|>", special=True, normalized=False)])
        record_of["texts"]["merges.txt"] = [record(tokenizer, text, True) for text in chosen]
    out.write_text(json.dumps(record_of))
    print(out, {name: len(rows) for name, rows in record_of["texts"].items()})


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, help="record a folder's tokenizer instead of our own small ones")
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "tokenizers.json")
    arguments = parser.parse_args()
    if tokenizers.__version__ != PINNED:
        raise SystemExit(f"made with tokenizers {PINNED}, found {tokenizers.__version__}")
    if arguments.folder:
        write_folder(arguments.folder, arguments.count, arguments.out)
    else:
        write_own(arguments.out)


if __name__ == "__main__":
    main()
