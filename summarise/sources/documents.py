"""How a Document is made (clean text, a stable id), and taken from a window of time."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

from summarise.plain import cleaned, one_line
from summarise.types import Document, Skipped

ID_DIGITS = 12
"""Hex digits of an id: 48 bits, short enough for a citation; a chance clash gets a suffix."""

_SOFT_HYPHEN = re.compile("\u00ad\n?")
_LIGATURE = re.compile("[\ufb00-\ufb06\ufb13-\ufb17]")
_SCHEME = re.compile(r"(?i)(?!https?:)[a-z][a-z0-9+-]*:(?!\d)")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?")
_LANGUAGE_NAMES = {
    "arabic": "ar", "chinese": "zh", "dutch": "nl", "english": "en", "eng": "en",
    "french": "fr", "german": "de", "italian": "it", "japanese": "ja", "portuguese": "pt",
    "russian": "ru", "spanish": "es", "ukrainian": "uk",
}  # fmt: skip

AHEAD = timedelta(days=1)
"""How far in the future a date is believed: clocks and zones are wrong by hours, not by days."""


def document(
    text: str,
    title: str = "",
    outlet: str = "",
    url: str = "",
    published: datetime | None = None,
    language: str = "",
    place: str = "",
) -> Document:
    r"""Make a Document of strings that nobody has looked at yet.

    The text becomes NFC without ligatures and soft hyphens, with ``\n`` as the only line break,
    without control characters (tabs stay) and without white space at its ends; the other strings
    also become one line. A text that is empty is replaced by the title. A naive ``published`` is
    taken as UTC; a language that isn't an ISO 639-1 code (or begins with one, as ``en-GB`` does) is
    dropped, and so is a
    url of another scheme than http(s), because a page may make links of urls; user and password
    are taken off it. The id is the first 12 hex digits of the SHA-256 over all fields but
    ``place``, where it was read.
    """
    title, outlet = one_line(_parted_signs(title)), one_line(_parted_signs(outlet))
    text = cleaned(_parted_signs(text)) or title
    url, language = _url(url), _language(language)
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    fields = (text, title, outlet, url, _stamp(published), language)
    digest = hashlib.sha256("\0".join(fields).encode()).hexdigest()
    return Document(digest[:ID_DIGITS], text, title, outlet, url, published, language, place)


def _parted_signs(text: str) -> str:
    """Write ligatures as letters, and words without the hyphens that are not seen in them."""
    text = _SOFT_HYPHEN.sub("", text)
    return _LIGATURE.sub(lambda sign: unicodedata.normalize("NFKC", sign[0]), text)


def changed(made: Document, **fields: Any) -> Document:
    """Return a document with other fields, and so with another id."""
    _, *values = astuple(replace(made, **fields))
    return document(*values)


def unique(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the documents; one whose id was seen before gets ``-2``, ``-3``, ... behind it."""
    seen: Counter[str] = Counter()
    for made in documents:
        name = made.id
        while name in seen:
            seen[made.id] += 1
            name = f"{made.id}-{seen[made.id]}"
        seen[name] = 1
        yield made if name == made.id else replace(made, id=name)


def link(address: str, base: str) -> str:
    """Return a whole http(s) address without user and password, or an empty string."""
    try:
        parts = urlsplit(urljoin(base, address.strip()) if address.strip() else "")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        return _without_user(parts)
    except ValueError:
        return ""


def window_start(since_hours: float, now: datetime) -> datetime | None:
    """Return where the window begins that reaches back so far; None for one without (0)."""
    try:
        return now - timedelta(hours=since_hours) if since_hours else None
    except OverflowError:  # it reaches back beyond the first day that datetime knows
        return None


def recent(
    documents: Iterable[Document | Skipped], since: datetime | None
) -> Iterator[Document | Skipped]:
    """Leave out the documents that are older. What has no date stays: nobody knows that it is."""
    for item in documents:
        dated = item.published if isinstance(item, Document) else None
        if not (since and dated and dated < since):
            yield item


def believed(
    documents: Iterable[Document | Skipped], now: datetime
) -> Iterator[Document | Skipped]:
    """Take a date that lies more than a day ahead off its document.

    The latest report overtakes the others, so that a wrong date would decide what is true.
    """
    for item in documents:
        if isinstance(item, Document) and item.published and item.published > now + AHEAD:
            item = changed(item, published=None)
        yield item


def _url(text: str) -> str:
    url = one_line("".join(text.split()))
    if _SCHEME.match(url):
        return ""
    try:
        return _without_user(urlsplit(url)) if "@" in url else url
    except ValueError:
        return ""


def _without_user(parts: SplitResult) -> str:
    """Return an address without user and password: neither is a reader's, and one may name a host.

    What browsers read otherwise than the standard (a backslash, a host behind three slashes) is no
    address.
    """
    host = parts.netloc.rpartition("@")[2]
    if "\\" in parts.netloc or (parts.scheme and not host):
        return ""
    return urlunsplit(parts._replace(netloc=host))


def _language(text: str) -> str:
    text = text.strip().lower()
    code = _LANGUAGE.fullmatch(text)
    return code[1] if code else _LANGUAGE_NAMES.get(text, "")


def _stamp(published: datetime | None) -> str:
    if published is None:
        return ""
    try:
        return published.astimezone(UTC).isoformat()
    except OverflowError:  # the first or the last day that datetime knows
        return published.isoformat()
