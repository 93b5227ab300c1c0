"""Plain text: one report a line, reports between blank lines, or one report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from statistics import fmean
from typing import Literal

from summarise.config import InputConfig
from summarise.load.decode import decode
from summarise.load.documents import document
from summarise.load.shape import Block, continuing, credited, repeating, wrapped
from summarise.plain import cleaned
from summarise.types import Document, Skipped

TITLE_CHARACTERS = 120
TITLE_WORDS = 20
"""A title is at most this long; headlines of wire services stay well below."""

PART_WORDS = 15
"""Words that each part between rules must have to be a report; less is ornament or a title."""

Layout = Literal["lines", "paragraphs", "parts", "file"]

_RULE = re.compile(r"\s*([-=_#])(?:\s*\1){2,}\s*")
_WIDE_GAP = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_GAP = re.compile(r"\n[^\S\n]*\n")
_WORDLIKE = re.compile(r"[^\W_]")


class TextLoader:
    """Reads plain text; ``config.split`` says how it is laid out, or that it is to be guessed."""

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield a document for each report. Raises UnreadableError for binary data."""
        text = cleaned(decode(data))
        layout = guess(text) if config.split == "auto" else config.split
        if not _WORDLIKE.search(text):
            yield Skipped(name, "has no words in it")
        elif layout == "file":
            title, body = titled(text)
            yield document(body, title)
        else:
            yield from (document(piece) for piece in pieces(text, layout))


def guess(text: str) -> Layout:
    """Say how a text is laid out, from its shape alone.

    Without blank lines: ``file`` when it is one line, when the lines are hard-wrapped prose, or
    when they go on from each other without repeating each other; else ``lines``.

    With blank lines, the first that holds:

    1. ``parts``: rules (``---``) or wider gaps divide it, and each part has some length.
    2. ``paragraphs``: most blocks carry a credit of their own (dateline, outlet, closing link).
    3. ``lines``: most blocks have several lines, not hard-wrapped, that repeat each other.
    4. ``file``: it opens with a title above a text, and few other blocks look like one.
    5. ``paragraphs``: most blocks are headlines (one line without full stop).
    6. ``paragraphs``: the blocks repeat each other and don't begin as continuations.
    7. ``file``: one article. A text that is cut wrongly forges witnesses, one that isn't cut
       only hides some; so a mere list of unrelated blocks needs ``split = "paragraphs"``.
    """
    blocks = _blocks(text)
    if len(blocks) < 2:
        return _guess_block(blocks[0]) if blocks else "file"
    if len(_parts(text)) > 1:
        return "parts"
    texts = [block.text for block in blocks]
    if credited(texts):
        return "paragraphs"
    if _lists(blocks):
        return "lines"
    headlines = fmean(_headline(block) for block in blocks)
    titles_the_rest = headlines < 0.5 or len(blocks) == 2
    if _headline(blocks[0]) and not _headline(blocks[1]) and titles_the_rest:
        return "file"
    if headlines > 0.8 or (repeating(texts) and not continuing(texts)):
        return "paragraphs"
    return "file"


def pieces(text: str, layout: Layout) -> list[str]:
    """Cut the text; pieces without a letter or digit (rules, ornaments) aren't reports."""
    if layout == "parts":
        return _parts(text)
    lines = layout == "lines"
    found = text.split("\n") if lines else [block.text for block in _blocks(text)]
    return [piece for piece in found if _WORDLIKE.search(piece)]


def titled(text: str) -> tuple[str, str]:
    """Take the title off: a short first line without a full stop, before a blank line."""
    first, *rest = _GAP.split(text, maxsplit=1)
    if rest and _headline(Block(tuple(first.split("\n")))) and _WORDLIKE.search(rest[0]):
        return first.strip(), rest[0].strip()
    return "", text


def _guess_block(block: Block) -> Layout:
    if len(block.lines) == 1 or wrapped(block.lines):
        return "file"
    return "file" if continuing(block.lines) and not repeating(block.lines) else "lines"


def _blocks(text: str) -> list[Block]:
    groups = groupby(text.split("\n"), lambda line: bool(_WORDLIKE.search(line)))
    return [Block(tuple(lines)) for wordlike, lines in groups if wordlike]


def _parts(text: str) -> list[str]:
    """Cut at rules, else at gaps of two blank lines and more; none when a part is too short."""
    ruled = [
        "\n".join(lines)
        for rule, lines in groupby(text.split("\n"), lambda line: bool(_RULE.fullmatch(line)))
        if not rule
    ]
    for parts in (ruled, _WIDE_GAP.split(text)):
        full = [part.strip() for part in parts if part.strip()]
        if len(full) > 1 and all(len(part.split()) >= PART_WORDS for part in full):
            return full
    return []


def _lists(blocks: list[Block]) -> bool:
    """Whether the blocks are groups of one-line reports."""
    several = [block for block in blocks if len(block.lines) > 1 and not wrapped(block.lines)]
    same = [block for block in several if repeating(block.lines)]
    return len(several) * 2 > len(blocks) and len(same) * 2 > len(several)


def _headline(block: Block) -> bool:
    line = block.lines[0].strip()
    short = len(line) <= TITLE_CHARACTERS and len(line.split()) <= TITLE_WORDS
    return len(block.lines) == 1 and short and not block.stopped
