"""PDF: the text of the pages as one report, in paragraphs, without what each page repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from io import BytesIO
from typing import TYPE_CHECKING

from summarise.config import InputConfig
from summarise.plain import cleaned, one_line
from summarise.sources.documents import document
from summarise.sources.input_files import MEGABYTE, too_large
from summarise.sources.loader import UnreadableError
from summarise.sources.plain_text import TITLE_CHARACTERS
from summarise.types import Document, Skipped

if TYPE_CHECKING:
    from pypdf import PdfReader

PDF = b"%PDF-"
"""How a PDF begins."""

SCAN = "a scan; run OCR over it first (for example ocrmypdf)"
LOCKED = "is encrypted, and opens with a password only (save a copy without one)"

_WORD = re.compile(r"[^\W\d_]{2}")
_NO_TITLE = re.compile(
    r"(?i)\W*(?:anonymous|unspecified|unknown|no title)\W*|(?:untitled|unbenannt|sans titre"
    r"|document|slide|powerpoint|print|microsoft word)\b.*"
    r"|\S*\.(?:docx?|pdf|rtf|odt|tex|dvi|indd|qxd|html?)|[\W\d_]*"
)
"""What programs put where the title should be."""

EDGE = 3
"""Lines at the top and at the foot of a page that may be repeated on the others."""

FULL = 0.75
"""Share of the usual width that a line has at least when its sentence goes on below it."""

OFTEN = 0.4
"""Share of the pages that carry a line at one place; left and right pages may have their own."""

_Place = tuple[bool, int, str]
"""At the foot or not, how far from the edge, and the line itself with ``#`` for its digits."""

_PAGE_NUMBER = re.compile(
    r"(?i)[^\w#]*(?:(?:page|seite|p(?:á|a)gina|p\.)\s*)?#(?:\s*(?:of|/|von|de|sur)\s*#)?[^\w#]*"
)
_DIGITS = re.compile(r"\d+")
_BROKEN = re.compile(r"\b(\w{1,40})[-\u2010\u00ad]\n(\w{1,40})")
_HYPHENED = re.compile(r"\b\w{1,40}[-\u00ad]\w{1,40}")
_STOPPED = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_OPENS = re.compile(r"\s*(?:[•▪◦‣·*–—-]\s|\d{1,3}[.)]\s|[A-Z\d\"“„«])")


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
                texts.append(cleaned(reader.pages[page].extract_text()))
            except Exception as error:  # foreign code on hostile bytes: it costs the page
                yield Skipped(name, f"page {page + 1}: could not be read ({one_line(str(error))})")
            if sum(map(len, texts)) > config.max_megabytes * MEGABYTE:
                raise UnreadableError(too_large(config.max_megabytes))
        if texts and not any(map(_WORD.search, texts)):
            has = "has 1 page" if number == 1 else f"has {number} pages"
            raise UnreadableError(f"{has} and no text: {SCAN}")
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


def without_repeats(pages: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of all pages, without headers, footers and page numbers.

    What stands at one place near the edge of many pages, whatever its digits, belongs to the pages
    and not to the text. A page of one line keeps it.
    """
    filled = [[line.strip() for line in page if line.strip()] for page in pages]
    counts = Counter(place for page in filled for place in [*_edge(page), *_edge(page, foot=True)])
    enough = max(2, len(filled) * OFTEN)
    often = {place for place, count in counts.items() if count >= enough}
    return [line for page in filled for line in _kept(page, often)]


def paragraphs(lines: Sequence[str]) -> str:
    r"""Join lines; a paragraph ends with a line that stops short, or before a new beginning.

    Words that were divided at the end of a line are put together again, unless the text writes
    them with a hyphen elsewhere. Paragraphs are apart by ``\n\n``.
    """
    width = sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0
    text = "\n".join(_marked(lines, width))
    hyphened = {word.replace("\u00ad", "-") for word in _HYPHENED.findall(text)}
    text = _BROKEN.sub(lambda halves: _whole(halves[1], halves[2], hyphened), text)
    text = text.replace("\u00ad", "-")  # it was shown, or it would not be in the text
    blocks = (" ".join(block.split()) for block in text.split("\n\n"))
    return "\n\n".join(filter(None, blocks))


def _kept(page: list[str], often: set[_Place]) -> list[str]:
    top, foot = _repeated(_edge(page), often), _repeated(_edge(page, foot=True), often)
    return page[top : len(page) - foot] if len(page) > 1 else page


def _repeated(edge: Sequence[_Place], often: set[_Place]) -> int:
    """Return how many lines from the edge on are repeated or page numbers."""
    for number, place in enumerate(edge):
        if place not in often and not _PAGE_NUMBER.fullmatch(place[2]):
            return number
    return len(edge)


def _edge(page: Sequence[str], foot: bool = False) -> list[_Place]:
    """Return the lines at one edge, from the edge on, as they compare with those of other pages."""
    lines = page[::-1] if foot else page
    keys = (_DIGITS.sub("#", line.casefold()) for line in lines[:EDGE])
    return [(foot, at, key) for at, key in enumerate(keys)]


def _marked(lines: Sequence[str], width: int) -> Iterator[str]:
    """Yield the lines, with an empty one wherever a paragraph ends."""
    for at, line in enumerate(lines):
        if at and _ends(lines[at - 1], line, width):
            yield ""
        yield line


def _ends(line: str, following: str, width: int) -> bool:
    short = len(line) < width * FULL
    return short and bool(_STOPPED.search(line) or _OPENS.match(following))


def _whole(start: str, end: str, hyphened: set[str]) -> str:
    word = f"{start}-{end}"
    keep = word in hyphened or not end[0].islower() or not start[-1].islower()
    return word if keep else start + end
