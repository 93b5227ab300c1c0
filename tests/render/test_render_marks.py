"""A citation's mark stands at the clause that it carries, in every format."""

from __future__ import annotations

import html as escapes
import json
import re
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from summarise.jobs.rows import adapter, packed, unpacked
from summarise.render import count_pages, render
from summarise.render import pdf as pdf_module
from summarise.render.chat import excerpt
from summarise.render.untrusted import clean
from summarise.render.view import PrintedStatement, page
from summarise.types import Briefing, Format, Statement
from tests.render.render_briefings import (
    BRIEFING,
    FERRIES,
    HOSTILE,
    SOURCES,
    cite,
    one,
    state,
)
from tests.render.test_render_json import VALIDATOR

NAMES = ("herald", "wire", "post", "ledger")
SIGNS = (
    "ab ,.\n\t\r\u00a0()[]:!&#1/w\u0301\u1100\u1161\x1b[3m"
    "\u202e\u2066\u2069\u202c\ud83d\ude00漢ع\x00"
)
TEXTS = st.text(max_size=40) | st.text(st.sampled_from(SIGNS), max_size=40)


def marked(text: str, *documents: str) -> Statement:
    """A statement that cites a document at each ``|`` of the text."""
    *pieces, last = text.split("|")
    said = state("".join([*pieces, last]), *documents)
    return replace(said, marks=tuple(accumulate(map(len, pieces))))


def page_with(*said: Statement, lede: str = "") -> Briefing:
    (story,) = one("x").stories
    return replace(one("x"), lede=lede, stories=(replace(story, statements=said),), sources=SOURCES)


def parts(said: Statement, *before: Statement) -> list[tuple[str, list[int]]]:
    printed = page(page_with(*before, said)).stories[0].statements[-1]
    return shown(printed)


def shown(printed: PrintedStatement) -> list[tuple[str, list[int]]]:
    return [(part.text, [mark.number for mark in part.marks]) for part in printed.parts]


NINE = marked("Nine died|, and forty were hurt|.", "herald", "wire")


def test_a_mark_stands_behind_its_clause() -> None:
    assert parts(NINE) == [("Nine died", [1]), (", and forty were hurt", [2]), (".", [])]


def test_two_sentences_of_one_report_share_a_mark_at_one_place_and_have_two_at_two() -> None:
    said = marked("Nine died||, and forty were hurt.|", "wire", "wire", "wire")
    assert parts(said) == [("Nine died", [1]), (", and forty were hurt.", [1])]


def test_a_space_behind_the_offset_or_an_end_that_only_has_spaces_moves_no_mark() -> None:
    assert parts(marked("Nine died | in Tarn. | \n", "wire", "post")) == [
        ("Nine died", [1]),
        (" in Tarn.", [2]),
    ]


def test_sources_are_numbered_in_the_order_in_which_their_marks_stand() -> None:
    said = replace(NINE, marks=NINE.marks[::-1])
    printed = page(page_with(said))
    assert [source.id for source in printed.sources] == ["wire", "herald"]
    assert shown(printed.stories[0].statements[0])[0] == ("Nine died", [1])


def test_a_lede_has_its_marks_where_its_statement_has_them_and_more_at_the_end() -> None:
    other = state(NINE.text, "post")
    printed = page(page_with(NINE, other, FERRIES.statements[0], lede=NINE.text))
    assert printed.lede
    assert shown(printed.lede)[1:] == [(", and forty were hurt", [2]), (".", [3])]


def test_citations_beyond_the_offsets_stand_at_the_end() -> None:
    said = replace(NINE, marks=NINE.marks[:1])
    assert parts(said) == [("Nine died", [1]), (", and forty were hurt.", [2])]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("caf|e\u0301 e|\u0301te\u0301", ["caf", "é é", "té"]),
        ("\u2066Nine| died\u2069, and| more", ["\u2066Nine died\u2069", ", and", " more"]),
        ("\x1b[3|1mNine|\x1b[0m died", ["", "Nine", " died"]),
        ("\ud83d|\ude00 laughed| a lot", ["", "😀 laughed", " a lot"]),
        ("Nine\r|\ndied|\x00", ["Nine", " died"]),
    ],
)
def test_what_is_cleaned_leaves_marks_at_their_words(text: str, pieces: list[str]) -> None:
    assert [piece for piece, _ in parts(marked(text, "wire", "post"))] == pieces


@settings(max_examples=80, deadline=None)
@given(TEXTS, st.lists(st.tuples(st.integers(-1, 45), st.sampled_from(NAMES)), max_size=5))
@example("\u202e|a\u202c", [(2, "wire")])
def test_pieces_joined_are_the_clean_text_and_each_citation_has_one_mark(
    text: str, cited: list[tuple[int, str]]
) -> None:
    citations = tuple(cite(name, f"Quote {n}.") for n, (_, name) in enumerate(cited))
    said = replace(state(text), citations=citations, marks=tuple(offset for offset, _ in cited))
    printed = page(page_with(said, lede="Good morning.")).stories[0].statements[0]
    assert printed.text == clean(text)
    quotes = [q for part in printed.parts for m in part.marks for q in m.quote.split(" … ")]
    assert sorted(quotes) == sorted(citation.text for citation in citations)
    assert all(part.marks for part in printed.parts[:-1])
    assert all(clean(part.text) == part.text.strip() for part in printed.parts)


