"""A point on which two sentences contradict each other, and the two sentences laid side by side."""

from __future__ import annotations

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
"""Share of equal tokens (difflib's ratio) from which one swapped word is a contradiction."""
TIGHT, FEWEST_EQUAL = 0.8, 6
"""The same share, and the tokens that are equal at least, when the piece in dispute is left out:
from there on the two sentences tell the same but for the piece."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """A point on which two sentences contradict each other.

    ``key`` names the point (a unit, a verb), ``one`` and ``other`` what each sentence says of it,
    in its own words. ``values`` are what the two say in a form that can be looked for elsewhere:
    where one report tells both, they are two things and not two accounts of one; unless the
    conflict is ``tight``, the two sentences being the same in all else.
    """

    kind: DifferenceKind
    key: str
    one: str
    other: str
    values: tuple[Value, Value] | None = None
    tight: bool = False


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


def alike(one: set[str], other: set[str]) -> bool:
    """Whether two pieces are about the same thing, by the stems around them."""
    shared = one & other
    return len(shared) > 1 and len(shared) >= SHARED * min(len(one), len(other))


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

    def tight(self, start: int, end: int, begin: int, stop: int) -> bool:
        """Whether the two are the same but for a piece, given by its span in each text."""
        if not self.twins:
            return False
        equal = sum(p.j - p.i for p in self.pieces if p.tag == "equal")
        left = [t for t in self.a.tokens if t.end <= start or t.start >= end]
        right = [t for t in self.b.tokens if t.end <= begin or t.start >= stop]
        ratio = 2 * equal / (len(left) + len(right) or 1)
        return equal >= FEWEST_EQUAL and ratio >= TIGHT

    @property
    def _turned(self) -> bool:
        """Whether the second sentence is compared with the first: difflib is not symmetric."""
        return self.a.text > self.b.text

    @cached_property
    def _matcher(self) -> SequenceMatcher[str]:
        left, right = (self.b, self.a) if self._turned else (self.a, self.b)
        return SequenceMatcher(None, left.normal, right.normal, autojunk=False)
