"""Word and EPUB: markitdown (the extra ``office``) makes Markdown of them, which becomes text."""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from summarise.config import InputConfig
from summarise.errors import install
from summarise.load.dates import parse_date
from summarise.load.documents import document
from summarise.load.files import MEGABYTE, too_large
from summarise.load.loader import UnreadableError
from summarise.load.markdown import to_plain
from summarise.plain import one_line
from summarise.types import Document, Skipped

ZIP = b"PK\x03\x04"
"""How a ZIP file begins, and so .docx and .epub do."""

FILES = 10_000
"""Files in one document at most; a book has some hundreds."""

EXTRA = f"needs an extra: {install('office')}"

_WORD = "word/document.xml"
_BOOK = "META-INF/container.xml"
_MARKED = (".xml", ".rels", ".opf", ".ncx")
# Entities unfold, and those of other files are read; a page in a book may have a DOCTYPE alone.
_ENTITY = re.compile(rb"(?i)<!ENTITY|<\x00?!\x00?E\x00?N\x00?T\x00?I\x00?T\x00?Y")
_FIELD = r"<dc(?:terms)?:{}\b[^<>]*>([^<]*)<"


class OfficeLoader:
    """Reads .docx and .epub; which of them, the file itself tells."""

    def load(self, data: bytes, _name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield the one document.

        Raises UnreadableError without the extra, for other files, and for what unfolds too far.
        """
        stated = _checked(data, config.max_megabytes)
        word = bool(_WORD in _names(data))
        text = _markdown(data, word)
        if not word:  # markitdown's own list of what the book states
            text = text.partition("\n\n")[2]
        heading, body = to_plain(text, _field(stated, "title"))
        if not body and not heading:
            raise UnreadableError("has no text in it")
        published = parse_date(_field(stated, "created" if word else "date"))
        outlet = "" if word else _field(stated, "publisher")
        yield document(body, heading, outlet, "", published, _field(stated, "language"))


def is_office(data: bytes) -> bool:
    """Whether a ZIP file is a .docx or .epub."""
    return not {_WORD, _BOOK}.isdisjoint(_names(data))


def _names(data: bytes) -> frozenset[str]:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except Exception:  # zipfile raises many kinds for what is no archive
        return frozenset()


def _checked(data: bytes, megabytes: float) -> str:
    """Refuse what is no document or unfolds too far; return what it states of itself, as XML."""
    names = _names(data)
    if {_WORD, _BOOK}.isdisjoint(names):
        raise UnreadableError("is no Word document (.docx) and no EPUB, or is damaged")
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
            if sum(one.file_size for one in entries) > megabytes * MEGABYTE or len(entries) > FILES:
                raise UnreadableError(too_large(megabytes))
            for name in names:
                if name.lower().endswith(_MARKED) and _ENTITY.search(archive.read(name)):
                    raise UnreadableError("declares XML entities, which no document needs")
            stated = [one for one in names if one == "docProps/core.xml" or one.endswith(".opf")]
            return archive.read(stated[0]).decode("utf-8", "replace") if stated else ""
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
