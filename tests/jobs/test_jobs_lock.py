"""The lock of a job: one owner, named with its age, and none that outlives its process."""

from __future__ import annotations

import errno
import fcntl
import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from filelock import Timeout

from summarise.errors import BusyError
from summarise.jobs import lock
from summarise.jobs.lock import held
from tests.forked import Forks

NOW = datetime(2026, 11, 25, 6, 30, tzinfo=UTC)


def test_a_second_run_is_told_who_has_the_lock_and_for_how_long(tmp_path: Path) -> None:
    store = tmp_path / "s.db"
    with (
        held(store, "a", lambda: NOW),
        pytest.raises(BusyError, match=rf"process {os.getpid()} on .*06:30 UTC \(7 minutes\)"),
        held(store, "a", lambda: NOW + timedelta(minutes=7)),
    ):
        pytest.fail("both have it")


def test_two_jobs_run_beside_each_other_and_a_lock_is_free_again(tmp_path: Path) -> None:
    store = tmp_path / "new/s.db"
    with held(store, "a", lambda: NOW), held(store, "b", lambda: NOW):
        pass
    with held(store, "a", lambda: NOW):
        assert list(store.parent.glob("*.owner")) == [store.parent / "s.a.owner"]
    assert list(store.parent.glob("*.owner")) == []


def test_a_dead_owners_lock_is_taken_over_with_a_word(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, forks: Forks
) -> None:
    store = tmp_path / "s.db"
    code = (
        "import os, sys; from datetime import datetime, UTC; from pathlib import Path\n"
        "from summarise.jobs.lock import held\n"
        "with held(Path(sys.argv[1]), 'a', lambda: datetime(2026, 11, 25, 6, tzinfo=UTC)):\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    assert forks.script(tmp_path, code, store).wait() == -9
    dead = json.loads((tmp_path / "s.a.owner").read_text())["pid"]
    with held(store, "a", lambda: NOW):
        assert f"was cut off (process {dead}" in caplog.text
        assert "30 minutes" in caplog.text


def test_a_lock_that_can_not_be_made_beside_the_store_is_made_elsewhere_and_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(lock, "gettempdir", lambda: str(tmp_path))
    (tmp_path / "s.a.lock").mkdir()
    with held(Path("s.db"), "a", lambda: NOW):
        assert f"{tmp_path}/s.a.lock: no lock can be taken there (Is a directory)" in caplog.text
        with pytest.raises(BusyError), held(tmp_path / "s.db", "a", lambda: NOW):
            pytest.fail("both have it")


def test_without_locks_on_any_disk_a_run_goes_on_and_says_what_that_means(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS))

    monkeypatch.setattr(fcntl, "flock", refuse)
    with held(tmp_path / "s.db", "a", lambda: NOW):
        assert "two runs of the job a at once send two pages" in caplog.text
        assert "path in the config names another place" in caplog.text


def test_what_a_run_raises_is_not_taken_for_trouble_with_its_lock(tmp_path: Path) -> None:
    for trouble in (BrokenPipeError(), Timeout("another lock")):
        with pytest.raises(type(trouble)), held(tmp_path / "s.db", "a", lambda: NOW):
            raise trouble
