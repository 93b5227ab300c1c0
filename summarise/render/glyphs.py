"""What the fonts at hand can't show.

typst draws a box where no font has a glyph, and says nothing; so it is asked to draw, and the
drawing is compared with the box.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Final

from summarise.render import scripts
from summarise.render.pdf import compiler, translated
from summarise.render.printed import texts
from summarise.render.view import page
from summarise.types import Briefing

_NO_GLYPH: Final = "\U0010ffff"
_SAMPLE: Final = 6
"""How many letters of a script are tried: one rare letter without a glyph is no missing script."""


def missing_scripts(briefing: Briefing) -> tuple[str, ...]:
    """Name the scripts of the page's letters that no font shows, sorted. Raises RenderError."""
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


def has_glyph(character: str) -> bool:
    """Tell whether a font shows the character, not the box for none. Raises RenderError."""
    return _drawing(character) != _drawing(_NO_GLYPH)


@cache
def _drawing(character: str) -> str:
    typesetter = compiler("glyph.typ", {"glyph": character})
    made = translated(lambda: typesetter.compile(format="svg"))
    return made.decode() if isinstance(made, bytes) else ""
