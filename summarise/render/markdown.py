"""Markdown (CommonMark, and GitHub's dialect of it).

Source text is one line, so it can't leave its block; within the line every character that could
open a link, an element, an emphasis or a block is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain

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

_ANYWHERE = re.compile(r"([\\`*_\[\]{}<>#|~$])")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_AUTOLINK = re.compile(r"(?i)(:)(?=//)|(?<=\bwww)(\.)")
_ASIDE = re.compile(r"(^|(?<=\w) )\\\[([\w’'. –-]{2,})\\\](?=[\s,.;:]|$)")
"""Words in brackets, which are no link, since nothing on the page defines one, and no box to tick,
which is of one character."""
_BLOCK = re.compile(r"^([-+=:])|^(\d+)([.)])")


class MarkdownRenderer:
    """The page as Markdown, for people to read raw and for sites to render."""

    def render(self, briefing: Briefing, paper: Paper = "a4") -> bytes:  # noqa: ARG002
        """Return UTF-8 text that ends with a line end."""
        return ("\n\n".join(_blocks(page(briefing))) + "\n").encode()


def escaped(text: str) -> str:
    """Escape the text, so that Markdown shows it as it is wherever it stands."""
    text = _ASIDE.sub(r"\1[\2]", _ANYWHERE.sub(r"\\\1", text))
    text = _ENTITY.sub(r"\\&", text)
    text = _AUTOLINK.sub(lambda match: f"\\{match[0]}", text)
    return _BLOCK.sub(
        lambda match: rf"\{match[1]}" if match[1] else rf"{match[2]}\{match[3]}", text
    )


def _blocks(page: Page) -> Iterator[str]:
    yield f"# {escaped(page.headline)}".rstrip()
    yield f"*{page.dateline}*"
    for correction in page.corrections:
        was, now = escaped(correction.was), _said(correction.now)
        yield f"> **{page.words.correction}.** {was}\n>\n> {now}"
    if page.quiet:
        yield escaped(page.quiet)
    if page.lede:
        yield _said(page.lede, "**")
    for story in page.stories:
        yield from _story(story, page.words)
    if page.sources:
        yield f"## {page.words.sources}"
        yield "\n".join(_source(source) for source in page.sources)
    yield "---"
    yield escaped(page.record)


def _story(story: PrintedStory, words: Words) -> Iterator[str]:
    if story.headline:
        yield f"## {escaped(story.headline)}"
    if story.background:
        yield f"**{words.update}**"
    if story.statements or story.differences:
        yield "\n".join(chain.from_iterable(_paragraph(*one, words) for one in story.paragraphs))
    if story.background:
        yield f"*{escaped(story.background)}*"
    if story.last:
        yield f"##{'#' * bool(story.headline)} {words.differ}"
    for difference in story.last:
        yield _difference(difference, words)


def _paragraph(
    told: Sequence[PrintedStatement], differences: Sequence[PrintedDifference], words: Words
) -> Iterator[str]:
    """Yield the lines of a paragraph, and of the differences behind it."""
    if told:
        yield f"- {' '.join(map(_said, told))}"
    for one in differences:
        sides = "; ".join(_side(side, words) for side in one.sides)
        indent = "  " if told else ""
        yield f"{indent}- *{words.differ}.* {escaped(one.about)}: {sides}"


def _said(statement: PrintedStatement, around: str = "") -> str:
    """Write a statement, ``around`` its words; what it is cited to at its end comes after those."""
    *inner, last = statement.parts
    text = ""
    for part in inner:
        text += f"{_after(text, part.text)}{numbered(part.marks)}"
    dagger = REPLACED if statement.replaced else ""
    end = f"{dagger} {numbered(last.marks)}".rstrip()
    return f"{around}{text}{_after(text, last.text)}{around}{end}"


def _after(before: str, text: str) -> str:
    """Escape what comes after a mark: a parenthesis there would make a link of the two."""
    opens = before and text.startswith("(")
    return rf"\{escaped(text)}" if opens else escaped(text)


def _difference(difference: PrintedDifference, words: Words) -> str:
    sides = (f"> - {_side(side, words)}" for side in difference.sides)
    return "\n".join([f"> {escaped(difference.about)}", ">", *sides])


def _side(side: PrintedSide, words: Words) -> str:
    label = f"**{escaped(isolated(side.label))}**" if side.label else ""
    label += f" {numbered(side.marks)}" if side.marks else ""
    overtaken = f" ({words.overtaken})" if side.outdated else ""
    voices = ", ".join(f"{escaped(isolated(v.name))} {numbered(v.marks)}" for v in side.voices)
    opening, closing = words.quotation
    quote = f": {opening}{escaped(isolated(side.quote))}{closing}" if side.quote else ""
    dash = " — " if voices else ""
    return f"{label}{overtaken}{dash}{voices}{quote}".removeprefix(" ")


def _source(source: PrintedSource) -> str:
    title = escaped(isolated(source.title))
    if source.url:
        # ``safe_url`` encoded all but the ampersands.
        address = _ENTITY.sub("&amp;", source.url)
        title = f"[{title or escaped(isolated(source.name))}]({address})"
    outlet = escaped(isolated(source.outlet))
    parts = (outlet, title, source.date, escaped(source.note))
    text = ", ".join(part for part in parts if part) or escaped(source.name)
    return f"{source.number}. {text}"
