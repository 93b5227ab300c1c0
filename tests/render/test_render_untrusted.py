"""Cleaning, isolating and linking text that others wrote."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.render.scripts import breakable, direction, language, script
from summarise.render.text import width, wrap
from summarise.render.untrusted import clean, isolated, safe_url, unlinked

CONTROLS = st.text(
    st.sampled_from("a \n\t\x1b[31m\x07\u202a\u202b\u202c\u202d\u202e\u2066\u2068\u2069")
)


@pytest.mark.parametrize(
    ("text", "parted"),
    [
        ("see www.evil.example now", "see www.|evil.|example now"),
        ("http://evil.example/x", "http:|//evil.|example/x"),
        ("mail desk@evil.example", "mail desk@|evil.|example"),
        ("новости.рф", "новости.|рф"),
        (
            "U.S. troops, 4.2 percent, 14:20, e.g. this.",
            "U.S. troops, 4.2 percent, 14:20, e.g. this.",
        ),
        ("It ended. Then it rained.", "It ended. Then it rained."),
    ],
)
def test_what_a_program_would_link_is_parted_and_nothing_else(text: str, parted: str) -> None:
    assert unlinked(text) == parted.replace("|", "\u200c")
    assert unlinked(unlinked(text)) == unlinked(text)


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]8;;http://e.example\x07link\x1b]8;;\x1b\\", "link"),
        ("\x1b]no end", "]no end"),
        ("a\x00b\x85c\u2028d\r\n e", "ab c d e"),
        ("ten\u00a0000", "ten\u00a0000"),
        ("half \ud800", "half \ufffd"),
        ("\u202eabc", "\u202eabc\u202c"),
        ("abc\u2069\u202c", "abc"),
        ("\u2066a\u202bb\u2069c", "\u2066a\u202bb\u2069c"),
    ],
)
def test_cleaning_takes_controls_out_and_pairs_direction_marks(text: str, cleaned: str) -> None:
    assert clean(text) == cleaned


@given(st.one_of(st.text(), CONTROLS))
def test_clean_text_is_one_line_that_stays_as_it_is_and_can_be_encoded(text: str) -> None:
    cleaned = clean(text)
    assert clean(cleaned) == cleaned
    assert len(cleaned.splitlines()) <= 1
    assert not any(unicodedata.category(c) in {"Cc", "Cs"} for c in cleaned)
    assert cleaned.encode().decode() == cleaned


@given(CONTROLS)
def test_in_clean_text_every_direction_mark_is_closed(text: str) -> None:
    waiting: list[str] = []
    for character in clean(text):
        if character in "\u202a\u202b\u202d\u202e":
            waiting.append("\u202c")
        elif character in "\u2066\u2067\u2068":
            waiting.append("\u2069")
        elif character in "\u202c\u2069":
            assert character in waiting
            while waiting.pop() != character:
                assert character == "\u2069"
    assert not waiting


@pytest.mark.parametrize("text", ["العربية", "עברית", "a\u202eb\u202c"])
def test_text_that_could_reorder_its_line_is_isolated(text: str) -> None:
    assert isolated(text) == f"\u2068{text}\u2069"


def test_text_from_left_to_right_needs_no_isolation() -> None:
    assert isolated("Ærø, 東京 & Киев") == "Ærø, 東京 & Киев"


@pytest.mark.parametrize(
    "url",
    [
        *("javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", "mailto:a@b.example"),
        *("", "http://", "https:///path", "//host/path", "http://[bad", "java\nscript:x"),
        *("http://a.example/\x1b[31m", "https://a.example/" + "a" * 9000),
    ],
)
def test_only_web_addresses_that_can_be_followed_are_linked(url: str) -> None:
    assert safe_url(url) == ""


def test_spaces_parentheses_quotes_and_brackets_in_an_address_are_encoded() -> None:
    url = 'HTTPS://a.example/x (1)"<b>`|é?a=1&b=%20#c'
    assert safe_url(url) == "HTTPS://a.example/x%20%281%29%22%3Cb%3E%60%7C%C3%A9?a=1&b=%20#c"


@pytest.mark.parametrize(
    ("text", "way"), [("", "ltr"), ("12 –", "ltr"), ("“عاجل” news", "rtl"), ("5 עברית", "rtl")]
)
def test_the_first_letter_decides_the_direction(text: str, way: str) -> None:
    assert direction(text) == way


@pytest.mark.parametrize(
    ("text", "guess"),
    [
        *(("plain", ""), ("déjà vu", ""), ("…", ""), ("大桥关闭", "zh"), ("橋が閉鎖された", "ja")),
        *(("다리 폐쇄", "ko"), ("أغلق الجسر", "ar"), ("پل بسته شد", "fa"), ("Мост закрыт", "ru")),
        *(("Міст закрито", "uk"), ("The word 桥 means bridge", ""), ("γέφυρα", "el")),
    ],
)
def test_the_language_is_guessed_from_the_letters(text: str, guess: str) -> None:
    assert language(text) == guess


@pytest.mark.parametrize(
    ("character", "name"),
    [("a", "Latin"), ("ع", "Arabic"), ("桥", "Han"), ("가", "Hangul"), ("😀", "Emoji"), ("1", "")],
)
def test_a_letter_has_a_script(character: str, name: str) -> None:
    assert script(character) == name


@given(st.text(), st.integers(20, 60))
def test_places_to_break_are_all_that_is_added_to_a_text(text: str, longest: int) -> None:
    text = text.replace("\u200b", "")
    assert breakable(text, longest).replace("\u200b", "") == text


def test_a_word_that_no_line_holds_can_break_everywhere_in_it() -> None:
    pieces = breakable("See " + "x" * 5000, 40).split("\u200b")
    assert max(map(len, pieces)) < 20
    assert breakable("没有空格的长句子" * 30, 40) == "没有空格的长句子" * 30


@given(st.text(st.sampled_from("ab 漢字。「」é\u0301")), st.integers(10, 40))
def test_no_line_is_wider_than_the_page_and_none_of_the_text_is_lost(
    text: str, columns: int
) -> None:
    text = " ".join(text.split())
    lines = wrap(text, columns, "* ", "  ")
    assert max(map(width, lines)) <= columns + 4  # a run of closing marks stays with its letter
    assert "".join(lines).replace(" ", "") == "*" + text.replace(" ", "")


def test_wide_characters_take_two_columns_and_marks_none() -> None:
    assert width("漢a\u0301") == 3
    assert wrap("漢字漢字。", 8) == ["漢字漢", "字。"]
