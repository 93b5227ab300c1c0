"""The writer that needs no model: each fact in the words of the source that tells it best."""

from __future__ import annotations

from collections.abc import Sequence

from summarise.types import Draft, Statement, Story, Written
from summarise.write.choice import choose
from summarise.write.headline import headline


class ExtractiveWriter:
    """Quotes the sources. Revising a quotation is no use, so ``revise`` never does."""

    degraded: tuple[str, ...] = ()
    templates: frozenset[str] = frozenset()

    def write(self, story: Story, places: int = 0) -> Written:  # noqa: ARG002 - the protocol's name
        """Quote one sentence for each fact that earns a place."""
        choice = choose(story)
        drafts = tuple(
            Draft(item.text, (item.fact,), item.evidence, "source") for item in choice.chosen
        )
        lead = drafts[0].text if drafts else ""
        return Written(headline(story, lead), drafts, choice.left_off)

    def headline(self, statements: Sequence[Statement]) -> str:  # noqa: ARG002 - the protocol's name
        """Return nothing: what ``write`` found is the best there is."""
        return ""

    def revise(self, draft: Draft, reason: str) -> Draft | None:  # noqa: ARG002 - the protocol's names
        """Return None: the words are the source's own."""
        return None
