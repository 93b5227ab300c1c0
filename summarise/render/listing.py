"""The list of sources: the cited reports, numbered, and who else carries the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo

from summarise.plain import shortened
from summarise.render.dates import short_date
from summarise.render.untrusted import clean, safe_url
from summarise.render.words import Words
from summarise.types import Source

_NAMED_REPRINTS = 3
"""How many outlets that carry a reprint are named before the rest is counted."""

LONGEST_TITLE = 160
"""Characters: a longer title is no title, and would push statements off the page."""


@dataclass(frozen=True, slots=True)
class PrintedSource:
    """A cited report. ``url`` is safe to link or ""; ``note`` says who shares its origin.

    ``name`` is what the page calls it: the outlet, else the title, else ``report N``.
    """

    number: int
    id: str
    outlet: str
    title: str
    date: str
    url: str
    note: str
    name: str


def listed(
    sources: Sequence[Source], numbers: Mapping[str, int], words: Words, zone: tzinfo | None
) -> tuple[PrintedSource, ...]:
    """Pick the sources that have a number, in the order of the numbers; ``zone`` is the page's."""
    known = {source.id: source for source in sources}
    kin: dict[str, list[Source]] = {}
    for source in sources:
        kin.setdefault(source.origin, []).append(source)
    listing = _Listing(kin, numbers, words, zone)
    return tuple(
        listing.printed(known.get(name) or Source(name, name))
        for name in sorted(numbers, key=lambda name: numbers[name])
    )


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
        return PrintedSource(
            number=number,
            id=source.id,
            outlet=outlet,
            title=title,
            date=short_date(source.published, self.words.calendar, self.zone),
            url=safe_url(source.url),
            note=self._note(source),
            name=outlet or title or self.words.report.format(n=number),
        )

    def _note(self, source: Source) -> str:
        """Say how its text is shared: with the original, a listed report, or others."""
        words, numbers = self.words, self.numbers
        same = [other for other in self.kin.get(source.origin, ()) if other.id != source.id]
        if source.origin != source.id:
            if source.origin in numbers:
                return words.reprint.format(whose=f"[{numbers[source.origin]}]")
            earlier = [numbers[s.id] for s in same if numbers.get(s.id, 0) > 0]
            if earlier and min(earlier) < numbers[source.id]:
                return words.same_text.format(whose=f"[{min(earlier)}]")
            wrote = next((clean(s.outlet) for s in same if s.id == source.origin), "")
            if wrote:
                return words.reprint.format(whose=wrote)
        return self._carried([clean(other.outlet) for other in same if other.id not in numbers])

    def _carried(self, outlets: Sequence[str]) -> str:
        """Say ``also in A, B, C and 4 more``; outlets without a name are only counted."""
        words = self.words
        named = list(dict.fromkeys(filter(None, outlets)))[:_NAMED_REPRINTS]
        more = len(outlets) - len(named)
        if not outlets:
            return ""
        if not named:
            return words.count(words.also_in_others, more)
        names = ", ".join(named)
        if more:
            names = words.count(words.and_more, more, names=names)
        return words.also_in.format(names=names)
