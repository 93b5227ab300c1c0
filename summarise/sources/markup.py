"""Markdown, with its markup taken off; and Word and EPUB, of which markitdown makes Markdown."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from io import BytesIO
from typing import TYPE_CHECKING

from summarise.config import FieldsConfig, InputConfig
from summarise.errors import install
from summarise.plain import cleaned, one_line
from summarise.sources.decode import decode
from summarise.sources.documents import document
from summarise.sources.input_files import MEGABYTE, too_large
from summarise.sources.loader import UnreadableError
from summarise.sources.pages import plain
from summarise.sources.records import from_record, unclear
from summarise.sources.timestamps import parse_date
from summarise.types import Document, Skipped

if TYPE_CHECKING:
    from markdown_it.token import Token

BRACKETS = 1000
"""Opening brackets in one block above which they aren't links; the parser is quadratic in them."""

ZIP = b"PK\x03\x04"
"""How a ZIP file begins, and so .docx and .epub do."""

FILES = 10_000
"""Files in one document at most; a book has some hundreds."""

TEMPLATE_AGE = timedelta(days=31)
"""How far before its last change a document is written at most."""

EMPTY_TEMPLATE = date(2013, 12, 23)
"""The creation date that documents have which python-docx made: that of its template."""

EXTRA = f"needs an extra: {install('office')}"

_WORD = "word/document.xml"
_BOOK = "META-INF/container.xml"
_MARKED = (".xml", ".rels", ".opf", ".ncx")
# Entities unfold, and those of other files are read; a page in a book may have a DOCTYPE alone.
_ENTITY = re.compile(rb"(?i)<!ENTITY|<\x00?!\x00?E\x00?N\x00?T\x00?I\x00?T\x00?Y")
_FIELD = r"<dc(?:terms)?:{}\b[^<>]*>([^<]*)<"

_FRONT = re.compile(r"---[^\S\n]*\n(.*?\n)?(?:---|\.\.\.)[^\S\n]*(?:\n|$)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z][\w -]{0,40}):(?:\s+(.*))?")
_GAP = re.compile(r"(\n[^\S\n]*\n)")
_CODE = frozenset({"fence", "code_block"})
_SHOWN = frozenset({"text", "code_inline", "softbreak", "hardbreak"})


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
        made = from_record({"title": heading, **given, "text": text}, FieldsConfig())
        yield made if made.text else Skipped(name, "has no text in it")
        if made.text and not made.published:
            yield from unclear(name, "", given.get("date", ""))


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
        if token.type == "tr_open":
            blocks.append("")
        elif opened in ("th_open", "td_open"):
            blocks[-1] = f"{blocks[-1]}\t{block}".strip("\t")
        elif block:
            blocks.append(block)
    return title, "\n\n".join(filter(None, (block.strip() for block in blocks)))


def _escaped(text: str) -> str:
    blocks = _GAP.split(text)
    return "".join(
        block.replace("[", "\\[") if block.count("[") > BRACKETS else block for block in blocks
    )


def _block(token: Token) -> str:
    if token.type == "inline":
        return _inline(token.children or [])
    if token.type == "html_block":
        return plain(token.content)
    return token.content if token.type in _CODE else ""


def _inline(tokens: Sequence[Token]) -> str:
    kept = [token for token in tokens if token.type in _SHOWN]
    return "".join("\n" if token.type.endswith("break") else token.content for token in kept)


def _unquoted(value: str) -> str:
    value = value.strip()
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


class OfficeLoader:
    """Reads .docx and .epub; which of them, the file itself tells."""

    def load(self, data: bytes, _name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield the one document.

        Raises UnreadableError without the extra, for other files, and for what unfolds too far.
        """
        word, stated = _checked(data, config.max_megabytes)
        text = _markdown(data, word)
        if not word:  # markitdown's own list of what the book states
            text = text.partition("\n\n")[2]
        heading, body = to_plain(text, _field(stated, "title"))
        if not body and not heading:
            raise UnreadableError("has no text in it")
        published = _written(stated) if word else parse_date(_field(stated, "date"))
        outlet = "" if word else _field(stated, "publisher")
        yield document(body, heading, outlet, "", published, _field(stated, "language"))


def _written(stated: str) -> datetime | None:
    """Return when a Word document was written.

    One that was made from a template has the creation date of that, far before its last change.
    """
    created, changed = (parse_date(_field(stated, name)) for name in ("created", "modified"))
    if created and changed and changed - created > TEMPLATE_AGE:
        return changed
    return None if created and created.date() == EMPTY_TEMPLATE else created


def is_office(data: bytes) -> bool:
    """Whether a ZIP file is a .docx or .epub."""
    return not {_WORD, _BOOK}.isdisjoint(_names(data))


def _names(data: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except Exception:  # zipfile raises many kinds for what is no archive
        return frozenset()


def _checked(data: bytes, megabytes: float) -> tuple[bool, str]:
    """Refuse what is no document or unfolds too far.

    Return whether it is Word's, and what it states of itself, as XML.
    """
    names = _names(data)
    if {_WORD, _BOOK}.isdisjoint(names):
        raise UnreadableError("is no Word document (.docx) and no EPUB, or is damaged")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if (
                sum(entry.file_size for entry in entries) > megabytes * MEGABYTE
                or len(entries) > FILES
            ):
                raise UnreadableError(too_large(megabytes))
            for name in names:
                if name.lower().endswith(_MARKED) and _ENTITY.search(archive.read(name)):
                    raise UnreadableError("declares XML entities, which no document needs")
            stated = sorted(n for n in names if n == "docProps/core.xml" or n.endswith(".opf"))
            about = archive.read(stated[0]).decode("utf-8", "replace") if stated else ""
            return _WORD in names, about
    except UnreadableError:
        raise
    except Exception as error:  # a damaged archive, or one that is encrypted
        raise UnreadableError(f"is damaged ({one_line(str(error))})") from error


def _markdown(data: bytes, word: bool) -> str:
    try:
        from markitdown import DocumentConverter, StreamInfo
        from markitdown.converters import DocxConverter, EpubConverter
    except ImportError as error:
        raise UnreadableError(EXTRA) from error
    converter: DocumentConverter = (DocxConverter if word else EpubConverter)()
    kind = StreamInfo(extension=".docx" if word else ".epub")
    try:
        return converter.convert(BytesIO(data), kind).markdown
    except Exception as error:  # foreign code on hostile bytes
        if type(error).__name__ == "MissingDependencyException":
            raise UnreadableError(EXTRA) from error
        reason = one_line(str(error)) or type(error).__name__
        raise UnreadableError(f"could not be converted ({reason[:200]})") from error


def _field(stated: str, name: str) -> str:
    found = re.search(_FIELD.format(name), stated)
    return one_line(html.unescape(found[1])) if found else ""
