"""What holds for any documents: nothing is lost, order and process change nothing, growth."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.dedupe import _end, dedupe
from summarise.dedupe import texts as texts_of_dedupe
from summarise.dedupe.minhash import candidate_pairs, shingles
from summarise.text.sentences import split
from summarise.text.words import words as words_of
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
        "from summarise.config import InputConfig; from summarise.load import load\n"
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
    def _pairs(count: int) -> int:
        chance = random.Random(SEED)
        vocabulary = [f"word{number}" for number in range(2000)]
        texts = [shingles(chance.choices(vocabulary, k=120)) for _ in range(count)]
        return len(candidate_pairs(texts))

    def test_distinct_texts_give_next_to_no_candidates(self) -> None:
        assert self._pairs(400) <= 40
        assert self._pairs(1600) <= 160

    def test_a_crowd_of_copies_gives_a_few_candidates_for_each(self) -> None:
        crowd = [shingles([f"w{n}" for n in range(60)])] * 500
        found = candidate_pairs(crowd)
        assert len(found) <= 2 * len(crowd)
        assert {j for _, j in found} == set(range(1, 500))

    def test_each_text_is_read_once_however_many_copies_it_has(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cut, read = Counted(split), Counted(words_of)
        monkeypatch.setattr(texts_of_dedupe, "split", cut)
        monkeypatch.setattr(texts_of_dedupe, "words", read)
        near = [f"{REPORT} The desk's number was {number}." for number in range(100)]
        found = dedupe(documents(*near, *near, *near))
        assert len(found.documents) == len(near)
        assert cut.calls == len(near)
        assert read.calls <= 4 * len(near)  # the parts of a text between its figures

    def test_a_chain_of_copies_is_followed_once(self) -> None:
        into = {number: number + 1 for number in range(1000)}
        assert _end(into, 0) == 1000
        assert set(into.values()) == {1000}


class Counted:
    """A function that counts its calls."""

    def __init__(self, function: Callable[[str], Any]) -> None:
        self.calls = 0
        self._function = function

    def __call__(self, text: str) -> Any:
        self.calls += 1
        return self._function(text)
