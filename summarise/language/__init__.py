"""What can be read off a text without a model: sentences, words, numbers, dates, names, polarity.

Not a stage: the stages share it. Its functions are pure; what they find of a text, and of a word,
is kept in the ``Vocabulary`` of a run, and nowhere else. Long lists of words stand beside the
modules that read them, in TOML.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


def lists(module: str) -> dict[str, Any]:
    """Return the lists of words that belong to a module."""
    path = Path(__file__).with_name(f"{module}.toml")
    return tomllib.loads(path.read_text(encoding="utf-8"))


def inverted(names: dict[str, list[str]]) -> dict[str, str]:
    """Return what each name stands for, of a table of what has which names."""
    return {name: meaning for meaning, all_names in names.items() for name in all_names}


class OfLanguage(dict[str, T]):
    """What is made of the lists of a language, by its code, when it is first asked for."""

    def __init__(self, make: Callable[[str], T]) -> None:
        self._make = make

    def __missing__(self, code: str) -> T:
        return self.setdefault(code, self._make(code))
