"""The explanation says of every input what became of it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import takewhile

from summarise.render.explain import explain
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
    sources = tuple(Source(d.id, origin.get(d.id, d.id), d.outlet, d.title) for d in DOCUMENTS)
    section = Section("The dam", (statement,), (Difference("deaths", "count", sides),))
    return Briefing("The dam", "", datetime(2026, 1, 1, tzinfo=UTC), (section,), sources, record)


def fate(of: str) -> str:
    """The part of the explanation that belongs to one report."""
    lines = explain(page(), DOCUMENTS).splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith(of))
    return "\n".join(takewhile(lambda line: line.startswith(" "), lines[start + 1 :]))


def test_every_report_is_named_with_its_outlet_and_title() -> None:
    told = explain(page(), DOCUMENTS)
    for number, document in enumerate(DOCUMENTS, 1):
        assert f"input {number} ({document.outlet} — {document.title})\n" in told


def test_a_skipped_source_is_told_with_the_reason() -> None:
    assert "skipped x.pdf: is a PDF" in explain(page(), DOCUMENTS)


def test_a_merged_report_is_told_with_what_it_is_in_why_and_how_much() -> None:
    told = fate("input 3")
    assert "merged whole into input 1 (Outlet a — Title a): rule exact, score 1.00" in told
    assert "same origin as input 1" in told


def test_a_merged_sentence_is_told_with_both_texts() -> None:
    told = fate("input 2")
    assert "merged: The dam burst on Monday.\n" in told
    assert "into input 1 (Outlet a — Title a): The dam broke.\n" in told
    assert "rule meaning, score 0.81" in told or "rule meaning, score 0.82" in told


def test_what_is_on_the_page_is_told_for_each_report_that_it_cites() -> None:
    assert "on the page: The dam broke." in fate("input 1")
    assert "on the page: The dam broke." in fate("input 2")
    assert "on the page: (difference, four) It rained." in fate("input 1")


def test_what_was_left_off_is_told_with_the_reason() -> None:
    assert "left off: It rained.\n      because: the page is full" in fate("input 1")


def test_a_report_of_which_nothing_remains_is_told_to_be_one() -> None:
    assert "nothing of it came onto the page" in fate("input 4")
    for other in ("input 1", "input 2", "input 3"):
        assert "nothing of it" not in fate(other)


def test_what_verify_refused_is_told_with_the_reason_and_what_stands_instead() -> None:
    told = explain(page(), DOCUMENTS)
    assert "rejected: The dam sang.\n      because: a word that no source has\n" in told
    assert "      instead: The dam broke.\n" in told
    assert told.count("instead:") == 1


def test_a_line_break_in_a_source_can_not_forge_a_line() -> None:
    forged = Document("a", "x", title="Title\ninput 99 (forged)")
    record = Record(left_off=(LeftOff("a\ninput 98", "b\ninput 97", (Citation("a", 0, 1, "x"),)),))
    sources = (Source("a", "a", "", forged.title),)
    briefing = Briefing("", "", datetime(2026, 1, 1, tzinfo=UTC), (), sources, record)
    lines = explain(briefing, (forged,)).splitlines()
    assert [line for line in lines if line.startswith("input")] == [lines[0]]


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
    assert Counting.walks == 1
