"""Why a child process ended, in a sentence, with what mends it."""

from __future__ import annotations

import re
import signal
from typing import Final

from summarise.backends.local.weights import INSTALL, Weights
from summarise.plain import one_line

MOST_LINES: Final = 4
MOST_CHARACTERS: Final = 300
"""How much of the log's end a message quotes."""

REBUILD: Final = (
    'CMAKE_ARGS="-DGGML_NATIVE=OFF" python -m pip install --force-reinstall --no-cache-dir '
    "llama-cpp-python"
)

# By number: Windows has no such signals, and codes of its own for the same ends.
_KILLED: Final = -9
_WRONG_PROCESSOR: Final = frozenset({-4, -11, 0xC000001D, 0xC0000005})

_FOLDERS: Final = re.compile(r"(?:\b[A-Za-z]:)?(?:[\\/][^\\/\s:'\"]+)+[\\/](?=[^\\/\s])")
# Indented lines are code of a traceback; the others are figures, given with each answer.
_NOISE: Final = (" ", "\t", "Traceback", "llama_perf", "Llama.generate", "print_info")
_MISSING: Final = re.compile(r"^(?:ModuleNotFoundError|ImportError):", re.M)
_CONTEXT: Final = re.compile(r"kv cache|llama_context", re.I)


def at_start(name: str, weights: Weights, code: int, log: str) -> str:
    """Say why the server of backend ``name`` ended before it was ready."""
    if code in _WRONG_PROCESSOR:
        return (
            f"llama.cpp ended with {_ending(code)} while it loaded {weights.name}: it was built "
            f"for another processor, or the file is damaged. To build it again, run: {REBUILD}"
        )
    if code == _KILLED:
        return f"{weights.name} was {_killed(name)}"
    if _MISSING.search(log):
        return (
            f"the server of backend {name} lacks a package ({tail(log, weights)}); run: {INSTALL}"
        )
    if _CONTEXT.search(log[-MOST_CHARACTERS:]):
        step = f"lower backends.{name}.context"
    else:
        step = f"download the file again, or name another one in backends.{name}.model"
    return f"llama.cpp can't load {weights.name} ({tail(log, weights) or _ending(code)}); {step}"


def twice(name: str, weights: Weights, code: int, log: str) -> str:
    """Say why the server of backend ``name`` is not started a third time."""
    if code == _KILLED:
        return f"{weights.name} was {_killed(name)}; it had been started again once before"
    said = tail(log, weights)
    quoted = f" ({said})" if said else ""
    step = f"name another model in backends.{name}.model"
    if code in _WRONG_PROCESSOR:
        step += f", or build llama.cpp for this processor: {REBUILD}"
    return f"the server of {weights.name} crashed twice, now with {_ending(code)}{quoted}; {step}"


def once(weights: Weights, code: int) -> str:
    """Say that the server has crashed and is started again."""
    return f"the server of {weights.name} crashed ({_ending(code)}); starting it again"


def too_slow(name: str, weights: Weights, seconds: float) -> str:
    """Say that the model was not ready in time."""
    return (
        f"{weights.name} was not ready to answer within {seconds:g} seconds; "
        f"name a smaller model in backends.{name}.model"
    )


def tail(log: str, weights: Weights) -> str:
    """Return the last lines of a log as one, without folders and what says nothing."""
    lines = [
        line.rstrip()
        for line in log.replace(str(weights.path), weights.path.name).splitlines()
        if line.strip() and not line.startswith(_NOISE)
    ]
    text = _FOLDERS.sub("", "; ".join(lines[-MOST_LINES:]))
    text = one_line(text)
    return text if len(text) <= MOST_CHARACTERS else f"…{text[1 - MOST_CHARACTERS :]}"


def _killed(name: str) -> str:
    return (
        "ended by the system, most likely because memory ran out; name a smaller model in "
        f"backends.{name}.model, or lower backends.{name}.context"
    )


def _ending(code: int) -> str:
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"exit code {code}"
