"""Jobs run by their schedules in one process, one after the other, until it is told to end."""

from __future__ import annotations

import logging
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import FrameType
from typing import TYPE_CHECKING, Final

from summarise.errors import SummariseError
from summarise.schedule.due import last_due, next_due

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

log = logging.getLogger(__name__)

_LOOK: Final = 30.0
"""Seconds after which the clock is read again: a machine that slept, or whose clock was put right,
tells nobody, and waiting goes on by another clock."""

_ENDS: Final = (signal.SIGTERM, signal.SIGINT)


@dataclass(frozen=True, slots=True)
class Times:
    """When a job is due: the first time after a moment, and the last time up to one."""

    next: Callable[[datetime], datetime]
    last: Callable[[datetime], datetime]


def times(schedule: str, zone: str) -> Times:
    """Return the times of a schedule in a zone; asking them raises ConfigError."""
    return Times(
        lambda after: next_due(schedule, zone, after), lambda at: last_due(schedule, zone, at)
    )


def missed(due: Times, last: datetime | None, now: datetime) -> datetime | None:
    """Return the due time that is to be caught up, None without one.

    It is one, however many were missed; ``last`` is the newest that was run for, None for a job
    that never ran, which has missed nothing.
    """
    newest = due.last(now)
    return newest if last is not None and last < newest else None


def serve(
    jobs: Mapping[str, Times],
    run: Callable[[str, datetime], None],
    last: Callable[[str], datetime | None],
    stop: threading.Event,
    *,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Run each job when it is due, and what was missed at once, until ``stop`` is set.

    ``run`` is given a job and the time that it was due. ``last`` says which due time (or later
    moment, by hand) the job was last run for to an end: a run that was killed is no such run, so
    that it is gone on with. A run that fails is told and costs the others nothing. The run in hand
    is finished before this returns; those that wait for it are left to be caught up.
    """
    from apscheduler.executors.pool import ThreadPoolExecutor
    from apscheduler.schedulers.background import BackgroundScheduler

    def start(name: str) -> None:
        if not stop.is_set():
            _attempt(name, jobs[name], run, last, clock())

    # One worker: two pages at a time would take each other's processor and model. A late start is
    # better than none, so there is no grace time; of several missed times the newest is run for.
    scheduler = BackgroundScheduler(
        executors={"default": ThreadPoolExecutor(1)},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        timezone=UTC,
        logger=_quiet(),
    )
    for name, due in jobs.items():
        _add(scheduler, name, due, start, missed(due, last(name), clock()), clock())
    scheduler.start()
    try:
        while not stop.wait(_LOOK):
            scheduler.wakeup()
        log.info("ending after the run in hand; a second signal ends it on the spot")
    finally:
        scheduler.shutdown(wait=True)


@contextmanager
def ending(stop: threading.Event) -> Iterator[None]:
    """Set ``stop`` at the first SIGTERM or SIGINT; the second ends the process on the spot."""

    def told(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what signal gives
        for one in _ENDS:
            signal.signal(one, signal.SIG_DFL)
        # Not from here: the thread that was interrupted may hold the very lock that set() takes.
        threading.Thread(target=stop.set).start()

    before = {one: signal.signal(one, told) for one in _ENDS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _attempt(
    name: str,
    due: Times,
    run: Callable[[str, datetime], None],
    last: Callable[[str], datetime | None],
    now: datetime,
) -> None:
    """Run a job for the newest due time, unless it was run for it; tell what goes wrong."""
    try:
        occasion, done = due.last(now), last(name)
        if done is None or done < occasion:
            run(name, occasion)
    except SummariseError as error:
        log.error("%s: %s", name, error)
    except Exception:  # nobody watches: the next morning has to come all the same
        log.exception("%s: failed in a way that nobody thought of; please report it", name)


def _add(
    scheduler: BackgroundScheduler,
    name: str,
    due: Times,
    start: Callable[[str], None],
    missed: datetime | None,
    now: datetime,
) -> None:
    from summarise.schedule.trigger import DueTrigger

    at = due.next(now)
    log.info("%s: next run at %s", name, at.isoformat(timespec="minutes"))
    if missed is not None:
        log.info("%s: missed %s, is caught up", name, missed.isoformat(timespec="minutes"))
        at = now
    scheduler.add_job(start, DueTrigger(due.next), args=(name,), id=name, next_run_time=at)


def _quiet() -> logging.Logger:
    """Return a logger for the scheduler, whose own words are for programmers."""
    logger = logging.getLogger("summarise.schedule.apscheduler")
    logger.setLevel(logging.ERROR)
    return logger
