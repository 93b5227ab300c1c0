"""Is a difference between two accounts found? On generated differences, and how many in real ones.

Generated, and marked as such: of each event of neus_allsides the first account in which there is
something to change, once for each kind, beside the same account with that one piece changed
(benchmarks/quality/changes.py). The reports go through the product's deduplication and grouping.
Recall is the share of changes of which a difference of that kind is reported that cites them,
precision the share of reported differences that do. All else is equal in both accounts, so both
are upper bounds. "Reworded": all else in the changed account is told in other words as well
(benchmarks/quality/rewording.py), so that false differences can show; and with nothing changed but
the words, each one reported is false. Rules reword less than people do: the last row counts what is
reported of three real accounts of each event, for a person to judge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.quality.changes import KINDS, REPORTED_AS, Change, changes
from benchmarks.quality.harness import Row, Vectors
from benchmarks.quality.page import neus
from benchmarks.quality.rewording import Reworded, reworded
from benchmarks.texts import VOCABULARY
from summarise.story import group
from summarise.story.dedupe import dedupe
from summarise.types import Difference, Document

TARGET = 0.90
CHANGED = "changed"
"""The id of the account in which a piece was changed."""


class _Count(NamedTuple):
    """Changes, those found, reported differences, those that are right; and by kind."""

    changes: int
    found: int
    reported: int
    right: int
    note: str


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield recall and precision of both generations, and the counts; kinds are in the notes."""
    for name, rewords in (("generated", False), ("generated, reworded", True)):
        of = f"neus_allsides, {name}"
        count = _count(data, vectors, rewords)
        recall, precision = count.found / count.changes, count.right / (count.reported or 1)
        yield Row(
            "differences", of, count.changes, "recall", recall, {}, target=TARGET, note=count.note
        )
        yield Row("differences", of, count.reported, "precision", precision, {}, target=TARGET)
    unchanged = [
        [t.documents[0], _reworded(t.documents[0].text, n)] for n, t in enumerate(neus(data))
    ]
    yield _per_page("reworded only", unchanged, vectors, target=0.0)
    yield _per_page("real accounts", [task.documents for task in neus(data)], vectors)


def _per_page(
    name: str, events: Sequence[Sequence[Document]], vectors: Vectors, target: float | None = None
) -> Row:
    kinds = Counter(d.kind for documents in events for d in _reported(documents, vectors))
    note = ", ".join(f"{kind} {number}" for kind, number in sorted(kinds.items())) or "none"
    mean = kinds.total() / len(events)
    metric = "differences a page"
    of = f"neus_allsides, {name}"
    return Row("differences", of, len(events), metric, mean, {}, target=target, low=True, note=note)


def _count(data: Path, vectors: Vectors, rewords: bool) -> _Count:
    total = hits = right = reported = 0
    notes = []
    for kind in KINDS:
        found = [
            _found(change, kind, turn, vectors, rewords)
            for turn, change in enumerate(changes(data, kind))
        ]
        caught = sum(any(one) for one in found)
        told, true = sum(map(len, found)), sum(map(sum, found))
        notes.append(f"{kind} {caught} of {len(found)}, {told - true} others reported")
        total, hits = total + len(found), hits + caught
        reported, right = reported + told, right + true
    return _Count(total, hits, reported, right, "; ".join(notes))


def _found(change: Change, kind: str, turn: int, vectors: Vectors, rewords: bool) -> list[bool]:
    """Return for each reported difference whether it cites the change and is of its kind."""
    told = Reworded(change.changed, change.place, change.place + 1)
    if rewords:
        told = reworded(change.changed, change.place, turn)
    documents = [Document("one", change.text, outlet="One"), _account(told.text)]
    return [
        difference.kind in REPORTED_AS[kind] and _cites(difference, told)
        for difference in _reported(documents, vectors)
    ]


def _cites(difference: Difference, told: Reworded) -> bool:
    return any(
        citation.document == CHANGED and citation.start < told.end and told.start < citation.end
        for side in difference.sides
        for citation in side.citations
    )


def _account(text: str) -> Document:
    return Document(CHANGED, text, outlet="Other")


def _reworded(text: str, turn: int) -> Document:
    return _account(reworded(text, 0, turn).text)


def _reported(documents: Sequence[Document], vectors: Vectors) -> list[Difference]:
    left = dedupe(documents)
    grouped = group(left.documents, left.origins, vectors, VOCABULARY)
    return [difference for story in grouped.stories for difference in story.differences]
