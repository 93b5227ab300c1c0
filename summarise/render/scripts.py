"""Which script and direction a text has, the language to guess from that, and where it may break.

Reports don't always say their language, and a statement may mix two. Line breaking, fonts and
screen readers need a guess; a text in Latin letters gets none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Literal

Direction = Literal["ltr", "rtl"]

_ALPHABETS = {
    "latin": re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "zh": re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"),
    "ko": re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"),
    "ar": re.compile(r"[\u0600-\u06ff\u0750-\u077f\ufb50-\ufdff\ufe70-\ufeff]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
}
_TELLTALE = {
    "ar": (("ur", re.compile(r"[\u0679\u0688\u0691\u06d2]")), ("fa", re.compile("[پچژگ]"))),
    "ru": (("uk", re.compile("[іїєґІЇЄҐ]")),),
}
_NAMES = {"CJK": "Han", "FULLWIDTH": "Latin", "HALFWIDTH": "Katakana"}

_FIRST_EMOJI = 0x1F000
"""Where the planes of pictures begin; older symbols are in most fonts."""

_BREAK = "\u200b"
_JOINERS = "\u200d\u2060"
_STEP = 6
"""Characters between two places to break: few enough for the narrowest column."""

# Scripts that don't put spaces between words: typst knows where those break.
_NO_SPACES = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\ua4cf\uac00-\ud7af\uf900-\uffef"


def direction(text: str) -> Direction:
    """Take the direction of the first letter that has one; left to right without any."""
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"R", "AL"}:
            return "rtl"
        if kind == "L":
            return "ltr"
    return "ltr"


def language(text: str) -> str:
    """Guess ISO 639-1 from the letters; "" for Latin letters or none."""
    if text.isascii():
        return ""
    counts = {name: len(letters.findall(text)) for name, letters in _ALPHABETS.items()}
    if counts["ja"]:
        counts["ja"] += counts.pop("zh")  # Japanese mixes kana and Han
    best = max(counts, key=lambda name: counts[name])
    if best == "latin" or not counts[best]:
        return ""
    for other, letters in _TELLTALE.get(best, ()):
        if letters.search(text):
            return other
    return best


def script(character: str) -> str:
    """Name the script ("Arabic", "Han", "Emoji"); "" for what belongs to none."""
    category = unicodedata.category(character)
    if category == "So" and ord(character) >= _FIRST_EMOJI:
        return "Emoji"
    if not category.startswith("L"):
        return ""
    first = unicodedata.name(character, "").partition(" ")[0].partition("-")[0]
    return _NAMES.get(first, first.title())


def breakable(text: str, longest: int) -> str:
    """Put a zero-width space every few characters into words over ``longest``."""
    if len(text) <= longest:
        return text
    pattern = rf"[^ {_NO_SPACES}\U00020000-\U0003ffff]{{{longest + 1},}}"
    return re.sub(pattern, lambda match: "".join(_broken(match[0])), text)


def _broken(word: str) -> Iterator[str]:
    since = 0
    for before, character in zip("\u2060" + word, word, strict=False):
        one_sign = (
            before in _JOINERS or character in _JOINERS or unicodedata.category(character)[0] == "M"
        )
        if since >= _STEP and not one_sign:
            yield _BREAK
            since = 0
        yield character
        since += 1
