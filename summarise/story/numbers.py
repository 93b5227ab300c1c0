"""Two sentences that give different figures for the same thing.

What a figure of people counts is its role (``summarise.language.counted``), what another one counts
is told by its unit and the words beside it. Of clocks, ages, places in a row and figures that
another one is converted to there are no two accounts.
"""

from __future__ import annotations

from collections.abc import Iterator, Set

from summarise.language.counted import role_of
from summarise.language.quantities import Quantity
from summarise.language.reading import Reading
from summarise.language.signs import Bound, bound
from summarise.story.points import SHARED, Conflict, around, owners, rival_settings

_BEFORE = 20
"""Characters before a number in which its bound stands."""
ROUGH = 0.10
"""Share of the greater of two numbers by which they differ when one of them is told roughly."""
BOUND = 1.5
"""Times by which what is more than a number, or less, goes beyond it: from there on "more than
100" is no way to tell of 5,000."""
FAR = 3
"""Times by which figures of one thing and one time differ at most."""
HALF = 0.50
"""Share of the words of the longer sentence, by rarity, that the shorter one has as well, where no
role says what the figures count."""


def numbers(a: Reading, b: Reading) -> Iterator[Conflict]:
    """Yield where two sentences give different figures for the same thing."""
    for kind, one, other in _rivals(a, b):
        if _agree(a, one, b, other) or _agree(b, other, a, one):
            continue
        people = bool(role_of(kind))
        if not people and not _same_thing(a, one, b, other):
            continue
        said, instead = _written(a, one), _written(b, other)
        alone = not rival_settings(a, b) and not _others(a, b, {one, other}, people=people)
        alone &= people or (_one_place(a, one, b, other) and _same_else(a, b))
        told = (kind, one.value), (kind, other.value)
        yield Conflict("number", kind, said, instead, told, alone)


def _rivals(a: Reading, b: Reading) -> Iterator[tuple[str, Quantity, Quantity]]:
    """Yield what each sentence counts in one figure, which is not the other's.

    Several figures of a kind in one sentence are a list, where each is of another thing.
    """
    left, right = a.counts, b.counts
    for kind in sorted(left.keys() & right.keys()):
        ours, theirs = left[kind], right[kind]
        if len({q.value for q in ours}) == len({q.value for q in theirs}) == 1:
            (one, *_), (other, *_) = ours, theirs
            if one.value != other.value:
                yield kind, one, other


def _others(a: Reading, b: Reading, disputed: Set[Quantity], *, people: bool) -> bool:
    """Whether each sentence has another figure still that the other one lacks.

    Beside figures of people, other figures of people may differ as well: killed and hurt.
    """
    ours, theirs = (_values(text, disputed, people=people) for text in (a, b))
    return bool(ours - b.values and theirs - a.values)


def _values(text: Reading, disputed: Set[Quantity], *, people: bool) -> set[float]:
    counted = {q for kind, found in text.counts.items() if role_of(kind) for q in found}
    left_out = disputed | counted if people else disputed
    return {figure.value for figure in text.quantities if figure not in left_out}


def _agree(a: Reading, one: Quantity, b: Reading, other: Quantity) -> bool:
    """Whether two numbers may be one: rounded, told roughly ("nearly"), or a bound of the other."""
    if rounded(one.value, other.value):
        return True
    before, beside = _before(a, one), _before(b, other)
    low, high = sorted((one.value, other.value))
    if bound("roughly", a.language).search(before):
        return high - low <= ROUGH * abs(high)
    if low <= 0 or high > BOUND * low:
        return False
    side: Bound = "at_least" if other.value > one.value else "at_most"
    bounded = bound(side, a.language).search(before)
    return bool(bounded) and not bound(side, b.language).search(beside)


def _before(text: Reading, number: Quantity) -> str:
    return text.text[max(0, number.start - _BEFORE) : number.start].rstrip("$€£¥ ")


def rounded(one: float, other: float) -> bool:
    """Whether the rounder of two numbers is the other one, rounded: 1.4 and 1.37 trillion."""
    digits = min(_digits(one), _digits(other))
    return digits > 1 and f"{one:.{digits}g}" == f"{other:.{digits}g}"


def _digits(value: float) -> int:
    """Return how many digits a number has, without the zeros around them."""
    written = repr(value).partition("e")[0]
    return len(written.strip("-").replace(".", "").strip("0")) or 1


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


def _one_place(a: Reading, one: Quantity, b: Reading, other: Quantity) -> bool:
    """Whether two figures hang on one word (cost, served), or on one behind them, or open both."""
    before, behind = _words_beside(a, one)
    before_other, behind_other = _words_beside(b, other)
    return before == before_other or bool(behind and behind == behind_other)


def _words_beside(text: Reading, figure: Quantity) -> tuple[str, str]:
    """Return the stem of the last word of content before a figure, and of that right behind it."""
    before = [t.stem for t in text.tokens if t.end <= figure.start and t.is_content]
    behind = [t for t in text.tokens if t.start >= figure.end][0 if figure.measure else 1 :]
    next_one = behind[0].stem if behind and behind[0].is_content else ""
    return (before[-1] if before else ""), next_one


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


def _written(reading: Reading, quantity: Quantity) -> str:
    """Return a number as it stands in the text, with its bound and its unit's word."""
    text = reading.text
    written = text[quantity.start : quantity.end]
    if quantity.unit and not quantity.measure:
        tail = text[quantity.end :].split()
        written = f"{written} {tail[0].strip('.,;:!?')}" if tail else written
    symbol = text[max(0, quantity.start - 1) : quantity.start]
    written = symbol + written if symbol in ("$", "€", "£", "¥") else written
    before = text[: quantity.start]
    sides = (bound(side, reading.language).search(before) for side in ("at_least", "at_most"))
    bounded = next(filter(None, sides), None)
    return f"{bounded[0].strip().lower()} {written}" if bounded else written
