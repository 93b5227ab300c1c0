"""The file that gives scheduled jobs their keys: ``NAME=value`` lines, for its owner alone.

systemd reads it (``EnvironmentFile``), and so does the agent of launchd; what is quoted means the
same to both, and to a shell.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from summarise.errors import UsageError
from summarise.output import write_atomically

_LINE: Final = re.compile(r"\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)=")


def keys_file(environment: Mapping[str, str]) -> Path:
    """Return where it lies: where systemd looks for the configs of a user."""
    own = environment.get("XDG_CONFIG_HOME", "")
    # The standard has a relative one ignored.
    base = Path(own) if own and Path(own).is_absolute() else Path.home() / ".config"
    return base / "summarise" / "env"


def lacking(path: Path, names: Iterable[str]) -> list[str]:
    """Return the variables that the file does not have."""
    there = {match[1] for line in _lines(path) if (match := _LINE.match(line))}
    return [name for name in names if name not in there]


def keep(path: Path, values: Mapping[str, str]) -> None:
    """Put variables into the file in place of what it has of them. Raises UsageError."""
    kept = [
        line for line in _lines(path) if not ((match := _LINE.match(line)) and match[1] in values)
    ]
    lines = [*kept, *(f"{name}={_quoted(name, value)}" for name, value in values.items())]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{path}: can't be written ({error.strerror})") from error
    write_atomically(path, "".join(f"{line}\n" for line in lines).encode(), private=True)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, UnicodeDecodeError):
        raise UsageError(f"{path}: can't be read, and so nothing is put into it") from None


def _quoted(name: str, value: str) -> str:
    if not value.isprintable():
        raise UsageError(f"{name}: a value with a line break or the like can't be kept in a line")
    if "'" not in value:
        return f"'{value}'"
    return '"' + re.sub(r'(["\\`$])', r"\\\1", value) + '"'
