"""The evidence sheet: every report once, its sentences numbered, as an editor is given them.

A sentence is cited by its number: 3.2 is the second sentence of the third report. Copies are folded
into the report that they copy, and what stands word for word in a report above is pointed to.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from itertools import pairwise

from summarise.language.furniture import addresses_a_model
from summarise.models import tokens
from summarise.models.prompts import data
from summarise.page.ranking import kept_of
from summarise.types import NO_DATE, Citation, Document, Dropped, Sentence, Story

_MARK = re.compile(r"(?<!\s)\s*\[\s*(\d+\.\d+(?:(?:\s*[,;]\s*|\s+)\d+\.\d+)*)\s*\]")
_NUMBER = re.compile(r"\d+\.\d+")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence with its number on the sheet; ``same`` is the number that stands for its words."""

    number: str
    sentence: Sentence
    same: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """A report on the sheet: its number, who else printed it, and those of its lines to be read."""

    number: int
    document: Document
    also: tuple[str, ...]
    lines: tuple[Line, ...]


class Sheet:
    """The reports of a run as they are put to a model, and what their numbers stand for.

    Stories stand in their order, reports in a story by time; ``fragments`` (sentences that break
    off in their report) stand beside the facts. A line that has the words of one above
    has the number of that one in ``same``; what cites either cites the sentence it names.
    """

    def __init__(
        self,
        stories: Sequence[Story],
        documents: Sequence[Document],
        dropped: Sequence[Dropped],
        origins: Mapping[str, str],
        fragments: Sequence[Sentence] = (),
    ) -> None:
        self.origins = origins
        printed = _also(documents, dropped)
        first: dict[str, str] = {}
        reports: list[Report] = []
        self.story_of: dict[str, int] = {}
        broken: dict[str, list[Sentence]] = defaultdict(list)
        for sentence in fragments:
            broken[sentence.document].append(sentence)
        for place, story in enumerate(stories):
            told: dict[str, list[Sentence]] = defaultdict(list)
            for fact in story.facts:
                for sentence in fact.sentences:
                    told[sentence.document].append(sentence)
            for document in sorted(story.documents, key=lambda d: d.published or NO_DATE):
                self.story_of[document.id] = place
                number = len(reports) + 1
                all_told = [*told[document.id], *broken[document.id]]
                own = sorted(all_told, key=lambda sentence: sentence.start)
                lines = tuple(_lines(number, own, first))
                if lines:
                    also = tuple(printed.get(document.id, ()))
                    reports.append(Report(number, document, also, lines))
        self.reports = tuple(reports)
        self.by_number = {line.number: line for report in reports for line in report.lines}
        self.sentences = [line.sentence for line in self.by_number.values()]
        self.numbers = {line.sentence.id: line.number for line in self.by_number.values()}
        self.documents = {report.document.id: report.document for report in reports}
        self._of_story: dict[int, list[Sentence]] = defaultdict(list)
        for line in self.by_number.values():
            self._of_story[self.story_of[line.sentence.document]].append(line.sentence)

    @property
    def by_story(self) -> list[list[Sentence]]:
        """The sentences of each story, those that repeat others word for word left out."""
        same = {line.sentence.id for line in self.by_number.values() if line.same}
        return [[s for s in told if s.id not in same] for told in self._of_story.values()]

    def read(self, said: str) -> Said:
        """Return what a model said with its marks taken out; a mark that names no sentence goes."""
        text, cited, marks = "", list[Sentence](), list[int]()
        end = 0
        for match in _MARK.finditer(said):
            text += said[end : match.start()]
            end = match.end()
            for number in _NUMBER.findall(match[1]):
                if number in self.by_number:
                    cited.append(self.by_number[number].sentence)
                    marks.append(len(text))
        text += said[end:]
        return _tidy(text, cited, marks)

    def marked(self, said: Said) -> str:
        """Return the text with the numbers of what it cites, as a model is shown it."""
        text, end = "", 0
        for place in sorted(set(said.marks)):
            numbers = [
                self.numbers[sentence.id]
                for sentence, mark in zip(said.evidence, said.marks, strict=True)
                if mark == place
            ]
            text += f"{said.text[end:place]} [{', '.join(numbers)}]"
            end = place
        return text + said.text[end:]

    def shown(
        self, zone: tzinfo | None, only: Collection[str] | None = None, *, whole: bool = True
    ) -> list[dict[str, object]]:
        """Return the reports for a template, each a head and its lines.

        ``only`` are the numbers of the lines to be shown. The head has the report's number, outlet,
        title and time; that of a whole sheet also who else printed it.
        """
        shown = []
        for report in self.reports if only is None else self._reports_of(only):
            lines = [line for line in report.lines if only is None or line.number in only]
            if lines:
                head = head_of(report, zone, whole=whole)
                told = [_shown(line, only) for line in lines]
                shown.append({"number": report.number, "head": head, "lines": told})
        return shown

    def length(self, zone: tzinfo | None) -> int:
        """Return the tokens of it, on the safe side: heads, and lines that repeat no other."""
        heads = sum(tokens(head_of(report, zone)) for report in self.reports)
        lines = (line for line in self.by_number.values() if not line.same)
        return heads + sum(tokens(line.sentence.text) for line in lines)

    def _reports_of(self, numbers: Collection[str]) -> list[Report]:
        places = {_order(number)[0] for number in numbers}
        return [self.reports[place - 1] for place in sorted(places)]

    def around(self, evidence: Iterable[Sentence]) -> list[Sentence]:
        """Return all that reports tell of the stories that sentences belong to."""
        places = dict.fromkeys(self.story_of[sentence.document] for sentence in evidence)
        return [sentence for place in places for sentence in self._of_story[place]]

    def numbers_of(self, sentences: Iterable[Sentence]) -> list[str]:
        """Return the numbers of sentences, each once, in the order of the sheet."""
        found = {self.numbers[sentence.id] for sentence in sentences if sentence.id in self.numbers}
        return sorted(found, key=_order)

    def ids(self, numbers: Iterable[str]) -> set[str]:
        """Return the ids of the sentences that have these numbers; others go."""
        return {self.by_number[n].sentence.id for n in numbers if n in self.by_number}

    def cited(self, citations: Iterable[Citation]) -> tuple[Sentence, ...]:
        """Return the sentences of the sheet that are cited, each once."""
        spans = {(s.document, s.start): s for s in self.sentences}
        places = dict.fromkeys((citation.document, citation.start) for citation in citations)
        return tuple(spans[place] for place in places if place in spans)

    def support(self, sentences: Iterable[Sentence]) -> int:
        """Return how many origins are behind sentences."""
        return len({self.origins[sentence.document] for sentence in sentences})


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of a model's: its words, and what it cites, each at its place in the text."""

    text: str
    evidence: tuple[Sentence, ...] = ()
    marks: tuple[int, ...] = ()

    def without(self, off: Collection[str]) -> Said:
        """Return it without the citations of these sentences (by id)."""
        pairs = zip(self.evidence, self.marks, strict=True)
        kept = [(sentence, mark) for sentence, mark in pairs if sentence.id not in off]
        return replace(self, evidence=tuple(s for s, _ in kept), marks=tuple(m for _, m in kept))

    def gathered(self) -> Said:
        """Return it with no report marked at two clauses running: the later mark is for both."""
        places = sorted(set(self.marks), reverse=True)
        told = {place: set[str]() for place in places}
        for sentence, mark in zip(self.evidence, self.marks, strict=True):
            told[mark].add(sentence.document)
        moved: dict[int, int] = {}
        for later, place in pairwise(places):
            behind = moved.get(later, later)
            if told[place] <= told[behind]:
                moved[place] = behind
        return replace(self, marks=tuple(moved.get(mark, mark) for mark in self.marks))

    def citing(self, more: Iterable[Sentence]) -> Said:
        """Return it with more citations at its end; none twice."""
        known = {sentence.id for sentence in self.evidence}
        new = [sentence for sentence in more if sentence.id not in known]
        ends = (len(self.text),) * len(new)
        return replace(self, evidence=(*self.evidence, *new), marks=(*self.marks, *ends))


