"""A clock that was ahead, or is: what is done stays done, and what is kept stays kept."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from summarise.config import Config, FileOutput, JobConfig, MeaningConfig, StoreConfig
from summarise.jobs.health import healths
from summarise.jobs.run import Outcome, Runner, Tools
from summarise.jobs.store import Store
from tests.commandline import Summarise
from tests.jobs.kept import LONG_AGO, go_through

NOW = datetime(2026, 11, 24, 6, 31, tzinfo=UTC)
AHEAD = datetime(2036, 3, 1, 6, 31, tzinfo=UTC)
JOB = "morning"


def config(folder: Path, **store: int) -> Config:
    (folder / "a.txt").write_text("The ferry Aurel ran aground off Tarn with 120 people on board.")
    job = JobConfig(
        sources=(str(folder / "a.txt"),),
        outputs=(FileOutput(path=str(folder / "page.md")),),
        schedule="30 6 * * *",
    )
    return Config(
        meaning=MeaningConfig(encoder="off"),
        store=StoreConfig(str(folder / "s.db"), **store),
        jobs={JOB: job},
    )


def ran(folder: Path, store: Store, at: datetime, **kept: int) -> Outcome:
    tools = Tools(environment=os.environ, clock=lambda: at)
    return Runner(config(folder, **kept), store, tools).run(JOB)


def test_an_occasion_is_known_however_many_runs_are_dated_ahead(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(tmp_path / "s.db") as store:
        for number in range(70):
            go_through(store, f"ahead-{number}", JOB, AHEAD + timedelta(days=number))
        first = ran(tmp_path, store, NOW)
        assert first.fresh
        for _ in range(3):
            again = ran(tmp_path, store, NOW + timedelta(minutes=5))
            assert (again.fresh, again.run.id) == (False, first.run.id)
    notes = [line for line in caplog.messages if "ahead of this clock" in line]
    assert len(notes) == 4  # one line of each run
    assert "run ahead-69 is dated 2036-05-09T06:31+00:00" in notes[0]


def test_a_clock_that_is_ahead_deletes_nothing_and_says_so(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with Store.open(tmp_path / "s.db") as store:
        for number in range(5):
            go_through(store, f"r{number}", JOB, NOW + timedelta(days=number))
        for number in range(3):
            assert ran(tmp_path, store, AHEAD + timedelta(days=number)).fresh
        told = {one.run for one in store.memory(JOB, LONG_AGO).reported}
        assert {f"r{number}" for number in range(5)} <= told
        assert store.briefing("r0") is not None
    notes = [line for line in caplog.messages if "none is forgotten" in line]
    assert len(notes) == 3
    assert "5 of 6 runs are older than store.retention_days" in notes[0]
    assert "summarise store forget does it" in notes[0]


def test_a_lone_run_outlives_the_first_jump_of_the_clock(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as store:
        go_through(store, "r0", JOB, NOW)
        ran(tmp_path, store, AHEAD)
        assert store.run("r0").state == "done"


def test_each_day_what_has_grown_old_is_forgotten(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    days = [NOW + timedelta(days=number) for number in range(9)]
    with Store.open(tmp_path / "s.db") as store:
        for day in days:
            ran(tmp_path, store, day, retention_days=3)
        assert {run.began for run in store.runs()} == set(days[-4:])
    assert "forgotten" not in caplog.text


def test_who_asks_for_it_forgets_all_that_is_old(tmp_path: Path, summarise: Summarise) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=900)
    (tmp_path / "c.toml").write_text('[store]\npath = "s.db"\n')
    with Store.open(tmp_path / "s.db") as store:
        for number in range(5):
            go_through(store, f"r{number}", JOB, long_ago + timedelta(days=number))
    told = summarise("store", "forget", "--config", tmp_path / "c.toml")
    assert (told.code, "rows older than 365 days are forgotten" in told.text) == (0, True)
    with Store.open(tmp_path / "s.db") as store:
        assert store.runs() == ()


def test_runs_that_are_dated_ahead_do_not_silence_what_is_late(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as store:
        go_through(store, "yesterday", JOB, NOW - timedelta(days=1))
        for number in range(60):
            go_through(store, f"ahead-{number}", JOB, AHEAD + timedelta(days=number))
        (late,) = healths(config(tmp_path), store, NOW + timedelta(hours=6))
        assert late.late
        assert late.last is not None
        assert late.last.id == "yesterday"
        assert "not counted: 60 runs dated ahead of this clock" in late.why


def test_a_daemon_runs_what_is_due_whatever_is_dated_ahead(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as store:
        go_through(store, "r0", JOB, NOW - timedelta(days=1))
        go_through(store, "r1", JOB, AHEAD)
        assert store.last_done(JOB, NOW) == NOW - timedelta(days=1)


def test_the_last_page_is_none_that_is_dated_ahead(tmp_path: Path) -> None:
    with Store.open(tmp_path / "s.db") as store:
        go_through(store, "r0", JOB, NOW)
        go_through(store, "r1", JOB, AHEAD)
        assert store.memory(JOB, LONG_AGO, NOW + timedelta(days=1)).since == NOW
