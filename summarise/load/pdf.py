"""PDF: the text of the pages as one report, without what each page repeats."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from summarise.config import InputConfig
from summarise.load.documents import document
from summarise.load.files import MEGABYTE, too_large
from summarise.load.lines import paragraphs, without_repeats
from summarise.load.loader import UnreadableError
from summarise.load.text import TITLE_CHARACTERS
from summarise.plain import cleaned, one_line
from summarise.types import Document, Skipped

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

PDF = b"%PDF-"
"""How a PDF begins."""

LOCKED = "is encrypted, and opens with a password only (save a copy without one)"

_WORD = re.compile(r"[^\W\d_]{2}")
_NO_TITLE = re.compile(
    r"(?i)(?:untitled|unbenannt|sans titre|document|slide|powerpoint|print|microsoft word)\b.*"
    r"|\S*\.(?:docx?|pdf|rtf|odt|tex|dvi|indd|qxd|html?)|[\W\d_]*"
)
"""What programs put where the title should be."""


class PdfLoader:
    """Reads a PDF with pypdf, which limits what a stream in it may unfold to."""

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield the one report, and a Skipped for each page that can't be read.

        Raises UnreadableError when the file can't be opened, or has no text in it.
        """
        reader, number = _opened(data)
        texts: list[str] = []
        for page in range(number):
            try:
                texts.append(cleaned(_text(reader.pages[page])))
            except Exception as error:  # foreign code on hostile bytes: it costs the page
                yield Skipped(name, f"page {page + 1}: could not be read ({one_line(str(error))})")
            if sum(map(len, texts)) > config.max_megabytes * MEGABYTE:
                raise UnreadableError(too_large(config.max_megabytes))
        if texts and not any(map(_WORD.search, texts)):
            raise UnreadableError(_scan(number))
        text = paragraphs(without_repeats([page.split("\n") for page in texts]))
        if not text:
            raise UnreadableError("has no page that could be read")
        title, published = _stated(reader)
        yield document(text, title or _headline(text), published=published)


def _opened(data: bytes) -> tuple[PdfReader, int]:
    """Open it; return it and the number of its pages."""
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, FileNotDecryptedError

    try:
        reader = PdfReader(BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise UnreadableError(LOCKED)
        return reader, len(reader.pages)
    except UnreadableError:
        raise
    except (DependencyError, FileNotDecryptedError) as error:
        raise UnreadableError(LOCKED) from error
    except Exception as error:  # foreign code on hostile bytes
        reason = one_line(str(error)) or type(error).__name__
        raise UnreadableError(f"is a PDF that can't be opened ({reason})") from error


def _text(page: PageObject) -> str:
    return page.extract_text()


def _scan(pages: int) -> str:
    has = "has 1 page" if pages == 1 else f"has {pages} pages"
    return f"{has} and no text: a scan; run OCR over it first (for example ocrmypdf)"


def _stated(reader: PdfReader) -> tuple[str, datetime | None]:
    """Return the title and the day that the file states, if it does."""
    title, published = "", None
    with suppress(Exception):  # foreign code; what it can't tell isn't known
        title = one_line(str(reader.metadata.title or "")) if reader.metadata else ""
    with suppress(Exception):
        published = reader.metadata.creation_date if reader.metadata else None
    return ("" if _NO_TITLE.fullmatch(title) else title), published


def _headline(text: str) -> str:
    """Take the first paragraph for the title, if it is short and no sentence."""
    first, _, rest = text.partition("\n\n")
    short = len(first) <= TITLE_CHARACTERS and not first.endswith((".", "!", "?", ":", ";", ","))
    return first if rest and short else ""
