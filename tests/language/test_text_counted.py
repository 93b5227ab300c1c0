"""What a figure of people counts, however it is put."""

from __future__ import annotations

import pytest

from summarise.language.counted import role, whose
from tests.readings import read


def roles(text: str) -> list[str]:
    return [role(text, figure) for figure in read(text).quantities]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The flood killed 357 people.", ["killed"]),
        ("The flood killed at least 357.", ["killed"]),
        ("The death toll rose to 1,941 on Monday.", ["killed"]),
        ("The death toll in the hills of Tarn stands at 1,941.", ["killed"]),
        ("The death toll, as of Friday, is estimated to be 110,000.", ["killed"]),
        ("Estimates of the death toll rise as high as 2,000.", ["killed"]),
        ("The number of dead has reached 32.", ["killed"]),
        ("The flood left 231 dead.", ["killed"]),
        ("The fire claimed 14 lives.", ["killed"]),
        ("A bomb that killed a guard left 12 people injured.", ["hurt"]),
        ("Twelve people were killed and 40 injured.", ["killed", "hurt"]),
        ("The fire killed 3 and wounded 26 others.", ["killed", "hurt"]),
        ("Twenty people are still missing.", ["missing"]),
        ("About 800 people were evacuated.", ["moved"]),
        ("Police arrested 35 protesters.", ["held"]),
        ("Some 2,000 people marched to the port.", ["present"]),
        ("The mill will cut 400 jobs.", ["dismissed"]),
        ("Employers added 266,000 jobs.", ["hired"]),
    ],
)
def test_it_is_told_by_the_nearest_verb_or_noun(text: str, expected: list[str]) -> None:
    assert roles(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The hall may hold only 150 people.",
        "Five more people were killed.",
        "Another five people were killed.",
        "Some 100 people are killed each year.",
        "The flood could kill 100 people.",
        "A man was killed 30 km from Orle.",
        "He was arrested four times.",
        "They killed the mother of 12.",
        "The jury was split, nine for and three against the death penalty.",
    ],
)
def test_there_is_none_for_what_is_more_a_rate_supposed_or_something_else(text: str) -> None:
    assert not any(roles(text))


def test_twelve_soldiers_are_not_any_twelve_people() -> None:
    of = [whose(read(text).quantities[0]) for text in ("12 dead", "12 people", "12 soldiers")]
    assert of == ["people", "people", "soldier"]


@pytest.mark.parametrize(
    "text",
    [
        "The iOS 7 update is out.",
        "Lunmere lies 8 miles (13 km) from Orle.",
        "The 48-year-old was freed.",
        "Ring 0845 125 2222.",
        "It struck at 5:42 a.m.",
        "They are number 3 of the league.",
        "He ran for 40 yards, caught 5 passes, threw 3 of 9 and kicked 2 goals.",
    ],
)
def test_what_is_no_figure_of_the_news_is_not_counted(text: str) -> None:
    kinds = set(read(text).counts) - {"mi"}
    assert kinds == set()
