"""The daemon: what it runs and when, and how it ends. Due times come every tenth of a second."""

from __future__ import annotations

import logging
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from summarise.errors import InputError
from summarise.schedule.daemon import Times, ending, missed, serve, times
from summarise.schedule.trigger import DueTrigger

TICK = timedelta(milliseconds=100)
START = datetime(2026, 1, 1, tzinfo=UTC)
PATIENCE = 20  # seconds until a hanging test fails


def ticking() -> Times:
    """Due at each tenth of a second."""

    def last(at: datetime) -> datetime:
        return START + (at - START) // TICK * TICK

    return Times(lambda after: last(after) + TICK, last)


def never() -> Times:
    """Due a year ahead, and last on the first of January."""
    return Times(lambda after: after + timedelta(days=365), lambda at: START)


Run = Callable[[str, datetime], None]


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """Set after a while whatever happens."""
    event = threading.Event()
    timer = threading.Timer(PATIENCE, event.set)
    timer.start()
    yield event
    timer.cancel()
    timer.join()


def counting(stop: threading.Event, ran: list[tuple[str, datetime]], until: int) -> Run:
    def run(name: str, occasion: datetime) -> None:
        ran.append((name, occasion))
        if len(ran) == until:
            stop.set()

    return run


def last_of(ran: list[tuple[str, datetime]]) -> Callable[[str], datetime | None]:
    return lambda name: max((at for one, at in ran if one == name), default=None)


def test_a_job_is_run_at_each_due_time_once(stop: threading.Event) -> None:
    ran: list[tuple[str, datetime]] = []
    serve({"job": ticking()}, counting(stop, ran, 3), last_of(ran), stop)
    occasions = [at for _, at in ran]
    assert len(occasions) == 3
    assert occasions == sorted(set(occasions))
    assert all((at - START) % TICK == timedelta() for at in occasions)


def test_what_was_missed_is_caught_up_once_at_the_start(stop: threading.Event) -> None:
    ran: list[tuple[str, datetime]] = []
    long_ago = START - timedelta(days=3)
    serve({"job": never()}, counting(stop, ran, 1), lambda _: long_ago, stop)
    assert ran == [("job", START)]


def test_a_job_that_never_ran_has_missed_nothing() -> None:
    assert missed(never(), None, START) is None
    assert missed(never(), START, START + timedelta(days=1)) is None
    assert missed(never(), START - timedelta(seconds=1), START) == START


def test_a_due_time_that_was_run_for_by_someone_else_is_not_run_again(
    stop: threading.Event,
) -> None:
    ran: list[tuple[str, datetime]] = []
    future = datetime.now(UTC) + timedelta(days=1)
    jobs = {"done": ticking(), "open": ticking()}
    last = last_of(ran)
    serve(jobs, counting(stop, ran, 2), lambda name: future if name == "done" else last(name), stop)
    assert {name for name, _ in ran} == {"open"}


def test_jobs_that_are_due_together_run_one_after_the_other(stop: threading.Event) -> None:
    at_work: set[str] = set()
    ran: list[str] = []
    most = 0

    def run(name: str, occasion: datetime) -> None:
        nonlocal most
        at_work.add(name)
        ran.append(name)
        threading.Event().wait(0.02)
        most = max(most, len(at_work))
        at_work.remove(name)
        if {"one", "two", "three"} <= set(ran):
            stop.set()

    serve(dict.fromkeys(("one", "two", "three"), ticking()), run, lambda _: None, stop)
    assert {"one", "two", "three"} <= set(ran)
    assert most == 1


@pytest.mark.parametrize("error", [InputError("no source could be read."), RuntimeError("a bug")])
def test_a_run_that_fails_is_told_and_the_next_one_comes(
    stop: threading.Event, caplog: pytest.LogCaptureFixture, error: Exception
) -> None:
    ran: list[tuple[str, datetime]] = []
    count = counting(stop, ran, 2)

    def run(name: str, occasion: datetime) -> None:
        count(name, occasion)
        raise error

    with caplog.at_level(logging.ERROR, "summarise"):
        serve({"job": ticking()}, run, last_of(ran), stop)
    assert len(ran) == 2
    told = [one for one in caplog.records if one.levelno == logging.ERROR]
    assert len(told) == 2
    assert told[0].getMessage().startswith("job: ")
    assert bool(told[0].exc_info) == isinstance(error, RuntimeError)  # a bug keeps its trace


def test_what_waits_when_it_is_told_to_end_is_not_begun(stop: threading.Event) -> None:
    ran: list[str] = []

    def run(name: str, occasion: datetime) -> None:
        ran.append(name)
        threading.Event().wait(0.05)  # the other is waiting by now
        stop.set()

    long_ago = START - timedelta(days=3)
    serve({"one": never(), "two": never()}, run, lambda _: long_ago, stop)
    assert len(ran) == 1


def test_the_trigger_goes_over_a_change_of_the_clocks() -> None:
    trigger = DueTrigger(times("30 2 * * *", "Europe/Berlin").next)
    at = datetime(2026, 3, 27, 12, tzinfo=UTC)
    fired: list[datetime] = []
    for _ in range(3):
        due = trigger.get_next_fire_time(fired[-1] if fired else None, at)
        assert due is not None
        fired.append(due)
    assert [one.isoformat() for one in fired] == [
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
import sys, threading, time
from datetime import timedelta
from summarise.schedule.daemon import ending, serve
from tests.schedule.test_schedule_daemon import ticking

stop = threading.Event()

def run(name, occasion):
    print("begun", flush=True)
    time.sleep(float(sys.argv[1]))
    print("ended", flush=True)

with ending(stop):
    serve({"job": ticking()}, run, lambda name: None, stop)
print("left", flush=True)
"""


def daemon(seconds: float) -> subprocess.Popen[str]:
    """A daemon whose runs take so long, once the first has begun."""
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(seconds)],
        cwd=Path(__file__).parents[2], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    return child


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_after_the_run_in_hand(number: signal.Signals) -> None:
    with daemon(0.2) as child:
        child.send_signal(number)
        rest, _ = child.communicate(timeout=PATIENCE)
    assert rest == "ended\nleft\n"
    assert child.returncode == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_on_the_spot(number: signal.Signals) -> None:
    with daemon(60) as child:
        child.send_signal(number)
        while child.poll() is None:  # the first may not have been taken yet
            child.send_signal(number)
            threading.Event().wait(0.02)
        rest, _ = child.communicate(timeout=PATIENCE)
    assert (rest, child.returncode) == ("", -number)
