"""Plain text."""

from __future__ import annotations

import unicodedata

import pytest

from summarise.render import render
from summarise.render.text import width
from summarise.types import Briefing
from tests.render.render_briefings import ARABIC, CHINESE, HOSTILE, hostile


def test_the_page_has_headline_date_lede_stories_differences_sources_and_record(
    briefing: Briefing,
) -> None:
    text = render(briefing, "txt").decode()
    order = [
        f"{briefing.headline}\n=====",
        "Friday 17 January 2025, 07:00 UTC",
        "eleven hangers.\n[1][2][3]",
        "Cracks close the only road to Tarn harbour\n-----",
        "* No one was hurt. [1][3]",
        "inspection.† [4]",
        "Where the accounts differ:",
        "  | - the mayor (overtaken) — Island Gazette [5]: “Mayor Dahl",
        "Sources\n-------",
        "[3] Evening Post, Bridge closed: what we know, 16 Jan 2025, reprint of [2]\n    https://",
        "8 reports read",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


@pytest.mark.parametrize("text", ["漢字" * 90, "word " * 90, "x" * 5000, *HOSTILE])
def test_no_line_but_an_address_is_wider_than_80_columns(text: str) -> None:
    lines = render(hostile(text), "txt").decode().splitlines()
    assert max(width(line) for line in lines if "https://x.example/" not in line) <= 82


@pytest.mark.parametrize("text", HOSTILE)
def test_no_control_character_reaches_the_terminal(text: str) -> None:
    printed = render(hostile(text), "txt").decode().replace("\n", "")
    assert not [c for c in printed if unicodedata.category(c) in {"Cc", "Cs"}]
    assert "[31m" not in printed


def test_chinese_breaks_between_characters_and_underlines_by_width() -> None:
    text = render(CHINESE, "txt").decode()
    assert f"{CHINESE.headline}\n{'=' * 48}\n" in text
    assert max(map(width, text.splitlines()[:12])) <= 80


def test_a_quotation_in_arabic_is_isolated_from_the_line_around_it() -> None:
    said = "تتوقع الهيئة ستة أسابيع"
    flat = " ".join(render(ARABIC, "txt").decode().replace("|", " ").split())
    assert f"“\u2068{said}" in flat
