"""Statements of one paragraph stand in it, and a difference right behind the paragraph it is of."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import html

from summarise.render import count_pages, render
from summarise.render import pdf as pdf_module
from summarise.render.view import page
from summarise.types import Briefing, Difference, Section, Side, Statement
from tests.render.render_briefings import SOURCES, cite, one, state
from tests.render.test_render_json import VALIDATOR, written


def said(text: str, paragraph: int, *documents: str) -> Statement:
    return replace(state(text, *(documents or ("herald",))), paragraph=paragraph)


def differs(about: str, paragraph: int, *documents: str) -> Difference:
    sides = tuple(Side(f"{about} {name}", f"{about} {name}", (cite(name),)) for name in documents)
    return Difference(about, "number", sides, paragraph=paragraph)


STORY = Section(
    "Ferry",
    (said("It sank.", 1), said("It was old.", 2), said("Ten swam.", 2), said("Two rowed.", 3)),
    (differs("swimmers", 2, "post", "wire"), differs("hour", 1, "wire", "post")),
)
BRIEFING = replace(one("x"), lede="It sank.", stories=(STORY,), sources=SOURCES)


def text(form: str, briefing: Briefing = BRIEFING) -> str:
    return render(briefing, form).decode()  # type: ignore[arg-type]


def test_a_story_is_read_paragraph_by_paragraph_with_what_is_disputed_of_each() -> None:
    (story,) = page(BRIEFING).stories
    found = [
        ([one.text for one in told], [one.about for one in differences])
        for told, differences in story.paragraphs
    ]
    assert found == [
        ([], ["hour"]),
        (["It was old.", "Ten swam."], ["swimmers"]),
        (["Two rowed."], []),
    ]
    assert story.last == ()


@pytest.mark.parametrize("form", ["md", "txt", "html"])
def test_each_format_has_a_difference_between_its_paragraph_and_the_next(form: str) -> None:
    page = re.sub(r"<[^>]*>", "", text(form))
    places = [page.index(words) for words in ("hour", "It was old.", "Ten swam.", "swimmers")]
    assert [*places, page.index("Two rowed.")] == sorted([*places, page.index("Two rowed.")])
    assert page.count("Where the accounts differ") == 2


def test_sentences_of_a_paragraph_run_on() -> None:
    assert re.search(r"^- It was old\. \[\d\] Ten swam\. \[\d\]$", text("md"), re.M)
    assert re.search(r"^\* It was old\. \[\d\] Ten swam\. \[\d\]$", text("txt"), re.M)
    (told,) = (
        p
        for p in html.fromstring(text("html")).xpath("//p[@class='statement']")
        if "old" in p.text_content()
    )
    assert "Ten swam." in told.text_content()
    apart = replace(
        BRIEFING,
        stories=(replace(STORY, statements=(state("A.", "herald"), state("B.", "herald"))),),
    )
    assert "- A." in text("md", apart)
    assert "- B." in text("md", apart)


def test_the_pdf_is_set_in_the_same_order() -> None:
    (story,) = pdf_module._page(BRIEFING, "a4")["stories"]
    assert [
        (len(one["told"]), [d["about"]["text"] for d in one["differences"]])
        for one in story["paragraphs"]
    ] == [(0, ["hour"]), (2, ["swimmers"]), (1, [])]
    assert count_pages(BRIEFING, "a4") == 1


def test_sources_are_numbered_as_they_are_read() -> None:
    printed = page(BRIEFING)
    assert [source.id for source in printed.sources] == ["herald", "wire", "post"]


def test_the_json_says_which_paragraph() -> None:
    told = written(BRIEFING)
    assert [one.get("paragraph") for one in told["stories"][0]["statements"]] == [1, 2, 2, 3]
    assert [one.get("paragraph") for one in told["stories"][0]["differences"]] == [2, 1]
    VALIDATOR.validate(told)
