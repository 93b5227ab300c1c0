"""Reports into stories: BCubed F1 (Bagga and Baldwin, 1998), the number of stories not given.

Ours is the shipped grouping, as in ``python -m benchmarks stories``; average linkage has the
threshold that is best on the very set, single linkage joins what is as close as .60, and BERTopic's
recipe (Grootendorst, 2022) is as in its defaults, and with groups from two on. "A handful" is what
most runs are handed: three reports each of one to five events. "Lone reports" are one each of two
to twenty events: whatever is joined there is wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from benchmarks.quality.clusters import bertopic, best_average_link, distances, single_link
from benchmarks.quality.harness import Row, Vectors, asked, minilm
from benchmarks.quality.pairs import tf_idf
from benchmarks.stories import SETS, bcubed, by_event, draw, placed
from benchmarks.texts import read
from summarise.story.stories import group_documents, lead
from summarise.types import Document

GOALS: dict[str, tuple[float | None, float | None]] = {
    "ecbplus": (0.87, 0.95),
    "uci": (0.76, 0.88),
    "neus": (0.85, 0.93),
    "neus_2021": (None, None),
}
SINGLE_LINK = 0.60
SAMPLES = 60
"""Pools of each kind that are drawn from a set."""
POOLS = {
    "stories, a handful": [[3] * events for events in (1, 2, 3, 4, 5)],
    "stories, lone reports": [[1] * events for events in (2, 3, 5, 10, 20)],
}
"""Reports of each event in the pools of a kind, which take turns."""
SEED = 1


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield a row for each set, and one for each kind of small pool from it."""
    for name, (floor, target) in GOALS.items():
        documents, gold = SETS[name](data)
        leads = [lead(document) for document in documents]
        meanings = vectors.encode(leads)
        clusters = group_documents(documents, list(map(read, leads)), meanings)
        precision, recall, f1 = bcubed(gold, placed(clusters))
        note = f"P {precision:.3f} R {recall:.3f}; {len(clusters)} stories for {len(set(gold))}"
        yield Row(
            "stories",
            name,
            len(documents),
            "BCubed F1, as shipped",
            f1,
            asked(_peers(gold, leads, meanings)),
            floor,
            target,
            note=note,
        )
        for kind in POOLS:
            yield _small(kind, name, documents, leads, gold, meanings)


def _small(
    kind: str,
    name: str,
    documents: Sequence[Document],
    leads: Sequence[str],
    gold: Sequence[str],
    meanings: Any,
) -> Row:
    ours, samples, mixed = [], [], 0
    for sample in _samples(gold, POOLS[kind]):
        told = [gold[i] for i in sample]
        clusters = group_documents(
            [documents[i] for i in sample], [read(leads[i]) for i in sample], meanings[sample]
        )
        ours.append(bcubed(told, placed(clusters))[2])
        mixed += any(len({told[i] for i in cluster}) > 1 for cluster in clusters)
        samples.append((told, meanings[sample]))

    def linked() -> float:
        return fmean(single_link(told, distances(m), SINGLE_LINK) for told, m in samples)

    return Row(
        kind,
        name,
        SAMPLES,
        "BCubed F1, as shipped",
        sum(ours) / SAMPLES,
        asked({"USE + single link .60": linked}),
        note=f"no story of two events in {SAMPLES - mixed} of {SAMPLES}",
    )


def _peers(
    gold: Sequence[str], leads: Sequence[str], meanings: Any
) -> dict[str, Callable[[], float]]:
    return {
        "TF-IDF + average link": lambda: best_average_link(gold, distances(tf_idf(leads))),
        "USE + average link": lambda: best_average_link(gold, distances(meanings)),
        "USE + single link .60": lambda: single_link(gold, distances(meanings), SINGLE_LINK),
        "MiniLM + average link": lambda: best_average_link(gold, distances(minilm(leads))),
        "BERTopic's recipe": lambda: bertopic(gold, minilm(leads), 10),
        "the same, groups of 2": lambda: bertopic(gold, minilm(leads), 2),
    }


def _samples(gold: Sequence[str], kinds: Sequence[Sequence[int]]) -> Iterator[list[int]]:
    """Yield the numbers of the reports of each pool."""
    chance, members = Random(SEED), by_event(gold)
    for number in range(SAMPLES):
        yield draw(members, kinds[number % len(kinds)], chance)
