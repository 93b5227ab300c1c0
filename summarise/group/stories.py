"""Documents into stories: who reports the same event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import TYPE_CHECKING

from summarise.meaning.clusters import average_link
from summarise.meaning.neighbours import candidate_pairs
from summarise.meaning.rarity import weights
from summarise.meaning.similarity import likeness
from summarise.text.sentences import split
from summarise.types import Document

if TYPE_CHECKING:
    from summarise.meaning.encoders import Vectors

HANDFUL = 15
"""So few reports, handed in together, are usually one story: a chain of likeness makes them one."""
LINKED = 0.12
"""Likeness that links two of a handful; unrelated reports stay under .08."""
MANY, TOGETHER = 60, 0.20
"""From so many reports on, the mean likeness of a story, where a chain would glue events together.
BCubed F1 on development data is .84 on neus pooled (the best of its curve) and .90 on ecbplus."""
CLOSEST, ATTACHED, CLEARLY = 3, 0.15, 1.5
"""A lone report joins a story if the mean likeness to its three closest reports there is so great,
and so many times as great as to any other story's."""
RIVALS = 60
"""Reports that each of many is compared with: a story of so many holds together by all its pairs;
BCubed on development data is the same as without a limit."""
LEAD = 3
"""Sentences of a report that stand for it; news says the event first."""


def lead(document: Document) -> str:
    """Return what a report is about: its title and its first sentences."""
    spans = split(document.text)[:LEAD]
    text = document.text[spans[0][0] : spans[-1][1]] if spans else document.text[:400]
    return f"{document.title}. {text}" if document.title not in ("", text) else text


def group_documents(
    documents: Sequence[Document], vectors: Vectors, together: Sequence[tuple[int, int]] = ()
) -> list[list[int]]:
    """Return clusters of document numbers, one for each story.

    ``vectors`` are those of the leads, shape (n, d), d = 0 without an encoder; ``together`` are
    pairs known to be of one story (copies). Reports with one lead are of one story, and count once.
    """
    members: dict[str, list[int]] = defaultdict(list)
    for number, document in enumerate(documents):
        members[lead(document)].append(number)
    leads, reports = list(members), list(members.values())
    edges: dict[tuple[int, int], float] = {}
    for a, b in candidate_pairs([weights(text) for text in leads], RIVALS):
        i, j = reports[a][0], reports[b][0]
        cosine = float(vectors[i] @ vectors[j]) if vectors.shape[1] else None
        edges[a, b] = likeness(leads[a], leads[b], cosine).score
    edges.update(_known(reports, together))
    if len(documents) <= HANDFUL:
        found = _components(len(leads), [edge for edge in edges if edges[edge] >= LINKED])
    else:
        found = average_link(len(leads), edges, together_from(len(documents)))
        found = _attached(found, edges)
    return sorted(sorted(i for a in cluster for i in reports[a]) for cluster in found)


def _known(
    reports: Sequence[Sequence[int]], together: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], float]:
    """Return the edges between leads (by number) whose reports are known to be of one story."""
    place = {i: a for a, alike in enumerate(reports) for i in alike}
    pairs = {(place[i], place[j]) for i, j in together}
    return {(min(pair), max(pair)): 1.0 for pair in pairs if pair[0] != pair[1]}


def _attached(
    clusters: Sequence[Sequence[int]], edges: Mapping[tuple[int, int], float]
) -> list[list[int]]:
    """Add each lone report to the one story that it is close to, if there is exactly one.

    A report of one aspect is like the few reports of that aspect, not like the story's average.
    """
    near: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), score in edges.items():
        near[i][j] = near[j][i] = score
    stories = [list(cluster) for cluster in clusters if len(cluster) > 1]
    alone = [cluster[0] for cluster in clusters if len(cluster) == 1]
    place = {report: n for n, story in enumerate(stories) for report in story}
    homes = {report: home for report in alone if (home := _home(near[report], place)) is not None}
    for report, home in homes.items():
        stories[home].append(report)
    stories += [[report] for report in alone if report not in homes]
    return sorted((sorted(story) for story in stories), key=lambda story: story[0])


def _home(near: Mapping[int, float], place: Mapping[int, int]) -> int | None:
    """Return the one story that a report is close to: the mean of its greatest likenesses there.

    ``near`` holds the likeness of other reports, ``place`` the number of their story.
    """
    scores: dict[int, list[float]] = defaultdict(list)
    for other, score in near.items():
        if other in place:
            scores[place[other]].append(score)
    close = sorted(
        ((sum(sorted(best, reverse=True)[:CLOSEST]) / CLOSEST, n) for n, best in scores.items()),
        reverse=True,
    )
    rival = close[1][0] if len(close) > 1 else 0.0
    if close and close[0][0] >= ATTACHED and close[0][0] >= CLEARLY * rival:
        return close[0][1]
    return None


def together_from(size: int) -> float:
    """Return the mean likeness that makes a story among so many reports.

    The fewer they are, the likelier it is that two of them tell the same story.
    """
    share = min(1.0, log(size / HANDFUL) / log(MANY / HANDFUL))
    return LINKED + share * (TOGETHER - LINKED)


def _components(size: int, edges: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return the connected components of a graph, ordered by their first item."""
    home = list(range(size))
    for i, j in sorted(edges):
        old, new = max(home[i], home[j]), min(home[i], home[j])
        home = [new if place == old else place for place in home]
    return [[i for i in range(size) if home[i] == place] for place in sorted(set(home))]
