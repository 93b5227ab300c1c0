"""Numbers: what a statement says in figures and its evidence does not.

And what stands around a number: its bound ("more than 12"), and the words it belongs to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from summarise.language.dates import Date
from summarise.language.quantities import MEASURES, SPANS_OF_TIME, Quantity, ordinals
from summarise.language.reading import Reading
from summarise.language.words import lower, stem
from summarise.page.days import is_grouped
from summarise.page.wording import Finding

_TOLERANCE = 1e-9
"""Relative difference of two values that are the same number: what adding fractions costs."""
_HALF_DAY = 12.0
_VAGUE = re.compile(
    r"\b(?:dozens|scores of|hundreds|(?:tens|hundreds) of thousands|thousands|millions|billions"
    r"|trillions)\b"
)
_SHARES = re.compile(r"\b(?:all|every|most|many|some|several|few|none)\b")
_WEAK_SHARES = frozenset(("some", "several", "many"))
"""Where the evidence says all, or most, they are true as well."""
_ONE = re.compile(r"\b[Oo]ne ([^\W\d_]{3,})")
_BOUNDS_BEFORE = {
    "more than": r"more than|over|above|at least|exceed(?:s|ed|ing)?|no (?:less|fewer) than"
    r"|upwards of|a minimum of|surpass(?:ed|ing)",
    "less than": r"less than|fewer than|under|below|up to|at most|(?:no|not) more than"
    r"|a maximum of|as (?:many|much) as|nearly|almost|just under|close to",
}
_DATE_BOUNDS = {
    "since": r"since|from|after|following|starting|beginning",
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
_PARTED = re.compile(r"[,;:()—–]|\b(?:and|but|while)\b")
_BASES: dict[str, dict[str, float]] = {
    "s": {"min": 60, "h": 3600, "day": 86_400, "week": 604_800},
    "month": {"year": 12, "decade": 120},
    "metre": {"km": 1000, "cm": 0.01, "mm": 0.001},
    "kg": {"t": 1000, "g": 0.001},
    "MW": {"kW": 0.001, "GW": 1000},
    "points": {"bp": 0.01},
}
_IN_BASE = {unit: (base, worth) for base, units in _BASES.items() for unit, worth in units.items()}
"""What a unit is worth in another one of its kind: 18 months are a year and a half."""
_SINGLE = re.compile(
    r"\b(?:an?|per|each|every|last|past|next|previous|coming) ("
    + "|".join(name for name, unit in MEASURES.items() if unit in SPANS_OF_TIME)
    + r")\b",
    re.I,
)
SMALL = 10
"""Up to here a whole number without a unit of measure is a word, and meant in more than one way."""
_WORDS_MEANT = frozenset(("half", "a half", "noon", "midday", "midnight"))
_WORDED = {"": "just", "more than": "more than", "less than": "up to", "since": "since"}
_WORDED |= {"until": "until"}
_SIGNS = "$€£¥₹-"
_COUNTED = re.compile(r"[ -](?:(?:of|more|other) )?[^\W\d_]+")
_GLUED = re.compile(r"[^\W\d_]-\d")
_MOST_SHOWN = 3
MOST_FIGURES = 40
"""Figures of one text whose surroundings are held against those of others: more are a table."""
_NEXT = 3
"""Words on either side of a number that may say what it counts."""


def figures(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Yield what the statement says in figures that the evidence does not; dates are not here."""
    yield from _numbers(claim, sources)
    yield from _places_in_a_row(claim, sources)
    yield from _rough(claim, sources)


