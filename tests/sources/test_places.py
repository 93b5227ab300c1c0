"""Where a report was read, and when it was written, if its source leaves that open."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarise.sources import load
from summarise.sources.timestamps import is_ambiguous, order_of_days, parse_date
from summarise.types import Document

TOLD = "The dam at Orle opened after six years."


def _read(folder: Path, name: str, text: str) -> tuple[list[Document], list[str]]:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    found = load([str(path)])
    return list(found.documents), [skip.reason for skip in found.skipped]


def test_a_report_knows_its_file_and_its_row(tmp_path: Path) -> None:
    assert [d.place for d in _read(tmp_path, "a.txt", TOLD)[0]] == ["a.txt"]
    table = f'text,outlet\n{TOLD},\n"Vell, too, has a dam.",\n'
    assert [d.place for d in _read(tmp_path, "b.csv", table)[0]] == ["b.csv, row 1", "b.csv, row 2"]
    lines = "Trams in Vell stand still.\nA bridge in Orle fell.\nRents in Esk rise.\n"
    places = [d.place for d in _read(tmp_path, "c.txt", lines)[0]]
    assert places == ["c.txt, 1", "c.txt, 2", "c.txt, 3"]


def test_where_a_report_was_read_makes_it_no_other_one(tmp_path: Path) -> None:
    (one,), (other,) = (_read(tmp_path, name, TOLD)[0] for name in ("a.txt", "b.txt"))
    assert one == other
    assert one.id == other.id


def _dated(folder: Path, *dates: str) -> tuple[list[str], list[str]]:
    rows = "".join(f"{TOLD} {n},{date}\n" for n, date in enumerate(dates))
    documents, reasons = _read(folder, "d.csv", f"text,date\n{rows}")
    return [f"{d.published:%d %b}" if d.published else "" for d in documents], reasons


def test_a_date_that_may_be_two_is_settled_by_its_neighbours(tmp_path: Path) -> None:
    assert _dated(tmp_path, "01/12/2026", "30/11/2026") == (["01 Dec", "30 Nov"], [])
    assert _dated(tmp_path, "01/12/2026", "01/30/2026") == (["12 Jan", "30 Jan"], [])


def test_a_date_that_nothing_settles_is_not_taken_and_said_so(tmp_path: Path) -> None:
    days, reasons = _dated(tmp_path, "01/12/2026", "02/12/2026", "05/05/2026")
    assert days == ["", "", "05 May"]
    assert [reason.split(" may ")[0] for reason in reasons] == [
        "row 1: 01/12/2026",
        "row 2: 02/12/2026",
    ]


@pytest.mark.parametrize(
    ("texts", "expected"),
    [(["13/01/2026"], True), (["01/13/2026"], False), (["01/02/2026", "2026-01-13"], None)],
)
def test_the_order_of_days_is_read_off_dates_that_leave_no_choice(
    texts: list[str], expected: bool | None
) -> None:
    assert order_of_days(texts) is expected
    assert order_of_days(["13/01/2026", "01/13/2026"]) is None


def test_a_date_with_stops_names_its_day_first() -> None:
    assert f"{parse_date('01.12.2026'):%d %b}" == "01 Dec"
    assert is_ambiguous("01/12/2026")
    assert not any(map(is_ambiguous, ("01.12.2026", "2026-12-01", "1 Dec 2026", "05/05/2026", "")))
