"""What later reports have overtaken: plans carried out, tolls that grew, days that came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from summarise.language.counted import counts, role_of
from summarise.language.dates import WEEKDAYS
from summarise.language.polarity import is_ahead
from summarise.story.differences import ONE_TIME
from summarise.types import Fact, Sentence

GROWING = frozenset(("killed", "hurt"))
"""Roles of people whose figure only grows while an event is told of."""
Times = Mapping[str, datetime | None]
"""When reports were published, by their ids."""


def overtaken(facts: Sequence[Fact], times: Times) -> list[Fact]:
    """Return the facts of a story with the standing that time leaves them."""
    return _come(_moved(_planned(facts), times), times)


def of_another_day(one: Sentence, other: Sentence, times: Times) -> bool:
    """Whether two sentences have figures of their own each, and their reports are of two days."""
    first, second = times[one.document], times[other.document]
    ours, theirs = one.reading.values, other.reading.values
    parted = not (ours <= theirs or theirs <= ours)
    return parted and first is not None and second is not None and abs(first - second) > ONE_TIME


def _moved(facts: Sequence[Fact], times: Times) -> list[Fact]:
    """Return the facts; one whose toll is less than that of a later day's report is overtaken."""
    tolls: dict[str, list[tuple[datetime, float]]] = defaultdict(list)
    for fact in facts:
        if time := times[fact.best.document]:
            for kind, most in _tolls(fact).items():
                tolls[kind].append((time, most))

    def is_over(fact: Fact) -> bool:
        told = [time for s in fact.sentences if (time := times[s.document])]
        return bool(told) and any(
            time - max(told) > ONE_TIME and toll > most
            for kind, most in _tolls(fact).items()
            for time, toll in tolls[kind]
        )

    return [replace(fact, standing="overtaken") if is_over(fact) else fact for fact in facts]


def _come(facts: Sequence[Fact], times: Times) -> list[Fact]:
    """Return the facts; what was ahead is overtaken where a later report is of its day or after."""
    last = max((time for time in times.values() if time), default=None)

    def is_over(fact: Fact) -> bool:
        told = max((time for s in fact.sentences if (time := times[s.document])), default=None)
        reading = fact.best.reading
        if not (told and last and last - told > ONE_TIME) or not is_ahead(reading.text):
            return False
        names = (WEEKDAYS.index(day) for day in reading.weekdays)
        days = [(told + timedelta((n - told.weekday()) % 7)).date() for n in names]
        return bool(days) and max(days) <= last.date()

    return [replace(fact, standing="overtaken") if is_over(fact) else fact for fact in facts]


def _tolls(fact: Fact) -> dict[str, float]:
    """Return the greatest figure of a fact for each kind of people that only become more."""
    reading = fact.best.reading
    return {
        kind: max(quantity.value for quantity in told)
        for kind, told in counts(reading.text, reading.quantities).items()
        if role_of(kind) in GROWING
    }


def _planned(facts: Sequence[Fact]) -> list[Fact]:
    """Return the facts; all that reports of an overtaken plan only plan is overtaken."""
    old = {s.document for fact in facts if fact.standing == "overtaken" for s in fact.sentences}
    return [
        replace(fact, standing="overtaken")
        if fact.best.reading.polarity.intended
        and old.issuperset(s.document for s in fact.sentences)
        else fact
        for fact in facts
    ]
