"""Average linkage by centroids gives the means that all pairs give."""

from __future__ import annotations

import random
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.language.clusters import FADING, FAINT, Clusters, Merge, hierarchy

TERMS = st.dictionaries(st.sampled_from("abcdef"), st.floats(0.1, 0.5), max_size=4)
POOLS = st.lists(TERMS, min_size=2, max_size=8)


def clusters(items: list[dict[str, float]], days: list[float | None] | None = None) -> Clusters:
    vectors = np.zeros((len(items), 0), dtype=np.float32)
    return Clusters(items, vectors, days or [None] * len(items))


@given(POOLS, st.floats(-0.5, 0.5))
def test_what_is_more_is_added_to_each_pair_whatever_the_sizes(
    items: list[dict[str, float]], more: float
) -> None:
    vectors = np.zeros((len(items), 0), dtype=np.float32)
    plain, lifted = (Clusters(items, vectors, [None] * len(items), m) for m in (0.0, more))
    for other in range(1, len(items)):
        assert lifted.mean(0, other) == pytest.approx(plain.mean(0, other) + more)
        plain.fold(0, other)
        lifted.fold(0, other)


def merged(items: list[dict[str, float]], shuffled: random.Random | None = None) -> list[Merge]:
    pool = clusters(items)
    pairs = list(combinations(range(len(items)), 2))
    if shuffled:
        shuffled.shuffle(pairs)
    return hierarchy(pool, {pair: pool.mean(*pair) for pair in pairs})


@given(POOLS)
def test_each_merge_is_at_the_mean_of_all_pairs_between_its_two_clusters(
    items: list[dict[str, float]],
) -> None:
    members = {i: [i] for i in range(len(items))}
    fresh = clusters(items)
    for merge in merged(items):
        one, other = members[merge.one], members.pop(merge.other)
        pairs = [fresh.mean(i, j) for i, j in product(one, other)]
        assert merge.likeness == pytest.approx(sum(pairs) / len(pairs))
        one += other


@given(POOLS)
def test_what_is_left_is_faint(items: list[dict[str, float]]) -> None:
    members = {i: [i] for i in range(len(items))}
    for merge in merged(items):
        members[merge.one] += members.pop(merge.other)
    fresh = clusters(items)
    for one, other in combinations(members.values(), 2):
        pairs = [fresh.mean(i, j) for i, j in product(one, other)]
        assert sum(pairs) / len(pairs) < FAINT + 1e-9


@given(POOLS, st.randoms(use_true_random=False))
def test_the_order_of_the_edges_changes_nothing(
    items: list[dict[str, float]], chance: random.Random
) -> None:
    assert merged(items, chance) == merged(items)


def test_time_between_two_clusters_makes_them_less_alike_where_it_is_known() -> None:
    pool = clusters([{"a": 1.0}] * 4, [0.0, 1.0, 1.0 + FADING, None])
    assert [pool.faded(0.6, 0, other) for other in (1, 2, 3)] == [0.6, 0.3, 0.6]


@given(TERMS, TERMS)
def test_of_two_clusters_the_one_with_fewer_terms_is_folded_term_by_term(
    one: dict[str, float], other: dict[str, float]
) -> None:
    """Else a cluster that grows is copied each time that it meets a report of a lower number."""
    pool, back = clusters([one, other]), clusters([one, other])
    larger = max(pool._terms, key=len)
    pool.fold(0, 1)
    back.fold(1, 0)
    assert pool._terms[0] is larger
    assert pool._terms[0] == back._terms[1]
    assert pool._terms[0].keys() == one.keys() | other.keys()
    assert pool._terms[1] == back._terms[0] == {}
