"""What is written for GitHub and launchd means what the schedule does; keys are kept for them."""

from __future__ import annotations

import plistlib
import stat
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from summarise.errors import ConfigError, UsageError
from summarise.jobs.crontab import ScheduledJob
from summarise.jobs.keys import keep, lacking
from summarise.jobs.launchd import intervals
from tests.commandline import Summarise

CONFIG = """\
[backends.openai]
model = "m"
[jobs.morning]
sources = ["reports/"]
schedule = "30 6 * * MON-FRI"
time_zone = "Europe/Berlin"
[[jobs.morning.outputs]]
kind = "site"
path = "site"
[[jobs.morning.outputs]]
kind = "file"
path = "pages/{job}-%Y-%m-%d.pdf"
[[jobs.morning.outputs]]
kind = "email"
to = ["me@x.example"]
sender = "me@x.example"
host = "smtp.x.example"
user = "me"
password_env = "SMTP_PASSWORD"
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with nothing in it, and no programs to be found."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / ".config"))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.delenv("SMTP_PASSWORD", raising=False)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    return home


@pytest.fixture
def config(tmp_path: Path) -> Path:
    folder = tmp_path / "repository" / "news"
    folder.mkdir(parents=True)
    (folder.parent / ".git").mkdir()
    path = folder / "summarise.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


def plan(schedule: str, zone: str = "UTC") -> ScheduledJob:
    return ScheduledJob("morning", schedule, zone, Path("/etc/c.toml"))


class TestGitHub:
    def test_day_and_weekday_that_both_have_to_match_are_refused(
        self, config: Path, summarise: Summarise
    ) -> None:
        config.write_text(CONFIG.replace("30 6 * * MON-FRI", "30 6 */2 * MON"))
        ran = summarise("schedule", "github", "morning", "--config", config)
        assert (ran.code, "where GitHub is content with one of them" in ran.err) == (2, True)

    def test_the_workflow_keeps_what_is_remembered_and_has_the_secrets_by_name(
        self, config: Path, summarise: Summarise
    ) -> None:
        ran = summarise("schedule", "github", "morning", "--config", config)
        assert (ran.code, ran.err) == (0, "")
        told: dict[Any, Any] = yaml.safe_load(ran.text)
        assert told[True]["schedule"] == [{"cron": "30 6 * * 1-5", "timezone": "Europe/Berlin"}]
        page = told["jobs"]["page"]["steps"]
        (run,) = [step for step in page if "summarise run" in step.get("run", "")]
        assert run["run"].startswith("summarise run morning --config news/summarise.toml ")
        assert run["env"] == {
            "SUMMARISE_STORE__PATH": ".summarise/summarise.db",
            "OPENAI_API_KEY": "${{ secrets.OPENAI_API_KEY }}",
            "SMTP_PASSWORD": "${{ secrets.SMTP_PASSWORD }}",
        }
        (restored,) = [step for step in page if "cache/restore" in step.get("uses", "")]
        (saved,) = [step for step in page if "cache/save" in step.get("uses", "")]
        assert restored["with"]["path"].split() == [".summarise", "news/site"]
        assert restored["with"]["path"] == saved["with"]["path"]
        assert restored["with"]["key"] == saved["with"]["key"]
        paths = [step["with"]["path"].strip() for step in page if "upload-" in step.get("uses", "")]
        assert paths == ["news/pages/morning-*-*-*.pdf", "news/site"]
        assert told["jobs"]["publish"]["permissions"] == {"pages": "write", "id-token": "write"}

    def test_a_site_outside_of_the_repository_is_refused(
        self, config: Path, summarise: Summarise
    ) -> None:
        config.write_text(CONFIG.replace('path = "site"', 'path = "/srv/site"'))
        ran = summarise("schedule", "github", "morning", "--config", config)
        assert (ran.code, "not in the repository" in ran.err) == (2, True)


class TestLaunchd:
    @pytest.mark.parametrize(
        ("schedule", "times"),
        [
            ("30 6 * * *", [{"Hour": 6, "Minute": 30}]),
            ("0 7 * * 7", [{"Weekday": 0, "Hour": 7, "Minute": 0}]),
            ("15 * * * *", [{"Minute": 15}]),
            ("* * * * *", [{}]),
            ("0 6 1 * 1", [{"Day": 1, "Hour": 6, "Minute": 0},
                           {"Weekday": 1, "Hour": 6, "Minute": 0}]),
            ("0 6 1 3 *", [{"Month": 3, "Day": 1, "Hour": 6, "Minute": 0}]),
        ],
    )  # fmt: skip
    def test_a_schedule_becomes_times_of_the_clock(
        self, schedule: str, times: list[dict[str, int]]
    ) -> None:
        assert list(intervals(plan(schedule))) == times

    @pytest.mark.parametrize("schedule", ["0 6 */2 * 1", "0-57 0-22 1-20 * *"])
    def test_what_it_can_not_be_told_is_refused(self, schedule: str) -> None:
        with pytest.raises(ConfigError, match="launchd"):
            list(intervals(plan(schedule)))

    def test_install_writes_an_agent_that_hands_the_keys_on(
        self, config: Path, summarise: Summarise, home: Path, tmp_path: Path
    ) -> None:
        ran = summarise("schedule", "launchd", "--install", "--config", config)
        assert ran.code == 0, ran.err
        path = home / "Library/LaunchAgents/summarise.morning.plist"
        told = plistlib.loads(path.read_bytes())
        assert told["Label"] == "summarise.morning"
        shell, flag, script, keys, *command = told["ProgramArguments"]
        assert command[-5:] == ["run", "morning", "--config", str(config), "--verbose"]
        Path(keys).parent.mkdir(parents=True)
        Path(keys).write_text("SMTP_PASSWORD='a b'\n")
        said = subprocess.run(
            [shell, flag, script, keys, shell, "-c", 'echo "$SMTP_PASSWORD"'],
            capture_output=True, text=True, check=True, env={}, timeout=60,
        )  # fmt: skip
        assert said.stdout == "a b\n"
        assert f"launchctl load {path}" in ran.err


class TestKeys:
    def test_the_keys_of_this_shell_are_kept_for_the_scheduler_and_for_nobody_else(
        self, config: Path, summarise: Summarise, home: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("SMTP_PASSWORD", "open sesame")
        words = ("schedule", "systemd", "--install", "--config", config)
        said = summarise(*words).err
        assert "systemd will not know OPENAI_API_KEY, SMTP_PASSWORD" in said
        ran = summarise(*words, "--keep-keys")
        path = home / ".config/summarise/env"
        assert f"kept SMTP_PASSWORD in {path}\n" in ran.text
        assert "systemd will not know OPENAI_API_KEY:" in ran.err
        assert path.read_text() == "SMTP_PASSWORD='open sesame'\n"
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert "sesame" not in ran.text + ran.err

    def test_other_lines_of_the_file_stay(self, tmp_path: Path) -> None:
        path = tmp_path / "env"
        path.write_text("# mine\nOTHER=1\nexport A=old\n")
        keep(path, {"A": "new", "B": "b"})
        assert path.read_text() == "# mine\nOTHER=1\nA='new'\nB='b'\n"
        assert lacking(path, ["A", "B", "C", "OTHER"]) == ["C"]

    @given(value=st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1))
    def test_a_shell_reads_what_was_kept(
        self, value: str, tmp_path_factory: pytest.TempPathFactory
    ) -> None:
        path = tmp_path_factory.mktemp("keys") / "env"
        keep(path, {"KEY": value})
        said = subprocess.run(
            ["/bin/sh", "-c", '. "$0"; printf %s "$KEY"', path],
            capture_output=True, check=True, env={}, timeout=60,
        )  # fmt: skip
        assert said.stdout.decode() == value

    def test_a_value_that_no_line_holds_is_refused_without_showing_it(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="KEY: a value with a line break") as caught:
            keep(tmp_path / "env", {"KEY": "a\nb-secret"})
        assert "secret" not in str(caught.value)
