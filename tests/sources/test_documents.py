"""document and parse_date: clean values of strings that nobody has looked at."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.sources import document, parse_date
from summarise.sources.documents import unique


def test_a_document_is_nfc_with_one_kind_of_line_break_and_no_control_characters() -> None:
    made = document("  Cafe\u0301\r\nopened\rnow\u2028a\x00b\x07\x1b[31m\tc\x85d\ufeff \n")
    assert made.text == "Café\nopened\nnow\nab[31m\tc\nd"


def test_a_title_is_one_line() -> None:
    assert document("x", title=" Dam\r\n  opens\t").title == "Dam opens"


def test_a_text_that_is_empty_is_replaced_by_the_title() -> None:
    assert document(" \n", title="Dam opens").text == "Dam opens"


def test_halves_of_a_surrogate_pair_are_joined_and_lone_ones_replaced() -> None:
    assert document("\ud83d\ude00 \ud800").text == "😀 \ufffd"


def test_an_id_is_twelve_hex_digits_and_hangs_on_every_field() -> None:
    when = datetime(2025, 1, 17, tzinfo=UTC)
    made = [
        document("a"),
        document("b"),
        document("a", title="t"),
        document("a", outlet="t"),
        document("a", url="t"),
        document("a", published=when),
        document("a", language="en"),
    ]
    assert len({one.id for one in made}) == len(made)
    assert all(len(one.id) == 12 and int(one.id, 16) >= 0 for one in made)


def test_the_same_instant_in_two_zones_gives_one_id() -> None:
    here = datetime(2025, 1, 17, 12, tzinfo=UTC)
    there = here.astimezone(timezone(timedelta(hours=5)))
    assert document("a", published=here).id == document("a", published=there).id


def test_a_naive_date_is_taken_as_utc_and_the_last_day_of_all_is_no_fault() -> None:
    assert document("a", published=datetime(2025, 1, 1)).published == datetime(
        2025, 1, 1, tzinfo=UTC
    )
    edge = datetime.max.replace(tzinfo=timezone(-timedelta(hours=9)))
    assert document("a", published=edge).published == edge


@pytest.mark.parametrize(
    ("given_", "kept"),
    [
        ("https://a.example/b c", "https://a.example/bc"),
        ("a.example:80/b", "a.example:80/b"),
        ("java\nscript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("https://ann:pa@ss@a.example:8443/b?q=@c", "https://a.example:8443/b?q=@c"),
        ("https://shop.example@b.example/", "https://b.example/"),
        ("//ann:secret@a.example/b", "//a.example/b"),
        ("https://shop.example\\@b.example/", ""),
        ("https:///ann:secret@a.example/", ""),
        ("https://ann:secret@[a.example/", ""),
        ("https://a.example/@ann/1", "https://a.example/@ann/1"),
    ],
)
def test_a_url_is_a_web_address_without_its_user_or_nothing(given_: str, kept: str) -> None:
    assert document("a", url=given_).url == kept


@pytest.mark.parametrize(
    ("given_", "kept"), [("en", "en"), ("EN-gb", "en"), ("German", "de"), ("klingon", "")]
)
def test_a_language_is_a_code_of_two_letters_or_nothing(given_: str, kept: str) -> None:
    assert document("a", language=given_).language == kept


@given(st.text(), st.text(), st.text())
def test_making_a_document_of_a_document_changes_nothing(text: str, title: str, url: str) -> None:
    made = document(text, title=title, url=url)
    assert document(made.text, title=made.title, url=made.url) == made
    assert unicodedata.is_normalized("NFC", made.text)
    assert not [c for c in made.text if unicodedata.category(c) == "Cc" and c not in "\n\t"]


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=20))
def test_ids_are_unique_and_the_first_keeps_its_own(texts: list[str]) -> None:
    made = list(unique(map(document, texts)))
    assert len({one.id for one in made}) == len(texts)
    assert [one.text for one in made] == texts
    for text in set(texts):
        names = [one.id for one in made if one.text == text]
        plain = document(text).id
        assert names == [plain, *(f"{plain}-{n}" for n in range(2, len(names) + 1))]


DAY = datetime(2025, 1, 17, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("2025-01-17", DAY),
        ("20250117", DAY),
        ("2025-01-17T10:00:00Z", DAY.replace(hour=10)),
        ("2025-01-17T10:00:00+02:00", DAY.replace(hour=8)),
        ("Fri, 17 Jan 2025 10:00:00 GMT", DAY.replace(hour=10)),
        ("Fri, 17 Jan 2025 10:00:00 EST", DAY.replace(hour=15)),
        ("Fri, 17 Jan 2025 10:00:00 +0100", DAY.replace(hour=9)),
        ("17 January 2025", DAY),
        (" Jan. 17, 2025 ", DAY),
        ("20250117101500", DAY.replace(hour=10, minute=15)),
        ("1737072000", DAY),
        ("1737072000.0", DAY),
        ("1737072000000", DAY),
    ],
)
def test_a_date_is_read_as_reports_write_it(text: str, when: datetime) -> None:
    found = parse_date(text)
    assert found == when
    assert found is not None
    assert found.tzinfo is not None


@pytest.mark.parametrize(
    "text",
    ["", "soon", "Friday", "10:00", "2025", "January 2025", "17 January", "29 February", "1e500",
     "9" * 90, "a" * 200, "10:00 +99:99", "17 Jan 2025 +9999", "0001-01-01T00:00:00+14:00", "\0",
     "١٢٣٤٥٦٧٨٩٠"],
)  # fmt: skip
def test_what_is_no_whole_date_is_none(text: str) -> None:
    assert parse_date(text) is None


@given(st.one_of(st.text(), st.text("0123456789-:T+Z ./,", max_size=30)))
def test_no_text_makes_parse_date_fail_and_every_result_has_a_zone(text: str) -> None:
    found = parse_date(text)
    assert found is None or found.tzinfo is not None


def test_ligatures_are_letters_and_soft_hyphens_are_gone() -> None:
    made = document("The o\ufb03ce \ufb01led a com\u00adplaint of \u00ad\n5.", "A \ufb02ood")
    assert made.text == "The office filed a complaint of 5."
    assert made.title == "A flood"
