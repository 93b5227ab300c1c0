"""What was fetched: the feed that a page names in its head, and bytes as a loader wants them."""

from __future__ import annotations

import html
import re

from summarise.load.decode import decode
from summarise.load.fetcher import Fetched
from summarise.load.items import link
from summarise.load.loader import UnreadableError

HEAD = 200_000
"""Characters of a page in which the link to its feed stands; heads are full of scripts."""

_LINK = re.compile(r"(?i)<link\s([^<>]+)>")
_BASE = re.compile(r"(?i)<base\s[^<>]*?href\s*=\s*[\"']([^\"'<>]+)")
_FIELD = re.compile(r"""(?i)([a-z-]+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_TYPES = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_DECLARED = re.compile(rb"""(?i)(?:encoding|charset)\s*=\s*["']?[\w-]""")


def feed_of(page: Fetched) -> str:
    """Return the address of the first feed that a page names, or an empty string."""
    try:
        head = decode(utf8(page))[:HEAD]
    except UnreadableError:
        return ""
    base = _BASE.search(head)
    place = link(html.unescape(base[1]), page.url) if base else page.url
    for tag in _LINK.finditer(head):
        fields = {name.lower(): a or b or c for name, a, b, c in _FIELD.findall(tag[1])}
        alternate = "alternate" in fields.get("rel", "").lower().split()
        if alternate and fields.get("type", "").lower().strip() in _TYPES:
            return link(html.unescape(fields.get("href", "")), place)
    return ""


def utf8(fetched: Fetched) -> bytes:
    """Return the bytes; in UTF-8 where only the server says in which encoding they are."""
    data = fetched.data
    if not fetched.charset or _DECLARED.search(data[:4096]):
        return data
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return decode(data, fetched.charset).encode("utf-8", "replace")
        except UnreadableError:
            return data
    return data
