"""Plain text: how it's laid out, and which encoding it has."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from typing import Literal

import pytest

from summarise.config import InputConfig
from summarise.sources.decode import decode
from summarise.sources.loader import UnreadableError
from summarise.sources.plain_text import guess, titled
from summarise.types import Loaded

Reader = Callable[..., Loaded]

REPORTS = (
    "The dam at Orle opened on Monday after nine years, the water ministry said in the capital.",
    "Water flowed from the Orle dam on Monday as the ministry opened it, nine years late.",
    "Engineers opened the Orle dam on Monday. The ministry said that nine years of work were over.",
    "After nine years of work the ministry opened the dam at Orle on Monday, engineers said.",
)
ARTICLE = (
    "The dam at Orle opened on Monday after nine years of work, officials in the capital said.",
    "“We have waited a long time,” said Mara Quell, who runs a bakery below the wall.",
    "She lost her first shop when a flood came down the valley in the spring of 2011.",
    "But not everybody is happy. Fishermen say that trout have left the lower river.",
    "Their union wants money from a fund that parliament has yet to vote on.",
)


def wrap(text: str, width: int = 72) -> str:
    return textwrap.fill(text, width)


def test_lines_of_text_without_blank_lines_are_reports(read: Reader) -> None:
    found = read("a.txt", "\n".join(REPORTS))
    assert [one.text for one in found.documents] == list(REPORTS)
    assert {(one.title, one.outlet, one.url) for one in found.documents} == {("", "", "")}


def test_headlines_without_full_stops_are_reports_too() -> None:
    assert guess("Dam opens in Orle\nOrle dam opened after nine years of delays\nWater flows") == (
        "lines"
    )


def test_reports_one_a_line_in_a_script_without_capitals_are_reports() -> None:
    assert (
        guess("大坝于周一开放。\n水利部周一说，大坝终于在九年之后开放了。\n九年后开放。") == "lines"
    )


@pytest.mark.parametrize("width", [50, 72, 100])
def test_hard_wrapped_text_is_never_cut_into_lines(width: int) -> None:
    assert guess(wrap(" ".join(ARTICLE), width)) == "file"
    assert guess(wrap(" ".join(REPORTS), width)) == "file"


def test_hard_wrapped_text_in_a_script_without_capitals_is_one_report() -> None:
    text = "水利部周一说大坝终于在九年之后开放了居民们在河边点火庆祝直到第二天早晨" * 4
    assert guess("\n".join(text[at : at + 30] for at in range(0, len(text), 30))) == "file"


def test_lines_that_go_on_from_each_other_are_one_article() -> None:
    assert guess("\n".join(ARTICLE)) == "file"


@pytest.mark.parametrize("blocks", [ARTICLE, tuple(map(wrap, ARTICLE))])
def test_the_paragraphs_of_one_article_are_one_report(blocks: tuple[str, ...]) -> None:
    assert guess("\n\n".join(blocks)) == "file"


@pytest.mark.parametrize("blocks", [REPORTS, tuple(map(wrap, REPORTS))])
def test_blocks_that_repeat_each_other_are_reports(blocks: tuple[str, ...], read: Reader) -> None:
    found = read("a.txt", "\r\n\r\n".join(blocks))
    assert [one.text for one in found.documents] == list(blocks)


@pytest.mark.parametrize(
    "form",
    ["ORLE, Jan 17 ({0}) — {1}", "{0}: {1}", "[{0}] {1}", "{1} ({0})", "{1}\nhttps://{0}.example/a",
     "{1}\nSource: {0}", "{1} — {0}"],
)  # fmt: skip
def test_blocks_with_a_credit_each_are_reports(form: str) -> None:
    names = ("Reuters", "Orle Post", "BBC", "AP", "Le Monde")
    assert guess("\n\n".join(map(form.format, names, ARTICLE))) == "paragraphs"


def test_a_transcript_is_not_taken_for_credits() -> None:
    assert guess("\n\n".join(f"{'QA'[n % 2]}: {text}" for n, text in enumerate(ARTICLE))) == "file"


def test_one_dateline_at_the_top_is_one_article() -> None:
    assert guess("ORLE, Jan 17 (Reuters) — " + "\n\n".join(ARTICLE)) == "file"


def test_groups_of_one_line_reports_are_cut_by_line() -> None:
    assert guess("\n\n".join(["\n".join(REPORTS)] * 2)) == "lines"


def test_headlines_between_blank_lines_are_reports() -> None:
    assert guess("Dam opens\n\nParliament votes on fund\n\nTrout are gone") == "paragraphs"


@pytest.mark.parametrize("between", ["\n---\n", "\n\n=====\n\n", "\n\n\n"])
def test_rules_and_wide_gaps_part_reports_that_have_paragraphs(between: str, read: Reader) -> None:
    article = "\n\n".join(ARTICLE)
    found = read("a.txt", between.join([article, article + " More."]))
    assert [one.text for one in found.documents] == [article, article + " More."]


def test_a_title_above_a_rule_is_not_a_report() -> None:
    assert guess("Dam opens\n=========\n\n" + "\n\n".join(ARTICLE)) == "file"


@pytest.mark.parametrize(
    ("split", "count"), [("lines", 3), ("paragraphs", 2), ("file", 1)]
)  # fmt: skip
def test_the_config_decides_over_the_guess(
    split: Literal["lines", "paragraphs", "file"], count: int, read: Reader
) -> None:
    found = read(
        "a.txt", "One is here.\nTwo is here.\n \n---\n\nThree.\n", InputConfig(split=split)
    )
    assert len(found.documents) == count


def test_the_title_of_an_article_is_taken_off_its_text(read: Reader) -> None:
    (one,) = read("a.txt", "Dam opens at last\n\n" + "\n\n".join(ARTICLE)).documents
    assert one.title == "Dam opens at last"
    assert one.text == "\n\n".join(ARTICLE)


@pytest.mark.parametrize(
    "text", ["Dam opens.\n\nText.", "Dam opens\nText.", "Dam opens", "word " * 30 + "\n\nText.",
             "Dam opens\n\n---"],
)  # fmt: skip
def test_what_does_not_look_like_a_title_stays_in_the_text(text: str) -> None:
    assert titled(text) == ("", text)


def test_a_text_without_a_word_is_skipped(read: Reader) -> None:
    (skipped,) = read("a.txt", "---\n\n***\n").skipped
    assert skipped.reason == "has no words in it"


FRENCH = "Le président s’est dit « très inquiet » après la fermeture du café à Orle."
RUSSIAN = "Президент заявил в понедельник, что плотина в Орле открыта после девяти лет работ."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (FRENCH, "utf-8-sig"),
        (FRENCH, "utf-16"),
        (FRENCH, "utf-32"),
        (FRENCH, "cp1252"),
        ("It’s", "cp1252"),
        ("The dam opened.", "utf-16-le"),
        ("The dam opened.", "utf-16-be"),
        (RUSSIAN, "cp1251"),
        ("大統領は月曜日にダムが開いたと述べた。", "shift_jis"),
    ],
)
def test_a_text_is_read_in_the_encoding_that_it_has(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_one_broken_byte_does_not_turn_utf8_into_something_else() -> None:
    assert decode(RUSSIAN.encode() + b" \xff") == RUSSIAN + " \ufffd"


def test_a_declared_encoding_counts_if_it_fits() -> None:
    assert decode("Ĝi".encode("iso8859-3"), "iso-8859-3") == "Ĝi"
    assert decode(FRENCH.encode("cp1252"), "no-such-encoding") == FRENCH


@pytest.mark.parametrize(
    "data", [b"%PDF-1.7 text", b"\x89PNG\r\n", bytes(range(256)) * 9, b"\0" * 9]
)
def test_binary_data_is_not_text(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="binary"):
        decode(data)
