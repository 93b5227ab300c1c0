"""Words of one sentence found again in another: as they are, in another form, in another word."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.language.reading import Wording
from summarise.language.similarity import Lexicon, covered, order, shared
from tests.readings import read

POLICE = "Police arrested four people in Lunmere."
COPS = "Cops detained four men in Lunmere."
OTHER = "A ferry sank off the northern coast."


def wording(text: str) -> Wording:
    return read(text).wording


@cache
def lexicon() -> Lexicon:
    return Lexicon(map(read, [POLICE, COPS, OTHER]))


def test_a_word_close_in_meaning_counts_for_more_than_an_unrelated_one() -> None:
    there, back = lexicon().closest(("police",), ("cops", "ferry"))
    assert there[0] > 0.5
    assert back[1] < 0.2 < back[0]


def test_synonyms_are_told_where_the_lexicon_knows_them_and_forms_always() -> None:
    one, other = wording(POLICE), wording(COPS)
    assert covered(one, other, lexicon())[0] > covered(one, other, None)[0] + 0.1
    assert covered(wording("Iran agreed"), wording("Iranian agreement"), None)[0] > 0.5


def test_what_is_told_is_a_share_of_each_side() -> None:
    short, long = wording("Police arrested four people."), wording(POLICE)
    assert covered(short, long, None)[0] == 1
    assert 0 < covered(short, long, None)[1] < 1


def test_words_that_were_not_learnt_are_close_to_none() -> None:
    assert lexicon().closest(("zyzzyva",), ("police",)) == ([0.0], [0.0])
    assert lexicon().closest((), ("police",)) == ([], [0.0])


def test_a_word_of_every_sentence_tells_less_apart_than_one_of_a_single_sentence() -> None:
    told = [read(f"Lunmere has {thing}.") for thing in ("boats", "nets", "crabs")]
    many = Lexicon(told, meaning=False)
    assert many.distinct("lunmer") < many.distinct("boat") == 1
    one, other = wording("Lunmere has boats."), wording("Lunmere has nets.")
    assert shared(one, other, many) < shared(one, other, None)


def test_neighbours_that_stay_together_keep_the_order() -> None:
    one = wording("storm damaged harbour wall")
    assert order(one, one) == 1
    assert order(one, wording("wall harbour damaged storm")) == 0


@given(st.lists(st.sampled_from("storm wall boat Iran Iranian cops 12 the".split()), max_size=6))
@settings(deadline=None)
def test_shares_lie_between_0_and_1_in_either_order(words: list[str]) -> None:
    one, other = wording(" ".join(words)), wording(POLICE)
    there, back = covered(one, other, lexicon()), covered(other, one, lexicon())
    assert all(0 <= share <= 1 for share in there)
    assert there == pytest.approx(back[::-1])
