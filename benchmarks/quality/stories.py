"""Reports into stories: BCubed F1 (Bagga and Baldwin, 1998), the number of stories not given.

Ours is the shipped grouping, as in ``python -m benchmarks stories``; average linkage has the
threshold that is best on the very set, single linkage joins what is as close as .60, and BERTopic's
recipe (Grootendorst, 2022) is as in its defaults, and with groups from two on. "A handful" is what
most runs are handed: three reports each of one to five events.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.quality.clusters import bertopic, best_average_link, distances, single_link
from benchmarks.quality.harness import Row, Vectors, minilm
from benchmarks.quality.pairs import tf_idf
from benchmarks.stories import SETS, bcubed, placed
from summarise.group.stories import group_documents, lead
from summarise.types import Document

GOALS: dict[str, tuple[float | None, float | None]] = {
    "ecbplus": (0.87, 0.95),
    "uci": (0.76, 0.88),
    "neus": (0.85, 0.93),
    "neus_2021": (None, None),
}
SINGLE_LINK = 0.60
HANDFULS, EVENTS, REPORTS = 60, 5, 3
"""Samples of a set, events in a sample at the most, reports of an event."""
SEED = 1


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield two rows for each set."""
    for name, (floor, target) in GOALS.items():
        documents, gold = SETS[name](data)
        leads = [lead(document) for document in documents]
        meanings = vectors.encode(leads)
        clusters = group_documents(documents, meanings)
        precision, recall, f1 = bcubed(gold, placed(clusters))
        note = f"P {precision:.3f} R {recall:.3f}; {len(clusters)} stories for {len(set(gold))}"
        yield Row(
            "stories",
            name,
            len(documents),
            "BCubed F1, as shipped",
            f1,
            _peers(gold, leads, meanings),
            floor,
            target,
            note=note,
        )
        yield _few(name, documents, gold, meanings)


def _few(name: str, documents: Sequence[Document], gold: Sequence[str], meanings: Any) -> Row:
    ours, linked = [], []
    for sample in _handfuls(gold):
        told = [gold[i] for i in sample]
        clusters = group_documents([documents[i] for i in sample], meanings[sample])
        ours.append(bcubed(told, placed(clusters))[2])
        linked.append(single_link(told, distances(meanings[sample]), SINGLE_LINK))
    return Row(
        "stories, a handful",
        name,
        HANDFULS,
        "BCubed F1, as shipped",
        sum(ours) / HANDFULS,
        {"USE + single link .60": sum(linked) / HANDFULS},
    )


def _peers(gold: Sequence[str], leads: Sequence[str], meanings: Any) -> dict[str, float]:
    words, close, small = distances(tf_idf(leads)), distances(meanings), minilm(leads)
    return {
        "TF-IDF + average link": best_average_link(gold, words),
        "USE + average link": best_average_link(gold, close),
        "USE + single link .60": single_link(gold, close, SINGLE_LINK),
        "MiniLM + average link": best_average_link(gold, distances(small)),
        "BERTopic's recipe": bertopic(gold, small, 10),
        "the same, groups of 2": bertopic(gold, small, 2),
    }


def _handfuls(gold: Sequence[str]) -> Iterator[list[int]]:
    """Yield the numbers of a few reports each of a few events."""
    chance = random.Random(SEED)
    members: dict[str, list[int]] = {}
    for number, event in enumerate(gold):
        members.setdefault(event, []).append(number)
    events = sorted(members)
    for number in range(HANDFULS):
        few = chance.sample(events, 1 + number % EVENTS)
        yield [
            i
            for event in few
            for i in chance.sample(members[event], min(REPORTS, len(members[event])))
        ]
