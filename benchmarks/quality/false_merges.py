"""How often are two sentences merged that differ in a fact?

BUMP (Ma et al., 2023) pairs a summary with the same summary with one error put in: wording nearly
the same, another fact. Ours is the shipped decision. Each peer decides at the threshold at which
it merges as large a share of the true pairs of sts_news (grade 4 and more) as we do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from math import ceil
from pathlib import Path

import numpy as np

from benchmarks.fit_similarity import read
from benchmarks.quality.harness import Row, Vectors, asked
from benchmarks.quality.pairs import PEERS, Scorer, labelled, one_fact, ours
from summarise.story.facts import SAME

TARGET = 0.03


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield the one row."""
    *sides, _, same = labelled(data, "sts_news")
    true = [pair for pair, label in zip(zip(*sides, strict=True), same, strict=True) if label]
    left, right = [one for one, _ in true], [other for _, other in true]
    recall = float(one_fact(left, right, vectors).mean())
    pairs = read(data / "bump/dev.jsonl.gz")
    faithful = [pair["faithful"] for pair in pairs]
    altered = [pair["unfaithful"] for pair in pairs]
    merged = one_fact(faithful, altered, vectors)

    def of(score: Scorer) -> float:
        alike = np.sort(score(left, right, vectors))[::-1]
        threshold = alike[max(0, ceil(recall * len(alike)) - 1)]
        return float((score(faithful, altered, vectors) >= threshold).mean())

    others = {**PEERS, "our likeness alone": ours}
    found = asked({name: partial(of, score) for name, score in others.items()})
    alone = float((ours(left, right, vectors) >= SAME).mean())
    types = [pair["error_type"].removesuffix(" Error") for pair in pairs]
    every, kinds = (
        Counter(types),
        Counter(t for t, wrong in zip(types, merged, strict=True) if wrong),
    )
    shares = ", ".join(f"{kind} {kinds[kind]} of {n}" for kind, n in sorted(every.items()))
    yield Row(
        "false merges",
        "bump",
        len(pairs),
        "share of pairs merged, as shipped",
        float(merged.mean()),
        found,
        target=TARGET,
        low=True,
        note=f"recall on sts_news {recall:.3f}, without what keeps apart {alone:.3f}; "
        f"merged by kind of error: {shares}",
    )
