"""Where two sentences about the same thing contradict each other."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

from summarise.group.apart import akin, denied
from summarise.text.features import Features, read
from summarise.text.quantities import Quantity
from summarise.text.roles import opposites
from summarise.text.words import Word, fold, is_content, is_past, stem
from summarise.types import DifferenceKind

PLANNED = "planned"
"""What the side of a plan is called."""
Value = tuple[str, str | float]
"""The kind or unit of what is told, and what is told of it."""
NEAR = 4
"""Content words on each side of a number or date that say what it is about."""
OWNERS = 2
"""Content words on each side among which stands whose number it is, and what a weekday is of."""
SHARED = 0.30
"""Share of these words, of the fewer, from which two numbers are taken to count the same thing;
and at least two of them."""
TWINS = 0.6
"""Share of equal tokens (difflib's ratio) from which one swapped word is a contradiction."""
_CONDITION = re.compile(r"\b(?:if|unless|whether|until|could|may|might|would)\b", re.I)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A point on which two sentences contradict each other.

    ``key`` names the point (a unit, a verb), ``one`` and ``other`` what each sentence says of it,
    in its own words. ``values`` are what the two say in a form that can be looked for elsewhere:
    where one report tells both, they are two things and not two accounts of one.
    """

    kind: DifferenceKind
    key: str
    one: str
    other: str
    values: tuple[Value, Value] | None = None


def conflicts(one: str, other: str) -> list[Conflict]:
    """Return the points on which two sentences contradict each other, each kind at most once."""
    a, b = _Read(one), _Read(other)
    found = [_number(a, b), _date(a, b), _weekday(a, b), _modality(a, b)]
    if _twins(a.features, b.features):
        found += [_name(a, b), _negation(a, b)]
    return [conflict for conflict in found if conflict]


def values(text: str) -> set[Value]:
    """Return all that a text tells in the form of ``Conflict.values``."""
    features = read(text)
    found: set[Value] = {(q.unit, q.value) for q in features.quantities}
    found |= {("date", f"{d.month}-{d.day}") for d in features.dates if d.month and d.day}
    found |= {("weekday", day) for day in features.weekdays}
    return found | {("name", name) for name in features.names}


class _Read(NamedTuple):
    """A sentence and its features."""

    text: str

    @property
    def features(self) -> Features:
        return read(self.text)

    def around(self, start: int, end: int, near: int = NEAR) -> tuple[set[str], set[str]]:
        """Return the stems and the names near a span, numbers left out."""
        content = [t for t in self.features.tokens if is_content(t.text)]
        plain = [t for t in content if not t.text[0].isdigit()]
        before = [t for t in plain if t.end <= start]
        after = [t for t in plain if t.start >= end]
        closest = {fold(t.text) for t in before[-OWNERS:] + after[:OWNERS]}
        names = closest & (self.features.names | {self.features.lead_name})
        return {stem(t.text) for t in before[-near:] + after[:near]}, names

    def day(self, weekday: str) -> set[str]:
        """Return the stems near the name of a weekday."""
        token = next(t for t in self.features.tokens if fold(t.text) == weekday)
        return self.around(token.start, token.end, OWNERS)[0]


def _number(a: _Read, b: _Read) -> Conflict | None:
    left, right = a.features.quantities, b.features.quantities
    ours = {(q.unit, q.value) for q in left}
    theirs = {(q.unit, q.value) for q in right}
    for one in left:
        for other in right:
            told = (one.unit, one.value) in theirs or (other.unit, other.value) in ours
            if one.unit != other.unit or told or _rounded(one.value, other.value):
                continue
            if not _same_thing(a, one, b, other):
                continue
            kind: DifferenceKind = "number" if one.unit else "count"
            pair = (one.unit, one.value), (other.unit, other.value)
            return Conflict(kind, one.unit, _written(a.text, one), _written(b.text, other), pair)
    return None


def _rounded(one: float, other: float) -> bool:
    """Whether the rounder of two numbers is the other one, rounded: 1.4 and 1.37 trillion."""
    digits = min(len(Decimal(repr(value)).normalize().as_tuple().digits) for value in (one, other))
    return digits > 1 and f"{one:.{digits}g}" == f"{other:.{digits}g}"


def _same_thing(a: _Read, one: Quantity, b: _Read, other: Quantity) -> bool:
    """Whether two numbers count the same thing, by the words around them."""
    left, left_names = a.around(one.start, one.end)
    right, right_names = b.around(other.start, other.end)
    if left_names and right_names and not left_names & right_names:
        return False
    shared = (left & right) - {one.unit}
    return len(shared) > 1 and len(shared) >= SHARED * min(len(left), len(right))


def _written(text: str, quantity: Quantity) -> str:
    """Return a number as it stands in the text, with its unit's word."""
    written = text[quantity.start : quantity.end]
    if quantity.unit and not quantity.measure:
        tail = text[quantity.end :].split()
        written = f"{written} {tail[0].strip('.,;:!?')}" if tail else written
    symbol = text[max(0, quantity.start - 1) : quantity.start]
    return symbol + written if symbol in ("$", "€", "£", "¥") else written


def _date(a: _Read, b: _Read) -> Conflict | None:
    left = [d for d in a.features.dates if d.month and d.day]
    right = [d for d in b.features.dates if d.month and d.day]
    if len(left) != 1 or len(right) != 1 or left[0][1:3] == right[0][1:3]:
        return None
    (one,), (other,) = left, right
    if not _same_event(a.around(one.start, one.end)[0], b.around(other.start, other.end)[0]):
        return None
    pair = ("date", f"{one.month}-{one.day}"), ("date", f"{other.month}-{other.day}")
    said, instead = (t.text[d.start : d.end].rstrip(" .,") for t, d in ((a, one), (b, other)))
    return Conflict("date", "date", said, instead, pair)


def _weekday(a: _Read, b: _Read) -> Conflict | None:
    left, right = a.features.weekdays, b.features.weekdays
    if len(left) != 1 or len(right) != 1 or left == right:
        return None
    (one,), (other,) = left, right
    if not _same_event(a.day(one), b.day(other)):
        return None
    pair = ("weekday", one), ("weekday", other)
    return Conflict("date", "weekday", one.capitalize(), other.capitalize(), pair)


def _same_event(one: set[str], other: set[str]) -> bool:
    """Whether two dates are of one event, by the stems around them."""
    shared = one & other
    return len(shared) > 1 and len(shared) >= SHARED * min(len(one), len(other))


def _twins(a: Features, b: Features) -> bool:
    """Whether two sentences are the same but for a few words."""
    matcher = _matcher(a, b)
    return matcher.real_quick_ratio() >= TWINS and matcher.ratio() >= TWINS


def _matcher(a: Features, b: Features) -> SequenceMatcher[str]:
    left = [fold(token.text) for token in a.tokens]
    right = [fold(token.text) for token in b.tokens]
    return SequenceMatcher(None, left, right, autojunk=False)


def _name(a: _Read, b: _Read) -> Conflict | None:
    one, other = a.features, b.features
    for tag, i, j, k, m in _matcher(one, other).get_opcodes():
        if tag == "replace" and _all_names(one, i, j) and _all_names(other, k, m):
            said, instead = _span(a.text, one.tokens[i:j]), _span(b.text, other.tokens[k:m])
            pair = ("name", fold(one.tokens[i].text)), ("name", fold(other.tokens[k].text))
            if not akin(fold(said), fold(instead)):
                return Conflict("name", "name", said, instead, pair)
    return None


def _all_names(features: Features, start: int, end: int) -> bool:
    words = {fold(token.text) for token in features.tokens[start:end]}
    return end - start <= 3 and words <= features.names


def _span(text: str, tokens: tuple[Word, ...]) -> str:
    return text[tokens[0].start : tokens[-1].end]


def _negation(a: _Read, b: _Read) -> Conflict | None:
    if _CONDITION.search(a.text) or _CONDITION.search(b.text):
        return None
    for verb in sorted(denied(a.features, b.features)):
        return Conflict("negation", verb, f"not {_word(a, verb)}", _word(b, verb))
    for verb in sorted(denied(b.features, a.features)):
        return Conflict("negation", verb, _word(a, verb), f"not {_word(b, verb)}")
    for one, other in opposites(a.features, [b.features]):
        key = " ".join(sorted((one, other)))
        return Conflict("negation", key, _word(a, one), _word(b, other))
    return None


def _word(a: _Read, wanted: str) -> str:
    """Return the word of a sentence that has the stem."""
    return next((t.text for t in a.features.tokens if stem(t.text) == wanted), wanted)


def _modality(a: _Read, b: _Read) -> Conflict | None:
    for verb in sorted(_carried_out(a.features, b.features)):
        return Conflict("modality", verb, PLANNED, _word(b, verb))
    for verb in sorted(_carried_out(b.features, a.features)):
        return Conflict("modality", verb, _word(a, verb), PLANNED)
    return None


def _carried_out(plan: Features, deed: Features) -> set[str]:
    """Return the verbs that one sentence only plans and the other has in the past tense."""
    past = {stem(t.text) for t in deed.tokens if is_past(t.text)}
    past |= {stem(t.text) for b, t in pairwise(deed.tokens) if fold(b.text) in ("by", "after")}
    asserted = (past & set(deed.stems)) - deed.polarity.planned - deed.polarity.denied
    return set(plan.polarity.intended & asserted)
