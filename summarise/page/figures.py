"""Numbers and dates: what a statement says in figures and its evidence does not.

And what stands around a number: its bound ("more than 12"), and the words it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from summarise.language.dates import Date
from summarise.language.quantities import SPANS_OF_TIME, Quantity, ordinals
from summarise.language.reading import Reading
from summarise.language.words import lower, stem
from summarise.page.wording import Finding

_TOLERANCE = 1e-9
"""Relative difference of two values that are the same number: what adding fractions costs."""
_HALF_DAY = 12.0
_VAGUE = re.compile(
    r"\b(?:dozens|scores of|hundreds|(?:tens|hundreds) of thousands|thousands|millions|billions"
    r"|trillions)\b"
)
_SHARES = re.compile(r"\b(?:all|every|most|many|some|several|few|none)\b")
_ONE = re.compile(r"\b[Oo]ne ([^\W\d_]{3,})")
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
_NEXT = 3
"""Words on either side of a number that may say what it counts."""


def figures(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Yield what the statement says in figures that the evidence does not."""
    yield from _numbers(claim, sources)
    yield from _dates(claim, sources)
    yield from _places_in_a_row(claim, sources)
    yield from _rough(claim, sources)


def _numbers(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    known = [quantity for source in sources for quantity in source.quantities]
    years = {float(date.year) for source in sources for date in source.dates}
    for quantity in claim.quantities:
        span = quantity.start, quantity.end
        bare_year = not quantity.unit and quantity.value in years
        if not bare_year and not any(_same(quantity, other, claim.text) for other in known):
            reason = f"the number {_shown(quantity)} is not in what it cites"
            yield Finding("number", reason, *span)
        elif _counts_another(quantity, known):
            yield Finding("count", f"what it cites has another number of {quantity.unit}", *span)


def _places_in_a_row(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    days = {date.day for source in sources for date in source.dates}
    places = days.union(*(source.ordinals for source in sources))
    for place in sorted(claim.ordinals - places):
        reason = f"number {place} in a row is not in what it cites"
        yield Finding("count", reason, *_of_ordinal(claim, place))


def _of_ordinal(claim: Reading, place: int) -> tuple[int, int]:
    return claim.place(lambda token: place in ordinals(token.text))


def _rough(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Look for words such as "dozens", and for "one" of what others count."""
    evidence, text = " ".join(lower(source.text) for source in sources), lower(claim.text)
    for match in _VAGUE.finditer(text):
        if match[0] not in evidence:
            yield Finding("count", f'"{match[0]}" is not in what it cites', *match.span())
    quantities = [q for source in sources for q in source.quantities if not q.measure]
    for match in _ONE.finditer(claim.text):
        counts = {q.value for q in quantities if q.unit == stem(match[1])}
        if counts and 1.0 not in counts and not re.search(r"\bone\b", evidence):
            reason = f"the number 1 {match[1]} is not in what it cites"
            yield Finding("count", reason, *match.span())


def shares(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Yield the first word such as "most" that stands where the evidence has another."""
    known = {share for source in sources for share in _SHARES.findall(lower(source.text))}
    told = [*_SHARES.finditer(lower(claim.text))]
    other = known - {match[0] for match in told}
    for match in [match for match in told if other and match[0] not in known][:1]:
        yield Finding("share", f'"{match[0]}" is not in what it cites', *match.span())


def _same(one: Quantity, other: Quantity, text: str) -> bool:
    """Whether a number of ``text`` is another: of one value, and one unit if both tell it."""
    if one.unit == other.unit == "time" and not re.search(r"[a-z]", text[one.start : one.end]):
        return _close(one.value % _HALF_DAY, other.value % _HALF_DAY)  # 5:42 of either half
    if {one.unit, other.unit} == {"part", "%"}:
        return _close(*(q.value * (100 if q.unit == "part" else 1) for q in (one, other)))
    measures = one.measure and other.measure
    return _close(one.value, other.value) and not (measures and one.unit != other.unit)


def _close(one: float, other: float) -> bool:
    """Whether two values are the same number."""
    return one == other or abs(one - other) <= _TOLERANCE * max(abs(one), 1.0)


def _counts_another(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether the evidence counts the same thing, but this number counts something else there."""
    if not quantity.unit or all(other.unit != quantity.unit for other in known):
        return False
    units = {other.unit for other in known if _close(other.value, quantity.value)}
    return bool(units) and units.isdisjoint(("", quantity.unit))


def _dates(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    known = [date for source in sources for date in source.dates]
    values = {q.value for source in sources for q in source.quantities if not q.measure}
    for date in claim.dates:
        bare_year = not (date.month or date.day) and float(date.year) in values
        if not bare_year and not any(_within(date, other) for other in known):
            reason = f"the date {_shown(date)} is not in what it cites"
            yield Finding("date", reason, date.start, date.end)
    weekdays = frozenset(day for source in sources for day in source.weekdays)
    for day in sorted(claim.weekdays - weekdays):
        reason = f"{day.capitalize()} is not in what it cites"
        yield Finding("date", reason, *claim.place_of_name(day))


def _within(date: Date, known: Date) -> bool:
    """Whether every part of a date is told by a known one."""
    return all(part in (0, other) for part, other in zip(date[:3], known[:3], strict=True))


def bounds(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Yield a number or date that got another bound: "more than 12", "since Jan. 17"."""
    known = [(part, _bound(source.text, part)) for source in sources for part in _parts(source)]
    for part in _parts(claim):
        allowed = {bound for other, bound in known if _alike(part, other, claim.text)}
        bound = _bound(claim.text, part)
        if allowed and bound not in allowed:
            said = f'it says "{bound or "exactly"}" of {_shown(part)}'
            yield Finding("bound", f"{said}, which what it cites does not", part.start, part.end)


def _parts(text: Reading) -> list[Quantity | Date]:
    return [*text.quantities, *text.dates]


def _alike(one: Quantity | Date, other: Quantity | Date, text: str) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return _same(one, other, text)
    return isinstance(one, Date) and isinstance(other, Date) and _within(one, other)


def _shown(part: Quantity | Date) -> str:
    """Return a number or date for a person to read."""
    if isinstance(part, Quantity):
        return f"{part.value:g} {part.unit}".strip()
    return "-".join(f"{number:02}" for number in part[:3] if number)


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


def misplaced(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Yield numbers that changed places: "killed 30 and injured 12" for the reverse."""
    known = [
        (number, _beside(source, number)) for source in sources for number in source.quantities
    ]
    for quantity in claim.quantities:
        words = _beside(claim, quantity)
        own = {w for other, beside in known if _close(other.value, quantity.value) for w in beside}
        others = {word for other, beside in known if other.unit == quantity.unit for word in beside}
        if words & others and own and not words & own:
            word = min(words & others)
            reason = f'what it cites has another number beside "{word}" than {_shown(quantity)}'
            yield Finding("bound", reason, quantity.start, quantity.end)


def _beside(source: Reading, quantity: Quantity) -> set[str]:
    """Return the content words next to a number, without its unit, up to the end of the clause."""
    text, tokens = source.text, source.tokens
    before = [t for t in tokens if t.end <= quantity.start][-_NEXT:]
    after = [t for t in tokens if t.start >= quantity.end][:_NEXT]
    found = [t for t in before if not _SEPARATED.search(text, t.end, quantity.start)]
    found += [t for t in after if not _SEPARATED.search(text, quantity.end, t.start)]
    stems = {t.stem for t in found if t.is_content and not t.folded.isdigit()}
    return stems - {quantity.unit}
