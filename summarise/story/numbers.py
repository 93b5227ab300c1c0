"""Contradictions of numbers, dates and days of the week between two sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from summarise.language.dates import Date
from summarise.language.quantities import Quantity
from summarise.language.reading import Reading
from summarise.language.words import Token
from summarise.story.points import OWNERS, SHARED, Conflict, Pair, alike, around, owners
from summarise.types import DifferenceKind

_ROUGHLY = re.compile(
    r"\b(?:about|around|some|roughly|approximately|nearly|almost|close to|just (?:over|under))"
    r"(?: an?| the)?\W*$",
    re.I,
)
_AT_LEAST = re.compile(r"\b(?:more than|over|above|at least|upwards? of)(?: an?| the)?\W*$", re.I)
_AT_MOST = re.compile(
    r"\b(?:less than|fewer than|under|below|up to|as (?:many|much) as)(?: an?| the)?\W*$", re.I
)
_BEFORE = 20
"""Characters before a number in which its bound stands."""
ROUGH = 0.10
"""Share of the greater of two numbers by which they differ when one of them is told roughly."""
BOUND = 1.5
"""Times by which what is more than a number, or less, goes beyond it: from there on "more than
100" is no way to tell of 5,000."""
MOST_LISTED = 2
"""Values of one unit in a sentence from which on it is a list, where each is of another thing."""
FAR = 3
"""Times by which numbers of one thing differ at most; but the count of people may start low."""
_STAMPED = re.compile(r"\b(?:posted|updated|published|edited|modified)\b[^.]{0,20}$", re.I)
_CLOCK = re.compile(r"\W{0,3}(?:at )?\d{1,2}\s?:\s?\d\d")
_HANGS = re.compile(
    r"(?:\b(?:on|of|in|by|at|to|since|from|until|till|before|after|for|and|or|through|the)|,)"
    r"\W*(?:\w+day,? )?$",
    re.I,
)
_CAPITAL = re.compile(r"\s+[A-Z]")
_NEXT_TO = 6
"""Characters at most between a date and the time of day that belongs to it."""
_STAMP = 40
"""Characters before a date in which a page says that it is its own."""


def number(pair: Pair) -> Conflict | None:
    """Return two numbers of one unit that count the same thing and are not the same."""
    a, b = pair.a, pair.b
    for one, other in _foreign(a, b):
        if _agree(a, one, b, other) or _agree(b, other, a, one):
            continue
        if not _same_thing(a, one, b, other):
            continue
        kind: DifferenceKind = "number" if one.unit else "count"
        tight = pair.tight(one.start, one.end, other.start, other.end)
        if not tight and not _likely(a, one, b, other):
            continue
        told = (one.unit, one.value), (other.unit, other.value)
        said, instead = _written(a.text, one), _written(b.text, other)
        return Conflict(kind, one.unit, said, instead, told, tight)
    return None


def _likely(a: Reading, one: Quantity, b: Reading, other: Quantity) -> bool:
    """Whether two accounts may differ by two numbers, where they differ in other things too.

    A number without a unit may be anything, and one of a list is of another thing each time.
    """
    if not one.unit or max(_listed(a, one), _listed(b, other)) > MOST_LISTED:
        return False
    low, high = sorted((abs(one.value), abs(other.value)))
    return one.unit == "people" or high <= FAR * low


def _listed(text: Reading, number: Quantity) -> int:
    """Return how many values of a number's unit a sentence tells."""
    return len({q.value for q in text.quantities if q.unit == number.unit})


def _foreign(a: Reading, b: Reading) -> Iterator[tuple[Quantity, Quantity]]:
    """Yield numbers of one unit that the other sentence does not tell, with it or without one."""
    left, right = _events(a), _events(b)
    for one in left:
        for other in right:
            if (one.unit, one.measure) != (other.unit, other.measure):
                continue  # 3 times is no time of day
            if not (_tells(right, one) or _tells(left, other)):
                yield one, other


def _events(text: Reading) -> list[Quantity]:
    """Return the numbers of a sentence without the time of day at which its page was written."""
    return [q for q in text.quantities if not (q.unit == "time" and _stamp(text, q))]


def _tells(numbers: Sequence[Quantity], one: Quantity) -> bool:
    return any(q.value == one.value and q.unit in ("", one.unit) for q in numbers)


def _agree(a: Reading, one: Quantity, b: Reading, other: Quantity) -> bool:
    """Whether two numbers may be one: rounded, told roughly ("nearly"), or a bound of the other."""
    if rounded(one.value, other.value):
        return True
    before, beside = _before(a, one), _before(b, other)
    low, high = sorted((one.value, other.value))
    if _ROUGHLY.search(before):
        return high - low <= ROUGH * abs(high)
    if low <= 0 or high > BOUND * low:
        return False
    bound = _AT_LEAST if other.value > one.value else _AT_MOST
    return bool(bound.search(before)) and not bound.search(beside)


