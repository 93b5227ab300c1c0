"""Figures of one thing that origins tell otherwise are laid side by side; a reader decides."""

from __future__ import annotations

import pytest

from summarise.page.clashes import MOST_VALUES, clashes
from tests.readings import sentence


def laid(*texts: str, origins: str = "") -> list[tuple[str, list[str]]]:
    """Return what is laid side by side; each text is a report, its origin a letter of its own."""
    letters = origins or "abcdefghij"[: len(texts)]
    told = [sentence(f"d{number}", text) for number, text in enumerate(texts)]
    found = clashes(told, {f"d{number}": letter for number, letter in enumerate(letters)})
    return [(clash.about, list(clash.sides)) for clash in found]


@pytest.mark.parametrize(
    ("one", "other", "about", "values"),
    [
        ("The quake killed 357 people.", "The death toll stands at 362.", "people killed", 2),
        ("Police arrested 40 marchers.", "Some 55 people were arrested.", "people held", 2),
        (
            "The bridge at Olm will cost 840 million crowns.",
            "Olm's new bridge is to cost 480 million crowns, the council says.",
            "",
            2,
        ),
        (
            "Four engines fought the fire.",
            "Six engines fought the fire at Olm.",
            "engines",
            2,
        ),
    ],
)
def test_figures_of_one_thing_are_laid_side_by_side(
    one: str, other: str, about: str, values: int
) -> None:
    ((told, sides),) = laid(one, other)
    assert told == about
    assert len(sides) == values


@pytest.mark.parametrize(
    "texts",
    [
        ("The quake killed 357 people.", "The quake injured 900 people."),
        ("The toll rose from 12 to 14 dead.", "The quake killed 12 people."),
        ("The line is 112 km long.", "The line is 111.6 km long."),
        ("Six crossings a day are planned.", "The union has six members on the board."),
        ("A pays 60 percent and B 40 percent of the costs.", "A pays 60 percent of the costs."),
        ("The fair drew 400 visitors.", "A lorry lost 900 bottles on the road to Olm."),
    ],
)
def test_what_one_report_tells_both_ways_rounds_or_counts_another_thing_is_not(
    texts: tuple[str, ...],
) -> None:
    assert laid(*texts) == []


def test_two_reports_of_one_origin_are_no_two_accounts() -> None:
    texts = ("The quake killed 357 people.", "The quake killed 362 people.")
    assert laid(*texts, origins="aa") == []


def test_more_values_than_a_dispute_has_are_the_course_of_a_thing() -> None:
    tolls = [f"The quake killed {100 * number} people." for number in range(1, MOST_VALUES + 2)]
    assert laid(*tolls) == []
    assert len(laid(*tolls[:MOST_VALUES])) == 1


def test_a_kind_that_a_story_has_hundreds_of_figures_of_is_not_gone_through_pair_by_pair() -> None:
    told = [sentence(f"d{n}", f"Hall {n} at Olm holds {n + 1000} seats.") for n in range(400)]
    assert clashes(told, {f"d{n}": f"o{n}" for n in range(400)}) == []
