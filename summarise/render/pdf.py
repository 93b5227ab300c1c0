"""PDF, and how many pages it takes, by typst.

``page.typ`` is the only source that typst ever sees. The page's texts reach it as JSON and it
sets them as strings, so nothing in them can run; it imports no package, so nothing is fetched.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeVar

from summarise.errors import RenderError
from summarise.render import printed, view
from summarise.render.breaks import breakable
from summarise.render.fonts import BODY, families, fonts
from summarise.render.listing import PrintedSource
from summarise.render.scripts import direction, language
from summarise.render.untrusted import isolated
from summarise.types import Briefing

if TYPE_CHECKING:
    from typst import Compiler

Paper = Literal["a4", "letter"]
T = TypeVar("T")

_TEMPLATES = Path(__file__).parent
_TYPST_PAPER = {"a4": "a4", "letter": "us-letter"}

_WORD = 40
"""Characters. A longer word may break anywhere; German's longest in print stay whole."""
_NARROW_WORD = 20
"""The same for the margin, which holds about 20 characters of a story's headline."""


class PdfRenderer:
    """The page as PDF: tagged, with title and date; the same briefing gives the same bytes."""

    def render(self, briefing: Briefing, paper: Paper = "a4") -> bytes:
        """Return the bytes of the PDF. Raises RenderError."""
        typesetter = compiler("page.typ", {"page": _page(briefing, paper)})

        def typeset() -> bytes:
            made, _warnings = typesetter.compile_with_warnings(
                format="pdf", timestamp=int(briefing.date.timestamp())
            )
            if not isinstance(made, bytes):
                raise RenderError("page.typ: typst gave no PDF")
            return made

        return translated(typeset)


def count_pages(briefing: Briefing, paper: Paper) -> int:
    """Lay the page out, without writing a PDF, and count. Raises RenderError."""
    typesetter = compiler("page.typ", {"page": _page(briefing, paper)})
    pages = int(translated(lambda: typesetter.query("<pages>", field="value", one=True)))
    translated(_let_go)
    return pages


def _let_go() -> None:
    """Have typst let go of the pages that it has laid out.

    It keeps what it worked out, 4 MB a page, and tidies up after a compilation, but never after a
    query (typst-py 0.15): a process that makes a page each morning would grow and grow.
    """
    from typst import compile as typeset

    typeset(b" ", font_paths=[], ignore_system_fonts=True)


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


def _page(briefing: Briefing, paper: Paper) -> dict[str, Any]:
    page = view.page(briefing)
    return {
        "paper": _TYPST_PAPER[paper],
        "body": BODY,
        "families": families(),
        "title": page.headline,
        "lang": language(page.headline) or page.words.code,
        "dir": direction(page.headline),
        "mixed": any(isolated(text) != text for text in printed.texts(page)),
        "headline": _span(page.headline),
        "dateline": page.dateline,
        "corrections": [
            {"was": _span(one.was), "now": _statement(one.now)} for one in page.corrections
        ],
        "quiet": page.quiet,
        "lede": _statement(page.lede) if page.lede else None,
        "stories": [_story(story) for story in page.stories],
        "sources": [_source(source) for source in page.sources],
        "record": breakable(page.record, _WORD),
        "words": {
            "lang": page.words.code,
            "differ": page.words.differ,
            "update": page.words.update,
            "correction": page.words.correction,
            "sources": page.words.sources,
            "overtaken": page.words.overtaken,
            "link": page.words.link,
            "quotation": page.words.quotation,
            "replaced": printed.REPLACED,
        },
    }


def _span(text: str, longest: int = _WORD) -> dict[str, str]:
    """Give a text with all that typst needs to set it."""
    return {
        "text": breakable(text, longest),
        "lang": language(text),
        "dir": direction(text),
    }


def _statement(statement: printed.PrintedStatement) -> dict[str, Any]:
    return {
        **_span(statement.text),
        "marks": [mark.number for mark in statement.marks],
        "replaced": statement.replaced,
    }


def _story(story: printed.PrintedStory) -> dict[str, Any]:
    return {
        "headline": _span(story.headline, _NARROW_WORD),
        "background": _span(story.background),
        "statements": [_statement(statement) for statement in story.statements],
        "differences": [
            {"about": _span(d.about), "sides": [_side(side) for side in d.sides]}
            for d in story.differences
        ],
    }


def _side(side: printed.PrintedSide) -> dict[str, Any]:
    return {
        "label": _span(side.label),
        "outdated": side.outdated,
        "quote": _span(side.quote),
        "voices": [
            {"name": _span(voice.name), "marks": [mark.number for mark in voice.marks]}
            for voice in side.voices
        ],
    }


def _source(source: PrintedSource) -> dict[str, Any]:
    return {
        "number": source.number,
        "outlet": _span(source.outlet),
        "title": _span(source.title or ("" if source.outlet else source.name)),
        "date": source.date,
        "url": source.url,
        "note": _span(source.note),
    }
