"""Which day a report means by a day of the week, by the tense of what it tells of it."""

from __future__ import annotations

from datetime import date

import pytest

from summarise.language.relative_days import is_undated, relative_days

WEDNESDAY = date(2026, 3, 11)


def _day(text: str) -> int | None:
    """The day of March that the only relative word of a text means."""
    (meant,) = relative_days(text, WEDNESDAY)
    return meant.days[0].day if meant.days else None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("The mayor of Ardwen, a doctor, on Monday opened the bridge.", 9),
        ("On Monday afternoon, the mayor said the bridge would open.", 9),
        ("Orle's port is shut after a fire on Tuesday.", 10),
        ("The river rose to 4.7 metres on Tuesday.", 10),
        ("The mayor, who was hurt on Monday, is well.", 9),
        ("The decision Monday could close the port.", 9),
        ("As of Monday, the toll is 12.", 9),
        ("The council had on Monday backed the plan.", 9),
        ("A man shot on Monday will be buried in Orle.", 9),
        ("The talks are to begin on Friday.", 13),
        ("The council is expected on Friday to agree.", 13),
        ("Ministers said they would meet on Friday.", 13),
        ("The road stays closed until Friday.", 13),
        ("A vote scheduled for Friday will decide it.", 13),
        ("The council will meet next Monday.", 16),
        ("It fell last Friday.", 6),
        ("The mayor resigned on Wednesday.", 11),
        ("They agreed to close the port on Friday.", None),
        ("A vote was scheduled for Friday.", None),
        ("The line that they agreed to open on Tuesday will be run by Orle.", None),
        ("He was held until Friday.", None),
        ("The mayor will resign next Friday.", None),
    ],
)
def test_an_english_weekday_is_the_one_that_its_verb_tells_of(text: str, day: int | None) -> None:
    assert _day(text) == day


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Die Bürgermeisterin ist am Montag zurückgetreten.", 9),
        ("Am Dienstagmorgen brach ein Feuer aus.", 10),
        ("Der Rat will am Freitag abstimmen.", 13),
        ("Der Rat tagt am kommenden Montag.", 16),
        ("Sie spielen morgen in Orle.", 12),
        ("Le maire a démissionné lundi.", 9),
        ("Le conseil doit voter vendredi.", 13),
        ("Le port a fermé hier pour la nuit.", 10),
        ("Le conseil se réunit lundi prochain.", 16),
        ("El alcalde dimitió el lunes.", 9),
        ("El consejo votará el viernes.", 13),
        ("El puerto cerró ayer.", 10),
    ],
)
def test_so_is_one_of_german_french_and_spanish(text: str, day: int) -> None:
    assert _day(text) == day


@pytest.mark.parametrize(
    "text",
    [
        "The trains run every Monday.",
        "The Sunday Times had it first.",
        "USA TODAY had it first.",
        "Das steht hier am Rand.",
        "Over the last week ships came.",
        "It was closed on Tuesday, 3 March.",
        "“The port [said on Monday] is shut,” it read.",
        "Good Friday was quiet.",
    ],
)
def test_what_is_no_day_by_the_report_s_own_is_none(text: str) -> None:
    assert not relative_days(text, WEDNESDAY)


def test_a_text_of_a_report_without_a_day_leaves_its_days_open() -> None:
    assert is_undated("The port closed on Monday.")
    assert not is_undated("The port closed on Monday, 9 March.")
    assert not is_undated("Ships came in 2025.")
