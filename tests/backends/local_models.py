"""Models for LocalBackend that need no llama.cpp, and what its tests ask of them.

``fake_llama`` holds packages that stand in for llama-cpp-python and uvicorn in the child process.
A model is a GGUF file without weights: Python code at its end runs when it is "loaded", and a
prompt is a Python expression, evaluated in the child, whose value is the answer.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from summarise.backends import Prompt
from summarise.backends.local import LocalBackend
from summarise.config import BackendConfig

FAKE = Path(__file__).parent / "fake_llama"
PATIENCE = 10.0
"""Seconds that a test waits for what should take none."""

LLAMA = {
    "general.architecture": "llama",
    "llama.context_length": 8192,
    "llama.embedding_length": 576,
    "llama.block_count": 30,
    "llama.attention.head_count": 9,
    "llama.attention.head_count_kv": 3,
}
"""What SmolLM2's file says."""


def gguf(path: Path, script: str = "", said: dict[str, Any] = LLAMA) -> Path:
    """Write a model's file."""
    entries = b"".join(_string(key) + _value(value) for key, value in said.items())
    tokens = _string("tokenizer.ggml.tokens") + struct.pack("<IIQ", 9, 8, 10**6)
    head = b"GGUF" + struct.pack("<IQQ", 3, 0, len(said) + 1)
    path.write_bytes(head + entries + tokens + b"#!python\n" + script.encode())
    return path


def local(model: Path, **options: Any) -> LocalBackend:
    """Return a backend for a model; options that are no settings go to its constructor."""
    settings = {name: options.pop(name) for name in ("timeout", "context") if name in options}
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


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _value(value: str | int | list[int]) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _string(value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    return struct.pack(f"<IIQ{len(value)}I", 9, 4, len(value), *value)
