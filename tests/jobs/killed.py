"""A run of the command line that is killed at a point: the first argument of ``main``.

It is SIGKILL, sent to itself from within: nothing of it runs any more after that.
"""

from __future__ import annotations

import importlib
import os
import signal
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from summarise import cli


class Point(NamedTuple):
    """Before or after which call of what it happens."""

    where: str
    name: str
    when: Literal["before", "after"]
    call: int = 1


TARGETS = "summarise.jobs.targets:"
POINTS = {
    "before anything": Point("summarise.jobs.store:Store", "start", "before"),
    "begun": Point("summarise.jobs.store:Store", "start", "after"),
    "in the middle of reading": Point("summarise.sources.fetch:Web", "fetch", "after"),
    "read, and not kept": Point("summarise.jobs.store:Store", "loaded", "before"),
    "read, and kept": Point("summarise.jobs.store:Store", "loaded", "after"),
    "in the middle of the page": Point("summarise.pipeline:", "dedupe", "after"),
    "made, and not kept": Point("summarise.jobs.store:Store", "written", "before"),
    "made, and kept": Point("summarise.jobs.store:Store", "written", "after"),
    "before the first target": Point(TARGETS, "deliver", "before"),
    "at the first target, and not noted": Point(TARGETS, "deliver", "after"),
    "before the second target": Point(TARGETS, "deliver", "before", 2),
    "at the second target, and not noted": Point("summarise.jobs.targets:", "deliver", "after", 2),
    "at the third target, and not noted": Point("summarise.jobs.targets:", "deliver", "after", 3),
    "before it is remembered": Point("summarise.jobs.store:Store", "commit", "before"),
    "remembered": Point("summarise.jobs.store:Store", "commit", "after"),
}
ERRATA = {
    "before the first erratum": Point(TARGETS, "deliver", "before", 4),
    "at the first erratum, and not noted": Point(TARGETS, "deliver", "after", 4),
    "at the second erratum, and not noted": Point(TARGETS, "deliver", "after", 5),
    "at the third erratum, and not noted": Point(TARGETS, "deliver", "after", 6),
}
"""What a run with three targets does behind its page."""


def _armed(point: Point) -> None:
    """Put the end of the process into the code."""
    module, _, owner = point.where.partition(":")
    home: Any = importlib.import_module(module)
    home = getattr(home, owner) if owner else home
    whole = getattr(home, point.name)
    calls = 0

    def ending(*args: Any, **kwargs: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == point.call and point.when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = whole(*args, **kwargs)
        if calls == point.call:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(home, point.name, ending)


def main(arguments: Sequence[str]) -> None:
    _armed({**POINTS, **ERRATA}[arguments[0]])
    cli.main(arguments[1:])
