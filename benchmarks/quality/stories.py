"""Reports into stories: BCubed F1 (Bagga and Baldwin, 1998), the number of stories not given.

Ours is the shipped grouping, as in ``python -m benchmarks stories``; average linkage has the
threshold that is best on the very set, single linkage joins what is as close as .60.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from benchmarks.quality.clusters import best_average_link, distances, single_link
from benchmarks.quality.harness import Row, Vectors
from benchmarks.quality.pairs import tf_idf
from benchmarks.stories import SETS, bcubed
from summarise.group.stories import group_documents, lead

GOALS = {"ecbplus": (0.87, 0.95), "uci": (0.76, 0.88), "neus": (0.85, 0.93)}
SINGLE_LINK = 0.60


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield a row for each set."""
    for name, (floor, target) in GOALS.items():
        documents, gold = SETS[name](data)
        leads = [lead(document) for document in documents]
        meanings = vectors.encode(leads)
        clusters = group_documents(documents, meanings)
        home = {i: number for number, cluster in enumerate(clusters) for i in cluster}
        precision, recall, f1 = bcubed(gold, [home[i] for i in range(len(documents))])
        words, close = distances(tf_idf(leads)), distances(meanings)
        peers = {
            "TF-IDF + average link": best_average_link(gold, words),
            "USE + average link": best_average_link(gold, close),
            "USE + single link .60": single_link(gold, close, SINGLE_LINK),
        }
        note = f"P {precision:.3f} R {recall:.3f}; {len(clusters)} stories for {len(set(gold))}"
        yield Row(
            "stories",
            name,
            len(documents),
            "BCubed F1, as shipped",
            f1,
            peers,
            floor,
            target,
            note=note,
        )