@pytest.mark.parametrize(
    ("kind", "line"),
    [
        ("md", "- Nine died[1], and forty were hurt[2]."),
        ("txt", "* Nine died[1], and forty were hurt[2]."),
    ],
)
def test_texts_have_the_mark_before_the_comma_and_the_full_stop(kind: Format, line: str) -> None:
    assert line in render(page_with(NINE), kind).decode().splitlines()


def test_at_the_end_it_is_as_it_was_without_offsets() -> None:
    end = replace(NINE, marks=(len(NINE.text),) * 2)
    kinds: tuple[Format, ...] = ("md", "html", "txt", "pdf")
    for kind in kinds:
        bare = render(page_with(replace(NINE, marks=())), kind)
        assert render(page_with(end), kind) == bare


def test_html_raises_the_mark_in_its_place_and_has_the_dagger_at_the_end() -> None:
    said = replace(marked("Nine died|, and forty were hurt.|", "herald", "wire"), replaced=True)
    (made,) = html.document_fromstring(render(page_with(said), "html")).xpath(
        "//p[@class='statement']/span"
    )
    assert made.text_content() == "Nine died1, and forty were hurt.†2"
    assert [(e.tag, e.get("class"), e.tail) for e in made] == [
        ("sup", "marks", ", and forty were hurt."),
        ("span", "dagger", None),
        ("sup", "marks", None),
    ]


def test_a_lede_in_markdown_is_bold_with_the_marks_in_it() -> None:
    lede = render(page_with(NINE, FERRIES.statements[0], lede=NINE.text), "md").decode()
    assert "**Nine died[1], and forty were hurt[2].**\n" in lede


def test_pdf_is_set_with_the_marks_of_each_piece() -> None:
    (story,) = pdf_module._page(page_with(NINE), "a4")["stories"]
    assert [part["marks"] for part in story["paragraphs"][0]["told"][0]["parts"]] == [[1], [2], []]
    made = render(page_with(NINE), "pdf")
    assert made != render(page_with(replace(NINE, marks=())), "pdf")
    # Marks, and titles of sources: one that takes two lines is a link on each.
    assert len(re.findall(rb"/Subtype\s*/Link", made)) >= 2 + 2


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_with_marks_can_be_set(text: str) -> None:
    said = replace(state(text, "wire", "post"), marks=(0, len(text) // 2))
    bare = count_pages(page_with(replace(said, marks=())), "a4")
    assert count_pages(page_with(said), "a4") == bare


@pytest.mark.parametrize(
    ("style", "line"),
    [
        ("plain", "• Nine died[1], and forty were hurt. [2]"),
        ("slack", "• Nine died<{}|[1]>, and forty were hurt. <{}|[2]>"),
        ("markdown", r"• Nine died[\[1\]]({}), and forty were hurt. [\[2\]]({})"),
    ],
)
def test_chats_link_the_mark_in_its_place(style: str, line: str) -> None:
    said = marked("Nine died|, and forty were hurt.|", "herald", "wire")
    text = excerpt(page(page_with(said)), style, 2000).text
    assert line.format(SOURCES[0].url, SOURCES[1].url) in text


@settings(max_examples=50, deadline=None)
@given(TEXTS, st.lists(st.integers(0, 40), min_size=1, max_size=3))
@example("died(http://evil.example)", [4])
@example(": http://evil.example", [0])
@example("Wow!(x)", [4])
def test_no_text_beside_a_mark_becomes_a_link_in_markdown(text: str, offsets: list[int]) -> None:
    said = state(f"{text}.", *NAMES[: len(offsets)])
    made = render(page_with(replace(said, marks=tuple(offsets))), "md").decode()
    rendered = MarkdownIt("commonmark").render(made.partition("## Sources")[0])
    assert not re.search("<(a|img|strong|code|h3|ol)\\b", rendered)
    shown = " ".join(escapes.unescape(re.sub(r"<[^>]*>", "", rendered)).split())
    bare = re.sub(r"\[[1-4]\]", "", shown).replace(" ", "")
    plain = re.sub(r"\[[1-4]\]", "", "".join(clean(f"{text}.").split()))
    assert plain in "".join(bare.split())


def test_json_has_the_offsets_and_leaves_them_out_where_there_are_none() -> None:
    made = json.loads(render(page_with(NINE, replace(NINE, marks=())), "json"))
    assert VALIDATOR.is_valid(made)
    with_marks, without = made["stories"][0]["statements"]
    assert with_marks["marks"] == [9, 30]
    assert "marks" not in without


def test_the_store_reads_pages_with_marks_and_those_of_before_there_were_any() -> None:
    made = page_with(NINE)
    assert unpacked(packed(made, Briefing), Briefing, "page") == made
    row = adapter(Briefing).dump_python(BRIEFING, mode="json")
    for story in row["stories"]:
        for statement in story["statements"]:
            del statement["marks"]
    assert adapter(Briefing).validate_python(row) == BRIEFING
