"""What later reports have overtaken: plans carried out, tolls that grew, days that came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from summarise.language.counted import role_of
from summarise.language.dates import WEEKDAYS
from summarise.language.reading import Reading
from summarise.story.differences import ONE_TIME
from summarise.types import Difference, Fact, Sentence

GROWING = frozenset(("killed", "hurt", "moved", "ill"))
"""Roles of people whose figure only grows while an event is told of."""
STATES = GROWING | {"missing"}
"""The same, and those whose figure is the state of a day."""
_KILLED, _MISSING = "killed people", "missing people"
Times = Mapping[str, datetime | None]
"""When reports were published, by their ids."""
Parted = Callable[[Sentence, Sentence, Times], bool]
"""Whether two sentences tell of two days."""


def overtaken(facts: Sequence[Fact], times: Times) -> list[Fact]:
    """Return the facts of a story with the standing that time leaves them."""
    return _come(_moved(_planned(facts), times), times)


def unsettled(told: Sequence[Difference], facts: Sequence[Fact]) -> list[Difference]:
    """Return the differences without how many were missing, where all of them have been found."""
    found = any(fact.best.reading.has("found") for fact in facts)
    return [d for d in told if not (found and d.about == "missing")]


def of_another_day(one: Sentence, other: Sentence, times: Times) -> bool:
    """Whether two sentences have figures of their own each, and their reports are of two days."""
    ours, theirs = one.reading.figures, other.reading.figures
    return not (ours <= theirs or theirs <= ours) and days_apart(one, other, times)


def days_apart(one: Sentence, other: Sentence, times: Times) -> bool:
    """Whether the reports of two sentences are of two days."""
    first, second = times[one.document], times[other.document]
    return first is not None and second is not None and abs(first - second) > ONE_TIME


def _moved(facts: Sequence[Fact], times: Times) -> list[Fact]:
    """Return the facts; one whose toll is less than that of a later day's report is overtaken.

    So is it by a report of the same day that says that the toll has risen, and where fewer are
    missing later.
    """
    tolls: dict[str, list[tuple[datetime, float, bool]]] = defaultdict(list)
    for fact in facts:
        if time := times[fact.best.document]:
            for kind, most in _tolls(fact.best.reading).items():
                tolls[kind].append((time, most, fact.best.reading.has("risen")))

    def is_over(fact: Fact) -> bool:
        counted = (s.document for s in fact.sentences if _tolls(s.reading))
        told = [time for document in counted if (time := times[document])]
        return bool(told) and any(
            (toll > most if role_of(kind) in GROWING else toll != most)
            and (time - max(told) > ONE_TIME or (risen and time > max(told)))
            for kind, most in _tolls(fact.best.reading).items()
            for time, toll, risen in tolls[kind]
        )

    return [replace(fact, standing="overtaken") if is_over(fact) else fact for fact in facts]


def _come(facts: Sequence[Fact], times: Times) -> list[Fact]:
    """Return the facts; what was ahead is overtaken where a later report is of its day or after."""
    last = max((time for time in times.values() if time), default=None)

    def is_over(fact: Fact) -> bool:
        told = max((time for s in fact.sentences if (time := times[s.document])), default=None)
        reading = fact.best.reading
        if not (told and last and last - told > ONE_TIME) or not reading.has("ahead"):
            return False
        names = (WEEKDAYS.index(day) for day in reading.weekdays)
        days = [(told + timedelta((n - told.weekday()) % 7)).date() for n in names]
        return bool(days) and max(days) <= last.date()

    return [replace(fact, standing="overtaken") if is_over(fact) else fact for fact in facts]


def _tolls(reading: Reading) -> dict[str, float]:
    """Return the greatest figure of a text for each kind of people of whom later reports know more.

    Where the dead are feared and none is counted, that is none; and none is missing where all were
    found.
    """
    tolls = {
        kind: max(quantity.value for quantity in told)
        for kind, told in reading.counts.items()
        if role_of(kind) in STATES
    }
    if not tolls and reading.has("feared") and reading.has("dead"):
        tolls[_KILLED] = 0.0
    if reading.has("found"):
        tolls.setdefault(_MISSING, 0.0)
    return tolls


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
