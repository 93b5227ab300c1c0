"""What every format prints, worked out once, so that the formats can't disagree.

``page(briefing)`` numbers the sources in the order in which the page cites them, takes the lede
out of its story, and decides what is left unsaid. All strings of a ``Page`` are clean (one line,
no controls), none is escaped.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import count, groupby, pairwise
from typing import Literal

from summarise.render.dating import dated, day_by_day
from summarise.render.foot import (
    PrintedSource,
    bare,
    cited_in_order,
    listed,
    numbered_documents,
    record_line,
)
from summarise.render.opened import Opened, opened
from summarise.render.phrases import Words, clock, dateline, day_of, in_zone, long_date, words_in
from summarise.render.untrusted import clean, clean_offset
from summarise.types import (
    Background,
    Briefing,
    Citation,
    Correction,
    Difference,
    Section,
    Side,
    Statement,
)

Paper = Literal["a4", "letter"]

MOST_NAMED = 2
"""Outlets that are named behind an account; of more, there are the marks."""
REPLACED = "†"
"""Marks a statement that stands in for a refused one; the record says so."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A citation as printed: the source's number, the words it points to, and where they stand."""

    number: int
    quote: str
    passages: tuple[Opened, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a statement, and the marks that stand behind it, lowest number first."""

    text: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class PrintedStatement:
    """A statement, cut where marks stand in it; ``place`` is a number that only it has."""

    parts: tuple[Part, ...]
    replaced: bool = False
    paragraph: int = 0
    place: int = field(default=0, compare=False)

    @property
    def text(self) -> str:
        """The whole, without the marks."""
        return "".join(part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Voice:
    """An outlet on one side of a difference, with the marks of its reports."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class PrintedSide:
    """One account. ``quote`` is its full text, or "" where a statement already says it.

    ``marks`` stand behind the label: those of outlets that it names itself, and all beyond the
    ``voices``.
    """

    label: str
    quote: str
    voices: tuple[Voice, ...]
    outdated: bool
    marks: tuple[Mark, ...] = ()
    place: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class PrintedDifference:
    """A point in dispute with its sides; ``paragraph`` is what it stands behind, 0 all of them."""

    about: str
    sides: tuple[PrintedSide, ...]
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class PrintedCorrection:
    """What an earlier page told, in a sentence of ours, and what is told now."""

    was: str
    now: PrintedStatement


@dataclass(frozen=True, slots=True)
class PrintedStory:
    """A story without the lede. ``headline`` is "" where the page's own headline says it.

    ``background`` is a line on what an earlier page told, "" where the story is new.
    """

    headline: str
    statements: tuple[PrintedStatement, ...]
    differences: tuple[PrintedDifference, ...]
    background: str = ""

    @property
    def paragraphs(self) -> Iterator[tuple[Sequence[PrintedStatement], list[PrintedDifference]]]:
        """The statements, those of one paragraph together, and the differences behind each.

        The first may have no statement: the lede was its only one.
        """
        printed = {statement.paragraph for statement in self.statements}
        above = [one for one in self.differences if one.paragraph and one.paragraph not in printed]
        if above:
            yield (), above
        for paragraph, run in groupby(self.statements, lambda statement: statement.paragraph):
            told = tuple(run)
            behind = [one for one in self.differences if paragraph and one.paragraph == paragraph]
            yield from [(told, behind)] if paragraph else (((one,), behind) for one in told)

    @property
    def last(self) -> tuple[PrintedDifference, ...]:
        """The differences that stand behind all of it."""
        return tuple(one for one in self.differences if not one.paragraph)


@dataclass(frozen=True, slots=True)
class Page:
    """The briefing as it is printed. ``sources[i].number`` is ``i + 1``.

    ``quiet`` is a line that stands in for stories on a day without news.
    """

    words: Words
    headline: str
    date: datetime
    dateline: str
    lede: PrintedStatement | None
    stories: tuple[PrintedStory, ...]
    sources: tuple[PrintedSource, ...]
    record: str
    corrections: tuple[PrintedCorrection, ...] = ()
    quiet: str = ""


def texts(page: Page) -> Iterator[str]:
    """Yield every text of the page."""
    yield from (page.headline, page.record, page.lede.text if page.lede else "", page.quiet)
    for correction in page.corrections:
        yield from (correction.was, correction.now.text)
    for story in page.stories:
        yield from (story.headline, story.background, *(s.text for s in story.statements))
        for difference in story.differences:
            yield difference.about
            for side in difference.sides:
                yield from (side.label, side.quote, *(voice.name for voice in side.voices))
    for source in page.sources:
        yield from (source.outlet, source.title, source.note)


def numbered(marks: Iterable[Mark]) -> str:
    """Write ``[1][3]``: in Markdown plain text, too, since no link is defined under such names."""
    return "".join(f"[{mark.number}]" for mark in marks)


def page(briefing: Briefing) -> Page:
    """Give the sources their numbers, and the briefing the order of the page.

    Raises RenderError for a language that the page has no words in.
    """
    words = words_in(briefing.language)
    briefing = replace(briefing, date=in_zone(briefing.date, briefing.zone))
    lede, stories = _without_lede(briefing)
    sections = [Section("", (lede,)), *stories] if lede else stories
    put_right = Section("", tuple(correction.now for correction in briefing.corrections))
    sections = [put_right, *sections]
    numbers = numbered_documents(sections)
    sources = listed(briefing.sources, numbers, words, briefing.date.tzinfo)
    printer = _Printer(
        words=words,
        numbers=numbers,
        names={source.id: source.name for source in sources},
        outlets={source.outlet for source in sources if source.outlet},
        said={clean(s.text) for section in sections for s in section.statements},
        skip_headline=clean(briefing.headline),
        today=briefing.date.date(),
        days={
            source.id: day_of(source.published, briefing.date.tzinfo)
            for source in briefing.sources
            if source.published
        },
    )
    replaced = any(s.replaced for section in sections for s in section.statements)
    return Page(
        words=words,
        headline=clean(briefing.headline),
        date=briefing.date,
        dateline=dateline(briefing.date, words.calendar),
        lede=printer.statement(lede) if lede else None,
        stories=tuple(printer.story(story) for story in stories),
        sources=sources,
        record=record_line(briefing, REPLACED if replaced else "", words),
        corrections=tuple(map(printer.correction, briefing.corrections)),
        quiet=_quiet(briefing, words),
    )


def _quiet(briefing: Briefing, words: Words) -> str:
    """Return what stands on a page without news, "" where there is some."""
    if briefing.stories or briefing.corrections or not briefing.since:
        return ""
    since = briefing.since.astimezone(briefing.date.tzinfo)
    day = f"{long_date(since, words.calendar)}, {clock(since, words.calendar)}"
    record = briefing.record
    read = record.sources - sum(one.whole for one in record.skipped)  # the others may have had news
    return words.count(words.nothing_new_since, max(read, 0), day=day)


def _without_lede(briefing: Briefing) -> tuple[Statement | None, list[Section]]:
    """Part the lede, as one statement, from the stories that have more to say."""
    same: list[Statement] = []
    stories = []
    for story in briefing.stories:
        same += [s for s in story.statements if s.text == briefing.lede]
        rest = tuple(s for s in story.statements if s.text != briefing.lede)
        if rest or story.differences or story.background:
            stories.append(replace(story, statements=rest))
    if not clean(briefing.lede):
        return None, stories
    cited = [pair for statement in same for pair in cited_in_order(statement)]
    lede = Statement(
        text=briefing.lede,
        citations=tuple(citation for _, citation in cited),
        support=max((statement.support for statement in same), default=0),
        written_by=same[0].written_by if same else "source",
        replaced=any(statement.replaced for statement in same),
        marks=tuple(offset for offset, _ in cited) if any(s.marks for s in same) else (),
    )
    return lede, stories


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints the parts of one page.

    ``numbers`` and ``names`` are by document id, ``outlets`` those names that are; ``said`` holds
    what the page's statements say, so that no side says it again; a story whose headline is
    ``skip_headline``, or one of its own statements, goes without. ``days`` are those of the
    reports, and ``dated`` the words that have their date in the story so far.
    """

    words: Words
    numbers: Mapping[str, int]
    names: Mapping[str, str]
    outlets: Collection[str]
    said: Collection[str]
    skip_headline: str
    today: date
    days: Mapping[str, date]
    dated: set[tuple[str, str]] = field(default_factory=set)
    places: Iterator[int] = field(default_factory=count)

    def story(self, story: Section) -> PrintedStory:
        self.dated.clear()
        cited = (s.citations[0].document for s in story.statements if s.citations)
        self.dated.update(day_by_day(map(self.days.get, cited)))
        headline = clean(story.headline)
        said = {clean(statement.text).rstrip(".。") for statement in story.statements}
        moved = [one for one in story.differences if one.kind == "development"]
        disputed = [one for one in story.differences if one.kind != "development"]
        return PrintedStory(
            headline="" if headline in {self.skip_headline, *said} else headline,
            statements=(*map(self.statement, story.statements), *map(self._development, moved)),
            differences=tuple(map(self._difference, disputed)),
            background=self._background(story.background) if story.background else "",
        )

    def correction(self, correction: Correction) -> PrintedCorrection:
        """Print what was told and what is told now."""
        day = long_date(correction.day, self.words.calendar)
        was = clean(correction.was).join(self.words.quotation)
        was = self.words.corrected.format(day=day, was=was)
        return PrintedCorrection(clean(was), self.statement(correction.now))

    def _background(self, background: Background) -> str:
        day = long_date(background.day, self.words.calendar)
        return clean(f"{self.words.background} ({day}): {background.text}")

    def statement(self, statement: Statement) -> PrintedStatement:
        text = clean(statement.text)
        if statement.written_by == "source" and not statement.marks:
            text = self._dated(text, statement.citations)
        cited: dict[int, list[Citation]] = {len(text): []}
        for offset, citation in cited_in_order(statement):
            place = clean_offset(statement.text, offset) if statement.marks else len(text)
            cited.setdefault(place, []).append(citation)
        parts = (
            Part(text[start:end], self._marks(cited[end]))
            for start, end in pairwise([0, *sorted(cited)])
        )
        place = next(self.places)
        return PrintedStatement(tuple(parts), statement.replaced, statement.paragraph, place)

    def _development(self, moved: Difference) -> PrintedStatement:
        """Print figures that moved in one line, each with the day of its first report."""
        parts = [Part(f"{self.words.roles[moved.about]}: ", ())]
        for side in reversed(moved.sides):
            days = (self.days.get(citation.document) for citation in side.citations)
            first = min((day for day in days if day), default=None)
            text = clean(side.label)
            if first:
                day = long_date(first, self.words.calendar)
                text = self.words.on_day.format(what=text, day=day)
            end = "." if side is moved.sides[0] else ", "
            parts += [Part(text, self._marks(side.citations)), Part(end, ())]
        return PrintedStatement(tuple(parts), place=next(self.places))

    def _difference(self, difference: Difference) -> PrintedDifference:
        labels = [self._label(difference, side) for side in difference.sides]
        sides = enumerate(zip(difference.sides, labels, strict=True))
        return PrintedDifference(
            about=clean(self._about(difference, labels)),
            sides=tuple(
                self._side(side, label, outdated=place == difference.outdated)
                for place, (side, label) in sides
            ),
            paragraph=difference.paragraph,
        )

    def _label(self, difference: Difference, side: Side) -> str:
        """Return what a side says in short: mostly its own word, for a plan that of the page."""
        ours = difference.kind == "modality" and side.label == words_in("en").planned
        return self.words.planned if ours else clean(side.label)

    def _about(self, difference: Difference, labels: Sequence[str]) -> str:
        """Return what is in dispute; where that is all sides' labels, joined in our words."""
        if difference.about == words_in("en").either.join(side.label for side in difference.sides):
            return self.words.either.join(labels)
        return clean(difference.about) or self.words.kinds[difference.kind]

    def _side(self, side: Side, label: str, *, outdated: bool) -> PrintedSide:
        cited: dict[str, list[Citation]] = {}
        for citation in side.citations:
            cited.setdefault(self.names[citation.document], []).append(citation)
        text = clean(side.text)
        told = text in self.said or text == label
        named = [*cited]
        if label:  # with a comma it says whose it is: nine, the police say
            known = [name for name in cited if name in self.outlets and ", " not in label]
            named = [name for name in known if bare(name) not in label.casefold()][:MOST_NAMED]
        return PrintedSide(
            label=label,
            quote="" if told else self._dated(text, side.citations),
            voices=tuple(Voice(name, self._marks(cited[name])) for name in named),
            outdated=outdated,
            marks=self._marks([c for name in cited if name not in named for c in cited[name]]),
            place=next(self.places),
        )

    def _dated(self, text: str, citations: Sequence[Citation]) -> str:
        """Return a quotation with the dates of "yesterday" and the like, from its report's day."""
        source = next((c for c in citations if clean(c.text) == text), None) or next(
            iter(citations), None
        )
        day = self.days.get(source.document) if source else None
        return dated(text, day, self.today, self.words.calendar, self.dated)

    def _marks(self, citations: Iterable[Citation]) -> tuple[Mark, ...]:
        """Make one mark for each report; two sentences of one report share it."""
        cited: dict[int, dict[str, Opened]] = {}
        for citation in citations:
            passages = cited.setdefault(self.numbers[citation.document], {})
            passages.setdefault(clean(citation.text), opened(citation))
        return tuple(Mark(n, " … ".join(cited[n]), tuple(cited[n].values())) for n in sorted(cited))
