"""What others wrote, as it may be shown: one table of signs, one way to cut, one for addresses."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.plain import cleaned, one_line, public, shortened, spelt_out, without_secrets

STEERING = "\t\n\r\x00\x1b\x85\x9b\u00ad\u200b\u202e\u2066\u2028\ufeff\ud800"
SIGNS = st.text(st.sampled_from(f"ab {STEERING}"))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a\x00b\x1b[2J\x9bc", "ab[2Jc"),
        ("a\r\nb\vc\x85d\u2028e", "a b c d e"),
        ("\u202eabc\u202c \u2066d\u2069\u200e\u061c", "abc d"),
        ("ig\u00adno\u200bre\u2060d\ufeff\U000e0041", "ignored"),
        ("می‌خواهم 👩‍👧", "می‌خواهم 👩‍👧"),
        ("ទឹក\u200bជំនន់", "ទឹក\u200bជំនន់"),
        ("Cafe\u0301\u00a0Orle", "Café Orle"),
    ],
)
def test_one_line_holds_only_what_is_seen(text: str, line: str) -> None:
    assert one_line(text) == line


@given(st.one_of(st.text(), SIGNS))
def test_nothing_that_steers_is_left(text: str) -> None:
    line = one_line(text)
    assert spelt_out(line) == line == one_line(line)
    lines = cleaned(text)
    assert cleaned(lines) == lines
    assert {c for c in lines if unicodedata.category(c) in {"Cc", "Cs"}} <= {"\n", "\t"}
    shown = spelt_out(text, keep="\t\n")
    assert spelt_out(shown, keep="\t\n") == shown
    assert {c for c in shown if unicodedata.category(c) in {"Cc", "Cs"}} <= {"\n", "\t"}


@pytest.mark.parametrize(
    ("text", "most", "short"),
    [
        ("The dam opened.", 15, "The dam opened."),
        ("The dam opened on Monday.", 15, "The dam opened…"),
        ("The dam opened on Monday.", 13, "The dam…"),
        ("The damopenedonMonday.", 12, "The damopen…"),
        ("大坝周一开放", 4, "大坝周…"),
    ],
)
def test_what_is_cut_ends_with_a_word_where_there_is_one(text: str, most: int, short: str) -> None:
    assert shortened(text, most) == short


@given(st.text(), st.integers(1, 30))
def test_what_is_cut_is_never_longer_than_it_may_be(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert short == text or short.endswith("…")


@pytest.mark.parametrize(
    ("address", "shown", "bare"),
    [
        ("https://jane:p%40w@a.example:8/b?page=2#c", "https://a.example:8/b?page=2", "/b"),
        ("https://a.example/b?api_key=x&page=2", "https://a.example/b", "/b"),
        ("https://jane:p/w@a.example/", "an address that can't be shown", "shown"),
    ],
)
def test_an_address_has_nothing_that_lets_in(address: str, shown: str, bare: str) -> None:
    assert public(address) == shown
    assert public(address, query=False).endswith(bare)
    assert without_secrets(f"no {address} there") == f"no {shown} there"
