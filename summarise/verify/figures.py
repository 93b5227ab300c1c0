"""Numbers and dates: what a statement says in figures and its evidence does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarise.text.features import Features
from summarise.text.quantities import Date, Quantity, ordinals
from summarise.text.words import lower, stem
from summarise.verify.findings import Finding, Read

_TOLERANCE = 1e-9
"""Relative difference of two values that are the same number: what adding fractions costs."""
_HALF_DAY = 12.0
_VAGUE = re.compile(
    r"\b(?:dozens|scores of|hundreds|(?:tens|hundreds) of thousands|thousands|millions|billions"
    r"|trillions)\b"
)
_SHARES = re.compile(r"\b(?:all|every|most|many|some|several|few|none)\b")
_ONE = re.compile(r"\b[Oo]ne ([^\W\d_]{3,})")


def figures(claim: Read, sources: Sequence[Read]) -> Iterator[Finding]:
    """Yield what the statement says in figures that the evidence does not."""
    yield from _numbers(claim, sources)
    yield from _dates(claim, [source.features for source in sources])
    yield from _places_in_a_row(claim, sources)
    yield from _rough(claim, sources)


def _numbers(claim: Read, sources: Sequence[Read]) -> Iterator[Finding]:
    known = [quantity for source in sources for quantity in source.features.quantities]
    years = {float(date.year) for source in sources for date in source.features.dates}
    for quantity in claim.features.quantities:
        span = quantity.start, quantity.end
        bare_year = not quantity.unit and quantity.value in years
        if not bare_year and not any(same(quantity, other, claim.text) for other in known):
            reason = f"the number {written(quantity)} is not in what it cites"
            yield Finding("number", reason, *span)
        elif _counts_another(quantity, known):
            yield Finding("number", f"what it cites has another number of {quantity.unit}", *span)


def _places_in_a_row(claim: Read, sources: Sequence[Read]) -> Iterator[Finding]:
    days = {date.day for source in sources for date in source.features.dates}
    places = days.union(*(source.features.ordinals for source in sources))
    for place in sorted(claim.features.ordinals - places):
        reason = f"number {place} in a row is not in what it cites"
        yield Finding("number", reason, *_of_ordinal(claim, place))


def _of_ordinal(claim: Read, place: int) -> tuple[int, int]:
    return claim.place(lambda word: place in ordinals(word))


def _rough(claim: Read, sources: Sequence[Read]) -> Iterator[Finding]:
    """Look for words such as "dozens", and for "one" of what others count."""
    evidence, text = " ".join(lower(source.text) for source in sources), lower(claim.text)
    for match in _VAGUE.finditer(text):
        if match[0] not in evidence:
            yield Finding("number", f'"{match[0]}" is not in what it cites', *match.span())
    quantities = [q for source in sources for q in source.features.quantities if not q.measure]
    for match in _ONE.finditer(claim.text):
        counts = {q.value for q in quantities if q.unit == stem(match[1])}
        if counts and 1.0 not in counts and not re.search(r"\bone\b", evidence):
            reason = f"the number 1 {match[1]} is not in what it cites"
            yield Finding("number", reason, *match.span())


def shares(claim: Read, sources: Sequence[Read]) -> Iterator[Finding]:
    """Yield the first word such as "most" that stands where the evidence has another."""
    known = {share for source in sources for share in _SHARES.findall(lower(source.text))}
    told = [*_SHARES.finditer(lower(claim.text))]
    other = known - {match[0] for match in told}
    for match in [match for match in told if other and match[0] not in known][:1]:
        yield Finding("number", f'"{match[0]}" is not in what it cites', *match.span())


def same(one: Quantity, other: Quantity, text: str) -> bool:
    """Whether a number of ``text`` is another: of one value, and one unit if both tell it."""
    if one.unit == other.unit == "time" and not re.search(r"[a-z]", text[one.start : one.end]):
        return close(one.value % _HALF_DAY, other.value % _HALF_DAY)  # 5:42 of either half
    if {one.unit, other.unit} == {"part", "%"}:
        return close(*(q.value * (100 if q.unit == "part" else 1) for q in (one, other)))
    measures = one.measure and other.measure
    return close(one.value, other.value) and not (measures and one.unit != other.unit)


def close(one: float, other: float) -> bool:
    """Whether two values are the same number."""
    return one == other or abs(one - other) <= _TOLERANCE * max(abs(one), 1.0)


def _counts_another(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether the evidence counts the same thing, but this number counts something else there."""
    if not quantity.unit:
        return False
    same_thing = [other for other in known if other.unit == quantity.unit]
    same_value = [other for other in known if close(other.value, quantity.value)]
    return (
        bool(same_thing)
        and all(
            other.unit not in ("", quantity.unit) and other not in same_thing
            for other in same_value
        )
        and bool(same_value)
    )


def written(quantity: Quantity) -> str:
    """Return a number for a person to read."""
    return f"{quantity.value:g} {quantity.unit}".strip()


def _dates(claim: Read, sources: Sequence[Features]) -> Iterator[Finding]:
    known = [date for source in sources for date in source.dates]
    values = {q.value for source in sources for q in source.quantities if not q.measure}
    for date in claim.features.dates:
        bare_year = not (date.month or date.day) and float(date.year) in values
        if not bare_year and not any(within(date, other) for other in known):
            reason = f"the date {told(date)} is not in what it cites"
            yield Finding("date", reason, date.start, date.end)
    weekdays = frozenset(day for source in sources for day in source.weekdays)
    for day in sorted(claim.features.weekdays - weekdays):
        reason = f"{day.capitalize()} is not in what it cites"
        yield Finding("date", reason, *claim.place_of_name(day))


def within(date: Date, known: Date) -> bool:
    """Whether every part of a date is told by a known one."""
    return all(part in (0, other) for part, other in zip(date[:3], known[:3], strict=True))


def told(date: Date) -> str:
    """Return a date for a person to read."""
    return "-".join(f"{part:02}" for part in date[:3] if part)
