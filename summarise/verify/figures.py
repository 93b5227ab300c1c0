"""Numbers, dates and their bounds: what a statement says in figures and its evidence does not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from summarise.text.features import Features
from summarise.text.quantities import Date, Quantity
from summarise.text.units import SPANS_OF_TIME
from summarise.text.words import fold, is_content, stem


class Read(NamedTuple):
    """A text and what it claims."""

    text: str
    features: Features


_TOLERANCE = 1e-9
"""Relative difference of two values that are the same number: what adding fractions costs."""
_HALF_DAY = 12.0
_YEARS = range(1900, 2100)
_BOUNDS_BEFORE = {
    "more than": r"more than|over|above|at least|exceed(?:s|ed|ing)?|no (?:less|fewer) than"
    r"|upwards of|a minimum of|surpass(?:ed|ing)",
    "less than": r"less than|fewer than|under|below|up to|at most|(?:no|not) more than"
    r"|a maximum of|as (?:many|much) as|nearly|almost|just under|close to",
}
_DATE_BOUNDS = {
    "since": r"since|from|after|following|starting",
    "until": r"until|till|before|by|no later than",
}
_BOUNDS_BEHIND = {
    "more than": re.compile(r"\+|[\w$€£% ]{0,12} (?:or|and) (?:more|above|over)\b"),
    "less than": re.compile(r"[\w$€£% ]{0,12} (?:or (?:less|fewer|below)|at (?:the )?most)\b"),
}


def _endings(table: Mapping[str, str]) -> Mapping[str, re.Pattern[str]]:
    filler = r"(?: (?:about|some|the|a|an|early|late|mid|next))?"
    return {
        kind: re.compile(rf"\b(?:{words}){filler}[ \-(]*(?:[a-z]{{0,2}}[$€£¥₹])?$")
        for kind, words in table.items()
    }


_NUMBER_BOUNDS, _DATE_ENDINGS = _endings(_BOUNDS_BEFORE), _endings(_DATE_BOUNDS)
_LONGEST_BOUND = 40
"""Characters before a number in which its bound stands."""
_SEPARATED = re.compile(r"[,;:()—–]|\b(?:and|or|but|to|than|while|from)\b")
_VAGUE = re.compile(
    r"\b(?:dozens|scores of|hundreds|(?:tens|hundreds) of thousands|thousands|millions|billions"
    r"|trillions)\b"
)
_ONE = re.compile(r"\b[Oo]ne ([^\W\d_]{3,})")


def figures(claim: Read, sources: Sequence[Read]) -> Iterator[str]:
    """Yield what the statement says in figures that the evidence does not."""
    found = [*_numbers(claim, sources), *_dates(claim.features, [s.features for s in sources])]
    yield from found
    yield from _rough(claim, sources)
    if not found:
        yield from _bounds(claim, sources)
        yield from _misplaced(claim, sources)


def _numbers(claim: Read, sources: Sequence[Read]) -> Iterator[str]:
    known = [quantity for source in sources for quantity in source.features.quantities]
    years = {float(date.year) for source in sources for date in source.features.dates}
    for quantity in claim.features.quantities:
        bare_year = not quantity.unit and quantity.value in years
        if not bare_year and not any(_same(quantity, other, claim.text) for other in known):
            yield f"the number {_written(quantity)} is not in what it cites"
        elif _counts_another(quantity, known):
            yield f"what it cites has another number of {quantity.unit}"


def _rough(claim: Read, sources: Sequence[Read]) -> Iterator[str]:
    """Look for places in a row, words such as "dozens", and "one" of what others count."""
    days = {date.day for source in sources for date in source.features.dates}
    places = days.union(*(source.features.ordinals for source in sources))
    for place in sorted(claim.features.ordinals - places):
        yield f"number {place} in a row is not in what it cites"
    evidence = " ".join(source.text for source in sources).casefold()
    for word in _VAGUE.findall(claim.text.casefold()):
        if word not in evidence:
            yield f'"{word}" is not in what it cites'
    known = [q for source in sources for q in source.features.quantities if not q.measure]
    for noun in _ONE.findall(claim.text):
        counts = {q.value for q in known if q.unit == stem(noun)}
        if counts and 1.0 not in counts and not re.search(rf"\bone {noun}", evidence):
            yield f"the number 1 {noun} is not in what it cites"


def _same(one: Quantity, other: Quantity, text: str) -> bool:
    if one.unit == other.unit == "time" and not re.search(r"[a-z]", text[one.start : one.end]):
        return _close(one.value % _HALF_DAY, other.value % _HALF_DAY)  # 5:42 of either half
    if {one.unit, other.unit} == {"part", "%"}:
        return _close(*(q.value * (100 if q.unit == "part" else 1) for q in (one, other)))
    measures = one.measure and other.measure
    return _close(one.value, other.value) and not (measures and one.unit != other.unit)


def _close(one: float, other: float) -> bool:
    return one == other or abs(one - other) <= _TOLERANCE * max(abs(one), 1.0)


def _counts_another(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether the evidence counts the same thing, but this number counts something else there."""
    if not quantity.unit:
        return False
    same_thing = [other for other in known if other.unit == quantity.unit]
    same_value = [other for other in known if _close(other.value, quantity.value)]
    return bool(same_thing) and all(
        other.unit not in ("", quantity.unit) and other not in same_thing for other in same_value
    ) and bool(same_value)


