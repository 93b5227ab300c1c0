"""Plug-ins for .shout files, good and bad: a module of their own, which the child imports fast."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from summarise.config import InputConfig
from summarise.types import Document, Skipped


class ShoutLoader:
    def load(self, data: bytes, name: str, _config: InputConfig) -> Iterator[Document | Skipped]:
        yield Document("mine", data.decode().upper() + "\0")
        yield Document("mine", "")
        yield Skipped(name, "page 2: is blank")


class TalkingLoader:
    """Prints, and reads standard input."""

    def load(self, data: bytes, name: str, _config: InputConfig) -> Iterator[Document | Skipped]:
        print("a word")
        os.write(1, b"a word of native code")
        yield Document("mine", f"Input: {os.read(0, 9)!r}.")


class BrokenLoader:
    def load(self, *_: Any) -> Iterator[Document | Skipped]:
        raise RuntimeError("oh\nno")


class HalfLoader:
    """Fails after a document."""

    def load(self, *_: Any) -> Iterator[Document | Skipped]:
        yield Document("mine", "The first half.")
        raise RuntimeError("torn")


class HangingLoader:
    """Hangs, and has started a program that does."""

    def load(self, data: bytes, *_: Any) -> Iterator[Document | Skipped]:
        with subprocess.Popen(["sleep", "60"]) as started:
            Path(data.decode().strip()).write_text(str(started.pid))
            while True:
                time.sleep(0.01)
        yield Document("mine", "Never.")


class ExitingLoader:
    def load(self, *_: Any) -> Iterator[Document | Skipped]:
        os._exit(3)


class CrashingLoader:
    def load(self, *_: Any) -> Iterator[Document | Skipped]:
        os.kill(os.getpid(), signal.SIGSEGV)
        yield Document("mine", "Never.")


class HungryLoader:
    def load(self, *_: Any) -> Iterator[Document | Skipped]:
        yield Document("mine", "x" * len(bytearray(10**11)))


class FloodingLoader:
    def load(self, *_: Any) -> Iterator[Document | Skipped]:
        yield Document("mine", "word " * 1_000_000)


class NoLoader:
    pass
