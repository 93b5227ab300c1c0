"""What webhooks take keeps to each service's shape and limits, whatever the reports say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.config.job_tables import TEMPLATES
from summarise.errors import RenderError
from summarise.render import chat
from summarise.render.chat import SAMPLES, ChatTemplate, excerpt, length
from summarise.render.view import page
from summarise.types import Briefing, Correction, Difference, Section, Side, Source, Statement
from tests.jobs.pages import AT, A, B, briefing, cite, state

_PIECES = st.sampled_from(
    ["<!channel>", "<@U123>", "<@&456>", "@everyone", "@here", "&amp;", "*", "_", "`", "```", "\n",
     "\x1b[31m", "|", ">", "𝔸", "é", "http://evil.example", "\u202e", "\ud800", "\0", " ", "word ",
     '"', "\\", '","text":"', "{{ key }}", "[x](http://evil.example)", "</script>"]
)  # fmt: skip
TEXTS = st.lists(_PIECES | st.text(max_size=5), max_size=40).map("".join)
LONG = st.builds(lambda text, times: text * times, TEXTS, st.integers(1, 100))
_URLS = st.sampled_from(["", "javascript:alert(1)", "https://a.example/|x>y&z)"]) | st.builds(
    lambda text: f"https://a.example/{text}", LONG
)
_STATEMENTS = st.builds(
    lambda text, documents: state(text, *documents), TEXTS | LONG, st.lists(st.sampled_from("abc"))
)
LINK = "https://news.example/today"


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
        stories=tuple(draw(st.lists(stories, max_size=20))),
        sources=tuple(Source(one, one, draw(TEXTS), draw(TEXTS), draw(_URLS)) for one in "abc"),
        corrections=tuple(draw(st.lists(corrections, max_size=3))),
    )


def body(template: str, one: Briefing, link: str = LINK) -> dict[str, Any]:
    about = {name: name for name in ("job", "run", "occasion", "at", "key", "topic")}
    found = json.loads(ChatTemplate(template).render(one, link=link, **about))
    assert isinstance(found, dict)
    return found


def strings(value: object) -> Iterator[str]:
    """Every string of a body, at whatever depth."""
    if isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)
    elif isinstance(value, str):
        yield value


def shape(value: object) -> object:
    """A body without what its strings say; a list of any length is one of its kinds of items."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items()}
    if isinstance(value, list):
        return sorted({json.dumps(shape(one), sort_keys=True) for one in value})
    return type(value).__name__


def long_day(stories: int = 1, statements: int = 400) -> Briefing:
    said = tuple(state(f"Statement {n} {'of some length ' * 10}.", A) for n in range(statements))
    sections = tuple(Section(f"Story {n}", said) for n in range(stories))
    return replace(briefing(lede=""), stories=sections, corrections=())


