"""The store: what each run leaves, and what the runs before it have left."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self, TypeVar

from summarise.database import TABLES, Database, Row, default_place, explained
from summarise.errors import InputError, StoreError, UsageError
from summarise.jobs.rows import (
    Delivery,
    Run,
    RunState,
    Seen,
    columns,
    delivery_of,
    moment,
    numbers_of,
    packed,
    row_of,
    text,
    time_of,
    value_of,
    values_of,
)
from summarise.jobs.soundness import (
    SEEN,
    VALIDATORS,
    page_of_run,
    problems,
    seen_of,
    validators_of,
)
from summarise.output import replacing
from summarise.sources.loader import Validator
from summarise.types import Briefing, Memory, Reported

log = logging.getLogger(__name__)

T = TypeVar("T")

UNKEPT: Final = "nothing of this run is kept, so that the next one may tell it again"

_RUN: Final = f"SELECT {columns(Run)} FROM runs"
_UNFINISHED: Final = "state IN ('begun', 'loaded', 'written')"
_NEWEST_FIRST: Final = "ORDER BY began DESC, rowid DESC"

_ALL: Final = 2**31
"""More runs than there can be."""

_OLD: Final = (
    "DELETE FROM runs WHERE began < ?",  # and with them all that hangs on them
    "DELETE FROM seen WHERE at < ?",
    "DELETE FROM validators WHERE used < ?",
)
_LOOKED_AT: Final = 20
"""Rows that are looked at for one that is whole."""

_NEVER: Final = "~"
"""Sorts behind all times."""


class Store:
    """The file of what outlives a run. Threads may share it, and each process opens its own.

    Every method raises StoreError when the file can't be read or written; whatever it was to
    change is then as it was before.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ask = database.ask
        self.path = database.path
        self.kept_out = ""
        """Why nothing is kept any more, in a sentence; empty while all is."""

    @classmethod
    def open(cls, path: Path | None = None, *, reading: bool = False) -> Self:
        """Open the file, made if need be; None is the one in the user's state folder.

        For ``reading`` alone it may lie where nothing may be written, and is not made.
        """
        return cls(Database(default_place() if path is None else path, reading=reading))

    @classmethod
    def apart(cls, path: Path, why: StoreError) -> Self:
        """Open a copy in memory of what can be read: the disk does not let us write (``why``)."""
        store = cls(Database.apart(path))
        store.kept_out = str(why)
        return store

    def go_apart(self, why: StoreError) -> None:
        """Go on in memory from what was kept up to here, since the disk takes no more (``why``)."""
        on_disk, self._database = self._database, Database.apart(self.path)
        self._ask = self._database.ask
        self.kept_out = str(why)
        with suppress(StoreError):
            on_disk.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    # A run, from its beginning to its end.

    def start(self, run: Run) -> None:
        """Note a run that begins."""
        with self._database.writing():
            self._into("runs", [row_of(run)])

    def loaded(
        self,
        id: str,  # noqa: A002 - what everyone calls it
        request: bytes,
        seen: Sequence[Seen],
        validators: Sequence[Validator],
    ) -> None:
        """Keep what a run has read, to go on with: it counts once the run is committed."""
        pending = {
            "run": id,
            "request": request,
            "seen": packed(tuple(seen), SEEN),
            "validators": packed(tuple(validators), VALIDATORS),
        }
        with self._database.writing():
            self._go_on(id, "state = 'loaded'")
            self._into("pending", [pending])

    def written(self, id: str, briefing: Briefing) -> None:  # noqa: A002
        """Keep the page of a run, and the numbers of its record."""
        page = {"run": id, "made": moment(briefing.date), "briefing": packed(briefing, Briefing)}
        numbers = numbers_of(briefing)
        with self._database.writing():
            changes = ", ".join(f"{name} = ?" for name in numbers)
            self._go_on(id, f"state = 'written', {changes}", *numbers.values())
            self._into("pages", [page])

    def delivered(self, delivery: Delivery) -> None:
        """Note what became of a page at a target, in place of what was noted before."""
        with self._database.writing():
            self._into("deliveries", [row_of(delivery)])

    def commit(
        self,
        id: str,  # noqa: A002
        reported: Sequence[Reported],
        ended: datetime,
        note: str = "",
        errata: Sequence[Delivery] = (),
    ) -> None:
        """End a run well: what it read and told is remembered from here on, all or nothing.

        So are the ``errata`` that are due by what its page puts right.
        """
        with self._database.writing():
            self._finish(id, "done", ended, note)
            ((job,),) = self._ask("SELECT job FROM runs WHERE id = ?", id)
            pending = "DELETE FROM pending WHERE run = ? RETURNING seen, validators"
            page = self.briefing(id)
            origins = {source.id: source.origin for source in page.sources} if page else {}
            for seen, validators in self._ask(pending, id):
                read = _readable(seen_of, seen, id)
                known = (replace(one, origin=origins.get(one.id, one.origin)) for one in read)
                self._into("seen", [row_of(one, job=job, run=id) for one in known])
                learnt = _readable(validators_of, validators, id)
                self._into("validators", [row_of(one, job=job, used=ended) for one in learnt])
            told = [row_of(one, run=id, number=n, job=job) for n, one in enumerate(reported)]
            self._into("reported", told)
            self._into("deliveries", [row_of(one) for one in errata])

    def end(self, id: str, state: RunState, ended: datetime, note: str) -> None:  # noqa: A002
        """End a run that failed or is given up: nothing that it read or told is remembered."""
        with self._database.writing():
            self._finish(id, state, ended, note)
            self._ask("DELETE FROM pending WHERE run = ?", id)

    # What runs have left.

    def runs(
        self, job: str = "", limit: int = 20, until: datetime | None = None
    ) -> tuple[Run, ...]:
        """Return the runs of a job, or of all, newest first; those that began up to a time."""
        query = f"{_RUN} WHERE ? IN ('', job) AND began <= ? {_NEWEST_FIRST} LIMIT ?"
        last = moment(until) if until else _NEVER
        limit = min(max(limit, 0), _ALL)
        return tuple(values_of(Run, self._ask(query, job, last, limit)))

    def done(self, job: str, occasion: str) -> Run | None:
        """Return the run of a job that has done what was due then, however long ago; or None."""
        query = f"{_RUN} WHERE job = ? AND occasion = ? AND state = 'done' {_NEWEST_FIRST}"
        return next(values_of(Run, self._ask(query, job, occasion)), None)

    def run(self, id: str) -> Run:  # noqa: A002
        """Return the run whose id is this, or alone begins so. Raises InputError."""
        rows = self._ask(f"{_RUN} WHERE id = ?", id) or self._ask(
            f"{_RUN} WHERE substr(id, 1, ?) = ? LIMIT 2", len(id), id
        )
        if not id or len(rows) != 1:
            what = "more than one run begins" if id and rows else "no run is called, or begins,"
            raise InputError(f'{what} "{id}"; summarise history lists them')
        return value_of(Run, rows[0])

    def last_done(self, job: str, until: datetime) -> datetime | None:
        """Return when the newest run of a job began that is done, of those up to a time."""
        query = f"{_RUN} WHERE job = ? AND state = 'done' AND began <= ? {_NEWEST_FIRST} LIMIT ?"
        rows = self._ask(query, job, moment(until), _LOOKED_AT)
        return next((run.began for run in values_of(Run, rows)), None)

    def ahead(self, job: str, after: datetime) -> int:
        """Return how many runs of a job are dated after a time."""
        query = "SELECT count(*) FROM runs WHERE job = ? AND began > ? AND began < ?"
        return int(self._ask(query, job, moment(after), _NEVER)[0][0])

    def unfinished(self, job: str) -> Run | None:
        """Return the newest run of a job that has not ended, if there is one."""
        query = f"{_RUN} WHERE job = ? AND {_UNFINISHED} {_NEWEST_FIRST}"
        return next(values_of(Run, self._ask(query, job)), None)

    def request(self, id: str) -> bytes:  # noqa: A002
        """Return what a run that has not ended is to make its page from."""
        rows = self._ask("SELECT request FROM pending WHERE run = ?", id)
        if not rows:
            raise StoreError(f"{self.path}: of the run {id} nothing is kept to go on with")
        request: bytes = rows[0][0]
        return request

    def briefing(self, id: str) -> Briefing | None:  # noqa: A002
        """Return the page of a run, if it came to one."""
        rows = self._ask("SELECT briefing FROM pages WHERE run = ?", id)
        return page_of_run(rows[0][0], id) if rows else None

    def pages(self, job: str = "") -> Iterator[tuple[Run, Briefing]]:
        """Yield the pages of a job, or of all, newest first, each with its run."""
        # Not all at once: a year of them is a hundred megabytes.
        for run in self.runs(job, limit=_ALL):
            try:
                briefing = self.briefing(run.id)
            except StoreError as error:
                log.warning("%s", error)
                continue
            if briefing is not None:
                yield run, briefing

    def deliveries(self, id: str) -> tuple[Delivery, ...]:  # noqa: A002
        """Return what became of a run's page at each target, by their names."""
        query = f"SELECT {columns(Delivery)} FROM deliveries WHERE run = ? ORDER BY target"
        return tuple(one for one in _deliveries(self._ask(query, id)) if not one.corrects)

    def errata(self, job: str, since: datetime) -> tuple[Delivery, ...]:
        """Return what became of the errata of a job's runs that began from a time on, in order."""
        query = (
            f"SELECT {columns(Delivery)} FROM deliveries WHERE corrects > '' AND run IN "
            "(SELECT id FROM runs WHERE job = ? AND began >= ?) ORDER BY run, corrects, target"
        )
        return tuple(_deliveries(self._ask(query, job, moment(since))))

    # What committed runs of a job have read and told.

    def memory(self, job: str, since: datetime, until: datetime | None = None) -> Memory:
        """Return what pages of a job have told from a time on, and when the last one was made.

        That is the last one up to a time: one of a clock that was ahead is no last page.
        """
        told = self._ask(
            f"SELECT {columns(Reported)} FROM reported WHERE job = ? AND at >= ? "
            "ORDER BY at, run, number",
            job,
            moment(since),
        )
        made = self._ask(
            "SELECT made FROM pages JOIN runs ON id = run WHERE job = ? AND state = 'done' "
            "AND made <= ? ORDER BY made DESC",
            job,
            moment(until) if until else _NEVER,
        )
        return Memory(tuple(values_of(Reported, told)), _newest(made))

    def seen(self, job: str, ids: Iterable[str]) -> frozenset[str]:
        """Return those of the documents that a run of the job has read before."""
        query = "SELECT id FROM seen WHERE job = ? AND id IN (SELECT value FROM json_each(?))"
        return frozenset(row[0] for row in self._ask(query, job, json.dumps(list(ids))))

    def validators(self, job: str) -> dict[str, Validator]:
        """Return what servers told the job's runs, by address."""
        query = f"SELECT {columns(Validator)} FROM validators WHERE job = ?"
        validators = values_of(Validator, self._ask(query, job))
        return {validator.url: validator for validator in validators}

    # The file itself.

    def forget(self, before: datetime) -> int:
        """Delete what is older, and return how many rows that were."""
        changes = self._database.connection.total_changes
        with self._database.writing():
            for statement in _OLD:
                self._ask(statement, moment(before))
        self._database.shrink()
        return self._database.connection.total_changes - changes

    def older(self, before: datetime) -> tuple[int, int]:
        """Return how many runs began before a time, and how many there are."""
        ((old, every),) = self._ask("SELECT total(began < ?), count(*) FROM runs", moment(before))
        return int(old), int(every)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return {table: int(self._ask(f"SELECT count(*) FROM {table}")[0][0]) for table in TABLES}

    def size(self) -> int:
        """Return how many bytes the file takes, with its log."""
        taken = 0
        for path in (self.path, self.path.with_name(f"{self.path.name}-wal")):
            with suppress(FileNotFoundError):
                taken += path.stat().st_size
        return taken

    def check(self) -> tuple[str, ...]:
        """Return what is wrong, a sentence each: the file's structure, or else what it holds."""
        return problems(self._database)

    def backup(self, path: Path) -> None:
        """Copy the file while others may write to it, whole or not at all. Raises UsageError."""
        try:
            with explained(path):
                if path.exists():
                    raise UsageError(f"{path}: is there already; name a new file for the backup")
                with replacing(path) as beside:
                    os.close(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
                    with closing(sqlite3.connect(beside, isolation_level=None)) as copy:
                        with self._database.alone():
                            self._database.connection.backup(copy)
                        copy.execute("PRAGMA journal_mode = DELETE")  # one file, without a log
        except StoreError as error:
            if isinstance(error.__cause__, OSError):  # the place of the copy, not of the store
                why = error.__cause__.strerror
                raise UsageError(f"{path}: can't be written ({why}); name another file") from error
            raise

    def _go_on(self, id: str, change: str, *values: object) -> None:  # noqa: A002
        """Change a run that has not ended."""
        update = f"UPDATE runs SET {change} WHERE id = ? AND {_UNFINISHED}"
        if not self._ask(f"{update} RETURNING id", *values, id):
            raise StoreError(f"{self.path}: no run {id} is under way: it has ended, or is not kept")

    def _finish(self, id: str, state: RunState, ended: datetime, note: str) -> None:  # noqa: A002
        self._go_on(id, "state = ?, ended = ?, note = ?", state, moment(ended), text(note))

    def _into(self, table: str, rows: list[dict[str, Any]]) -> None:
        """Write rows, in place of those with the same key."""
        if rows:
            marks = ", ".join(f":{name}" for name in rows[0])
            verb = "INSERT" if table in ("runs", "reported") else "REPLACE"
            self._database.each(
                f"{verb} INTO {table} ({', '.join(rows[0])}) VALUES ({marks})", rows
            )


def _deliveries(rows: Iterable[Row]) -> Iterator[Delivery]:
    """Yield the deliveries of rows that tell at least of which target they are."""
    for row in rows:
        yield from _readable(lambda one, run: (delivery_of(one, run),), row, row[0])


def _readable(
    read: Callable[[Any, Any], tuple[T, ...]], content: object, of: object
) -> tuple[T, ...]:
    """Return what can be read; nothing, and a word of it in the log, of what is damaged."""
    try:
        return read(content, of)
    except (StoreError, TypeError, ValueError) as error:
        log.warning("%s", error)
        return ()


def _newest(made: Iterable[Row]) -> datetime | None:
    """Return the first of the times that is one."""
    for (at,) in made:
        with suppress(ValueError, TypeError):
            return time_of(at, "made")
    return None
