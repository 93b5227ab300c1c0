"""Plain text: 80 columns for terminals, lines that flow for mail; no markup, no controls.

Columns are those of a terminal, where a Chinese character takes two. Only the addresses of the
sources may be wider than the page, because a link that is cut in two can't be followed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from textwrap import TextWrapper
from typing import Final, Protocol

from summarise.render.foot import PrintedSource
from summarise.render.phrases import Words
from summarise.render.untrusted import isolated, unlinked
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


class Setting(Protocol):
    """How text is set: ``lines`` breaks a paragraph, ``rule`` stands above the record.

    A paragraph begins with ``first``; each further line of it, or an address, with ``rest``.
    ``between`` are the lines between two sources.
    """

    rule: str
    between: tuple[str, ...]

    def lines(self, text: str, first: str = "", rest: str = "") -> list[str]:
        """Break a paragraph."""
        ...

    def address(self, url: str, rest: str) -> str:
        """Set an address, which is never broken."""
        ...


class Terminal:
    """Lines that end where the page does, the further ones of a paragraph below its first word."""

    rule = "-" * COLUMNS
    between: tuple[str, ...] = ()

    def lines(self, text: str, first: str = "", rest: str = "") -> list[str]:
        """Break a paragraph."""
        return wrap(text, COLUMNS, first, rest)

    def address(self, url: str, rest: str) -> str:
        """Set an address, which is never broken."""
        return f"{rest}{url}"


class Flowing:
    """Lines that a mail program may join and break anew (RFC 3676, format=flowed).

    A line that ends in a space goes on in the next one. Whoever does not know of that sees lines of
    72 characters. Nothing is indented, since a line that was joined would keep the spaces, and only
    spaces are broken at.
    """

    rule = "-- "  # what follows is a signature: programs show it in grey, and quote it in no reply
    between: tuple[str, ...] = ("",)

    def lines(self, text: str, first: str = "", rest: str = "") -> list[str]:  # noqa: ARG002
        """Break a paragraph, in which nothing is an address that a program would link."""
        lines = _FLOWING.wrap(first.lstrip(" |") + unlinked(text))
        *others, last = map(_stuffed, lines or [""])
        return [*(f"{line} " for line in others), last]

    def address(self, url: str, rest: str) -> str:  # noqa: ARG002
        """Set an address, which is never broken."""
        return url


_FLOWING: Final = TextWrapper(72, break_long_words=False, break_on_hyphens=False)
"""Of the 78 characters that a line of a mail should have at most, some are for marks of replies."""


def _stuffed(line: str) -> str:
    """Put a space before what a mail program would take for something else."""
    return f" {line}" if line.startswith((" ", ">", "From ")) else line


class TextRenderer:
    """The page as plain text."""

    def render(self, briefing: Briefing, paper: Paper = "a4") -> bytes:  # noqa: ARG002
        """Return UTF-8 text that ends with a line end."""
        return (text_of(page(briefing), Terminal()) + "\n").encode()


def text_of(page: Page, setting: Setting) -> str:
    """Return the whole page as text, without a line end behind the last line."""
    return "\n\n".join("\n".join(block) for block in _Typed(page.words, setting).blocks(page))


@dataclass(frozen=True, slots=True)
class _Typed:
    """Types one page, in the words of its language."""

    words: Words
    setting: Setting

    def blocks(self, page: Page) -> Iterator[list[str]]:
        lines = self.setting.lines
        yield [*self._underlined(page.headline, "="), page.dateline]
        for correction in page.corrections:
            was = lines(f"{self.words.correction}. {correction.was}", "! ", "  ")
            yield [*was, *self._paragraph([correction.now], "  ", "  ")]
        if page.quiet:
            yield lines(page.quiet)
        if page.lede:
            yield self._paragraph([page.lede])
        for story in page.stories:
            yield from self._story(story)
        if page.sources:
            yield self._underlined(self.words.sources, "-")
            listed = [self._source(source, len(page.sources)) for source in page.sources]
            between = [line for source in listed[:-1] for line in (*source, *self.setting.between)]
            yield [*between, *listed[-1]]
        yield [self.setting.rule, *lines(page.record)]

    def _story(self, story: PrintedStory) -> Iterator[list[str]]:
        lines, differ = self.setting.lines, f"{self.words.differ}:"
        if story.headline:
            yield self._underlined(story.headline, "-")
        if story.background:
            yield [f"{self.words.update}:"]
        for told, differences in story.paragraphs:
            if told:
                yield self._paragraph(told, "* ", "  ")
            for one in differences:
                yield [*lines(differ, "  | ", "  | "), *self._difference(one)]
        if story.background:
            yield lines(story.background)
        if story.last:
            yield [differ]
        for difference in story.last:
            yield self._difference(difference)

    def _underlined(self, text: str, line: str) -> list[str]:
        lines = self.setting.lines(text)
        widest = max(width(one.rstrip(" ")) for one in lines)
        return [*lines, line * min(widest, COLUMNS)]

    def _paragraph(
        self, told: Sequence[PrintedStatement], first: str = "", rest: str = ""
    ) -> list[str]:
        return self.setting.lines(" ".join(map(_said, told)), first, rest)

    def _difference(self, difference: PrintedDifference) -> list[str]:
        lines = self.setting.lines
        sides = (lines(_side(side, self.words), "  | - ", "  |   ") for side in difference.sides)
        about = lines(difference.about, "  | ", "  | ")
        return [*about, *(line for side in sides for line in side)]

    def _source(self, source: PrintedSource, listed: int) -> list[str]:
        number = f"[{source.number}]".rjust(len(f"[{listed}]"))
        parts = (isolated(source.outlet), isolated(source.title), source.date, source.note)
        text = ", ".join(part for part in parts if part) or source.name
        indent = " " * (len(number) + 1)
        address = [self.setting.address(source.url, indent)] if source.url else []
        return [*self.setting.lines(text, f"{number} ", indent), *address]


def _said(statement: PrintedStatement) -> str:
    *inner, last = statement.parts
    text = "".join(f"{part.text}{numbered(part.marks)}" for part in inner) + last.text
    mark = REPLACED if statement.replaced else ""
    return f"{text}{mark} {numbered(last.marks)}"


def _side(side: PrintedSide, words: Words) -> str:
    overtaken = f" ({words.overtaken})" if side.outdated else ""
    voices = ", ".join(f"{isolated(voice.name)} {numbered(voice.marks)}" for voice in side.voices)
    opening, closing = words.quotation
    quote = f": {opening}{isolated(side.quote)}{closing}" if side.quote else ""
    label = f"{isolated(side.label)} {numbered(side.marks)}".strip()
    dash = " — " if voices else ""
    return f"{label}{overtaken}{dash}{voices}{quote}".strip()


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
