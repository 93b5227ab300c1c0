"""``summarise plugins``: what other packages bring."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from summarise.cli.common import FINE, command
from summarise.output import aligned, say
from summarise.plain import one_line

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

    from summarise.cli.common import Commands

_HEAD = ("KIND", "NAME", "FROM", "CLASS")
_BROKEN = 2
"""The exit code where one can't be loaded."""


def add(commands: Commands) -> None:
    """Add the command and its options."""
    plugins = command(
        commands,
        "plugins",
        _list,
        help="list what installed plug-ins bring: backends, loaders, outputs, judges",
        description="List what other packages bring: backends, loaders, outputs and judges. "
        "docs/plugin has one of each to begin with.",
    )
    plugins.add_argument(
        "--check", action="store_true", help="load each of them, which runs their code"
    )


def _list(options: argparse.Namespace) -> int:
    from summarise.plugins import GROUPS, installed

    points = [(kind, point) for kind in GROUPS for point in installed(kind) if not _is_ours(point)]
    if not points:
        say(sys.stdout, "no plug-in is installed\n")
        return FINE
    rows = [(kind, one_line(point.name), _from(point), point.value) for kind, point in points]
    if not options.check:
        say(sys.stdout, aligned([_HEAD, *rows]))
        return FINE
    states = [_state(point) for _, point in points]
    checked = [(*row, state) for row, state in zip(rows, states, strict=True)]
    say(sys.stdout, aligned([(*_HEAD, "LOADS"), *checked]))
    return FINE if all(state == "yes" for state in states) else _BROKEN


def _is_ours(point: EntryPoint) -> bool:
    return point.value.partition(".")[0].partition(":")[0] == "summarise"


def _from(point: EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "-"


def _state(point: EntryPoint) -> str:
    try:
        found = point.load()
    except Exception as error:  # foreign code
        return f"no ({type(error).__name__})"
    return "yes" if callable(found) else "no (no class)"
