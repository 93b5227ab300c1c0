"""Two sentences that give different figures for the same thing.

What a figure of people counts is its role (``summarise.language.counted``), what another one counts
is told by its unit and the words beside it. Of clocks, ages, places in a row and figures that
another one is converted to there are no two accounts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from summarise.language.counted import role, whose
from summarise.language.quantities import Quantity
from summarise.language.reading import Reading
from summarise.story.points import SHARED, Conflict, around, owners, rival_settings

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
FAR = 3
"""Times by which figures of one thing and one time differ at most."""
MOST_LISTED = 3
"""Figures of a sentence beyond which it is a list, and where none has a role no account of one."""
_NAME_BEFORE = re.compile(r"\w\W+[A-Z]\w*[ -]$")
"""A name that a figure is part of: the iOS 7 update."""
HALF = 0.50
"""Share of the words of the longer sentence, by rarity, that the shorter one has as well, where no
role says what the figures count."""
_UNITS_OF_NO_DISPUTE = frozenset(("", "time", "era", "part"))
_BESIDE_THE_POINT = re.compile(
    r"(?:#|\b(?:no\.?|number|aged?|version|top|season|another|first|last|from|not|against|versus"
    r"|compared (?:with|to)|(?<!more )(?<!less )(?<!fewer )than))"
    r"(?: (?:a|an|the|about|some|just))?[\s$€£¥]*$",
    re.I,
)
"""Before a place in a row, an age, an addition to others, and what is told for comparison."""

_OLD = re.compile(r"[\W_]*old\b", re.I)
_CONVERTED = re.compile(r"\d[^(),.;]{0,20}\W?\([^\d()]{0,12}$")


def numbers(a: Reading, b: Reading) -> Iterator[Conflict]:
    """Yield where two sentences give different figures for the same thing."""
    for kind, one, other in _rivals(a, b):
        if _agree(a, one, b, other) or _agree(b, other, a, one):
            continue
        roled = bool(role(a, one))
        if not roled and not _same_thing(a, one, b, other):
            continue
        said, instead = _written(a.text, one), _written(b.text, other)
        alone = not rival_settings(a, b) and not _others(a, b, one, other)
        alone &= roled or (_word_before(a, one) == _word_before(b, other) and _same_else(a, b))
        told = (kind, one.value), (kind, other.value)
        yield Conflict("number", kind, said, instead, told, alone)


def counted(text: Reading) -> dict[str, list[Quantity]]:
    """Return the figures of a text of which accounts may differ, by what each of them counts."""
    found: dict[str, list[Quantity]] = {}
    for figure in text.quantities:
        kind = _kind(text, figure)
        if kind:
            found.setdefault(kind, []).append(figure)
    return found


def _kind(text: Reading, figure: Quantity) -> str:
    """Return what a figure counts: a role and whose, or a unit; empty where none is disputed."""
    before, behind = text.text[: figure.start], text.text[figure.end :]
    if _BESIDE_THE_POINT.search(before) or _OLD.match(behind) or _CONVERTED.search(before):
        return ""
    counts = role(text, figure)
    if counts:
        return f"{counts} {whose(figure)}"
    if figure.unit in _UNITS_OF_NO_DISPUTE or len({q.value for q in text.quantities}) > MOST_LISTED:
        return ""
    named = not figure.measure and _NAME_BEFORE.search(before)
    return "" if named else figure.unit


def _rivals(a: Reading, b: Reading) -> Iterator[tuple[str, Quantity, Quantity]]:
    """Yield what each sentence counts in one figure, which is not the other's.

    Several figures of a kind in one sentence are a list, where each is of another thing.
    """
    left, right = counted(a), counted(b)
    for kind in sorted(left.keys() & right.keys()):
        ours, theirs = left[kind], right[kind]
        if len({q.value for q in ours}) == len({q.value for q in theirs}) == 1:
            (one, *_), (other, *_) = ours, theirs
            if one.value != other.value:
                yield kind, one, other


def _others(a: Reading, b: Reading, one: Quantity, other: Quantity) -> bool:
    """Whether each sentence has another figure still that the other one lacks.

    Beside figures of people, other figures of people may differ as well: killed and hurt.
    """
    people = bool(role(a, one))
    ours = {q.value for q in a.quantities if q != one and not (people and role(a, q))}
    theirs = {q.value for q in b.quantities if q != other and not (people and role(b, q))}
    return bool(ours - b.values and theirs - a.values)


def _agree(a: Reading, one: Quantity, b: Reading, other: Quantity) -> bool:
    """Whether two numbers may be one: rounded, told roughly ("nearly"), or a bound of the other."""
    if _rounded(one.value, other.value):
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


def _rounded(one: float, other: float) -> bool:
    """Whether the rounder of two numbers is the other one, rounded: 1.4 and 1.37 trillion."""
    digits = min(len(Decimal(repr(value)).normalize().as_tuple().digits) for value in (one, other))
    return digits > 1 and f"{one:.{digits}g}" == f"{other:.{digits}g}"


def _same_thing(a: Reading, one: Quantity, b: Reading, other: Quantity) -> bool:
    """Whether two numbers without a role tell of the same thing, by the words around them."""
    low, high = sorted((abs(one.value), abs(other.value)))
    if high > FAR * low:
        return False
    if (_compound(a, one) or _compound(b, other)) and _next(a, one) != _next(b, other):
        return False
    ours, theirs = owners(a, one.start, one.end), owners(b, other.start, other.end)
    if ours and theirs and not ours & theirs:
        return False
    left, right = around(a, one.start, one.end), around(b, other.start, other.end)
    shared = (left & right) - {one.unit}
    return len(shared) > 1 and len(shared) >= SHARED * min(len(left), len(right))


def _word_before(text: Reading, figure: Quantity) -> str:
    """Return the stem of the word that a figure hangs on: cost, served, rose."""
    before = [t for t in text.tokens if t.end <= figure.start and t.is_content]
    return before[-1].stem if before else ""


def _same_else(a: Reading, b: Reading) -> bool:
    """Whether the longer of two sentences says little beside what the shorter one does."""
    left, right = ({s: w for s, w in t.weights.items() if not s[0].isdigit()} for t in (a, b))
    shared = sum(min(left[stem], right[stem]) for stem in left.keys() & right.keys())
    return shared >= HALF * max(sum(left.values()), sum(right.values()))


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
