"""JSON Feed, versions 1 and 1.1 (https://jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from summarise.load.dates import parse_date
from summarise.load.decode import decode
from summarise.load.fragments import text_of
from summarise.load.items import Item, link
from summarise.load.loader import UnreadableError

HEAD = 4000
"""Characters in which the version stands; the format asks for it at the top."""

_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/')


def is_json_feed(data: bytes) -> bool:
    """Whether the data begin as a JSON Feed does, with the address of its version."""
    try:
        text = decode(data).lstrip()
    except UnreadableError:
        return False
    return text.startswith("{") and bool(_VERSION.search(text[:HEAD]))


def items(data: bytes, base: str) -> tuple[str, Iterator[Item]]:
    """Return the base of the links in a feed, and its items. Raises UnreadableError."""
    try:
        # Integers stay text: Python refuses to read long ones, and none is needed.
        feed = json.loads(decode(data), parse_int=str)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is a JSON Feed that is not valid JSON ({error})") from error
    entries = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(entries, list):
        raise UnreadableError("is a JSON Feed without a list of items")
    base = base or link(_string(feed, "feed_url") or _string(feed, "home_page_url"), "")
    return base, (_item(one, feed) for one in entries if isinstance(one, dict))


def _item(entry: Mapping[str, Any], feed: Mapping[str, Any]) -> Item:
    texts = (
        text_of(_string(entry, "content_html")),
        _string(entry, "content_text"),
        _string(entry, "summary"),
    )
    return Item(
        next((text for text in texts if text.strip()), ""),
        _string(entry, "title"),
        _string(feed, "title"),
        _string(entry, "url") or _string(entry, "external_url"),
        parse_date(_string(entry, "date_published")) or parse_date(_string(entry, "date_modified")),
        _string(entry, "language") or _string(feed, "language"),
    )


def _string(values: Mapping[str, Any], key: str) -> str:
    value = values.get(key)
    return value if isinstance(value, str) else ""
