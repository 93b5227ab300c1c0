"""One run of a job at a time, from wherever the run before was cut off, to its end."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import BinaryIO, Final
from zoneinfo import ZoneInfo

from summarise.config import Config, JobConfig, for_job, target
from summarise.database import kept_out
from summarise.errors import InputError, StoreError, SummariseError
from summarise.jobs.digest import is_digest, job_name, job_of
from summarise.jobs.errata import Errata, due
from summarise.jobs.health import AHEAD
from summarise.jobs.lock import held
from summarise.jobs.message import Message
from summarise.jobs.request import Request, is_to_go_on, occasion, page_before, page_of, read
from summarise.jobs.rows import Delivery, Run
from summarise.jobs.store import UNKEPT, Store
from summarise.jobs.targets import check_targets, deliver_all, has_news, outputs_of
from summarise.logs import Tell, at_run, at_stage, silent
from summarise.render import render
from summarise.story.news import reported
from summarise.types import Briefing

log = logging.getLogger(__name__)

_NOBODY: Final = "no target has the page yet; the next run tries again"
_IN_DOUBT: Final = "no target is known to have the page, so what it tells does not count as told"
_EVERY: Final = 2**31
"""More runs than there can be."""


JUMP: Final = timedelta(days=180)
"""Time without a run after which the clock is doubted before all that is old is forgotten."""

SHARE: Final = 0.25
"""Of all runs, how many are forgotten at once, or one: each day but a few grow old."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What a run is handed: the world around it. ``clock`` gives aware times."""

    environment: Mapping[str, str]
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    sleep: Callable[[float], None] = time.sleep
    stdin: BinaryIO | None = None
    stdout: BinaryIO | None = None
    tell: Tell = silent


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run ended. ``fresh`` is False where it had been done before, and nothing was to do.

    ``errata`` are those, of this run or an earlier one, that were tried with it.
    """

    run: Run
    briefing: Briefing | None = None
    deliveries: tuple[Delivery, ...] = ()
    fresh: bool = True
    errata: tuple[Delivery, ...] = ()

    @property
    def undelivered(self) -> tuple[Delivery, ...]:
        """The targets that do not have the page, or an erratum, or of which nobody knows."""
        return tuple(one for one in (*self.deliveries, *self.errata) if one.state != "sent")


class Runner:
    """Runs the jobs of one config. Close the store afterwards, not before."""

    def __init__(self, config: Config, store: Store, tools: Tools) -> None:
        self.config = config
        self.store = store
        self.tools = tools

    def run(self, name: str, *, again: bool = False) -> Outcome:
        """Run a job, or go on with the run that was cut off, and return how it ended.

        What the job was due for and has done already is not done a second time, unless ``again``.
        Raises InputError when no source could be read, BusyError, ConfigError and StoreError.
        """
        job = self._job(name)
        check_targets(name, job, self.config, self.tools)
        with held(self.store.path, name, self.tools.clock):
            try:
                return self._run(name, job, again=again)
            except StoreError as error:
                if self.store.kept_out or not kept_out(error):
                    raise
                log.warning("%s; %s", error, UNKEPT)
                self.store.go_apart(error)
                return self._run(name, job, again=again)

    def _run(self, name: str, job: JobConfig, *, again: bool) -> Outcome:
        run = self._current(name, job, again=again)
        at_run(run.id)
        if run.state == "done":
            return self._ended(run, job)
        try:
            log.info("run %s of the job %s", run.id, name)
            return self._go_on(run, job)
        except SummariseError as error:
            if not (isinstance(error, StoreError) and kept_out(error)):
                self._failed(run, error)
            raise

    def deliver(self, run: Run, targets: Sequence[str] = ()) -> Outcome:
        """Deliver the page of a run to the targets that do not have it, or to those named alone.

        Who asks for it has looked: a target that may have the page gets it. Raises InputError when
        the run has no page.
        """
        with held(self.store.path, run.job, self.tools.clock):
            return self.send(run, targets)

    def send(self, run: Run, targets: Sequence[str] = ()) -> Outcome:
        """Do what ``deliver`` does, for who holds the job's lock."""
        job, run = self._job(run.job), self.store.run(run.id)
        at_run(run.id)
        known = self.store.deliveries(run.id)
        missing = [one.target for one in known if one.state != "sent"]
        done = self._delivered(run, job, targets or missing, only=targets)
        return replace(done, errata=self._errata(run.job, job).send(run.id, targets))

    def _job(self, name: str) -> JobConfig:
        job = job_of(self.config, name)
        if job is None:
            there_are = ", ".join(sorted(self.config.jobs)) or "none"
            raise InputError(f"{name}: the config has no job of this name (it has {there_are})")
        return job

    def _current(self, name: str, job: JobConfig, *, again: bool) -> Run:
        """Return the run to go on with: one cut off, one done, or a new one."""
        now = self.tools.clock()
        due = occasion(self.config, job, now)
        left = self.store.unfinished(name)
        if left is not None and is_to_go_on(left, due, now):
            return left
        if left is not None:
            why = f"not finished ({left.state}) when the next was due; its reports are read again"
            self.store.end(left.id, "abandoned", now, why)
            log.warning("run %s: %s", left.id, why)
        self._note_clock(name, now)
        if not again and due and (done := self.store.done(name, due)):
            return done
        new = f"{now.astimezone(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}"
        run = Run(new, name, due or new, now)
        self.store.start(run)
        return run

    def _note_clock(self, name: str, now: datetime) -> None:
        """Say that runs are dated ahead of the clock: they are no newer for that."""
        newest = next(iter(self.store.runs(name, limit=1)), None)
        if newest is not None and newest.began > now + AHEAD:
            log.warning(
                "run %s is dated %s, ahead of this clock: it was wrong then, or is now; what is "
                "done is known by when it was due",
                newest.id,
                newest.began.isoformat(timespec="minutes"),
            )

    def _failed(self, run: Run, error: SummariseError) -> None:
        """End a run that came to no page. One with a page is gone on with: somebody may have it."""
        with suppress(StoreError):  # what the run failed with says more
            if self.store.run(run.id).state in ("begun", "loaded"):
                self.store.end(run.id, "failed", self.tools.clock(), str(error))

    def _go_on(self, run: Run, job: JobConfig) -> Outcome:
        if run.state == "begun":
            self._read(run, job)
        if not self._has_page(run.id):
            self._write(run, job)
        done = self._delivered(self.store.run(run.id), job)
        return replace(done, errata=self._errata(run.job, job).spread())

    def _has_page(self, run: str) -> bool:
        """Whether a run has a page; one that is damaged is made anew."""
        try:
            return self.store.briefing(run) is not None
        except StoreError as error:
            if kept_out(error):
                raise
            log.warning("%s; it is made anew", error)
            return False

    def _read(self, run: Run, job: JobConfig) -> Request:
        """Read the sources, and keep what they say."""
        intake = read(run, job, self.config, self.store, self.tools)
        self.store.loaded(run.id, intake.request.packed(), intake.seen, intake.validators)
        return intake.request

    def _write(self, run: Run, job: JobConfig) -> None:
        """Make the page of what was read, and keep it."""
        try:
            request = Request.unpacked(self.store.request(run.id), run.id)
        except InputError as error:
            log.warning("%s", error)
            request = self._read(run, job)
        # The budget that it began with may have been too small.
        config = replace(request.config, budget=self.config.budget)
        request = replace(request, config=config)
        self.store.written(run.id, page_of(request, run, job, self.store, self.tools))

    def _delivered(
        self, run: Run, job: JobConfig, again: Sequence[str] = (), only: Sequence[str] = ()
    ) -> Outcome:
        """Deliver the page; once somebody has it, what it tells is told."""
        page = self._page(run)
        if run.state == "written" and not has_news(page) and (why := self._unsent(run, job)):
            self._commit(run, page, job, why)
            return Outcome(self.store.run(run.id), page)
        outputs = [one for one in outputs_of(job) if not only or target(one) in only]
        message = self._message(run, page, job)
        at_stage("deliver")
        done = deliver_all(outputs, message, self.store, self.tools, again)
        if run.state == "written" and any(one.state == "sent" for one in done):
            self._commit(run, page, job, "")
        elif run.state == "written":
            failed = any(one.state == "failed" for one in done)
            log.warning("run %s: %s", run.id, _NOBODY if failed else _IN_DOUBT)
        return Outcome(self.store.run(run.id), page, done)

    def _unsent(self, run: Run, job: JobConfig) -> str:
        """Say why a page without news goes nowhere; empty where it goes out."""
        if job.skip_when_empty:
            return "nothing new: no page was sent"
        zone = for_job(self.config, job).briefing.time_zone
        before = page_before(run, zone, self.store)
        return f"nothing new since run {before.id}, whose page stays the latest" if before else ""

    def _ended(self, run: Run, job: JobConfig) -> Outcome:
        """Return a run that was done before, with another try at the targets that failed."""
        known, errata = self.store.deliveries(run.id), self._errata(run.job, job).spread()
        if any(one.state != "sent" for one in known):
            return replace(self._delivered(run, job), errata=errata)
        page = self.store.briefing(run.id)
        return Outcome(run, page, known, fresh=bool(errata), errata=errata)

    def _page(self, run: Run) -> Briefing:
        page = self.store.briefing(run.id)
        if page is None:
            why = f" ({run.note})" if run.note else ""
            raise InputError(f"run {run.id} has no page: its state is {run.state}{why}")
        return page

    def _message(self, run: Run, page: Briefing, job: JobConfig) -> Message:
        config = for_job(self.config, job)
        return Message(
            job=job_name(run.job),
            run=run.id,
            occasion=run.occasion,
            at=run.began.astimezone(ZoneInfo(config.briefing.time_zone)),
            briefing=page,
            default=config.briefing.format,
            render=lambda form: render(page, form, config.briefing.paper),
            earlier=lambda known: self._told(run, known, quiet=not job.skip_when_empty),
            paper=config.briefing.paper,
            event="digest" if is_digest(run.job) else "page",
        )

    def _told(self, run: Run, known: Container[str], *, quiet: bool) -> Iterator[Briefing]:
        """Yield the pages of a job that somebody has; those without news only if ``quiet``."""
        for one in self.store.runs(run.job, limit=_EVERY):
            told = one.state == "done" and one.id not in known
            page = self.store.briefing(one.id) if told else None
            if page is not None and (quiet or has_news(page)):
                yield page

    def _errata(self, name: str, job: JobConfig) -> Errata:
        def message_of(run: Run, page: Briefing) -> Message:
            return self._message(run, page, job)

        return Errata(name, job, self.store, self.tools, message_of)

    def _commit(self, run: Run, page: Briefing, job: JobConfig, note: str) -> None:
        now = self.tools.clock()
        self.store.commit(
            run.id, reported(page), now, note, due(run.job, page, job, self.store, now)
        )
        self._forget(now)

    def _forget(self, now: datetime) -> None:
        """Forget what is older than the config says, unless that is much: then somebody has to ask.

        By a clock that is wrong, all is old.
        """
        before = now - timedelta(days=self.config.store.retention_days)
        old, every = self.store.older(before)
        jumped = self._since_last(now) > max(now - before, JUMP)
        if old <= max(1, int(every * SHARE)) and not jumped:
            self.store.forget(before)
        elif old:
            log.warning(
                "%s of %s runs are older than store.retention_days by this clock, and none is "
                "forgotten at once: if it is right, summarise store forget does it",
                f"{old:,}",
                f"{every:,}",
            )

    def _since_last(self, now: datetime) -> timedelta:
        """Return how long before the run that ends now, by the clock, the last one began."""
        newest = [run.began for run in self.store.runs(limit=2, until=now)]
        return newest[0] - newest[1] if len(newest) > 1 else timedelta()