def _before(text: Reading, number: Quantity) -> str:
    return text.text[max(0, number.start - _BEFORE) : number.start].rstrip("$€£¥ ")


def rounded(one: float, other: float) -> bool:
    """Whether the rounder of two numbers is the other one, rounded: 1.4 and 1.37 trillion."""
    digits = min(len(Decimal(repr(value)).normalize().as_tuple().digits) for value in (one, other))
    return digits > 1 and f"{one:.{digits}g}" == f"{other:.{digits}g}"


def _same_thing(a: Reading, one: Quantity, b: Reading, other: Quantity) -> bool:
    """Whether two numbers count the same thing, by the words around them."""
    if (_compound(a, one) or _compound(b, other)) and _next(a, one) != _next(b, other):
        return False
    ours, theirs = owners(a, one.start, one.end), owners(b, other.start, other.end)
    if ours and theirs and not ours & theirs:
        return False
    left, right = around(a, one.start, one.end), around(b, other.start, other.end)
    shared = (left & right) - {one.unit}
    return len(shared) > 1 and len(shared) >= SHARED * min(len(left), len(right))


def _compound(text: Reading, number: Quantity) -> bool:
    """Whether a number and its unit are part of the name of a thing: "12-month spike"."""
    return "-" in text.text[number.start : number.end].strip("-") and number.unit != ""


def _next(text: Reading, number: Quantity) -> str:
    return next((t.stem for t in text.tokens if t.start >= number.end), "")


def _written(text: str, quantity: Quantity) -> str:
    """Return a number as it stands in the text, with its unit's word."""
    written = text[quantity.start : quantity.end]
    if quantity.unit and not quantity.measure:
        tail = text[quantity.end :].split()
        written = f"{written} {tail[0].strip('.,;:!?')}" if tail else written
    symbol = text[max(0, quantity.start - 1) : quantity.start]
    return symbol + written if symbol in ("$", "€", "£", "¥") else written


def date(pair: Pair) -> Conflict | None:
    """Return the one date that each sentence has alone, if the two are of one event."""
    a, b = pair.a, pair.b
    left, right = _only(a, b), _only(b, a)
    if len(left) != 1 or len(right) != 1:
        return None
    (one,), (other,) = left, right
    if not alike(around(a, one.start, one.end), around(b, other.start, other.end)):
        return None
    told = ("date", f"{one.month}-{one.day}"), ("date", f"{other.month}-{other.day}")
    said, instead = (t.text[d.start : d.end].rstrip(" .,") for t, d in ((a, one), (b, other)))
    tight = pair.tight(one.start, one.end, other.start, other.end)
    return Conflict("date", "date", said, instead, told, tight)


def _only(text: Reading, beside: Reading) -> list[Date]:
    """Return the dates of a sentence that another one does not have."""
    known = {d[1:3] for d in beside.dates}
    dates = [d for d in text.dates if d.month and d.day and not _stamp(text, d)]
    return [d for d in dates if d[1:3] not in known]


def _stamp(text: Reading, part: Date | Quantity) -> bool:
    """Whether a date or time is that of the page, and of no event that the sentence tells.

    It says so, has a clock behind it or a date before, or hangs on no word of the sentence.
    """
    before = text.text[max(0, part.start - _STAMP) : part.start]
    behind = text.text[part.end :]
    if isinstance(part, Quantity):
        dated = any(d.end <= part.start <= d.end + _NEXT_TO for d in text.dates if d.year)
        return dated or bool(_STAMPED.search(before))
    hangs = _HANGS.search(before) or not part.year or not _CAPITAL.match(behind)
    return not hangs or bool(_STAMPED.search(before) or _CLOCK.match(behind))


def weekday(pair: Pair) -> Conflict | None:
    """Return the one day of the week that each sentence has alone, if they are of one event."""
    left, right = pair.a.weekdays - pair.b.weekdays, pair.b.weekdays - pair.a.weekdays
    if len(left) != 1 or len(right) != 1:
        return None
    (one,), (other,) = left, right
    here, there = _day(pair.a, one), _day(pair.b, other)
    near = (around(t, d.start, d.end, OWNERS) for t, d in ((pair.a, here), (pair.b, there)))
    if not alike(*near):
        return None
    told = ("weekday", one), ("weekday", other)
    tight = pair.tight(here.start, here.end, there.start, there.end)
    return Conflict("date", "weekday", one.capitalize(), other.capitalize(), told, tight)


def _day(text: Reading, weekday: str) -> Token:
    return next(t for t in text.tokens if t.folded == weekday)
