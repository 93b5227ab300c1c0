"""HTML: its text without the markup, the article of a page, and the feed that a page names.

lxml tells what it meets and builds no tree: a tree takes quadratic time for many attributes, and
loses what lies two thousand elements deep. (feedparser's own cleaning takes a quarter of a minute
for 400 kB of ``<!--``, the standard library's parser minutes for 100 kB of ``<a <a <a``.)
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from summarise.config import InputConfig
from summarise.sources.decode import decode, utf8
from summarise.sources.documents import document, link
from summarise.sources.loader import Fetched, UnreadableError
from summarise.sources.timestamps import parse_date, settled
from summarise.sources.walls import PAYWALL, above, wall
from summarise.types import Document, Skipped

if TYPE_CHECKING:
    from trafilatura.settings import Document as Page

NO_ARTICLE = "is a web page without an article that could be found"

FEWEST = 40
"""Characters of an article at least; what is shorter was a menu or a notice about cookies."""

LATEST = "2100-01-01"
"""Where the library would take today, and the same page would have a date or none by the day."""

_HIDDEN: Final = frozenset(
    "button figcaption head iframe math noscript script select style svg template".split()
)
"""What is not part of the text: programs, drawings, captions of images that are not shown."""

_BLOCKS: Final = frozenset(
    "address article aside blockquote br dd div dl dt figure footer h1 h2 h3 h4 h5 h6 header hr li "
    "main ol p pre section table tr ul".split()
)
_CELLS: Final = frozenset({"td", "th"})
_INLINE: Final = frozenset("a abbr b cite code em i img q s small span strong sub sup u".split())
_KNOWN: Final = rf"/?(?:{'|'.join(sorted(_BLOCKS | _CELLS | _INLINE))})(?:\s[^<>]*)?/?>"
_TAG: Final = re.compile(f"<{_KNOWN}", re.IGNORECASE)
_LOOSE: Final = re.compile(f"<(?!{_KNOWN})", re.IGNORECASE)
"""What opens no tag that is known."""

_ASIDE: Final = tuple(
    (re.compile(opening, re.IGNORECASE), re.compile(closing, re.IGNORECASE))
    for opening, closing in (
        ("<!--", "-->"),
        (r"<script[\s>]", r"</script\s*>"),
        (r"<style[\s>]", r"</style\s*>"),
    )
)
_ENTITY: Final = re.compile(
    r"&(?:#\d{1,7}|#x[\da-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash);"
)
_PUBLISHED = re.compile(
    r"""(?:article:published_time["'][^<>]{0,99}?content=|"datePublished"\s*:\s*)["']([^"']{8,40})"""
)
"""The time of day, too, where trafilatura only gives the day."""

_CHARSET = re.compile(
    rb"""(?i)<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?([\w-]+)"""
)
_LANGUAGE = re.compile(r"""(?i)<html[^>]{0,500}?\slang\s*=\s*["']?([a-z]{2})\b""")
_TOP: Final = 4096
"""Bytes in which a page says in which encoding and language it is."""

_CELL = re.compile(r"^(?=\|)[|\s]{1,99}([^|\n]*)[|\s]{0,99}$")
"""The one cell with text in a row, as the library writes it: of a table for the layout."""

_BREAKS: Final = re.compile(
    r"(?i)(?:</(?:b|strong|big|font)\s{0,9}>\s{0,99}<br\b[^<>]{0,99}>"
    r"|<br\b[^<>]{0,99}>\s{0,99}<br\b[^<>]{0,99}>)(?:\s{0,99}<br\b[^<>]{0,99}>){0,9}"
)
"""An empty line in old pages, or the end of a headline, of which the library makes a space."""

_OF_A_TABLE: Final = re.compile(r"(?i)<(/?)(?:table|tbody|thead|tfoot|tr|td|th)\b[^<>]{0,999}>")
_PROSE: Final = 200
"""Characters of a line of a table from which on the table is there for the layout."""

_SPACES: Final = re.compile(r"[^\S\n]+")
_BLANKS: Final = re.compile(r"\n\s*\n")
_BREAK: Final = "\0"
"""Stands where a block begins or ends; no text of HTML has it."""

HEAD: Final = 200_000
"""Characters of a page in which the link to its feed stands; heads are full of scripts."""

_FEEDS: Final = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})


def text_of(source: str) -> str:
    """Return the text of HTML, its blocks as paragraphs, without what is not shown."""
    text: str = heard(source, _Text())
    return text


def plain(text: str) -> str:
    """Return the text of what may be HTML; other text comes back unchanged.

    Only known tags count, so that a text about ``x < y`` keeps it; and so does what is opened and
    never closed. Lines stay as they are.
    """
    for opening, closing in _ASIDE:
        text = _without(text, opening, closing)
    if not _TAG.search(text):
        return html.unescape(text) if _ENTITY.search(text) else text
    found: str = heard(_LOOSE.sub("&lt;", text), _Text(keep_lines=True))
    return found


