"""Is a difference between two accounts found? Recall and precision on generated differences.

Generated, and marked as such: of each event of neus_allsides the first account in which there is
something to change, once for each kind, beside the same account with that one piece changed. The
reports go through the product's deduplication and grouping. Recall is the share of changes that a
reported difference cites; precision the share of reported differences that cite the change, all
else being equal in both accounts. Both are upper bounds: in real accounts all else is reworded.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.quality.harness import Row, Vectors
from benchmarks.quality.page import neus
from summarise.dedupe import dedupe
from summarise.group import group
from summarise.types import Document

TARGET = 0.90
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = (
    "January February March April May June July August September October November December".split()
)
NAMES = "Harlow Brennan Okafor Lindqvist Marchetti Delgado Whitcombe Novak".split()
"""What a name is changed to; one after the other, so that none is always the same."""
VERBS = {
    f"{verb}d" if verb.endswith("e") else f"{verb}ed": verb
    for verb in (
        "announce sign approve reject order release block pass launch file end charge fire vote "
        "resign accuse reveal issue publish suspend remove open close arrest appoint"
    ).split()
}
_NUMBER = re.compile(r"(?<![\w.,$€£-])([2-9]\d{0,2}|[1-9]\d{1,2})(?![\w.,:-]\w|\w|%)")
_DAY = re.compile(rf"\b({'|'.join(DAYS)})\b")
_DATE = re.compile(rf"\b({'|'.join(MONTHS)}) (?=\d{{1,2}}\b)")
_NAME = re.compile(r"(?<=[a-z] )([A-Z][a-z]{3,})(?=[ ,.])(?! [A-Z])")
_VERB = re.compile(r"\b(is|are|was|were|will|has|have|had) (?!not\b|no\b|n't)(?=[a-z])")
_DEED = re.compile(
    r"(?<!was )(?<!were )(?<!been )(?<!being )(?<!had )(?<!has )(?<!have )(?<!is )(?<!are )"
    rf"(?<=[a-z] )\b({'|'.join(VERBS)})\b(?! by\b)"
)


class Change(NamedTuple):
    """An account, the same with one piece changed, and where the changed piece starts."""

    text: str
    changed: str
    place: int


def _next(words: Sequence[str], word: str) -> str:
    return words[(words.index(word) + 2) % len(words)]


def _other_number(found: str, turn: int) -> str:  # noqa: ARG001 - the protocol's name
    return str(int(found) + 3 + int(found) // 4)


def _other_date(found: str, turn: int) -> str:  # noqa: ARG001 - the protocol's name
    return _next(DAYS if found in DAYS else MONTHS, found)


def _other_name(found: str, turn: int) -> str:  # noqa: ARG001 - the protocol's name
    return NAMES[turn % len(NAMES)]


def _denied(found: str, turn: int) -> str:  # noqa: ARG001 - the protocol's name
    return f"{found} not"


def _planned(found: str, turn: int) -> str:  # noqa: ARG001 - the protocol's name
    return f"plans to {VERBS[found]}"


KINDS: dict[str, tuple[re.Pattern[str], Callable[[str, int], str]]] = {
    "number": (_NUMBER, _other_number),
    "weekday": (_DAY, _other_date),
    "date": (_DATE, _other_date),
    "name": (_NAME, _other_name),
    "negation": (_VERB, _denied),
    "modality": (_DEED, _planned),
}


def changes(data: Path, kind: str) -> Iterator[Change]:
    """Yield at most one change of a kind for each event."""
    pattern, other = KINDS[kind]
    for turn, task in enumerate(neus(data)):
        for document in task.documents:
            match = pattern.search(document.text)
            if match:
                start, end = match.span(1)
                text = document.text
                changed = text[:start] + other(match[1], turn) + text[end:]
                yield Change(text, changed, start)
                break


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield two rows over all kinds; recall and precision of each kind are in the note."""
    total = hits = right = reported = 0
    notes = []
    for kind in KINDS:
        found = [_found(change, vectors) for change in changes(data, kind)]
        caught = sum(any(one) for one in found)
        told, true = sum(map(len, found)), sum(map(sum, found))
        notes.append(f"{kind} {caught} of {len(found)}, {told - true} others reported")
        total, hits = total + len(found), hits + caught
        reported, right = reported + told, right + true
    data_name, note = "neus_allsides, generated", "; ".join(notes)
    yield Row("differences", data_name, total, "recall", hits / total, {}, target=TARGET, note=note)
    yield Row(
        "differences", data_name, reported, "precision", right / (reported or 1), {}, target=TARGET
    )


def _found(change: Change, vectors: Vectors) -> list[bool]:
    """Return for each difference that is reported whether it cites the change."""
    documents = [
        Document("one", change.text, outlet="One"),
        Document("changed", change.changed, outlet="Other"),
    ]
    left = dedupe(documents)
    grouped = group(left.documents, left.origins, vectors)
    return [
        any(
            citation.document == "changed" and citation.start <= change.place < citation.end
            for side in difference.sides
            for citation in side.citations
        )
        for story in grouped.stories
        for difference in story.differences
    ]
