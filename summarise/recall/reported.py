"""What is remembered of a page."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from summarise.memory import Reported
from summarise.types import Briefing, Citation


def reported(briefing: Briefing) -> tuple[Reported, ...]:
    """Return what a page has told, in its order: corrections, statements, sides of differences."""
    return tuple(_reported(briefing))


def _reported(briefing: Briefing) -> Iterator[Reported]:
    for correction in briefing.corrections:
        now = correction.now  # it stands beside the stories, and opens none
        yield _one(briefing, now.text, now.text, now.citations)
    for story in briefing.stories:
        for statement in story.statements:
            yield _one(briefing, story.headline, statement.text, statement.citations)
        for side in (side for difference in story.differences for side in difference.sides):
            yield _one(briefing, story.headline, side.text, side.citations)


def _one(briefing: Briefing, story: str, text: str, cited: Iterable[Citation]) -> Reported:
    cited = tuple(cited)
    evidence = tuple(dict.fromkeys(citation.text for citation in cited))
    documents = tuple(dict.fromkeys(citation.document for citation in cited))
    return Reported(text, briefing.run, briefing.date, story, evidence, documents)
