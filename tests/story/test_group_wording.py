"""Sentences that are the same but for a word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.story import apart
from summarise.story.points import Pair
from tests.readings import read


def changed(one: str, other: str) -> bool:
    return apart.changed(Pair(read(one), read(other)))


STORM = (
    "The harbour of Lunmere was closed on Tuesday after a storm tore the roof off the customs house"
)


def altered(word: str, instead: str) -> str:
    assert f" {word} " in f" {STORM} "
    return f" {STORM} ".replace(f" {word} ", f" {instead} ").strip()


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        ("closed", "opened"),  # another deed
        ("Lunmere", "Orle"),  # another place
        ("storm", "fire"),  # another cause
        ("after", "before"),  # another order
        ("Tuesday", "Thursday"),
        ("was", "was not"),
        ("a", "no"),
        ("roof", "doors"),
    ],
)
def test_a_word_changed_on_purpose_makes_another_fact(word: str, instead: str) -> None:
    assert changed(STORM, altered(word, instead))
    assert changed(altered(word, instead), STORM)


def test_another_person_makes_another_fact() -> None:
    one = "Mira Ostrand told the court in Orle on Monday that she had never seen the letter"
    other = "Mira Ostrand told the court in Orle on Monday that he had never seen the letter"
    assert changed(one, other)


@pytest.mark.parametrize(
    ("word", "instead"),
    [
        ("closed", "closing"),  # a form of the word
        ("harbour", "harbours"),
        ("was", "has been"),  # idle words
        ("storm", "heavy storm"),  # a word more is no other fact
        ("on Tuesday", ""),
    ],
)
def test_a_form_of_a_word_or_a_word_more_does_not(word: str, instead: str) -> None:
    assert not changed(STORM, altered(word, instead))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ten", "10"),
        ("twenty-five", "25"),
        ("Jan. 17", "January 17"),
        ("40 km", "40 kilometers"),
        ("Sen.", "Senator"),
        ("Velmaran", "Velmara"),
    ],
)
def test_the_same_figure_or_name_in_another_form_does_not(one: str, other: str) -> None:
    text = "{} was what the harbour board of Lunmere named when the vote on the ferry was over."
    assert not changed(text.format(one), text.format(other))


@pytest.mark.parametrize(
    ("one", "other"), [("Austria", "Australia"), ("Niger", "Nigeria"), ("seven", "seventy")]
)
def test_another_name_or_figure_that_begins_alike_does(one: str, other: str) -> None:
    text = "The harbour board of Lunmere named {} when the vote on the old ferry was over at last."
    assert changed(text.format(one), text.format(other))


def test_verbs_of_saying_come_and_go_but_others_do_not() -> None:
    said = "The mayor of Lunmere said that the harbour would open again on the first of the month"
    assert not changed(said, said.replace("said that", "added"))
    assert changed(said, said.replace("said", "sang"))


def test_sentences_in_other_words_are_not_compared_word_by_word() -> None:
    assert not changed(STORM, "Lunmere's harbour is shut: the storm has unroofed its customs")


@given(st.text(max_size=60), st.text(max_size=60))
def test_a_sentence_is_no_change_of_itself_and_order_does_not_matter(one: str, other: str) -> None:
    assert not changed(one, one)
    assert changed(one, other) == changed(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tarn Metals sued Norvik Steel on Monday.", "Norvik Steel sued Tarn Metals on Monday."),
        ("Rates rose from 4 percent to 5 percent.", "Rates rose from 5 percent to 4 percent."),
        ("The train runs from Orle to Tarn.", "The train runs from Tarn to Orle."),
    ],
)
def test_names_or_figures_that_changed_places_make_another_fact(one: str, other: str) -> None:
    assert apart.reordered(Pair(read(one), read(other)))
    assert apart.reordered(Pair(read(other), read(one)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Velmara and Sorrin signed a pact.", "Sorrin and Velmara signed a pact."),
        ("On Monday Tarn Metals sued Norvik.", "Tarn Metals sued Norvik on Monday."),
        ("Tarn Metals sued Norvik Steel.", "Norvik Steel was sued by Tarn Metals."),
        ("Police in Orle arrested two men.", "Police arrested two men in Orle."),
    ],
)
def test_another_order_of_the_sentence_does_not(one: str, other: str) -> None:
    assert not apart.reordered(Pair(read(one), read(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The president was arrested on Monday.", "The president's son was arrested on Monday."),
        ("The finance minister was charged.", "The former finance minister was charged."),
        ("Gunmen killed the mayor of Orle.", "Gunmen tried to kill the mayor of Orle."),
        ("Norvik will close its Dale plant.", "Norvik will close its Dale plant if talks fail."),
        ("The crew voted for a strike.", "The crew voted against a strike."),
    ],
)
def test_a_word_that_makes_another_person_or_deed_of_it_makes_another_fact(
    one: str, other: str
) -> None:
    assert changed(one, other)
    assert changed(other, one)
