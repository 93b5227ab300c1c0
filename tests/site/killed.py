"""Builds a site in a process that is killed as it puts a file in its place: which, and on which
side of that, are arguments of ``main``."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from pathlib import Path

from tests.site.mornings import MORNINGS, built


def main(arguments: Sequence[str]) -> None:
    root, mornings, number, side = arguments
    whole, calls = Path.replace, 0

    def ending(self: Path, target: Path) -> Path:
        nonlocal calls
        calls += 1
        if calls == int(number) and side == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        done = whole(self, target)
        if calls == int(number):
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    Path.replace = ending  # type: ignore[method-assign, assignment]
    built(Path(root), [one() for one in MORNINGS[: int(mornings)]])
