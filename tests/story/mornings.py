"""Two mornings in a row, for the tests: pages without vectors, and what is remembered of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from summarise import Briefing, Config, Document, World, brief
from summarise.config import MeaningConfig
from summarise.story.news import reported
from summarise.types import Memory

FIRST = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
SECOND = FIRST + timedelta(days=1)
WORDS_ONLY = Config(meaning=MeaningConfig(encoder="off"))


def page(
    told: Sequence[Document], at: datetime = FIRST, memory: Memory | None = None, run: str = "one"
) -> Briefing:
    """Make the page of a morning from 12 sources."""
    return brief(
        told, WORDS_ONLY, World(now=at, memory=memory, run=run, sources=12, seen=3, environment={})
    )


def memory_of(*pages: Briefing) -> Memory:
    """Return what is remembered of pages, in their order."""
    return Memory(tuple(one for made in pages for one in reported(made)), pages[-1].date)


def statements(made: Briefing) -> list[str]:
    """Return what the stories of a page state."""
    return [statement.text for story in made.stories for statement in story.statements]
