"""What is told besides the page, on standard error: lines for people, or JSON for machines.

At a terminal, a bar shows how far a run is.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, Literal

from summarise.errors import SummariseError
from summarise.output import say

LogFormat = Literal["text", "json"]
_PACKAGE: Final = "summarise"
_LEVELS: Final = {"error": "error", "note": "warning"}
"""The words that a line for people begins with, and the level that each stands for."""

Tell = Callable[[str, int, int], None]
"""Told the stage, and how many of how many parts of it are done."""

_NAMES: Final = {
    "load": "reading",
    "dedupe": "finding copies",
    "group": "grouping into stories and facts",
    "write": "writing and checking",
    "fit": "fitting the page",
}
"""What the stages are called on the progress bar."""

_BAR: Final = "{desc} |{bar:24}| {n_fmt}/{total_fmt}"


@dataclass(frozen=True, slots=True)
class _At:
    """What is at work while something is told, and how it is told."""

    log_format: LogFormat = "text"
    quiet: bool = False
    verbose: bool = False
    run: str = ""
    job: str = ""
    stage: str = ""


# One for the process, which does one run at a time. It is no context variable: the threads that
# call models would not have it, and they tell the most.
_at = _At()


def note(text: str, *, as_it_is: bool = False) -> None:
    """Say one thing on standard error; ``as_it_is`` keeps the spaces in it."""
    # One line, whatever a server or a file name says: a line break could forge a note of ours.
    line = text if as_it_is else " ".join(text.split())
    if _at.log_format == "json":
        word, colon, rest = line.partition(": ")
        known = bool(colon) and word in _LEVELS
        _say_json(_LEVELS[word] if known else "info", rest if known else line.strip(), _PACKAGE)
    else:
        _say(f"{_PACKAGE}: {line}\n")


def listen(
    *, quiet: bool, log_format: LogFormat = "text", run: str = "", verbose: bool = False
) -> None:
    """Show warnings, and what went well to a terminal or a machine, unless all is quiet.

    ``verbose`` shows it wherever it goes. ``run`` is the id that stands in each JSON object, until
    ``at_run`` names another.
    """
    global _at
    _at = _At(log_format=log_format, quiet=quiet, verbose=verbose, run=run)
    tell_as(log_format)


def tell_as(log_format: LogFormat) -> None:
    """Tell in this form from here on."""
    global _at
    _at = replace(_at, log_format=log_format)
    package, every = logging.getLogger(_PACKAGE), logging.getLogger()
    for logger in (package, every):
        for handler in tuple(logger.handlers):
            if isinstance(handler, _Notes):
                logger.removeHandler(handler)
    # Among JSON, what other packages warn of has to be JSON too.
    (every if log_format == "json" else package).addHandler(_Notes())
    at_terminal = sys.stderr is not None and sys.stderr.isatty()
    all_of_it = at_terminal or _at.verbose or log_format == "json"
    full = logging.INFO if all_of_it else logging.WARNING
    package.setLevel(logging.ERROR if _at.quiet else full)


def tells_json() -> bool:
    """Whether what is told is JSON."""
    return _at.log_format == "json"


@contextmanager
def about(*, job: str) -> Iterator[None]:
    """Have all that is told meanwhile name the job, and its run from ``at_run`` on."""
    global _at
    before = _at
    _at = replace(_at, job=job, stage="")
    try:
        yield
    finally:
        _at = replace(before, log_format=_at.log_format)


def at_run(run: str) -> None:
    """Have all that is told from here on name the run."""
    global _at
    _at = replace(_at, run=run, stage="")


def at_stage(stage: str) -> None:
    """Have all that is told from here on name the stage."""
    global _at
    if stage != _at.stage:
        _at = replace(_at, stage=stage)


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@contextmanager
def progress(shown: bool) -> Iterator[Tell]:
    """Give a function that is told the stage and how far it is; it draws on stderr.

    Nothing is drawn, and tqdm is not imported, unless stderr is a terminal that a person reads.
    """
    if not shown or tells_json() or sys.stderr is None or not sys.stderr.isatty():
        try:
            yield lambda stage, *_: at_stage(stage)
        finally:
            at_stage("")
        return
    from tqdm import tqdm

    with tqdm(file=sys.stderr, leave=False, bar_format=_BAR, dynamic_ncols=True) as bar:

        def tell(stage: str, done: int, total: int) -> None:
            bar.total, bar.n = total, done
            bar.set_description_str(_NAMES.get(stage, stage))

        yield tell


class _Notes(logging.Handler):
    """Shows what is logged as notes: what is slow, or odd, but costs the page nothing."""

    def emit(self, record: logging.LogRecord) -> None:
        trace = "".join(traceback.format_exception(*record.exc_info)) if record.exc_info else ""
        message = record.getMessage()
        if _at.log_format == "json":
            line = " ".join(message.split())
            _say_json(record.levelname.lower(), line, record.name, trace, record.created)
            return
        note(f"{'error' if record.levelno >= logging.ERROR else 'note'}: {message}")
        if trace:
            _say(trace)


def _say_json(
    level: str, message: str, logger: str, trace: str = "", at: float | None = None
) -> None:
    moment = datetime.now(UTC) if at is None else datetime.fromtimestamp(at, UTC)
    told = {
        "time": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": level,
        "message": message,
        "run": _at.run,
        "job": _at.job,
        "logger": logger,
        **({"stage": _at.stage} if _at.stage else {}),
        **({"traceback": trace} if trace else {}),
    }
    _say(f"{json.dumps(told)}\n")


def _say(text: str) -> None:
    with suppress(BrokenPipeError, SummariseError):
        say(sys.stderr, text)
