"""HTML: one file that asks the network for nothing and runs nothing.

The template escapes every value; the policy in the head allows the page's own style and no more.
A mark opens the sentence that it cites beside it, with the browser's own popover; one that knows
none shows those sentences in the list of sources, to which the marks lead there.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Final

from summarise.errors import RenderError
from summarise.plain import shortened
from summarise.render.opened import Opened
from summarise.render.scripts import direction, language
from summarise.render.view import (
    REPLACED,
    Mark,
    Page,
    Paper,
    PrintedDifference,
    PrintedStatement,
    page,
)
from summarise.types import Briefing

if TYPE_CHECKING:
    from jinja2 import Environment, Template


_LONGEST: Final = 90
"""Characters of a sentence that stands for itself in the list of what a source supports."""


class HtmlRenderer:
    """The page as a self-contained HTML file."""

    def render(self, briefing: Briefing, paper: Paper = "a4") -> bytes:
        """Return UTF-8 HTML; ``paper`` is the size it prints on. Raises RenderError."""
        from jinja2 import TemplateError
        from markupsafe import Markup

        printed = page(briefing)
        css = style(paper, printed.words.quotation)
        digest = b64encode(sha256(css.encode()).digest()).decode()
        try:
            text = _template().render(
                page=printed,
                trail=Trail(printed),
                words=printed.words,
                dagger=REPLACED,
                css=Markup(css),  # noqa: S704 (ours, from page.css)
                style_hash=f"sha256-{digest}",
            )
        except TemplateError as error:
            raise RenderError(f"page.html: the template failed: {error}") from error
        return f"{text}\n".encode()


@dataclass(frozen=True, slots=True)
class Supported:
    """A sentence of the page that a source supports, cut short, and its place there."""

    place: int
    text: str


class Trail:
    """The ways between the sentences of a page and those of its sources.

    ``excerpts`` are what marks open, by the number of the source: passages, and the name that the
    page has for them. ``supported`` is what each source supports, in the order of the page.
    """

    def __init__(self, page: Page) -> None:
        self.excerpts: dict[int, dict[tuple[Opened, ...], str]] = {}
        self.supported: dict[int, dict[int, Supported]] = {}
        for place, text, marks in _sentences(page):
            for mark in marks:
                named = self.excerpts.setdefault(mark.number, {})
                named.setdefault(mark.passages, f"e{mark.number}-{len(named) + 1}")
                sentence = Supported(place, shortened(text, _LONGEST))
                self.supported.setdefault(mark.number, {}).setdefault(place, sentence)

    def name(self, mark: Mark) -> str:
        """Return the name of what a mark opens."""
        return self.excerpts[mark.number][mark.passages]


def _sentences(page: Page) -> Iterator[tuple[int, str, Iterable[Mark]]]:
    """Yield all that is cited, in the order of the page: its place, its text, its marks."""
    told = [correction.now for correction in page.corrections]
    for one in [*told, page.lede] if page.lede else told:
        yield _statement(one)
    for story in page.stories:
        for statements, differences in story.paragraphs:
            yield from map(_statement, statements)
            yield from _accounts(differences)
        yield from _accounts(story.last)


def _statement(statement: PrintedStatement) -> tuple[int, str, Iterable[Mark]]:
    marks = [mark for part in statement.parts for mark in part.marks]
    return statement.place, statement.text, marks


def _accounts(
    differences: Iterable[PrintedDifference],
) -> Iterator[tuple[int, str, Iterable[Mark]]]:
    for side in (side for difference in differences for side in difference.sides):
        marks = [*side.marks, *(mark for voice in side.voices for mark in voice.marks)]
        yield side.place, side.label or side.quote, marks


def style(paper: Paper, quotation: tuple[str, str]) -> str:
    """Return the page's style sheet, for a size of paper and a language's marks of quotation."""
    opening, closing = quotation
    style = _read("page.css").replace("PAPER", paper)
    return style.replace("OPENING", opening).replace("CLOSING", closing)


@cache
def _template() -> Template:
    return environment().get_template("page.html")


def environment(*folders: Path) -> Environment:
    """Return what templates that escape every value are read with: ours, and those of folders."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader([*folders, Path(__file__).parent]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(direction=direction, language=language)
    return templates


@cache
def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
