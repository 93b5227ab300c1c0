"""What is kept of batches between runs, and who may send one."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from summarise.backends.batch.errors import DoubtError
from summarise.backends.batch.lock import STALE
from summarise.backends.batch.pending import MOST_DAYS, Batch, Pending
from summarise.errors import ConfigError, InputError, PendingError, RefusedError

BATCH = Batch(id="batch_1", backend="small", keys=["a", "b"])
DAY = 24 * 3600


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "state" / "batches"


def in_days(folder: Path, days: float) -> Pending:
    return Pending(folder, clock=lambda: time.time() + days * DAY)


def names(folder: Path) -> list[str]:
    return sorted(path.name.partition(".")[2] for path in folder.iterdir())


def test_a_batch_is_found_by_any_of_its_prompts_and_by_its_backend(folder: Path) -> None:
    pending = Pending(folder)
    assert pending.of("small", ["a"]) == []
    pending.add(BATCH)

    assert pending.of("small", ["b", "c"]) == [BATCH]
    assert pending.of("large", ["b"]) == []
    assert pending.of("small", ["c"]) == []


def test_what_is_no_record_of_a_batch_is_passed_by(folder: Path) -> None:
    Pending(folder).add(BATCH)
    (folder / "broken.batch.json").write_text('{"id": "batch_2"')

    assert Pending(folder).of("small", ["a"]) == [BATCH]


def test_a_batch_may_be_forgotten_twice_and_with_it_goes_its_run(folder: Path) -> None:
    pending = Pending(folder)
    pending.add(BATCH)
    pending.add_run("batch_1", b"run")
    assert pending.run("batch_1") == b"run"

    pending.remove("batch_1")
    pending.remove("batch_1")

    assert not names(folder)
    with pytest.raises(InputError, match="nothing is kept of a run with this batch"):
        pending.run("batch_1")


def test_a_batch_that_can_not_be_forgotten_ends_no_run(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    pending = Pending(folder)
    pending.add(BATCH)
    (record,) = folder.iterdir()
    record.unlink()
    record.mkdir()  # a folder can't be unlinked, by root either

    pending.remove("batch_1")

    assert f"{record} can't be removed" in caplog.text


def test_what_is_kept_is_for_its_owner_alone(folder: Path) -> None:
    Pending(folder).add_run("batch_1", b"run")

    assert all(path.stat().st_mode & 0o077 == 0 for path in folder.iterdir())


def test_what_was_abandoned_goes_when_no_server_has_its_answers_any_more(folder: Path) -> None:
    Pending(folder).add(BATCH)
    Pending(folder).add_run("batch_1", b"run")
    (folder / "0.batch.new").touch()
    (folder / "0.sending.json").touch()
    (folder / "notes.txt").touch()
    (folder / "mine.json").touch()
    late = BATCH.model_copy(update={"id": "batch_2"})

    in_days(folder, MOST_DAYS - 1).add(late)
    assert len(names(folder)) == 7

    in_days(folder, MOST_DAYS + 1).add(late)
    assert names(folder) == ["json", "txt"]  # what is not ours; all that is ours is of today


@pytest.mark.parametrize("way", ["file", "full"])
def test_a_folder_that_can_not_be_written_is_found_out_before_anything_is_sent(
    folder: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    if way == "file":
        folder.parent.mkdir()
        folder.touch()
    else:
        folder.mkdir(parents=True)
        monkeypatch.setattr(os, "fdopen", _full)

    with (
        pytest.raises(ConfigError, match=r"can't be kept there \(.+\); set XDG_STATE_HOME"),
        Pending(folder).sending(["a"]),
    ):
        pytest.fail("it was sent")

    assert folder.is_file() or not names(folder)


def test_only_one_run_sends_the_same_prompts(folder: Path) -> None:
    with (
        Pending(folder).sending(["b", "a"]),
        pytest.raises(PendingError, match=r"Another run is just sending .*run again later"),
        Pending(folder).sending(["a", "b"]),
    ):
        pytest.fail("it was sent twice")

    assert not names(folder)


def test_other_prompts_are_sent_meanwhile(folder: Path) -> None:
    with Pending(folder).sending(["a"]), Pending(folder).sending(["a", "b"]):
        assert len(names(folder)) == 2


def test_a_run_that_failed_for_certain_holds_nobody_off(folder: Path) -> None:
    with pytest.raises(RefusedError), Pending(folder).sending(["a"]):
        raise RefusedError("no")

    assert not names(folder)


@pytest.mark.parametrize("error", [DoubtError("?"), KeyboardInterrupt()])
def test_a_run_that_may_have_begun_a_batch_has_the_next_one_say_so(
    folder: Path, caplog: pytest.LogCaptureFixture, error: BaseException
) -> None:
    with pytest.raises(type(error)), Pending(folder).sending(["a"]):
        raise error
    assert not caplog.text

    with Pending(folder).sending(["a"]):
        assert names(folder) == ["sending.json"]

    assert "its batch may have begun, and be billed" in caplog.text
    assert not names(folder)


def test_the_lock_of_a_process_that_was_killed_is_taken_over(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    script = (
        "import os, pathlib, sys; from summarise.backends.batch.pending import Pending\n"
        "with Pending(pathlib.Path(sys.argv[1])).sending(['a']): os._exit(9)"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(folder)], check=False, timeout=60)
    assert killed.returncode == 9
    assert names(folder) == ["sending.json"]

    with Pending(folder).sending(["a"]):
        assert names(folder) == ["sending.json"]

    assert "may have begun" in caplog.text


def test_the_lock_of_another_host_counts_for_an_hour(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "elsewhere")
    lock = Pending(folder).sending(["a"])
    lock.__enter__()
    (path,) = folder.iterdir()
    path.write_text(re.sub(r'"pid":\d+', '"pid":999999999', path.read_text()))
    monkeypatch.undo()

    with pytest.raises(PendingError), Pending(folder).sending(["a"]):
        pytest.fail("it was sent twice")
    with in_days(folder, (STALE + 60) / DAY).sending(["a"]):
        assert names(folder) == ["sending.json"]
    lock.__exit__(None, None, None)


def test_a_lock_that_is_being_written_this_moment_counts(folder: Path) -> None:
    with Pending(folder).sending(["a"]):
        (path,) = folder.iterdir()
        path.write_text("")
        with pytest.raises(PendingError), Pending(folder).sending(["a"]):
            pytest.fail("it was sent twice")


def test_of_two_runs_that_find_an_old_lock_only_one_takes_it_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(DoubtError), Pending(folder).sending(["a"]):
        raise DoubtError("?")
    (path,) = folder.iterdir()
    replace = Path.replace

    def overtaken(itself: Path, target: Path) -> Path:
        if itself == path and '"pid":0' in path.read_text():
            path.write_text("the other run's")
        return replace(itself, target)

    monkeypatch.setattr(Path, "replace", overtaken)
    with pytest.raises(PendingError), Pending(folder).sending(["a"]):
        pytest.fail("it was sent twice")

    assert path.read_text() == "the other run's"


def _full(*args: object) -> object:
    raise OSError(28, "No space left on device")
