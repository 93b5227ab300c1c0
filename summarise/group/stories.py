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
    pairs known to be of one story (copies).
    """
    leads = [lead(document) for document in documents]
    edges: dict[tuple[int, int], float] = {}
    for i, j in candidate_pairs([weights(text) for text in leads]):
        cosine = float(vectors[i] @ vectors[j]) if vectors.shape[1] else None
        edges[i, j] = likeness(leads[i], leads[j], cosine).score
    edges.update({(min(pair), max(pair)): 1.0 for pair in together})
    if len(documents) <= HANDFUL:
        return _components(len(documents), [edge for edge in edges if edges[edge] >= LINKED])
    clusters = average_link(len(documents), edges, together_from(len(documents)))
    return _attached(clusters, edges)


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
    homes = {}
    for report in alone:
        close = sorted(
            ((_closeness(near[report], story), n) for n, story in enumerate(stories)), reverse=True
        )
        rival = close[1][0] if len(close) > 1 else 0.0
        if close and close[0][0] >= ATTACHED and close[0][0] >= CLEARLY * rival:
            homes[report] = close[0][1]
    for report, home in homes.items():
        stories[home].append(report)
    stories += [[report] for report in alone if report not in homes]
    return sorted((sorted(story) for story in stories), key=lambda story: story[0])


def _closeness(near: Mapping[int, float], story: Sequence[int]) -> float:
    """Return the mean of a report's greatest likenesses to a story's reports."""
    best = sorted((near.get(member, 0.0) for member in story), reverse=True)[:CLOSEST]
    return sum(best) / CLOSEST


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
