"""write: a story becomes drafts, each with the sentences that it rests on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from summarise.types import Draft, Statement, Story, Written


class Writer(Protocol):
    """The seam between a story and the sentences of the page.

    ``degraded`` says in sentences what could not be done as asked for so far.
    """

    @property
    def degraded(self) -> tuple[str, ...]:
        """What went wrong so far."""
        ...

    @property
    def templates(self) -> frozenset[str]:
        """The names of the prompt templates that were put to a model so far."""
        ...

    def write(self, story: Story, places: int) -> Written:
        """Put the story into words.

        ``places`` is how many of its statements the page may hold: no more need any pains, but
        all are written, so that what is left off is a choice of ``fit``.
        """
        ...

    def headline(self, statements: Sequence[Statement]) -> str:
        """Return a headline for what the page will tell of a story; empty if it has no better."""
        ...

    def revise(self, draft: Draft, reason: str) -> Draft | None:
        """Write a refused draft once more, told why it was refused; None if that is no use."""
        ...
