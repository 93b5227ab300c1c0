"""Which fonts there are, which to set a text in, and what they can't show.

Libertinus Serif comes with typst (Latin, Greek, Cyrillic, Hebrew); the rest is what the machine
has. Families are listed by the look that goes with it, most wanted first, for Linux, macOS and
Windows; what is not installed is left out, because typst warns of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from summarise.render import scripts
from summarise.render.printed import texts
from summarise.render.view import page
from summarise.types import Briefing

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
_SAMPLE = 6
"""How many letters of a script are tried: one rare letter without a glyph is no missing script."""


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


def missing_scripts(briefing: Briefing) -> tuple[str, ...]:
    """Name the scripts of the page's letters that no font shows, sorted. Raises RenderError."""
    from summarise.render.pdf import has_glyph

    samples = _samples(texts(page(briefing)))
    return tuple(
        sorted(name for name, letters in samples.items() if not any(map(has_glyph, letters)))
    )


def _samples(printed: Iterable[str]) -> dict[str, list[str]]:
    """Map a script to some of its letters that occur; typst itself brings Latin."""
    samples: dict[str, list[str]] = {}
    for letter in sorted(set().union(*printed)):
        found = samples.setdefault(scripts.script(letter), [])
        if len(found) < _SAMPLE:
            found.append(letter)
    return {name: letters for name, letters in samples.items() if name not in {"", "Latin"}}
