"""HTML: the article of a page, without the page around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from summarise.config import InputConfig
from summarise.load.dates import parse_date
from summarise.load.decode import decode
from summarise.load.documents import document
from summarise.load.loader import UnreadableError
from summarise.types import Document, Skipped

if TYPE_CHECKING:
    from trafilatura.settings import Document as Page

NO_ARTICLE = "is a web page without an article that could be found"

FEWEST = 40
"""Characters of an article at least; what is shorter was a menu or a notice about cookies."""

LATEST = "2100-01-01"
"""Where the library would take today, and the same page would have a date or none by the day."""

_PUBLISHED = re.compile(
    r"""(?:article:published_time["'][^<>]{0,99}?content=|"datePublished"\s*:\s*)["']([^"']{8,40})"""
)
"""The time of day, too, where trafilatura only gives the day."""

_CHARSET = re.compile(
    rb"""(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w-]+)"""
)
_LANGUAGE = re.compile(r"""(?i)<html[^>]{0,500}?\slang\s*=\s*["']?([a-z]{2})\b""")
_HEAD = 4096
_CELL = re.compile(r"^(?=\|)[|\s]{1,99}([^|\n]*)[|\s]{0,99}$")
"""The one cell with text in a row, as the library writes it: of a table for the layout."""


class HtmlLoader:
    """Reads a page with trafilatura."""

    def load(
        self, data: bytes, _name: str, _config: InputConfig, /
    ) -> Iterator[Document | Skipped]:
        """Yield the one article. Raises UnreadableError when there is none."""
        declared = _CHARSET.search(data[:_HEAD])
        text = decode(data, declared[1].decode("ascii", "replace") if declared else "")
        page = article(text)
        lines = (_CELL.sub(r"\1", line).strip() for line in (page.text or "").split("\n"))
        paragraphs = [line for line in lines if line]
        if paragraphs and paragraphs[0] == page.title:
            del paragraphs[0]
        if sum(map(len, paragraphs)) < FEWEST:
            raise UnreadableError(NO_ARTICLE)
        stated = _PUBLISHED.search(text)
        language = _LANGUAGE.search(text[:_HEAD])
        yield document(
            "\n\n".join(paragraphs),
            page.title or "",
            page.sitename or "",
            page.url or "",
            (parse_date(stated[1]) if stated else None) or parse_date(page.date or ""),
            language[1] if language else "",
        )


def article(text: str) -> Page:
    """Return what trafilatura finds, whatever it throws; dates are read in the head, not guessed.

    Raises UnreadableError when there is no article.
    """
    from trafilatura import bare_extraction
    from trafilatura.settings import Document as Page

    try:
        found = bare_extraction(
            text,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={
                "original_date": True,
                "extensive_search": False,
                "max_date": LATEST,
            },
        )
    except Exception as error:  # foreign code on hostile input: any fault is a page not read
        raise UnreadableError(NO_ARTICLE) from error
    if not isinstance(found, Page):
        raise UnreadableError(NO_ARTICLE)
    return found
