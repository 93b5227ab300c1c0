"""Average linkage by centroids: exact means over all pairs of two clusters, without all pairs.

For an inner product the mean over all pairs between two clusters is the product of their sums,
divided by their sizes; so UPGMA (Sokal and Michener, 1958) needs only the sums, and pairs of
clusters that have some candidate pair between them. Lance and Williams (1967) update the rest.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from summarise.meaning.clusters import Edge
from summarise.meaning.vectors import Vectors

FAINT = 0.05
"""Mean likeness under which clusters are never merged: unrelated reports reach it by chance."""
NEIGHBOURS = 40
"""Clusters that one is compared with: of more, the closest are kept, so that costs stay linear."""
MONTH = 30.0
"""Days between two clusters, beyond the first, that halve their likeness. Events that recur (a
vote, a trial) are told in the same words. Chosen and not fitted: of the development sets only
uci_news_aggregator has dates that may be used, and its are all of one day."""


@dataclass(frozen=True, slots=True)
class Merge:
    """Cluster ``other`` was folded into ``one``, at a mean likeness of all pairs between them.

    A cluster goes by the number of its first item.
    """

    one: int
    other: int
    likeness: float


class Clusters:
    """Sums of the items of each cluster, which starts as one item.

    ``items`` hold terms with weights, ``vectors`` has shape (n, d), ``days`` when each was told.
    """

    def __init__(
        self, items: Sequence[Mapping[str, float]], vectors: Vectors, days: Sequence[float | None]
    ) -> None:
        self._terms = [dict(item) for item in items]
        self._vectors = vectors.copy()
        self._sizes = [1] * len(items)
        self._days = [0.0 if day is None else day for day in days]
        self._dated = [int(day is not None) for day in days]

    def __len__(self) -> int:
        return len(self._sizes)

    def size(self, one: int) -> int:
        """Return how many items a cluster has."""
        return self._sizes[one]

    def mean(self, one: int, other: int) -> float:
        """Return the mean likeness over all pairs between two clusters."""
        ones, others = self._terms[one], self._terms[other]
        # sorted: the order of a set of strings, and with it the last digit, differs by process
        shared = sum(ones[term] * others[term] for term in sorted(ones.keys() & others.keys()))
        meaning = float(self._vectors[one] @ self._vectors[other])
        return (shared + meaning) / (self._sizes[one] * self._sizes[other])

    def faded(self, likeness: float, one: int, other: int) -> float:
        """Return a likeness, less by the time that lies between two clusters, if that is known."""
        if not (self._dated[one] and self._dated[other]):
            return likeness
        between = self._days[one] / self._dated[one] - self._days[other] / self._dated[other]
        return likeness / (1 + max(0.0, abs(between) - 1) / MONTH)

    def fold(self, one: int, other: int) -> None:
        """Fold cluster ``other`` into cluster ``one``."""
        terms, fewer = self._terms[one], self._terms[other]
        if len(fewer) > len(terms):  # the smaller into the larger, or growing one is quadratic
            terms, fewer = fewer, terms
        for term, weight in fewer.items():
            terms[term] = terms.get(term, 0.0) + weight
        self._terms[one], self._terms[other] = terms, {}
        self._vectors[one] += self._vectors[other]
        self._sizes[one] += self._sizes[other]
        self._days[one] += self._days[other]
        self._dated[one] += self._dated[other]


def hierarchy(clusters: Clusters, edges: Mapping[Edge, float]) -> list[Merge]:
    """Merge the closest two clusters until all are FAINT, and return the merges in order.

    ``edges`` are the candidate pairs i < j with their likeness; only clusters with a candidate
    between them are compared. The same whatever the order of the edges.
    """
    near: list[dict[int, float]] = [{} for _ in range(len(clusters))]
    for (i, j), likeness in edges.items():
        if likeness >= FAINT:
            near[i][j] = near[j][i] = likeness
    heap: list[tuple[float, int, int]] = []
    for i in range(len(near)):
        _offer(heap, clusters, near, i, above=i)
    heapq.heapify(heap)
    merges: list[Merge] = []
    while heap:
        negative, i, j = heapq.heappop(heap)
        if j not in near[i] or -negative != clusters.faded(near[i][j], i, j):
            continue  # an older likeness of a pair that has changed since
        merges.append(Merge(i, j, -negative))
        _fold(clusters, near, i, j)
        fresh: list[tuple[float, int, int]] = []
        _offer(fresh, clusters, near, i)
        for entry in fresh:
            heapq.heappush(heap, entry)
    return merges


def _offer(
    heap: list[tuple[float, int, int]],
    clusters: Clusters,
    near: Sequence[Mapping[int, float]],
    one: int,
    above: int = -1,
) -> None:
    """Append the pairs of a cluster with others of a number above, closest first in the heap."""
    for other, likeness in near[one].items():
        faded = clusters.faded(likeness, one, other)
        if other > above and faded >= FAINT:
            heap.append((-faded, min(one, other), max(one, other)))


def _fold(clusters: Clusters, near: Sequence[dict[int, float]], one: int, other: int) -> None:
    """Fold a cluster into another, and bring the likeness to their neighbours up to date."""
    sizes = clusters.size(one), clusters.size(other)
    mine, gone = near[one], near[other]
    del mine[other], gone[one]
    clusters.fold(one, other)
    means: dict[int, float] = {}
    for k in {**mine, **gone}:
        near[k].pop(other, None)
        near[k].pop(one, None)
        if k in mine and k in gone:
            means[k] = (mine[k] * sizes[0] + gone[k] * sizes[1]) / sum(sizes)
        else:
            means[k] = clusters.mean(one, k)
    gone.clear()
    mine.clear()
    for k in sorted(means, key=lambda k: (-means[k], k))[:NEIGHBOURS]:
        if means[k] >= FAINT:
            mine[k] = near[k][one] = means[k]
