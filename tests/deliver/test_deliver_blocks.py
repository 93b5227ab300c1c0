"""Slack's blocks keep to Slack's limits, whole statements or none, whatever the reports say."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.deliver.blocks import (
    MOST_BLOCKS,
    MOST_HEADER,
    MOST_LINE,
    MOST_SECTION,
    MOST_TOGETHER,
    length,
    payload,
)
from summarise.types import Briefing, Correction, Difference, Section, Side, Source, Statement
from tests.deliver.pages import AT, A, B, briefing, cite, state

_PIECES = st.sampled_from(
    ["<!channel>", "<@U123>", "&amp;", "*", "_", "`", "```", "\n", "\x1b[31m", "|", ">", "𝔸", "é",
     "http://evil.example", "\u202e", "\ud800", "\0", " ", "word "]
)  # fmt: skip
TEXTS = st.lists(_PIECES | st.text(max_size=5), max_size=40).map("".join)
LONG = st.builds(lambda text, times: text * times, TEXTS, st.integers(1, 100))
_URLS = st.sampled_from(["", "javascript:alert(1)", "https://a.example/|x>y&z"]) | st.builds(
    lambda text: f"https://a.example/{text}", LONG
)
_STATEMENTS = st.builds(
    lambda text, documents: state(text, *documents), TEXTS | LONG, st.lists(st.sampled_from("abc"))
)


@st.composite
def briefings(draw: st.DrawFn) -> Briefing:
    sides = st.builds(lambda label, text: Side(label, text, (cite("a"),)), TEXTS, TEXTS | LONG)
    differences = st.builds(
        lambda about, both: Difference(about, "number", tuple(both)),
        TEXTS,
        st.lists(sides, min_size=2, max_size=3),
    )
    stories = st.builds(
        lambda headline, said, differing: Section(headline, tuple(said), tuple(differing)),
        TEXTS | LONG,
        st.lists(_STATEMENTS, max_size=6),
        st.lists(differences, max_size=2),
    )
    corrections = st.builds(
        lambda was, now: Correction("number", was, AT.date(), "run-0", now), TEXTS, _STATEMENTS
    )
    return replace(
        briefing(draw(TEXTS | LONG), draw(TEXTS | LONG)),
        stories=tuple(draw(st.lists(stories, max_size=60))),
        sources=tuple(Source(one, one, draw(TEXTS), draw(TEXTS), draw(_URLS)) for one in "abc"),
        corrections=tuple(draw(st.lists(corrections, max_size=3))),
    )


def texts(blocks: list[dict[str, Any]], kind: str = "section") -> list[str]:
    return [block["text"]["text"] for block in blocks if block["type"] == kind]


def shown(page: Briefing) -> str:
    return "\n".join(texts(payload(page, "morning")["blocks"]))


@settings(max_examples=25, deadline=None)
@given(briefings())
def test_no_page_breaks_a_limit_or_mentions_anyone(page: Briefing) -> None:
    found = payload(page, "morning")
    blocks = found["blocks"]

    assert 2 <= len(blocks) <= MOST_BLOCKS
    header, *_ = texts(blocks, "header")
    assert 1 <= length(header) <= MOST_HEADER
    assert all(1 <= length(text) <= MOST_SECTION for text in texts(blocks))
    context = [one["text"] for b in blocks if b["type"] == "context" for one in b["elements"]]
    assert all(1 <= length(text) <= MOST_SECTION for text in context)
    assert sum(map(length, [header, *context, *texts(blocks)])) <= MOST_TOGETHER
    assert 1 <= length(found["text"]) <= 40_000

    for text in [*texts(blocks), *context, found["text"]]:
        rest = re.sub(r"<https?://[^\s<>|]+\|\[\d+\]>", "", text)
        assert "<" not in rest
        assert ">" not in rest
        assert not re.search(r"&(?!amp;|lt;|gt;)", rest)


@settings(max_examples=20, deadline=None)
@given(briefings())
def test_each_statement_is_there_whole_or_counted(page: Briefing) -> None:
    found = payload(page, "morning")["blocks"]
    lines = [line for text in texts(found) for line in text.split("\n") if line.startswith("• ")]
    [*_, last] = [one["text"] for b in found if b["type"] == "context" for one in b["elements"]]
    left_off = re.fullmatch(r"([\d,]+) more on the page", last)
    told = len(lines) + (int(left_off[1].replace(",", "")) if left_off else 0)

    everything = payload(replace(page, stories=(), corrections=(), lede=""), "morning")["blocks"]
    assert not texts(everything)
    lede = bool(texts(payload(replace(page, stories=(), corrections=()), "morning")["blocks"]))
    rest = [s for story in page.stories for s in story.statements if s.text != page.lede]
    differing = [d for story in page.stories for d in story.differences]
    expected = len(page.corrections) + len(rest) + len(differing)
    assert told - expected in ({1} if lede else {0, 1})


class TestWhatItSays:
    def test_corrections_come_first_then_the_stories_with_links_to_their_sources(self) -> None:
        assert shown(briefing()) == (
            "*Correction*\n"
            "• Three died. <https://post.example/2|[1]> "
            "(The page of 25 November 2026 said: “Two died.”)\n"
            "• The bridge is closed. "
            "<https://post.example/2|[1]><https://herald.example/1?a=1&amp;b=2|[2]>\n"
            "*Cracks &amp; worries &lt;found&gt;*\n"
            "• No one was hurt. <https://post.example/2|[1]>\n"
            "*Where the accounts differ*\n"
            "• How long it stays closed: ten days “It stays closed for ten days.” — Herald "
            "<https://herald.example/1?a=1&amp;b=2|[2]>; a month “It stays closed for a month.” — "
            "Ledger [3]"
        )

    def test_above_them_stand_the_headline_and_what_was_read(self) -> None:
        found = payload(briefing(), "morning")
        assert texts(found["blocks"], "header") == ["Bridge closed"]
        [element] = found["blocks"][1]["elements"]
        assert element["text"] == (
            "Wednesday 25 November 2026, 06:30 UTC+01:00 · 3 reports from 3 origins"
        )
        assert (found["unfurl_links"], found["unfurl_media"]) == (False, False)

    def test_a_headline_that_is_too_long_is_cut_with_a_sign_and_an_empty_one_is_the_jobs(
        self,
    ) -> None:
        [header] = texts(payload(briefing("𝔸" * 400), "morning")["blocks"], "header")
        assert header == "𝔸" * 74 + "…"
        [header] = texts(payload(briefing(" "), "morning")["blocks"], "header")
        assert header == "morning"

    def test_a_long_day_is_told_as_far_as_it_goes(self) -> None:
        said = tuple(state(f"Statement {n} {'of some length ' * 10}.", A) for n in range(200))
        page = replace(briefing(lede=""), stories=(Section("All of it", said),), corrections=())
        found = payload(page, "morning")["blocks"]

        text = "\n".join(texts(found))
        told = text.count("• Statement")
        assert 30 < told < 200
        assert found[-1]["elements"][0]["text"] == f"{200 - told} more on the page"
        assert f"• Statement {told - 1} " in text
        assert text.count("*All of it*") == 1

    def test_so_is_one_of_many_stories(self) -> None:
        stories = tuple(Section(f"Story {n}", (state("So.", A),)) for n in range(90))
        found = payload(replace(briefing(lede=""), stories=stories), "morning")["blocks"]
        assert len(found) == MOST_BLOCKS
        assert found[-1]["elements"][0]["text"] == f"{91 - 47} more on the page"

    def test_links_that_are_too_long_leave_the_marks_and_a_statement_that_is_leaves(self) -> None:
        far = Source(A, A, "Herald", "", f"https://a.example/{'x' * MOST_LINE}")
        story = Section("", (state("Short.", A), Statement("y" * 3000, (cite(B),), 1, "source")))
        page = replace(briefing(lede=""), stories=(story,), sources=(far,), corrections=())
        found = payload(page, "morning")["blocks"]
        assert texts(found) == ["• Short. [1]"]
        assert found[-1]["elements"][0]["text"] == "1 more on the page"
