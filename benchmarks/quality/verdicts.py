"""Are the differences on real pages real? By verdicts that a person wrote down.

``differences.jsonl`` beside this file has a line for each difference that was read beside its
sources: the sentences that each of its sides cites, as hashes, so that no publisher's text is here;
and the verdict: "real" (two accounts of one thing), "moved" (a figure that moved with time), "plan"
(a plan that was carried out), "trivial" (another form, a rounding, a spelling) or "wrong" (two
things, or a misreading). A difference has the verdict of the line whose sides share a sentence with
a side of its own each, so that a verdict outlives a new label or order. A development claims that a
figure moved, all others that two accounts rival: each is right by its own verdict, and takes none
from the other's lines. What nobody has read counts for nothing, and the note says how many there
are. Besides the real pages these are the pages of headlines (five stories of the news aggregator
each) and of the examples.

    python -m benchmarks differences --data DIR --out FILE

writes those, to be read: fill in "verdict", and keep all but "told".
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.fit_similarity import read
from benchmarks.quality.harness import Row, Vectors
from benchmarks.quality.real_pages import Page, page_of, real_pages
from summarise.sources import load
from summarise.types import Difference, Document, Side

VERDICTS = Path(__file__).with_name("differences.jsonl")
EXAMPLES = Path(__file__).parents[2] / "examples"
REAL, MOVED, DEVELOPMENT = "real", "moved", "development"
KNOWN = (REAL, MOVED, "plan", "trivial", "wrong")
STORIES = 5
"""Of the news aggregator, on a page of headlines."""
TARGET = 0.90

Marks = tuple[frozenset[str], ...]
"""The hashes of the sentences that each side cites."""


class Read(NamedTuple):
    """What was read: the sentences of each side, whether as a development, and the verdict."""

    sides: Marks
    moved: bool
    verdict: str


def mark(text: str) -> str:
    """Return the hash of a sentence; white space makes no other one of it."""
    return sha256(" ".join(text.split()).encode()).hexdigest()[:12]


def marks(sides: Sequence[Side]) -> Marks:
    """Return the hashes of what each side cites."""
    return tuple(frozenset(mark(cited.text) for cited in side.citations) for side in sides)


def verdicts(path: Path) -> list[Read]:
    """Return the verdicts on the differences that were read."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    found = [
        Read(tuple(map(frozenset, row["sides"])), row["kind"] == DEVELOPMENT, row["verdict"])
        for row in rows
    ]
    if strange := {one.verdict for one in found} - set(KNOWN):
        raise ValueError(f"{path.name}: no such verdict: {', '.join(sorted(strange))}")
    return found


def verdict(shown: Difference, known: Sequence[Read]) -> str | None:
    """Return the verdict on a difference, or None if nobody has read it."""
    own, moved = marks(shown.sides), shown.kind == DEVELOPMENT
    found = (one.verdict for one in known if one.moved == moved and _one(one.sides, own))
    return next(found, None)


def _one(ones: Marks, others: Marks) -> bool:
    """Tell whether each side of the shorter has a side of its own in the other."""
    few, many = sorted((ones, others), key=len)
    return any(all(map(frozenset.__and__, few, those)) for those in permutations(many, len(few)))


def differences(data: Path) -> Iterator[tuple[Page, Difference]]:
    """Yield all that real pages show."""
    for page in (*real_pages(data), *_headlines(data), *_examples()):
        for story in page.briefing.stories:
            for difference in story.differences:
                yield page, difference


def _headlines(data: Path) -> Iterator[Page]:
    stories: dict[str, list[Document]] = {}
    for row in read(data / "uci_news_aggregator/dev.jsonl.gz"):
        stories.setdefault(row["story"], []).append(_headline(row))
    told = [stories[story] for story in sorted(stories)]
    for n in range(0, len(told), STORIES):
        reports = [report for story in told[n : n + STORIES] for report in story]
        yield page_of("headlines", str(n // STORIES), reports)


def _headline(row: dict[str, Any]) -> Document:
    at = datetime.fromtimestamp(row["ts"] / 1000, UTC)
    return Document(str(row["id"]), row["title"], outlet=row["publisher"], published=at)


def _examples() -> Iterator[Page]:
    for name in ("one-day", "one-story"):
        yield page_of("example", name, load([str(EXAMPLES / name)]).documents)


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:  # noqa: ARG001 - the judgements' protocol
    """Yield a row of what rivals, and one of what moved."""
    shown, known = [difference for _, difference in differences(data)], verdicts(VERDICTS)
    rival = [one for one in shown if one.kind != DEVELOPMENT]
    yield row("differences", rival, known, REAL)
    moved = [one for one in shown if one.kind == DEVELOPMENT]
    yield row("figures that moved", moved, known, MOVED)


def row(name: str, shown: Sequence[Difference], known: Sequence[Read], right: str) -> Row:
    """Return the precision of what is shown, by the verdicts that are known."""
    read = Counter(filter(None, (verdict(one, known) for one in shown)))
    told = ", ".join(f"{kind} {read[kind]}" for kind in KNOWN if read[kind])
    unread = len(shown) - read.total()
    return Row(
        name,
        "real pages",
        read.total(),
        "precision, by people who read them",
        read[right] / read.total() if read else None,
        {},
        target=TARGET,
        note=f"{told or 'no verdicts'}; {unread} of {len(shown)} have not been read",
    )


def main(data: Path, out: Path) -> None:
    """Write the differences that nobody has read, to be read."""
    known = verdicts(VERDICTS)
    with out.open("w", encoding="utf-8") as file:
        for page, difference in differences(data):
            if verdict(difference, known) is not None:
                continue
            told = {
                "input": f"{page.kind}/{page.name}",
                "kind": difference.kind,
                "verdict": "",
                "sides": [sorted(side) for side in marks(difference.sides)],
                "told": [
                    {"label": side.label, "cites": [c.text for c in side.citations]}
                    for side in difference.sides
                ],
            }
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
