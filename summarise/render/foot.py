"""The foot of the page: the list of sources, and the record in one line.

The list numbers the cited reports, and says who else carries the same text. The line tells what
was read, merged, checked, left off, and what it cost.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import chain, groupby, repeat
from operator import itemgetter
from urllib.parse import urlsplit

from summarise.plain import public, shortened
from summarise.render.phrases import Words, short_date, time_of
from summarise.render.untrusted import clean, safe_url
from summarise.types import Briefing, Citation, Record, Section, Source, Statement

_NAMED = 3
"""Outlets that carry a reprint, and sources that failed, which are named at most."""

LONGEST_TITLE = 160
"""Characters: a longer title is no title, and would push statements off the page."""

_LONGEST_NAME = 40
"""Characters of a failed source's name at most."""

_FINGERPRINT = 8
"""How many characters of a prompt's fingerprint are shown; the JSON has them all."""


@dataclass(frozen=True, slots=True)
class PrintedSource:
    """A cited report. ``url`` is safe to link or ""; ``note`` says who shares its origin.

    ``time`` is that of its day, where it is known.

    ``name`` is what the page calls it: the outlet, else the title, else the file and the row that
    it was read from, or the host, else ``report N``; what has no outlet has that for its title.
    """

    number: int
    id: str
    outlet: str
    title: str
    date: str
    url: str
    note: str
    name: str
    time: str = ""


def listed(
    sources: Sequence[Source], numbers: Mapping[str, int], words: Words, zone: tzinfo | None
) -> tuple[PrintedSource, ...]:
    """Pick the sources that have a number, in the order of the numbers; ``zone`` is the page's."""
    by_id = {source.id: source for source in sources}
    kin: dict[str, list[Source]] = {}
    for source in sources:
        kin.setdefault(source.origin, []).append(source)
    listing = _Listing(kin, numbers, words, zone)
    return tuple(
        listing.printed(by_id.get(name) or Source(name, name))
        for name in sorted(numbers, key=lambda name: numbers[name])
    )


def bare(outlet: str) -> str:
    """Return what an outlet is called, without what stands in brackets: Fox News (Online News)."""
    return outlet.partition(" (")[0].casefold()


def cited_in_order(statement: Statement) -> list[tuple[int, Citation]]:
    """Return the citations in the order of their marks, each with its offset."""
    offsets = chain(statement.marks, repeat(len(statement.text)))
    return sorted(zip(offsets, statement.citations, strict=False), key=itemgetter(0))


def numbered_documents(sections: Sequence[Section]) -> dict[str, int]:
    """Give documents their numbers, in the order of first citation."""
    numbers: dict[str, int] = {}
    for section in sections:
        for citation in _in_order(section):
            numbers.setdefault(citation.document, len(numbers) + 1)
    return numbers


def _in_order(section: Section) -> Iterator[Citation]:
    """Yield what a section cites as it is printed: a difference stands behind its paragraph."""
    disputed: dict[int, list[Citation]] = {}
    for one in section.differences:
        cited = (citation for side in one.sides for citation in side.citations)
        disputed.setdefault(one.paragraph, []).extend(cited)
    last = disputed.pop(0, [])
    printed = {statement.paragraph for statement in section.statements}
    yield from (
        c for paragraph in disputed if paragraph not in printed for c in disputed[paragraph]
    )
    for paragraph, run in groupby(section.statements, lambda statement: statement.paragraph):
        yield from (citation for said in run for _, citation in cited_in_order(said))
        yield from disputed.get(paragraph, ())
    yield from last


@dataclass(frozen=True, slots=True)
class _Listing:
    """Prints the sources of one page. ``kin`` are those of an origin, ``numbers`` are by id."""

    kin: Mapping[str, Sequence[Source]]
    numbers: Mapping[str, int]
    words: Words
    zone: tzinfo | None

    def printed(self, source: Source) -> PrintedSource:
        number = self.numbers[source.id]
        outlet, title = clean(source.outlet), shortened(clean(source.title), LONGEST_TITLE)
        place = clean(source.place) or urlsplit(safe_url(source.url)).hostname
        name = title or place or self.words.report.format(n=number)
        return PrintedSource(
            number=number,
            id=source.id,
            outlet=outlet,
            title=title or ("" if outlet else name),
            date=short_date(source.published, self.words.calendar, self.zone),
            url=safe_url(source.url),
            note=self._note(source),
            name=outlet or name,
            time=time_of(source.published, self.words.calendar, self.zone),
        )

    def _note(self, source: Source) -> str:
        """Say how its text is shared: with the original, a listed report, or others."""
        words, numbers = self.words, self.numbers
        same = [other for other in self.kin.get(source.origin, ()) if other.id != source.id]
        if source.origin != source.id:
            after = words.reprint if source.reprint else words.draws_on
            if source.origin in numbers:
                return after.format(whose=f"[{numbers[source.origin]}]")
            earlier = min((s for s in same if s.id in numbers), key=self._number, default=source)
            if numbers[earlier.id] < numbers[source.id]:
                one_text = source.reprint and earlier.reprint
                shared = words.same_text if one_text else words.same_origin
                return shared.format(whose=f"[{numbers[earlier.id]}]")
            wrote = next((clean(s.outlet) for s in same if s.id == source.origin), "")
            if wrote:
                return after.format(whose=wrote)
        text = [s for s in same if s.reprint or s.id == s.origin] if source.reprint else []
        return self._carried([clean(other.outlet) for other in text if other.id not in numbers])

    def _number(self, source: Source) -> int:
        return self.numbers[source.id]

    def _carried(self, outlets: Sequence[str]) -> str:
        """Say ``also in A, B, C and 4 more``; outlets without a name are only counted."""
        words = self.words
        named = list(dict.fromkeys(filter(None, outlets)))[:_NAMED]
        more = len(outlets) - len(named)
        if not outlets:
            return ""
        if not named:
            return words.count(words.also_in_others, more)
        names = ", ".join(named)
        if more:
            names = words.count(words.and_more, more, names=names)
        return words.also_in.format(names=names)


