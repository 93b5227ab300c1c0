"""Is a difference between two accounts found? On generated differences, and how many in real ones.

Generated, and marked as such: of each event of neus_allsides the first account with a number that
can be changed, beside the same account with that number changed (benchmarks/quality/changes.py);
only figures are told as differences without a model. The reports go through the product's
deduplication and grouping. Recall is the share of changes of which a difference is reported that
cites them, precision the share of reported differences that do. All else is equal in both accounts,
so both are upper bounds. "Reworded": all else in the changed account is told in other words as well
(benchmarks/quality/rewording.py), so that false differences can show; and with nothing changed but
the words, each one reported is false. Rules reword less than people do: the last row counts what is
reported of three real accounts of each event; which of those on real pages are real is judged by
verdicts.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.quality.changes import Change, changes
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


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield recall and precision of both generations, and how many there are on a page."""
    for name, rewords in (("generated", False), ("generated, reworded", True)):
        of = f"neus_allsides, {name}"
        found = [_found(one, turn, vectors, rewords) for turn, one in enumerate(changes(data))]
        recall = sum(map(any, found)) / len(found)
        reported = sum(map(len, found))
        precision = sum(map(sum, found)) / (reported or 1)
        yield Row("differences", of, len(found), "recall", recall, {}, target=TARGET)
        yield Row("differences", of, reported, "precision", precision, {}, target=TARGET)
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


def _found(change: Change, turn: int, vectors: Vectors, rewords: bool) -> list[bool]:
    """Return for each reported difference whether it cites the change."""
    told = Reworded(change.changed, change.place, change.place + 1)
    if rewords:
        told = reworded(change.changed, change.place, turn)
    documents = [Document("one", change.text, outlet="One"), _account(told.text)]
    return [_cites(difference, told) for difference in _reported(documents, vectors)]


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
