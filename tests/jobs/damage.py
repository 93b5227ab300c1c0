"""A store with a row of everything, a value that does not belong in it, and all that reads it."""

from __future__ import annotations

import shutil
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from summarise.database import TABLES
from summarise.jobs.rows import Delivery
from summarise.jobs.store import Store
from summarise.models import Completion
from summarise.models.cache import Answers
from tests.commandline import Ran, Summarise
from tests.jobs.kept import REQUEST, briefing, day, go_through, run, seen, validator

JOB = "morning"
CONFIG = """
[meaning]
encoder = "off"
[store]
path = "kept.db"
[jobs.morning]
sources = ["reports"]
schedule = "30 6 * * *"
[[jobs.morning.outputs]]
kind = "file"
path = "page.md"
"""
VALUES: dict[str, object] = {
    "nothing": None,
    "an empty text": "",
    "a word": "zzz",
    "bytes": b"\xff\xfe",
    "no bytes": b"",
    "the greatest number": 2**63 - 1,
    "the least number": -(2**63),
    "minus one": -1,
    "a half": 0.5,
    "endless": float("inf"),
    "minus endless": float("-inf"),
    "more than a float holds whole": 2**53 + 1,
    "a year of five digits": "99999-01-01T00:00:00+00:00",
    "the last hour of the calendar": "9999-12-31T23:59:59+00:00",
    "the first hour of the calendar": "0001-01-01T00:00:00+00:00",
    "a time without a zone": "2025-06-02T06:30:00",
    "a far zone": "2025-06-02T06:30:00+23:59",
    "a date": "2025-06-02",
    "a time to come": "2036-06-02T06:30:00+00:00",
    "broken JSON": '{"a": [1',
    "a number in JSON": "5",
    "null in JSON": "null",
    "a list of numbers": "[1, 2]",
    "an object": '{"text": 5}',
    "an answer of the wrong kinds": '{"text": 5, "model": null}',
    "deep JSON": "[" * 100_000,
    "NaN in JSON": "[NaN, 1e999]",
    "half a surrogate pair in JSON": '["\\ud800"]',
    "a nought": "a\0b",
    "a terminal's command": "\x1b[2J\x07",
    "another state": "begun",
    "an end": "done",
    "a long text": "x" * 1_000_000,
    "packed nothing": zlib.compress(b""),
    "packed null": zlib.compress(b"null"),
    "packed object": zlib.compress(b"{}"),
    "packed list": zlib.compress(b'[{"id": 5}]'),
    "packed depth": zlib.compress(b"[" * 100_000),
    "half of what is packed": zlib.compress(b"[" * 100_000)[:20],
}
"""What may stand where it does not belong."""

NO_UTF_8 = b"\xff\xc3\x28"

COMMANDS = (
    ("status",),
    ("status", "--format", "json"),
    ("history",),
    ("history", "show", "r0"),
    ("history", "show", "r1", "--format", "html"),
    ("why", "bridge"),
    ("store", "check"),
    ("store", "backup", "copy.db"),
    ("cache", "size"),
    ("deliver", "r1"),
    ("run", JOB, "--dry-run"),
    ("run", JOB),
    ("run", JOB),
    ("store", "forget"),
    ("cache", "clear"),
)
"""Every command that reads the store, in an order in which what they change comes last."""


def whole(folder: Path) -> Path:
    """Make a store of two runs that are done and one that is cut off; return its config."""
    (folder / "reports").mkdir(parents=True)
    (folder / "reports/a.txt").write_text("The Halvorsen bridge was opened on Friday.")
    (folder / "morning.toml").write_text(CONFIG)
    with Store.open(folder / "kept.db") as store:
        for number in (0, 1):
            go_through(store, f"r{number}", JOB, day(number))
            store.delivered(Delivery(f"r{number}", "file", "sent", day(number), "page.md"))
        store.start(run("r2", JOB, day(2)))
        store.loaded("r2", REQUEST, [seen("a", day(2))], [validator("https://herald.example/2")])
        store.written("r2", briefing(day(2), "r2"))
        store.delivered(Delivery("r2", "file", "failed", day(2), "no room"))
    answers = Answers(folder / "kept.db", 10, shared=True)
    answers.put("asked", Completion("answered", "a model", 3, 4))
    answers.close()
    return folder / "morning.toml"


def columns(path: Path) -> Iterator[tuple[str, str]]:
    """Yield each table with each of its columns."""
    with closing(sqlite3.connect(path)) as file:
        for table in TABLES:
            for _, name, *_ in file.execute(f"PRAGMA table_info({table})"):
                yield table, name


def put(path: Path, table: str, column: str, value: object, *, cast: bool = False) -> None:
    """Put a value into each second row of a table, whatever the column's rules are."""
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        schema = file.execute("SELECT name, sql FROM sqlite_schema WHERE sql > ''").fetchall()
        _rewrite(file, [(name, _lax(sql)) for name, sql in schema])
    with closing(sqlite3.connect(path, isolation_level=None)) as file:
        file.execute("PRAGMA ignore_check_constraints = ON")
        key = {"runs": "id", "seen": "id", "validators": "url", "answers": "key"}.get(table, "run")
        (first,) = file.execute(f"SELECT min({key}) FROM {table}").fetchone()
        new = "CAST(? AS TEXT)" if cast else "?"
        file.execute(f"UPDATE {table} SET {column} = {new} WHERE {key} = ?", (value, first))
        _rewrite(file, schema)


def _lax(sql: str) -> str:
    sql = sql.replace(") STRICT,", ")").replace(") STRICT", ")")
    for rule in (" TEXT", " INTEGER", " REAL", " BLOB", " NOT NULL"):
        sql = sql.replace(rule, "")
    return sql


def _rewrite(file: sqlite3.Connection, schema: list[tuple[str, str]]) -> None:
    file.execute("PRAGMA writable_schema = ON")
    for name, sql in schema:
        file.execute("UPDATE sqlite_schema SET sql = ? WHERE name = ?", (sql, name))
    file.execute("PRAGMA writable_schema = RESET")


def copied(config: Path, folder: Path) -> Path:
    """Copy the folder of a config, and return the config in the copy."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(config.parent, folder)
    return folder / config.name


def run_all(summarise: Summarise, config: Path) -> list[tuple[tuple[str, ...], Ran]]:
    """Run all that reads the store; what raises anything but its exit fails the test."""
    found: list[tuple[tuple[str, ...], Any]] = []
    for command in COMMANDS:
        given = [config.parent / one if one == "copy.db" else one for one in command]
        found.append((command, summarise(*given, "--config", config)))
    return found
