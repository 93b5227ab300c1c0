"""Whether the store is whole: the file's own structure, and each value that a command reads."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from summarise.database import TABLES, Database
from summarise.errors import StoreError, SummariseError
from summarise.jobs.rows import Delivery, Run, Seen, columns, text, time_of, unpacked, value_of
from summarise.models.cache import completion_of
from summarise.plain import one_line, public
from summarise.sources.loader import Validator
from summarise.types import Briefing, Reported

_SHOWN: Final = 10
"""Damaged places in the structure of the file that are told one by one."""

_LONGEST: Final = 120
"""Characters of a damaged value, or of what is said of it, that are shown."""

_YEARS: Final = range(2, 9999)
"""Years whose days have a date in every zone."""

_KINDS: Final[dict[str, type | tuple[type, ...]]] = {
    "TEXT": str,
    "INTEGER": int,
    "REAL": (int, float),
    "BLOB": bytes,
}
_KEYS: Final = {"runs": "id", "seen": "id", "validators": "url", "answers": "key"}
"""What names a row, of the tables where that is no run."""

SEEN: Final = tuple[Seen, ...]
VALIDATORS: Final = tuple[Validator, ...]

_ROWS: Final[dict[type, str]] = {
    Run: "runs",
    Delivery: "deliveries",
    Reported: "reported",
    Seen: "seen",
    Validator: "validators",
}


def problems(database: Database) -> tuple[str, ...]:
    """Return what is wrong with a file, a sentence each: its structure, or else what it holds."""
    try:
        return tuple(_structure(database)) or tuple(_content(database))
    except StoreError as error:  # so damaged that it can't even be looked through
        return (str(error),)


def seen_of(content: bytes, run: str) -> tuple[Seen, ...]:
    """Return what a run has read. Raises StoreError."""
    read: tuple[Seen, ...] = unpacked(content, SEEN, f"what the run {run} read")
    return read


def validators_of(content: bytes, run: str) -> tuple[Validator, ...]:
    """Return what servers told a run. Raises StoreError."""
    told: tuple[Validator, ...] = unpacked(content, VALIDATORS, f"what servers told the run {run}")
    return told


def page_of_run(content: bytes, run: str) -> Briefing:
    """Return the page of a run. Raises StoreError, for one with times that no zone can tell too."""
    page: Briefing = unpacked(content, Briefing, f"the page of the run {run}")
    times = [page.date, page.since, *(source.published for source in page.sources)]
    for at in (at for at in times if at is not None):
        if at.year not in _YEARS:
            raise StoreError(f"the page of the run {run} is damaged: it has the year {at.year}")
    return page


def _structure(database: Database) -> Iterator[str]:
    for (problem,) in database.ask(f"PRAGMA integrity_check({_SHOWN})"):
        if problem != "ok":
            yield f"{database.path}: {text(problem)}"
    for table, _, parent, _ in database.ask("PRAGMA foreign_key_check"):
        yield f"{database.path}: a row of {table} belongs to none of {parent}"


def _content(database: Database) -> Iterator[str]:
    for kind, table in _ROWS.items():
        for row in database.ask(f"SELECT {columns(kind)} FROM {table}"):  # noqa: S608 - ours
            yield from _trouble(value_of, kind, row)
    for run, made, briefing in database.ask("SELECT run, made, briefing FROM pages ORDER BY run"):
        yield from _trouble(_check_time, made, "the page of the run", run)
        yield from _trouble(page_of_run, briefing, run)
    for url, used in database.ask("SELECT url, used FROM validators"):
        yield from _trouble(_check_time, used, "what is known of the address", public(str(url)))
    yield from _pending(database)
    for key, answer in database.ask("SELECT key, answer FROM answers"):
        if completion_of(answer) is None:
            yield f"the answer {_shown(key)} that is kept is damaged"
    yield from _columns(database)


def _pending(database: Database) -> Iterator[str]:
    from summarise.jobs.request import Request  # all that makes a page comes with it

    every = "SELECT run, request, seen, validators FROM pending"
    for run, request, seen, validators in database.ask(every):
        yield from _trouble(Request.unpacked, request, run)
        yield from _trouble(seen_of, seen, run)
        yield from _trouble(validators_of, validators, run)
    for (run,) in database.ask("SELECT id FROM runs JOIN pending ON run = id WHERE ended > ''"):
        yield f"the run {text(str(run))} has ended, and what it had in hand is still there"


def _columns(database: Database) -> Iterator[str]:
    """Yield the values that are of another kind than their columns, the rest of which is read."""
    whole = Database(database.path.with_name(f"{database.path.name}.none"), reading=True)
    for table in TABLES:
        for _, name, kind, needed, *_ in whole.ask(f"PRAGMA table_info({table})"):
            pairs = f"SELECT {name}, {_KEYS.get(table, 'run')} FROM {table}"  # noqa: S608 - ours
            for value, row in database.ask(pairs):
                fits = isinstance(value, _KINDS[kind]) or (value is None and not needed)
                if not fits or (isinstance(value, str) and text(value) != value):
                    yield f"{table}: {name} of {_shown(row)} is no {kind}"
    whole.close()


def _check_time(at: object, what: str, name: object) -> None:
    try:
        time_of(at, "its time")
    except (ValueError, TypeError) as error:
        raise StoreError(f"{what} {_shown(name)} is damaged: {_shown(error)}") from error


def _shown(value: object) -> str:
    return one_line(text(str(value)))[:_LONGEST]


def _trouble(read: Callable[..., object], *what: Any) -> list[str]:
    try:
        read(*what)
    except SummariseError as error:
        return [text(str(error))]
    return []
