"""What real pages keep: citations that carry alone, and what is withheld as told already.

A citation carries alone if the strict checks find nothing against the statement with that sentence
as its only evidence; as these are the product's own, another judge stands beside them, which counts
figures and words. What a page puts in brackets is its own addition, and not asked of a citation.

A fact is withheld if its reason says that another one tells it. Then the figures, the names and the
sentence that is said to tell it should stand on the page that is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.quality.harness import Row, Vectors
from benchmarks.quality.real_pages import KINDS, Page, real_pages
from benchmarks.texts import VOCABULARY
from benchmarks.texts import read as reading
from summarise.language.reading import Reading
from summarise.page.verify import judge

CARRIED = 0.95
CONTAINED = 0.7
"""Share of a statement's content words that a citation has, for it to carry the statement."""
WITHHELD = re.compile(r"(?:says nothing new beside|told already): (.*)", re.S)
"""How a reason begins that says by what a fact is told; where none does, nothing is measured."""
FULL = "the page is full"
_ADDED = re.compile(r"\s*\[[^\]]*\]")


class Cited(NamedTuple):
    """A statement and one of its citations."""

    statement: str
    citation: str
    outlets: tuple[str, ...]


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:  # noqa: ARG001 - the judgements' protocol
    """Yield rows of citations, and of what is withheld, for each kind of page."""
    pages = real_pages(data)
    judges = {"by the strict checks": strictly, "by figures and words": loosely}
    for kind, name in KINDS.items():
        those = [page for page in pages if page.kind == kind]
        for by, carries in judges.items():
            yield _carrying(name, by, carries, [c for page in those for c in cited(page)])
    for kind, name in KINDS.items():
        yield from withheld(name, [page for page in pages if page.kind == kind])


def cited(page: Page) -> Iterator[Cited]:
    """Yield the citations of a page's statements."""
    outlets = tuple(document.outlet for document in page.documents if document.outlet)
    for story in page.briefing.stories:
        for said in story.statements:
            for citation in said.citations:
                yield Cited(_ADDED.sub("", said.text), citation.text, outlets)


def strictly(one: Cited) -> bool:
    """Whether the strict checks find nothing, with a citation as the only evidence."""
    evidence = VOCABULARY.read(_ADDED.sub("", one.citation))
    return not judge(VOCABULARY.read(one.statement), [evidence], one.outlets)


def loosely(one: Cited) -> bool:
    """Whether a citation has all figures of a statement, and most of its words."""
    said, source = reading(one.statement), reading(one.citation)
    own = set(said.stems)
    return said.values <= source.values and len(own & set(source.stems)) >= CONTAINED * len(own)


def _carrying(name: str, by: str, carries: Callable[[Cited], bool], found: Sequence[Cited]) -> Row:
    right = [carries(one) for one in found]
    others = [ok for ok, one in zip(right, found, strict=True) if one.citation != one.statement]
    return Row(
        "citations that carry alone",
        name,
        len(found),
        f"share, {by}",
        sum(right) / len(found) if found else None,
        {},
        target=CARRIED,
        note=f"of those that are not what is quoted, {sum(others)} of {len(others)}",
    )


class _Missing(NamedTuple):
    """A fact that is withheld: what of it is not on the page, and whether there was room."""

    figure: bool
    name: bool
    twin: bool
    room: bool


def withheld(name: str, pages: Sequence[Page]) -> Iterator[Row]:
    """Yield the rows of what some pages withhold as told already."""
    found = [one for page in pages for one in missing(page)]
    tests: dict[str, Callable[[_Missing], bool]] = {
        "share with a figure not on the page": lambda one: one.figure,
        "share with a name not on the page": lambda one: one.name,
        "share whose twin is not printed": lambda one: one.twin,
    }
    for metric, lacks in tests.items():
        lost = [one for one in found if lacks(one)]
        yield Row(
            "withheld as told",
            name,
            len(found),
            metric,
            len(lost) / len(found) if found else None,
            {},
            target=0.0,
            low=True,
            note=f"{len(lost)}, {sum(one.room for one in lost)} of them on pages that are not full",
        )


def missing(page: Page) -> Iterator[_Missing]:
    """Yield each fact of a page that is withheld since another one tells it."""
    record = page.briefing.record
    room = not any(off.reason == FULL for off in record.left_off)
    printed = [reading(text) for text in page.printed]
    figures = {value for text in printed for value in text.values}
    words = {token.folded for text in printed for token in text.tokens}
    told = "\n".join(page.printed)
    for off in record.left_off:
        if twin := WITHHELD.match(off.reason):
            own = reading(off.text)
            lacks = not _names(own) <= words
            yield _Missing(not own.values <= figures, lacks, twin[1].strip() not in told, room)


def _names(text: Reading) -> set[str]:
    """Return the names of a fact but its first word, which may be any."""
    first = next((token.folded for token in text.tokens), "")
    return {name for name in text.names if name != first}
