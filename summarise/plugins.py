"""What other packages bring: classes behind entry points, by the group that each kind has.

A plug-in is one class and one line in its package's metadata. It is imported when it is used; what
it raises costs what it was to do, and never the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Any, Final

from summarise.errors import ConfigError

GROUPS: Final[Mapping[str, str]] = {
    "backend": "summarise.backends",
    "loader": "summarise.loaders",
    "output": "summarise.outputs",
    "judge": "summarise.judges",
}
"""The kinds of plug-ins, and the group of entry points that each is found in."""


def installed(kind: str) -> tuple[EntryPoint, ...]:
    """Return the entry points of a kind, by name."""
    found = entry_points(group=GROUPS[kind])
    return tuple(sorted(found, key=lambda point: (point.name, point.value)))


def loaded(kind: str, name: str, key: str) -> Callable[..., Any]:
    """Return the class of a plug-in. Raises ConfigError, which names the ``key`` that asked for it.

    What its import raises is told by its kind alone: its text may hold anything.
    """
    points = {point.name: point for point in installed(kind)}
    if name not in points:
        there_are = ", ".join(points) or "none"
        raise ConfigError(
            f'{key}: no {kind} "{name}" is installed (there are: {there_are}); the package that '
            "brings it must be installed beside summarise"
        )
    try:
        found: object = points[name].load()
    except Exception as error:  # foreign code
        raise ConfigError(
            f'{key}: the {kind} "{name}" is installed and can\'t be loaded '
            f"({type(error).__name__}), which is a mistake in it, or in what it needs"
        ) from error
    if not callable(found):
        raise ConfigError(f'{key}: the {kind} "{name}" is no class')
    return found
