"""What became of every input, story by story and by the page's own numbers: as a text, and as HTML.

The HTML is one file with a field to search in; without JavaScript it is whole all the same.
"""

from __future__ import annotations

from base64 import b64encode
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain
from pathlib import Path
from typing import Final

from summarise.plain import counted, one_line, public, shortened
from summarise.render.view import page
from summarise.types import Briefing, Citation, Document, Rejected, Skipped, Source

SHOWN: Final = 90
"""Characters of a text that are shown; the whole is in the JSON, and in the HTML."""

_TEMPLATE: Final = Path(__file__).with_name("explain.html")
_SCRIPT: Final = Path(__file__).with_name("explain.js")
_STYLE: Final = Path(__file__).with_name("explain.css")

Place = int | None
"""A story by its position on the page, -1 for corrections; None for what is in no story there."""


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of a report, or of a sentence of it (``text``), and why.

    ``other`` names the report that it was merged into, with the sentence that ``stands`` there.
    """

    kind: str
    text: str = ""
    other: str = ""
    stands: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Traced:
    """A report under a story; ``number`` is the page's, 0 where the page does not cite it."""

    number: int
    name: str
    file: str
    fates: tuple[Fate, ...]

    @property
    def label(self) -> str:
        """What it is called here."""
        return _label(self.number, self.name) + (f" ({self.file})" if self.file else "")


