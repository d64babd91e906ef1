"""BLEU and chrF as the cards give them, the baseline beside them, and the two files that a card is made of."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import numpy
import sacrebleu
from sklearn.feature_extraction.text import TfidfVectorizer

EVERYDAY = ["I love you.", "Where is the station?", "Thank you.", "What is your name?", "My name is Tom.", "How are you?", "I don't know.",
            "I am a student.", "This is my book.", "She likes cats.", "We are going home.", "It is raining.", "How much is it?",
            "Can you help me?", "I want to drink water.", "He is my friend.", "What time is it?", "The dog is big.", "Good morning.",
            "I like reading books.", "My little brother wants to buy a new book tomorrow.", "She is reading a book in the library.",
            "There is a dog under the table.", "I bought a red car yesterday.", "He ate an apple and drank some tea.",
            "Our teacher speaks English and Chinese.", "The children are playing in the park.", "I don't want to go to school today.",
            "My grandmother lives in a small house near the sea.", "We saw three birds in the tree."]


def scores(said: list[str], right: list[str]) -> dict[str, float]:
    return {"bleu": round(sacrebleu.corpus_bleu(said, [right], tokenize="zh").score, 2),
            "chrf": round(sacrebleu.corpus_chrf(said, [right]).score, 2)}


def nearest(sources: list[str], train: list[list[str]]) -> list[str]:
    """The translation of the training sentence most like each source: cosine of tf-idf over groups of 1 to 4 letters within words."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True)
    known = vectors.fit_transform([source for source, _ in train])
    best = (vectors.transform(sources) @ known.T).argmax(axis=1)
    return [train[i][1] for i in numpy.asarray(best).ravel()]


def report(model: Path, work: Path, pairs: dict, said: dict[str, list[str]], result: dict, looked: list[dict],
           sample: Callable[[str], dict], seed: int) -> None:
    """Writes evaluation.json (result, the scores of what was said of the test pairs, sizes, the end of the log) and samples.json: ten test
    pairs, the five with the best and the five with the worst chrF (greedy) of a hundred drawn by the seed; the everyday sentences, and whether
    they stand in the training pairs; looked."""
    sources, right = map(list, zip(*pairs["test"]))
    near, known = nearest(sources, pairs["train"]), {source.lower() for source, _ in pairs["train"]}
    log = [json.loads(line) for line in (work / "training-log.jsonl").read_text().splitlines()]
    drawn = random.Random(seed).sample(range(len(sources)), 100)
    drawn.sort(key=lambda i: -sacrebleu.sentence_chrf(said["greedy"][i], [right[i]]).score)
    result |= {
        "bytes": (model / "model.safetensors").stat().st_size,
        "pairs": {name: len(pairs[name]) for name in ("train", "validation", "test", "words", "nouns")},
        "training": {k: v for k, v in [line for line in log if "held_out" in line][-1].items() if k not in ("batch", "per_epoch")},
        "test": {name: scores(each, right) for name, each in (said | {"nearest": near}).items()},
    }
    samples = {"test": [sample(sources[i]) | {"right": right[i], "nearest": near[i], "attribution": pairs["attribution"][sources[i]]}
                        for i in drawn[:5] + drawn[-5:]],
               "everyday": [sample(source) | {"known": source.lower() in known} for source in EVERYDAY], "alignment": looked}
    (model / "evaluation.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n")
    (model / "samples.json").write_text(json.dumps(samples, ensure_ascii=False) + "\n")
    print(json.dumps(result, indent=1))
    for each in samples["everyday"]:
        print(each["source"], each["said"])
