"""Which pairs are worth comparing, and average-link clusters of those that are alike.

The pairs are near-linear in the number of items, never all pairs of many; and some must stay apart.
"""

from __future__ import annotations

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

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


def candidate_pairs(
    items: Sequence[Mapping[str, float]], closest: int = CLOSEST
) -> Iterator[tuple[int, int]]:
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
    found: set[tuple[int, int]] = set()
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

    Closeness of two clusters is the mean over all pairs between them, a missing edge counting as 0
    (UPGMA, Sokal and Michener 1958): one chance link does not chain two clusters together.
    Clusters that hold a pair of ``apart`` are never merged. Returns clusters of item numbers,
    ordered by their first item; the same whatever the order of the edges.
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
