"""An item of a feed, of whatever format, becomes a Document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit, urlunsplit

from summarise.load.documents import document
from summarise.load.markup import plain
from summarise.load.teasers import whole
from summarise.plain import cleaned, one_line
from summarise.types import Document

MOST_ITEMS = 5000
"""Items of one feed that are read: feeds have some dozens, archives of a whole site a thousand."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a feed says of one item: ``text`` is plain, ``link`` may be relative to the feed."""

    text: str = ""
    title: str = ""
    outlet: str = ""
    link: str = ""
    published: datetime | None = None
    language: str = ""


def made(item: Item, base: str) -> Document:
    """Make the document of an item; ``base`` is the address that links are relative to.

    A headline without text is a text. So it is when the text is one sentence that breaks off.
    """
    title, outlet = one_line(plain(item.title)), one_line(plain(item.outlet))
    title = title.removesuffix(f" - {outlet}") if outlet else title  # as aggregators write it
    text = cleaned(item.text)
    kept = whole(text) or ("" if title else text)
    return document(kept, title, outlet, link(item.link, base), item.published, item.language)


def link(address: str, base: str) -> str:
    """Return a whole http(s) address without user and password, or an empty string."""
    try:
        parts = urlsplit(urljoin(base, address.strip()) if address.strip() else "")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return ""
