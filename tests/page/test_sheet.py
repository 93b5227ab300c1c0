"""The numbers of the evidence sheet: what a model cites by them, and how it is read."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.page.sheet import Said, Sheet
from tests.page.test_write_choice import COST, DAM, FISH, fact, story

STORY = story(fact(DAM), fact(COST), fact(FISH))
SHEET = Sheet([STORY], STORY.documents, [], {"a": "a", "b": "b", "c": "c"})
NUMBERS = sorted(SHEET.by_number)


@pytest.mark.parametrize(
    ("said", "text", "cited"),
    [
        ("The dam opened [1.1].", "The dam opened.", {"1.1": 15}),
        ("The dam opened. [1.1]", "The dam opened.", {"1.1": 15}),
        (
            "The dam opened[1.1], at a cost [2.1].",
            "The dam opened, at a cost.",
            {"1.1": 14, "2.1": 26},
        ),
        ("It opened [1.1][2.1].", "It opened.", {"1.1": 10, "2.1": 10}),
        ("It opened [1.1; 2.1].", "It opened.", {"1.1": 10, "2.1": 10}),
        ("It [1.1] opened [1.1].", "It opened.", {"1.1": 10}),
        ("It opened [9.9].", "It opened.", {}),
        ("Growth was [sic] 3.2 per cent.", "Growth was [sic] 3.2 per cent.", {}),
    ],
)
def test_marks_are_taken_out_and_stand_where_they_stood(
    said: str, text: str, cited: dict[str, int]
) -> None:
    read = SHEET.read(said)
    assert read.text == text
    pairs = zip(read.evidence, read.marks, strict=True)
    assert {SHEET.numbers[sentence.id]: mark for sentence, mark in pairs} == cited


WORDS = st.lists(st.sampled_from(["The", "dam", "opened,", "at", "last"]), min_size=2, max_size=8)


@given(WORDS, st.lists(st.tuples(st.sampled_from(NUMBERS), st.integers(1, 8)), max_size=4))
def test_what_is_shown_to_a_judge_is_read_as_it_was(
    words: list[str], places: list[tuple[str, int]]
) -> None:
    pieces = list(words)
    for number, place in places:
        pieces[min(place, len(words)) - 1] += f" [{number}]"
    said = SHEET.read(" ".join(pieces) + ".")
    assert said.text == " ".join(words) + "."
    again = SHEET.read(SHEET.marked(said))
    assert again.text == said.text
    assert set(zip(again.evidence, again.marks, strict=True)) == set(
        zip(said.evidence, said.marks, strict=True)
    )


def test_a_citation_is_taken_off_and_none_is_added_twice() -> None:
    said = Said("It opened.", (DAM, COST), (2, 10))
    assert said.without({DAM.id}) == Said("It opened.", (COST,), (10,))
    assert said.citing([COST, FISH]) == Said("It opened.", (DAM, COST, FISH), (2, 10, 10))


def test_one_report_has_one_mark_for_two_clauses_running() -> None:
    again = replace(DAM, start=100, end=110)
    said = Said("It opened, it cost, and fish died.", (DAM, again, COST, FISH), (9, 18, 18, 33))
    assert said.gathered().marks == (18, 18, 18, 33)
    apart = Said("It opened, it cost, it opened.", (DAM, COST, again), (9, 18, 29))
    assert apart.gathered() == apart
