"""What a figure of people counts: the killed, the hurt, the missing, and so on.

Its role is told by the nearest word of the clause that has one, be it verb or noun, before the
figure or behind it: "killed 357", "the death toll rose to 1,941", "231 dead", "left 12 injured".
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from summarise.language import lists
from summarise.language.quantities import Quantity
from summarise.language.words import lower, stem

REACH = 60
"""Characters on each side of a figure in which the word stands that tells its role."""
BEHIND = 0.5
"""What a word behind the figure is nearer by than its distance: "killed in a blast that 12 ..."."""
PEOPLE = "people"
_LISTS = lists("counted")
_ROLES = re.compile(
    "|".join(rf"(?P<{role}>\b(?:{'|'.join(words)})\b)" for role, words in _LISTS["roles"].items())
)
_HEADS = frozenset(map(stem, _LISTS["heads"]["people"].split()))
"""Stems of the nouns for anybody: 12 people, 12 victims, 12 dead."""
_JOBS = frozenset(map(stem, _LISTS["heads"]["jobs"].split()))
_THINGS = frozenset(map(stem, _LISTS["heads"]["things"].split()))
"""Stems of nouns that are counted beside such words and are no people: arrested four times."""
ROLES = frozenset(_LISTS["roles"])
_OF_JOBS = frozenset(("dismissed", "hired"))
_BREAK = re.compile(
    r"[.;:!?—–()]|,(?!\d{3})|\b(?:and|but|or|after|before|while|when|since|including"
    r"|(?<!many )(?<!high )as(?! many| high)|of (?:whom|them|which))\b"
)
"""Where a clause ends; what stands behind is said of something else."""
_PART = re.compile(r"\b(?:another|additional|further|extra|first|last)\W*$")
_MORE = re.compile(
    r"\W*(?:\w+\W+)?(?:more(?! than)|further)\b"
    r"|[^.;,]*\b(?:a|per|every|each) (?:day|week|month|year)\b"
)
"""What makes of a figure an addition to others, or a rate."""
_SUPPOSED = re.compile(r"\b(?:could|may|might|would|forecasts?|predict\w*|expect\w*|fear\w*)\b")
_BETWEEN = re.compile(
    r"\W+(?:(?:has|had|have|is|are|was|were|been|be|now|reached|reaches|rose|rises?|risen|to|by"
    r"|stands|stood|put|estimated|thought|believed|at"
    r"|more than|over|about|around|some|nearly|almost|at least|up|as (?:many|high) as)\W+)*"
)
"""What stands between a verb, or "the number of dead", and the bare figure that is its own."""
_ASIDE = re.compile(r", (?:as of|by|according to|on|late|early) [^,.;]{1,40},(?!\d)")
"""When it was counted, and by whom: "the death toll, as of Friday, is 110"."""
MOST_LISTED = 3
"""Figures of a sentence beyond which it is a list, and where none has a role no account of one."""
_NAME_BEFORE = re.compile(r"\w\W+\w*[A-Z]\w*[ -]$")
"""A name that a figure is part of: the iOS 7 update."""
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


def counts(text: str, quantities: Iterable[Quantity]) -> dict[str, tuple[Quantity, ...]]:
    """Return the figures of a text of which accounts may differ, by what each of them counts.

    That is a role and of whom ("killed people", see ``role_of``), or a unit. Clocks, ages, places
    in a row and what another figure is converted to are left out.
    """
    figures = tuple(quantities)
    many = len({figure.value for figure in figures}) > MOST_LISTED
    found: dict[str, tuple[Quantity, ...]] = {}
    for figure in figures:
        kind = _kind(text, figure)
        if kind and (role_of(kind) or not many):
            found[kind] = (*found.get(kind, ()), figure)
    return found


def _kind(text: str, figure: Quantity) -> str:
    before = text[max(0, figure.start - REACH) : figure.start]
    behind = text[figure.end : figure.end + REACH]
    if _BESIDE_THE_POINT.search(before) or _OLD.match(behind) or _CONVERTED.search(before):
        return ""
    counted = role(text, figure)
    if counted:
        return f"{counted} {whose(figure)}"
    named = not figure.measure and _NAME_BEFORE.search(before)
    return "" if named or figure.unit in _UNITS_OF_NO_DISPUTE else figure.unit


def role(text: str, figure: Quantity) -> str:
    """Return what a figure of people counts (killed, hurt, jobs lost: ``dismissed``, ...).

    It is empty for one that counts no people, of whom nothing is told that has a name here, and
    for an addition or a rate: "five more", "five a day".
    """
    if (figure.measure and figure.unit != PEOPLE) or figure.unit in _THINGS:
        return ""
    lowered = lower(text)
    before = _ASIDE.sub(" ", lowered[max(0, figure.start - REACH) : figure.start])
    behind = lowered[figure.end : figure.end + REACH]
    if _PART.search(before) or _MORE.match(behind) or figure.value == 1 or figure.value % 1:
        return ""
    found = [*_before(before, bare=not figure.unit), *_behind(behind, bare=not figure.unit)]
    kinds = _JOBS if figure.unit in _JOBS else _HEADS
    fits = [(far, kind) for far, kind in found if (kind in _OF_JOBS) == (kinds is _JOBS)]
    return min(fits)[1] if fits else ""


def role_of(kind: str) -> str:
    """Return the role in what a figure counts, "killed people"; empty for a unit, "km"."""
    first = kind.partition(" ")[0]
    return first if first in ROLES else ""


def whose(figure: Quantity) -> str:
    """Return of whom a figure counts: ``people`` for anybody, else the noun (12 soldiers)."""
    return PEOPLE if figure.unit in ("", PEOPLE) or figure.unit in _HEADS | _JOBS else figure.unit


def _before(clause: str, *, bare: bool) -> list[tuple[float, str]]:
    """Return the roles told before a figure in its clause, each with how far off it stands.

    A ``bare`` figure, with no noun behind it, hangs on a toll or stands right behind its verb.
    """
    start = max((match.end() for match in _BREAK.finditer(clause)), default=0)
    if _SUPPOSED.search(clause, start):
        return []
    told = [
        match
        for match in _ROLES.finditer(clause, start)
        if not bare or "toll" in match[0] or _BETWEEN.fullmatch(clause, match.end())
    ]
    return [(len(clause) - match.end(), match.lastgroup or "") for match in told]


def _behind(clause: str, *, bare: bool) -> list[tuple[float, str]]:
    """Return the roles told behind a figure in its clause, each with how far off it stands."""
    end = _BREAK.search(clause)
    told = [
        match
        for match in _ROLES.finditer(clause, 0, end.start() if end else len(clause))
        if not bare or _BETWEEN.fullmatch(clause, 0, match.start())
    ]
    return [(BEHIND * match.start(), match.lastgroup or "") for match in told]
