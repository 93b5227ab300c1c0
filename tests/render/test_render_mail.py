"""The page as an e-mail: whole in every mail program, and in the text that goes with it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from benchmarks.mail import measured, panes
from summarise.config import LANGUAGES
from summarise.render import render
from summarise.render.mail import CLIPPED, COLOURS, mail, preheader
from summarise.render.phrases import words_in
from summarise.render.text import Flowing, Terminal, text_of
from summarise.render.untrusted import unlinked
from summarise.render.view import page
from summarise.types import Briefing, Section
from tests.mail_programs import FEATURES, PROGRAMS, hides, lacking, left, said
from tests.render.render_briefings import (
    ARABIC,
    BRIEFING,
    CHINESE,
    GOES_ON,
    HOSTILE,
    QUIET,
    hostile,
    one,
    state,
)

LEAVE = "https://news.example/leave?list=a&b=c"
PAGES = {
    "today": BRIEFING,
    "goes on": GOES_ON,
    "quiet": QUIET,
    "Arabic": ARABIC,
    "Chinese": CHINESE,
    "hostile": hostile(HOSTILE[2], "https://x.example/1"),
}
UNSEEN = re.compile("[\u200b\u200c\u2060\u2066-\u2069]")
AN_ADDRESS = re.compile(r"\w\.[^\W\d_]{2}|\w://|\w@\w")
"""What mail programs make a link of."""


@pytest.fixture(params=list(PAGES.values()), ids=list(PAGES))
def briefing(request: pytest.FixtureRequest) -> Briefing:
    found: Briefing = request.param
    return found


def tree(briefing: Briefing) -> html.HtmlElement:
    return html.document_fromstring(mail(briefing, LEAVE).html)


def links(text: str) -> list[tuple[str, str]]:
    found = html.document_fromstring(text).iter("a")
    return [(link.get("href"), link.text_content()) for link in found]


def seen(text: str) -> str:
    return " ".join(UNSEEN.sub("", text).split())


class TestMailPrograms:
    def test_each_of_them_has_a_letter_for_each_feature(self) -> None:
        assert all(len(letters) == len(PROGRAMS) for letters in FEATURES.values())
        assert set("".join(FEATURES.values())) <= set("yanu")

    def test_the_page_uses_nothing_that_one_of_them_lacks(self, briefing: Briefing) -> None:
        assert not list(lacking(mail(briefing, LEAVE).html))

    def test_the_page_of_the_web_would_be_caught(self) -> None:
        found = set(lacking(render(GOES_ON, "html").decode()))
        for program, feature in (
            ("Gmail", "css-variables"),
            ("Gmail", "html-bdi"),
            ("Gmail's app", "html-anchor-links"),
            ("Outlook for Windows", "css-unit-rem"),
            ("Outlook for Windows", "css-padding"),
        ):
            assert (program, feature) in found

    @pytest.mark.parametrize("program", PROGRAMS)
    def test_what_one_leaves_says_and_links_the_same(
        self, program: str, briefing: Briefing
    ) -> None:
        whole = mail(briefing, LEAVE).html
        shown = left(whole, program)
        assert said(shown) == said(whole)
        assert links(shown) == links(whole)

    @pytest.mark.parametrize("program", PROGRAMS)
    def test_one_that_keeps_no_style_sheet_keeps_colours_and_letters(self, program: str) -> None:
        shown = html.document_fromstring(left(mail(GOES_ON).html, program))
        assert not list(shown.iter("style"))
        [headline] = shown.iter("h1")
        assert "font-size:30px" in headline.get("style")
        assert all("font-family:Georgia" in cell.get("style") for cell in _cells(shown))
        bars = [
            cell for cell in shown.iter("td") if "border-left:2px solid #8c2f1b" in _style(cell)
        ]
        assert len(bars) == 2  # a correction, and what accounts differ on

    @pytest.mark.parametrize("program", PROGRAMS)
    def test_the_preheader_is_in_none_to_be_seen_on_the_page(self, program: str) -> None:
        first, *_ = html.document_fromstring(left(mail(BRIEFING).html, program)).iter("div")
        assert first.text_content().startswith("The Halvorsen bridge")
        assert hides(first)

    def test_outlook_for_windows_has_a_width_of_its_own(self) -> None:
        assert 'width="600"' in left(mail(BRIEFING).html, "Outlook for Windows")
        assert 'width="600"' not in left(mail(BRIEFING).html, "Gmail")


def _cells(shown: html.HtmlElement) -> Iterator[html.HtmlElement]:
    """Yield the cells with text of their own, or in a paragraph of theirs."""
    for cell in shown.iter("td"):
        if any(child.tag in ("p", "div", "h1") for child in cell) or (cell.text or "").strip():
            yield cell


def _style(element: html.HtmlElement) -> str:
    return str(element.get("style", ""))


class TestTheHtml:
    def test_a_mark_leads_to_the_report(self) -> None:
        found = links(mail(BRIEFING).html)
        herald = "https://coastherald.example/2025/01/herald"
        assert (herald, "[1]") in found
        assert (herald, "Tarn bridge shut after cracks found in hangers") in found

    def test_a_mark_of_a_report_without_an_address_is_a_number(self) -> None:
        sources = tuple(replace(source, url="") for source in BRIEFING.sources)
        whole = mail(replace(BRIEFING, sources=sources)).html
        assert links(whole) == []
        assert "hangers. [1] [2] [3]" in said(whole)

    def test_the_numbers_of_the_sources_are_text(self) -> None:
        assert "[1] Coast Herald, Tarn bridge shut" in said(mail(BRIEFING).html)

    def test_it_says_every_word_of_the_page(self, briefing: Briefing) -> None:
        letters = re.compile(r"[^\W\d_]+")
        words = letters.findall(seen(mail(briefing).text))
        links = " ".join(tree(briefing).xpath("//@href"))
        assert set(words) <= set(letters.findall(f"{seen(said(mail(briefing).html))} {links}"))

    def test_it_asks_the_network_for_nothing_and_runs_nothing(self, briefing: Briefing) -> None:
        found = tree(briefing)
        assert not {"script", "img", "link", "iframe", "form"} & {one.tag for one in found.iter()}
        assert not found.xpath("//@src | //@background | //@onclick | //@onerror")
        styles = [*found.xpath("//@style"), *(one.text for one in found.iter("style"))]
        assert not any("url(" in style or "@import" in style for style in styles)

    @pytest.mark.parametrize("text", HOSTILE)
    def test_only_the_pages_own_links_are_links(self, text: str) -> None:
        briefing = hostile(text, "https://x.example/1")
        whole = mail(briefing, LEAVE)
        assert {href for href, _ in links(whole.html)} <= {"https://x.example/1", LEAVE}
        assert not AN_ADDRESS.search(said(whole.html))
        lines = [line for line in whole.text.splitlines() if not line.endswith(LEAVE)]
        assert not AN_ADDRESS.search("\n".join(set(lines) - {"https://x.example/1"}))

    @pytest.mark.parametrize("text", HOSTILE)
    def test_no_word_is_wider_than_a_phone(self, text: str) -> None:
        latin = re.findall(r"[!-~]+", said(mail(hostile(text, "https://x.example/1")).html))
        assert all(len(word) <= 40 for word in latin)

    def test_who_leaves_is_led_there(self) -> None:
        assert links(mail(BRIEFING, LEAVE).html)[-1] == (LEAVE, "Unsubscribe")
        assert mail(BRIEFING, "mailto:a@b.example").text.endswith("\nUnsubscribe: a@b.example\n")
        assert "Unsubscribe" not in mail(BRIEFING).html + mail(BRIEFING).text

    @pytest.mark.parametrize("by", [0, 1], ids=["by day", "in the dark"])
    def test_its_colours_can_be_read(self, by: int) -> None:
        paper = _light(COLOURS["paper"][by])
        for name in ("ink", "grey", "accent"):
            letters = _light(COLOURS[name][by])
            high, low = max(paper, letters), min(paper, letters)
            assert (high + 0.05) / (low + 0.05) >= 4.5, name  # WCAG 2.2, 1.4.3


def _light(colour: str) -> float:
    """Return the relative luminance of "#rrggbb"."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    linear = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return sum(weight * p for weight, p in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.skipif(shutil.which("chromium") is None, reason="Chromium is not installed")
