"""Two events of one kind, told without days."""

from __future__ import annotations

from summarise.story.twins import parted
from tests.readings import read

ORLE = [
    "Mayor Mara Ols said a fire destroyed the market of Orle.",
    "A fire in the market of Orle was put out at dawn, Mara Ols said.",
    "The market of Orle burnt down in a fire, mayor Mara Ols told reporters.",
]
SORREL = [
    "Captain Dario Quell said a fire destroyed the market of Sorrel.",
    "A fire in the market of Sorrel was put out at noon, Dario Quell said.",
    "The market of Sorrel burnt down in a fire, captain Dario Quell told reporters.",
]


def parts(*leads: str) -> list[list[int]]:
    return parted([read(lead) for lead in leads], list(range(len(leads))))


def test_two_fires_are_two_stories_by_their_names_and_places() -> None:
    assert sorted(parts(*ORLE, *SORREL)) == [[0, 1, 2], [3, 4, 5]]


def test_one_fire_told_by_six_is_one_story() -> None:
    again = [lead.replace("said", "wrote") for lead in ORLE]
    assert parts(*ORLE, *again) == [[0, 1, 2, 3, 4, 5]]


def test_one_pair_of_names_parts_nothing() -> None:
    """Two outlets may call one place by two names."""
    other = [lead.replace("Orle", "Oerle") for lead in ORLE]
    assert parts(*ORLE, *other) == [[0, 1, 2, 3, 4, 5]]


def test_reports_that_name_both_hold_a_story_together() -> None:
    both = [f"{one} {other}" for one, other in zip(ORLE, SORREL, strict=True)]
    assert parts(*ORLE, *both) == [[0, 1, 2, 3, 4, 5]]


def test_a_report_in_seven_that_names_the_other_event_too_holds_no_story_together() -> None:
    several = [
        lead.replace("said", verb)
        for lead in (*ORLE, *SORREL)
        for verb in ("said", "wrote", "says")
    ]
    half = len(several) // 2
    several[0] = f"{several[0]} Dario Quell was his captain last year."
    expected = [[*range(half)], [*range(half, 2 * half)]]
    assert sorted(parts(*several)) == expected
