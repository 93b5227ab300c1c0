"""Which facts the reader has had, by the judgement that keeps a page from telling a fact twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from summarise.meaning.novelty import ONE_FACT, Page
from summarise.memory import Match, Reported
from summarise.text.features import read
from summarise.types import Story

MOST_NEW = 0.40
"""Share of new words, weighted by rarity, up to which a fact that is not the very same only repeats
what was told. Within a page, where room is short, a louder echo is let off with more; a fact that
is told again costs a reader a line, and one that is withheld is lost to him."""


def repeats(story: Story, matches: Sequence[Match], reported: Sequence[Reported]) -> dict[int, int]:
    """Return the facts that were reported before, each with the number of the report.

    What earlier pages told of the story is the page, to which each fact of today would be added:
    it repeats one that says the same, or is needless beside what is told already. A figure that
    no page told of the story is news, whatever is told with it; a report that was cited before is
    none, whatever was left off of it.
    """
    if not matches:
        return {}
    told = _told(matches, reported)
    page, homes = _page(story, matches, reported, told)
    figures = {value for home in told for value in read(reported[home].text).values}
    same = {match.fact: match.reported for match in matches if match.same}
    cited = {document: home for home in told for document in reported[home].documents}
    found: dict[int, int] = {}
    for number, fact in enumerate(story.facts):
        text = fact.best.text
        repeated = page.repeated(number, text, fact.support)
        if all(sentence.document in cited for sentence in fact.sentences):
            found[number] = same.get(number, cited[fact.best.document])
        elif repeated is None or not read(text).values <= figures:
            continue
        elif number in same or page.new(text)[0] <= MOST_NEW:
            found[number] = same.get(number, homes[repeated])
    return found


def _told(matches: Sequence[Match], reported: Sequence[Reported]) -> list[int]:
    """Return the reports of all that earlier pages told of the story."""
    pages = {(reported[m.reported].run, reported[m.reported].story) for m in matches}
    return [n for n, one in enumerate(reported) if (one.run, one.story) in pages]


def _page(
    story: Story, matches: Sequence[Match], reported: Sequence[Reported], told: Sequence[int]
) -> tuple[Page, Mapping[int, int]]:
    """Return the page of what was told, and the report of each number on it.

    They are numbered behind the facts of the story.
    """
    first = len(story.facts)
    places = {home: first + place for place, home in enumerate(told)}
    echoes = {(m.fact, places[m.reported]): ONE_FACT if m.same else m.echo for m in matches}
    page = Page(echoes)
    for home, place in places.items():
        page.add(place, reported[home].text)
    return page, {place: home for home, place in places.items()}
