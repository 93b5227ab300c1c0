"""What is written for systemd, cron and Kubernetes means what the job's schedule means."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.config import Config, JobConfig
from summarise.errors import ConfigError, UsageError
from summarise.jobs.crontab import (
    ScheduledJob,
    agrees_with_system,
    cron,
    left_out,
    portable,
    scheduled,
)
from summarise.jobs.due import next_due
from summarise.jobs.schedulers import calendar, k8s, systemd

NOW = datetime(2026, 11, 25, 8, 0, tzinfo=UTC)
CONFIG = Path("/etc/summarise/config.toml")


def plan(schedule: str = "30 6 * * 1-5", zone: str = "UTC", **other: object) -> ScheduledJob:
    return ScheduledJob("morning", schedule, zone, **{"config": CONFIG, **other})  # type: ignore[arg-type]


CALENDARS = {
    "30 6 * * 1-5": ["Mon,Tue,Wed,Thu,Fri *-*-* 6:30:00 UTC"],
    "30 6 * * *": ["*-*-* 6:30:00 UTC"],
    "0 7 * * SUN": ["Sun *-*-* 7:0:00 UTC"],
    "0 7 * * 7": ["Sun *-*-* 7:0:00 UTC"],
    "0 7 * * 5-7": ["Sun,Fri,Sat *-*-* 7:0:00 UTC"],
    "*/20 8-18 * JAN,MAR *": ["*-1,3-* 8..18:0,20,40:00 UTC"],
    "15/30 6 * * *": ["*-*-* 6:15,45:00 UTC"],
    "0 6 1,15 * *": ["*-*-1,15 6:0:00 UTC"],
    "0 6 1-7 * MON": ["*-*-1..7 6:0:00 UTC", "Mon *-*-* 6:0:00 UTC"],  # either will do
    "0 6 */2 * MON": ["Mon *-*-1,3,5,7,9,11,13,15,17,19,21,23,25,27,29,31 6:0:00 UTC"],  # both
    "* * * * *": ["*-*-* *:*:00 UTC"],
}


@pytest.mark.parametrize("schedule", CALENDARS)
def test_a_crontab_becomes_calendar_events(schedule: str) -> None:
    assert list(calendar(plan(schedule))) == CALENDARS[schedule]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
@pytest.mark.parametrize("zone", ["UTC", "America/New_York"])
def test_systemd_reads_them_as_we_do(zone: str) -> None:
    """Its own tool says the next time of each."""
    expected: list[tuple[int, datetime]] = []
    asked: list[str] = []
    for schedule in CALENDARS:
        events = calendar(plan(schedule, zone))
        asked += events
        expected.append((len(events), next_due(schedule, zone, NOW).astimezone(UTC)))
    told = subprocess.run(
        ["systemd-analyze", "calendar", f"--base-time={NOW:%Y-%m-%d %H:%M:%S} UTC", *asked],
        env={**os.environ, "TZ": "UTC"}, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    lines = [line.strip() for line in told.stdout.splitlines() if "Next elapse:" in line]
    times = [datetime.strptime(line[13:], "%a %Y-%m-%d %H:%M:%S %Z") for line in lines]
    for count, due in expected:
        ours, times = times[:count], times[count:]
        assert min(ours).replace(tzinfo=UTC) == due


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not on this machine")
def test_systemd_takes_the_units_whatever_the_paths_hold(tmp_path: Path) -> None:
    program = tmp_path / "the new 100%$HOME" / "summarise"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    units = systemd(plan(config=tmp_path / 'a "b";c$x%h\\n.toml', program=(str(program),)))
    for name, text in units.items():
        (tmp_path / name).write_text(text)
    told = subprocess.run(
        ["systemd-analyze", "verify", "--user", *(str(tmp_path / name) for name in units)],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert (told.returncode, told.stderr) == (0, "")


def test_the_units_catch_up_once_and_keep_the_secrets_out() -> None:
    units = systemd(plan(zone="Europe/Berlin"))
    service, timer = units["summarise-morning.service"], units["summarise-morning.timer"]
    assert "Type=oneshot" in service
    assert "EnvironmentFile=-%E/summarise/env" in service
    assert "NoNewPrivileges=yes" in service
    assert (
        'ExecStart=":summarise" "run" "morning" "--config" "/etc/summarise/config.toml"' in service
    )
    assert "Persistent=true" in timer
    assert "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 6:30:00 Europe/Berlin" in timer


def test_a_percent_or_a_dollar_in_a_path_is_nothing_but_itself() -> None:
    service = systemd(plan(config=Path('/a b/100%/$HOME"\\c.toml')))["summarise-morning.service"]
    assert r'"/a b/100%%/$HOME\"\\c.toml"' in service
    assert 'ExecStart=":summarise"' in service  # the colon: no variables


def test_a_program_that_systemd_would_not_start_is_refused() -> None:
    with pytest.raises(ConfigError, match="quote or backslash"):
        systemd(plan(program=("/it's/summarise",)))


@pytest.mark.parametrize("write", [systemd, cron])
def test_a_line_break_in_a_path_is_refused(write: Callable[[ScheduledJob], object]) -> None:
    with pytest.raises(ConfigError, match="line break"):
        write(plan(config=Path("/a\nExecStart=/bin/rm")))


PORTABLE = {
    "30 6 * * MON-FRI": "30 6 * * 1-5",
    "0 0 * jan,feb 7": "0 0 * 1,2 0",
    "5/15 * * * *": "5,20,35,50 * * * *",
    "*/15 * * * *": "*/15 * * * *",
    "0 0 1-31 * 1": "0 0 1-31 * 1",  # no star: every day, since either will do
    "0 0 * * 5-7": "0 0 * * 0,5,6",
}


@pytest.mark.parametrize("schedule", PORTABLE)
def test_a_crontab_is_written_as_every_cron_reads_it(schedule: str) -> None:
    assert " ".join(portable(schedule)) == PORTABLE[schedule]


numbers = {"minute": (0, 59), "hour": (0, 23), "day": (1, 28), "month": (1, 12), "weekday": (0, 6)}


def one_field(low: int, high: int) -> st.SearchStrategy[str]:
    values = st.integers(low, high)
    ranges = st.tuples(values, values).map(lambda two: f"{min(two)}-{max(two)}")
    lists = st.lists(values.map(str) | ranges, min_size=1, max_size=3).map(",".join)
    return st.just("*") | st.integers(2, 5).map("*/{}".format) | lists


crontabs = st.tuples(*(one_field(*limits) for limits in numbers.values())).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(crontabs, st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))
def test_the_portable_form_is_due_when_the_own_form_is(schedule: str, now: datetime) -> None:
    written = " ".join(portable(schedule))
    assert next_due(written, "Europe/Berlin", now) == next_due(schedule, "Europe/Berlin", now)


@pytest.mark.parametrize("write", [systemd, cron, k8s])
@pytest.mark.parametrize("schedule", ["0 6 L * *", "0 6 LW * *", "0 6 * * 5L", "0 6 * * MON#2"])
def test_what_only_cronsim_knows_is_refused(
    write: Callable[[ScheduledJob], object], schedule: str
) -> None:
    with pytest.raises(ConfigError, match="last or n-th day"):
        write(plan(schedule))


def test_the_crontab_says_which_cron_knows_its_zone() -> None:
    text = cron(plan(zone="Europe/Berlin", config=Path("/a b/100%.toml")))
    assert text.splitlines()[-2:] == [
        "CRON_TZ=Europe/Berlin",
        r"30 6 * * 1-5 summarise run morning --config '/a b/100\%.toml'",
    ]
    assert "cronie" in text


def test_a_zone_with_other_clocks_than_the_machine_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import time

    with monkeypatch.context() as patch:
        patch.setenv("TZ", "Europe/Berlin")
        time.tzset()
        assert agrees_with_system("Europe/Paris", NOW)
        assert not agrees_with_system("Africa/Lagos", NOW)  # the same in winter alone
    time.tzset()


def test_the_manifest_says_what_the_job_says() -> None:
    claim, job = yaml.safe_load_all(k8s(plan(zone="Europe/Berlin"), "registry.example/it:1"))
    assert claim["kind"] == "PersistentVolumeClaim"
    assert (job["apiVersion"], job["kind"]) == ("batch/v1", "CronJob")
    spec = job["spec"]
    assert (spec["schedule"], spec["timeZone"]) == ("30 6 * * 1-5", "Europe/Berlin")
    assert spec["concurrencyPolicy"] == "Forbid"
    pod = spec["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["restartPolicy"] == "Never"
    assert pod["securityContext"]["runAsNonRoot"] is True
    (container,) = pod["containers"]
    assert container["image"] == "registry.example/it:1"
    assert container["args"] == ["run", "morning", "--config", "/etc/summarise/config.toml"]
    assert container["securityContext"]["readOnlyRootFilesystem"] is True
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}
    (claimed,) = (v["persistentVolumeClaim"] for v in pod["volumes"] if v["name"] == "store")
    assert claimed["claimName"] == claim["metadata"]["name"]


@pytest.mark.parametrize("job", ["no", "1e3", "null", "A_b", "a_b", "x" * 63])
def test_any_name_of_a_job_makes_a_manifest(job: str) -> None:
    _, made = yaml.safe_load_all(k8s(ScheduledJob(job, "0 6 * * *", "UTC", CONFIG)))
    assert (
        made["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0]["args"][1] == job
    )
    name = made["metadata"]["name"]
    assert len(name) <= 52
    assert name.replace("-", "").isalnum()
    assert name == name.lower()


def test_jobs_whose_names_kubernetes_can_not_tell_apart_stay_two() -> None:
    names = set()
    for job in ("a-b", "a_b", "A-b"):
        _, made = yaml.safe_load_all(k8s(ScheduledJob(job, "0 6 * * *", "UTC", CONFIG)))
        names.add(made["metadata"]["name"])
    assert len(names) == 3


def test_a_day_that_has_to_match_twice_is_refused_for_kubernetes() -> None:
    with pytest.raises(ConfigError, match="Kubernetes is content with one"):
        k8s(plan("0 6 */2 * MON"))


def test_a_time_that_the_clock_skips_is_found_a_year_ahead() -> None:
    skipped = left_out(plan("30 2 * * *", "Europe/Berlin"), NOW)
    assert skipped is not None
    assert skipped.isoformat() == "2027-03-28T03:00:00+02:00"
    assert left_out(plan("30 6 * * *", "Europe/Berlin"), NOW) is None
    assert left_out(plan("*/30 2 * * *", "Europe/Berlin"), NOW) is None
    assert left_out(plan("30 2 * * *", "UTC"), NOW) is None


def test_a_plan_needs_a_job_with_a_schedule() -> None:
    config = Config(jobs={"hand": JobConfig(("a.txt",)), "daily": JobConfig(schedule="0 6 * * *")})
    with pytest.raises(UsageError, match=r"no job nightly \(there are: daily, hand\)"):
        scheduled(config, "nightly", CONFIG, ("summarise",))
    with pytest.raises(UsageError, match="hand has no schedule"):
        scheduled(config, "hand", CONFIG, ("summarise",))
    made = scheduled(config, "daily", Path("config.toml"), ("summarise",))
    assert made.config.is_absolute()
    assert made.zone == "UTC"
