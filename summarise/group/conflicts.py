"""Where two sentences about the same thing contradict each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from summarise.text.features import Features, read
from summarise.text.quantities import Quantity
from summarise.text.words import Word, fold, is_content, stem

NEAR = 5
"""Tokens around a number that say what it counts."""
TWINS = 0.6
"""Share of equal tokens (difflib's ratio) from which one swapped name is a contradiction."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A point on which two sentences contradict each other.

    ``key`` names the point (a unit, a verb), ``one`` and ``other`` what each sentence says of it.
    """

    kind: str
    key: str
    one: str
    other: str


def incompatible(one: str, other: str) -> bool:
    """Whether each of two sentences has numbers, or at least two names, that the other lacks.

    Such sentences may agree or not, but they are not one fact: a changed number is the commonest
    difference between near-identical reports.
    """
    a, b = read(one), read(other)
    if a.values - b.values and b.values - a.values:
        return True
    return len(_foreign(a, b)) > 1 and len(_foreign(b, a)) > 1


def _foreign(a: Features, b: Features) -> set[str]:
    """Return the names of a that are not in b in any form (Russia, Russian)."""
    words = set(b.surface)
    return {
        name
        for name in a.names
        if name not in words and not any(_akin(name, other) for other in words)
    }


def _akin(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    return shorter >= 4 and one[: shorter - (shorter > 5)] == other[: shorter - (shorter > 5)]


def conflicts(one: str, other: str) -> list[Conflict]:
    """Return the points on which two sentences contradict each other, each kind at most once."""
    a, b = read(one), read(other)
    found = [_number(one, a, other, b), _date(one, a, other, b), _weekday(a, b)]
    found += [_name(one, a, other, b), _negation(a, b), _modality(a, b)]
    return [conflict for conflict in found if conflict]


def _number(one: str, a: Features, other: str, b: Features) -> Conflict | None:
    for left in a.quantities:
        rivals = [q for q in b.quantities if q.unit == left.unit]
        if not rivals or left.value in {q.value for q in rivals}:
            continue
        for right in rivals:
            if right.value in {q.value for q in a.quantities if q.unit == left.unit}:
                continue
            shared = _around(a, left) & _around(b, right)
            if len(shared) >= (1 if left.unit else 2):
                return Conflict(
                    "number" if left.unit else "count",
                    left.unit,
                    _written(one, left),
                    _written(other, right),
                )
    return None


def _around(features: Features, quantity: Quantity) -> set[str]:
    """Return the stems of the content words near a number, without the number and its unit."""
    before = [t for t in features.tokens if t.end <= quantity.start][-NEAR:]
    after = [t for t in features.tokens if t.start >= quantity.end][: NEAR + 1]
    stems = {stem(t.text) for t in before + after if is_content(t.text)}
    return {s for s in stems if s != quantity.unit and not s.isdigit()}


def _written(text: str, quantity: Quantity) -> str:
    """Return a number as it stands in the text, with its unit's word."""
    written = text[quantity.start : quantity.end]
    if quantity.unit and not quantity.measure:
        tail = text[quantity.end :].split()
        written = f"{written} {tail[0].strip('.,;:!?')}" if tail else written
    symbol = text[max(0, quantity.start - 1) : quantity.start]
    return symbol + written if symbol in ("$", "€", "£", "¥") else written


def _date(one: str, a: Features, other: str, b: Features) -> Conflict | None:
    left = [d for d in a.dates if d.month and d.day]
    right = [d for d in b.dates if d.month and d.day]
    if len(left) != 1 or len(right) != 1 or left[0][1:3] == right[0][1:3]:
        return None
    return Conflict(
        "date",
        "date",
        one[left[0].start : left[0].end],
        other[right[0].start : right[0].end],
    )


def _weekday(a: Features, b: Features) -> Conflict | None:
    if len(a.weekdays) == len(b.weekdays) == 1 and a.weekdays != b.weekdays:
        (left,), (right,) = a.weekdays, b.weekdays
        return Conflict("date", "weekday", left.capitalize(), right.capitalize())
    return None


def _name(one: str, a: Features, other: str, b: Features) -> Conflict | None:
    left = [fold(token.text) for token in a.tokens]
    right = [fold(token.text) for token in b.tokens]
    matcher = SequenceMatcher(None, left, right, autojunk=False)
    if matcher.real_quick_ratio() < TWINS or matcher.ratio() < TWINS:
        return None
    for tag, i, j, k, m in matcher.get_opcodes():
        if tag == "replace" and _all_names(a, i, j) and _all_names(b, k, m):
            said, instead = _span(one, a.tokens[i:j]), _span(other, b.tokens[k:m])
            if not _akin(fold(said), fold(instead)):
                return Conflict("name", "name", said, instead)
    return None


def _all_names(features: Features, start: int, end: int) -> bool:
    words = {fold(token.text) for token in features.tokens[start:end]}
    return end - start <= 3 and words <= features.names


def _span(text: str, tokens: tuple[Word, ...]) -> str:
    return text[tokens[0].start : tokens[-1].end]


def _negation(a: Features, b: Features) -> Conflict | None:
    for verb in sorted(_flipped(a, b)):
        return Conflict("negation", verb, "not", "yes")
    for verb in sorted(_flipped(b, a)):
        return Conflict("negation", verb, "yes", "not")
    return None


def _flipped(a: Features, b: Features) -> Iterator[str]:
    """Yield the stems that a denies and b asserts."""
    yield from (a.polarity.denied & set(b.stems)) - b.polarity.denied - b.polarity.planned


def _modality(a: Features, b: Features) -> Conflict | None:
    for verb in sorted(_carried_out(a, b)):
        return Conflict("modality", verb, "planned", "done")
    for verb in sorted(_carried_out(b, a)):
        return Conflict("modality", verb, "done", "planned")
    return None


def _carried_out(plan: Features, deed: Features) -> set[str]:
    """Return the verbs that one sentence only plans and the other has as done."""
    asserted = set(deed.stems) - deed.polarity.planned - deed.polarity.denied
    return set(plan.polarity.intended & asserted)
