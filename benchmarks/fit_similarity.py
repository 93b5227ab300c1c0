"""Fit the weights of ``summarise.language.similarity`` on labelled pairs, and say how they fare.

Logistic regression with an intercept for each set, for the sets disagree on how alike is alike; the
bias that ships is the mean of these. Each set has the same say, and in each set each label. Printed
beside the figures of the very pairs are those of ten folds, each judged by weights fitted on the
other nine.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from benchmarks import texts
from summarise.language.similarity import FEATURES, Lexicon, pair_features
from summarise.language.vectors import UseEncoder

RIDGE = 1.0
"""Weight of the penalty beside a thousand pairs of each set."""
FOLDS = 10
GOALS = {"SAME": ("sts_news", "mrpc"), "ECHO": ("ecbplus", "superpal")}
"""The sets that label each of the two questions."""


class Pairs(NamedTuple):
    """Labelled pairs: their features, shape (n, features), and whether they are the same."""

    x: Any
    y: Any


def read(path: Path) -> list[dict[str, Any]]:
    """Read one gzip JSONL file."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def pair_sets(data: Path) -> dict[str, tuple[list[str], list[str], Any]]:
    """Return the labelled pairs of each development set."""
    files: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
        "sts_news": ("sts_news/dev.jsonl.gz", lambda row: row["score"] >= 4),
        "mrpc": ("mrpc/dev.jsonl.gz", lambda row: row["label"]),
        "ecbplus": ("ecbplus/dev.sentence_pairs.jsonl.gz", lambda row: row["label"]),
        "superpal": ("superpal_multinews/dev.sentence_pairs.jsonl.gz", lambda row: row["label"]),
    }
    found = {}
    for name, (file, label) in files.items():
        rows = read(data / file)
        gold = np.array([bool(label(row)) for row in rows])
        found[name] = ([r["text1"] for r in rows], [r["text2"] for r in rows], gold)
    return found


def measured(data: Path, meaning: bool) -> dict[str, Pairs]:
    """Return the pairs of each set with their features; without meaning, by words alone."""
    found = {}
    for name, (left, right, gold) in pair_sets(data).items():
        cosines = np.zeros(len(left))
        if meaning:
            vectors = (UseEncoder().encode(side) for side in (left, right))
            cosines = np.einsum("ij,ij->i", *vectors)
        ones, others = ([texts.read(text) for text in side] for side in (left, right))
        lexicon = Lexicon((*ones, *others), meaning)
        rows = [
            pair_features(one, other, float(cosine), lexicon)
            for one, other, cosine in zip(ones, others, cosines, strict=True)
        ]
        found[name] = Pairs(np.array([[row[f] for f in FEATURES] for row in rows]), gold)
    return found


def fit(x: Any, y: Any, weight: Any, ridge: float = RIDGE) -> Any:
    """Logistic regression by Newton's method; the last weight is the bias."""
    x = np.hstack([x, np.ones((len(x), 1))])
    w = np.zeros(x.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (p - y)) + ridge * w
        hessian = (x * (weight * p * (1 - p))[:, None]).T @ x + ridge * np.eye(len(w))
        w -= np.linalg.solve(hessian, gradient)
    return w


def auc(y: Any, score: Any) -> float:
    """Area under the ROC curve (ties counted as half)."""
    values, places, counts = np.unique(score, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks = (last - (counts - 1) / 2)[places]
    n1, n0 = int(y.sum()), int((~y).sum())
    return float((ranks[y].sum() - n1 * (n1 + 1) / 2) / (n1 * n0)) if len(values) else 0.0


def best_f1(y: Any, score: Any) -> tuple[float, float]:
    """Return the best F1 and its threshold."""
    order = np.argsort(-score)
    hits = np.cumsum(y[order])
    f1 = 2 * hits / (np.arange(1, len(y) + 1) + y.sum())
    return float(f1.max()), float(score[order][f1.argmax()])


def weights(sets: Mapping[str, Pairs]) -> Any:
    """Return the weights of the features and the bias, fitted on several sets at once."""
    sizes = [len(pairs.y) for pairs in sets.values()]
    intercepts = np.repeat(np.eye(len(sets)), sizes, axis=0)
    x = np.hstack([np.vstack([pairs.x for pairs in sets.values()]), intercepts])
    y = np.concatenate([pairs.y for pairs in sets.values()])
    share = [np.where(y, 0.5 / y.mean(), 0.5 / (~y).mean()) / len(y) for _, y in sets.values()]
    w = fit(x, y.astype(float), np.concatenate(share) * 1000)
    features = len(FEATURES)
    return np.append(w[:features], w[features:-1].mean() + w[-1])


def scores(pairs: Pairs, w: Any) -> Any:
    """Return the probabilities of pairs under weights."""
    return 1 / (1 + np.exp(-(pairs.x @ w[:-1] + w[-1])))


def held_out(sets: Mapping[str, Pairs]) -> dict[str, Any]:
    """Return for each set the scores of its pairs by weights that were fitted without them."""
    found = {name: np.zeros(len(pairs.y)) for name, pairs in sets.items()}
    for fold in range(FOLDS):
        inside = {name: np.arange(len(pairs.y)) % FOLDS == fold for name, pairs in sets.items()}
        rest = {n: Pairs(p.x[~inside[n]], p.y[~inside[n]]) for n, p in sets.items()}
        w = weights(rest)
        for name, pairs in sets.items():
            found[name][inside[name]] = scores(pairs, w)[inside[name]]
    return found


def main(data: Path) -> None:
    """Fit both models, print their weights and how each set fares with them."""
    for kind, meaning in (("with_meaning", True), ("words_only", False)):
        every = measured(data, meaning)
        for goal, names in GOALS.items():
            sets = {name: every[name] for name in names}
            w = weights(sets)
            _print(f"{goal}.{kind}", ("bias", *FEATURES), (w[-1], *w[:-1]))
            for name, score in held_out(sets).items():
                gold = sets[name].y
                own = scores(sets[name], w)
                f1, threshold = best_f1(gold, own)
                print(
                    f"  {name:9} n={len(gold)} AUC {auc(gold, own):.3f} F1 {f1:.3f} at "
                    f"{threshold:.2f}; held out AUC {auc(gold, score):.3f} F1 "
                    f"{best_f1(gold, score)[0]:.3f}"
                )
        if meaning:
            other = np.vstack([pairs.x[~pairs.y] for pairs in every.values()])
            _print("TYPICAL", FEATURES, other.mean(axis=0))


def _print(title: str, names: tuple[str, ...], values: Any) -> None:
    table = {name: round(float(value), 2) for name, value in zip(names, values, strict=True)}
    print(title, table)
