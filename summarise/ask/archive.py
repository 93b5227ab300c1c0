"""What was read, as it can be asked: the sentences of reports, each once, and who wrote them first.

Either of documents that were just loaded, or of the pages that a store keeps: each page holds, in
what it cites and in its record, the sentences of what its run has read, told or not. A store keeps
no whole reports; what was merged into a sentence that says as much is there as that sentence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from summarise.language.furniture import addresses_a_model, is_boilerplate
from summarise.language.reading import Vocabulary
from summarise.language.sentences import sentences
from summarise.language.words import fold
from summarise.page.record import sources
from summarise.plain import served_by
from summarise.story.dedupe import dedupe
from summarise.types import Briefing, Citation, Document, Sentence, Source, Story

BEGINNING = 10_000
"""Characters of a report from a page that are put together as its text: its lead is read there."""
LONGEST = 1200
"""Characters of a sentence: what is longer is a text without full stops, and no answer."""


@dataclass(frozen=True, slots=True)
class Archive:
    """Reports that can be asked.

    ``reports`` has each one, by id, with its ``sentences`` in their order; of one that comes from
    a page, the text holds no more than the first of these, each at its place. ``sources`` are as
    a page lists them, and ``copies`` maps each report to those that printed the same. What gives
    orders to a model, or is page furniture, is no sentence of a report.
    """

    reports: Mapping[str, Document]
    sentences: Mapping[str, tuple[Sentence, ...]]
    sources: Mapping[str, Source]
    copies: Mapping[str, tuple[str, ...]]
    vocabulary: Vocabulary = field(default_factory=Vocabulary, compare=False)

    @property
    def every(self) -> Iterator[Sentence]:
        """All sentences, report by report."""
        return (one for own in self.sentences.values() for one in own)

    def origin(self, report: str) -> str:
        """Return a key that all whom one origin stands behind share: reprints, and one outlet's."""
        first = self.sources.get(self.sources[report].origin, self.sources[report])
        outlet = fold(served_by(first.outlet))
        return f"outlet:{outlet}" if outlet else f"text:{first.id}"


def of_documents(documents: Sequence[Document]) -> Archive:
    """Return an archive of documents; a copy of a text gives no sentences of its own."""
    vocabulary = Vocabulary()
    deduped = dedupe(documents)
    listed = sources(documents, deduped.origins, deduped.dropped, _together(deduped.documents))
    copies: dict[str, list[str]] = {}
    for drop in deduped.dropped:
        copies.setdefault(drop.into, []).append(drop.what)
    return Archive(
        {document.id: document for document in deduped.documents},
        {one.id: _told(sentences(one, vocabulary)) for one in deduped.documents},
        {source.id: source for source in listed},
        {kept: tuple(others) for kept, others in copies.items()},
        vocabulary,
    )


def _together(documents: Sequence[Document]) -> tuple[Story, ...]:
    return (Story(tuple(documents), ()),) if documents else ()


def of_pages(pages: Iterable[Briefing]) -> Archive:
    """Return an archive of what the runs of pages have read; of one report the newest page's word.

    ``pages`` come newest first, as the store yields them.
    """
    vocabulary = Vocabulary()
    told: dict[str, dict[int, Citation]] = {}
    known: dict[str, Source] = {}
    copies: dict[str, dict[str, None]] = {}
    for page in pages:
        for source in page.sources:
            known.setdefault(source.id, source)
        for citation in _cited(page):
            told.setdefault(citation.document, {}).setdefault(citation.start, citation)
        for drop in page.record.dropped:
            if drop.kind == "document":
                copies.setdefault(drop.into, {})[drop.what] = None
    reports = {
        name: _report(known[name], [own[start] for start in sorted(own)])
        for name, own in sorted(told.items(), key=lambda one: _day(known.get(one[0])))
        if name in known
    }
    return Archive(
        reports,
        {
            name: _told(_sentence(told[name][start], vocabulary) for start in _apart(told[name]))
            for name in reports
        },
        known,
        {kept: tuple(one for one in others if one in known) for kept, others in copies.items()},
        vocabulary,
    )


def _cited(page: Briefing) -> Iterator[Citation]:
    """Yield all source sentences that a page and its record hold."""
    for correction in page.corrections:
        yield from correction.now.citations
    for story in page.stories:
        for statement in story.statements:
            yield from statement.citations
        for difference in story.differences:
            for side in difference.sides:
                yield from side.citations
    for off in page.record.left_off:
        yield from off.citations
        if off.beside is not None:
            yield off.beside
    for refused in page.record.rejected:
        yield from refused.citations


def _day(source: Source | None) -> str:
    return source.published.isoformat() if source and source.published else ""


def _report(source: Source, told: Sequence[Citation]) -> Document:
    """Return a report as far as it is kept: of its beginning each sentence, blanks between."""
    pieces, end = list[str](), 0
    for citation in told:
        if end <= citation.start < BEGINNING and _fits(citation):
            pieces += [" " * (citation.start - end), citation.text]
            end = citation.end
    return Document(
        source.id, "".join(pieces), source.title, source.outlet, source.url, source.published
    )


def _apart(told: Mapping[int, Citation]) -> Iterator[int]:
    """Yield where the sentences of a report begin, but for those that lie within another one."""
    end = 0
    for start in sorted(told):
        if start >= end and _fits(told[start]):
            yield start
            end = told[start].end


def _fits(citation: Citation) -> bool:
    return len(citation.text) == citation.end - citation.start


def _sentence(citation: Citation, vocabulary: Vocabulary) -> Sentence:
    reading = vocabulary.read(citation.text)
    return Sentence(citation.document, citation.start, citation.end, citation.text, reading)


def _told(given: Iterable[Sentence]) -> tuple[Sentence, ...]:
    return tuple(
        one
        for one in given
        if len(one.text) <= LONGEST
        and not is_boilerplate(one.text)
        and not addresses_a_model(one.text)
    )


def since(archive: Archive, day: date) -> Archive:
    """Return the part of an archive that was published from a day on, or nobody knows when."""
    kept = {
        name: report
        for name, report in archive.reports.items()
        if report.published is None or report.published.date() >= day
    }
    own = {name: archive.sentences[name] for name in kept}
    return replace(archive, reports=kept, sentences=own)