def record_line(briefing: Briefing, mark: str, words: Words) -> str:
    """Put the record in one line. ``mark`` is explained, if the page carries it.

    What could not be done as asked for is told by the log and the JSON alone.
    """
    record = briefing.record
    parts = chain(_reading(record, words), _writing(record, mark, words), _making(briefing, words))
    return clean(" · ".join(filter(None, parts)))


def _reading(record: Record, words: Words) -> Iterator[str]:
    origins = words.count(words.origins, record.origins)
    read = words.read_from if record.origins else words.read
    yield words.count(read, record.documents, origins=origins)
    reports = sum(dropped.kind == "document" for dropped in record.dropped)
    sentences = len(record.dropped) - reports
    merged = [words.count(words.duplicates, reports)] if reports else []
    merged += [words.count(words.repeats, sentences)] if sentences else []
    what = words.both.join(merged)
    yield words.merged.format(what=what) if what else words.no_duplicates
    yield words.count(words.seen, record.seen) if record.seen else ""
    yield from _unread(record, words)


def _unread(record: Record, words: Words) -> Iterator[str]:
    """Say which sources failed, and how many items of the others; the JSON names them all."""
    skipped = len(record.skipped)
    if not record.sources:  # nobody knows how many there were: all that was skipped is a source
        yield words.count(words.unread, skipped) if skipped else ""
        return
    whole = [skip.source for skip in record.skipped if skip.whole]
    if whole:
        names = ", ".join(map(_name, whole[:_NAMED])) + (", …" if len(whole) > _NAMED else "")
        every = words.numerals.whole(record.sources)
        yield f"{words.count(words.unread_of, len(whole), all=every)}: {names}"
    items = skipped - len(whole)
    yield words.count(words.unread_items, items) if items else ""


def _name(source: str) -> str:
    """Return the end of a path or address: never its user, password or query."""
    if "://" in source:
        source = public(source, query=False)
    return shortened(source.rstrip("/").rsplit("/", 1)[-1] or source, _LONGEST_NAME)


def _writing(record: Record, mark: str, words: Words) -> Iterator[str]:
    if record.checked:
        replaced = sum(bool(rejected.instead) for rejected in record.rejected)
        struck = len(record.rejected) - replaced
        parts = [words.count(words.checked, record.checked), words.count(words.replaced, replaced)]
        parts += [words.count(words.struck, struck)] if struck else []
        yield ", ".join(parts)
    yield f"{mark} {words.why_replaced}" if mark else ""
    left_off = len(record.left_off)
    yield words.count(words.left_off, left_off) if left_off else ""


def _making(briefing: Briefing, words: Words) -> Iterator[str]:
    record = briefing.record
    statements = [statement for story in briefing.stories for statement in story.statements]
    wrote = Counter(statement.model for statement in statements if statement.model)
    for model, number in sorted(wrote.items()):
        own = words.numerals.whole(number)
        yield words.count(words.written_by, len(statements), told=own, model=model)
    if not wrote:
        # Why is for the log and the JSON: a server's words hold its address, and pieces of keys.
        in_vain = words.unproven if record.model else words.unavailable
        yield words.quoted if record.backend == "extractive" else in_vain
        return
    prompts = [f"{name}@{print_[:_FINGERPRINT]}" for name, print_ in sorted(record.prompts.items())]
    yield words.prompts.format(names=", ".join(prompts)) if prompts else ""
    if record.calls:
        usd = [f"{words.numerals.money(record.usd)} USD"] if record.usd else []
        calls = words.count(words.calls, record.calls)
        yield ", ".join([calls, words.count(words.tokens, record.tokens), *usd])
    yield words.count(words.cached, record.cached) if record.cached else ""