def test_nothing_is_wider_than_a_phone_in_a_real_browser() -> None:
    long = hostile("https://evil.example/" + "a" * 5000, "https://x.example/" + "b" * 5000)
    frame = '<iframe srcdoc="<p style=width:9000px>x"></iframe>'  # which would be seen
    _, wide = measured(frame + panes(GOES_ON, ARABIC, CHINESE, long))
    assert wide == 1


class TestLanguages:
    def test_the_language_is_that_of_the_headline_or_else_of_our_words(self) -> None:
        assert mail(ARABIC).language == "ar"
        assert mail(CHINESE).language == "zh"
        assert mail(replace(BRIEFING, language="de")).language == "de"

    def test_a_page_from_right_to_left_is_one_in_each_program(self) -> None:
        for program in PROGRAMS:
            shown = html.document_fromstring(left(mail(ARABIC).html, program))
            [headline] = shown.iter("h1")
            assert [one.get("dir") for one in headline.iterancestors("div")] == ["rtl"]
            assert next(one.get("align") for one in headline.iterancestors("td")) == "right"
            assert any("border-right:2px" in _style(cell) for cell in shown.iter("td"))
            assert not any("left" in _style(one) for one in shown.iter("td"))

    def test_a_paragraph_of_the_other_direction_has_its_own(self) -> None:
        [paragraph] = [p for p in tree(ARABIC).iter("p") if "minister" in p.text_content()]
        assert (paragraph.get("dir"), paragraph.get("align")) == ("ltr", "left")

    def test_a_date_or_a_name_keeps_its_order_among_letters_from_the_right(self) -> None:
        text = mail(ARABIC).html
        assert ", \u206816 Jan 2025\u2069" in text
        assert "\u2068Northern Wire\u2069" in text

    def test_letters_that_have_no_italic_stand_upright(self) -> None:
        assert [em.text for em in tree(BRIEFING).iter("em")]
        assert not list(tree(ARABIC).iter("em"))
        assert not list(tree(CHINESE).iter("em"))

    @pytest.mark.parametrize("code", LANGUAGES)
    def test_what_the_mail_says_itself_is_in_the_language_of_the_page(self, code: str) -> None:
        whole = mail(replace(BRIEFING, language=code), LEAVE)
        assert words_in(code).unsubscribe in whole.html
        assert words_in(code).unsubscribe in whole.text


