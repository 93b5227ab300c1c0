"""Loaders that run apart, in a child process that can be ended.

Parsers of PDF, Word, HTML and mail, and plug-ins, read bytes that anybody may have made. One that
hangs, crashes or eats memory is cut off, and costs its source alone. One child serves a whole run,
and is started again after it had to be ended: to start it takes as long as to read many pages.
"""

from __future__ import annotations

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, Self, cast

from summarise.config import InputConfig
from summarise.sources import worker_main
from summarise.sources.documents import document
from summarise.sources.input_files import MEGABYTE, too_large
from summarise.sources.loader import Loader, UnreadableError
from summarise.types import Document, Skipped

START: Final = 60.0
"""Seconds that the child may take to start: one or less, unless the machine is very busy."""

ROOM: Final = 8
"""Bytes of an answer for each byte that a source may have: JSON escapes a letter with six."""

LATE: Final = "took longer than {:g} s and was cut off (max_seconds in [input] sets the limit)"

# Its libraries compute nothing, and a pool of threads for each processor is address space.
_OWN: Final = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


class Worker:
    """The child process, which is started when it is needed. Close it in the end.

    Threads may share it, and wait for each other.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def load(
        self, loader: Loader, data: bytes, name: str, config: InputConfig
    ) -> Iterator[Document | Skipped]:
        """Yield what the loader finds, as ``Loader.load`` does; never for longer than it may.

        Raises UnreadableError with what the loader raises, and when it had to be cut off.
        """
        request: worker_main.Request = (loader, data, name, config)
        most = int(config.max_megabytes * MEGABYTE * ROOM) + MEGABYTE
        with self._lock:
            process = self._process or self._start()
            try:
                reply = self._exchange(process, pickle.dumps(request), config.max_seconds, most)
            except ValueError as error:
                self.close()
                raise UnreadableError(too_large(config.max_megabytes)) from error
        answer = json.loads(reply)
        for fields in answer["found"]:
            yield _unpacked(fields, name)
        if answer["fault"]:
            raise UnreadableError(answer["fault"])

    def close(self) -> None:
        """End the child, and wait for its end."""
        if self._process:
            _end(self._process)
            self._process = None

    def _start(self) -> subprocess.Popen[bytes]:
        try:
            self._process = process = subprocess.Popen(  # noqa: S603 - our own program
                # Isolated: the child imports what we do, as it is told, and nothing else.
                [sys.executable, "-I", "-X", "utf8", str(Path(worker_main.__file__))],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=os.environ | _OWN,
                # Ctrl-C reaches us alone; and what a plug-in starts is ended with it.
                start_new_session=True,
            )
        except OSError as error:
            raise UnreadableError(f"could not be read (no process to read it: {error})") from error
        self._exchange(process, pickle.dumps(sys.path), START, 0)
        return process

    def _exchange(
        self, process: subprocess.Popen[bytes], request: bytes, seconds: float, most: int
    ) -> bytes:
        """Send a request and wait for the reply. Raises UnreadableError when none comes."""
        late = threading.Event()

        def cut_off() -> None:
            late.set()
            _kill(process)

        timer = threading.Timer(min(seconds, worker_main.LONGEST), cut_off)
        timer.start()
        try:
            worker_main.send(cast("BinaryIO", process.stdin), request)
            return worker_main.receive(cast("BinaryIO", process.stdout), most)
        except (OSError, EOFError) as error:
            timer.cancel()
            timer.join()
            self._process = None
            code = _end(process)
            raise UnreadableError(
                LATE.format(seconds) if late.is_set() else _broken(code)
            ) from error
        finally:
            timer.cancel()
            timer.join()
            if late.is_set():
                self.close()


def _unpacked(fields: list[Any], name: str) -> Document | Skipped:
    """Make what was found again, and so hold it to what the other stages rely on."""
    if len(fields) == 2:
        return Skipped(*fields)
    text, title, outlet, url, published, language, place = fields
    when = datetime.fromisoformat(published) if published else None
    made = document(text, title, outlet, url, when, language, place)
    return made if made.text else Skipped(name, "has no text in it")


def _broken(code: int) -> str:
    try:
        how = signal.Signals(-code).name
    except ValueError:
        how = f"exit code {code}"
    return f"broke the program that read it ({how}), and was left out"


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End the child and all that it started. It must not have been waited for."""
    if sys.platform == "win32":
        process.kill()
    else:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)


def _end(process: subprocess.Popen[bytes]) -> int:
    """End the child, and let go of all that was its; return its exit code."""
    _kill(process)
    code = process.wait()
    for stream in (process.stdin, process.stdout):
        with suppress(OSError):  # what was not written any more
            cast("BinaryIO", stream).close()
    return code
