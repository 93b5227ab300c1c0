"""Are the differences on real pages real? By verdicts that a person wrote down.

``differences.jsonl`` beside this file has a line for each difference that was read beside its
sources: the sentences that each of its sides cites, as hashes, so that no publisher's text is here;
and the verdict: "real" (two accounts of one thing), "moved" (a figure that moved with time), "plan"
(a plan that was carried out), "trivial" (another form, a rounding, a spelling) or "wrong" (two
things, or a misreading). A difference has the verdict of the line with as many sides, each of which
shares a sentence with a side of its own, so that a verdict outlives a new label or order. A
development claims that a figure moved, all others that two accounts rival: each is right by its own
verdict, and takes none from the other's lines. What nobody has read counts for nothing, and the
note says how many there are. Few that are all real may be few because nothing is told: so a row
says what share is told of all that were found real on these pages, whichever rules had told them.
Besides the real pages these are the pages of headlines (five stories of the news aggregator each)
and of the examples.

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
    """What was read: on which page, the sentences of each side, as what, and the verdict."""

    page: str
    sides: Marks
    kind: str
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
        Read(row["input"], tuple(map(frozenset, row["sides"])), row["kind"], row["verdict"])
        for row in rows
    ]
    if strange := {one.verdict for one in found} - set(KNOWN):
        raise ValueError(f"{path.name}: no such verdict: {', '.join(sorted(strange))}")
    return found


def verdict(shown: Difference, known: Sequence[Read]) -> str | None:
    """Return the verdict on a difference, or None if nobody has read it."""
    own, moved = marks(shown.sides), shown.kind == DEVELOPMENT
    found = (
        one.verdict
        for one in known
        if len(one.sides) == len(own)
        and (one.kind == DEVELOPMENT) == moved
        and matched(one.sides, own)
    )
    return next(found, None)


def matched(ones: Marks, others: Marks) -> bool:
    """Tell whether each side of the shorter shares a sentence with a side of its own."""
    few, many = sorted((ones, others), key=len)
    return any(all(map(frozenset.__and__, few, those)) for those in permutations(many, len(few)))


def pages(data: Path) -> list[Page]:
    """Return the pages whose differences are read."""
    return [*real_pages(data), *_headlines(data), *_examples()]


def shown_on(told: Sequence[Page]) -> Iterator[tuple[str, Difference]]:
    """Yield the differences of pages, with the name of the page."""
    for page in told:
        for story in page.briefing.stories:
            for difference in story.differences:
                yield _name(page), difference


def _name(page: Page) -> str:
    return f"{page.kind}/{page.name}"


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
    """Yield what of that which rivals is real, and is told; and the row of what moved."""
    told, known = pages(data), verdicts(VERDICTS)
    shown = [difference for _, difference in shown_on(told)]
    rival = [one for one in shown if one.kind != DEVELOPMENT]
    yield row("differences", rival, known, REAL)
    names = set(map(_name, told))
    yield kept(rival, [one for one in known if one.verdict == REAL and one.page in names])
    moved = [one for one in shown if one.kind == DEVELOPMENT]
    yield row("figures that moved", moved, known, MOVED)


def kept(shown: Sequence[Difference], real: Sequence[Read]) -> Row:
    """Return the share of the real ones that is told."""
    own = [marks(one.sides) for one in shown]
    found = [any(matched(one.sides, sides) for sides in own) for one in real]
    share = sum(found) / len(real) if real else None
    return Row(
        "differences", "real pages", len(real), "share told of those known as real", share, {}
    )


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
        for page, difference in shown_on(pages(data)):
            if verdict(difference, known) is not None:
                continue
            told = {
                "input": page,
                "kind": difference.kind,
                "verdict": "",
                "sides": [sorted(side) for side in marks(difference.sides)],
                "told": [
                    {"label": side.label, "cites": [c.text for c in side.citations]}
                    for side in difference.sides
                ],
            }
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
