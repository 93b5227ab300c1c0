"""What is measured on real pages: by judges that are not what decided."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.quality import keeping, ruler, verdicts
from benchmarks.quality.harness import Missing, Row, asked, need, printed
from benchmarks.quality.keeping import Cited
from benchmarks.quality.real_pages import Page
from summarise.types import (
    Briefing,
    Citation,
    Difference,
    LeftOff,
    Record,
    Section,
    Statement,
)
from summarise.types import Side as Account

NOW = datetime(2026, 11, 29, tzinfo=UTC)
DAM = "The dam at Orrel opened its gates on Monday after a week of rain."


def side(text: str) -> Account:
    return Account(text, text, (Citation("a", 0, len(text), text),))


def difference(*texts: str) -> Difference:
    return Difference("the dam", "number", tuple(map(side, texts)))


def page(statement: str, *left_off: LeftOff) -> Page:
    told = Statement(statement, (Citation("a", 0, len(DAM), DAM),), 1, "source")
    record = Record(left_off=left_off)
    section = Section("The dam", (told,))
    return Page("event", "1", [], Briefing("The dam", DAM, NOW, (section,), (), record), {})


def test_a_peer_whose_package_is_missing_is_left_out_and_ours_is_measured() -> None:
    found = asked(
        {"there": lambda: 1.0, "not there": lambda: float(need("no_such_package_at_all"))}
    )
    assert found == {"there": 1.0}
    with pytest.raises(SystemExit):
        need("no_such_package_at_all")
    assert issubclass(Missing, SystemExit)


def test_a_row_without_a_value_says_so() -> None:
    row = Row("differences", "real pages", 0, "precision", None, {}, target=0.9, note="no verdicts")
    assert "| not measured |" in printed([row])


def line(verdict: str, *sides: list[str], kind: str = "number") -> str:
    marks = [list(map(verdicts.mark, side)) for side in sides]
    return json.dumps({"input": "x", "kind": kind, "verdict": verdict, "sides": marks}) + "\n"


def test_a_difference_has_the_verdict_of_the_line_whose_sides_it_shares(tmp_path: Path) -> None:
    file = tmp_path / "v.jsonl"
    file.write_text(line("real", ["37 died.", "37 are\ndead."], ["40 died."]))
    known = verdicts.verdicts(file)
    assert verdicts.verdict(difference("40 died.", "37 are dead."), known) == "real"
    assert verdicts.verdict(difference("40 died.", "It rained.", "37 died."), known) is None
    assert verdicts.verdict(difference("37 died.", "37 are dead."), known) is None
    assert verdicts.verdict(difference("37 died.", "41 died."), known) is None
    file.write_text(line("perhaps", ["37 died."], ["40 died."]))
    with pytest.raises(ValueError, match="perhaps"):
        verdicts.verdicts(file)


def test_a_development_is_judged_by_what_was_read_of_developments(tmp_path: Path) -> None:
    file = tmp_path / "v.jsonl"
    file.write_text(line("moved", ["37 died."], ["40 died."], kind="development"))
    known = verdicts.verdicts(file)
    moved = replace(difference("37 died.", "40 died."), kind="development")
    assert verdicts.verdict(moved, known) == "moved"
    assert verdicts.verdict(difference("37 died.", "40 died."), known) is None


def test_the_row_says_how_many_have_not_been_read(tmp_path: Path) -> None:
    file = tmp_path / "v.jsonl"
    file.write_text(line("real", ["37 died."], ["40 died."]))
    known = verdicts.verdicts(file)
    shown = [difference("37 died.", "40 died."), difference("It rained.", "It was dry.")]
    row = verdicts.row("differences", shown, known, verdicts.REAL)
    assert (row.n, row.ours) == (1, 1.0)
    assert row.note == "real 1; 1 of 2 have not been read"
    assert verdicts.row("differences", shown, [], verdicts.REAL).ours is None


def test_of_the_real_ones_it_counts_what_is_told(tmp_path: Path) -> None:
    file = tmp_path / "v.jsonl"
    lines = [line("real", ["37 died."], ["40 died."], ["41 died."]), line("real", ["a"], ["b"])]
    file.write_text("".join(lines))
    row = verdicts.kept([difference("40 died.", "37 died.")], verdicts.verdicts(file))
    assert (row.n, row.ours) == (2, 0.5)
    assert verdicts.kept([], []).ours is None


def test_the_verdicts_that_are_kept_name_sentences_by_their_hashes_alone() -> None:
    kept = verdicts.verdicts(verdicts.VERDICTS)
    assert {len(mark) for read in kept for side in read.sides for mark in side} == {12}
    assert all(len(read.sides) > 1 and all(read.sides) for read in kept)


def test_a_citation_carries_alone_if_it_has_all_that_is_said_but_for_what_the_page_added() -> None:
    whole = "The dam at Orrel opened on Monday, the mayor said."
    half = "The dam at Orrel opened."
    for carries in (keeping.strictly, keeping.loosely):
        assert carries(Cited(whole, whole, ()))
        assert not carries(Cited("The dam at Orrel opened 12 gates.", half, ()))
    made = next(keeping.cited(page(f"{DAM[:-1]} [29 November].")))
    assert keeping.strictly(made)


def test_what_is_withheld_is_held_against_the_page_that_is_printed() -> None:
    kept = LeftOff("The dam opened on Monday.", f"says nothing new beside: {DAM}")
    lost = LeftOff("Repairs cost Orrel 12 million, Ada Kolm said.", "says nothing new beside: It.")
    other = LeftOff("It cost 9 million.", "the page is full")
    (first,) = keeping.missing(page(DAM, kept))
    assert (first.figure, first.name, first.twin, first.room) == (False, False, False, True)
    (second,) = keeping.missing(page(DAM, lost, other))
    assert (second.figure, second.name, second.twin, second.room) == (True, True, True, False)


def test_where_nothing_is_withheld_as_told_nothing_is_measured() -> None:
    rows = list(keeping.withheld("pages", [page(DAM, LeftOff("It rained.", "the page is full"))]))
    assert [row.ours for row in rows] == [None] * 3


def test_the_ruler_calls_a_repeat_only_what_has_no_figure_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(ruler, "judges_by_meaning", lambda: False)
    assert ruler.repeats("The dam at Orrel opened its gates.", [DAM])
    assert not ruler.repeats("The dam at Orrel opened 12 of its gates.", [DAM])
