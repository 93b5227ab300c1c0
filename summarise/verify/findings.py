"""What a check has against a statement: the kind, the reason for a person, and the span."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from summarise.text.features import Features, read
from summarise.text.words import fold, stem

UNTOLD = frozenset(("coverage", "support", "splice"))
"""Kinds of findings that say that the evidence tells too little, not another thing."""


class Finding(NamedTuple):
    """A piece of a statement that its evidence does not bear out.

    ``start`` and ``end`` are its place in the statement, in characters; the whole statement where
    the reason is about all of it.
    """

    kind: str
    reason: str
    start: int
    end: int


class Judged(NamedTuple):
    """A judgement of a statement.

    ``findings`` speak against it; it is supported where there are none. ``support`` is the graded
    score, from 0 to 1, of what the evidence tells of it, contradicted or not. ``quoted`` says that
    it is a sentence of the evidence, word for word.
    """

    findings: tuple[Finding, ...]
    support: float
    quoted: bool = False

    @property
    def contradicted(self) -> bool:
        """Whether a finding is more than that too little is told of it."""
        return any(found.kind not in UNTOLD for found in self.findings)


class Read(NamedTuple):
    """A text and what it claims."""

    text: str
    features: Features

    @classmethod
    def of(cls, text: str) -> Read:
        """Read a text."""
        return cls(text, read(text))

    def place(self, wanted: Callable[[str], bool]) -> tuple[int, int]:
        """Return where the first word stands that is wanted; the whole text if there is none."""
        words = (token for token in self.features.tokens if wanted(token.text))
        return next(((word.start, word.end) for word in words), (0, len(self.text)))

    def place_of(self, stems: Iterable[str]) -> tuple[int, int]:
        """Return where the first word with one of these stems stands."""
        wanted = set(stems)
        return self.place(lambda word: stem(word) in wanted)

    def place_of_name(self, name: str) -> tuple[int, int]:
        """Return where the first word stands that is this one, folded."""
        return self.place(lambda word: fold(word) == name)