class TestSlack:
    @settings(max_examples=5, deadline=None)
    @given(briefings())
    def test_no_page_breaks_a_limit_or_mentions_anyone(self, one: Briefing) -> None:
        found = body("slack", one)
        blocks = found["blocks"]
        assert found.keys() == {"text", "blocks", "unfurl_links", "unfurl_media"}
        assert 2 <= len(blocks) <= 50
        assert {block["type"] for block in blocks} <= {"header", "context", "section"}
        header, *sections = [block["text"]["text"] for block in blocks if "text" in block]
        context = [one["text"] for b in blocks if b["type"] == "context" for one in b["elements"]]
        assert 1 <= length(header) <= 150
        assert all(1 <= length(text) <= 3000 for text in [*sections, *context])
        assert sum(map(length, [header, *context, *sections])) <= 10_000
        assert 1 <= length(found["text"]) <= 40_000
        for text in [*sections, *context, found["text"]]:
            rest = re.sub(r"<https?://[^\s<>|]+\|[^<>|]+>", "", text)
            assert "<" not in rest
            assert ">" not in rest
            assert not re.search(r"&(?!amp;|lt;|gt;)", rest)
        for block in blocks[1:]:
            for text in [block.get("text"), *block.get("elements", ())]:
                assert text is None or text["verbatim"]

    def test_corrections_come_first_then_the_stories_with_links_to_their_sources(self) -> None:
        found = body("slack", briefing())
        shown = [b["text"]["text"] for b in found["blocks"] if b["type"] == "section"]
        assert "\n".join(shown) == (
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
        header, context, *_ = body("slack", briefing())["blocks"]
        assert header["text"]["text"] == "Bridge closed"
        assert context["elements"][0]["text"] == (
            "Wednesday 25 November 2026, 06:30 UTC+01:00 · 3 reports from 3 origins"
        )

    def test_a_headline_that_is_too_long_is_cut_with_a_sign_and_an_empty_one_is_the_jobs(
        self,
    ) -> None:
        header = body("slack", briefing("𝔸" * 400))["blocks"][0]["text"]["text"]
        assert header == "𝔸" * 74 + "…"
        assert body("slack", briefing(" "))["blocks"][0]["text"]["text"] == "job"

    def test_a_page_of_many_stories_is_told_as_far_as_blocks_go(self) -> None:
        stories = tuple(Section(f"Story {n}", (state("So.", A),)) for n in range(90))
        blocks = body("slack", replace(briefing(lede=""), stories=stories))["blocks"]
        assert len(blocks) <= 50
        assert re.fullmatch(rf"<{LINK}\|\d+ more on the page>", blocks[-1]["elements"][0]["text"])


class TestDiscord:
    @settings(max_examples=5, deadline=None)
    @given(briefings())
    def test_no_page_breaks_a_limit_or_mentions_anyone(self, one: Briefing) -> None:
        found = body("discord", one)
        assert found["allowed_mentions"] == {"parse": []}
        embeds = found["embeds"]
        assert 1 <= len(embeds) <= 10
        assert 1 <= length(embeds[0]["title"]) <= 256
        assert all(1 <= length(embed["description"]) <= 4096 for embed in embeds)
        assert length(embeds[-1]["footer"]["text"]) <= 2048
        assert "url" in embeds[0]
        counted = [text for e in embeds for text in strings(e) if text != LINK]
        assert sum(map(length, counted)) <= 6000
        no_mentions(counted)


class TestTeams:
    @settings(max_examples=5, deadline=None)
    @given(briefings())
    def test_no_page_breaks_a_limit_or_mentions_anyone(self, one: Briefing) -> None:
        found = body("teams", one)
        assert len(json.dumps(found, ensure_ascii=False).encode()) <= 21_000
        [attachment] = found["attachments"]
        assert attachment["contentType"] == "application/vnd.microsoft.card.adaptive"
        card = attachment["content"]
        assert (card["type"], card["version"]) == ("AdaptiveCard", "1.4")
        assert "entities" not in card["msteams"]  # without one, nothing is a mention
        assert all(block["type"] == "TextBlock" and block["wrap"] for block in card["body"])
        assert all(block["text"] for block in card["body"])
        [action] = card["actions"]
        assert (action["type"], action["url"]) == ("Action.OpenUrl", LINK)
        no_mentions(block["text"] for block in card["body"])

    def test_without_a_link_there_is_no_button(self) -> None:
        card = body("teams", long_day(), link="")["attachments"][0]["content"]
        assert "actions" not in card
        assert card["body"][-1]["text"].endswith(" more on the page")


class TestNtfy:
    @settings(max_examples=5, deadline=None)
    @given(briefings())
    def test_no_page_breaks_a_limit_or_mentions_anyone(self, one: Briefing) -> None:
        found = body("ntfy", one)
        assert found.keys() == {"topic", "title", "message", "click"}
        assert found["topic"] == "topic"
        assert 1 <= len(found["message"].encode()) <= 4096
        assert 1 <= length(found["title"]) <= 250


def no_mentions(texts: Any) -> None:
    """No text of Markdown mentions anyone, or links to what is no source."""
    for text in texts:
        rest = re.sub(r"\[\\\[\d+\\\]\]\(https?://[^\s()]+\)", "", text)
        assert not re.search(r"@\w", rest)
        assert not re.search(r"(?<!\\)<", rest)
        assert not re.search(r"(?<!\\)\]\(", rest)
        assert "http://" not in rest


HOSTILE = 'x","text":"<!channel> @everyone\n\x1b[31m{{ key }}\\'


@pytest.mark.parametrize("template", TEMPLATES)
class TestEachService:
    def test_what_a_report_says_changes_no_shape(self, template: str) -> None:
        said = (state(HOSTILE, A), state(f"{HOSTILE} {HOSTILE}", B))
        one = replace(briefing(HOSTILE, HOSTILE), stories=(Section(HOSTILE, said),), corrections=())
        harmless = replace(
            briefing("x", "y"),
            stories=(Section("z", (state("one", A), state("two", B))),),
            corrections=(),
        )
        assert shape(body(template, one)) == shape(body(template, harmless))
        assert not [text for text in strings(body(template, one)) if "\x1b" in text]

    @settings(max_examples=5, deadline=None)
    @given(one=briefings())
    def test_each_statement_is_there_whole_or_counted(self, template: str, one: Briefing) -> None:
        text = "\n".join(strings(body(template, one, link="")))
        told = len([line for line in text.split("\n") if line.startswith("• ")])
        left_off = re.search(r"([\d,]+) more on the page", text)
        told += int(left_off[1].replace(",", "")) if left_off else 0
        printed = page(one)
        rest = [s for story in printed.stories for s in story.statements]
        differing = [d for story in printed.stories for d in story.differences]
        quiet = bool(printed.quiet)
        expected = len(one.corrections) + len(rest) + len(differing) + bool(printed.lede) + quiet
        assert told in (expected, expected - quiet)

    def test_a_long_day_is_told_as_far_as_it_goes(self, template: str) -> None:
        text = "\n".join(strings(body(template, long_day(), link="")))
        told = text.count("• Statement")
        assert 10 < told < 400
        assert f"{400 - told} more on the page" in text
        assert f"• Statement {told - 1} " in text
        assert text.count("Story 0") == 1

    def test_a_page_without_news_is_a_body_too(self, template: str) -> None:
        assert body(template, replace(briefing(lede=""), stories=(), corrections=()))


class TestAnExcerpt:
    def test_links_that_are_too_long_leave_the_marks_and_a_statement_that_is_leaves(self) -> None:
        far = Source(A, A, "Herald", "", f"https://a.example/{'x' * 3000}")
        story = Section("", (state("Short.", A), Statement("y" * 3000, (cite(B),), 1, "source")))
        one = replace(briefing(lede=""), stories=(story,), sources=(far,), corrections=())
        told = excerpt(page(one), "slack", 10_000, block=3000, blocks=5)
        assert (told.blocks, told.left_off) == (["• Short. [1]"], 1)

    def test_after_the_first_that_has_no_room_none_has(self) -> None:
        said = tuple(state(text, A) for text in ("One.", "x" * 45, "Two."))
        one = replace(briefing(lede=""), stories=(Section("", said),), corrections=(), sources=())
        told = excerpt(page(one), "plain", 60)
        assert (told.text, told.left_off) == ("• One. [1]", 2)

    def test_a_heading_without_a_statement_is_not_there(self) -> None:
        stories = (Section("One", (state("x" * 50, A),)), Section("Two", (state("y" * 50, A),)))
        one = replace(briefing(lede=""), stories=stories, corrections=(), sources=())
        assert "Two" not in excerpt(page(one), "plain", 80).text


class TestATemplateOfTheUsersOwn:
    @pytest.fixture
    def own(self, tmp_path: Path) -> Path:
        return tmp_path / "own.jinja"

    def render(self, own: Path, source: str, one: Briefing | None = None) -> Any:
        own.write_text(source, encoding="utf-8")
        about = {name: name for name in ("job", "run", "occasion", "at", "key")}
        return json.loads(ChatTemplate(str(own)).render(one or briefing(), link="", **about))

    def test_it_is_given_the_page(self, own: Path) -> None:
        source = """{"all": {{ [headline, lede, dateline, documents, origins, job, run, occasion,
                    at, key, link] }}, "text": {{ stories("plain", 100).text }}}"""
        assert self.render(own, source) == {
            "all": [
                "Bridge closed", "The bridge is closed.",
                "Wednesday 25 November 2026, 06:30 UTC+01:00", 3, 3,
                "job", "run", "occasion", "at", "key", "",
            ],
            "text": "Correction\n• Three died. [1] "
            "(The page of 25 November 2026 said: “Two died.”)",
        }  # fmt: skip

    def test_no_value_leaves_its_string(self, own: Path) -> None:
        macro = "{% macro both(x) %}[{{ x }}, {{ 'y' }}]{% endmacro %}"
        source = f'{macro}{{"text": {{{{ headline }}}}, "both": {{{{ both(headline) }}}}}}'
        one = briefing('x", "text": "y')
        text = 'x", "text": "y'
        assert self.render(own, source, one) == {"text": text, "both": [text, "y"]}

    @pytest.mark.parametrize(
        ("source", "said"),
        [
            ('{"text": "{{ headline }}"}', "what it makes is no JSON"),
            ('{"text": NaN}', "what it makes is no JSON"),
            ("", "what it makes is no JSON"),
            ('{"text":\n {{ headlin }}}', "own.jinja, line 2: 'headlin' is undefined"),
            ('{"text":\n\n {{ headline }', "own.jinja, line 3:"),
            ('{{ stories("html", 100).text }}', "there is no style 'html' (there are: slack"),
            ('{% include "/etc/passwd" %}', "own.jinja, line 1: no loader"),
            ("{{ stories.func.__globals__ }}", "own.jinja, line 1: access to attribute"),
            ("{{ stories }}", "own.jinja, line 1: Object of type partial is not JSON"),
        ],
    )
    def test_what_is_wrong_with_it_is_told_with_its_place(
        self, own: Path, source: str, said: str
    ) -> None:
        with pytest.raises(RenderError) as caught:
            self.render(own, source)
        assert said in str(caught.value)
        assert str(own) in str(caught.value)

    def test_one_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(RenderError, match=r"none\.jinja: the template can't be read"):
            ChatTemplate(str(tmp_path / "none.jinja"))


def test_a_template_ships_for_each_name_that_the_config_knows() -> None:
    folder = Path(chat.__file__).parent / "webhooks"
    assert {path.name for path in folder.iterdir()} == {f"{name}.jinja" for name in TEMPLATES}
    for name in TEMPLATES:
        for one in SAMPLES:
            assert body(name, one)
