"""Children that read bytes apart, ready when a run wants one: to start one takes half a second.

A run in the process of the tests shares one child with all others; a run that is forked gets one
that is forked with it. What a child of the program's own does is tested in tests/sources.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Iterator
from typing import cast

from summarise.config import InputConfig
from summarise.sources import worker_main
from summarise.sources.loader import Loader
from summarise.sources.worker import START, Worker
from summarise.types import Document, Skipped


class SharedWorker(Worker):
    """Lives on after a run; where something else can be imported by then, a new one starts."""

    _path: tuple[str, ...] = ()

    def __exit__(self, *_: object) -> None:
        pass

    def load(
        self, loader: Loader, data: bytes, name: str, config: InputConfig
    ) -> Iterator[Document | Skipped]:
        if self._path != tuple(sys.path):
            self.close()
            self._path = tuple(sys.path)
        return super().load(loader, data, name, config)


class Lent:
    """A forked child with the part of a ``Popen`` that a worker uses."""

    def __init__(self) -> None:
        requests, self_writes = os.pipe()
        self_reads, replies = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            os.setsid()
            for number, file in enumerate((requests, replies, os.open(os.devnull, os.O_WRONLY))):
                os.dup2(file, number)
            os.closerange(3, 256)
            worker_main.main()
            os._exit(0)
        os.close(requests)
        os.close(replies)
        self.stdin, self.stdout = os.fdopen(self_writes, "wb"), os.fdopen(self_reads, "rb")

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])


def lend() -> None:
    """Fork a child now, while this process has one thread, for the first that is wanted."""
    lent, start = [cast("subprocess.Popen[bytes]", Lent())], Worker._start

    def started(self: Worker) -> subprocess.Popen[bytes]:
        if not lent:
            return start(self)
        self._process = process = lent.pop()
        self._exchange(process, pickle.dumps(sys.path), START, 0)
        return process

    Worker._start = started  # type: ignore[method-assign]
