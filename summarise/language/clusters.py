"""Which pairs are worth comparing, and average-link clusters (UPGMA) of those that are alike.

The pairs are near-linear in the number of items, never all pairs of many; and some must stay apart.
Closeness of two clusters is the mean over all pairs between them (Sokal and Michener, 1958), so
that one chance link does not chain two clusters together. Facts are few and have each pair told:
``average_link``. Stories are many, and their likeness is an inner product, of which that mean is
the product of the clusters' sums, divided by their sizes: ``hierarchy`` needs the sums only, and
pairs of clusters with a candidate pair between them. Lance and Williams (1967) update the rest.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import exp2

from summarise.language.vectors import Vectors

Edge = tuple[int, int]
SMALL = 200
"""Up to this many items all pairs are compared: 19,900 comparisons cost less than an index."""
CLOSEST = 40
"""Among many items, each is compared with so many that share most with it, and with those to which
it is such a one itself."""
_TERMS = 12
"""Of an item's terms the heaviest so many are looked up."""
_MOST_SHARED = 60
"""A term of more items than this tells them apart too little; it pairs its nearest ones only."""
FAINT = 0.05
"""Mean likeness under which clusters are never merged: unrelated reports reach it by chance."""
NEIGHBOURS = 40
"""Clusters that one is compared with: of more, the closest are kept, so that costs stay linear."""
FADING = 90.0
"""Days between two clusters, beyond the first, that halve their likeness; each time again, since
what recurs (a vote, a trial) is told in the same words a year later. `python -m benchmarks
fit-stories --data DIR` shows others: on running affairs half as many cost .02 of BCubed F1, and
more gain nothing."""


def candidate_pairs(items: Sequence[Mapping[str, float]], closest: int = CLOSEST) -> Iterator[Edge]:
    """Yield pairs i < j that may be alike, each once, in order.

    ``items`` holds for each item its terms with their weights. Among many items, two are a pair if
    they share some of the heaviest terms of both, rare terms of this collection weighing most, and
    one is among the ``closest`` to the other by the share of their weights that these have.
    """
    if len(items) <= SMALL:
        yield from combinations(range(len(items)), 2)
        return
    spread = Counter(term for item in items for term in item)
    heaviest = [_heaviest(item, spread) for item in items]
    posts: dict[str, list[int]] = defaultdict(list)
    places: list[list[int]] = []
    for number, terms in enumerate(heaviest):
        places.append([len(posts[term]) for term in terms])
        for term in terms:
            posts[term].append(number)
    sizes = [sum(item.values()) for item in items]
    found: set[Edge] = set()
    for number, terms in enumerate(heaviest):
        shared: dict[int, float] = defaultdict(float)
        for term, place in zip(terms, places[number], strict=True):
            weight = items[number][term]
            for other in _near(posts[term], place):
                shared[other] += min(weight, items[other][term])
        shared.pop(number, None)  # not there if it has no term in common with any
        alike = {other: share / (sizes[number] + sizes[other]) for other, share in shared.items()}
        for other in _first(alike, number, closest):
            found.add((min(number, other), max(number, other)))
    yield from sorted(found)


def _heaviest(item: Mapping[str, float], spread: Counter[str]) -> list[str]:
    shared = [term for term in item if spread[term] > 1]
    return sorted(shared, key=lambda term: (-item[term] / spread[term] ** 0.5, term))[:_TERMS]


def _near(post: list[int], place: int) -> list[int]:
    """Return the items of a term; where they are many, those around a place."""
    if len(post) <= _MOST_SHARED:
        return post
    reach = _MOST_SHARED // 4
    return post[max(0, place - reach) : place + reach + 1]


def _first(alike: Mapping[int, float], number: int, most: int) -> list[int]:
    """Return the items most like one; of those equally alike the nearest by number."""
    if len(alike) <= most:
        return list(alike)
    return sorted(alike, key=lambda other: (-alike[other], abs(other - number), other))[:most]


