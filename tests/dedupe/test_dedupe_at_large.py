"""What holds for any documents: nothing is lost, order and process change nothing, growth."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from string import ascii_lowercase
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.dedupe import chunks, dedupe, merging
from summarise.dedupe import texts as texts_of_dedupe
from summarise.dedupe.candidates import candidate_pairs
from summarise.dedupe.rows import read
from summarise.dedupe.shingles import shared, shingles, undoubted
from summarise.language.sentences import split
from summarise.types import Document
from tests.dedupe.copies import ALL, HARMLESS, documents, truths

ROOT = Path(__file__).parent.parent.parent
SEED = 20_261_124
REPORT = (
    "The harbour of Orle was closed on Monday after a crane fell into the water, officials said. "
    "The port will not open before Friday, and ferries leave from the quay at Tarn instead. "
    "Nobody was hurt, said the company that owns the crane, but the pier has to be rebuilt."
)


@pytest.fixture(scope="module")
def sentences() -> list[str]:
    found = truths(str(ROOT))
    assert len(found) >= 100
    return found[:300]


class TestGeneratedTruth:
    """Each sentence of the examples, with copies of it made by rule."""

    def test_copies_are_recognised_and_nothing_else_is(self, sentences: list[str]) -> None:
        chance = random.Random(SEED)
        texts = [
            (number, text)
            for number, sentence in enumerate(sentences)
            for text in (sentence, *(make(sentence, chance) for make in ALL))
        ]
        found = dedupe(documents(*(text for _, text in texts)))
        truth = {f"d{place}": number for place, (number, _) in enumerate(texts)}
        alone = dedupe(documents(*sentences))
        already = {
            frozenset((truth[f"d{int(d.what[1:]) * (len(ALL) + 1)}"],
                       truth[f"d{int(d.into[1:]) * (len(ALL) + 1)}"]))
            for d in alone.dropped
        }  # fmt: skip
        wrong = [
            drop
            for drop in found.dropped
            if truth[drop.what] != truth[drop.into]
            and frozenset((truth[drop.what], truth[drop.into])) not in already
        ]
        assert wrong == []
        first = {number: f"d{number * (len(ALL) + 1)}" for number in range(len(sentences))}
        hits = sum(found.origins[id_] == found.origins[first[n]] for id_, n in truth.items())
        assert hits / len(truth) >= 0.95

    def test_copies_that_say_nothing_of_their_own_are_merged(self, sentences: list[str]) -> None:
        chance = random.Random(SEED)
        copies = [make(text, chance) for text in sentences for make in HARMLESS]
        found = dedupe(documents(*sentences, *copies))
        assert len(found.dropped) / len(copies) >= 0.95

    def test_a_changed_number_is_never_merged(self, sentences: list[str]) -> None:
        chance = random.Random(SEED)
        pairs = [(text, changed) for text in sentences
                 if (changed := _with_another_digit(text, chance)) != text]  # fmt: skip
        assert len(pairs) >= 30
        for text, changed in pairs:
            assert dedupe(documents(text, changed)).dropped == (), text


def _with_another_digit(text: str, chance: random.Random) -> str:
    places = [place for place, character in enumerate(text) if character in "0123456789"]
    if not places:
        return text
    place = chance.choice(places)
    return f"{text[:place]}{(int(text[place]) + 1) % 10}{text[place + 1 :]}"


words = st.sampled_from(
    "the harbour crane fell 5 $5 not on Monday Orle was closed . ! — and".split()
)
texts = st.lists(words, max_size=25).map(" ".join)


@given(st.lists(texts, max_size=8))
@settings(max_examples=150, deadline=None)
def test_every_document_is_kept_or_dropped_once_into_one_that_is_kept(some: list[str]) -> None:
    found = dedupe(documents(*some))
    kept = {document.id for document in found.documents}
    dropped = [drop.what for drop in found.dropped]
    assert len(dropped) == len(set(dropped))
    assert kept | set(dropped) == {f"d{number}" for number in range(len(some))}
    assert not kept & set(dropped)
    into = {drop.what: drop.into for drop in found.dropped}
    for place in into:
        for _ in into:
            place = into.get(place, place)
        assert place in kept
    assert set(found.origins) == kept | set(dropped)
    assert all(0 <= drop.score <= 1 for drop in found.dropped)
    for drop in found.dropped:
        assert found.origins[drop.what] == found.origins[drop.into]


@given(st.lists(texts, max_size=8), st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_the_input_does_not_change_who_is_alike(
    some: list[str], chance: random.Random
) -> None:
    one = documents(*some)
    other = one.copy()
    chance.shuffle(other)
    assert _families(one) == _families(other)


def test_a_text_that_begins_with_a_full_stop_ends_no_sentence_of_the_text_before() -> None:
    some = documents("crane the . the harbour", ". crane the")
    assert _families(some) == _families(some[::-1])


def _families(some: list[Document]) -> set[frozenset[str]]:
    families: dict[str, set[str]] = {}
    for name, key in dedupe(some).origins.items():
        families.setdefault(key, set()).add(name)
    return {frozenset(family) for family in families.values()}


@given(texts)
@settings(deadline=None)
def test_deduping_what_is_left_drops_nothing_more(text: str) -> None:
    left = dedupe(documents(text, text, f"{text} and the crane fell on Orle", "closed"))
    assert dedupe(left.documents).dropped == ()


def test_processes_agree_whatever_their_hash_seed() -> None:
    code = (
        "from summarise.config import InputConfig; from summarise.sources import load\n"
        "from summarise.dedupe import dedupe\n"
        f"found = dedupe(load([{str(ROOT / 'examples')!r}], InputConfig()).documents)\n"
        "print(found.dropped, sorted(found.origins.items()))"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, check=True, timeout=60,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(told) == 1
    assert b"near" in told.pop()


class TestGrowth:
    """Counted, not timed: the pairs that have to be compared."""

    @staticmethod
    def _pairs(texts: list[str]) -> list[tuple[int, int]]:
        ones, others, _ = candidate_pairs(shingles(read(texts)))
        return list(zip(ones.tolist(), others.tolist(), strict=True))

    @staticmethod
    def _distinct(count: int) -> list[str]:
        chance = random.Random(SEED)
        vocabulary = ["".join(chance.choices(ascii_lowercase, k=6)) for _ in range(2000)]
        return [" ".join(chance.choices(vocabulary, k=30)) for _ in range(count)]

    def test_distinct_texts_give_a_few_candidates_each(self) -> None:
        assert len(self._pairs(self._distinct(400))) <= 400 // 4
        assert len(self._pairs(self._distinct(3200))) <= 3200

    def test_a_crowd_of_copies_gives_a_few_candidates_for_each(self) -> None:
        found = self._pairs([" ".join(f"w{n}" for n in range(60))] * 500)
        assert len(found) <= 3 * 500
        assert {j for _, j in found} == set(range(1, 500))

    def test_a_text_that_many_contain_is_found_beside_each(self) -> None:
        """What three share is not among the rarest of two that share more."""
        lead = " ".join(f"lead{n}" for n in range(24))
        more = " ".join(f"more{n}" for n in range(80))
        assert set(self._pairs([lead, f"{lead} {more}", f"{lead} {more} end"])) == {
            (0, 1), (0, 2), (1, 2),
        }  # fmt: skip

    def test_each_spelling_is_read_once_however_many_texts_have_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cut, spelt = Counted(split), Counted(chunks.read)
        monkeypatch.setattr(texts_of_dedupe, "split", cut)
        monkeypatch.setattr(chunks, "read", spelt)
        near = [f"{REPORT} The number of the desk was {number} today." for number in range(100)]
        found = dedupe(documents(*near, *near, *near))
        assert len(found.documents) == len(near)
        assert cut.calls == 0  # the numbers show by themselves that each says something of its own
        assert spelt.calls <= 100 + len(REPORT.split()) + 4

    def test_two_texts_are_put_beside_each_other_once_for_each_way(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        compared = Counted(texts_of_dedupe.adds)
        monkeypatch.setattr(merging, "adds", compared)
        parts = REPORT.split(". ")
        dedupe(documents(*(f"{'. '.join(parts[n:] + parts[:n])}." for n in range(3)), REPORT))
        assert 0 < compared.calls <= 2 * 6

    def test_a_chain_of_copies_is_followed_once(self) -> None:
        merger = merging.Merger(documents(*map(str, range(1001))))
        for number in range(1000):
            merger._merge(number, number + 1, "exact", 1.0)
        assert merger._end(0) == 1000
        assert set(merger._into.values()) == {1000}


class TestCounting:
    """The arrays say what sets would."""

    @given(st.lists(texts, min_size=2, max_size=6))
    @settings(max_examples=100, deadline=None)
    def test_shared_shingles_are_those_of_both_sets(self, some: list[str]) -> None:
        found = shingles(read(some))
        sets = [_pairs_of(text) for text in some]
        pairs = [(i, j) for i in range(len(some)) for j in range(i + 1, len(some))]
        counts = shared(found, *np.array(pairs).T)
        assert found.sizes.tolist() == [len(one) for one in sets]
        assert counts.tolist() == [len(sets[i] & sets[j]) for i, j in pairs]

    @given(st.lists(texts, min_size=1, max_size=6))
    @settings(max_examples=50, deadline=None)
    def test_some_of_the_rows_are_the_rows_of_some(self, some: list[str]) -> None:
        every = read(some)
        chosen = list(range(0, len(some), 2))
        few = every.only(chosen)
        assert list(few.each()) == list(read([some[n] for n in chosen]).each())
        assert len(few) == len(chosen)

    def test_a_line_of_furniture_counts_for_nothing(self) -> None:
        rows = read([f"{REPORT}\n\nSubscribe to our newsletter.", REPORT])
        sizes = undoubted(shingles(rows), rows).sizes
        assert sizes[0] == sizes[1]


def _pairs_of(text: str) -> set[tuple[str, ...]]:
    words = chunks.tokens(text)
    return set(pairwise(words)) if len(words) > 1 else {tuple(words)} if words else set()


class Counted:
    """A function that counts its calls."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.calls = 0
        self._function = function

    def __call__(self, *args: Any) -> Any:
        self.calls += 1
        return self._function(*args)
