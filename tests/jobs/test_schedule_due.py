"""Due times: the rules of DST, by example, and what holds for every schedule and zone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import example, given, settings
from hypothesis import strategies as st

from summarise.config import load_config
from summarise.errors import ConfigError
from summarise.jobs.due import last_due, next_due

BERLIN, NEW_YORK, LORD_HOWE = "Europe/Berlin", "America/New_York", "Australia/Lord_Howe"
CAIRO, APIA, KOLKATA = "Africa/Cairo", "Pacific/Apia", "Asia/Kolkata"  # midnight; a lost day; none
ZONES = ("UTC", BERLIN, NEW_YORK, LORD_HOWE, CAIRO, APIA, KOLKATA)
SCHEDULES = (
    "30 6 * * 1-5",
    "30 2 * * *",
    "0,30 1-3 * * *",
    "15,45 0 * * *",
    "0 2,3 * * SUN",
    "* * * * *",
    "*/20 * * * *",
    "*/30 2 * * *",
    "10 */2 * * *",
    "0 0 29 2 *",
    "5 4 1,15 * MON",
    "0 12 L * *",
)


def due(schedule: str, zone: str, after: str, count: int) -> list[str]:
    """The next due times as the clock in the zone shows them."""
    at, found = datetime.fromisoformat(after), []
    for _ in range(count):
        at = next_due(schedule, zone, at)
        found.append(at.isoformat())
    return found


def test_a_working_day_is_a_working_day() -> None:
    assert due("30 6 * * 1-5", BERLIN, "2026-11-27T05:00:00+00:00", 2) == [
        "2026-11-27T06:30:00+01:00",
        "2026-11-30T06:30:00+01:00",
    ]


def test_a_time_that_the_clock_skips_is_due_once_right_after_the_gap() -> None:
    assert due("30 2 * * *", BERLIN, "2026-03-28T12:00:00+00:00", 2) == [
        "2026-03-29T03:00:00+02:00",
        "2026-03-30T02:30:00+02:00",
    ]


def test_two_times_in_the_gap_are_due_once_together() -> None:
    assert due("0,30 2,3 * * *", BERLIN, "2026-03-29T00:30:00+00:00", 2) == [
        "2026-03-29T03:00:00+02:00",
        "2026-03-29T03:30:00+02:00",
    ]


def test_a_time_that_comes_twice_is_due_once() -> None:
    assert due("30 2 * * *", BERLIN, "2026-10-24T12:00:00+00:00", 2) == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-26T02:30:00+01:00",
    ]


def test_every_half_hour_goes_by_the_time_that_passes() -> None:
    spring = due("*/30 * * * *", BERLIN, "2026-03-29T00:30:00+00:00", 2)
    assert spring == ["2026-03-29T03:00:00+02:00", "2026-03-29T03:30:00+02:00"]
    autumn = due("*/30 * * * *", BERLIN, "2026-10-25T00:00:00+00:00", 4)
    assert autumn == [
        "2026-10-25T02:30:00+02:00",
        "2026-10-25T02:00:00+01:00",
        "2026-10-25T02:30:00+01:00",
        "2026-10-25T03:00:00+01:00",
    ]


def test_a_day_that_never_was_is_made_up_for_in_its_first_minute_after() -> None:
    # Samoa went from the 29th to the 31st of December 2011.
    assert due("30 6 * * *", APIA, "2011-12-29T18:00:00+00:00", 2) == [
        "2011-12-31T00:00:00+14:00",
        "2011-12-31T06:30:00+14:00",
    ]


def test_the_last_due_time_may_be_now() -> None:
    now = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)
    assert last_due("30 6 * * *", "UTC", now) == now
    assert last_due("30 6 * * *", "UTC", now - timedelta(seconds=1)) == now - timedelta(days=1)


@pytest.mark.parametrize("schedule", ["", "soon", "0 30 6 * * *", "61 * * * *", "@daily"])
def test_what_is_no_crontab_is_refused(schedule: str) -> None:
    with pytest.raises(ConfigError, match="is no crontab of five fields"):
        next_due(schedule, "UTC", datetime(2026, 1, 1, tzinfo=UTC))


moments = st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1)).map(
    lambda wall: wall.replace(tzinfo=UTC)
)


def near_changes() -> st.SearchStrategy[datetime]:
    """Moments within half a day of a change of the clocks."""
    changes = ["2026-03-29T01", "2026-10-25T01", "2026-03-08T07", "2026-11-01T06",
               "2026-04-04T15", "2026-10-03T15", "2026-04-23T22", "2026-10-29T21",
               "2011-12-30T10"]  # fmt: skip
    return st.builds(
        lambda change, offset: datetime.fromisoformat(f"{change}:00Z") + timedelta(minutes=offset),
        st.sampled_from(changes),
        st.integers(-720, 720),
    )


anywhere = moments | near_changes()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(SCHEDULES), st.sampled_from(ZONES), anywhere)
@example("45 2 * * *", BERLIN, datetime(2026, 10, 25, 1, 20, tzinfo=UTC))  # where cronsim goes back
def test_the_next_is_later_and_is_the_last_once_it_has_come(
    schedule: str, zone: str, now: datetime
) -> None:
    due = next_due(schedule, zone, now)
    assert due.astimezone(UTC) > now
    assert last_due(schedule, zone, due).astimezone(UTC) == due.astimezone(UTC)
    before = last_due(schedule, zone, now).astimezone(UTC)
    assert before <= now
    assert next_due(schedule, zone, before).astimezone(UTC) == due.astimezone(UTC)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SCHEDULES), st.sampled_from(ZONES), anywhere, anywhere)
def test_later_is_never_due_earlier(schedule: str, zone: str, one: datetime, two: datetime) -> None:
    first, second = sorted((one, two))
    for function in (next_due, last_due):
        there, here = function(schedule, zone, first), function(schedule, zone, second)
        assert there.astimezone(UTC) <= here.astimezone(UTC)


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(SCHEDULES), near_changes(), st.sampled_from((BERLIN, NEW_YORK)))
def test_day_by_day_it_is_what_cronsim_says(schedule: str, start: datetime, zone: str) -> None:
    """Begun where no hour comes twice, cronsim follows the same rules."""
    start = start.replace(hour=12, minute=0)
    theirs = CronSim(schedule, start.astimezone(ZoneInfo(zone)))
    ours = start
    for _ in range(60):
        expected, ours = next(theirs), next_due(schedule, zone, ours)
        assert ours.astimezone(UTC) == expected.astimezone(UTC)


@pytest.mark.parametrize("zone", ZONES)
def test_four_years_of_mornings_are_one_a_day(zone: str) -> None:
    at = datetime(2020, 1, 1, tzinfo=UTC)
    found = []
    for _ in range(4 * 365 + 1):
        at = next_due("30 2 * * *", zone, at)
        found.append(at.date())
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(found))


def test_a_config_takes_five_fields_and_no_sixth_for_seconds(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    for schedule, fine in {"30 6 * * *": True, "0 30 6 * * *": False}.items():
        path.write_text(f'[jobs.a]\nsources = ["a.txt"]\nschedule = "{schedule}"\n')
        if fine:
            assert load_config(path, {}).jobs["a"].schedule == schedule
        else:
            with pytest.raises(ConfigError, match="no crontab of five fields"):
                load_config(path, {})
