"""The explanation says of every input what became of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import takewhile

from lxml import html

from summarise.render import view
from summarise.render.explain import explain, explain_html
from summarise.types import (
    Briefing,
    Citation,
    Difference,
    Document,
    Dropped,
    LeftOff,
    Record,
    Rejected,
    Section,
    Side,
    Skipped,
    Source,
    Statement,
)

DOCUMENTS = tuple(
    Document(name, text, title=f"Title {name}", outlet=f"Outlet {name}")
    for name, text in (
        ("a", "The dam broke. It rained."),
        ("b:1", "The dam burst on Monday."),
        ("c", "The dam broke. It rained."),
        ("d", "Home. Menu."),
    )
)


def cite(document: Document, start: int, end: int) -> Citation:
    return Citation(document.id, start, end, document.text[start:end])


def page() -> Briefing:
    a, b, *_ = DOCUMENTS
    statement = Statement("The dam broke.", (cite(a, 0, 14), cite(b, 0, 24)), 2, "source")
    sides = (Side("four", "Four died.", (cite(a, 15, 25),)), Side("five", "Five died.", ()))
    record = Record(
        dropped=(
            Dropped("c", "document", "a", "exact", 1.0),
            Dropped("b:1:0-24", "sentence", "a:0-14", "meaning", 0.815),
        ),
        rejected=(
            Rejected("The dam sang.", "a word that no source has", "The dam broke."),
            Rejected("Nine died.", "a number that no source has"),
        ),
        left_off=(LeftOff("It rained.", "the page is full", (cite(a, 15, 25),)),),
        skipped=(Skipped("x.pdf", "is a PDF"),),
    )
    origin = {"c": "a"}
    sources = tuple(
        Source(d.id, origin.get(d.id, d.id), d.outlet, d.title, place=f"{d.id}.txt")
        for d in DOCUMENTS
    )
    section = Section("The dam", (statement,), (Difference("deaths", "count", sides),))
    return Briefing("The dam", "", datetime(2026, 1, 1, tzinfo=UTC), (section,), sources, record)


def fate(of: str) -> str:
    """The part of the explanation that belongs to one report."""
    lines = explain(page(), DOCUMENTS).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(f"  {of}"))
    return "\n".join(takewhile(lambda line: line.startswith("    "), lines[start + 1 :]))


def test_reports_stand_under_their_story_with_the_numbers_of_the_page() -> None:
    lines = explain(page(), DOCUMENTS).splitlines()
    heads = [line for line in lines if line and not line.startswith("    ")][1:]
    assert heads == [
        "skipped x.pdf: is a PDF",
        "Story 1: The dam",
        "  [1] Outlet a — Title a (a.txt)",
        "  [2] Outlet b:1 — Title b:1 (b:1.txt)",
        "  Outlet c — Title c (c.txt)",
        "In no story of the page",
        "  Outlet d — Title d (d.txt)",
        "rejected: The dam sang.",
        "rejected: Nine died.",
    ]


def test_the_numbers_are_those_that_the_page_prints() -> None:
    for source in view.page(page()).sources:
        assert f"  [{source.number}] {source.outlet} — {source.title}" in explain(page(), DOCUMENTS)


def test_a_report_of_two_stories_is_told_under_each_with_what_is_there() -> None:
    a, *_ = DOCUMENTS
    rain = Section("The rain", (Statement("It rained.", (cite(a, 15, 24),), 1, "source"),))
    lines = explain(replace(page(), stories=(*page().stories, rain)), DOCUMENTS).splitlines()
    second = lines[lines.index("Story 2: The rain") :]
    assert second[1:3] == ["  [1] Outlet a — Title a (a.txt)", "    on the page: It rained."]


def test_a_merged_report_is_told_with_what_it_is_in_why_and_how_much() -> None:
    told = fate("Outlet c")
    assert "merged whole into [1] Outlet a — Title a: rule exact, score 1.00" in told
    assert "same origin as [1] Outlet a — Title a" in told


def test_a_merged_sentence_is_told_with_both_texts() -> None:
    told = fate("[2]")
    assert "merged: The dam burst on Monday.\n" in told
    assert "into [1] Outlet a — Title a: The dam broke.\n" in told
    assert "rule meaning, score 0.81" in told or "rule meaning, score 0.82" in told


def test_what_is_on_the_page_is_told_for_each_report_that_it_cites() -> None:
    assert "on the page: The dam broke." in fate("[1]")
    assert "on the page: The dam broke." in fate("[2]")
    assert "on the page: (difference, four) It rained." in fate("[1]")


def test_what_was_left_off_is_told_with_the_reason() -> None:
    assert "left off: It rained.\n        because: the page is full" in fate("[1]")


def test_a_report_of_which_nothing_remains_is_told_to_be_one() -> None:
    assert "nothing of it came onto the page" in fate("Outlet d")
    for other in ("[1]", "[2]", "Outlet c"):
        assert "nothing of it" not in fate(other)


def test_what_verify_refused_is_told_with_the_reason_and_what_stands_instead() -> None:
    told = explain(page(), DOCUMENTS)
    assert "rejected: The dam sang.\n    because: a word that no source has\n" in told
    assert "    instead: The dam broke.\n" in told
    assert told.count("instead:") == 1


def test_a_line_break_in_a_source_can_not_forge_a_line() -> None:
    forged = Document("a", "x", title="Title\nStory 9: forged")
    record = Record(left_off=(LeftOff("a\nStory 8", "b\nStory 7", (Citation("a", 0, 1, "x"),)),))
    sources = (Source("a", "a", "", forged.title),)
    briefing = Briefing("", "", datetime(2026, 1, 1, tzinfo=UTC), (), sources, record)
    lines = explain(briefing, (forged,)).splitlines()
    assert [line for line in lines if line.startswith("Story")] == []


class TestHtml:
    def test_it_holds_every_text_whole_and_under_its_story(self) -> None:
        long = "The gauge at Orle stood at four metres and rose by a hand each hour, " * 3
        record = replace(page().record, left_off=(LeftOff(long, "the page is full"),))
        record = replace(record, left_off=(LeftOff(long, "full", (cite(DOCUMENTS[0], 0, 14),)),))
        text = explain_html(replace(page(), record=record), DOCUMENTS).decode()
        read = html.fromstring(text)
        assert [one.text for one in read.iter("h2")] == [
            "Story 1: The dam",
            "In no story of the page",
            "Refused sentences",
            "Not read",
        ]
        assert long.strip() in read.text_content()
        assert "[1] Outlet a — Title a" in read.text_content()

    def test_what_sources_say_is_no_markup_and_nothing_but_ours_may_run(self) -> None:
        hostile = Document("a", "x", title="<script>alert(1)</script><img src=x onerror=y>")
        sources = (Source("a", "a", "</summary><b>", hostile.title, "javascript:alert(2)"),)
        briefing = Briefing("<i>", "", datetime(2026, 1, 1, tzinfo=UTC), (), sources, Record())
        text = explain_html(briefing, (hostile,)).decode()
        read = html.fromstring(text)
        assert len(list(read.iter("script"))) == 1
        assert not [*read.iter("img"), *read.iter("b"), *read.iter("i"), *read.iter("a")]
        policy = next(one for one in read.iter("meta") if one.get("http-equiv"))
        assert str(policy.get("content")).startswith("default-src 'none'; style-src 'sha256-")


def test_the_work_grows_with_the_record_and_not_with_its_square() -> None:
    class Counting(tuple[Dropped, ...]):
        walks = 0

        def __iter__(self):  # type: ignore[no-untyped-def]
            Counting.walks += 1
            return super().__iter__()

    documents = tuple(Document(f"d{n}", "It rained.") for n in range(50))
    record = Record(
        dropped=Counting(
            Dropped(f"d{n}:0-10", "sentence", "d0:0-10", "exact", 1.0) for n in range(1, 50)
        )
    )
    sources = tuple(Source(d.id, d.id) for d in documents)
    explain(Briefing("", "", datetime(2026, 1, 1, tzinfo=UTC), (), sources, record), documents)
    assert Counting.walks <= 3  # the page itself counts them, too
