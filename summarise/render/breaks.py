"""Places where a word that is too long for any line may break."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

_BREAK = "\u200b"
_JOINERS = "\u200d\u2060"
_STEP = 6
"""Characters between two places to break: few enough for the narrowest column."""

# Scripts that don't put spaces between words: typst knows where those break.
_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\uffef"


def breakable(text: str, longest: int) -> str:
    """Put a zero-width space every few characters into words over ``longest``."""
    if len(text) <= longest:
        return text
    pattern = rf"[^ {_NO_SPACES}\U00020000-\U0003ffff]{{{longest + 1},}}"
    return re.sub(pattern, lambda match: "".join(_broken(match[0])), text)


def _broken(word: str) -> Iterator[str]:
    since = 0
    for before, character in zip("\u2060" + word, word, strict=False):
        if since >= _STEP and not _joined(before, character):
            yield _BREAK
            since = 0
        yield character
        since += 1


def _joined(before: str, after: str) -> bool:
    """Tell whether the two are parts of one sign."""
    return before in _JOINERS or after in _JOINERS or unicodedata.category(after)[0] == "M"
