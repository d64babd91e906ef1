"""Storyteller's text: read the books, hold out the last tenth of each, normalise.

The split is made on the raw bytes (first line end at or after 9/10 of the file) before
anything else, so nothing of a held-out part can reach the vocabulary, the training
windows or the Kneser-Ney baseline.
"""

import re
from pathlib import Path

SHAKESPEARE = "tinyshakespeare"

# Period words that a classroom model should not say; a paragraph with one is dropped whole.
PERIOD_WORDS = re.compile(
    r"\b(nigg\w*|negro\w*|dark(y|ey|ies)|blackamoors?|savages?|injuns?|squaws?|chinam[ae]n|"
    r"coolies?|gyps(y|ies)|heathens?|cannibals?|hottentots?|mulatto\w*|jews?|jewess\w*|"
    r"half-?breeds?|redskins?)\b",
    re.IGNORECASE,
)


def split_held_out(raw: bytes) -> tuple[bytes, bytes]:
    """(train, held out): held out is the last tenth by bytes, cut at a line end."""
    cut = raw.find(b"\n", len(raw) * 9 // 10) + 1
    return raw[:cut], raw[cut:]


def straighten(text: str) -> str:
    """Typographic quotes, dashes and spaces as ASCII, as people type them."""
    table = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2013": "-", "\u2014": "--",
             "\u2026": "...", "\u00a0": " ", "\ufeff": "", "\r": "", "\t": " "}
    return text.translate(str.maketrans(table))


def is_verse(lines: list[str]) -> bool:
    """A song, a list or a letter head: its line breaks mean something and stay."""
    if len(lines) < 2:
        return False
    indented = sum(line.startswith("   ") for line in lines)
    return indented >= len(lines) - 1 or max(len(line.strip()) for line in lines) < 50


def join(lines: list[str]) -> str:
    """Hard-wrapped lines as one paragraph; a hyphen or dash at a line end takes no space."""
    out = lines[0].strip()
    for line in lines[1:]:
        out += ("" if out.endswith("-") else " ") + line.strip()
    return out


def normalise_book(text: str) -> str:
    """One paragraph (or verse line) per line; headings, rules, notes and marks are cut."""
    text = straighten(text)
    text = re.sub(r"\[\s*illustration[^\]]*\]", "", text, flags=re.IGNORECASE)
    text = text.replace("[*]", "")
    paragraphs = []
    for block in re.split(r"\n\s*\n", text):
        lines = [line for line in block.split("\n") if line.strip()]
        if not lines:
            continue
        whole = " ".join(lines)
        if not re.search(r"[a-z]", whole) or re.match(r"\s*(\*|CHAPTER|Chapter|STORY|PART|Part|BOOK)\b", whole):
            continue  # an all-capitals heading, a row of stars, a footnote
        if whole.lstrip().startswith("*") or (len(lines) == 1 and re.match(r"\s*\d", whole)):
            continue
        if PERIOD_WORDS.search(whole):
            continue
        kept = [line.strip() for line in lines] if is_verse(lines) else [join(lines)]
        paragraphs += [re.sub(r" +", " ", line) for line in kept]
    return "\n".join(paragraphs) + "\n"


def normalise_plays(text: str) -> str:
    """tinyshakespeare is verse: its lines stay; one empty line between speeches stays too."""
    blocks = [b.strip() for b in re.split(r"\n\s*\n", straighten(text)) if b.strip()]
    return "\n\n".join(b for b in blocks if not PERIOD_WORDS.search(b)) + "\n"


def load(root: Path) -> dict[str, dict[str, str]]:
    """{name: {"train": text, "held_out": text}}; root is the folder with books/ in it."""
    corpus = {}
    paths = sorted((root / "books").glob("*.txt")) + [root / f"{SHAKESPEARE}.txt"]
    for path in paths:
        name = path.stem
        clean = normalise_plays if name == SHAKESPEARE else normalise_book
        train, held_out = split_held_out(path.read_bytes())
        corpus[name] = {"train": clean(train.decode("utf-8", "replace")),
                        "held_out": clean(held_out.decode("utf-8", "replace"))}
    return corpus
