"""Plain text for terminals and mail: 80 columns, no markup, no control characters.

Columns are those of a terminal, where a Chinese character takes two. Only the addresses of the
sources may be wider than the page, because a link that is cut in two can't be followed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from summarise.render.foot import PrintedSource
from summarise.render.phrases import Words
from summarise.render.untrusted import isolated
from summarise.render.view import (
    REPLACED,
    Page,
    Paper,
    PrintedDifference,
    PrintedSide,
    PrintedStatement,
    PrintedStory,
    numbered,
    page,
)
from summarise.types import Briefing

COLUMNS = 80
_NO_WIDTH = {"Mn", "Me", "Cf"}
_OPENING = {"Ps", "Pi"}
_CLOSING = {"Pe", "Pf", "Po"}
_SPACES = re.compile(" +")


class TextRenderer:
    """The page as plain text."""

    def render(self, briefing: Briefing, paper: Paper = "a4") -> bytes:  # noqa: ARG002
        """Return UTF-8 text that ends with a line end."""
        blocks = ("\n".join(block) for block in _blocks(page(briefing)))
        return ("\n\n".join(blocks) + "\n").encode()


def _blocks(page: Page) -> Iterator[list[str]]:
    yield [*_underlined(page.headline, "="), page.dateline]
    for correction in page.corrections:
        was = wrap(f"{page.words.correction}. {correction.was}", COLUMNS, "! ", "  ")
        yield [*was, *_paragraph([correction.now], "  ", "  ")]
    if page.quiet:
        yield wrap(page.quiet, COLUMNS)
    if page.lede:
        yield _paragraph([page.lede])
    for story in page.stories:
        yield from _story(story, page.words)
    if page.sources:
        yield _underlined(page.words.sources, "-")
        yield [line for source in page.sources for line in _source(source, len(page.sources))]
    yield ["-" * COLUMNS, *wrap(page.record, COLUMNS)]


def _story(story: PrintedStory, words: Words) -> Iterator[list[str]]:
    if story.headline:
        yield _underlined(story.headline, "-")
    if story.background:
        yield [f"{words.update}:"]
    for told, differences in story.paragraphs:
        if told:
            yield _paragraph(told, "* ", "  ")
        for one in differences:
            yield [f"  | {words.differ}:", *_difference(one, words)]
    if story.background:
        yield wrap(story.background, COLUMNS)
    if story.last:
        yield [f"{words.differ}:"]
    for difference in story.last:
        yield _difference(difference, words)


def _underlined(text: str, line: str) -> list[str]:
    lines = wrap(text, COLUMNS)
    return [*lines, line * max(map(width, lines))]


def _paragraph(told: Sequence[PrintedStatement], first: str = "", rest: str = "") -> list[str]:
    return wrap(" ".join(map(_said, told)), COLUMNS, first, rest)


def _said(statement: PrintedStatement) -> str:
    *inner, last = statement.parts
    text = "".join(f"{part.text}{numbered(part.marks)}" for part in inner) + last.text
    mark = REPLACED if statement.replaced else ""
    return f"{text}{mark} {numbered(last.marks)}"


def _difference(difference: PrintedDifference, words: Words) -> list[str]:
    sides = (wrap(_side(side, words), COLUMNS, "  | - ", "  |   ") for side in difference.sides)
    about = wrap(difference.about, COLUMNS, "  | ", "  | ")
    return [*about, *(line for lines in sides for line in lines)]


def _side(side: PrintedSide, words: Words) -> str:
    overtaken = f" ({words.overtaken})" if side.outdated else ""
    voices = ", ".join(f"{isolated(voice.name)} {numbered(voice.marks)}" for voice in side.voices)
    opening, closing = words.quotation
    quote = f": {opening}{isolated(side.quote)}{closing}" if side.quote else ""
    label = f"{isolated(side.label)} {numbered(side.marks)}".strip()
    dash = " — " if voices else ""
    return f"{label}{overtaken}{dash}{voices}{quote}".strip()


def _source(source: PrintedSource, listed: int) -> list[str]:
    number = f"[{source.number}]".rjust(len(f"[{listed}]"))
    parts = (isolated(source.outlet), isolated(source.title), source.date, source.note)
    text = ", ".join(part for part in parts if part) or source.name
    indent = " " * (len(number) + 1)
    address = [f"{indent}{source.url}"] if source.url else []
    return [*wrap(text, COLUMNS, f"{number} ", indent), *address]


def width(text: str) -> int:
    """Count the columns of a terminal that the text takes."""
    return sum(_width(character) for character in text)


def wrap(text: str, columns: int, first: str = "", rest: str = "") -> list[str]:
    """Cut lines of at most ``columns`` that begin with ``first``, then with ``rest``.

    A line breaks at spaces and between wide characters, but leaves no closing mark at the start
    of a line and no opening one at its end; a longer word breaks anywhere.
    """
    lines = [first]
    empty = True
    for space, piece in _pieces(text, columns - max(width(first), width(rest))):
        gap = "" if empty else space
        if not empty and width(lines[-1]) + width(gap) + width(piece) > columns:
            lines.append(rest)
            gap = ""
        lines[-1] += gap + piece
        empty = False
    return [line.rstrip(" ") for line in lines]


def _pieces(text: str, longest: int) -> Iterator[tuple[str, str]]:
    """Yield what no line break falls into, each with the space before it."""
    for word in _SPACES.split(text):
        space = " "
        for unit in _units(word):
            for part in _parts(unit, longest):
                yield space, part
                space = ""


def _units(word: str) -> Iterator[str]:
    """Cut the word beside its wide characters."""
    unit = ""
    for character in word:
        if unit and _may_break(unit[-1], character):
            yield unit
            unit = ""
        unit += character
    if unit:
        yield unit


def _may_break(before: str, after: str) -> bool:
    if not _width(after) or (_width(before) < 2 and _width(after) < 2):
        return False
    opening = unicodedata.category(before) in _OPENING
    return not opening and unicodedata.category(after) not in _CLOSING


def _parts(unit: str, longest: int) -> Iterator[str]:
    part, taken = "", 0
    for character in unit:
        wide = _width(character)
        if part and taken + wide > longest:
            yield part
            part, taken = "", 0
        part += character
        taken += wide
    yield part


def _width(character: str) -> int:
    if unicodedata.category(character) in _NO_WIDTH:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1
