"""How much a word says, and how alike two sentences are."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.language import similarity
from summarise.language.similarity import Comparison, Likeness
from summarise.language.vectors import is_rather_a_name, rarity
from tests.meanings import CrowdedEncoder, real_encoder
from tests.readings import read

RATE = "The central bank cut its key interest rate by half a point to 4.25 percent on Wednesday."
REWORDED = "On Wednesday the central bank lowered its main rate by half a point, to 4.25 percent."
OTHER_NUMBER = (
    "The central bank cut its key interest rate by half a point to 3.75 percent on Wednesday."
)
UNRELATED = "A bacterium that digests nylon was found in the mud of a fishing harbour."
TEXTS = st.sampled_from(
    [RATE, REWORDED, OTHER_NUMBER, UNRELATED, "", "!", "Yes.", "4.25", "中央銀行", "the of and"]
)


def likeness(one: str, other: str, cosine: float | None) -> Likeness:
    return similarity.likeness(read(one), read(other), cosine)


def weights_of(text: str) -> Mapping[str, float]:
    return read(text).weights


def alike(one: str, other: str, meaning: bool = True) -> Likeness:
    if not meaning:
        return likeness(one, other, None)
    left, right = real_encoder().encode([one, other])
    return likeness(one, other, float(left @ right))


class TestRarity:
    def test_a_rare_word_says_more_than_a_common_one(self) -> None:
        assert rarity("the") < rarity("year") < rarity("pipeline")

    @given(st.text(max_size=20))
    @settings(deadline=None)
    def test_it_lies_between_0_and_9(self, word: str) -> None:
        assert 0 <= rarity(word) <= 9

    def test_a_name_in_lower_case_is_as_rare_as_with_its_capital(self) -> None:
        assert rarity("london") == rarity("London")

    def test_a_name_is_told_from_a_word(self) -> None:
        assert is_rather_a_name("London")
        assert is_rather_a_name("london")
        assert not is_rather_a_name("river")
        assert not is_rather_a_name("River")

    def test_a_stem_weighs_as_much_as_its_rarest_form(self) -> None:
        found = weights_of("He signs what was signed.")
        assert found["sign"] == max(rarity("signs"), rarity("signed"))
        assert "what" not in found

    @pytest.mark.parametrize("text", ["", "...", "\ud800"])
    def test_odd_texts_have_weights_of(self, text: str) -> None:
        assert all(0 <= weight <= 9 for weight in weights_of(text).values())


class TestLikeness:
    @given(TEXTS, TEXTS, st.one_of(st.none(), st.floats(-1, 1)))
    @settings(deadline=None)
    def test_it_lies_between_0_and_1_and_does_not_depend_on_the_order(
        self, one: str, other: str, cosine: float | None
    ) -> None:
        there, back = likeness(one, other, cosine), likeness(other, one, cosine)
        assert 0 <= there.score <= 1
        assert there == back
        assert all(-1 <= value <= 1 for value in there.features.values())

    @pytest.mark.parametrize("meaning", [True, False])
    def test_the_same_sentence_is_alike_and_another_is_not(self, meaning: bool) -> None:
        assert alike(RATE, RATE, meaning).score > 0.85
        assert alike(RATE, UNRELATED, meaning).score < 0.1

    @pytest.mark.parametrize("meaning", [True, False])
    def test_a_reworded_sentence_lies_between(self, meaning: bool) -> None:
        same, reworded = alike(RATE, RATE, meaning).score, alike(RATE, REWORDED, meaning).score
        assert alike(RATE, UNRELATED, meaning).score + 0.3 < reworded < same

    def test_another_number_makes_two_sentences_less_alike(self) -> None:
        one = "The quake injured 12 people in Lunmere."
        same, changed = one, "The quake injured 14 people in Lunmere."
        assert likeness(one, changed, 0.9).score < likeness(one, same, 0.9).score
        assert likeness(one, changed, 0.9).features["other figures"] == 1
        assert likeness(one, same, 0.9).features["shared figures"] == 1
        assert likeness(one, "The quake injured people.", 0.9).features["other figures"] == 0.5

    @given(st.floats(-1, 1), st.floats(-1, 1))
    def test_closer_in_meaning_is_more_alike(self, one: float, other: float) -> None:
        low, high = sorted((one, other))
        assert likeness(RATE, REWORDED, low).score <= likeness(RATE, REWORDED, high).score


class TestComparison:
    """The texts of one run, compared by their vectors and their words."""

    def test_what_is_far_apart_is_seen_without_comparing(self) -> None:
        texts = [RATE, REWORDED, UNRELATED]
        compare = Comparison(list(map(read, texts)), real_encoder().encode(texts))
        assert compare.far(read(RATE), read(UNRELATED))
        assert not compare.far(read(RATE), read(REWORDED))

    def test_cosines_of_an_encoder_whose_vectors_are_all_close_are_on_the_same_scale(self) -> None:
        texts = [RATE, REWORDED, OTHER_NUMBER, UNRELATED, "Two boats raced on the lake at Orle."]
        readings = list(map(read, texts))
        usual = Comparison(readings, real_encoder().encode(texts))
        crowded = Comparison(readings, CrowdedEncoder(0.78).encode(texts))
        for other in readings[1:]:
            cosines = [compare.cosine(readings[0], other) for compare in (crowded, usual)]
            assert cosines[0] == pytest.approx(cosines[1], abs=0.2)
        assert crowded.far(readings[0], readings[3])

    def test_it_says_which_feature_decided(self) -> None:
        one = "Police arrested four men after the fire at the mill, the mayor said."
        other = "Cops detained four men following the blaze at the mill, said the mayor."
        copy = "Police arrested four men after the fire at the mill, said the mayor."
        texts = [one, other, copy]
        compare = Comparison(list(map(read, texts)), real_encoder().encode(texts))
        assert compare(read(one), read(other)).decided in ("meaning", "words")
        assert compare(read(one), read(copy)).decided == "words"

    def test_one_sentence_inside_another_is_an_echo_rather_than_the_same(self) -> None:
        inside = "The central bank cut its key interest rate."
        more = (
            f"{inside[:-1]} on Wednesday, hours before the cabinet of Mira Ostrand resigned over a "
            "ferry contract that had been given to a company of her brother's without a tender."
        )
        found = likeness(inside, more, 0.6)
        assert found.echo > 0.5 > found.score
