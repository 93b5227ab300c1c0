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

from summarise.config import InputConfig
from summarise.language.sentences import split
from summarise.sources import load
from summarise.story import copies
from summarise.story import texts as texts_of_dedupe
from summarise.story.copies import Merger, Shingles, distinct, find, proposed, shingles
from summarise.story.dedupe import dedupe
from summarise.story.texts import Reader, Rows
from summarise.types import Document
from tests.growth import linear
from tests.story.copies import ALL, HARMLESS, documents, numbered, truths

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
@settings(max_examples=50, deadline=None)
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
@settings(max_examples=40, deadline=None)
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
        "from summarise.story.dedupe import dedupe\n"
        f"found = dedupe(load([{str(ROOT / 'examples')!r}], InputConfig()).documents)\n"
        "print(found.dropped, sorted(found.origins.items()))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": "1"},
        capture_output=True, text=True, check=True, timeout=60,
    ).stdout  # fmt: skip
    found = dedupe(load([str(ROOT / "examples")], InputConfig()).documents)  # a seed of chance
    assert told == f"{found.dropped} {sorted(found.origins.items())}\n"
    assert "near" in told


class TestGrowth:
    """Counted, not timed: the pairs that have to be compared."""

    @staticmethod
    def _pairs(texts: list[str]) -> list[tuple[int, int]]:
        ones, others = proposed(shingles(_rows(texts), 2)[0], len(texts))
        return list(zip(ones.tolist(), others.tolist(), strict=True))

    @staticmethod
    def _distinct(count: int, size: int = 30, known: int = 2000) -> list[str]:
        chance = random.Random(SEED)
        vocabulary = ["".join(chance.choices(ascii_lowercase, k=6)) for _ in range(known)]
        return [" ".join(chance.choices(vocabulary, k=size)) for _ in range(count)]

    def test_distinct_texts_give_a_few_candidates_each(self) -> None:
        assert len(self._pairs(self._distinct(400))) <= 400 // 4
        assert len(self._pairs(self._distinct(3200))) <= 3200

    def test_a_crowd_of_copies_gives_a_few_candidates_for_each(self) -> None:
        found = self._pairs([numbered("word", 60)] * 500)
        assert len(found) <= 3 * 500
        assert {j for _, j in found} == set(range(1, 500))

    def test_a_text_that_many_contain_is_found_beside_each(self) -> None:
        """What three share is not among the rarest of two that share more."""
        lead = " ".join(f"lead{n}" for n in range(24))
        more = " ".join(f"more{n}" for n in range(80))
        assert set(self._pairs([lead, f"{lead} {more}", f"{lead} {more} end"])) == {
            (0, 1), (0, 2), (1, 2),
        }  # fmt: skip

    def test_a_phrase_that_a_crowd_has_proposes_nothing_among_many(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        phrase = numbered("phrase", 20)
        two = [f"{phrase} {numbered('of' + ascii_lowercase[n // 2], 3)}" for n in range(52)]
        monkeypatch.setattr(copies, "AFFORDED", 1)
        assert self._pairs(two) == [(n, n + 1) for n in range(0, 52, 2)]
        assert len(self._pairs(two[:50])) > 25
        monkeypatch.undo()
        assert len(self._pairs(two)) > 26

    def test_a_crowd_of_copies_is_found_among_many(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(copies, "AFFORDED", 1)
        text = numbered("word", 20)
        found = self._pairs([f"{text} {numbered('of', 2 + n // 2)[-9:]}" for n in range(500)])
        assert len(found) <= 5 * 500
        assert {j for _, j in found} == set(range(1, 500))

    def test_what_is_cut_out_of_a_long_text_is_found_beside_it(self) -> None:
        chance = random.Random(SEED)
        texts = []
        for text in self._distinct(400, 300, 200):
            words, place = text.split(), chance.randrange(280)
            texts += [text, " ".join(words[place : place + 20])]
        found = set(self._pairs(texts))
        assert sum((n, n + 1) in found for n in range(0, 800, 2)) >= 392

    def test_each_spelling_is_read_once_however_many_texts_have_it(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sentences, spelt = Counted(split), Counted(texts_of_dedupe.cut)
        monkeypatch.setattr(texts_of_dedupe, "split", sentences)
        monkeypatch.setattr(texts_of_dedupe, "cut", spelt)
        near = [f"{REPORT} The number of the desk was {number} today." for number in range(100)]
        found = dedupe(documents(*near, *near, *near))
        assert len(found.documents) == len(near)
        assert sentences.calls == 0  # words in a row show that each says something of its own
        assert spelt.calls <= 100 + len(REPORT.split()) + 9

    def test_a_chain_of_copies_is_followed_once(self) -> None:
        merger = Merger(documents(*map(str, range(1001))), Reader())
        for number in range(1000):
            merger._merge(number, number + 1, "exact", 1.0)
        assert merger._end(0) == 1000
        assert set(merger._into.values()) == {1000}

    @pytest.mark.parametrize("unit", ["1", "1.", "$1,", "a.", "!", "…", "(", "’", "x\n\n", "Gen. "])
    def test_a_hostile_text_is_read_in_time_that_grows_with_its_length(self, unit: str) -> None:
        """As 40,000 digits before a letter, or dots without end."""
        assert linear(
            lambda text: dedupe(documents(f"{text}a", f"{text}a b", f"Subscribe now {text}")),
            unit,
            40_000,
        )


class TestCounting:
    """The arrays say what sets would."""

    @given(st.lists(texts, min_size=2, max_size=6))
    @settings(max_examples=40, deadline=None)
    def test_missing_shingles_are_those_of_one_set_and_not_the_other(self, some: list[str]) -> None:
        found = Shingles(distinct(shingles(_rows(some), 2)[0]), len(some))
        sets = [set(pairwise(Reader().words(text))) for text in some]
        pairs = [(i, j) for i in range(len(some)) for j in range(len(some)) if sets[i]]
        ones, others = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        assert found.sizes.tolist() == [len(one) for one in sets]
        assert found.missing(ones, others).tolist() == [len(sets[i] - sets[j]) for i, j in pairs]

    @given(st.lists(texts, min_size=1, max_size=6))
    @settings(max_examples=50, deadline=None)
    def test_the_rows_are_the_words_of_eachnumbered(self, some: list[str]) -> None:
        rows = _rows(some)
        sizes = [len(Reader().words(text)) for text in some]
        assert rows.owners.tolist() == np.repeat(np.arange(len(some)), sizes).tolist()
        alone = [_rows([text]).words for text in some]
        assert rows.words.tolist() == np.concatenate(alone).tolist()

    def test_a_line_of_furniture_counts_for_nothing(self) -> None:
        furnished = f"{REPORT}\n\nSubscribe to our newsletter."
        _, _, scores, _ = find(_rows([furnished, f"{REPORT} {REPORT}"]), 2)
        assert scores.tolist() == [48 / 49]


class TestThresholds:
    """Texts of words that are in no other text, but for those that two share."""

    @pytest.mark.parametrize(
        ("shared", "one", "other", "linked"),
        [
            (28, 49, 49, True),  # Jaccard .400
            (27, 49, 49, False),  # .380
            (14, 20, 80, True),  # .70 of the smaller one
            (13, 20, 80, False),  # .65
            (8, 8, 80, True),  # all of it
            (7, 7, 80, False),  # too few to say so
            (7, 10, 10, True),  # Jaccard .54 of few
            (6, 10, 10, False),  # .43
        ],
    )
    def test_copies_share_so_many_pairs_of_words(
        self, shared: int, one: int, other: int, linked: bool
    ) -> None:
        first = numbered("same", shared + 1, "left", one - shared)
        second = numbered("same", shared + 1, "right", other - shared)
        assert len(_families(documents(first, second))) == (1 if linked else 2)

    @pytest.mark.parametrize(("moved", "left"), [("Nobody was hurt", 1), ("Nobody died", 2)])
    def test_a_sentence_of_three_words_is_told_wherever_it_stands(
        self, moved: str, left: int
    ) -> None:
        """Of two words it may mean another thing behind another sentence."""
        one, *others = REPORT.split(". ")
        first = f"{one}. {moved}. {'. '.join(others)}"
        second = f"{REPORT} {moved}."
        assert len(dedupe(documents(first, second)).documents) == left

    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("Ann Lee Tarn", False),
            ("Ann Lee of Tarn", True),
            ("Subscribe to " + numbered("item", 18), False),
            ("Subscribe to " + numbered("item", 19), True),
            ("Subscribe to Gen. Lee Weekly. The mayor of Tarn has resigned.", True),
        ],
    )
    def test_a_line_that_may_be_of_the_page_says_nothing(self, line: str, says: bool) -> None:
        found = dedupe(documents(REPORT, f"{REPORT}\n\n{line}"))
        assert [drop.what for drop in found.dropped] == ["d0" if says else "d1"]


def _rows(texts: list[str]) -> Rows:
    return Reader().rows(texts)[0]


class Counted:
    """A function that counts its calls."""

    def __init__(self, function: Callable[..., Any]) -> None:
        self.calls = 0
        self._function = function

    def __call__(self, *args: Any) -> Any:
        self.calls += 1
        return self._function(*args)
