"""Runs of the command line in processes of their own that need not start: they are forked.

To start one takes a second, for what it imports and for the encoder; tests that kill a run over and
over would spend a minute on it. The process that is forked has read all of that, has no thread, and
has run nothing.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import summarise
from summarise.config import load_config
from summarise.language.vectors import tokenizer
from tests.readers import lend

ROOT = Path(__file__).parents[1]
FOREIGN = (
    "openai", "typst", "tenacity", "httpcore2", "httpx2", "jinja2", "feedparser",
    "dateutil.parser", "email.policy", "rensa", "json_repair",
)  # fmt: skip
"""What a run imports where it uses it."""
ENTRIES = (
    "tests.jobs.killed",
    "tests.jobs.kept",
    "tests.jobs.pages",
    "tests.scripts",
    "tests.site.killed",
)
"""What is begun in the place of the command line."""
COMMAND_LINE = ("summarise.cli", "tests.jobs.killed")
"""What may read bytes apart."""
HANGS = 60
"""Seconds after which a run that was waited for is ended, and its test fails."""


class Forked:
    """A run that has begun; what it says goes to files in a folder."""

    def __init__(self, forks: Forks, pid: int, out: Path, err: Path) -> None:
        self._forks = forks
        self._pid = pid
        self._out = out
        self._err = err

    @property
    def out(self) -> str:
        return self._out.read_text(encoding="utf-8")

    @property
    def err(self) -> str:
        return self._err.read_text(encoding="utf-8")

    def line(self) -> str:
        """Return the first line that it prints, as soon as it is whole."""
        return self.lines(1)[0]

    def lines(self, number: int) -> list[str]:
        """Return so many lines that it prints, as soon as they are whole."""
        until = time.monotonic() + HANGS
        while self.out.count("\n") < number:
            if time.monotonic() > until:
                self.kill()
                raise TimeoutError(self.err)
            time.sleep(0.005)
        return self.out.splitlines()[:number]

    def send(self, sent: signal.Signals) -> None:
        os.kill(self._pid, sent)

    def kill(self) -> None:
        self.send(signal.SIGKILL)

    def wait(self) -> int:
        """Return the exit code, or minus the signal that ended it."""
        try:
            return self._forks.asked({"wait": self._pid})
        except TimeoutError:
            self.kill()
            raise


class Forks:
    """The process that is forked: its ``asked`` answers one request, a number, at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self._started = 0

    def start(
        self,
        folder: Path,
        *arguments: object,
        entry: str = "summarise.cli",
        stdin: str | Path = os.devnull,
        stdout: Path | None = None,
        cwd: Path = ROOT,
    ) -> Forked:
        """Begin a run: ``main`` of a module is called with the arguments."""
        self._started += 1
        out, err = (folder / f"run-{self._started}.{name}" for name in ("out", "err"))
        for file in (out, err):
            file.touch()
        out = stdout or out
        pid = self.asked(
            {
                "entry": entry,
                "arguments": list(map(str, arguments)),
                "in": str(stdin),
                "out": str(out),
                "err": str(err),
                "cwd": str(cwd),
                "environment": dict(os.environ),
            }
        )
        return Forked(self, pid, out, err)

    def script(self, folder: Path, text: str, *arguments: object) -> Forked:
        """Begin a script of Python."""
        return self.start(folder, text, *arguments, entry="tests.scripts")

    def asked(self, request: object) -> int:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._process.stdout, selectors.EVENT_READ)
            if not waiting.select(HANGS):
                raise TimeoutError
        return int(self._process.stdout.readline())


@contextmanager
def forking() -> Iterator[Forks]:
    one_thread = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    with subprocess.Popen(
        [sys.executable, "-m", "tests.forked"],
        cwd=ROOT,
        env={**os.environ, **one_thread},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Forks(process)


def _imported() -> None:
    for module in pkgutil.walk_packages(summarise.__path__, "summarise."):
        if module.name.rpartition(".")[2] not in ("__main__", "worker_main"):
            with suppress(ImportError):  # an extra that is not installed
                importlib.import_module(module.name)
    for name in (*FOREIGN, *ENTRIES):
        importlib.import_module(name)
    tokenizer()  # the weights would take as long again, and few runs ask for them
    load_config(None, {})  # builds what validates one


def _become(request: dict[str, object]) -> None:
    """Be the run: it ends as any process does, with threads waited for and files closed."""
    os.environ.clear()
    os.environ.update(request["environment"])  # type: ignore[call-overload]
    sys.path[:0] = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    given = os.open(str(request["in"]), os.O_RDONLY)
    flags = os.O_CREAT | os.O_WRONLY | os.O_TRUNC
    for number, file in enumerate(
        [given, *(os.open(str(request[n]), flags) for n in ("out", "err"))]
    ):
        os.dup2(file, number)
        os.close(file)
    os.chdir(str(request["cwd"]))
    if request["entry"] in COMMAND_LINE:
        lend()
    entry = importlib.import_module(str(request["entry"]))
    entry.main(request["arguments"])


def main() -> None:
    _imported()
    gc.collect()
    gc.freeze()  # else each run looks through all of it as it ends, for a quarter of a second
    assert threading.active_count() == 1, "a process with threads can't be forked"
    for line in iter(sys.stdin.readline, ""):
        request = json.loads(line)
        if pid := request.get("wait"):
            print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
        elif pid := os.fork():
            print(pid, flush=True)
        else:
            return _become(request)
    return None


if __name__ == "__main__":
    main()
