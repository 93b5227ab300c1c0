"""A value that does not belong where it stands: its row is set aside, the rest is served."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from summarise.database import MIGRATIONS, TABLES
from summarise.jobs.store import Store
from tests.commandline import Summarise
from tests.jobs.damage import JOB, NO_UTF_8, VALUES, columns, copied, put, run_all, whole
from tests.jobs.kept import LONG_AGO


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole(tmp_path_factory.mktemp("damage") / "whole")


def every_column() -> list[tuple[str, str]]:
    with TemporaryDirectory() as folder, Store.open(Path(folder) / "s.db"):
        return list(columns(Path(folder) / "s.db"))


COLUMNS = every_column()
DAMAGES = [(*place, name) for place, name in zip(COLUMNS, cycle(VALUES), strict=False)]


def test_each_table_and_each_kind_of_damage_is_tried() -> None:
    assert {table for table, _, _ in DAMAGES} == set(TABLES)
    assert {name for _, _, name in DAMAGES} == set(VALUES)


@pytest.mark.parametrize(("table", "column", "name"), DAMAGES)
def test_no_command_ends_in_a_stack_trace(
    table: str, column: str, name: str, config: Path, tmp_path: Path, summarise: Summarise
) -> None:
    damaged = copied(config, tmp_path / "copy")
    put(damaged.parent / "kept.db", table, column, VALUES[name])
    for command, ran in run_all(summarise, damaged):
        assert "Traceback" not in ran.err
        assert "thought of" not in ran.err
        assert ran.code in {0, 1, 2, 4, 5}, (command, ran.err)
        if command == ("history",):
            assert sum(f"r{n} " in ran.text for n in range(3)) >= 2
        if command == ("run", JOB):
            assert ran.code in {0, 4, 5}, ran.err


@pytest.mark.parametrize(
    ("table", "column", "value", "word"),
    [
        ("runs", "began", "zzz", "isoformat"),
        ("runs", "began", None, "no text"),
        ("runs", "state", "asleep", "none of begun"),
        ("runs", "documents", -1, "out of range"),
        ("runs", "documents", "many", "no whole number"),
        ("runs", "usd", float("inf"), "out of range"),
        ("runs", "ended", "2025-06-02", "no time zone"),
        ("runs", "ended", "9999-12-31T23:59:59+00:00", "year 9999"),
        ("runs", "note", b"\x00", "no text"),
        ("deliveries", "state", "perhaps", "none of due, sending"),
        ("deliveries", "at", "", "isoformat"),
        ("reported", "evidence", "{", "is damaged"),
        ("reported", "evidence", "[1]", "no list of texts"),
        ("reported", "at", "9" * 30, "month must be"),
        ("reported", "text", 5, "no text"),
        ("seen", "at", "yesterday", "isoformat"),
        ("validators", "gone", 2, "out of range"),
        ("validators", "used", "once", "isoformat"),
        ("pages", "made", "soon", "isoformat"),
        ("pages", "briefing", b"", "can't be read"),
        ("pending", "request", b"[]", "damaged"),
        ("pending", "seen", None, "can't be read"),
        ("answers", "answer", '{"text": 5, "model": ""}', "is damaged"),
        ("answers", "size", "much", "no INTEGER"),
    ],
)
def test_it_is_found_and_named(
    table: str, column: str, value: object, word: str, config: Path, tmp_path: Path
) -> None:
    path = copied(config, tmp_path / "copy").parent / "kept.db"
    put(path, table, column, value)
    with Store.open(path) as store:
        problems = "\n".join(store.check())
    assert word in problems or f"{table}.{column}" in problems


def test_what_is_no_utf_8_is_named_and_the_other_rows_are_served(
    config: Path, tmp_path: Path, summarise: Summarise
) -> None:
    damaged = copied(config, tmp_path / "copy")
    put(damaged.parent / "kept.db", "runs", "note", NO_UTF_8, cast=True)
    ran = summarise("history", "--config", damaged)
    assert (ran.code, "r1 " in ran.text, "r0 " in ran.text) == (0, True, False)
    assert "run r0) is damaged: note is no UTF-8" in ran.err


def test_a_delivery_that_can_not_be_read_may_have_arrived(
    config: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = copied(config, tmp_path / "copy").parent / "kept.db"
    put(path, "deliveries", "state", "perhaps")
    with Store.open(path) as store:
        (delivery,) = store.deliveries("r0")
    assert (delivery.target, delivery.state) == ("file", "doubtful")
    assert "is damaged" in caplog.text


@pytest.mark.parametrize("column", ["request", "seen", "validators"])
def test_a_run_that_was_cut_off_goes_on_whatever_is_damaged_of_what_it_read(
    column: str, config: Path, tmp_path: Path, summarise: Summarise
) -> None:
    damaged = copied(config, tmp_path / "copy")
    text = damaged.read_text().replace('schedule = "30 6 * * *"\n', "")
    damaged.write_text(text)
    with closing(sqlite3.connect(damaged.parent / "kept.db", isolation_level=None)) as file:
        file.execute("UPDATE runs SET began = strftime('%Y-%m-%dT%H:%M:%f+00:00') WHERE id = 'r2'")
        file.execute("DELETE FROM pages WHERE run = 'r2'")
    put(damaged.parent / "kept.db", "pending", column, b"\x00")
    ran = summarise("run", JOB, "--config", damaged)
    assert ran.code == 0, ran.err
    with Store.open(damaged.parent / "kept.db") as store:
        assert store.run("r2").state == "done"
        assert store.memory(JOB, LONG_AGO).reported


@pytest.mark.parametrize(
    ("version", "word"),
    [
        (0, "it is damaged (version 0 "),
        (-7, "it is damaged (version -7 "),
        (-(2**31), "it is damaged"),
        (len(MIGRATIONS) + 1, "was written by a newer summarise"),
        (2**31 - 1, "was written by a newer summarise"),
    ],
)
def test_a_version_that_there_is_none_of_is_one_sentence(
    version: int, word: str, config: Path, tmp_path: Path, summarise: Summarise
) -> None:
    damaged = copied(config, tmp_path / "copy")
    with closing(sqlite3.connect(damaged.parent / "kept.db", isolation_level=None)) as file:
        file.execute(f"PRAGMA user_version = {version}")
    for command in (("status",), ("history",), ("store", "check"), ("run", JOB)):
        ran = summarise(*command, "--config", damaged)
        assert (ran.code, ran.err.count("\n")) == (2, 1)
        assert word in ran.err
