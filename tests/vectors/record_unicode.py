#!/usr/bin/env python3
"""Record what every character is to Hugging Face tokenizers, and print the table of engine/text/younger_characters.cpp.

Made with tokenizers 0.23 from PyPI, under Python 3.11 (whose own tables are of Unicode 14, as PCRE2's of Debian 12 are):
    python3 -m venv /tmp/record && /tmp/record/bin/pip install tokenizers==0.23.*
    /tmp/record/bin/python tests/vectors/record_unicode.py
unicode.json, beside this file: by property as a Regex of tokenizer.json spells it ("\\\\p{L}"), the characters that match, as a list of
[first, last]; "Digits", those that the pre-tokenizer Digits sets apart; "Whitespace", those that the pre-tokenizer Whitespace keeps in a
word; "Lowercase", by character what the normalizer makes of it, where that is one other character.
"""
import json
import pathlib
import unicodedata

import tokenizers
from tokenizers import Regex, normalizers, pre_tokenizers

assert tokenizers.__version__.startswith("0.23.") and unicodedata.unidata_version == "14.0.0", "see the pinned versions above"
CHARACTERS = [chr(code) for code in range(1, 0x110000) if not 0xD800 <= code < 0xE000]
PROPERTIES = ["L", "Lu", "Ll", "Lt", "Lm", "Lo", "N", "Nd", "M", "P", "S", "Alphabetic", "Han"]
CATEGORIES = "Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So".split()


def matching(pattern):
    remove = normalizers.Replace(Regex(pattern), "")
    return {character for character in CHARACTERS if remove.normalize_str(character) == ""}


def ranges(characters):
    result = []
    for code in sorted(map(ord, characters)):
        if result and result[-1][1] == code - 1:
            result[-1][1] = code
        else:
            result.append([code, code])
    return result


def table(sets):
    """Characters that Unicode 14 has not assigned, by category and by whether they are alphabetic and Han."""
    young = {}
    for category in CATEGORIES:
        for character in matching(rf"\p{{{category}}}"):
            if unicodedata.category(character) == "Cn":
                young[character] = (category, character in sets["\\p{Alphabetic}"], character in sets["\\p{Han}"])
    rows = []
    for character in sorted(young):
        if rows and rows[-1][1] == ord(character) - 1 and rows[-1][2] == young[character]:
            rows[-1][1] = ord(character)
        else:
            rows.append([ord(character), ord(character), young[character]])
    for first, last, (category, alphabetic, han) in rows:
        print(f'    {{0x{first:X}, 0x{last:X}, "{category}", {str(alphabetic).lower()}, {str(han).lower()}}},')


def main():
    sets = {rf"\p{{{name}}}": matching(rf"\p{{{name}}}") for name in PROPERTIES} | {r"\w": matching(r"\w"), r"\s": matching(r"\s")}
    for name in ("alpha", "alnum", "punct", "upper", "lower", "space", "digit", "word", "xdigit", "blank", "cntrl"):
        sets[f"[[:{name}:]]"] = matching(f"[[:{name}:]]")
    digits, words = pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.Whitespace()
    sets["Digits"] = {character for character in CHARACTERS if len(digits.pre_tokenize_str("a" + character)) == 2}
    sets["Whitespace"] = {character for character in CHARACTERS if words.pre_tokenize_str("a" + character)[0][0] == "a" + character}
    lower = normalizers.Lowercase()
    recorded = {name: ranges(found) for name, found in sets.items()}
    recorded["Lowercase"] = {str(ord(c)): ord(lower.normalize_str(c)) for c in CHARACTERS if lower.normalize_str(c) != c and len(lower.normalize_str(c)) == 1}
    lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(value, separators=(',', ':'))}" for name, value in recorded.items())
    (pathlib.Path(__file__).parent / "unicode.json").write_text("{\n" + lines + "\n}\n")
    table(sets)


main()
