"""Average-link clustering of a sparse graph, with pairs that must stay apart."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping

Edge = tuple[int, int]


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
