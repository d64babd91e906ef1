"""BLEU and chrF as the card gives them, and the baseline beside them."""

import numpy
import sacrebleu
from sklearn.feature_extraction.text import TfidfVectorizer


def scores(said: list[str], right: list[str]) -> dict[str, float]:
    return {"bleu": round(sacrebleu.corpus_bleu(said, [right], tokenize="zh").score, 2),
            "chrf": round(sacrebleu.corpus_chrf(said, [right]).score, 2)}


def nearest(sources: list[str], train: list[list[str]]) -> list[str]:
    """The translation of the training sentence most like each source: cosine of tf-idf over groups of 1 to 4 letters within words."""
    vectors = TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True)
    known = vectors.fit_transform([source for source, _ in train])
    best = (vectors.transform(sources) @ known.T).argmax(axis=1)
    return [train[i][1] for i in numpy.asarray(best).ravel()]
