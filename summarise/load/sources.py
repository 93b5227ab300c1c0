"""What the user names (files, folders, patterns) becomes a list of files, in a fixed order."""

from __future__ import annotations

import glob
import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from pathlib import Path

from summarise.load.files import explain
from summarise.types import Skipped

STDIN = "-"

_JUNK = frozenset({"thumbs.db", "ehthumbs.db", "desktop.ini", "__macosx", "__pycache__"})
_MAGIC = frozenset("*?[")


def expand(source: str) -> Iterator[tuple[Path, bool] | Skipped]:
    """Yield the files that a source names, and whether it names each by itself.

    A folder gives the files in it and below, by path, without hidden files and known junk. What
    doesn't exist but has ``*``, ``?`` or ``[`` in it is a pattern; ``**`` is any depth.
    """
    if not source.strip():
        yield Skipped(f'"{shown(source)}"', "names no file (is a variable empty?)")
        return
    if "\0" in source:
        yield Skipped(shown(source), "is not the name of a file")
        return
    path = Path(source).expanduser() if source.startswith("~") else Path(source)
    if _exists(path):
        yield from _file_or_folder(path)
    elif _MAGIC & set(source):
        yield from _pattern(str(path)) or [Skipped(shown(source), "is a pattern without a match")]
    elif source.lower().startswith(("http://", "https://")):
        yield Skipped(shown(source), "is a web address, and nothing is fetched: save the page")
    else:
        yield Skipped(shown(source), "does not exist")


def shown(source: str | Path) -> str:
    """Return a name that can be printed: no control characters, no broken Unicode."""
    return "".join(char if char.isprintable() else "\ufffd" for char in str(source))


def _exists(path: Path) -> bool:
    try:
        return os.path.lexists(path)
    except ValueError:
        return False


def _file_or_folder(path: Path) -> Iterator[tuple[Path, bool] | Skipped]:
    if not os.path.isdir(path):  # noqa: PTH112 (Path.is_dir raises on a loop of links in 3.11)
        yield path, True
        return
    found = list(_walk(path))
    yield from found or [Skipped(shown(path), "is a folder without a file that can be read")]


def _pattern(pattern: str) -> list[tuple[Path, bool] | Skipped]:
    """Expand a pattern; ``**`` is ours, since the library's follows loops of links."""
    parts = Path(pattern).parts
    if "**" not in parts:
        matches = map(Path, sorted(glob.glob(pattern)))  # noqa: PTH207 (it needs a folder)
        return [
            found for match in matches if not _junk(match.name) for found in _file_or_folder(match)
        ]
    at = parts.index("**")
    tops = sorted(glob.glob(os.path.join(*parts[:at]))) if at else ["."]  # noqa: PTH118, PTH207
    return [
        found
        for top in map(Path, tops)
        for found in _walk(top)
        if isinstance(found, Skipped) or _matches(found[0].relative_to(top).parts, parts[at:])
    ]


def _matches(path: Sequence[str], pattern: Sequence[str]) -> bool:
    if not pattern:
        return not path
    if pattern[0] == "**":
        if len(pattern) == 1:
            return True
        return any(_matches(path[start:], pattern[1:]) for start in range(len(path) + 1))
    return bool(path) and fnmatchcase(path[0], pattern[0]) and _matches(path[1:], pattern[1:])


def _walk(top: Path) -> Iterator[tuple[Path, bool] | Skipped]:
    """Yield the files below a folder by path; a folder that links lead to twice is read once."""
    seen: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        path = waiting.pop()
        if not os.path.isdir(path):  # noqa: PTH112
            yield path, False
            continue
        try:
            status = path.stat()
            names = sorted(path.iterdir(), key=lambda entry: entry.name, reverse=True)
        except OSError as error:
            yield Skipped(shown(path), explain(path, error))
            continue
        if (key := (status.st_dev, status.st_ino)) in seen:
            yield Skipped(shown(path), "is a link to a folder that is read already")
            continue
        seen.add(key)
        waiting.extend(entry for entry in names if not _junk(entry.name))


def _junk(name: str) -> bool:
    return name.startswith((".", "~$")) or name.endswith("~") or name.lower() in _JUNK
