#!/usr/bin/env python3
"""Records what PyPI's `tokenizers`, `transformers` and `sentencepiece` make of awkward texts, one folder per kind of tokenizer, for
tests/engine/text/tokenizer_kinds_test.cpp.

    pip install tokenizers==0.23.3 transformers==5.24.0 sentencepiece==0.2.3 protobuf==7.36.2     (perl comes with Debian)
    python3 tests/vectors/record_tokenizers.py

writes tests/vectors/tokenizers/<kind>/: the tokenizer's files, trained here on text made up here (nothing of anybody else's is in
them), and texts.json beside the kinds and record.json in each: ids, and offsets in bytes. Texts are of ASCII, Chinese, Arabic, other
scripts, emoji with joiners, combining marks, controls, long words, mixed spaces and whatever Unicode 12 had assigned (by perl's
tables), so that libraries of several ages agree about them.

    … record_tokenizers.py --count 5000 --out /tmp/kinds
    HEADLIGHT_TOKENIZER_KINDS=/tmp/kinds build/…/test_engine_text --gtest_filter='TokenizerKinds*'

compares more texts. `--folder PATH` records an existing folder's tokenizer.json (or, with --files, what transformers makes of its
other files) instead of the kinds.
"""
import argparse
import base64
import json
import random
import re
import shutil
import subprocess
import tempfile
import unicodedata
from pathlib import Path

import sentencepiece
import tokenizers
import transformers
from sentencepiece import sentencepiece_model_pb2
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

import record_tokenizer_vectors as basic

PINNED = {"tokenizers": "0.23.3", "transformers": "5.24.0", "sentencepiece": "0.2.3"}
SEED = 20261121
LLAMA3 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
QWEN2 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
SPECIALS = ["[CLS]", "[SEP]", "[MASK]", "[UNK]", "[PAD]", "<s>", "</s>", "<unk>", "<mask>", "<pad>", "<|begin|>", "<|end|>", "[cls]",
            " [MASK] ", "a[MASK]b", "<s>a", "  <mask>  ", "<mask>a", "<|begin|> x", "[new]", "é[new] ", "NeW", "new token", "``a''", "▁", "a▁b",
            "▁▁ ▁", "<0x41>", "</w>", "##ing"]
MORE_RANGES = [(0x21, 0x7E, 12), (0x4E00, 0x9FEF, 6), (0x600, 0x6FF, 5), (0x0900, 0x0DF3, 3), (0x1F300, 0x1F6FA, 3), (0x300, 0x36F, 3),
               (0x00, 0x1F, 1), (0x7F, 0x9F, 1), (0x2000, 0x206F, 2), (0x1E00, 0x1FFE, 2), (0xFF01, 0xFFEE, 2), (0xF900, 0xFB06, 1),
               (0x3200, 0x33FF, 1), (0xFB50, 0xFDFF, 1), (0x1100, 0x11FF, 1)]


def unicode12():
    program = 'for (0..0x10FFFF) { next if $_ >= 0xD800 && $_ <= 0xDFFF; print "$_\\n" if chr($_) =~ /\\p{Present_In: 12.0}/ }'
    return [int(line) for line in subprocess.run(["perl", "-e", program], capture_output=True, check=True, text=True).stdout.split()]


