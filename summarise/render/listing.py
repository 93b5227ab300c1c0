"""The list of sources: the cited reports, numbered, and who else carries the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarise.render.dates import short_date
from summarise.render.untrusted import clean, safe_url
from summarise.types import Source

_NAMED_REPRINTS = 3
"""How many outlets that carry a reprint are named before the rest is counted."""

LONGEST_TITLE = 160
"""Characters: a longer title is no title, and would push statements off the page."""


@dataclass(frozen=True, slots=True)
class PrintedSource:
    """A cited report. ``url`` is safe to link or ""; ``note`` says who shares its origin."""

    number: int
    id: str
    outlet: str
    title: str
    date: str
    url: str
    note: str

    @property
    def name(self) -> str:
        """What the page calls it: the outlet, else the title, else ``report N``."""
        return self.outlet or self.title or f"report {self.number}"


def listed(sources: Sequence[Source], numbers: Mapping[str, int]) -> tuple[PrintedSource, ...]:
    """Pick the sources that have a number, in the order of the numbers."""
    known = {source.id: source for source in sources}
    kin: dict[str, list[Source]] = {}
    for source in sources:
        kin.setdefault(source.origin, []).append(source)
    return tuple(
        _printed(known.get(name) or Source(name, name), kin, numbers)
        for name in sorted(numbers, key=lambda name: numbers[name])
    )


def _printed(
    source: Source, kin: Mapping[str, list[Source]], numbers: Mapping[str, int]
) -> PrintedSource:
    same = [other for other in kin.get(source.origin, ()) if other.id != source.id]
    return PrintedSource(
        number=numbers[source.id],
        id=source.id,
        outlet=clean(source.outlet),
        title=_short(clean(source.title)),
        date=short_date(source.published),
        url=safe_url(source.url),
        note=_note(source, same, numbers),
    )


def _short(title: str) -> str:
    """Return a title as the list of sources gives it: the whole is in the JSON."""
    if len(title) <= LONGEST_TITLE:
        return title
    return title[: LONGEST_TITLE - 1].rsplit(" ", 1)[0].rstrip() + "…"


def _note(source: Source, same: Sequence[Source], numbers: Mapping[str, int]) -> str:
    """Say how its text is shared: with the original, a listed report, or others."""
    if source.origin != source.id:
        if source.origin in numbers:
            return f"reprint of [{numbers[source.origin]}]"
        earlier = [numbers[s.id] for s in same if numbers.get(s.id, 0) > 0]
        if earlier and min(earlier) < numbers[source.id]:
            return f"same text as [{min(earlier)}]"
        wrote = next((clean(s.outlet) for s in same if s.id == source.origin), "")
        if wrote:
            return f"reprint of {wrote}"
    return _carried([clean(other.outlet) for other in same if other.id not in numbers])


def _carried(outlets: Sequence[str]) -> str:
    """Say ``also in A, B, C and 4 more``; outlets without a name are only counted."""
    names = list(dict.fromkeys(filter(None, outlets)))[:_NAMED_REPRINTS]
    more = len(outlets) - len(names)
    if not outlets:
        return ""
    if not names:
        return f"also in {more} other report{'s' if more > 1 else ''}"
    return "also in " + ", ".join(names) + (f" and {more} more" if more else "")
