"""load: what hangs, crashes, or eats memory is cut off alone, and nothing of it is left."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import summarise.sources
from summarise.config import InputConfig
from summarise.sources import load, worker_main
from summarise.sources.kinds import APART
from summarise.sources.loader import Plugin, UnreadableError
from summarise.sources.pages import HtmlLoader
from summarise.sources.worker import Worker
from summarise.types import Loaded
from tests.readers import SharedWorker
from tests.sources.conftest import PLUGINS, Install, Reader

HASTY = InputConfig(max_seconds=0.3)
ROOMY = InputConfig(max_seconds=60)


def reasons(loaded: Loaded) -> list[str]:
    return [one.reason for one in loaded.skipped]


def gone(process: int) -> bool:
    """Whether a process has ended, or is about to."""
    for _ in range(6000):
        try:
            stat = Path(f"/proc/{process}/stat").read_text()
        except OSError:
            return True
        if stat.rpartition(")")[2].split()[0] in "ZX":
            return True
        time.sleep(0.01)
    return False


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
def test_a_loader_that_hangs_is_cut_off_with_all_that_it_started(
    plugin: Install, read: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = tmp_path / "pid"

    class Timer(threading.Timer):
        """For this loader, goes off once it hangs: how long that takes depends on the machine."""

        def run(self) -> None:
            while self.interval == HASTY.max_seconds and not self.finished.wait(0.01):
                if started.exists() and started.read_text():
                    self.interval = 0
            super().run()

    monkeypatch.setattr(threading, "Timer", Timer)
    plugin("HangingLoader")
    found = read("a.shout", str(started), HASTY)
    (one,) = found.skipped
    assert one.reason.startswith("took longer than 0.3 s and was cut off (max_seconds")
    assert one.whole
    assert gone(int(started.read_text()))


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("ExitingLoader", "broke the program that read it (exit code 3), and was left out"),
        ("CrashingLoader", "broke the program that read it (SIGSEGV), and was left out"),
        ("FloodingLoader", "is larger than 0.1 MB (max_megabytes in [input] sets the limit)"),
    ],
)
def test_a_loader_that_ends_its_process_costs_its_source_alone(
    name: str, reason: str, plugin: Install, read: Reader
) -> None:
    plugin(name)
    assert reasons(read("a.shout", "x", InputConfig(max_megabytes=0.1))) == [reason]
    plugin("ShoutLoader")
    assert read("a.shout", "x").documents[0].text == "X"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_a_loader_that_eats_memory_fails_by_itself(plugin: Install, read: Reader) -> None:
    plugin("HungryLoader")
    assert reasons(read("a.shout", "x")) == ["takes more memory than a source may, and was cut off"]


def test_what_came_before_a_fault_is_kept(plugin: Install, read: Reader) -> None:
    plugin("HalfLoader")
    found = read("a.shout", "x")
    assert [one.text for one in found.documents] == ["The first half."]
    assert reasons(found) == ["could not be read (RuntimeError: torn)"]
    assert not found.skipped[0].whole


def test_a_loader_may_print_and_finds_no_standard_input(plugin: Install, read: Reader) -> None:
    plugin("TalkingLoader")
    assert [one.text for one in read("a.shout", "x").documents] == ["Input: b''."]


def test_one_child_serves_a_run_and_ends_with_it(
    plugin: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin("ShoutLoader")
    started: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def popen(*args: object, **kwargs: object) -> subprocess.Popen[bytes]:
        started.append(real(*args, **kwargs))  # type: ignore[call-overload]
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    monkeypatch.setattr(summarise.sources, "Worker", Worker)
    for name in ("a.shout", "b.shout", "c.txt"):
        (tmp_path / name).write_text(name)
    assert len(load([str(tmp_path)]).documents) == 3
    (one,) = started
    assert one.returncode is not None
    assert one.stdin is not None
    assert one.stdin.closed


def test_text_and_tables_are_read_without_a_child(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Worker, "_start", lambda self: pytest.fail("started a child"))
    monkeypatch.setattr(summarise.sources, "Worker", Worker)
    record = '{"text": "Text."}'
    texts = {"txt": "Text.", "md": "*Text.*", "json": record, "jsonl": record}
    texts["csv"] = "title,text\nt,Text."
    for ending, text in texts.items():
        (tmp_path / f"a.{ending}").write_text(text)
    assert [one.text for one in load([str(tmp_path)]).documents] == ["Text."] * 5


def test_what_comes_from_the_child_is_cleaned_and_named_again(reader: SharedWorker) -> None:
    found = list(reader.load(Plugin(f"{PLUGINS}:ShoutLoader"), b"a", "name", ROOMY))
    assert [getattr(one, "id", "") == "mine" for one in found] == [False] * 3
    assert getattr(found[0], "text", "") == "A"


def test_a_child_that_can_not_be_started_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    with Worker() as worker, pytest.raises(UnreadableError, match="no process to read it"):
        list(worker.load(HtmlLoader(), b"<p>", "a.html", ROOMY))


@pytest.mark.skipif(sys.platform == "win32", reason="has no such timers")
def test_a_child_without_a_parent_ends_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[float] = []
    monkeypatch.setattr(signal, "setitimer", lambda _which, seconds: asked.append(seconds))
    worker_main._limit_time(1e12)
    assert asked == [worker_main.LONGEST]
    if sys.platform == "linux":
        worker = Worker()
        process = worker._start()
        assert process.stdin is not None
        process.stdin.close()  # as when the parent is killed
        assert process.wait(60) == 0
        worker.close()


def test_every_loader_that_leaves_bytes_to_others_runs_apart() -> None:
    assert {one.__name__ for one in APART} >= {
        "HtmlLoader", "PdfLoader", "MailLoader", "OfficeLoader", "Plugin",
    }  # fmt: skip


def test_an_interrupt_ends_the_child(
    plugin: Install, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin("ShoutLoader")
    workers: list[Worker] = []

    class Interrupted(Worker):
        def __init__(self) -> None:
            super().__init__()
            workers.append(self)

    def interrupt(done: int, _all: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(summarise.sources, "Worker", Interrupted)
    (tmp_path / "a.shout").write_text("a")
    with pytest.raises(KeyboardInterrupt):
        load([str(tmp_path)], progress=interrupt)
    assert workers[0]._process is None


def test_the_child_sees_no_other_files_of_ours(reader: SharedWorker) -> None:
    list(reader.load(Plugin(f"{PLUGINS}:ShoutLoader"), b"a", "name", ROOMY))
    assert reader._process is not None
    if sys.platform == "linux":
        files = Path(f"/proc/{reader._process.pid}/fd").iterdir()
        held = {str(one.readlink()) for one in files}
        assert {one.partition(":")[0] for one in held} <= {"pipe", "/dev/null"}
