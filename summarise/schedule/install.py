"""Putting a user's units where systemd finds them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from summarise.errors import RenderError, UsageError
from summarise.output import write_atomically

_PATIENCE: Final = 30.0  # seconds for systemd to answer
_LINGERING: Final = Path("/var/lib/systemd/linger")
"""Holds an empty file for each user whose units run while they are not logged in."""


def folder(environment: Mapping[str, str]) -> Path:
    """Return the folder of a user's own units."""
    own = environment.get("XDG_CONFIG_HOME", "")
    # The standard has a relative one ignored.
    base = Path(own) if own and Path(own).is_absolute() else Path.home() / ".config"
    return base / "systemd" / "user"


def install(units: Mapping[str, str], place: Path) -> list[Path]:
    """Write the units, each whole or not at all, and return where. Raises UsageError."""
    written = []
    for name, text in units.items():
        path = place / name
        try:
            place.mkdir(parents=True, exist_ok=True)
            write_atomically(path, text.encode())
        except (OSError, RenderError) as error:
            raise UsageError(f"{path}: can't be written; may you write to its folder?") from error
        written.append(path)
    return written


def commands(timers: Sequence[str]) -> list[list[str]]:
    """Return the commands that make systemd read the units and start the timers."""
    systemctl = ["systemctl", "--user"]
    return [[*systemctl, "daemon-reload"], [*systemctl, "enable", "--now", *timers]]


def enabled(timers: Sequence[str]) -> bool:
    """Have systemd read the units and start the timers; whether it is there and did."""
    if shutil.which("systemctl") is None:
        return False
    return all(_succeeds(words) for words in commands(timers))


def lingers(environment: Mapping[str, str]) -> bool:
    """Whether the user's units run while they are not logged in."""
    user = environment.get("USER", "")
    return bool(user) and (_LINGERING / user).is_file()


def _succeeds(words: Sequence[str]) -> bool:
    try:
        subprocess.run(  # noqa: S603 - our own words
            words, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True
