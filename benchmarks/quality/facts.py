"""Sentences of one pool into facts: BCubed F1 (Bagga and Baldwin, 1998), groups not given.

The pools are the sentences of White et al. (2015), grouped by meaning. Ours is the shipped
grouping of a story's sentences; the peers have the threshold that is best on the very pool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.fit_similarity import read
from benchmarks.quality.clusters import best_average_link, distances, hdbscan
from benchmarks.quality.harness import Row, Vectors, asked, minilm
from benchmarks.quality.pairs import tf_idf
from benchmarks.stories import bcubed
from benchmarks.texts import sentence
from summarise.language.similarity import Comparison
from summarise.story.facts import cluster

Scored = Callable[[], float]

POOLS: dict[str, tuple[float | None, float | None]] = {
    "opinosis_groups": (0.60, 0.75),
    "msrp_groups": (None, None),
}
"""The floor and the target are of the human-made groups; TF-IDF nearly solves the others."""


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield a row for each pool."""
    for name, (floor, target) in POOLS.items():
        pool = read(data / f"sentence_groups/dev.{name}.jsonl.gz")
        texts, gold = [row["text"] for row in pool], [str(row["group"]) for row in pool]
        sentences = [sentence(str(n), text) for n, text in enumerate(texts)]
        meanings = vectors.encode(texts)
        readings = [one.reading for one in sentences]
        groups = cluster(sentences, Comparison(readings, meanings)).groups
        home = {i: number for number, group in enumerate(groups) for i in group}
        precision, recall, f1 = bcubed(gold, [home[i] for i in range(len(texts))])
        note = f"P {precision:.3f} R {recall:.3f}; {len(groups)} groups for {len(set(gold))}"
        yield Row(
            "facts in a pool",
            name,
            len(texts),
            "BCubed F1, as shipped",
            f1,
            asked(_peers(gold, texts, meanings)),
            floor,
            target,
            note=note,
        )


def _peers(gold: Sequence[str], texts: Sequence[str], meanings: Any) -> dict[str, Scored]:
    return {
        "TF-IDF + average link": lambda: best_average_link(gold, distances(tf_idf(texts))),
        "USE + average link": lambda: best_average_link(gold, distances(meanings)),
        "USE + HDBSCAN": lambda: hdbscan(gold, meanings),
        "MiniLM + average link": lambda: best_average_link(gold, distances(minilm(texts))),
        "MiniLM + HDBSCAN": lambda: hdbscan(gold, minilm(texts)),
    }
