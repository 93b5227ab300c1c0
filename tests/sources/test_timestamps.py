"""Dates as sources write them: in words of six languages, with zones by name, in either order."""

from __future__ import annotations

import pytest

from summarise.sources.timestamps import is_ambiguous, order_of_days, parse_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sat, 05 Jul 2025 08:15:00 GMT", "2025-07-05T08:15:00+00:00"),
        ("Sat Jul 05 2025 08:15:00 GMT+0900", "2025-07-05T08:15:00+09:00"),
        ("Sat Jul 05 2025 08:15 GMT-3 (Brasilia Standard Time)", "2025-07-05T08:15:00-03:00"),
        ("Sat Jul 05 08:15:00 +0530 2025", "2025-07-05T08:15:00+05:30"),
        ("Sat, 05 Jul 2025 08:15:00 NZST", "2025-07-05T08:15:00+12:00"),
        ("5 Jul 2025 08:15 HST", "2025-07-05T08:15:00-10:00"),
        ("5 Jul 2025 8:15 a.m. MESZ", "2025-07-05T08:15:00+02:00"),
        ("5 Jul 2025 08:15 ET", "2025-07-05T08:15:00-04:00"),
        ("5 Jan 2025 08:15 ET", "2025-01-05T08:15:00-05:00"),
        ("5 Jul 2025 08:15 Asia/Tokyo", "2025-07-05T08:15:00+09:00"),
        ("5 Jul 2025 08:15:00 Q", "2025-07-05T08:15:00+00:00"),
        ("2025-07-05T08:15:00+02:00Z", "2025-07-05T08:15:00+02:00"),
        ("Thurs, 3 Jul 2025 08:15:00 +0000", "2025-07-03T08:15:00+00:00"),
        ("Samstag, 5. Juli 2025, 8.15 Uhr", "2025-07-05T08:15:00+00:00"),
        ("Sa, 01 Mrz 2025 08:15:00 +0100", "2025-03-01T08:15:00+01:00"),
        ("sam., 5 juil. 2025 à 8h15", "2025-07-05T08:15:00+00:00"),
        ("1er août 2025", "2025-08-01T00:00:00+00:00"),
        ("sábado, 5 de julio de 2025", "2025-07-05T00:00:00+00:00"),
        ("mar, 2 dic 2025 08:15:00 +0100", "2025-12-02T08:15:00+01:00"),
        ("mar. 4 mars 2025", "2025-03-04T00:00:00+00:00"),
        ("5 luglio 2025 ore 8.15", "2025-07-05T08:15:00+00:00"),
        ("5 de fevereiro de 2025", "2025-02-05T00:00:00+00:00"),
        ("Saturday, July 5th, 2025 - 8:15pm", "2025-07-05T20:15:00+00:00"),
        ("5.7.25", "2025-07-05T00:00:00+00:00"),
        ("07/25/25 08:15:00", "2025-07-25T08:15:00+00:00"),
        ("2025-07-05 08:15:00 +00:00", "2025-07-05T08:15:00+00:00"),
    ],
)
def test_a_date_is_read_as_its_source_means_it(text: str, expected: str) -> None:
    found = parse_date(text)
    assert found is not None
    assert found.isoformat() == expected
    assert not is_ambiguous(text)


@pytest.mark.parametrize(
    "text",
    ["5 Jul 2025 08:15 XQZ", "5 Jul 2025 08:15 Mars/Olympus", "5 Jul 2025 08:15 J", "Juli 2025",
     "5. Juli", "gestern", "3 hours ago"],
)  # fmt: skip
def test_what_nobody_can_place_is_no_time(text: str) -> None:
    assert parse_date(text) is None


def test_a_weekday_tells_which_is_the_month() -> None:
    assert not is_ambiguous("Fri, 04/07/2025")
    assert f"{parse_date('Fri, 04/07/2025'):%d %b}" == "04 Jul"
    assert f"{parse_date('Mon, 04/07/2025'):%d %b}" == "07 Apr"
    assert f"{parse_date('Fri, 04 07 2025 08:15'):%d %b}" == "04 Jul"
    assert order_of_days(["Fri, 04/07/2025", "03/07/2025"]) is True
    assert order_of_days(["7/25/25", "03/07/25"]) is False
