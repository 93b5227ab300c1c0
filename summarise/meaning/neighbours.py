"""Which pairs are worth comparing: near-linear in the number of items, never all pairs of many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

SMALL = 200
"""Up to this many items all pairs are compared: 19,900 comparisons cost less than an index."""
_TERMS = 12
"""Of an item's terms the heaviest so many are looked up."""
_MOST_SHARED = 60
"""A term of more items than this tells them apart too little; it pairs its nearest ones only."""


def candidate_pairs(items: Sequence[Mapping[str, float]]) -> Iterator[tuple[int, int]]:
    """Yield pairs i < j that may be alike, each once, in order.

    ``items`` holds for each item its terms with their weights. Among many items, two are a pair if
    they share one of the heaviest terms of both, rare terms of this collection weighing most.
    """
    if len(items) <= SMALL:
        yield from combinations(range(len(items)), 2)
        return
    spread = Counter(term for item in items for term in item)
    posts: dict[str, list[int]] = defaultdict(list)
    for number, item in enumerate(items):
        for term in _heaviest(item, spread):
            posts[term].append(number)
    found: set[tuple[int, int]] = set()
    for post in posts.values():
        found.update(_close(post))
    yield from sorted(found)


def _heaviest(item: Mapping[str, float], spread: Counter[str]) -> list[str]:
    shared = [term for term in item if spread[term] > 1]
    return sorted(shared, key=lambda term: (-item[term] / spread[term] ** 0.5, term))[:_TERMS]


def _close(post: list[int]) -> Iterator[tuple[int, int]]:
    if len(post) <= _MOST_SHARED:
        yield from combinations(post, 2)
        return
    for place, one in enumerate(post):
        yield from ((one, other) for other in post[place + 1 : place + 1 + _MOST_SHARED // 4])
