"""How alike two sentences are: by us, and by the peers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fit_similarity import read
from benchmarks.quality.harness import Vectors, minilm, need
from benchmarks.texts import read as read_text
from benchmarks.texts import sentence
from summarise.language.similarity import Comparison
from summarise.story.facts import cluster

PERMUTATIONS = 128
"""Of MinHash, the default of datasketch."""
FILES = {
    "sts_news": "sts_news/dev.jsonl.gz",
    "mrpc": "mrpc/dev.jsonl.gz",
    "ecbplus": "ecbplus/dev.sentence_pairs.jsonl.gz",
    "superpal": "superpal_multinews/dev.sentence_pairs.jsonl.gz",
}
SAME_SCORE = 4
"""Grade of sts_news (0 to 5) from which two sentences say the same but for unimportant details."""

Texts = Sequence[str]
Scorer = Callable[[Texts, Texts, Vectors], Any]


def labelled(data: Path, name: str) -> tuple[list[str], list[str], Any, Any]:
    """Return both sides of the pairs of a set, their grades, and whether they are the same."""
    rows = read(data / FILES[name])
    grades = np.array([float(row["score" if name == "sts_news" else "label"]) for row in rows])
    same = grades >= (SAME_SCORE if name == "sts_news" else 1)
    return [row["text1"] for row in rows], [row["text2"] for row in rows], grades, same


def subsets(data: Path) -> Any:
    """Return for each pair of sts_news from which of its sets it is."""
    return np.array([row["subset"] for row in read(data / FILES["sts_news"])])


def compared(ones: Texts, others: Texts, vectors: Vectors) -> Comparison:
    """Return what compares the texts of these pairs."""
    texts = list(dict.fromkeys([*ones, *others]))
    return Comparison([read_text(text) for text in texts], vectors.encode(texts))


def ours(ones: Texts, others: Texts, vectors: Vectors) -> Any:
    """Return our likeness of each pair."""
    compare = compared(ones, others, vectors)
    return np.array(
        [compare(read_text(a), read_text(b)).score for a, b in zip(ones, others, strict=True)]
    )


def our_echo(ones: Texts, others: Texts, vectors: Vectors) -> Any:
    """Return how likely one text of each pair echoes the other, among other things."""
    compare = compared(ones, others, vectors)
    return np.array(
        [compare(read_text(a), read_text(b)).echo for a, b in zip(ones, others, strict=True)]
    )


def one_fact(ones: Texts, others: Texts, vectors: Vectors) -> Any:
    """Return whether the product makes one fact of each pair: likeness, and nothing that parts."""
    compare = compared(ones, others, vectors)
    found = []
    for pair in zip(ones, others, strict=True):
        texts = [sentence(str(side), text) for side, text in enumerate(pair)]
        found.append(len(cluster(texts, compare).groups) == 1)
    return np.array(found)


def tf_idf(texts: Texts) -> Any:
    """Return the TF-IDF vectors of texts (scikit-learn, its defaults), fitted on themselves."""
    return need("sklearn.feature_extraction.text").TfidfVectorizer().fit_transform(texts)


def _tf_idf_cosine(ones: Texts, others: Texts, vectors: Vectors) -> Any:  # noqa: ARG001
    rows = tf_idf([*ones, *others])
    product = rows[: len(ones)].multiply(rows[len(ones) :])
    return np.asarray(product.sum(axis=1)).ravel()


def _minhash(ones: Texts, others: Texts, vectors: Vectors) -> Any:  # noqa: ARG001
    """Estimate the Jaccard coefficient of the two sets of words (Broder, 1997)."""
    kind = need("datasketch").MinHash
    sketches = {}
    for text in dict.fromkeys([*ones, *others]):
        sketches[text] = kind(num_perm=PERMUTATIONS)
        sketches[text].update_batch([word.encode() for word in sorted(set(text.lower().split()))])
    return np.array([sketches[a].jaccard(sketches[b]) for a, b in zip(ones, others, strict=True)])


def token_set_ratio(ones: Texts, others: Texts, vectors: Vectors) -> Any:  # noqa: ARG001
    """Return rapidfuzz' ratio of the words in common, 0..1."""
    ratio = need("rapidfuzz.fuzz").token_set_ratio
    return np.array([ratio(a.lower(), b.lower()) / 100 for a, b in zip(ones, others, strict=True)])


def _cosine(ones: Texts, others: Texts, vectors: Vectors) -> Any:
    return vectors.cosines(ones, others)


def _minilm_cosine(ones: Texts, others: Texts, vectors: Vectors) -> Any:  # noqa: ARG001
    """Return the cosine of MiniLM's vectors, which is also what semhash goes by with this model.

    The model that semhash has by itself is fetched from the web.
    """
    return np.einsum("ij,ij->i", minilm(ones), minilm(others))


PEERS: dict[str, Scorer] = {
    "TF-IDF": _tf_idf_cosine,
    "MinHash": _minhash,
    "token_set_ratio": token_set_ratio,
    "USE cosine": _cosine,
    "MiniLM cosine (semhash)": _minilm_cosine,
}