def _written(quantity: Quantity) -> str:
    return f"{quantity.value:g} {quantity.unit}".strip()


def _dates(claim: Features, sources: Sequence[Features]) -> Iterator[str]:
    known = [date for source in sources for date in source.dates]
    values = {q.value for source in sources for q in source.quantities if not q.measure}
    for date in claim.dates:
        bare_year = not (date.month or date.day) and float(date.year) in values
        if not bare_year and not any(_within(date, other) for other in known):
            yield f"the date {_told(date)} is not in what it cites"
    weekdays = frozenset(day for source in sources for day in source.weekdays)
    for day in sorted(claim.weekdays - weekdays):
        yield f"{day.capitalize()} is not in what it cites"


def _within(date: Date, known: Date) -> bool:
    """Whether every part of a date is told by a known one."""
    return all(part in (0, other) for part, other in zip(date[:3], known[:3], strict=True))


def _told(date: Date) -> str:
    return "-".join(f"{part:02}" for part in date[:3] if part)


def _bounds(claim: Read, sources: Sequence[Read]) -> Iterator[str]:
    """Look for a number or date that got another bound: "more than 12", "since Jan. 17"."""
    known = [
        (part, _bound(source.text, part)) for source in sources for part in _parts(source.features)
    ]
    for part in _parts(claim.features):
        told = {bound for other, bound in known if _alike(part, other, claim.text)}
        bound = _bound(claim.text, part)
        if told and bound not in told:
            yield f'it says "{bound or "exactly"}" of {_shown(part)}, which what it cites does not'


def _parts(features: Features) -> list[Quantity | Date]:
    return [*features.quantities, *features.dates]


def _alike(one: Quantity | Date, other: Quantity | Date, text: str) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return _same(one, other, text)
    return isinstance(one, Date) and isinstance(other, Date) and _within(one, other)


def _shown(part: Quantity | Date) -> str:
    return _written(part) if isinstance(part, Quantity) else _told(part)


def _bound(text: str, part: Quantity | Date) -> str:
    """Return the kind of bound of a number or date; empty if there is none."""
    before = " ".join(text[max(0, part.start - _LONGEST_BOUND) : part.start].casefold().split(" "))
    if isinstance(part, Date) or part.unit == "time":
        return _kind(_DATE_ENDINGS, before)
    bound = _kind(_NUMBER_BOUNDS, before)
    if part.unit in SPANS_OF_TIME and before.rstrip().endswith(("over", "under", "over the")):
        return ""  # over five years: during them
    return bound or next(
        (kind for kind, pattern in _BOUNDS_BEHIND.items() if pattern.match(text, part.end)), ""
    )


def _kind(table: Mapping[str, re.Pattern[str]], before: str) -> str:
    return next((kind for kind, pattern in table.items() if pattern.search(before)), "")


def _misplaced(claim: Read, sources: Sequence[Read]) -> Iterator[str]:
    """Look for numbers that changed places: "killed 30 and injured 12" for the reverse."""
    known = [
        (quantity, _beside(source, quantity))
        for source in sources
        for quantity in source.features.quantities
    ]
    for quantity in claim.features.quantities:
        words = _beside(claim, quantity)
        own = {w for other, beside in known if _close(other.value, quantity.value) for w in beside}
        others = {
            word
            for other, beside in known
            if other.unit == quantity.unit or not (other.measure and quantity.measure)
            for word in beside
        }
        if words & others and not words & own:
            word = min(words & others)
            yield f'what it cites has another number beside "{word}" than {_written(quantity)}'


def _beside(source: Read, quantity: Quantity) -> set[str]:
    """Return the content words next to a number, without its unit, up to the end of the clause."""
    text, tokens = source.text, source.features.tokens
    before = [t for t in tokens if t.end <= quantity.start][-_NEXT:]
    after = [t for t in tokens if t.start >= quantity.end][:_NEXT]
    found = {t.text for t in before if not _SEPARATED.search(text, t.end, quantity.start)}
    found |= {t.text for t in after if not _SEPARATED.search(text, quantity.end, t.start)}
    stems = {stem(word) for word in found if is_content(word) and not fold(word).isdigit()}
    return stems - {quantity.unit}


_NEXT = 3
"""Words on either side of a number that may say what it counts."""
