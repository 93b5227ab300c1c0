"""Does a bullet tell an insight? The judge of SummHay's coverage, without a language model.

The score is the mean of the cosine of the two and of the share of the insight's words, weighted by
rarity, that are in the bullet. Two cuts make the labels of Laban et al. (2024, arXiv:2407.01370):
FULL is 1, PARTIAL .5, NONE 0. They are set on judge_benchmark so that each label is as frequent as
in people's annotation, which keeps the mean coverage right; `quality --only coverage` prints the
correlation with people beside that of the authors' judges, which are language models. It is no part
of the product, so that no change to the product's likeness moves the judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.fit_similarity import read
from benchmarks.quality.bullets import told
from benchmarks.quality.harness import Row, Vectors
from benchmarks.quality.metrics import pearson
from benchmarks.texts import weights

PARTIAL, FULL = 0.40, 0.56
"""Scores from which an insight counts as covered in part and in full."""
LABELS = {"FULL_COVERAGE": 1.0, "PARTIAL_COVERAGE": 0.5, "NO_COVERAGE": 0.0}
_JUDGE = "judge_"


def scores(insights: Sequence[str], bullets: Sequence[str], vectors: Vectors) -> Any:
    """Return how well each bullet tells each insight, shape (insights, bullets), about 0..1."""
    cosines = vectors.encode(insights) @ vectors.encode(bullets).T
    held = [[_held(insight, bullet) for bullet in bullets] for insight in insights]
    return (cosines + np.array(held).reshape(cosines.shape)) / 2


def _held(insight: str, bullet: str) -> float:
    """Return the share of an insight's words that are in a bullet."""
    wanted, found = weights(insight), weights(bullet)
    total = sum(wanted.values())
    return sum(wanted[stem] for stem in wanted.keys() & found.keys()) / (total or 1.0)


def covered(score: Any) -> Any:
    """Return the coverage that a score stands for: 0, .5 or 1."""
    return 0.5 * (score >= PARTIAL) + 0.5 * (score >= FULL)


def row(data: Path, vectors: Vectors) -> Row:
    """Return how our judge, and those of the authors, correlate with people."""
    people: list[float] = []
    ours: list[float] = []
    judges: dict[str, list[float]] = {}
    for summary in read(data / "summhay_news/dev.judge_benchmark.jsonl.gz"):
        insights = [insight["text"] for insight in summary["insights"]]
        best = scores(insights, told(summary["bullets"]), vectors).max(axis=1)
        by_id = {insight["id"]: n for n, insight in enumerate(summary["insights"])}
        for insight, label, _ in summary["human"]:
            people.append(LABELS[label])
            ours.append(float(best[by_id[insight]]))
        for name in (key for key in summary if key.startswith(_JUDGE)):
            given = {insight: LABELS.get(label, 0.0) for insight, label, _ in summary[name]}
            found = judges.setdefault(name.removeprefix(_JUDGE), [])
            found += [given.get(insight, 0.0) for insight, *_ in summary["human"]]
    gold, labels = np.array(people), covered(np.array(ours))
    peers = {name: pearson(gold, np.array(found)) for name, found in judges.items()}
    return Row(
        "coverage and citations",
        "judge_benchmark",
        len(people),
        "Pearson of the matcher's labels with people's",
        pearson(gold, labels),
        peers,
        note=f"of its scores {pearson(gold, np.array(ours)):.3f}; it gives people's own label in "
        f"{(labels == gold).mean():.1%}, and a mean coverage of {labels.mean():.3f} for "
        f"{gold.mean():.3f}",
    )
