"""``summarise schedule``: what it prints, where it installs, and what it refuses."""

from __future__ import annotations

import configparser
import stat
from pathlib import Path

import pytest
import yaml

from tests.commandline import Summarise

CONFIG = """\
[briefing]
time_zone = "Europe/Berlin"
[jobs.morning]
sources = ["reports/"]
schedule = "30 6 * * MON-FRI"
[jobs.night]
sources = ["reports/"]
schedule = "30 2 * * *"
[jobs.hand]
sources = ["reports/"]
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "the config.toml"
    path.write_text(CONFIG)
    return path


@pytest.fixture
def units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the units go; there is no systemctl but what a test puts into the folder ``bin``."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("USER", "nobody-of-this-name")
    return tmp_path / "home" / "systemd" / "user"


def test_systemd_is_printed_with_absolute_paths(config: Path, summarise: Summarise) -> None:
    ran = summarise("schedule", "systemd", "morning", "--config", config)
    assert (ran.code, ran.err) == (0, "")
    command = next(line for line in ran.text.splitlines() if line.startswith("ExecStart="))
    assert command.startswith('ExecStart=":/')
    assert command.endswith(f'"run" "morning" "--config" "{config}"')
    assert "OnCalendar=Mon,Tue,Wed,Thu,Fri *-*-* 6:30:00 Europe/Berlin" in ran.text


def test_cron_warns_of_another_zone(
    config: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("summarise.jobs.crontab.agrees_with_system", lambda *_: False)
    ran = summarise("schedule", "cron", "morning", "--config", config)
    assert "CRON_TZ=Europe/Berlin\n30 6 * * 1-5 " in ran.text
    assert "clocks of Europe/Berlin and of this machine differ" in ran.err


def test_jobs_for_kubernetes_are_documents_of_their_own(config: Path, summarise: Summarise) -> None:
    ran = summarise("schedule", "k8s", "morning", "night", "--config", config)
    kinds = [one["kind"] for one in yaml.safe_load_all(ran.text)]
    assert kinds == ["PersistentVolumeClaim", "CronJob"] * 2


@pytest.mark.parametrize("kind", ["systemd", "k8s"])
def test_a_run_that_the_scheduler_will_leave_out_is_told(
    config: Path, summarise: Summarise, kind: str
) -> None:
    ran = summarise("schedule", kind, "night", "--config", config)
    assert ran.code == 0
    assert "the clock in Europe/Berlin skips the hour" in ran.err


def test_the_config_may_be_named_by_its_variable(
    config: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SUMMARISE_CONFIG", str(config))
    assert summarise("schedule", "systemd", "morning").code == 0


def test_of_a_config_with_one_job_that_has_a_schedule_nobody_has_to_name_it(
    tmp_path: Path, summarise: Summarise
) -> None:
    config = tmp_path / "one.toml"
    config.write_text(
        '[jobs.dawn]\nsources = ["a.txt"]\nschedule = "30 5 * * *"\n'
        '[jobs.hand]\nsources = ["b.txt"]\n'
    )
    ran = summarise("schedule", "cron", "--config", config)
    assert (ran.code, "run dawn" in ran.text, "hand" in ran.text) == (0, True, False)


def test_what_can_not_be_scheduled_is_refused_in_a_sentence(
    config: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SUMMARISE_CONFIG", raising=False)
    wrong = {
        ("systemd", "hand", "--config", config): "the job hand has no schedule",
        ("github", "--keep-keys", "morning"): "are for systemd and launchd; github is printed",
        ("systemd", "nobody", "--config", config): "there is no job nobody",
        ("systemd", "--config", config): "name a job, for example",
        ("systemd", "morning"): "name the config that has the job",
        ("k8s", "--install", "--config", config): "are for systemd and launchd; k8s is printed",
    }
    for words, sentence in wrong.items():
        ran = summarise("schedule", *words)
        assert (ran.code, ran.out) == (2, b"")
        assert sentence in ran.err


def test_install_writes_the_units_of_all_jobs_that_have_a_schedule(
    config: Path, summarise: Summarise, units: Path
) -> None:
    ran = summarise("schedule", "--install", "systemd", "--config", config)
    assert ran.code == 0
    names = {path.name for path in units.iterdir()}
    assert names == {
        f"summarise-{job}.{kind}" for job in ("morning", "night") for kind in ("service", "timer")
    }
    for path in units.iterdir():
        parser = configparser.ConfigParser(strict=False, interpolation=None)
        parser.read(path)
        assert "Unit" in parser
        assert f"wrote {path}" in ran.text
    assert "systemctl --user daemon-reload" in ran.err
    assert "systemctl --user enable --now summarise-morning.timer summarise-night.timer" in ran.err
    assert "loginctl enable-linger" in ran.err


def test_install_of_one_job_leaves_the_others_alone(
    config: Path, summarise: Summarise, units: Path
) -> None:
    summarise("schedule", "--install", "systemd", "night", "--config", config)
    assert {path.stem for path in units.iterdir()} == {"summarise-night"}


def test_install_twice_is_install_once(config: Path, summarise: Summarise, units: Path) -> None:
    for _ in range(2):
        assert summarise("schedule", "--install", "systemd", "--config", config).code == 0
    assert len(list(units.iterdir())) == 4


@pytest.mark.parametrize("answers", [True, False])
def test_timers_are_started_where_systemd_answers(
    config: Path, summarise: Summarise, units: Path, tmp_path: Path, answers: bool
) -> None:
    asked = tmp_path / "asked"
    script = tmp_path / "bin" / "systemctl"
    script.parent.mkdir()
    script.write_text(f'#!/bin/sh\necho "$@" >>"{asked}"\nexit {0 if answers else 1}\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    ran = summarise("schedule", "--install", "systemd", "morning", "--config", config)
    assert ran.code == 0
    lines = asked.read_text().splitlines()
    assert lines[0] == "--user daemon-reload"
    assert lines[1:] == ["--user enable --now summarise-morning.timer"] * answers
    assert ("started summarise-morning.timer" in ran.text) == answers
    assert ("systemd does not answer" in ran.err) == (not answers)


def test_a_folder_that_takes_no_units_is_named(
    config: Path, summarise: Summarise, units: Path
) -> None:
    units.parent.mkdir(parents=True)
    units.write_text("a file where the folder should be")
    ran = summarise("schedule", "--install", "systemd", "--config", config)
    assert ran.code == 2
    assert f"{units / 'summarise-morning.service'}: can't be written" in ran.err