def average_link(
    size: int, edges: Mapping[Edge, float], threshold: float, apart: Iterable[Edge] = ()
) -> list[list[int]]:
    """Merge the closest two clusters until none are as close as the threshold.

    A missing edge counts as 0. Clusters that hold a pair of ``apart`` are never merged. Returns
    clusters of item numbers, ordered by their first item; the same whatever the order of the edges.
    """
    members = {i: [i] for i in range(size)}
    sums: dict[int, dict[int, float]] = defaultdict(dict)
    for (i, j), score in edges.items():
        sums[i][j] = sums[j][i] = score
    barred: dict[int, set[int]] = defaultdict(set)
    for one, other in apart:
        barred[one].add(other)
        barred[other].add(one)
    heap = [(-score, min(edge), max(edge)) for edge, score in edges.items() if score >= threshold]
    heapq.heapify(heap)
    while heap:
        negative, i, j = heapq.heappop(heap)
        if i not in members or j not in members or j in barred[i]:
            continue
        if abs(_mean(sums, members, i, j) + negative) > 1e-12:
            continue  # an older score of a pair that has changed since
        _merge(i, j, members, sums, barred)
        for k in sums[i]:
            mean = _mean(sums, members, i, k)
            if mean >= threshold and k not in barred[i]:
                heapq.heappush(heap, (-mean, min(i, k), max(i, k)))
    return sorted((sorted(cluster) for cluster in members.values()), key=lambda c: c[0])


def _mean(
    sums: dict[int, dict[int, float]], members: dict[int, list[int]], i: int, j: int
) -> float:
    return sums[i].get(j, 0.0) / (len(members[i]) * len(members[j]))


def _merge(
    i: int,
    j: int,
    members: dict[int, list[int]],
    sums: dict[int, dict[int, float]],
    barred: dict[int, set[int]],
) -> None:
    """Fold cluster j into cluster i."""
    members[i] += members.pop(j)
    for k, total in sums.pop(j).items():
        sums[k].pop(j, None)
        if k != i:
            sums[i][k] = sums[k][i] = sums[i].get(k, 0.0) + total
    sums[i].pop(j, None)
    for k in barred.pop(j, set()):
        barred[k].discard(j)
        barred[k].add(i)
        barred[i].add(k)


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
    The likeness of two items is the inner product of both, and ``more``.
    """

    def __init__(
        self,
        items: Sequence[Mapping[str, float]],
        vectors: Vectors,
        days: Sequence[float | None],
        more: float = 0.0,
    ) -> None:
        self._terms = [dict(item) for item in items]
        self._vectors = vectors.copy()
        self._more = more
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
        return (shared + meaning) / (self._sizes[one] * self._sizes[other]) + self._more

    def faded(self, likeness: float, one: int, other: int) -> float:
        """Return a likeness, less by the time that lies between two clusters, if that is known."""
        if not (self._dated[one] and self._dated[other]):
            return likeness
        between = self._days[one] / self._dated[one] - self._days[other] / self._dated[other]
        return likeness * exp2(-max(0.0, abs(between) - 1) / FADING)

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
    heap = [pair for i in range(len(near)) for pair in _pairs(clusters, near, i, above=i)]
    heapq.heapify(heap)
    merges: list[Merge] = []
    while heap:
        negative, i, j = heapq.heappop(heap)
        if j not in near[i] or -negative != clusters.faded(near[i][j], i, j):
            continue  # an older likeness of a pair that has changed since
        merges.append(Merge(i, j, -negative))
        _fold(clusters, near, i, j)
        for pair in _pairs(clusters, near, i):
            heapq.heappush(heap, pair)
    return merges


def _pairs(
    clusters: Clusters, near: Sequence[Mapping[int, float]], one: int, above: int = -1
) -> Iterator[tuple[float, int, int]]:
    """Yield the pairs of a cluster with others of a number above, as the heap has them."""
    for other, likeness in near[one].items():
        faded = clusters.faded(likeness, one, other)
        if other > above and faded >= FAINT:
            yield -faded, min(one, other), max(one, other)


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
