"""Sentences into facts: who states the same thing, and which merge is recorded by which rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from summarise.group.best import best_first
from summarise.group.conflicts import Conflict, conflicts, incompatible
from summarise.meaning.clusters import average_link
from summarise.meaning.neighbours import candidate_pairs
from summarise.meaning.rarity import weights
from summarise.meaning.similarity import likeness
from summarise.text.features import read
from summarise.types import Dropped, Sentence

if TYPE_CHECKING:
    from summarise.meaning.encoders import Vectors

SAME = 0.50
"""Likeness from which two sentences are one fact, where no conflict keeps them apart. MRPC's best
F1 is at .58, headlines' (sts_news) at .89, ecbplus' at .20 with sentences that tell more than one
thing: ``python -m benchmarks fit-similarity --data DIR``."""
ABOUT_THE_SAME = 0.30
"""Likeness from which a contradiction between two sentences is a difference worth telling."""
NEAR_COPY = 0.75
"""Share of the smaller sentence's words in the larger from which the rule is called near."""


@dataclass(frozen=True, slots=True)
class Clash:
    """Two sentences (by number) that contradict each other on a point, and how alike they are."""

    one: int
    other: int
    conflict: Conflict
    score: float


@dataclass(frozen=True, slots=True)
class Clusters:
    """Sentences that state the same, as lists of sentence numbers, and the clashes among them.

    ``echoes`` holds the greatest likeness between two groups (by number), where there is any.
    """

    groups: tuple[tuple[int, ...], ...]
    clashes: tuple[Clash, ...]
    echoes: Mapping[tuple[int, int], float]


def cluster(sentences: Sequence[Sentence], vectors: Vectors) -> Clusters:
    """Group the sentences of one story. ``vectors``: shape (n, d), d = 0 without an encoder."""
    edges: dict[tuple[int, int], float] = {}
    apart: list[tuple[int, int]] = []
    clashes: list[Clash] = []
    for i, j in candidate_pairs([weights(sentence.text) for sentence in sentences]):
        one, other = sentences[i].text, sentences[j].text
        cosine = float(vectors[i] @ vectors[j]) if vectors.shape[1] else None
        score = likeness(one, other, cosine).score
        if score < ABOUT_THE_SAME:
            continue
        edges[i, j] = score
        found = conflicts(one, other)
        clashes += [Clash(i, j, conflict, score) for conflict in found]
        if found or incompatible(one, other):
            apart.append((i, j))
    groups = average_link(len(sentences), edges, SAME, apart)
    return Clusters(tuple(map(tuple, groups)), tuple(clashes), _echoes(groups, edges))


def _echoes(
    groups: Sequence[Sequence[int]], edges: Mapping[tuple[int, int], float]
) -> dict[tuple[int, int], float]:
    place = {i: number for number, group in enumerate(groups) for i in group}
    found: dict[tuple[int, int], float] = {}
    for (i, j), score in edges.items():
        pair = (min(place[i], place[j]), max(place[i], place[j]))
        if pair[0] != pair[1]:
            found[pair] = max(found.get(pair, 0.0), score)
    return found


def ordered(sentences: Sequence[Sentence], group: Sequence[int]) -> tuple[Sentence, ...]:
    """Return the sentences of a group, the one that stands for it first."""
    return best_first([sentences[i] for i in group], list(group))


def merges(fact: Sequence[Sentence]) -> Iterator[Dropped]:
    """Yield the record of a fact: each sentence that stands behind the first one, and why."""
    best = fact[0]
    for sentence in fact[1:]:
        rule, score = _rule(sentence.text, best.text)
        yield Dropped(sentence.id, "sentence", best.id, rule, round(score, 3))


def _rule(one: str, other: str) -> tuple[str, float]:
    if read(one).stems == read(other).stems:
        return "exact", 1.0
    found = likeness(one, other, None)
    if found.features["containment"] >= NEAR_COPY:
        return "near", found.features["containment"]
    return "meaning", found.score
