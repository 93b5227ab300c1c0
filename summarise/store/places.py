"""Where the store lies."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from summarise.config import StoreConfig

FILE: Final = "summarise.db"


def place(config: StoreConfig) -> Path:
    """Return where the store lies: where the config says, or in the user's own state folder."""
    return Path(config.path).expanduser() if config.path else default_place()


def default_place() -> Path:
    """Return the file in the user's state folder."""
    from platformdirs import user_state_path

    return user_state_path("summarise", appauthor=False) / FILE
