"""What every format prints, worked out once, so that the formats can't disagree.

``page(briefing)`` numbers the sources in the order in which the page cites them, takes the lede
out of its story, and decides what is left unsaid.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from summarise.render.dates import dateline
from summarise.render.listing import listed
from summarise.render.printed import (
    REPLACED,
    Mark,
    Page,
    PrintedDifference,
    PrintedSide,
    PrintedStatement,
    PrintedStory,
    Voice,
)
from summarise.render.recordline import record_line
from summarise.render.untrusted import clean
from summarise.types import Briefing, Citation, Difference, Section, Side, Statement


def page(briefing: Briefing) -> Page:
    """Give the sources their numbers, and the briefing the order of the page."""
    lede, stories = _without_lede(briefing)
    sections = [Section("", (lede,)), *stories] if lede else stories
    numbers = _numbers(sections)
    sources = listed(briefing.sources, numbers)
    printer = _Printer(
        numbers=numbers,
        names={source.id: source.name for source in sources},
        said={clean(s.text) for section in sections for s in section.statements},
        skip_headline=clean(briefing.headline),
    )
    replaced = any(s.replaced for section in sections for s in section.statements)
    return Page(
        headline=clean(briefing.headline),
        date=briefing.date,
        dateline=dateline(briefing.date),
        lede=printer.statement(lede) if lede else None,
        stories=tuple(printer.story(story) for story in stories),
        sources=sources,
        record=record_line(briefing, REPLACED if replaced else ""),
    )


def _without_lede(briefing: Briefing) -> tuple[Statement | None, list[Section]]:
    """Part the lede, as one statement, from the stories that have more to say."""
    same: list[Statement] = []
    stories = []
    for story in briefing.stories:
        same += [s for s in story.statements if s.text == briefing.lede]
        rest = tuple(s for s in story.statements if s.text != briefing.lede)
        if rest or story.differences:
            stories.append(Section(story.headline, rest, story.differences))
    if not clean(briefing.lede):
        return None, stories
    lede = Statement(
        text=briefing.lede,
        citations=tuple(citation for statement in same for citation in statement.citations),
        support=max((statement.support for statement in same), default=0),
        written_by=same[0].written_by if same else "source",
        replaced=any(statement.replaced for statement in same),
    )
    return lede, stories


def _numbers(sections: list[Section]) -> dict[str, int]:
    """Give documents their numbers, in the order of first citation."""
    numbers: dict[str, int] = {}
    for section in sections:
        cited = [said.citations for said in section.statements]
        cited += [side.citations for difference in section.differences for side in difference.sides]
        for citation in chain.from_iterable(cited):
            numbers.setdefault(citation.document, len(numbers) + 1)
    return numbers


@dataclass(frozen=True, slots=True)
class _Printer:
    """Prints the parts of one page.

    ``numbers`` and ``names`` are by document id; ``said`` holds what the page's statements say,
    so that no side says it again; a story whose headline is ``skip_headline``, or one of its own
    statements, goes without.
    """

    numbers: Mapping[str, int]
    names: Mapping[str, str]
    said: Collection[str]
    skip_headline: str

    def story(self, story: Section) -> PrintedStory:
        headline = clean(story.headline)
        told = {clean(statement.text).rstrip(".。") for statement in story.statements}
        return PrintedStory(
            headline="" if headline in {self.skip_headline, *told} else headline,
            statements=tuple(self.statement(statement) for statement in story.statements),
            differences=tuple(self._difference(difference) for difference in story.differences),
        )

    def statement(self, statement: Statement) -> PrintedStatement:
        marks = self._marks(statement.citations)
        return PrintedStatement(clean(statement.text), marks, statement.replaced)

    def _difference(self, difference: Difference) -> PrintedDifference:
        sides = enumerate(difference.sides)
        return PrintedDifference(
            about=clean(difference.about) or clean(difference.kind),
            sides=tuple(self._side(s, outdated=place == difference.outdated) for place, s in sides),
        )

    def _side(self, side: Side, *, outdated: bool) -> PrintedSide:
        cited: dict[str, list[Citation]] = {}
        for citation in side.citations:
            cited.setdefault(self.names[citation.document], []).append(citation)
        text, label = clean(side.text), clean(side.label)
        return PrintedSide(
            label=label,
            quote="" if text in self.said or text == label else text,
            voices=tuple(Voice(name, self._marks(cited[name])) for name in cited),
            outdated=outdated,
        )

    def _marks(self, citations: Iterable[Citation]) -> tuple[Mark, ...]:
        """Make one mark for each report; two sentences of one report share it."""
        quotes: dict[int, list[str]] = {}
        for citation in citations:
            number = self.numbers[citation.document]
            quotes.setdefault(number, []).append(clean(citation.text))
        return tuple(Mark(n, " … ".join(dict.fromkeys(quotes[n]))) for n in sorted(quotes))
