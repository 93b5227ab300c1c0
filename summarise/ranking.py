"""How the page is shared between stories, and within a story between what it has to tell.

A story weighs as much as it has origins, times what the reader favours it by. Places go to stories
in proportion, by the method of Webster and Sainte-Lague by which seats go to parties: the n-th item
of a story (from 0) is worth weight / (2n + 1), and the items of most worth have the page. So one
event can't fill it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace
from heapq import heapify, heapreplace

from summarise.types import Citation, Difference, DifferenceKind, Statement, Story

PLACES: Mapping[DifferenceKind, float] = {
    "number": 0.5,
    "name": 0.5,
    "date": 0.5,
    "negation": 0.5,
    "count": 2,
    "emphasis": 3,
    "modality": 3,
}
"""How many of a story's statements go before a difference of a kind, the gravest kinds first."""


def weight(story: Story, origins: Mapping[str, str]) -> float:
    """Return a story's weight on the page; ``origins`` maps document ids to origins."""
    return len({origins[document.id] for document in story.documents}) * story.favour


def rank(story: Story, origins: Mapping[str, str]) -> tuple[float, float]:
    """Return the key by which stories are ordered: the weightiest, then the latest, first."""
    times = [d.published.timestamp() for d in story.documents if d.published]
    return (-weight(story, origins), -max(times, default=0.0))


def apportioned(weights: Sequence[float], places: int) -> list[int]:
    """Return how many of the places on the page each story gets."""
    won = [0] * len(weights)
    claims = [(-_worth(weight, 0), story) for story, weight in enumerate(weights)]
    heapify(claims)
    for _ in range(places if claims else 0):
        story = claims[0][1]
        won[story] += 1
        heapreplace(claims, (-_worth(weights[story], won[story]), story))
    return won


def valued(
    statements: Sequence[Statement], weight: float, unheard: Container[str] = ()
) -> tuple[Statement, ...]:
    """Return the statements of a story with their worth, in their order.

    What only ``unheard`` documents (by id) tell is worth nothing: it has what room is left.
    """
    return tuple(
        replace(s, value=0.0 if _silent(s.citations, unheard) else _worth(weight, n))
        for n, s in enumerate(statements)
    )


def valued_differences(
    differences: Sequence[Difference], weight: float, unheard: Container[str] = ()
) -> tuple[Difference, ...]:
    """Return the differences of a story with their worth, the gravest first.

    A difference with a side that only documents which are ``unheard`` take is worth nothing.
    """
    graver = sorted(differences, key=lambda one: PLACES[one.kind])
    return tuple(
        replace(
            one,
            value=0.0
            if any(_silent(side.citations, unheard) for side in one.sides)
            else _worth(weight, PLACES[one.kind] + n),
        )
        for n, one in enumerate(graver)
    )


def _silent(citations: Sequence[Citation], unheard: Container[str]) -> bool:
    return bool(citations) and all(citation.document in unheard for citation in citations)


def _worth(weight: float, place: float) -> float:
    return weight / (2 * place + 1)
