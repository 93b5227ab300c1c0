"""The daemon: what it runs and when, and how it ends. Its clock goes on only while it sleeps."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from summarise.errors import InputError
from summarise.jobs.daemon import Times, ending, missed, serve, times

TICK = timedelta(minutes=10)
START = datetime(2026, 1, 1, tzinfo=UTC)
PATIENCE = 60  # seconds until a hanging test fails


def ticking(tick: timedelta = TICK) -> Times:
    """Due at each tick."""

    def last(at: datetime) -> datetime:
        return START + (at - START) // tick * tick

    return Times(lambda after: last(after) + tick, last)


def never() -> Times:
    """Due a year ahead, and last on the first of January."""
    return Times(lambda after: after + timedelta(days=365), lambda at: START)


Run = Callable[[str, datetime], None]
Last = Callable[[str], datetime | None]


class Clock:
    """A clock that goes on by what is slept, and stops the daemon after a year of it."""

    def __init__(self, stop: threading.Event, now: datetime = START) -> None:
        self.now = now
        self.slept: list[float] = []
        self._stop = stop
        self._end = now + timedelta(days=366)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        if self.now > self._end:
            self._stop.set()

    def serve(self, jobs: dict[str, Times], run: Run, last: Last) -> None:
        serve(jobs, run, last, self._stop, clock=lambda: self.now, sleep=self.sleep)


@pytest.fixture
def stop() -> threading.Event:
    return threading.Event()


@pytest.fixture
def clock(stop: threading.Event) -> Clock:
    return Clock(stop)


def counting(stop: threading.Event, ran: list[tuple[str, datetime]], until: int) -> Run:
    def run(name: str, occasion: datetime) -> None:
        ran.append((name, occasion))
        if len(ran) == until:
            stop.set()

    return run


def last_of(ran: list[tuple[str, datetime]]) -> Last:
    return lambda name: max((at for one, at in ran if one == name), default=None)


def test_a_job_is_run_at_each_due_time_once(clock: Clock, stop: threading.Event) -> None:
    ran: list[tuple[str, datetime]] = []
    clock.serve({"job": ticking()}, counting(stop, ran, 3), last_of(ran))
    assert [at for _, at in ran] == [START + TICK, START + 2 * TICK, START + 3 * TICK]


def test_what_was_missed_is_caught_up_once_at_the_start(
    clock: Clock, stop: threading.Event
) -> None:
    ran: list[tuple[str, datetime]] = []
    long_ago = START - timedelta(days=3)
    clock.serve({"job": never()}, counting(stop, ran, 1), lambda _: long_ago)
    assert ran == [("job", START)]
    assert clock.slept == []


def test_a_job_that_never_ran_has_missed_nothing() -> None:
    assert missed(never(), None, START) is None
    assert missed(never(), START, START + timedelta(days=1)) is None
    assert missed(never(), START - timedelta(seconds=1), START) == START


def test_a_due_time_that_was_run_for_by_someone_else_is_not_run_again(
    clock: Clock, stop: threading.Event
) -> None:
    ran: list[tuple[str, datetime]] = []
    future = START + timedelta(days=1)
    jobs = {"done": ticking(), "open": ticking()}
    last = last_of(ran)
    clock.serve(jobs, counting(stop, ran, 2), lambda name: future if name == "done" else last(name))
    assert {name for name, _ in ran} == {"open"}


def test_jobs_that_are_due_together_run_one_after_the_other(
    clock: Clock, stop: threading.Event
) -> None:
    at_work: set[str] = set()
    ran: list[str] = []
    most = 0

    def run(name: str, occasion: datetime) -> None:
        nonlocal most
        at_work.add(name)
        ran.append(name)
        most = max(most, len(at_work))
        at_work.remove(name)
        if {"one", "two", "three"} <= set(ran):
            stop.set()

    clock.serve(dict.fromkeys(("one", "two", "three"), ticking()), run, lambda _: None)
    assert sorted(ran) == ["one", "three", "two"]
    assert most == 1


@pytest.mark.parametrize("error", [InputError("no source could be read."), RuntimeError("a bug")])
def test_a_run_that_fails_is_told_and_the_next_one_comes(
    clock: Clock, stop: threading.Event, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    ran: list[tuple[str, datetime]] = []
    count = counting(stop, ran, 2)

    def run(name: str, occasion: datetime) -> None:
        count(name, occasion)
        raise error

    with caplog.at_level(logging.ERROR, "summarise"):
        clock.serve({"job": ticking()}, run, last_of(ran))
    assert len(ran) == 2
    told = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert len(told) == 2
    assert told[0].getMessage().startswith("job: ")
    assert bool(told[0].exc_info) == isinstance(error, RuntimeError)  # a bug keeps its trace


def test_what_waits_when_it_is_told_to_end_is_not_begun(
    clock: Clock, stop: threading.Event
) -> None:
    ran: list[str] = []

    def run(name: str, occasion: datetime) -> None:
        ran.append(name)
        stop.set()

    long_ago = START - timedelta(days=3)
    clock.serve({"one": never(), "two": never()}, run, lambda _: long_ago)
    assert ran == ["one"]


def test_of_the_times_that_pass_during_a_run_the_newest_is_run_for_after_it(
    clock: Clock, stop: threading.Event
) -> None:
    ran: list[tuple[str, datetime]] = []
    count = counting(stop, ran, 2)

    def run(name: str, occasion: datetime) -> None:
        count(name, occasion)
        clock.now += 3.5 * TICK

    clock.serve({"job": ticking()}, run, last_of(ran))
    assert [at for _, at in ran] == [START + TICK, START + 4 * TICK]


def test_a_job_that_is_always_due_leaves_the_others_their_turn(
    clock: Clock, stop: threading.Event
) -> None:
    ran: list[str] = []

    def run(name: str, occasion: datetime) -> None:
        ran.append(name)
        clock.now += 2 * TICK
        if len(ran) == 6:
            stop.set()

    clock.serve({"one": ticking(), "two": ticking()}, run, lambda _: None)
    assert sorted(ran) == ["one"] * 3 + ["two"] * 3


def test_a_machine_that_slept_runs_what_was_due_when_it_wakes(
    clock: Clock, stop: threading.Event
) -> None:
    ran: list[tuple[str, datetime]] = []

    def asleep(seconds: float) -> None:
        assert seconds <= 30  # the clock is read again
        clock.now += timedelta(hours=7)

    count, last = counting(stop, ran, 1), last_of(ran)
    daily = ticking(timedelta(hours=6))
    serve({"job": daily}, count, last, stop, clock=lambda: clock.now, sleep=asleep)
    assert (ran, clock.now) == ([("job", START + timedelta(hours=6))], START + timedelta(hours=7))


def test_it_goes_over_a_change_of_the_clocks(stop: threading.Event) -> None:
    ran: list[tuple[str, datetime]] = []
    due = times("30 2 * * *", "Europe/Berlin")
    clock = Clock(stop, datetime(2026, 3, 27, 12, tzinfo=UTC))
    clock.serve({"job": due}, counting(stop, ran, 3), last_of(ran))
    assert [at.isoformat() for _, at in ran] == [
        "2026-03-28T02:30:00+01:00",
        "2026-03-29T03:00:00+02:00",
        "2026-03-30T02:30:00+02:00",
    ]


def test_the_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with ending(threading.Event()):
        assert signal.getsignal(signal.SIGTERM) is not before
    assert signal.getsignal(signal.SIGTERM) is before


CHILD = """
import sys, threading
from datetime import timedelta
from summarise.jobs.daemon import ending, serve
from tests.jobs.test_schedule_daemon import ticking

stop = threading.Event()

def run(name, occasion):
    print("begun", flush=True)
    sys.stdin.readline()
    print("ended", flush=True)

with ending(stop):
    serve({"job": ticking(timedelta(milliseconds=100))}, run, lambda name: None, stop)
print("left", flush=True)
"""


def daemon() -> subprocess.Popen[str]:
    """A daemon whose first run has begun, and ends when it is given a line."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD],
        cwd=Path(__file__).parents[2], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    return child


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_run_in_hand(number: signal.Signals) -> None:
    with daemon() as child:
        child.send_signal(number)
        rest, _ = child.communicate("go on\n", timeout=PATIENCE)
    assert rest == "ended\nleft\n"
    assert child.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_on_the_spot(number: signal.Signals) -> None:
    with daemon() as child:
        child.send_signal(number)
        while child.poll() is None:  # the first may not have been taken yet
            child.send_signal(number)
            threading.Event().wait(0.02)
        rest, _ = child.communicate(timeout=PATIENCE)
    assert (rest, child.returncode) == ("", -number)