def feed_of(page: Fetched) -> str:
    """Return the address of the first feed that a page names, or an empty string."""
    try:
        head = decode(utf8(page.data, page.charset))[:HEAD]
    except UnreadableError:
        return ""
    base, feed = heard(head, _Links())
    return link(feed, link(base, page.url) if base else page.url)


def heard(source: str, target: Any) -> Any:
    """Let a target hear what is in HTML, and return what it makes of it."""
    from lxml import etree

    parser = etree.HTMLParser(target=target, encoding="utf-8", huge_tree=True)
    return etree.fromstring(source.encode("utf-8", "replace"), parser)


class _Text:
    """Takes down what is shown."""

    def __init__(self, *, keep_lines: bool = False) -> None:
        self._keep_lines = keep_lines
        self._parts: list[str] = []
        self._hidden = 0

    def start(self, tag: str, _attributes: Mapping[str, str]) -> None:
        self._hidden += tag in _HIDDEN
        self._part(tag)

    def end(self, tag: str) -> None:
        self._part(tag)
        self._hidden -= tag in _HIDDEN

    def data(self, text: str) -> None:
        if not self._hidden:
            self._parts.append(text)

    def close(self) -> str:
        text = "".join(self._parts)
        if _BREAK in text and not self._keep_lines:
            text = text.replace("\n", " ")
        lines = (
            _SPACES.sub(" ", line).strip() for line in text.replace(_BREAK, "\n\n").split("\n")
        )
        return _BLANKS.sub("\n\n", "\n".join(lines)).strip()

    def _part(self, tag: str) -> None:
        if tag in _BLOCKS or tag in _CELLS:
            self.data(_BREAK if tag in _BLOCKS else " ")


class _Links:
    """Takes down where the addresses of a page begin, and the first of its feeds."""

    def __init__(self) -> None:
        self._base = self._feed = ""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        place = attributes.get("href") or ""
        if tag == "base":
            self._base = self._base or place
        elif tag == "link" and (attributes.get("type") or "").lower().strip() in _FEEDS:
            alternate = "alternate" in (attributes.get("rel") or "").lower().split()
            self._feed = self._feed or (place if alternate else "")

    def close(self) -> tuple[str, str]:
        return self._base, self._feed


def _without(text: str, opening: re.Pattern[str], closing: re.Pattern[str]) -> str:
    """Cut what stands between the two, and the two; what is never closed stays."""
    parts, at = [], 0
    while (start := opening.search(text, at)) and (end := closing.search(text, start.end())):
        parts.append(text[at : start.start()])
        at = end.end()
    return "".join([*parts, text[at:]])


class HtmlLoader:
    """Reads a page with trafilatura."""

    def load(self, data: bytes, name: str, _config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield the one article, and a Skipped when it breaks off at a paywall.

        Raises UnreadableError when there is none, or a notice in its place.
        """
        declared = _CHARSET.search(data[:_TOP])
        text = decode(data, declared[1].decode("ascii", "replace") if declared else "")
        page = _article(text)
        lines = (_CELL.sub(r"\1", line).strip() for line in (page.text or "").split("\n"))
        paragraphs = [line for line in lines if line]
        if paragraphs and page.title and paragraphs[0].startswith(page.title):
            rest = paragraphs[0].removeprefix(page.title)
            if not rest or (rest[0].isspace() and not rest.lstrip()[:1].islower()):
                paragraphs[:1] = [rest.strip()] if rest else []
        shown = wall(page.title or "", paragraphs)
        if shown:
            paragraphs = above(paragraphs) if shown == PAYWALL else []
            if not paragraphs:
                raise UnreadableError(shown)
        if sum(map(len, paragraphs)) < FEWEST:
            raise UnreadableError(NO_ARTICLE)
        stated = _PUBLISHED.search(text)
        language = _LANGUAGE.search(text[:_TOP])
        yield document(
            "\n\n".join(paragraphs),
            page.title or "",
            page.sitename or "",
            page.url or "",
            (settled(stated[1], None) if stated else None) or parse_date(page.date or ""),
            language[1] if language else "",
        )
        if shown:
            yield Skipped(name, f"{shown} (what stands above it is read)")


def _article(text: str) -> Page:
    """Return the article of a page, its lines parted, in a table for the layout too."""
    text = _BREAKS.sub("</b></strong><p>", text)
    page = article(text)
    lines = (page.text or "").split("\n")
    cells = [line for line in lines if line.startswith("|")]
    if max(map(len, cells), default=0) < _PROSE or 2 * sum(map(len, cells)) < sum(map(len, lines)):
        return page
    return article(_OF_A_TABLE.sub(r"<\1div>", text))


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