class TestThePreheader:
    def test_it_goes_on_where_the_headline_ends(self) -> None:
        found = preheader(page(BRIEFING))
        assert found.startswith("The Halvorsen bridge, which carries the only road")
        assert len(found) <= 180

    def test_a_short_lede_is_followed_by_what_else_there_is(self) -> None:
        short = replace(BRIEFING, lede="The bridge is shut.")
        assert preheader(page(short)).startswith(
            "The bridge is shut. · Cracks close the only road to Tarn harbour · Ferry operator"
        )

    def test_a_correction_goes_first_and_a_quiet_day_says_so(self) -> None:
        assert preheader(page(GOES_ON)).startswith("Correction: Cracks were found in two")
        assert preheader(page(QUIET)).startswith("Nothing new from 12 sources since")


class TestALongPage:
    def test_it_says_at_its_top_that_some_programs_cut_it(self) -> None:
        told = tuple(
            state(f"Statement {n} of many. " + "It goes on. " * 9, "herald") for n in range(400)
        )
        whole = mail(replace(BRIEFING, stories=(Section("Long", told),)))
        assert whole.clipped
        assert words_in("en").long_mail in said(whole.html)[:300]
        assert "Statement 399" in whole.html  # nothing is left off: other programs show it

    def test_a_page_of_one_sheet_is_far_from_it(self, briefing: Briefing) -> None:
        whole = mail(briefing)
        if briefing is not PAGES["hostile"]:
            assert len(whole.html.encode()) < CLIPPED / 4
        assert words_in("en").long_mail not in whole.html


def joined(text: str) -> list[str]:
    """Join the lines as RFC 3676 says that a mail program does."""
    lines: list[str] = []
    goes_on = False
    for line in text.splitlines():
        bare = line.removeprefix(" ")
        if goes_on:
            lines[-1] += bare
        else:
            lines.append(bare)
        goes_on = bare.endswith(" ") and bare != "-- "
    return lines


class TestTheText:
    def test_joined_it_is_one_line_for_each_paragraph(self) -> None:
        lines = joined(mail(BRIEFING).text)
        assert (
            "The Halvorsen bridge, which carries the only road to the port of Tarn, was closed on "
            "Thursday after inspectors found cracks in two of its eleven hangers. [1][2][3]"
        ) in lines
        assert (
            "* The transport minister, Pavel Oren, announced an independent review and promised a "
            "first report within ten days. [2][5]"
        ) in lines

    def test_it_says_what_the_page_says_in_a_terminal(self, briefing: Briefing) -> None:
        marks = re.compile(r"^[-=* |!]*", re.M)
        printed = page(briefing)
        terminal, flowing = (
            marks.sub("", text_of(printed, setting)) for setting in (Terminal(), Flowing())
        )
        assert seen(flowing).replace(" ", "") == seen(terminal).replace(" ", "")

    def test_no_line_is_longer_than_a_mail_should_have(self) -> None:
        for line in mail(GOES_ON).text.splitlines():
            assert len(line) <= 78

    def test_an_address_stands_alone_on_its_line_and_whole(self) -> None:
        url = "https://news.example/" + "a" * 200
        sources = tuple(replace(source, url=url) for source in BRIEFING.sources)
        assert url in joined(mail(replace(BRIEFING, sources=sources)).text)

    def test_the_record_is_a_signature_which_no_reply_quotes(self) -> None:
        _, _, foot = mail(BRIEFING).text.partition("\n-- \n")
        assert foot.startswith("8 reports read from 5 origins")

    @given(st.text(st.sampled_from("a >|-\u00a0中F.") | st.characters(codec="utf-8"), max_size=300))
    def test_whatever_a_statement_says_it_is_joined_again(self, text: str) -> None:
        briefing = one(f"From {text} > said", "A headline")
        [statement] = page(briefing).stories[0].statements
        assert unlinked(f"* {statement.text} [1]") in joined(mail(briefing).text)
