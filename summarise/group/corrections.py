"""Which contradictions between an earlier page and today's reports put something right.

Most are none: next week's figure is another one, the next raid is on another day. A false
correction is worse than one that is missed and told as news, so little is let through.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from summarise.group.facts import ABOUT_THE_SAME
from summarise.group.points import Conflict
from summarise.meaning.similarity import Likeness
from summarise.text.features import Features, read
from summarise.types import DifferenceKind

CORRECTING: Final[frozenset[DifferenceKind]] = frozenset(
    {"number", "count", "date", "name", "negation"}
)
"""What makes a correction. A plan that was carried out is no error, and neither is emphasis."""
CALLED_OFF: Final = Conflict("modality", "plan", "", "", tight=True)
"""What stands for the end of a plan that an earlier page told."""
SHARED: Final = 2
"""Words of the plan that its end has to name: with one, it is another plan of the same people."""
_ENDS: Final = frozenset(
    {"cancel", "cancell", "postpon", "scrap", "retract", "revok", "shelv", "withdrawn"}
)
"""Stems of verbs by which a plan ends."""


def correcting(clashes: Sequence[Conflict], now: str, was: str) -> list[Conflict]:
    """Return the clashes of two sentences by which the one puts the other, earlier one right.

    They are the same in all else, or one denies the other in much the same words; and they tell of
    one time, since the same of another day is another day's news. A plan may be moved to another.
    """
    one, other = read(now), read(was)
    same = one.weekdays == other.weekdays and one.values == other.values
    moved = same or bool(other.polarity.intended)
    elsewhen = _at_another_time(one, other)
    return [
        clash
        for clash in clashes
        if clash.kind in CORRECTING
        and (clash.tight or clash.kind == "negation")
        and (moved if clash.kind == "date" else not elsewhen)
    ]


def _at_another_time(one: Features, other: Features) -> bool:
    days, others = ({date[:3] for date in told.dates} for told in (one, other))
    if days and others and days != others:
        return True
    return bool(one.weekdays and other.weekdays and one.weekdays != other.weekdays)


def calls_off(now: str, was: str, alike: Likeness) -> bool:
    """Whether a sentence tells the end of a plan that an earlier one told."""
    before, after = read(was), read(now)
    ends = (_ENDS & set(after.stems)) - set(before.stems)
    if not ends or not before.polarity.intended or alike.echo < ABOUT_THE_SAME:
        return False
    return len(before.polarity.planned & set(after.stems)) >= SHARED
