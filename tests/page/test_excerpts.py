"""What stands around a cited sentence in its report, on a finished page."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.page.excerpts import MOST, with_neighbours
from summarise.page.record import page_of, sources
from summarise.types import (
    Briefing,
    Citation,
    Correction,
    Difference,
    Document,
    Record,
    Section,
    Side,
    Statement,
)

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)
TEXT = (
    "The weir at Tarn broke at dawn. Nine barns stood under water.\n\n"
    "“We heard it go,” said Ada Quist, a miller. Nobody was hurt."
)


def cited(text: str, words: str) -> Citation:
    start = text.index(words)
    return Citation("d", start, start + len(words), words)


def around(text: str, words: str) -> tuple[str, str]:
    statement = Statement("It broke.", (cited(text, words),), 1, "model")
    page = Briefing("A", "", NOON, (Section("A", (statement,)),), (), Record())
    (found,) = with_neighbours(page, [Document("d", text)]).stories[0].statements[0].citations
    assert found == statement.citations[0], "what stands around it is no part of what it is"
    return found.before, found.after


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("The weir at Tarn broke at dawn.", "", " Nine barns stood under water."),
        (
            "Nine barns stood under water.",
            "The weir at Tarn broke at dawn. ",
            " “We heard it go,” said Ada Quist, a miller.",
        ),
        ("Nobody was hurt.", "“We heard it go,” said Ada Quist, a miller. ", ""),
        (
            "Ada Quist",
            "Nine barns stood under water. “We heard it go,” said ",
            ", a miller. Nobody was hurt.",
        ),
    ],
    ids=["the first", "one in the middle", "the last", "a name in a sentence"],
)
def test_a_citation_has_the_sentences_beside_it(words: str, before: str, after: str) -> None:
    assert around(TEXT, words) == (before, after)


def test_a_neighbour_is_as_long_as_it_may_be_and_begins_and_ends_with_a_word() -> None:
    long = "and on ".join(["on "] * 300).strip()
    before, after = around(f"{long}. Nine died. {long}.", "Nine died.")
    assert len(before) <= MOST + 2
    assert before.startswith("… on ") or before.startswith("… and ")
    assert len(after) <= MOST
    assert after.endswith(("on…", "and…"))


@given(st.text(max_size=200), st.text(max_size=200))
def test_any_text_may_stand_around_it(before: str, after: str) -> None:
    text = f"{before} Nine died. {after}"
    start = len(before) + 1
    one = Citation("d", start, start + 10, "Nine died.")
    page = Briefing(
        "", "", NOON, (Section("", (Statement("", (one,), 1, "model"),)),), (), Record()
    )
    (found,) = with_neighbours(page, [Document("d", text)]).stories[0].statements[0].citations
    assert len(found.before) <= MOST + 2
    assert len(found.after) <= MOST
    assert "\n" not in found.before + found.after


def test_differences_and_corrections_have_it_too_and_a_report_nobody_has_is_passed_over() -> None:
    one = cited(TEXT, "Nine barns stood under water.")
    lost = Citation("gone", 0, 4, "Lost")
    told = Statement("It broke.", (one, lost), 2, "model")
    differ = Difference("barns", "number", (Side("9", "Nine.", (one,)), Side("8", "", (lost,))))
    page = Briefing(
        "A", "", NOON, (Section("A", (), (differ,)),), (), Record(),
        (Correction("number", "Eight.", NOON.date(), "r", told),),
    )  # fmt: skip
    made = with_neighbours(page, [Document("d", TEXT)])
    known, unknown = made.corrections[0].now.citations
    assert known.before == "The weir at Tarn broke at dawn. "
    assert (unknown.before, unknown.after) == ("", "")
    assert made.stories[0].differences[0].sides[0].citations[0].before == known.before


def test_the_headline_of_the_page_is_that_of_the_story_its_lede_is_from() -> None:
    differ = Section("Only disputed", (), (Difference("x", "number", (Side("1", "", ()),)),))
    told = Section("Told", (Statement("It broke.", (), 1, "model"),))
    page = page_of([differ, told], (), "en", None)
    assert (page.headline, page.lede) == ("Told", "It broke.")
    assert [section.headline for section in page.stories] == ["Told", "Only disputed"]


def test_only_a_text_that_is_all_in_its_origin_is_a_reprint_of_it() -> None:
    wire = "TARN (CPA) - The old weir of Tarn broke at dawn on Monday and nine barns went under."
    own = "TARN (CPA) - A miller of Tarn, 80 years old, told how he heard the river take his wheel."
    texts = {"wire": wire, "copy": f"{wire} ", "cut": wire[:-22], "own": own}
    documents = [Document(name, text, published=NOON) for name, text in texts.items()]
    listed = sources(documents, dict.fromkeys(texts, "agency:CPA"), (), ())
    assert {s.origin for s in listed} == {"wire"}
    assert {s.id: s.reprint for s in listed} == {
        "wire": True, "copy": True, "cut": True, "own": False
    }  # fmt: skip