def texts(rng, count, longest):
    known = unicode12()
    members = set(known)
    basic.assigned = lambda chosen: chr(chosen.choice(known))
    words = basic.made_up_words(rng, 300)
    marks = [chr(c) for c in known if unicodedata.category(chr(c))[0] == "M"]
    pool = list(basic.texts(rng, count, words, longest=longest)) + SPECIALS
    weights = [weight for _, _, weight in MORE_RANGES]
    for index in range(count):
        kind = index % 6
        length = rng.randint(1, longest)
        if kind == 0:
            first, last, _ = rng.choices(MORE_RANGES, weights)[0]
            pool.append("".join(chr(rng.randint(first, last)) if rng.random() < 0.85 else rng.choice(basic.SPACES) for _ in range(length)))
        elif kind == 1:
            pool.append("".join(rng.choice("aeiouAEIOUnñ한กअअぁ") + "".join(rng.choices(marks, k=rng.randint(0, 3))) for _ in range(length // 2)))
        elif kind == 2:
            parts = words + basic.EMOJI + basic.SPACES + SPECIALS
            pool.append("".join(rng.choice(parts) + rng.choice(["", " ", ""]) for _ in range(length // 3 + 1)))
        elif kind == 3:
            pool.append(" ".join(rng.choice(words).capitalize() + rng.choice(["", ",", ".", "!", "'s", "-", "’"]) for _ in range(length // 4 + 1)))
        elif kind == 4:
            pool.append("".join(chr(rng.choice(known)) for _ in range(length // 2)))
        else:
            pool.append("".join(rng.choice(basic.CONTROLS + basic.SPACES + basic.MARKS + list("abc,.")) for _ in range(length // 2)))
    fixed = list(dict.fromkeys(pool[:len(pool) - 2 * count] + SPECIALS))
    rest = [text for text in pool[len(pool) - 2 * count:] if text not in set(fixed)]
    rng.shuffle(rest)
    chosen = [text for text in dict.fromkeys(fixed + rest) if basic.usable(text) and all(ord(c) in members for c in text)]
    if len(chosen) > count:
        rng.shuffle(chosen)
        chosen = chosen[:count]
    return [""] + chosen


def lines():
    rng = random.Random(SEED)
    return [line for line in basic.training_lines(rng)]


def charsmap_rules():
    """A normalization rule of our own: some compatibility characters, letters with marks, spaces, removals. Hex codes, tab, hex codes."""
    codes = lambda text: " ".join(f"{ord(c):X}" for c in text)
    rules = {chr(c): unicodedata.normalize("NFKC", chr(c)) for first, last in
             [(0xFF01, 0xFF5E), (0xFF66, 0xFF9D), (0x2460, 0x2473), (0xFB00, 0xFB06), (0x2150, 0x217F), (0xFDFA, 0xFDFB)] for c in range(first, last + 1)}
    for base in "aeiouncAEIOU":
        for mark in "\u0300\u0301\u0302\u0303\u0308\u0327":
            composed = unicodedata.normalize("NFC", base + mark)
            if len(composed) == 1:
                rules[base + mark] = composed
    rules |= {space: " " for space in "\t\n\r\u00a0\u2003\u3000\u200b"}
    rules |= {"\u00ad": "", "\ufeff": "", "\u0001": ""}
    return "\n".join(f"{codes(source)}\t{codes(target)}" for source, target in sorted(rules.items())) + "\n"


def sentence_piece(folder, **options):
    """A model trained by SentencePiece; its bytes."""
    text = Path(folder) / "text"
    text.write_text("\n".join(" ".join(line.split()) for line in lines()) + "\n")
    sentencepiece.SentencePieceTrainer.train(input=str(text), model_prefix=str(Path(folder) / "model"), minloglevel=2,
                                             hard_vocab_limit=False, num_threads=1, **options)
    return (Path(folder) / "model.model").read_bytes()


def pieces_of(model):
    proto = sentencepiece_model_pb2.ModelProto()
    proto.ParseFromString(model)
    return proto


def merges_of(proto):
    """The merges that give a SentencePiece BPE: every cut of every piece into two pieces, the best pieces first."""
    scores = {piece.piece: piece.score for piece in proto.pieces if piece.type == 1}
    ids = {piece.piece: index for index, piece in enumerate(proto.pieces)}
    found = []
    for merged, score in scores.items():
        cuts = [(merged[:i], merged[i:]) for i in range(1, len(merged)) if merged[:i] in scores and merged[i:] in scores]
        found += [(-score, ids[left], ids[right], left, right) for left, right in cuts]
    return [[left, right] for *_, left, right in sorted(found)]


def special(content, **flags):
    return AddedToken(content, special=True, normalized=False, **flags)


def word_piece(lowercase=True):
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(lowercase=lowercase)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.train_from_iterator(lines(), trainers.WordPieceTrainer(
        vocab_size=700, special_tokens=["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"], show_progress=False))
    return tokenizer


def byte_level_bpe(specials):
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.train_from_iterator(lines(), trainers.BpeTrainer(vocab_size=600, special_tokens=specials, show_progress=False,
                                                               initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
    return tokenizer


def save(folder, tokenizer=None, **files):
    folder.mkdir(parents=True, exist_ok=True)
    if tokenizer is not None:
        content = json.loads(tokenizer.to_str())
        (folder / "tokenizer.json").write_text(json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content) if isinstance(content, bytes) else path.write_text(
            content if isinstance(content, str) else json.dumps(content, ensure_ascii=False, separators=(",", ":")) + "\n")


def merges_text(tokenizer):
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    return "#version: 0.2\n" + "".join(f"{left} {right}\n" for left, right in merges)


def bert_kinds(out):
    tokenizer = word_piece()
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]",
                                                             special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    tokenizer.decoder = decoders.WordPiece(prefix="##")
    tokenizer.add_tokens([AddedToken("[new]", normalized=True), AddedToken("NeW", normalized=True, single_word=True)])
    save(out / "bert", tokenizer)
    yield "bert", tokenizer
    tokenizer.post_processor = processors.BertProcessing(("[SEP]", 3), ("[CLS]", 2))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Nmt(), normalizers.Lowercase(), normalizers.NFD(),
                                                 normalizers.StripAccents(), normalizers.Strip(), normalizers.Replace(Regex(r"[aeiou]{2,}"), "o")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([
        pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Digits(individual_digits=False), pre_tokenizers.Punctuation("contiguous"),
        pre_tokenizers.Split("a", "merged_with_previous"), pre_tokenizers.Split(Regex("[gk]|st"), "merged_with_next"),
        pre_tokenizers.Split("u", "removed")])
    save(out / "steps", tokenizer)
    yield "steps", tokenizer
    tokenizer.normalizer = normalizers.BertNormalizer(clean_text=False, handle_chinese_chars=False, lowercase=False, strip_accents=True)
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True)])
    save(out / "whitespace", tokenizer)
    yield "whitespace", tokenizer
    vocab = sorted(word_piece(False).get_vocab().items(), key=lambda entry: entry[1])
    text = "".join(token + "\n" for token, _ in vocab)
    for name, config in [("vocab-txt", {}), ("vocab-txt-cased", {"do_lower_case": False}),
                         ("vocab-txt-accents", {"do_lower_case": True, "strip_accents": False, "tokenize_chinese_chars": False})]:
        save(out / name, vocab__txt=text, tokenizer_config__json=config | {"tokenizer_class": "BertTokenizer"})
        yield name, transformers.BertTokenizer(vocab=dict(vocab), **config)._tokenizer


def byte_level_kinds(out):
    tokenizer = byte_level_bpe(["<|begin|>", "<|end|>"])
    content = json.loads(tokenizer.to_str())
    content["model"]["ignore_merges"] = True
    tokenizer = Tokenizer.from_str(json.dumps(content))
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA3), "isolated"),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False), processors.TemplateProcessing(
        single="<|begin|> $A", pair="<|begin|> $A <|begin|> $B", special_tokens=[("<|begin|>", 0)])])
    save(out / "llama3", tokenizer)
    yield "llama3", tokenizer

    tokenizer = byte_level_bpe(["<|endoftext|>", "<|end|>"])
    vocab, merges = tokenizer.get_vocab(), merges_text(tokenizer)
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(QWEN2), "isolated"),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    save(out / "qwen2", tokenizer)
    yield "qwen2", tokenizer
    save(out / "qwen2-files", vocab__json=vocab, merges__txt=merges,
         tokenizer_config__json={"tokenizer_class": "Qwen2Tokenizer", "additional_special_tokens": ["<|end|>"]})
    yield "qwen2-files", tokenizer

    tokenizer = byte_level_bpe(["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    vocab, merges = tokenizer.get_vocab(), merges_text(tokenizer)
    tokenizer.add_special_tokens([special("<mask>", lstrip=True)])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), trim_offsets=False, add_prefix_space=False)
    save(out / "roberta", tokenizer)
    yield "roberta", tokenizer
    save(out / "roberta-files", vocab__json=vocab, merges__txt=merges, tokenizer_config__json={"tokenizer_class": "RobertaTokenizer"})
    reference = transformers.RobertaTokenizer(vocab=vocab, merges=[tuple(line.split()) for line in merges.splitlines()[1:]], trim_offsets=False)
    yield "roberta-files", reference._tokenizer


def character_bpe_kinds(out):
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Replace(Regex(r"\s+"), " "), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex(r"<\|end\|>|'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"), "removed", invert=True)
    tokenizer.decoder = decoders.BPEDecoder(suffix="</w>")
    tokenizer.train_from_iterator(lines(), trainers.BpeTrainer(vocab_size=500, special_tokens=["<unk>", "<|begin|>", "<|end|>"],
                                                               end_of_word_suffix="</w>", show_progress=False))
    tokenizer.post_processor = processors.TemplateProcessing(single="<|begin|> $A <|end|>", pair="$A $B",
                                                             special_tokens=[("<|begin|>", 1), ("<|end|>", 2)])
    save(out / "suffix", tokenizer)
    yield "suffix", tokenizer
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", continuing_subword_prefix="##", fuse_unk=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    tokenizer.train_from_iterator(lines(), trainers.BpeTrainer(vocab_size=400, special_tokens=["<unk>"], continuing_subword_prefix="##",
                                                               show_progress=False))
    save(out / "prefix", tokenizer)
    yield "prefix", tokenizer


def level_kinds(out):
    """What teachers make: one token a word, one token a character."""
    letters = {"[UNK]": 0} | {letter: index + 1 for index, letter in enumerate(sorted({c for line in lines() for c in line}))}
    words = {"[UNK]": 0} | {word: index + 1 for index, word in enumerate(sorted({w for line in lines() for w in line.split()}))}
    for name, model, pre in [("words", models.WordLevel(words, unk_token="[UNK]"), pre_tokenizers.WhitespaceSplit()),
                             ("characters", models.WordLevel(letters, unk_token="[UNK]"), pre_tokenizers.Split("", "isolated")),
                             ("characters-bpe", models.BPE(letters, [], unk_token="[UNK]"), pre_tokenizers.FixedLength(1)),
                             ("threes", models.WordLevel(letters, unk_token="[UNK]"), pre_tokenizers.FixedLength(3))]:
        tokenizer = Tokenizer(model)
        tokenizer.pre_tokenizer = pre
        tokenizer.decoder = decoders.Fuse()
        tokenizer.add_special_tokens([special("[UNK]"), special("<|end|>")])
        save(out / name, tokenizer)
        yield name, tokenizer


def framed_by_bos(tokenizer):
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    tokenizer.add_special_tokens([special("<unk>"), special("<s>"), special("</s>")])


def llama_kinds(out, scratch):
    model = sentence_piece(scratch, model_type="bpe", vocab_size=600, byte_fallback=True, normalization_rule_name="identity",
                           remove_extra_whitespaces=False, split_digits=True, character_coverage=0.99, max_sentencepiece_length=8)
    proto = pieces_of(model)
    vocab = {piece.piece: index for index, piece in enumerate(proto.pieces)}
    bpe = lambda: Tokenizer(models.BPE(vocab, [tuple(pair) for pair in merges_of(proto)], unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    strip = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(), decoders.Strip(" ", 1, 0)]
    tokenizer = bpe()
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    tokenizer.decoder = decoders.Sequence(strip)
    framed_by_bos(tokenizer)
    save(out / "llama2", tokenizer)
    yield "llama2", tokenizer
    tokenizer = bpe()
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first", split=False)
    tokenizer.decoder = decoders.Sequence(strip)
    framed_by_bos(tokenizer)
    save(out / "mistral", tokenizer)
    yield "mistral", tokenizer
    save(out / "llama-model", tokenizer__model=model, tokenizer_config__json={"tokenizer_class": "LlamaTokenizer", "add_bos_token": True,
         "add_eos_token": True, "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"})
    yield "llama-model", SentencePieceReference(model, before=["<s>"], behind=["</s>"], specials=["<unk>", "<s>", "</s>"])


def unigram_kinds(out, scratch):
    rules = Path(scratch) / "rules.tsv"
    rules.write_text(charsmap_rules())
    options = dict(model_type="unigram", vocab_size=500, normalization_rule_tsv=str(rules), character_coverage=0.99)
    albert = dict(control_symbols="[CLS],[SEP],<pad>", user_defined_symbols="[MASK]", bos_id=-1, eos_id=-1, unk_id=0)
    model = sentence_piece(scratch, **options, **albert)
    proto = pieces_of(model)
    vocab = [(piece.piece, piece.score) for piece in proto.pieces]
    charsmap = proto.normalizer_spec.precompiled_charsmap
    ids = {token: index for index, (token, _) in enumerate(vocab)}
    tokenizer = Tokenizer(models.Unigram(vocab, unk_id=0, byte_fallback=False))
    plain = [normalizers.Replace("``", '"'), normalizers.Replace("''", '"'), normalizers.NFKD(), normalizers.StripAccents(), normalizers.Lowercase()]
    tokenizer.normalizer = normalizers.Sequence(plain + [normalizers.Precompiled(charsmap)])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")])
    tokenizer.decoder = decoders.Metaspace(prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B [SEP]",
                                                             special_tokens=[(name, ids[name]) for name in ["[CLS]", "[SEP]"]])
    tokenizer.add_special_tokens([special(name) for name in ["<unk>", "[CLS]", "[SEP]", "<pad>"]] + [special("[MASK]", lstrip=True)])
    save(out / "albert", tokenizer)
    yield "albert", tokenizer
    tokenizer.normalizer = normalizers.Sequence([normalizers.Precompiled(charsmap), normalizers.Strip(left=False, right=True),
                                                 normalizers.Replace(Regex(" {2,}"), "▁")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="first")
    save(out / "charsmap", tokenizer)
    yield "charsmap", tokenizer
    save(out / "albert-model", spiece__model=model, tokenizer_config__json={"tokenizer_class": "AlbertTokenizer", "mask_token": {
        "content": "[MASK]", "lstrip": True}, "cls_token": "[CLS]", "sep_token": "[SEP]", "pad_token": "<pad>", "unk_token": "<unk>"})
    yield "albert-model", SentencePieceReference(model, before=["[CLS]"], behind=["[SEP]"], specials=["<unk>", "[CLS]", "[SEP]", "<pad>"],
                                                 stripping="[MASK]", normalizer=normalizers.Sequence(
                                                     plain + [normalizers.Strip(), normalizers.Replace(Regex(r"\s+"), " ")]))

    model = sentence_piece(scratch, **(options | {"vocab_size": 600}), byte_fallback=True)
    proto = pieces_of(model)
    tokenizer = Tokenizer(models.Unigram([(piece.piece, piece.score) for piece in proto.pieces], unk_id=0, byte_fallback=True))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    tokenizer.decoder = decoders.Sequence([decoders.ByteFallback(), decoders.Metaspace(prepend_scheme="never")])
    framed_by_bos(tokenizer)
    save(out / "unigram-bytes", tokenizer)
    yield "unigram-bytes", tokenizer


class SentencePieceReference:
    """SentencePiece's own library between the special tokens that are cut out of the text, as transformers did before it converted models."""

    def __init__(self, model, before, behind, specials, stripping=None, normalizer=None):
        self.processor = sentencepiece.SentencePieceProcessor(model_proto=model)
        self.before, self.behind = ([self.processor.piece_to_id(name) for name in names] for names in [before, behind])
        names = [re.escape(name) for name in specials] + ([r"\s*" + re.escape(stripping)] if stripping else [])
        self.pattern = re.compile("(" + "|".join(names) + ")")
        # Every character of the normalized text is a token of this one, so its offsets say where each came from.
        self.characters = Tokenizer(models.BPE({"?": 0}, [], unk_token="?"))
        if normalizer:
            self.characters.normalizer = normalizer

    def rows(self, text):
        """ids, and offsets in bytes of the text"""
        ids, offsets, at = list(self.before), [(0, 0)] * len(self.before), 0
        for part in self.pattern.split(text):
            if self.pattern.fullmatch(part):
                ids.append(self.processor.piece_to_id(part.strip()))
                offsets.append((at, at + len(part.encode())))
            elif part:
                normalizer = self.characters.normalizer
                plain = normalizer.normalize_str(part) if normalizer else part
                pieces = self.processor.encode(plain, return_type="proto").pieces
                ids += [piece.id for piece in pieces]
                places, in_bytes = self.characters.encode(part).offsets, basic.byte_offsets(part)
                origin = [place for character, place in zip(plain, places, strict=True) for _ in character.encode()]
                offsets += [(at + in_bytes[origin[begin][0]], at + in_bytes[origin[end - 1][1]]) if begin < end else (at, at)
                            for begin, end in self.with_bytes(pieces, plain.encode())]
            at += len(part.encode())
        return ids + self.behind, offsets + [(0, 0)] * len(self.behind)

    def with_bytes(self, pieces, utf8):
        """The library gives a character to the last of its bytes and nothing to the others: to all of them. To the space that it puts in
        front it gives nothing: the character behind it, as `tokenizers` does."""
        offsets = []
        for index, piece in enumerate(pieces):
            begin, end = piece.begin, piece.end
            if self.processor.is_byte(piece.id):
                last = index
                while pieces[last].begin == pieces[last].end:
                    last += 1
                begin, end = pieces[last].begin, pieces[last].end
            elif begin == end:
                end += len(utf8[begin:].decode()[:1].encode())
            offsets.append((begin, end))
        return offsets


def own_bytes(encoding, text):
    """A run of byte tokens names the whole run (Unigram): each its own character, where the run is the text as it was typed."""
    offsets, at = list(encoding.offsets), 0
    is_byte = lambda index: re.fullmatch("<0x[0-9A-F]{2}>", encoding.tokens[index]) is not None
    while at < len(offsets):
        end = at
        while end < len(offsets) and is_byte(end) and offsets[end] == offsets[at]:
            end += 1
        if end - at > 1:
            begin, run = offsets[at][0], text[offsets[at][0]:offsets[at][1]]
            owners = [begin + index for index, character in enumerate(run) for _ in character.encode()]
            if len(owners) == end - at:
                offsets[at:end] = [(owner, owner + 1) for owner in owners]
        at = max(end, at + 1)
    return offsets


def record(tokenizer, text):
    """[ids with special tokens, offsets in bytes, flattened, decoded without special tokens]"""
    at = basic.byte_offsets(text)
    if isinstance(tokenizer, SentencePieceReference):
        ids, offsets = tokenizer.rows(text)
        return [ids, [i for pair in offsets for i in pair], None]
    encoding = tokenizer.encode(text)
    decoded = tokenizer.decode(encoding.ids, skip_special_tokens=False)
    # Decoded, an added token that is searched for in the normalized text gives that text there, its own here.
    renamed = {id for id, token in tokenizer.get_added_tokens_decoder().items() if token.content != tokenizer.id_to_token(id)}
    if "\ufffd" in decoded or renamed & set(encoding.ids):
        decoded = None
    return [encoding.ids, [at[i] for pair in own_bytes(encoding, text) for i in pair], decoded]


def write(path, head, rows):
    path.write_text(json.dumps(head)[:-1] + ',"rows":[\n' + ",\n".join(json.dumps(row, ensure_ascii=True, separators=(",", ":")) for row in rows) + "]}\n")


def add_kinds(out, some_kinds):
    """Kinds that are new, beside those that are there: training does not give the same twice."""
    chosen = json.loads((out / "texts.json").read_text())["rows"]
    for name, tokenizer in some_kinds(out):
        write(out / name / "record.json", {"kind": name}, [record(tokenizer, text) for text in chosen])


def write_kinds(out, count, longest):
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True)
    made_with = ", ".join(f"{name} {version}" for name, version in PINNED.items()) + f", record_tokenizers.py, seed {SEED}"
    chosen = texts(random.Random(SEED), count, longest)
    write(out / "texts.json", {"made_with": made_with}, chosen)
    with tempfile.TemporaryDirectory() as scratch:
        for kinds in [bert_kinds(out), byte_level_kinds(out), character_bpe_kinds(out), llama_kinds(out, scratch), unigram_kinds(out, scratch),
                      level_kinds(out)]:
            for name, tokenizer in kinds:
                write(out / name / "record.json", {"kind": name}, [record(tokenizer, text) for text in chosen])
                print(name, sum(path.stat().st_size for path in (out / name).iterdir()), "bytes")
    print(len(chosen), "texts,", sum(path.stat().st_size for path in out.rglob("*") if path.is_file()), "bytes")


def write_folder(folder, count, longest, out):
    out.mkdir(parents=True, exist_ok=True)
    chosen = texts(random.Random(SEED), count, longest)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    write(out / "texts.json", {"made_with": str(folder)}, chosen)
    target = out / folder.name
    target.mkdir(exist_ok=True)
    shutil.copy(folder / "tokenizer.json", target)
    write(target / "record.json", {"kind": folder.name}, [record(tokenizer, text) for text in chosen])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--folder", type=Path, help="record a folder's tokenizer.json instead of our own small ones")
    parser.add_argument("--levels", action="store_true", help="record the word-level kinds alone, beside what is there")
    parser.add_argument("--count", type=int, default=260)
    parser.add_argument("--longest", type=int, default=24)
    parser.add_argument("--out", type=Path, default=Path(__file__).parent / "tokenizers")
    arguments = parser.parse_args()
    for module in [tokenizers, transformers, sentencepiece]:
        if module.__version__ != PINNED[module.__name__]:
            raise SystemExit(f"made with {module.__name__} {PINNED[module.__name__]}, found {module.__version__}")
    if arguments.levels:
        add_kinds(arguments.out, level_kinds)
    elif arguments.folder:
        write_folder(arguments.folder, arguments.count, arguments.longest, arguments.out)
    else:
        write_kinds(arguments.out, arguments.count, arguments.longest)


if __name__ == "__main__":
    main()
