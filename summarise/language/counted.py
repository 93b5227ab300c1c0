"""What a figure of people counts: the killed, the hurt, the missing, and so on.

Its role is told by the nearest word of the clause that has one, be it verb or noun, before the
figure or behind it: "killed 357", "the death toll rose to 1,941", "231 dead", "left 12 injured".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from summarise.language import OfLanguage, lists
from summarise.language.languages import PLAIN
from summarise.language.quantities import Quantity
from summarise.language.words import lower, stem

REACH = 60
"""Characters on each side of a figure in which the word stands that tells its role."""
TOLLED = 2 * REACH
"""The same of a toll, of which a sentence may first tell where and by what: "El número de ..."."""
BEHIND = 0.5
"""What a word behind the figure is nearer by than its distance: "killed in a blast that 12 ..."."""
PEOPLE = "people"
_LISTS = lists("counted")
ROLES = frozenset(_LISTS[PLAIN]["roles"])
_KILLED = "killed"
"""What "another five" is an addition to; of others "another" says that they are not the dead."""
_OF_JOBS = frozenset(("dismissed", "hired"))
_ASIDE = re.compile(r", (?:as of|by|according to|on|late|early) [^,.;]{1,40},(?!\d)")
"""When it was counted, and by whom: "the death toll, as of Friday, is 110"."""
MOST_LISTED = 3
"""Figures of a sentence beyond which it is a list, and where none has a role no account of one."""
_NAME_BEFORE = re.compile(r"\w\W+\w*[A-Z]\w*[ -]$")
"""A name that a figure is part of: the iOS 7 update."""
_UNITS_OF_NO_DISPUTE = frozenset(("", "time", "era", "part"))
_CONVERTED = re.compile(r"\d[^(),.;]{0,20}\W?\([^\d()]{0,12}$")


def _row(forms: Iterable[str]) -> str:
    return rf"(?:{'|'.join(forms)})"


class _Words:
    """The words of a language for what a figure of people counts, and of the clause around it."""

    def __init__(self, code: str) -> None:
        rows, heads = _LISTS[code]["clause"], _LISTS[code]["heads"]
        roles = _LISTS[code]["roles"].items()
        self.roles = re.compile(
            "|".join(rf"(?P<{role}>(?<!\w){_row(words)}(?!\w))" for role, words in roles)
        )
        self.tolls = re.compile(rf"(?<!\w){_row(rows['tolls'])}(?!\w)")
        people, jobs, things = (heads[kind].split() for kind in ("people", "jobs", "things"))
        self.people = frozenset(map(stem, people))
        """Stems of the nouns for anybody: 12 people, 12 victims, 12 dead."""
        self.jobs = frozenset(map(stem, jobs))
        self.things = frozenset(map(stem, things))
        """Stems of nouns that are counted beside such words and are no people: four times."""
        self.ends = re.compile(rf"[.;:!?—–()]|,(?!\d{{3}})(?!(?<=\d,)\d)|\b{_row(rows['ends'])}\b")
        """Where a clause ends; what stands behind is said of something else."""
        self.part = re.compile(rf"\b{_row(rows['part'])}\W*$")
        self.more = re.compile(rf"\W*(?:\w+\W+)?{_row(rows['more'])}\b")
        """What makes of a figure an addition to others, behind it; ``part`` stands before it."""
        self.rate = re.compile(rf"[^.;,]*\b{_row(rows['rates'])}\b")
        self.supposed = re.compile(rf"\b{_row(rows['supposed'])}\b")
        self.between = re.compile(rf"\W+(?:{_row(rows['between'])}\W+)*")
        """What stands between a verb, or "the number of dead", and the bare figure of its own."""
        self.beside_the_point = re.compile(
            rf"(?:#|\b{_row(rows['beside_the_point'])})(?: {_row(rows['articles'])})?[\s$€£¥]*$",
            re.I,
        )
        """Before a place in a row, an age, an addition, and what is told for comparison."""
        self.old = re.compile(rf"{_row(rows['old'])}\b", re.I)


_WORDS = OfLanguage(_Words)


def counts(
    text: str, quantities: Iterable[Quantity], language: str = PLAIN
) -> dict[str, tuple[Quantity, ...]]:
    """Return the figures of a text of which accounts may differ, by what each of them counts.

    That is a role and of whom ("killed people", see ``role_of``), or a unit. Clocks, ages, places
    in a row and what another figure is converted to are left out.
    """
    figures = tuple(quantities)
    many = len({figure.value for figure in figures}) > MOST_LISTED
    found: dict[str, tuple[Quantity, ...]] = {}
    for figure in figures:
        kind = _kind(text, figure, language)
        if kind and (role_of(kind) or not many):
            found[kind] = (*found.get(kind, ()), figure)
    return found


def _kind(text: str, figure: Quantity, language: str) -> str:
    before = text[max(0, figure.start - REACH) : figure.start]
    behind = text[figure.end : figure.end + REACH]
    words = _WORDS[language]
    if words.old.match(behind) or _CONVERTED.search(before):
        return ""
    counted = role(text, figure, language)
    beside_the_point = words.beside_the_point.search(before)
    if beside_the_point and not (counted and words.part.search(lower(before))):
        return ""
    if counted:
        return f"{counted} {whose(figure, language)}"
    named = not figure.measure and _NAME_BEFORE.search(before)
    return "" if named or figure.unit in _UNITS_OF_NO_DISPUTE else figure.unit


def role(text: str, figure: Quantity, language: str = PLAIN) -> str:
    """Return what a figure of people counts (killed, hurt, jobs lost: ``dismissed``, ...).

    It is empty for one that counts no people, of whom nothing is told that has a name here, and
    for an addition or a rate: "five more", "five a day".
    """
    words = _WORDS[language]
    if (figure.measure and figure.unit != PEOPLE) or figure.unit in words.things:
        return ""
    lowered = lower(text)
    before = _ASIDE.sub(" ", lowered[max(0, figure.start - TOLLED) : figure.start])
    behind = lowered[figure.end : figure.end + REACH]
    if figure.value == 1 or figure.value % 1 or words.rate.match(behind):
        return ""
    bare = not figure.unit
    found = [*_before(words, before, bare=bare), *_behind(words, behind, bare=bare)]
    of_jobs = figure.unit in words.jobs
    fits = [(far, kind) for far, kind in found if (kind in _OF_JOBS) == of_jobs]
    counted = min(fits)[1] if fits else ""
    added = words.part.search(before) or words.more.match(behind)
    return "" if counted == _KILLED and added else counted


def role_of(kind: str) -> str:
    """Return the role in what a figure counts, "killed people"; empty for a unit, "km"."""
    first = kind.partition(" ")[0]
    return first if first in ROLES else ""


def whose(figure: Quantity, language: str = PLAIN) -> str:
    """Return of whom a figure counts: ``people`` for anybody, else the noun (12 soldiers)."""
    words = _WORDS[language]
    anybody = figure.unit in ("", PEOPLE) or figure.unit in words.people | words.jobs
    return PEOPLE if anybody else figure.unit


def _before(words: _Words, clause: str, *, bare: bool) -> list[tuple[float, str]]:
    """Return the roles told before a figure in its clause, each with how far off it stands.

    A ``bare`` figure, with no noun behind it, hangs on a toll or stands right behind its verb.
    """
    start = max((match.end() for match in words.ends.finditer(clause)), default=0)
    if words.supposed.search(clause, start):
        return []
    toll = words.tolls.search(clause, start) is not None
    first = start if toll and bare else max(start, len(clause) - REACH)
    told = [
        match
        for match in words.roles.finditer(clause, first)
        if not bare or toll or words.between.fullmatch(clause, match.end())
    ]
    return [(len(clause) - match.end(), match.lastgroup or "") for match in told]


def _behind(words: _Words, clause: str, *, bare: bool) -> list[tuple[float, str]]:
    """Return the roles told behind a figure in its clause, each with how far off it stands."""
    end = words.ends.search(clause)
    told = [
        match
        for match in words.roles.finditer(clause, 0, end.start() if end else len(clause))
        if not bare or words.between.fullmatch(clause, 0, match.start())
    ]
    return [(BEHIND * match.start(), match.lastgroup or "") for match in told]
