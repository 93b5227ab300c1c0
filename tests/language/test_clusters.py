"""Which pairs are compared, and which items go together."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from summarise.language.clusters import CLOSEST, SMALL, Edge, average_link, candidate_pairs

SIZE = 9
SCORES = st.sampled_from([0.1, 0.3, 0.5, 0.6, 0.7, 0.9, 1.0])
PAIRS = st.sampled_from(list(combinations(range(SIZE), 2)))
GRAPHS = st.dictionaries(PAIRS, SCORES, max_size=20)
APART = st.lists(PAIRS, max_size=5)
THRESHOLDS = st.sampled_from([0.2, 0.5, 0.65])


def mean(edges: dict[Edge, float], one: list[int], other: list[int]) -> float:
    pairs = [(min(i, j), max(i, j)) for i in one for j in other]
    return sum(edges.get(pair, 0.0) for pair in pairs) / len(pairs)


class TestAverageLink:
    @given(GRAPHS, THRESHOLDS, APART)
    def test_each_item_is_in_one_cluster(
        self, edges: dict[Edge, float], threshold: float, apart: list[Edge]
    ) -> None:
        found = average_link(SIZE, edges, threshold, apart)
        assert sorted(item for cluster in found for item in cluster) == list(range(SIZE))
        assert found == sorted(sorted(cluster) for cluster in found)

    @given(GRAPHS, THRESHOLDS, APART)
    def test_no_pair_that_must_stay_apart_is_together(
        self, edges: dict[Edge, float], threshold: float, apart: list[Edge]
    ) -> None:
        for cluster in average_link(SIZE, edges, threshold, apart):
            assert not any(one in cluster and other in cluster for one, other in apart)

    @given(GRAPHS, THRESHOLDS, APART)
    def test_no_two_clusters_are_left_that_could_be_merged(
        self, edges: dict[Edge, float], threshold: float, apart: list[Edge]
    ) -> None:
        found = average_link(SIZE, edges, threshold, apart)
        for one, other in combinations(found, 2):
            barred = any((i in one and j in other) or (i in other and j in one) for i, j in apart)
            assert barred or mean(edges, one, other) < threshold + 1e-9

    @given(GRAPHS, THRESHOLDS)
    def test_a_cluster_could_have_been_merged_from_two_close_halves(
        self, edges: dict[Edge, float], threshold: float
    ) -> None:
        for cluster in average_link(SIZE, edges, threshold):
            halves = (
                (list(half), [item for item in cluster if item not in half])
                for size in range(1, len(cluster))
                for half in combinations(cluster, size)
            )
            assert len(cluster) == 1 or any(
                mean(edges, one, other) >= threshold - 1e-9 for one, other in halves
            )

    @given(GRAPHS, THRESHOLDS, APART, st.randoms(use_true_random=False))
    def test_the_order_of_the_edges_changes_nothing(
        self,
        edges: dict[Edge, float],
        threshold: float,
        apart: list[Edge],
        chance: random.Random,
    ) -> None:
        shuffled = list(edges.items())
        chance.shuffle(shuffled)
        found = average_link(SIZE, dict(shuffled), threshold, apart[::-1])
        assert found == average_link(SIZE, edges, threshold, apart)

    def test_one_chance_link_does_not_chain_two_clusters(self) -> None:
        edges = {(0, 1): 0.9, (2, 3): 0.9, (1, 2): 0.8}
        assert average_link(4, edges, 0.5) == [[0, 1], [2, 3]]

    def test_no_items_give_no_clusters(self) -> None:
        assert average_link(0, {}, 0.5) == []


class TestCandidatePairs:
    def test_of_few_items_all_pairs_are_compared(self) -> None:
        items = [{f"t{number}": 1.0} for number in range(20)]
        assert list(candidate_pairs(items)) == list(combinations(range(20), 2))

    @staticmethod
    def _crowd(count: int) -> tuple[list[dict[str, float]], set[Edge]]:
        """Items of 15 terms out of many; every tenth has a twin with a third of its terms."""
        chance = random.Random(7)
        items = [
            {f"t{chance.randrange(count * 4)}": chance.uniform(3, 9) for _ in range(15)}
            | {"common": 0.5}
            for _ in range(count)
        ]
        twins = set()
        for number in range(0, count, 10):
            shared = dict(list(items[number].items())[:6])
            items.append({**shared, **{f"own{number}-{k}": 5.0 for k in range(8)}})
            twins.add((number, len(items) - 1))
        return items, twins

    def test_among_many_items_the_alike_are_found(self) -> None:
        items, twins = self._crowd(SMALL * 3)
        found = set(candidate_pairs(items))
        assert len(twins & found) / len(twins) >= 0.95
        assert all(i < j for i, j in found)

    def test_each_pair_comes_once_and_in_order(self) -> None:
        found = list(candidate_pairs(self._crowd(SMALL * 2)[0]))
        assert found == sorted(set(found))

    def test_four_times_the_items_give_about_four_times_the_pairs(self) -> None:
        few = len(list(candidate_pairs(self._crowd(500)[0])))
        many = len(list(candidate_pairs(self._crowd(2000)[0])))
        assert many <= 6 * few

    def test_a_term_that_all_items_share_does_not_pair_them_all(self) -> None:
        items = [{"common": 9.0, f"own{number}": 1.0} for number in range(1000)]
        assert len(list(candidate_pairs(items))) <= 20 * len(items)

    def test_items_that_share_many_terms_give_a_few_dozen_pairs_each(self) -> None:
        chance = random.Random(7)
        topics = [[f"t{topic}-{n}" for n in range(20)] for topic in range(40)]
        items = [dict.fromkeys(chance.sample(topics[n % 40], 12), 5.0) for n in range(2000)]
        assert len(list(candidate_pairs(items))) <= CLOSEST * len(items)

    def test_the_closest_are_kept_when_there_are_too_many(self) -> None:
        items: list[dict[str, float]] = [{"a": 9.0, "b": 8.0, f"own{n}": 1.0} for n in range(50)]
        items += [{"a": 9.0, "twin": 9.0}, {"b": 8.0, "twin": 9.0}]
        items += [{f"other{n}": 1.0} for n in range(SMALL)]
        found = set(candidate_pairs(items, closest=5))
        assert (50, 51) in found
        assert len(found) <= 5 * 52

    def test_items_without_any_term_are_no_trouble(self) -> None:
        assert list(candidate_pairs([{}] * (SMALL + 1))) == []
