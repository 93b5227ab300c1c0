"""PDF by typst: how many pages it takes, in which fonts it is set, and what no font can show.

Typst only ever sees ``page.typ``, and ``glyph.typ`` for one letter. The page's texts reach it as
JSON and it sets them as strings, so nothing in them can run; it imports no package, so nothing is
fetched. Libertinus Serif comes with typst (Latin, Greek, Cyrillic, Hebrew); the other fonts are
what the machine has. Where no font has a glyph, typst draws a box and says nothing; so it is asked
to draw, and the drawing is compared with the box.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from summarise.errors import RenderError
from summarise.plain import shortened
from summarise.render.foot import PrintedSource
from summarise.render.scripts import breakable, direction, language, script
from summarise.render.untrusted import isolated
from summarise.render.view import (
    REPLACED,
    Paper,
    PrintedDifference,
    PrintedSide,
    PrintedStatement,
    PrintedStory,
    page,
    texts,
)
from summarise.types import Briefing

if TYPE_CHECKING:
    from typst import Compiler, Fonts

T = TypeVar("T")

_TEMPLATES = Path(__file__).parent
_TYPST_PAPER = {"a4": "a4", "letter": "us-letter"}

_WORD = 40
"""Characters. A longer word may break anywhere; German's longest in print stay whole."""
_NARROW_WORD = 20
"""The same for the margin, which holds about 20 characters of a story's headline."""

_MANY = 12
"""Sources from which on they stand in three columns, in smaller type."""
_LINE, _SHORTEST_TITLE = {2: 66, 3: 42}, 10
"""Characters of a source in its column, by the number of columns, and of its title at least."""

_ROOMY = 130
"""Characters of a source, two lines of its column, where the page has room for that."""

_NO_GLYPH: Final = "\U0010ffff"
_SAMPLE: Final = 6
"""How many letters of a script are tried: one rare letter without a glyph is no missing script."""

_SAID = ("differ", "update", "correction", "sources", "overtaken", "link", "quotation")
"""The page's own words that the template asks for."""

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
    **dict.fromkeys(("ru", "uk", "el"), ()),
}
"""Families that go with the look of BODY, most wanted first, for Linux, macOS and Windows."""


class PdfRenderer:
    """The page as PDF: tagged, with title and date; the same briefing gives the same bytes."""

    def render(self, briefing: Briefing, paper: Paper = "a4") -> bytes:
        """Return the bytes of the PDF. Raises RenderError."""
        laid_out = _page(briefing, paper)
        roomy = _page(briefing, paper, _ROOMY)
        if laid_out["sources"] != roomy["sources"] and _pages(roomy) <= _pages(laid_out):
            laid_out = roomy
        typesetter = compiler("page.typ", {"page": laid_out})
        made, _warnings = translated(
            lambda: typesetter.compile_with_warnings(
                format="pdf", timestamp=int(briefing.date.timestamp())
            )
        )
        if not isinstance(made, bytes):
            raise RenderError("page.typ: typst gave no PDF")
        return made


def count_pages(briefing: Briefing, paper: Paper) -> int:
    """Lay the page out, without writing a PDF, and count. Raises RenderError."""
    return _pages(_page(briefing, paper))


def _pages(laid_out: dict[str, Any]) -> int:
    typesetter = compiler("page.typ", {"page": laid_out})
    pages = int(translated(lambda: typesetter.query("<pages>", field="value", one=True)))
    translated(_let_go)
    return pages


def _let_go() -> None:
    """Have typst let go of the pages that it has laid out.

    It keeps what it worked out, 4 MB a page, and tidies up after a compilation, but never after a
    query (typst-py 0.15): a process that makes a page each morning would grow and grow.
    """
    _of_a_space().compile(format="svg")


@cache
def _of_a_space() -> Compiler:
    return compiler("glyph.typ", {"glyph": " "})


def missing_scripts(briefing: Briefing) -> tuple[str, ...]:
    """Name the page's scripts ("Arabic", "Han") that no font at hand has letters for, sorted.

    Raises RenderError.
    """
    samples = _samples(texts(page(briefing)))
    return tuple(
        sorted(name for name, letters in samples.items() if not any(map(has_glyph, letters)))
    )


def _samples(printed: Iterable[str]) -> dict[str, list[str]]:
    """Map a script to some of its letters that occur; typst itself brings Latin."""
    samples: dict[str, list[str]] = {}
    for letter in sorted(set().union(*printed)):
        letters = samples.setdefault(script(letter), [])
        if len(letters) < _SAMPLE:
            letters.append(letter)
    return {name: letters for name, letters in samples.items() if name not in {"", "Latin"}}


def has_glyph(character: str) -> bool:
    """Tell whether a font shows the character, not the box for none. Raises RenderError."""
    return _drawing(character) != _drawing(_NO_GLYPH)


