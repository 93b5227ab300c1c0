"""RSS and Atom, read with feedparser, which never fetches anything here."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from summarise.load.dates import parse_date
from summarise.load.fragments import text_of
from summarise.load.items import Item, link
from summarise.load.loader import UnreadableError
from summarise.load.xmlsafe import safe

ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
"""The first elements that feeds have."""

NO_FEED = "is not a feed (RSS, Atom or JSON Feed)"

CUT = "breaks off before its end (what came before that is read)"
CUT_EARLY = "is a feed that breaks off before its first item"

_END = re.compile(r"(?i)</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>")

_DATES = ("published", "updated", "created")
"""Best first, as they are written: feedparser's own reading completes "2025" with today."""


def items(data: bytes, base: str) -> tuple[str, Iterator[Item]]:
    """Return the base of the links in a feed, and its items.

    A feed that is broken is read as far as it goes; one that breaks off raises UnreadableError
    behind its last item. Raises UnreadableError.
    """
    text = safe(data)
    parsed = _parsed(text)
    if not parsed["entries"] and not parsed.get("version"):
        raise UnreadableError(NO_FEED)
    feed: dict[str, Any] = parsed["feed"]
    base = base or link(_string(feed, "link"), "")
    cut = bool(parsed.get("bozo")) and not _END.search(text)
    return base, _items(parsed["entries"], feed, cut)


def _items(entries: list[dict[str, Any]], feed: dict[str, Any], cut: bool) -> Iterator[Item]:
    for entry in entries:
        yield _item(entry, feed)
    if cut:
        raise UnreadableError(CUT if entries else CUT_EARLY)


def _parsed(text: str) -> dict[str, Any]:
    """Call feedparser, whatever it throws; its cleaning is off, since only text is taken."""
    import feedparser

    try:
        parsed: dict[str, Any] = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # foreign code on hostile input
        raise UnreadableError(f"is a feed that can't be read ({type(error).__name__})") from error
    return parsed


def _item(entry: dict[str, Any], feed: dict[str, Any]) -> Item:
    contents = [one for one in entry.get("content") or () if isinstance(one, dict)]
    contents += [one] if isinstance(one := entry.get("summary_detail"), dict) else []
    source = entry.get("source")
    named = _string(source, "title") if isinstance(source, dict) else ""
    language = next((str(one["language"]) for one in contents if one.get("language")), "")
    return Item(
        max(map(_text, contents), key=len, default=""),
        _string(entry, "title"),
        named or _string(entry, "publisher") or _string(feed, "title"),
        _string(entry, "link"),
        next(filter(None, (parse_date(_string(entry, key)) for key in _DATES)), None),
        language or _string(feed, "language"),
    )


def _text(content: dict[str, Any]) -> str:
    value = str(content.get("value") or "")
    return value if content.get("type") == "text/plain" else text_of(value)


def _string(values: dict[str, Any], key: str) -> str:
    """Return a string. ``dict.get``, since feedparser's own takes other keys' values instead."""
    value = dict.get(values, key)
    return value if isinstance(value, str) else ""
