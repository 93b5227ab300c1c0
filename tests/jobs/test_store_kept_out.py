"""Where nothing may be written what is kept is read; where there is no room a page comes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from summarise import database
from summarise.database import Database, default_place
from summarise.errors import StoreError
from summarise.jobs.store import Store
from tests.commandline import Summarise
from tests.jobs.damage import JOB, copied, whole
from tests.jobs.kept import LONG_AGO

ROOT = Path(__file__).parents[2]
READING = (("status",), ("history",), ("history", "show", "r1"), ("why", "bridge"))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return whole(tmp_path_factory.mktemp("kept-out") / "whole")


WITHOUT_RIGHTS = """
import ctypes, os, sys
if os.geteuid() == 0:  # who may write anywhere, but for this capability
    assert not ctypes.CDLL(None).prctl(24, 1, 0, 0, 0)
os.execv(sys.executable, [sys.executable, "-m", "summarise", *sys.argv[1:]])
"""
"""Runs the command line as one who may write only where a file's mode lets its owner."""


@pytest.fixture
def shut(config: Path, tmp_path: Path) -> Iterator[Path]:
    """The folder of a store in which nothing may be written."""
    folder = copied(config, tmp_path / "shut").parent
    (folder / "kept.db").chmod(0o400)
    folder.chmod(0o500)
    yield folder
    folder.chmod(0o700)


def kept_out(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_RIGHTS, *command, "--config", "morning.toml"],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
@pytest.mark.parametrize("command", READING)
def test_who_may_not_write_can_look(command: tuple[str, ...], shut: Path) -> None:
    before = sorted(path.name for path in shut.iterdir())
    ran = kept_out(shut, *command)
    assert ran.returncode in (0, 1), ran.stderr
    assert ran.stderr == ""
    assert ran.stdout
    assert sorted(path.name for path in shut.iterdir()) == before


@pytest.mark.skipif(sys.platform != "linux", reason="capabilities are Linux's")
def test_who_may_not_write_the_store_gets_a_page_all_the_same(shut: Path, tmp_path: Path) -> None:
    config = shut / "morning.toml"
    config.write_text(config.read_text().replace('"page.md"', f'"{tmp_path}/page.md"'))
    ran = kept_out(shut, "run", JOB)
    assert ran.returncode == 4, ran.stderr
    assert "nothing of this run is kept, so that the next one may tell it again" in ran.stderr
    assert "no lock can be taken there" in ran.stderr
    assert "Halvorsen" in (tmp_path / "page.md").read_text()


def refusing(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    """Have SQLite refuse to open the file for writing, as it does on a disk that is read-only."""

    def refuse(self: Database) -> None:
        error = sqlite3.OperationalError("attempt to write a readonly database")
        error.sqlite_errorname = name
        raise StoreError(f"{self.path}: no") from error

    monkeypatch.setattr(Database, "_open", refuse)


@pytest.mark.parametrize("name", ["SQLITE_READONLY", "SQLITE_CANTOPEN", "SQLITE_FULL"])
def test_a_file_that_can_not_be_opened_to_write_is_read(
    name: str, config: Path, tmp_path: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = copied(config, tmp_path / "copy")
    refusing(monkeypatch, name)
    for command in READING:
        ran = summarise(*command, "--config", copy)
        assert (ran.code in (0, 1), ran.err) == (True, "")


def full(store: Store) -> None:
    """Leave no room for another page of the file."""
    pages = store._database.pragma("page_count")
    store._database.ask(f"PRAGMA max_page_count = {pages}")


@pytest.mark.parametrize("when", ["from the start", "loaded", "written", "commit"])
def test_a_disk_that_is_full_costs_the_memory_of_the_run_and_not_the_page(
    when: str, tmp_path: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = whole(tmp_path / "there")
    (config.parent / "reports/a.txt").write_text("The Halvorsen bridge was opened. " * 600)
    opened = Store.open

    def open_full(path: Path, *, reading: bool = False) -> Store:
        store = opened(path, reading=reading)
        if when == "from the start":
            full(store)
        else:
            step: Callable[..., None] = getattr(store, when)

            def filled(*arguments: object, **more: object) -> None:
                if not store.kept_out:
                    full(store)
                step(*arguments, **more)

            monkeypatch.setattr(store, when, filled)
        return store

    monkeypatch.setattr(Store, "open", open_full)
    ran = summarise("run", JOB, "--config", config)
    if when == "commit" and ran.code == 0:
        return  # what is committed may need no more room
    assert ran.code == 4, ran.err
    assert ran.err.count("the disk is full") == 1
    assert "nothing of this run is kept, so that the next one may tell it again" in ran.err
    assert "bridge" in (config.parent / "page.md").read_text()
    with opened(config.parent / "kept.db") as store:
        assert len(store.memory(JOB, LONG_AGO).reported) == 2
        assert store._database.ask("PRAGMA integrity_check") == [("ok",)]


def test_a_store_that_can_not_be_made_costs_no_page(tmp_path: Path, summarise: Summarise) -> None:
    config = whole(tmp_path / "there")
    (config.parent / "in the way").write_text("a file")
    text = config.read_text().replace('"kept.db"', '"in the way/kept.db"')
    config.write_text(text)
    ran = summarise("run", JOB, "--config", config)
    assert ran.code == 4, ran.err
    assert "name another place in store.path" in ran.err
    assert "Halvorsen" in (config.parent / "page.md").read_text()
    assert summarise("status", "--config", config).code == 0


def test_without_a_home_folder_one_sentence_names_a_way_on(
    tmp_path: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = whole(tmp_path / "there")
    config.write_text(config.read_text().replace('[store]\npath = "kept.db"\n', ""))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setattr("platformdirs.user_state_path", lambda *_, **__: Path("~/.local/state"))
    with pytest.raises(StoreError, match=r"there is no home folder; name a file in store\.path"):
        default_place()
    for command in (("run", JOB), ("status",), ("history",), ("cache",)):
        ran = summarise(*command, "--config", config)
        assert (ran.code, ran.out) == (2, b"")
        assert "there is no home folder" in ran.err
    assert not (tmp_path / "~").exists()


def test_what_is_done_in_memory_begins_with_what_was_kept(config: Path, tmp_path: Path) -> None:
    path = copied(config, tmp_path / "copy").parent / "kept.db"
    store = Store.apart(path, StoreError("full"))
    assert {run.id for run in store.runs()} == {"r0", "r1", "r2"}
    store.end("r2", "failed", store.run("r1").began, "")
    store.close()
    with Store.open(path) as on_disk:
        assert on_disk.run("r2").state == "written"


def test_other_troubles_are_no_reason_to_go_on_without_the_store() -> None:
    for name, is_one in (("SQLITE_FULL", True), ("SQLITE_CORRUPT", False), ("SQLITE_BUSY", False)):
        error = sqlite3.OperationalError("trouble")
        error.sqlite_errorname = name
        told = StoreError("trouble")
        told.__cause__ = error
        assert database.kept_out(told) is is_one
