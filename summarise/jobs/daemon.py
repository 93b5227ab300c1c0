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
from typing import Final

from summarise.errors import SummariseError
from summarise.jobs.due import last_due, next_due

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
    sleep: Callable[[float], object] | None = None,
) -> None:
    """Run each job when it is due, and what was missed at once, until ``stop`` is set.

    ``run`` is given a job and the time that it was due. ``last`` says which due time (or later
    moment, by hand) the job was last run for to an end: a run that was killed is no such run, so
    that it is gone on with. A run that fails is told and costs the others nothing. The run in hand
    is finished before this returns; those that wait for it are left to be caught up. ``sleep``
    waits for some seconds, or until ``stop`` is set.
    """
    pause = sleep or stop.wait
    coming = {name: _first(name, due, last(name), clock()) for name, due in jobs.items()}
    while not stop.is_set():
        # One at a time: two pages would take each other's processor and model.
        name, now = min(coming, key=coming.__getitem__), clock()
        if (seconds := (coming[name] - now).total_seconds()) > 0:
            pause(min(seconds, _LOOK))
            continue
        coming[name] = jobs[name].next(now)
        _attempt(name, jobs[name], run, last, now)


@contextmanager
def ending(stop: threading.Event) -> Iterator[None]:
    """Set ``stop`` at the first SIGTERM or SIGINT; the second ends the process on the spot."""

    def end() -> None:
        stop.set()
        log.info("ending after the run in hand; a second signal ends it on the spot")

    def told(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - what signal gives
        for one in _ENDS:
            signal.signal(one, signal.SIG_DFL)
        # Not from here: the thread that was interrupted may hold the very lock that set() takes.
        threading.Thread(target=end).start()

    before = {one: signal.signal(one, told) for one in _ENDS}
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _first(name: str, due: Times, last: datetime | None, now: datetime) -> datetime:
    """Return when a job runs first: at once, if it has missed a time."""
    at = due.next(now)
    log.info("%s: next run at %s", name, at.isoformat(timespec="minutes"))
    if late := missed(due, last, now):
        log.info("%s: missed %s, is caught up", name, late.isoformat(timespec="minutes"))
        return now
    return at


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
