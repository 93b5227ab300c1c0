"""Where two sentences about the same thing contradict each other."""

from __future__ import annotations

from summarise.group.denials import negation
from summarise.group.figures import date, number, weekday
from summarise.group.names import name
from summarise.group.plans import modality
from summarise.group.points import Conflict, Pair, Value
from summarise.text.features import read

__all__ = ["Conflict", "conflicts", "values"]


def conflicts(pair: Pair) -> list[Conflict]:
    """Return the points on which two sentences contradict each other, each kind at most once."""
    found = [number(pair), date(pair), weekday(pair), modality(pair)]
    if pair.twins:
        found += [name(pair), negation(pair)]
    return [conflict for conflict in found if conflict]


def values(text: str) -> set[Value]:
    """Return all that a text tells in the form of ``Conflict.values``."""
    features = read(text)
    found: set[Value] = {(q.unit, q.value) for q in features.quantities}
    found |= {("date", f"{d.month}-{d.day}") for d in features.dates if d.month and d.day}
    found |= {("weekday", day) for day in features.weekdays}
    return found | {("name", name) for name in features.names}
