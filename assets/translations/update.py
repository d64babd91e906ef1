#!/usr/bin/env python3
"""Keeps headlight_zh_CN.ts up to date with the sources and says what is wrong with it.

    update.py           reads every text of ui/ and app/ into the catalogue, then lists what is to be translated
    update.py --check   changes nothing; exit status 1 if the catalogue is behind the sources, or anything below is found

What is looked at:
  - every text is translated, with the same %1, tags, keys, file patterns, line breaks, accelerator and ellipsis;
  - terms.md: a term is always the same Chinese word, and never one of those that stand in its last column, in the
    lessons neither;
  - Chinese typography: full-width punctuation, a space between a Chinese character and a Latin letter or digit;
  - the sources: a text that lupdate files under another context than the one asked at run time is never found.

Needs lupdate of Qt 6 (Debian: qt6-l10n-tools). Exit status 2 if there is none.
"""

import argparse
import collections
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as xml

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CATALOGUE = HERE / "headlight_zh_CN.ts"
SOURCES = ["ui", "app"]
HAN = "[\u3400-\u9fff]"


def lupdate():
    """The lupdate of Qt 6, or None."""
    for name in ["lupdate", "lupdate6", "lupdate-qt6", "/usr/lib/qt6/bin/lupdate"]:
        path = shutil.which(name)
        if path and " 6." in subprocess.run([path, "-version"], capture_output=True, text=True).stdout:
            return path
    return None


def read_sources(tool, catalogue):
    """Merges the texts of the sources into `catalogue`. Returns what lupdate says of them, a line each."""
    command = [tool, "-I", ".", *SOURCES, "-no-obsolete", "-locations", "none", "-source-language", "en",
               "-target-language", "zh_CN", "-ts", str(catalogue)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"update.py: lupdate failed: {done.stderr.strip()}")
    return [line for line in (done.stdout + done.stderr).splitlines() if re.search(r"\.(cpp|h):\d+: ", line)]


class Entry:
    """A text with its translation; `context` without the name spaces, for messages."""

    def __init__(self, context, message):
        self.context = context.split("::")[-1]
        self.source = message.findtext("source")
        translation = message.find("translation")
        self.finished = translation.get("type") is None and bool(translation.text)
        self.chinese = translation.text or ""

    def __str__(self):
        return f"{self.context}: {self.source!r} -> {self.chinese!r}"


def entries(catalogue):
    root = xml.parse(catalogue).getroot()
    return [Entry(context.findtext("name"), message) for context in root.iter("context")
            for message in context.iter("message")]


# What must be the same in both languages, as (name, what is found in a text).
KEYS = r"(?:(?:Ctrl|Shift|Alt)\+)+(?!click)(?:[A-Za-z0-9]+|←|→)|\bF\d+\b|\bEsc\b"


def named(text):
    """The keys by one name: Return is Enter on a keyboard and 回车 in the words of Qt."""
    return text.replace("Escape", "Esc").replace("Return", "Enter").replace("回车", "Enter")


SAME = [
    ("placeholders", lambda text: sorted(set(re.findall(r"%L?\d{1,2}|%n", text)))),
    ("tags", lambda text: sorted(re.findall(r"</?[a-z][^<>]*>", text))),
    ("line breaks", lambda text: text.count("\n")),
    ("file patterns", lambda text: sorted(re.findall(r"\*[.%][\w.]*|\.\w+(?=[ )])", " ".join(
        re.findall(r"\(\*[^)]*\)", text))))),
    ("keys", lambda text: sorted(set(re.findall(KEYS, named(text))))),
    ("accelerator", lambda text: [key.upper() for key in re.findall(r"&(\w)", text)]),
    ("ellipsis", lambda text: text.rstrip().endswith("…")),
]
TYPOGRAPHY = [
    ("no space between Chinese and Latin", rf"{HAN}[A-Za-z0-9]|[A-Za-z0-9]{HAN}"),
    ("half-width punctuation beside Chinese", rf"{HAN}[,;:?!]|[,;:?!]{HAN}|{HAN}\.(?![\w*])"),
    ("half-width brackets beside Chinese", rf"{HAN} ?\((?![&*])|(?<!&\w)\){HAN}"),
    ("a space beside full-width punctuation", r" [，。；：？！、（）]|[，。；：？！、（] (?!$)"),
    ("dots instead of an ellipsis", r"\.\.\."),
    ("formal address", "您"),
]


def faults_of(entry):
    """What is wrong with a translation taken by itself."""
    if not entry.finished:
        return ["not translated"]
    found = [f"{name} differ" for name, of in SAME if of(entry.source) != of(entry.chinese)]
    # What a placeholder stands for may be either; the patterns of a file dialogue have their own punctuation.
    text = re.sub(r"%L?\d{1,2}|%n", "\u25a1", entry.chinese).replace(";;", "\n")
    return found + [name for name, pattern in TYPOGRAPHY if re.search(pattern, text)]


