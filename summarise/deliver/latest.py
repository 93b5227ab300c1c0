"""``latest``: a name beside the dated pages that always leads to the newest one.

It is a relative link, which still leads there when the folder is moved, and a copy where the
system can't make one. It is replaced in one step: who reads it meanwhile gets a whole page.
"""

from __future__ import annotations

import filecmp
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from summarise.errors import DeliveryError
from summarise.output import write_atomically


def latest_of(path: Path) -> Path:
    """Return the name beside a page: ``latest`` with the page's own ending."""
    return path.with_name(f"latest{path.suffix}")


def loses(latest: Path) -> bool:
    """Whether to replace it would lose something: it is no link, and no copy of a page there."""
    if latest.is_symlink() or not latest.exists():
        return False
    if not latest.is_file():
        return True
    pages = (one for one in latest.parent.iterdir() if one.suffix == latest.suffix)
    return not any(
        filecmp.cmp(latest, page, shallow=False)
        for page in pages
        if page != latest and page.is_file() and not page.is_symlink()
    )


def point(path: Path, data: bytes) -> None:
    """Let ``latest`` lead to the page, which holds ``data``. Raises DeliveryError and OSError."""
    latest = latest_of(path)
    if latest == path or not path.is_file():
        return
    if loses(latest):
        raise DeliveryError(
            f"{path} holds the page, but {latest} is a file of its own and stays as it is; move it "
            "away, or set latest = false"
        )
    beside = path.with_name(f".summarise-{uuid4().hex}")
    try:
        try:
            beside.symlink_to(path.name)
        except (OSError, NotImplementedError):
            write_atomically(beside, data)
        beside.replace(latest)
    except BaseException:
        with suppress(OSError):
            beside.unlink()
        raise
