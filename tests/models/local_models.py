"""Models for LocalBackend that need no llama.cpp, and what its tests ask of them.

``fake_llama`` stands in for xllamacpp in the child process. A model is a file that only begins like
GGUF: Python code at its end runs when it is "loaded", and a prompt is a Python expression,
evaluated in the child, whose value is the answer.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from summarise.config import BackendConfig
from summarise.models import Prompt
from summarise.models.local import LocalBackend

FAKE = Path(__file__).parent / "fake_llama"
PATIENCE = 60.0
"""Seconds that a test waits for what should take none."""


def gguf(path: Path, script: str = "") -> Path:
    """Write a model's file."""
    path.write_bytes(b"GGUF#!python\n" + script.encode())
    return path


def local(model: Path, **options: Any) -> LocalBackend:
    """Return a backend for a model; options that are no settings go to its constructor."""
    settings = {
        name: options.pop(name) for name in ("timeout", "context", "in_flight") if name in options
    }
    config = BackendConfig(kind="local", model=str(model), **settings)
    environment = options.pop("environment", {})
    return LocalBackend("mine", config, environment, **{"start_seconds": PATIENCE, **options})


def asks(expression: str) -> Prompt:
    return Prompt("test", "", expression, max_tokens=16)


def is_gone(pid: int) -> bool:
    """Whether a process has ended, within a time; one that nobody has reaped has ended, too."""
    return until(lambda: not _lives(pid))


def until(true: Callable[[], bool]) -> bool:
    """Wait until something is true, for a time; return whether it is."""
    end = time.monotonic() + PATIENCE
    while not (now := true()) and time.monotonic() < end:
        time.sleep(0.01)
    return now


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        status = Path(f"/proc/{pid}/stat")
        return not status.exists() or status.read_text().rpartition(")")[2].split()[0] != "Z"
    except (ProcessLookupError, FileNotFoundError):
        return False