def _tidy(text: str, cited: Sequence[Sentence], marks: Sequence[int]) -> Said:
    """Put what is left of a text together; a mark before its full stop stands at its end."""
    body = text.rstrip()
    end = len(body.rstrip(".!?…。！？\"'”’») "))
    places: dict[tuple[str, int], Sentence] = {}
    at_end = {s.id for s, mark in zip(cited, marks, strict=True) if mark >= end}
    for sentence, mark in zip(cited, marks, strict=True):
        place = len(body) if mark >= end else mark
        if place == len(body) or sentence.id not in at_end:
            places.setdefault((sentence.id, place), sentence)
    return Said(body, tuple(places.values()), tuple(place for _, place in places))


def _lines(number: int, own: Sequence[Sentence], first: dict[str, str]) -> Iterable[Line]:
    for place, sentence in enumerate(own, 1):
        name = f"{number}.{place}"
        words = _SPACE.sub(" ", sentence.text).casefold()
        known = first.setdefault(words, name)
        yield Line(name, sentence, "" if known == name else known)


def _also(documents: Sequence[Document], dropped: Sequence[Dropped]) -> dict[str, list[str]]:
    """Return who else printed each document that was kept, by its id."""
    into = {drop.what: drop.into for drop in dropped if drop.kind == "document"}
    names: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        kept = kept_of(document.id, into)
        if kept != document.id and document.outlet and document.outlet not in names[kept]:
            names[kept].append(document.outlet)
    return names


def head_of(report: Report, zone: tzinfo | None, *, whole: bool = True) -> str:
    """Return the line that a report is shown with; ``whole`` says who else printed it."""
    document = report.document
    title = "" if addresses_a_model(document.title) else document.title
    opening = data(report.lines[0].sentence.text).rstrip(".")
    parts = [document.outlet, "" if data(title).rstrip(".") == opening else title]
    if document.published:
        parts.append(f"{document.published.astimezone(zone):%a %d %b %Y %H:%M}")
    if report.also and whole:
        parts.append(f"also printed by {', '.join(report.also)}")
    return " | ".join(data(part) for part in parts if part)


def _shown(line: Line, only: Collection[str] | None) -> dict[str, str]:
    same = line.same if only is None or line.same in only else ""
    return {"number": line.number, "text": line.sentence.text, "same": same}


def _order(number: str) -> tuple[int, ...]:
    return tuple(int(part) for part in number.split("."))