@dataclass(frozen=True, slots=True)
class TracedStory:
    """A story of the page, or what is in none, with the reports behind it."""

    heading: str
    reports: tuple[Traced, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """The whole: ``head`` sums it up in a line."""

    headline: str
    head: str
    chapters: tuple[TracedStory, ...]
    skipped: tuple[Skipped, ...]
    rejected: tuple[Rejected, ...]


def explain(briefing: Briefing, documents: Sequence[Document]) -> str:
    """Return what became of each report and of its sentences, for a terminal."""
    told = explained(briefing, documents)
    lines = [told.head, *(f"skipped {skip.source}: {skip.reason}" for skip in told.skipped)]
    for chapter in told.chapters:
        lines += ["", _short(chapter.heading)]
        for report in chapter.reports:
            lines += [f"  {report.label}", *(f"    {line}" for line in _lines(report.fates))]
    lines += [""] * bool(told.rejected)
    for rejected in told.rejected:
        lines.append(f"rejected: {_short(rejected.text)}\n    because: {_short(rejected.reason)}")
        lines += [f"    instead: {_short(rejected.instead)}"] if rejected.instead else []
    return "\n".join(lines) + "\n"


def explain_html(briefing: Briefing, documents: Sequence[Document]) -> bytes:
    """Return the same as one HTML file in which a person can search, with every text whole."""
    from markupsafe import Markup

    from summarise.render.html import environment

    script, style = (path.read_text(encoding="utf-8") for path in (_SCRIPT, _STYLE))
    text = (
        environment()
        .get_template(_TEMPLATE.name)
        .render(
            told=explained(briefing, documents),
            script=Markup(script),  # noqa: S704 (ours)
            style=Markup(style),  # noqa: S704 (ours)
            policy=f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'",
        )
    )
    return f"{text}\n".encode()


def explained(briefing: Briefing, documents: Sequence[Document]) -> Explanation:
    """Return what became of each report, under the story that it belongs to."""
    names = _Names.of(briefing)
    homes = _homes(briefing)
    texts = {document.id: document.text for document in documents}
    found: dict[Place, dict[str, list[Fate]]] = defaultdict(lambda: defaultdict(list))
    for document, home, fate in chain(
        _same_origin(briefing, names),
        _merged(briefing, names, texts),
        _on_the_page(briefing),
        _left_off(briefing),
    ):
        known = homes.get(document) or homes.get(home) if isinstance(home, str) else (home,)
        found[known[0] if known else None][document].append(fate)
    told = {document for reports in found.values() for document in reports}
    nothing = Fate("nothing of it came onto the page", "it has no sentence that could stand there")
    for source in briefing.sources:
        if source.id not in told:
            found[None][source.id].append(nothing)
    statements = sum(len(story.statements) for story in briefing.stories)
    head = f"{counted(statements, 'statement')} from {counted(len(briefing.sources), 'report')}"
    return Explanation(
        one_line(briefing.headline),
        f"{head}; [n] is a source of the page, and what has no number is not cited on it",
        tuple(_chapters(briefing, found, names)),
        briefing.record.skipped,
        briefing.record.rejected,
    )


@dataclass(frozen=True, slots=True)
class _Names:
    """What each document is called, by id: its number on the page, its name, where it was read."""

    numbers: Mapping[str, int]
    names: Mapping[str, str]
    files: Mapping[str, str]

    @classmethod
    def of(cls, briefing: Briefing) -> _Names:
        return cls(
            {source.id: source.number for source in page(briefing).sources},
            {source.id: _name(source) for source in briefing.sources},
            {source.id: _file(source) for source in briefing.sources},
        )

    def label(self, document: str) -> str:
        name = self.names.get(document, one_line(document))
        return _label(self.numbers.get(document, 0), name)

    def told(self, document: str, fates: Sequence[Fate]) -> Traced:
        name = self.names.get(document, one_line(document))
        number = self.numbers.get(document, 0)
        return Traced(number, name, self.files.get(document, ""), tuple(fates))


def _chapters(
    briefing: Briefing, found: Mapping[Place, Mapping[str, list[Fate]]], names: _Names
) -> Iterator[TracedStory]:
    order = {source.id: place for place, source in enumerate(briefing.sources)}
    headings: dict[Place, str] = {-1: "Corrections"}
    headings |= {n: f"Story {n + 1}: {story.headline}" for n, story in enumerate(briefing.stories)}
    headings[None] = "In no story of the page"
    for place, heading in headings.items():
        reports = [names.told(document, fates) for document, fates in sorted(
            found.get(place, {}).items(),
            key=lambda one: (names.numbers.get(one[0], len(order) + 1), order.get(one[0], 0)),
        )]  # fmt: skip
        if reports:
            yield TracedStory(one_line(heading), tuple(reports))


def _homes(briefing: Briefing) -> dict[str, tuple[Place, ...]]:
    """Map the documents to the stories that cite them, in the order of the page."""
    homes: dict[str, dict[Place, None]] = defaultdict(dict)
    for number, story in enumerate(briefing.stories):
        cited = [citation for statement in story.statements for citation in statement.citations]
        sides = [side for difference in story.differences for side in difference.sides]
        for citation in (*cited, *(one for side in sides for one in side.citations)):
            homes[citation.document][number] = None
    return {document: tuple(places) for document, places in homes.items()}


Found = tuple[str, str | Place, Fate]
"""A document's id, what became of it, and where that belongs: to a story, or, of what the page does
not cite, to that of another document."""


def _same_origin(briefing: Briefing, names: _Names) -> Iterator[Found]:
    for source in briefing.sources:
        if source.origin != source.id:
            fate = Fate("same origin as", other=names.label(source.origin))
            yield source.id, source.origin, fate


def _merged(briefing: Briefing, names: _Names, texts: Mapping[str, str]) -> Iterator[Found]:
    for drop in briefing.record.dropped:
        why = f"rule {drop.rule}, score {drop.score:.2f}"
        if drop.kind == "document":
            yield drop.what, drop.into, Fate("merged whole", other=names.label(drop.into), why=why)
            continue
        (document, merged), (other, stands) = _read(drop.what, texts), _read(drop.into, texts)
        yield document, other, Fate("merged", merged, names.label(other), stands, why)


def _on_the_page(briefing: Briefing) -> Iterator[Found]:
    for correction in briefing.corrections:
        for document in _cited(correction.now.citations):
            yield document, -1, Fate("on the page", one_line(correction.now.text))
    for number, section in enumerate(briefing.stories):
        for statement in section.statements:
            for document in _cited(statement.citations):
                yield document, number, Fate("on the page", one_line(statement.text))
        for side in (side for difference in section.differences for side in difference.sides):
            for citation in side.citations:
                text = one_line(f"(difference, {side.label}) {citation.text}")
                yield citation.document, number, Fate("on the page", text)


def _left_off(briefing: Briefing) -> Iterator[Found]:
    for off in briefing.record.left_off:
        beside = off.beside.document if off.beside else ""
        for document in _cited(off.citations):
            yield document, beside, Fate("left off", one_line(off.text), why=one_line(off.reason))


def _read(sentence: str, texts: Mapping[str, str]) -> tuple[str, str]:
    """Return the document of a sentence, named ``document:start-end``, and its text."""
    document, _, span = sentence.rpartition(":")
    start, _, end = span.partition("-")
    return document, one_line(texts.get(document, "")[int(start) : int(end)])


def _lines(fates: Sequence[Fate]) -> Iterator[str]:
    for fate in fates:
        said = f"{fate.kind}: {_short(fate.text)}" if fate.text else fate.kind
        if fate.text and fate.other:
            yield said
            yield f"    into {fate.other}: {_short(fate.stands)}"
            yield f"    {fate.why}"
            continue
        if fate.other:
            said += f" {'into ' if fate.why else ''}{fate.other}"
        yield said + (f": {fate.why}" if fate.other and fate.why else "")
        if fate.why and not fate.other:
            yield f"    because: {_short(fate.why)}"


def _label(number: int, name: str) -> str:
    return f"[{number}] {_short(name)}" if number else _short(name)


def _name(source: Source) -> str:
    name = " — ".join(filter(None, (source.outlet, source.title)))
    return one_line(name or source.place or public(source.url) or source.id)


def _file(source: Source) -> str:
    """Return where it was read, unless that is its name already."""
    place = one_line(source.place or (public(source.url) if source.url else ""))
    return place if source.outlet or source.title else ""


def _short(text: str) -> str:
    return shortened(one_line(text), SHOWN)


def _cited(citations: Sequence[Citation]) -> list[str]:
    return list(dict.fromkeys(citation.document for citation in citations))


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"