def _numbers(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    known = [(quantity, source.text) for source in sources for quantity in source.quantities]
    known += [(quantity, source.text) for source in sources for quantity in _single(source.text)]
    years = {float(date.year) for source in sources for date in source.dates}
    for quantity in claim.quantities:
        grouped = is_grouped(claim.text, quantity.start)
        bare_year = not quantity.unit and quantity.value in years and not grouped
        if not bare_year and not any(_same(quantity, other, claim.text) for other, _ in known):
            kind = "count" if _is_small(claim, quantity) else "number"
            yield Finding(kind, _not_there(claim, quantity, known))
        elif _counts_another(quantity, [other for other, _ in known]):
            reason = f"{_says(claim.text, quantity)}; what it cites has another number of them."
            yield Finding("count", reason)


def _is_small(claim: Reading, quantity: Quantity) -> bool:
    """Whether a number is rather a word than a figure: two presidents, COVID-19, half, noon."""
    text = claim.text
    written = text[quantity.start : quantity.end]
    if quantity.measure and quantity.unit != "people":
        return written.casefold() in _WORDS_MEANT
    if _GLUED.match(text, max(0, quantity.start - 2)):
        return True
    return quantity.value.is_integer() and abs(quantity.value) <= SMALL


def _not_there(claim: Reading, quantity: Quantity, known: Sequence[tuple[Quantity, str]]) -> str:
    """Return the reason for a figure that stands nowhere, beside those of its unit that do."""
    alike = [
        _piece(text, other)
        for other, text in known
        if other.unit == quantity.unit or _close(other.value, quantity.value)
    ]
    shown = " and ".join(list(dict.fromkeys(alike))[:_MOST_SHOWN])
    there = f"what it cites says {shown}" if shown else "that stands nowhere in what it cites"
    return f"{_says(claim.text, quantity)}; {there}."


def _says(text: str, part: Quantity | Date) -> str:
    return f'It says "{_piece(text, part)}"'


def _piece(text: str, part: Quantity | Date) -> str:
    """Return a number or date as it is written, with the sign before it and the noun it counts."""
    start, end = part.start, part.end
    while start and text[start - 1] in _SIGNS:
        start -= 1
    counted = _COUNTED.match(text, end)
    if isinstance(part, Quantity) and part.unit and not part.measure and counted:
        end = counted.end()
    return text[start:end]


def _places_in_a_row(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    days = {date.day for source in sources for date in source.dates}
    places = days.union(*(source.ordinals for source in sources))
    for place in sorted(claim.ordinals - places):
        start, end = _of_ordinal(claim, place)
        reason = f'It says "{claim.text[start:end]}"; what it cites counts no such place.'
        yield Finding("count", reason)


def _of_ordinal(claim: Reading, place: int) -> tuple[int, int]:
    return claim.place(lambda token: place in ordinals(token.text))


def _rough(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Look for words such as "dozens", and for "one" of what others count."""
    evidence, text = " ".join(lower(source.text) for source in sources), lower(claim.text)
    for match in _VAGUE.finditer(text):
        if match[0] not in evidence:
            reason = f'It says "{match[0]}"; what it cites gives no such number.'
            yield Finding("count", reason)
    quantities = [q for source in sources for q in source.quantities if not q.measure]
    for match in _ONE.finditer(claim.text):
        counts = {q.value for q in quantities if q.unit == stem(match[1])}
        if counts and 1.0 not in counts and not re.search(r"\bone\b", evidence):
            reason = f'It says "{match[0]}"; what it cites has another number of them.'
            yield Finding("count", reason)


def shares(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Yield the first word such as "most" that stands where the evidence has another."""
    known = {share for source in sources for share in _SHARES.findall(lower(source.text))}
    told = [*_SHARES.finditer(lower(claim.text))]
    other = known - {match[0] for match in told}
    more = [m for m in told if other and m[0] not in known and m[0] not in _WEAK_SHARES]
    for match in more[:1]:
        reason = f'It says "{match[0]}"; what it cites says "{min(other)}".'
        yield Finding("share", reason)


def _same(one: Quantity, other: Quantity, text: str) -> bool:
    """Whether a number of ``text`` is another: of one value, and one unit if both tell it."""
    if one.unit == other.unit == "time" and not re.search(r"[a-z]", text[one.start : one.end]):
        return _close(one.value % _HALF_DAY, other.value % _HALF_DAY)  # 5:42 of either half
    if {one.unit, other.unit} == {"part", "points"}:
        return _close(one.value, other.value)  # half a point
    if {one.unit, other.unit} == {"part", "%"}:
        return _close(*(q.value * (100 if q.unit == "part" else 1) for q in (one, other)))
    if one.measure and other.measure and one.unit != other.unit:
        (base, worth), (other_base, other_worth) = (
            _IN_BASE.get(quantity.unit, (quantity.unit, 1.0)) for quantity in (one, other)
        )
        return base == other_base and _close(one.value * worth, other.value * other_worth)
    return _close(one.value, other.value)


def _single(text: str) -> Iterator[Quantity]:
    """Yield the spans of time that a text counts as one without a numeral: a year, every hour."""
    for match in _SINGLE.finditer(text):
        yield Quantity(1.0, MEASURES[match[1].casefold()], True, *match.span())


def _close(one: float, other: float) -> bool:
    """Whether two values are the same number."""
    return one == other or abs(one - other) <= _TOLERANCE * max(abs(one), 1.0)


def _counts_another(quantity: Quantity, known: Sequence[Quantity]) -> bool:
    """Whether the evidence counts the same thing, but this number counts something else there."""
    if not quantity.unit or all(other.unit != quantity.unit for other in known):
        return False
    units = {other.unit for other in known if _close(other.value, quantity.value)}
    return bool(units) and units.isdisjoint(("", quantity.unit))


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
            other = " or ".join(sorted(_WORDED[kind] for kind in allowed))
            said = f"{_WORDED[bound]} {_piece(claim.text, part)}"
            reason = f"It says {said}; what it cites says {other} that."
            yield Finding("bound", reason)


def _parts(text: Reading) -> list[Quantity | Date]:
    return [*text.quantities[:MOST_FIGURES], *text.dates[:MOST_FIGURES]]


def _alike(one: Quantity | Date, other: Quantity | Date, text: str) -> bool:
    if isinstance(one, Quantity) and isinstance(other, Quantity):
        return _same(one, other, text)
    return isinstance(one, Date) and isinstance(other, Date) and _within(one, other)


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
    known = [(q, _beside(s, q)) for s in sources for q in s.quantities[:MOST_FIGURES]]
    for quantity in claim.quantities[:MOST_FIGURES]:
        words = _beside(claim, quantity)
        own = {w for other, beside in known if _close(other.value, quantity.value) for w in beside}
        others = {word for other, beside in known if other.unit == quantity.unit for word in beside}
        if words & others and own and not words & own:
            word = claim.word(min(words & others))
            piece = _piece(claim.text, quantity)
            reason = f'It has "{piece}" beside "{word}"; what it cites has another number there.'
            yield Finding("bound", reason)


def misassigned(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Yield numbers of one unit that changed owners: "A pays 60 percent and B 40"."""
    known = [(q, _owners(s, q)) for s in sources for q in s.quantities[:MOST_FIGURES]]
    for quantity in claim.quantities[:MOST_FIGURES]:
        names = _owners(claim, quantity)
        alike = [(other, owners) for other, owners in known if other.unit == quantity.unit]
        own = {n for other, owners in alike if _close(other.value, quantity.value) for n in owners}
        others = {name for _, owners in alike for name in owners}
        if own and names & others and not names & own:
            start, end = claim.place_of_name(min(names & others))
            said = f"It gives {_piece(claim.text, quantity)} to {claim.text[start:end]}"
            reason = f"{said}; what it cites gives {claim.text[start:end]} another number."
            yield Finding("bound", reason)


def _owners(source: Reading, quantity: Quantity) -> set[str]:
    """Return the names (folded) next to a number, up to the end of the clause."""
    text, tokens = source.text, source.tokens
    before = [t for t in tokens if t.end <= quantity.start][-_NEXT - 1 :]
    after = [t for t in tokens if t.start >= quantity.end][: _NEXT + 1]
    near = [t for t in before if not _PARTED.search(text, t.end, quantity.start)]
    near += [t for t in after if not _PARTED.search(text, quantity.end, t.start)]
    return {t.folded for t in near} & (source.names | {source.lead_name})


def _beside(source: Reading, quantity: Quantity) -> set[str]:
    """Return the content words next to a number, without its unit, up to the end of the clause."""
    text, tokens = source.text, source.tokens
    before = [t for t in tokens if t.end <= quantity.start][-_NEXT:]
    after = [t for t in tokens if t.start >= quantity.end][:_NEXT]
    found = [t for t in before if not _SEPARATED.search(text, t.end, quantity.start)]
    found += [t for t in after if not _SEPARATED.search(text, quantity.end, t.start)]
    stems = {t.stem for t in found if t.is_content and not t.folded.isdigit()}
    return stems - {quantity.unit}
