"""The store: what each run leaves, and what the runs before it have left."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Final, Self

from summarise.errors import InputError, StoreError
from summarise.memory import Delivery, Memory, Reported, Run, RunState, Seen, Validator
from summarise.store import rows, upkeep
from summarise.store.database import Database
from summarise.store.packing import briefing_of, packed, seen_of, validators_of
from summarise.store.places import default_place
from summarise.types import Briefing

_RUN: Final = f"SELECT {', '.join(rows.RUN)} FROM runs"
_UNFINISHED: Final = "state IN ('begun', 'loaded', 'written')"
_NEWEST_FIRST: Final = "ORDER BY began DESC, rowid DESC"


class Store:
    """The file of what outlives a run. Threads may share it, and each process opens its own.

    Every method raises StoreError when the file can't be read or written; whatever it was to
    change is then as it was before.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._ask = database.ask
        self.path = database.path

    @classmethod
    def open(cls, path: Path | None = None) -> Self:
        """Open the file, made if need be; None is the one in the user's state folder."""
        return cls(Database(default_place() if path is None else path))

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
            self._into("runs", [rows.of_run(run)])

    def loaded(
        self,
        id: str,  # noqa: A002 - what everyone calls it
        errand: bytes,
        seen: Sequence[Seen],
        validators: Sequence[Validator],
    ) -> None:
        """Keep what a run has read, to go on with: it counts once the run is committed."""
        kept = (id, errand, packed(tuple(seen)), packed(tuple(validators)))
        with self._database.writing():
            self._go_on(id, "state = 'loaded'")
            self._into("pending", [kept], replace=True)

    def written(self, id: str, briefing: Briefing) -> None:  # noqa: A002
        """Keep the page of a run, and the numbers of its record."""
        page = (id, rows.moment(briefing.date), packed(briefing))
        numbers = _numbers(briefing)
        with self._database.writing():
            columns = ", ".join(f"{name} = ?" for name in numbers)
            self._go_on(id, f"state = 'written', {columns}", *numbers.values())
            self._into("pages", [page], replace=True)

    def delivered(self, delivery: Delivery) -> None:
        """Note what became of a page at a target, in place of what was noted before."""
        with self._database.writing():
            self._into("deliveries", [rows.of_delivery(delivery)], replace=True)

    def commit(
        self,
        id: str,  # noqa: A002
        reported: Sequence[Reported],
        ended: datetime,
        note: str = "",
    ) -> None:
        """End a run well: what it read and told is remembered from here on, all or nothing."""
        with self._database.writing():
            self._finish(id, "done", ended, note)
            ((job,),) = self._ask("SELECT job FROM runs WHERE id = ?", id)
            pending = "DELETE FROM pending WHERE run = ? RETURNING seen, validators"
            origins = self._origins(id)
            for seen, validators in self._ask(pending, id):
                found = (replace(s, origin=origins.get(s.id, s.origin)) for s in seen_of(seen, id))
                read = rows.of_seen(job, id, found)
                learnt = rows.of_validators(job, ended, validators_of(validators, id))
                self._into("seen", read, replace=True)
                self._into("validators", learnt, replace=True)
            told = [rows.of_reported(id, n, job, one) for n, one in enumerate(reported)]
            self._into("reported", told)

    def end(self, id: str, state: RunState, ended: datetime, note: str) -> None:  # noqa: A002
        """End a run that failed or is given up: nothing that it read or told is remembered."""
        with self._database.writing():
            self._finish(id, state, ended, note)
            self._ask("DELETE FROM pending WHERE run = ?", id)

    # What runs have left.

    def runs(self, job: str = "", limit: int = 20) -> tuple[Run, ...]:
        """Return the runs of a job, or of all, newest first."""
        query = f"{_RUN} WHERE ? IN ('', job) {_NEWEST_FIRST} LIMIT ?"
        return tuple(map(rows.run_of, self._ask(query, job, max(limit, 0))))

    def run(self, id: str) -> Run:  # noqa: A002
        """Return the run whose id is this, or alone begins so. Raises InputError."""
        found = self._ask(f"{_RUN} WHERE id = ?", id) or self._ask(
            f"{_RUN} WHERE substr(id, 1, ?) = ? LIMIT 2", len(id), id
        )
        if not id or len(found) != 1:
            what = "more than one run begins" if id and found else "no run is called, or begins,"
            raise InputError(f'{what} "{id}"; summarise history lists them')
        return rows.run_of(found[0])

    def unfinished(self, job: str) -> Run | None:
        """Return the newest run of a job that has not ended, if there is one."""
        query = f"{_RUN} WHERE job = ? AND {_UNFINISHED} {_NEWEST_FIRST} LIMIT 1"
        found = self._ask(query, job)
        return rows.run_of(found[0]) if found else None

    def errand(self, id: str) -> bytes:  # noqa: A002
        """Return what a run that has not ended is to make its page from."""
        found = self._ask("SELECT errand FROM pending WHERE run = ?", id)
        if not found:
            raise StoreError(f"{self.path}: of the run {id} nothing is kept to go on with")
        errand: bytes = found[0][0]
        return errand

    def briefing(self, id: str) -> Briefing | None:  # noqa: A002
        """Return the page of a run, if it came to one."""
        found = self._ask("SELECT briefing FROM pages WHERE run = ?", id)
        return briefing_of(found[0][0], id) if found else None

    def pages(self, job: str = "") -> Iterator[tuple[Run, Briefing]]:
        """Yield the pages of a job, or of all, newest first, each with its run."""
        # Not all at once: a year of them is a hundred megabytes.
        for run in self.runs(job, limit=_ALL):
            briefing = self.briefing(run.id)
            if briefing is not None:
                yield run, briefing

    def deliveries(self, id: str) -> tuple[Delivery, ...]:  # noqa: A002
        """Return what became of a run's page at each target, by their names."""
        query = "SELECT run, target, state, at, detail FROM deliveries WHERE run = ? ORDER BY 2"
        return tuple(map(rows.delivery_of, self._ask(query, id)))

    # What committed runs of a job have read and told.

    def memory(self, job: str, since: datetime) -> Memory:
        """Return what pages of a job have told from a time on, and when the last one was made."""
        told = self._ask(
            "SELECT text, run, at, story, evidence, documents FROM reported "
            "WHERE job = ? AND at >= ? ORDER BY at, run, number",
            job,
            rows.moment(since),
        )
        ((last,),) = self._ask(
            "SELECT max(made) FROM pages JOIN runs ON id = run WHERE job = ? AND state = 'done'",
            job,
        )
        made = datetime.fromisoformat(last) if last else None
        return Memory(tuple(map(rows.reported_of, told)), made)

    def seen(self, job: str, ids: Iterable[str]) -> frozenset[str]:
        """Return those of the documents that a run of the job has read before."""
        query = "SELECT id FROM seen WHERE job = ? AND id IN (SELECT value FROM json_each(?))"
        return frozenset(row[0] for row in self._ask(query, job, json.dumps(list(ids))))

    def validators(self, job: str) -> dict[str, Validator]:
        """Return what servers told the job's runs, by address."""
        query = "SELECT url, etag, modified, moved_to, gone FROM validators WHERE job = ?"
        found = map(rows.validator_of, self._ask(query, job))
        return {one.url: one for one in found}

    # The file itself.

    def forget(self, before: datetime) -> int:
        """Forget what is older, and return how many rows that were."""
        return upkeep.forget(self._database, before)

    def check(self) -> tuple[str, ...]:
        """Return what is wrong with the file, a sentence each."""
        return upkeep.check(self._database)

    def counts(self) -> dict[str, int]:
        """Return how many rows each table has."""
        return upkeep.counts(self._database)

    def backup(self, path: Path) -> None:
        """Copy the file as it is now, whole or not at all. Raises UsageError if one is there."""
        upkeep.backup(self._database, path)

    def size(self) -> int:
        """Return how many bytes the file takes, with its log."""
        return upkeep.size(self.path)

    def _origins(self, id: str) -> dict[str, str]:  # noqa: A002
        """Return who first wrote each document of a run's page, by id."""
        page = self.briefing(id)
        return {source.id: source.origin for source in page.sources} if page else {}

    def _go_on(self, id: str, change: str, *values: object) -> None:  # noqa: A002
        """Change a run that has not ended."""
        update = f"UPDATE runs SET {change} WHERE id = ? AND {_UNFINISHED}"
        if not self._ask(f"{update} RETURNING id", *values, id):
            raise StoreError(f"{self.path}: no run {id} is under way: it has ended, or is not kept")

    def _finish(self, id: str, state: RunState, ended: datetime, note: str) -> None:  # noqa: A002
        change = "state = ?, ended = ?, note = ?"
        self._go_on(id, change, state, rows.moment(ended), rows.text(note))

    def _into(self, table: str, found: list[rows.Row], *, replace: bool = False) -> None:
        if found:
            verb = "REPLACE" if replace else "INSERT"
            marks = ", ".join("?" * len(found[0]))
            self._database.each(f"{verb} INTO {table} VALUES ({marks})", found)


_ALL: Final = 2**31
"""More runs than there can be."""


def _numbers(briefing: Briefing) -> dict[str, float]:
    """Return what the run's row tells of its page, by column."""
    record = briefing.record
    told = len(briefing.corrections) + sum(len(story.statements) for story in briefing.stories)
    return {
        "sources": record.sources,
        "failed_sources": sum(skip.whole for skip in record.skipped),
        "documents": record.documents,
        "statements": told,
        "degraded": len(record.degraded),
        "calls": record.calls,
        "tokens": record.tokens,
        "usd": record.usd,
    }
