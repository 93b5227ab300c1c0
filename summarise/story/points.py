"""A point on which two sentences contradict each other, and the two sentences laid side by side."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from typing import NamedTuple

from summarise.language.reading import Reading
from summarise.language.words import Token
from summarise.types import DifferenceKind

PLANNED = "planned"
"""What the side of a plan is called."""
Value = tuple[str, str | float]
"""The kind or unit of what is told, and what is told of it."""
NEAR = 4
"""Content words on each side of a piece that say what it is about."""
OWNERS = 2
"""Content words on each side among which stands whose number it is, and what a weekday is of."""
SHARED = 0.30
"""Share of these words, of the fewer, from which two pieces are taken to be about the same thing;
and at least two of them."""
TWINS = 0.6
"""Share of equal tokens (difflib's ratio) from which two sentences may be the same but for a
word."""
_SPAN = re.compile(
    r"\b(?:last|previous|past|next|this|since|in|over)\W+(?:\w+\W+)?"
    r"(?:week|weekend|month|year|decade|season|summer|winter|spring|autumn|quarter)s?\b",
    re.I,
)
"""When something was so, beside dates: last week, in two weeks."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A point on which two sentences contradict each other.

    ``key`` names the point (a unit, a verb), ``one`` and ``other`` what each sentence says of it,
    in its own words. ``values`` are what the two say in a form that can be looked for elsewhere:
    where one report tells both, they are two things and not two accounts of one. It is ``alone``
    where the two sentences tell of one subject and one time and differ in nothing else.
    """

    kind: DifferenceKind
    key: str
    one: str
    other: str
    values: tuple[Value, ...] = ()
    alone: bool = False


def around(text: Reading, start: int, end: int, near: int = NEAR) -> set[str]:
    """Return the stems near a span, numbers left out."""
    before, after = _beside(text, start, end)
    return {token.stem for token in before[-near:] + after[:near]}


def owners(text: Reading, start: int, end: int) -> set[str]:
    """Return the names next to a span."""
    before, after = _beside(text, start, end)
    closest = {token.folded for token in before[-OWNERS:] + after[:OWNERS]}
    return closest & (text.names | {text.lead_name})


def _beside(text: Reading, start: int, end: int) -> tuple[list[Token], list[Token]]:
    plain = [t for t in text.tokens if t.is_content and not t.text[0].isdigit()]
    return [t for t in plain if t.end <= start], [t for t in plain if t.start >= end]


def foreign_names(a: Reading, b: Reading) -> set[str]:
    """Return the names of a that are not in b in any form (Russia, Russian)."""
    words, one_name = set(b.surface), a.vocabulary.one_name
    return {
        name
        for name in a.names
        if name not in words and not any(one_name(name, word) for word in words)
    }


def rival_settings(a: Reading, b: Reading) -> bool:
    """Whether two sentences tell of two places or two times, or of things with other names.

    Who says so may differ. A year or a span of time that one of them alone names makes two times.
    """
    if rivals(a.weekdays, b.weekdays) or (_foreign(a, b) and _foreign(b, a)):
        return True
    days, others = ({d[1:3] for d in text.dates if d.month} for text in (a, b))
    years, of_other = ({d.year for d in text.dates if d.year} for text in (a, b))
    return rivals(days, others) or years != of_other or _spans(a) != _spans(b)


def _spans(text: Reading) -> set[str]:
    """Return the spans of time that a text names, without their figures: those may differ."""
    starts = {start for start, _ in text.figure_spans}
    found: set[str] = set()
    for match in _SPAN.finditer(text.text):
        first, *between, last = match[0].lower().split()
        counted = not starts.isdisjoint(range(*match.span()))
        found.add(" ".join((first, *([] if counted else between), last)))
    return found


def _foreign(a: Reading, b: Reading) -> set[str]:
    """Return the names of a that are not in b, but for who says so; its first word may be one."""
    lead = a.lead_name
    first = lead and a.vocabulary.is_rather_a_name(lead) and lead not in b.surface
    names = foreign_names(a, b) | ({lead} if first else set())
    return names and names - a.speakers


def rivals(one: Set[object], other: Set[object]) -> bool:
    """Whether both sides have something, and none of it in common."""
    return bool(one and other and one.isdisjoint(other))


class Piece(NamedTuple):
    """A run of tokens of each sentence, by their numbers: ``tag`` is difflib's (equal, ...)."""

    tag: str
    i: int
    j: int
    k: int
    m: int

    def turned(self) -> Piece:
        """Return the piece with the sentences in the other order."""
        tag = {"insert": "delete", "delete": "insert"}.get(self.tag, self.tag)
        return Piece(tag, self.k, self.m, self.i, self.j)


class Pair:
    """Two sentences and, worked out where it is wanted, what is equal in them (difflib).

    A number or a date is equal to itself in any form: "Ten", "10".
    """

    def __init__(self, one: Reading, other: Reading) -> None:
        self.a, self.b = one, other

    @cached_property
    def pieces(self) -> list[Piece]:
        """The runs of tokens that are equal, and those that are not, in order."""
        found = (Piece(*opcode) for opcode in self._matcher.get_opcodes())
        return [piece.turned() if self._turned else piece for piece in found]

    @cached_property
    def ratio(self) -> float:
        """The share of equal tokens, 0..1; 0 where it can't be that of twins."""
        if self._matcher.real_quick_ratio() < TWINS or self._matcher.quick_ratio() < TWINS:
            return 0.0
        return self._matcher.ratio()

    @cached_property
    def twins(self) -> bool:
        """Whether the two are the same but for a few words."""
        return self.ratio >= TWINS

    @property
    def _turned(self) -> bool:
        """Whether the second sentence is compared with the first: difflib is not symmetric."""
        return self.a.text > self.b.text

    @cached_property
    def _matcher(self) -> SequenceMatcher[str]:
        left, right = (self.b, self.a) if self._turned else (self.a, self.b)
        return SequenceMatcher(None, left.normal, right.normal, autojunk=False)
