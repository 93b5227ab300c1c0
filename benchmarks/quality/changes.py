"""One piece of an account changed: a number, a day or a name."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.copies import Make
from benchmarks.quality.page import neus

DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = (
    "January February March April May June July August September October November December".split()
)
NAMES = "Harlow Brennan Okafor Lindqvist Marchetti Delgado Whitcombe Novak".split()
"""What a name is changed to; one after the other, so that none is always the same."""
OFFICES = "Secretary President Senator Speaker Minister Director Leader House White Chief".split()
"""Capitalised words in front of or inside names, not to be taken for names themselves."""
_NOT_IN_A_DATE = "".join(f"(?<!{m} )(?<!{m[:3]}. )" for m in MONTHS) + "(?<!Sept. )"
_NUMBER = re.compile(
    rf"(?<![\w.,$€£-]){_NOT_IN_A_DATE}([2-9]\d{{0,2}}|[1-9]\d{{1,2}})"
    rf"(?![\w.,:-]\w|\w|%| (?:{'|'.join(MONTHS)}))"
)
_DAY = re.compile(rf"\b({'|'.join(DAYS)})\b")
_DATE = re.compile(rf"\b({'|'.join(MONTHS)}) (?=\d{{1,2}}\b)")
_NAME = re.compile(
    rf"(?<=[a-z] )(?!(?:{'|'.join([*DAYS, *MONTHS, *OFFICES])})\b)"
    r"([A-Z][a-z]{3,})(?=[ ,.])(?! [A-Z])"
)


class Change(NamedTuple):
    """An account, the same with one piece changed, and where the changed piece starts."""

    text: str
    changed: str
    place: int


def _next(words: Sequence[str], word: str) -> str:
    return words[(words.index(word) + 2) % len(words)]


def _other_number(found: str, turn: int) -> str:  # noqa: ARG001 - the protocol's name
    return str(int(found) + 3 + int(found) // 4)


def _other_date(found: str, turn: int) -> str:  # noqa: ARG001 - the protocol's name
    return _next(DAYS if found in DAYS else MONTHS, found)


def _other_name(found: str, turn: int) -> str:  # noqa: ARG001 - the protocol's name
    return NAMES[turn % len(NAMES)]


KINDS: dict[str, tuple[re.Pattern[str], Callable[[str, int], str]]] = {
    "number": (_NUMBER, _other_number),
    "weekday": (_DAY, _other_date),
    "date": (_DATE, _other_date),
    "name": (_NAME, _other_name),
}


def changes(data: Path) -> Iterator[Change]:
    """Yield at most one changed number for each event of neus_allsides."""
    pattern, other = KINDS["number"]
    for turn, task in enumerate(neus(data)):
        for document in task.documents:
            match = pattern.search(document.text)
            if match:
                start, end = match.span(1)
                text = document.text
                changed = text[:start] + other(match[1], turn) + text[end:]
                yield Change(text, changed, start)
                break


def _changed(kind: str) -> Make:
    """Return a maker of texts in which one piece of a kind is another one."""
    pattern, other = KINDS[kind]

    def make(text: str, chance: random.Random) -> str:
        places = [match.span(1) for match in pattern.finditer(text)]
        if not places:
            return text
        start, end = chance.choice(places)
        return text[:start] + other(text[start:end], chance.randrange(100)) + text[end:]

    return make


ALTERED: dict[str, Make] = {kind: _changed(kind) for kind in KINDS}
"""Hard cases beside copies: one number, date or name is changed, and so it is another report."""
