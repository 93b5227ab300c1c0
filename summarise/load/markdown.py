"""Markdown: one report a file, its markup taken off."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from summarise.config import FieldsConfig, InputConfig
from summarise.load.decode import decode
from summarise.load.markup import plain
from summarise.load.records import from_record
from summarise.plain import cleaned, one_line
from summarise.types import Document, Skipped

if TYPE_CHECKING:
    from markdown_it.token import Token

BRACKETS = 1000
"""Opening brackets in one block above which they aren't links; the parser is quadratic in them."""

_FRONT = re.compile(r"---[^\S\n]*\n(.*?\n)?(?:---|\.\.\.)[^\S\n]*(?:\n|$)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z][\w -]{0,40}):(?:\s+(.*))?")
_GAP = re.compile(r"(\n[^\S\n]*\n)")
_CODE = frozenset({"fence", "code_block"})


class MarkdownLoader:
    """Reads Markdown; front matter (``key: value`` between ``---``) gives what is known of it."""

    def load(self, data: bytes, name: str, _config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield the one document.

        The first heading is the title unless front matter has one. Raises UnreadableError for
        binary data.
        """
        record, body = front_matter(cleaned(decode(data)))
        given = {key.lower(): value for key, value in record.items() if value}
        heading, text = to_plain(body, given.get("title", ""))
        known = {"title": heading} | given
        found = from_record({**known, "text": text}, FieldsConfig())
        yield found if found.text else Skipped(name, "has no text in it")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Take simple ``key: value`` lines between two ``---`` off; else there are none."""
    found = _FRONT.match(text)
    lines = [line for line in (found[1] or "").split("\n") if line.strip()] if found else []
    pairs = [_PAIR.fullmatch(line.rstrip()) for line in lines]
    nested = [line[0] in " \t#-" for line in lines]
    if not found or not any(pairs) or not all(map(any, zip(pairs, nested, strict=True))):
        return {}, text
    values = {pair[1].strip(): _unquoted(pair[2] or "") for pair in pairs if pair}
    return values, text[found.end() :]


def to_plain(text: str, title: str = "") -> tuple[str, str]:
    """Return the title and the text without markup, its blocks as paragraphs.

    The title is the first heading, if it isn't known; a title that stands above the text leaves
    it. Links keep their text, code its lines, tables a line for each row; images go.
    """
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").enable("table").parse(_escaped(text))
    blocks: list[str] = []
    for before, token in zip([None, *tokens], tokens, strict=False):
        block = _block(token)
        opened = before.type if before else ""
        if opened == "heading_open":
            title = title or one_line(block)
            if title == one_line(block) and not any(blocks):
                continue
        if token.type == "tr_open" or opened in ("th_open", "td_open"):
            _cell(blocks, token, block)
        elif block:
            blocks.append(block)
    return title, "\n\n".join(filter(None, (block.strip() for block in blocks)))


def _escaped(text: str) -> str:
    blocks = _GAP.split(text)
    return "".join(
        block.replace("[", "\\[") if block.count("[") > BRACKETS else block for block in blocks
    )


def _cell(blocks: list[str], token: Token, block: str) -> None:
    """Begin a row, or put a cell into the row that was begun."""
    if token.type == "tr_open":
        blocks.append("")
    else:
        blocks[-1] = f"{blocks[-1]}\t{block}".strip("\t")


def _block(token: Token) -> str:
    if token.type == "inline":
        return _inline(token.children or [])
    if token.type == "html_block":
        return plain(token.content)
    return token.content if token.type in _CODE else ""


def _inline(tokens: Sequence[Token]) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    kept = ("text", "code_inline")
    return "".join(
        breaks.get(token.type, token.content if token.type in kept else "") for token in tokens
    )


def _unquoted(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value
