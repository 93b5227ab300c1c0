"""Which fonts there are, and which to set a text in.

Libertinus Serif comes with typst (Latin, Greek, Cyrillic, Hebrew); the rest is what the machine
has. Families are listed by the look that goes with it, most wanted first, for Linux, macOS and
Windows; what is not installed is left out, because typst warns of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typst import Fonts

BODY = "Libertinus Serif"

_ARABIC = ("Noto Naskh Arabic", "Amiri", "Geeza Pro", "Traditional Arabic", "Times New Roman")
_WANTED: Mapping[str, Sequence[str]] = {
    "": ("Noto Serif", "DejaVu Serif"),
    "zh": ("Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "Noto Sans CJK SC"),
    "ja": ("Noto Serif CJK JP", "Source Han Serif", "Hiragino Mincho ProN", "Yu Mincho"),
    "ko": ("Noto Serif CJK KR", "Source Han Serif K", "AppleMyungjo", "Batang", "Malgun Gothic"),
    "ar": _ARABIC,
    "fa": _ARABIC,
    "ur": ("Noto Nastaliq Urdu", *_ARABIC),
    "he": ("Noto Serif Hebrew", "Times New Roman"),
    "hi": ("Noto Serif Devanagari", "Kohinoor Devanagari", "Nirmala UI"),
    "th": ("Noto Serif Thai", "Thonburi", "Leelawadee UI"),
}


@cache
def fonts() -> Fonts:
    """Find the fonts of typst and of the machine, once (some 100 ms)."""
    from typst import Fonts

    return Fonts()


@cache
def families() -> Mapping[str, Sequence[str]]:
    """Map a guessed language to the installed families to set it in, most wanted first."""
    installed = set(fonts().families())
    every = list(dict.fromkeys(name for names in _WANTED.values() for name in names))
    return {
        language: [name for name in dict.fromkeys([*names, *every]) if name in installed]
        for language, names in {**dict.fromkeys(("ru", "uk", "el"), ()), **_WANTED}.items()
    }
