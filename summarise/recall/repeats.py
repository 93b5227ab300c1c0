"""Which facts the reader has had."""

from __future__ import annotations

from collections.abc import Sequence

from summarise.memory import Match, Reported
from summarise.text.features import read
from summarise.types import Fact, Story


def repeats(story: Story, matches: Sequence[Match], reported: Sequence[Reported]) -> dict[int, int]:
    """Return the facts that were reported before, each with the number of the report.

    It is the same fact, or a part of it, with no figure that was not told of the story; or all
    that tell it are reports that were cited before, whatever was left off of them. What is merely
    near to something told is news: a fact that is told again costs the reader a line, and one that
    is withheld is lost to him.
    """
    told = _told(matches, reported)
    figures = {value for home in told for value in read(reported[home].text).values}
    found = _of_cited(story.facts, told, reported)
    for match in matches:
        if match.same and read(story.facts[match.fact].best.text).values <= figures:
            found[match.fact] = match.reported
    return dict(sorted(found.items()))


def _told(matches: Sequence[Match], reported: Sequence[Reported]) -> list[int]:
    """Return all that earlier pages told of the story, by number."""
    pages = {(reported[m.reported].run, reported[m.reported].story) for m in matches}
    return [n for n, one in enumerate(reported) if (one.run, one.story) in pages]


def _of_cited(
    facts: Sequence[Fact], told: Sequence[int], reported: Sequence[Reported]
) -> dict[int, int]:
    """Return the facts that only reports tell which a page of the story cited."""
    cited = {document: home for home in told for document in reported[home].documents}
    return {
        number: cited[fact.best.document]
        for number, fact in enumerate(facts)
        if all(sentence.document in cited for sentence in fact.sentences)
    }