@cache
def _drawing(character: str) -> str:
    typesetter = compiler("glyph.typ", {"glyph": character})
    made = translated(lambda: typesetter.compile(format="svg"))
    return made.decode() if isinstance(made, bytes) else ""


@cache
def fonts() -> Fonts:
    """Find the fonts of typst and of the machine, once (some 100 ms)."""
    from typst import Fonts

    return Fonts()


@cache
def families() -> Mapping[str, Sequence[str]]:
    """Map a guessed language to the families to set it in, most wanted first.

    What is not installed is left out, because typst warns of it.
    """
    installed = set(fonts().families())
    every = [name for names in _WANTED.values() for name in names]
    return {
        language: [name for name in dict.fromkeys([*names, *every]) if name in installed]
        for language, names in _WANTED.items()
    }


def compiler(template: str, inputs: dict[str, Any]) -> Compiler:
    """Make a compiler of one of our templates, which can read no file outside this folder."""
    from typst import Compiler

    data = {name: json.dumps(value, ensure_ascii=False) for name, value in inputs.items()}
    return translated(
        lambda: Compiler(
            _TEMPLATES / template, root=_TEMPLATES, font_paths=fonts(), sys_inputs=data
        )
    )


def translated(call: Callable[[], T]) -> T:
    """Make the call; what typst raises becomes a RenderError."""
    try:
        return call()
    except (RenderError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:  # a panic inside typst is no Exception
        raise RenderError(
            f"the page could not be typeset: {error}; another format than pdf may work"
        ) from error


def _page(briefing: Briefing, paper: Paper, line: int = 0) -> dict[str, Any]:
    """Return the page for the template; ``line`` is how long a source may be, 0 for the least."""
    printed = page(briefing)
    columns = 3 if len(printed.sources) > _MANY and not line else 2
    return {
        "paper": _TYPST_PAPER[paper],
        "body": BODY,
        "families": families(),
        "title": printed.headline,
        "lang": language(printed.headline) or printed.words.code,
        "dir": direction(printed.headline),
        "mixed": any(isolated(text) != text for text in texts(printed)),
        "headline": _span(printed.headline),
        "dateline": printed.dateline,
        "corrections": [
            {"was": _span(correction.was), "now": _statement(correction.now)}
            for correction in printed.corrections
        ],
        "quiet": printed.quiet,
        "lede": _statement(printed.lede) if printed.lede else None,
        "stories": [_story(story) for story in printed.stories],
        "columns": columns,
        "sources": [_source(source, line or _LINE[columns]) for source in printed.sources],
        "record": breakable(printed.record, _WORD),
        "words": {
            "lang": printed.words.code,
            "replaced": REPLACED,
            **{name: getattr(printed.words, name) for name in _SAID},
        },
    }


def _span(text: str, longest: int = _WORD) -> dict[str, str]:
    """Give a text with all that typst needs to set it."""
    return {
        "text": breakable(text, longest),
        "lang": language(text),
        "dir": direction(text),
    }


def _statement(statement: PrintedStatement) -> dict[str, Any]:
    return {
        **_span(statement.text),
        "parts": [
            {"text": breakable(part.text, _WORD), "marks": [mark.number for mark in part.marks]}
            for part in statement.parts
        ],
        "replaced": statement.replaced,
    }


def _story(story: PrintedStory) -> dict[str, Any]:
    return {
        "headline": _span(story.headline, _NARROW_WORD),
        "background": _span(story.background),
        "paragraphs": [
            {
                "told": [_statement(one) for one in told],
                "differences": [_difference(one) for one in differences],
            }
            for told, differences in story.paragraphs
        ],
        "differences": [_difference(one) for one in story.last],
    }


def _difference(difference: PrintedDifference) -> dict[str, Any]:
    return {
        "about": _span(difference.about),
        "sides": [_side(side) for side in difference.sides],
    }


def _side(side: PrintedSide) -> dict[str, Any]:
    return {
        "label": _span(side.label),
        "outdated": side.outdated,
        "quote": _span(side.quote),
        "marks": [mark.number for mark in side.marks],
        "voices": [
            {"name": _span(voice.name), "marks": [mark.number for mark in voice.marks]}
            for voice in side.voices
        ],
    }


def _source(source: PrintedSource, line: int) -> dict[str, Any]:
    """Return a source of the list; its title is cut to what one line holds, to leave room above.

    Behind an outlet it may have no room at all.
    """
    title = source.title or ("" if source.outlet else source.name)
    room = line - len(source.outlet) - len(source.date) - len(source.note)
    if source.outlet and room < _SHORTEST_TITLE:
        title = ""
    return {
        "number": source.number,
        "outlet": _span(source.outlet),
        "title": _span(shortened(title, max(room, _SHORTEST_TITLE))),
        "date": source.date,
        "url": source.url,
        "note": _span(source.note),
    }
