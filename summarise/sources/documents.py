"""How a Document is made: clean text, a stable id, and ids that are unique in one run."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import astuple, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit, urlunsplit

from summarise.plain import cleaned, one_line
from summarise.types import Document

ID_DIGITS = 12
"""Hex digits of an id: 48 bits, short enough for a citation; a chance clash gets a suffix."""

_SCHEME = re.compile(r"(?i)(?!https?:)[a-z][a-z0-9+-]*:(?!\d)")
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_].*)?")
_LANGUAGE_NAMES = {
    "arabic": "ar", "chinese": "zh", "dutch": "nl", "english": "en", "eng": "en",
    "french": "fr", "german": "de", "italian": "it", "japanese": "ja", "portuguese": "pt",
    "russian": "ru", "spanish": "es", "ukrainian": "uk",
}  # fmt: skip


def document(
    text: str,
    title: str = "",
    outlet: str = "",
    url: str = "",
    published: datetime | None = None,
    language: str = "",
) -> Document:
    r"""Make a Document of strings that nobody has looked at yet.

    The text becomes NFC with ``\n`` as the only line break, without control characters (tabs
    stay) and without white space at its ends; the other strings also become one line. A text
    that is empty is replaced by the title. A naive ``published`` is taken as UTC; a language
    that isn't an ISO 639-1 code (or begins with one, as ``en-GB`` does) is dropped, and so is a
    url of another scheme than http(s), because a page may make links of urls. The id is the
    first 12 hex digits of the SHA-256 over all fields.
    """
    title, outlet = one_line(title), one_line(outlet)
    text, url, language = cleaned(text) or title, _url(url), _language(language)
    if published is not None and published.tzinfo is None:
        published = published.replace(tzinfo=UTC)
    fields = (text, title, outlet, url, _stamp(published), language)
    digest = hashlib.sha256("\0".join(fields).encode()).hexdigest()
    return Document(digest[:ID_DIGITS], text, title, outlet, url, published, language)


def changed(one: Document, **fields: Any) -> Document:
    """Return a document with other fields, and so with another id."""
    _, *values = astuple(replace(one, **fields))
    return document(*values)


def unique(documents: Iterable[Document]) -> Iterator[Document]:
    """Yield the documents; one whose id was seen before gets ``-2``, ``-3``, ... behind it."""
    seen: Counter[str] = Counter()
    for one in documents:
        name = one.id
        while name in seen:
            seen[one.id] += 1
            name = f"{one.id}-{seen[one.id]}"
        seen[name] = 1
        yield one if name == one.id else replace(one, id=name)


def link(address: str, base: str) -> str:
    """Return a whole http(s) address without user and password, or an empty string."""
    try:
        parts = urlsplit(urljoin(base, address.strip()) if address.strip() else "")
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return ""
        return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
    except ValueError:
        return ""


def _url(text: str) -> str:
    url = one_line("".join(text.split()))
    return "" if _SCHEME.match(url) else url


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
