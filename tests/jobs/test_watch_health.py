"""Whether a job is late, how often it failed, and how that is shown."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from summarise.config import JobConfig
from summarise.jobs.health import Health, as_json, health, table
from summarise.jobs.rows import Run, RunState

DAILY = JobConfig(sources=("a.txt",), schedule="30 6 * * *", late_minutes=60)
BY_HAND = JobConfig(sources=("a.txt",))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def run(began: str, state: RunState = "done", occasion: str = "", note: str = "") -> Run:
    start = at(began)
    ended = start + timedelta(minutes=2) if state in ("done", "failed", "abandoned") else None
    return Run(f"r{began}", "morning", occasion or f"r{began}", start, state, ended, note=note)


def seen(runs: list[Run], now: str, config: JobConfig = DAILY) -> Health:
    return health("morning", config, "UTC", runs, at(now))


def test_a_job_that_ran_today_is_well() -> None:
    found = seen([run("2026-11-25T06:30:01")], "2026-11-25T08:00")
    assert (found.late, found.failures, found.why) == (False, 0, "")
    assert found.next == at("2026-11-26T06:30")


def test_a_job_is_late_once_its_minutes_have_passed_and_not_before() -> None:
    runs = [run("2026-11-24T06:30:01")]
    assert not seen(runs, "2026-11-25T07:29").late
    late = seen(runs, "2026-11-25T07:30")
    assert late.late
    assert late.why == "late: was due on Wed 2026-11-25 06:30, and no run since is done"


def test_a_run_by_hand_after_the_due_time_will_do() -> None:
    assert not seen([run("2026-11-25T07:00"), run("2026-11-24T06:30")], "2026-11-25T09:00").late


def test_a_run_that_began_before_but_for_the_due_time_will_do() -> None:
    early = run("2026-11-25T06:29:59", occasion="2026-11-25T06:30:00+00:00")
    assert not seen([early, run("2026-11-24T06:30")], "2026-11-25T09:00").late


def test_a_run_that_is_at_work_or_failed_is_not_done() -> None:
    states: tuple[RunState, ...] = ("begun", "loaded", "written", "failed", "abandoned")
    for state in states:
        assert seen(
            [run("2026-11-25T06:30", state), run("2026-11-24T06:30")], "2026-11-25T09:00"
        ).late


def test_a_first_run_that_fails_on_time_makes_it_late() -> None:
    first = run("2026-11-25T06:30:01", "failed", "2026-11-25T06:30:00+00:00", "no answer.")
    found = seen([first], "2026-11-25T09:00")
    assert found.late
    assert found.why.endswith("no answer.")


def test_a_job_that_never_ran_is_not_late() -> None:
    found = seen([], "2026-11-25T09:00")
    assert (found.late, found.why) == (False, "has not run yet")


def test_a_due_time_before_the_first_run_makes_no_job_late() -> None:
    assert not seen([run("2026-11-25T10:00", "failed")], "2026-11-25T11:00").late


def test_a_job_by_hand_is_never_late() -> None:
    found = seen([run("2020-01-01T00:00")], "2026-11-25T09:00", BY_HAND)
    assert (found.late, found.next, found.why) == (False, None, "")


def test_failures_are_counted_back_to_the_last_success() -> None:
    runs = [
        run("2026-11-25T06:30", "failed", note="the server is down."),
        run("2026-11-24T06:30", "begun"),
        run("2026-11-23T06:30", "abandoned"),
        run("2026-11-22T06:30"),
        run("2026-11-21T06:30", "failed"),
    ]
    found = seen(runs, "2026-11-25T07:00")
    assert found.failures == 2
    assert found.why.endswith("2 runs in a row failed; the server is down.")
    assert found.done == runs[3]


def test_lateness_is_told_in_the_zone_of_the_job() -> None:
    runs = [run("2026-11-24T05:30")]
    found = health("morning", DAILY, "Europe/Berlin", runs, at("2026-11-25T07:00"))
    assert "Wed 2026-11-25 06:30" in found.why
    assert "Tue 2026-11-24 06:30" in table([found])


def test_the_table_has_a_line_for_each_job() -> None:
    found = [
        seen([run("2026-11-25T06:30:01")], "2026-11-25T08:00"),
        health("by-hand", BY_HAND, "UTC", [], at("2026-11-25T08:00")),
    ]
    assert table(found).splitlines() == [
        "JOB      LAST RUN              STATE  NEXT RUN",
        "morning  Wed 2026-11-25 06:30  done   Thu 2026-11-26 06:30",
        "by-hand  never                        by hand               has not run yet",
    ]


def test_json_has_all_there_is() -> None:
    (found,) = json.loads(as_json([seen([run("2026-11-25T06:30")], "2026-11-25T08:00")]))
    assert found["last"]["began"] == "2026-11-25T06:30:00+00:00"
    assert found["next"] == "2026-11-26T06:30:00+00:00"
    assert found["late"] is False


moments = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


@given(st.lists(moments, min_size=1), moments)
def test_a_success_now_makes_every_job_well(begun: list[datetime], now: datetime) -> None:
    before = sorted((moment for moment in begun if moment < now), reverse=True)
    runs = [Run(str(one), "morning", "by hand", one, "failed", one) for one in before]
    success = Run("now", "morning", "by hand", now, "done", now)
    found = health("morning", DAILY, "Europe/Berlin", [success, *runs], now)
    assert (found.late, found.failures) == (False, 0)