def tables(path):
    """The rows of each table of a Markdown file, by the heading above it."""
    found, heading = collections.defaultdict(list), ""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:].strip()
        elif line.startswith("|") and not re.match(r"\|[\s:|-]*$", line):
            found[heading].append([cell.strip() for cell in line.strip("|").split("|")])
    return {name: rows[1:] for name, rows in found.items()}


def lesson_texts():
    """Every Chinese text of the bundled lessons, as (file, text)."""
    def walk(node):
        if isinstance(node, dict):
            for key, value in node.items():
                if key == "zh_CN":
                    yield from strings(value)
                else:
                    yield from walk(value)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value)

    def strings(node):
        for value in node if isinstance(node, list) else [node]:
            yield value

    for path in sorted((HERE.parent / "lessons").glob("*/lesson.json")):
        for text in walk(json.loads(path.read_text(encoding="utf-8"))):
            yield path.parent.name, text


def words(cell):
    return [word.strip() for word in cell.split(",") if word.strip()]


def faults_of_terms(all_entries):
    """Where one term is not one word."""
    found = []
    table = tables(HERE / "terms.md")
    allowed = {row[0] for row in table["One English word, two meanings"]}
    texts = [(entry.context, entry.chinese) for entry in all_entries] + list(lesson_texts())
    for english, chinese, never in table["One term, one word"]:
        for where, text in texts:
            found += [f"terms.md: “{word}” for {english} in {where}: {text!r}" for word in words(never) if word in text]
        if "*" in english:  # the English word has other meanings too
            continue
        pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words(english)), re.IGNORECASE)
        found += [f"terms.md: no “{chinese}” in {entry}" for entry in all_entries
                  if entry.finished and entry.source not in allowed
                  and pattern.search(re.sub(r"<[^>]*>|\(term:[^)]*\)", "", entry.source.replace("&", "")))
                  and not any(word in entry.chinese for word in words(chinese))]
    by_source = collections.defaultdict(set)
    for entry in all_entries:
        by_source[entry.source].add(entry.chinese)
    found += [f"terms.md: {source!r} is translated as {sorted(several)}" for source, several in by_source.items()
              if len(several) > 1 and source not in allowed]
    return found


def faults_of_sources(said):
    """Texts that would be looked up in another context than the one lupdate files them under."""
    found = []
    # A free function tr() is said to belong to its name space; that is the context which it has to ask, see below.
    found += [line for line in said if "lacks Q_OBJECT" in line and "'headlight::ui'" not in line]
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*.[ch]*")):
            text = path.read_text(encoding="utf-8")
            contexts = re.findall(r"Q_DECLARE_TR_FUNCTIONS\(([\w:]+)\)", text)
            contexts += re.findall(r"(?:QT_TRANSLATE_NOOP|translate)\(\s*\"([^\"]+)\"", text)
            # A macro of this program that says NOOP has one context, which lupdate knows.
            found += [f"{path.relative_to(ROOT)}: the context {context} is not qualified (headlight::…)"
                      for context in contexts if not context.startswith("headlight::")]
            for context in re.findall(r"QString tr\(const char\*[^)]*\)\s*\{[^}]*?(\"[^\"]*\"|QObject)", text):
                if context != '"headlight::ui"':
                    found.append(f"{path.relative_to(ROOT)}: a free tr() has to ask the context headlight::ui, "
                                 f"not {context}")
    return found


def main():
    parser = argparse.ArgumentParser(description="Keeps headlight_zh_CN.ts up to date with the sources.")
    parser.add_argument("--check", action="store_true", help="change nothing; exit status 1 if anything is wrong")
    arguments = parser.parse_args()
    tool = lupdate()
    if tool is None:
        print("update.py: there is no lupdate of Qt 6; install qt6-l10n-tools (Debian) or put it into PATH",
              file=sys.stderr)
        return 2
    found = []
    with tempfile.TemporaryDirectory() as folder:
        # A copy at the same depth would have the same paths; locations are left out, so any place does.
        fresh = pathlib.Path(folder) / CATALOGUE.name
        if CATALOGUE.exists():
            shutil.copy(CATALOGUE, fresh)
        said = read_sources(tool, fresh)
        all_entries = entries(fresh)
        if not CATALOGUE.exists() or fresh.read_bytes() != CATALOGUE.read_bytes():
            if arguments.check:
                found.append(f"{CATALOGUE.name} is behind the sources: run assets/translations/update.py")
            else:
                shutil.copy(fresh, CATALOGUE)
    for entry in all_entries:
        found += [f"{fault}: {entry}" for fault in faults_of(entry)]
    found += faults_of_terms(all_entries) + faults_of_sources(said)
    for line in found:
        print(line)
    done = sum(entry.finished for entry in all_entries)
    print(f"{done} of {len(all_entries)} texts are translated; {len(found)} things to mend")
    return 1 if found and arguments.check else 0


if __name__ == "__main__":
    sys.exit(main())
