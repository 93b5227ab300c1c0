"""Markdown, read back with markdown-it-py."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from summarise.render import render
from summarise.render.markdown import escaped
from summarise.render.untrusted import clean
from summarise.types import Briefing
from tests.render.render_briefings import ARABIC, HOSTILE, URL, hostile, one

NASTY = st.text(st.sampled_from("a1 \n#*_[](){}<>!|`~\\&;:/.-+=\"'$@ée漢\u00a0\u202e"), max_size=60)


def tokens(briefing: Briefing) -> list[Token]:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    flat: list[Token] = []
    for token in parser.parse(render(briefing, "md").decode()):
        flat += [token, *(token.children or [])]
    return flat


def shape(briefing: Briefing) -> list[str]:
    return [t.type + t.tag for t in tokens(briefing) if t.type not in {"text", "text_special"}]


def words(briefing: Briefing) -> str:
    rendered = MarkdownIt("commonmark").render(render(briefing, "md").decode())
    return html.unescape(re.sub(r"<[^>]*>", "", rendered))


def test_the_page_has_headline_date_lede_stories_differences_sources_and_record(
    briefing: Briefing,
) -> None:
    text = render(briefing, "md").decode()
    order = [
        f"# {briefing.headline}",
        "*Friday 17 January 2025, 07:00 UTC*",
        "eleven hangers.** [1][2][3]",
        "## Cracks close the only road",
        "- No one was hurt. [1][3]",
        "inspection.† [4]",
        "### Where the accounts differ",
        "> - **the mayor** (overtaken) — Island Gazette [5]: “Mayor Dahl said",
        "## Ferry operator",
        "## Sources",
        "1. Coast Herald, [Tarn bridge shut",
        "8 reports read",
    ]
    places = [text.index(part) for part in order]
    assert places == sorted(places)
    assert text.endswith("tokens\n")


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_adds_no_block_link_image_or_element(text: str) -> None:
    if clean(text):
        assert shape(hostile(text, URL)) == shape(hostile("Word", URL))
    assert not {t.type for t in tokens(hostile(text))} & {"html_block", "html_inline", "image"}


@settings(max_examples=50, deadline=None)
@given(st.one_of(st.text(max_size=60), NASTY))
def test_any_statement_is_shown_as_it_is_and_opens_nothing(text: str) -> None:
    assert shape(one(f"{text}.")) == shape(one("Word."))
    shown = " ".join(words(one(f"{text}.")).split())
    assert " ".join(clean(f"{text}.").split()) in shown


@settings(max_examples=40, deadline=None)
@given(NASTY)
def test_any_headline_is_shown_as_it_is(text: str) -> None:
    headline = f"A{text}Z"
    assert shape(one("Word.", headline)) == shape(one("Word."))
    assert " ".join(clean(headline).split()) in " ".join(words(one("Word.", headline)).split())


def test_links_go_to_the_sources_and_nowhere_else(briefing: Briefing) -> None:
    links = [t.attrs["href"] for t in tokens(briefing) if t.type == "link_open"]
    assert links == [s.url for s in briefing.sources[:6]]


def test_names_in_arabic_are_isolated_from_the_line_around_them() -> None:
    assert "⁨صحيفة الساحل⁩ [1], Northern Wire [3]" in render(ARABIC, "md").decode()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("AT&amp;T &#60;b&#62; &copy;", r"AT\&amp;T &\#60;b&\#62; \&copy;"),
        ("AT&T & Co.", "AT&T & Co."),
        ("https://a.example www.b.example", r"https\://a.example www\.b.example"),
        ("- a", r"\- a"),
        ("+ a", r"\+ a"),
        ("=", r"\="),
        (":-- | --:", r"\:-- \| --:"),
        ("12. a", r"12\. a"),
        ("12) a", r"12\) a"),
        ("$x$", r"\$x\$"),  # which GitHub sets as mathematics
    ],
)
def test_what_some_markdown_would_take_for_its_own_is_escaped(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_an_address_is_followed_as_it_is(briefing: Briefing) -> None:
    url = "https://a.example/?a=1&copy;=2&lt;=3&amp;d=4&b=5"
    one = replace(briefing, sources=(replace(briefing.sources[0], url=url), *briefing.sources[1:]))
    links = [t.attrs["href"] for t in tokens(one) if t.type == "link_open"]
    assert links[0] == url
