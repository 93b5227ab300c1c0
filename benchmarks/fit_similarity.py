"""Fit the weights of ``summarise.meaning.similarity`` on labelled pairs."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from summarise.meaning.encoders import UseEncoder
from summarise.meaning.similarity import FEATURES, pair_features

Pairs = tuple[list[str], list[str], np.ndarray[Any, Any]]


def read(path: Path) -> list[dict[str, Any]]:
    """Read one gzip JSONL file."""
    with gzip.open(path, "rt", encoding="utf8") as lines:
        return [json.loads(line) for line in lines]


def pair_sets(data: Path) -> dict[str, Pairs]:
    """Return the labelled pairs of each development set."""
    files: dict[str, tuple[str, Callable[[dict[str, Any]], object]]] = {
        "sts_news": ("sts_news/dev.jsonl.gz", lambda row: row["score"] >= 4),
        "mrpc": ("mrpc/dev.jsonl.gz", lambda row: row["label"]),
        "ecbplus": ("ecbplus/dev.sentence_pairs.jsonl.gz", lambda row: row["label"]),
        "superpal": ("superpal_multinews/dev.sentence_pairs.jsonl.gz", lambda row: row["label"]),
    }
    found: dict[str, Pairs] = {}
    for name, (file, label) in files.items():
        rows = read(data / file)
        gold = np.array([bool(label(row)) for row in rows])
        found[name] = ([r["text1"] for r in rows], [r["text2"] for r in rows], gold)
    return found


def matrix(pairs: Pairs, encoder: UseEncoder | None) -> np.ndarray[Any, Any]:
    """Return the features of all pairs, shape (n, features)."""
    left, right, _ = pairs
    cosines = np.zeros(len(left))
    if encoder:
        cosines = np.einsum("ij,ij->i", encoder.encode(left), encoder.encode(right))
    rows = [pair_features(a, b, float(c)) for a, b, c in zip(left, right, cosines, strict=True)]
    return np.array([[row[name] for name in FEATURES] for row in rows])


def fit(x: Any, y: Any, weight: Any, ridge: float = 1e-3) -> Any:
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


def main(data: Path) -> None:
    """Fit on all sets, print the weights and how each set fares with them."""
    sets = pair_sets(data)
    for title, encoder in (("WITH_MEANING", UseEncoder()), ("WORDS_ONLY", None)):
        features = {name: matrix(pairs, encoder) for name, pairs in sets.items()}
        intercepts = np.repeat(np.eye(len(sets)), [len(f) for f in features.values()], axis=0)
        x = np.hstack([np.vstack(list(features.values())), intercepts])
        y = np.concatenate([pairs[2] for pairs in sets.values()])
        # Each set, and in each set each label, has the same say.
        share = [np.where(g, 0.5 / g.mean(), 0.5 / (~g).mean()) / len(g) for *_, g in sets.values()]
        w = fit(x, y.astype(float), np.concatenate(share) * 1000)
        slopes, biases = w[: len(FEATURES)], w[len(FEATURES) : -1] + w[-1]
        shipped = dict(zip(FEATURES, slopes, strict=True)) | {"bias": biases.mean()}
        print(title, {name: round(float(value), 2) for name, value in shipped.items()})
        for name, pairs in sets.items():
            score = 1 / (1 + np.exp(-(features[name] @ slopes + biases.mean())))
            f1, threshold = best_f1(pairs[2], score)
            area = auc(pairs[2], score)
            print(f"  {name:9} n={len(score)} AUC {area:.3f} F1 {f1:.3f} at {threshold:.2f}")
