"""Feeds as bytes, and a web that is a dict: what the tests of feeds share."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape

from summarise.config import InputConfig
from summarise.sources.feeds import FeedLoader
from summarise.sources.loader import Fetched, UnreadableError, Wanted
from summarise.types import Document, Skipped

NOW = datetime(2025, 1, 17, 12, tzinfo=UTC)
WHEN = "Fri, 17 Jan 2025 10:00:00 GMT"
TEXT = "The dam at Orle opened on Monday."


def rss(*items: str, title: str = "Orle Post", head: str = "") -> bytes:
    body = "".join(f"<item>{item}</item>" for item in items)
    return (
        f'<?xml version="1.0" encoding="utf-8"?>{head}<rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<channel><title>{title}</title><link>https://orle.example/</link>"
        f"<language>en-GB</language>{body}</channel></rss>"
    ).encode()


def item(
    title: str = "Dam opens", text: str = TEXT, link: str = "/dam", published: str = WHEN
) -> str:
    return (
        f"<title>{escape(title)}</title><link>{escape(link)}</link>"
        f"<description>{escape(text)}</description><pubDate>{published}</pubDate>"
    )


def json_feed(*items: Mapping[str, object], **fields: object) -> bytes:
    known = {"version": "https://jsonfeed.org/version/1.1", "title": "Orle Post"}
    return json.dumps({**known, **fields, "items": items}).encode()


def read(data: bytes, base: str = "") -> list[Document | Skipped]:
    return list(FeedLoader(base).load(data, "feed.xml", InputConfig()))


def documents(data: bytes, base: str = "") -> list[Document]:
    return [one for one in read(data, base) if isinstance(one, Document)]


class FakeWeb:
    """Gives what it holds, or raises it as a reason; remembers what it was asked for."""

    def __init__(self) -> None:
        self.holds: dict[str, Fetched | str] = {}
        self.asked: list[tuple[str, Wanted]] = []
        self.forgotten: list[str] = []

    def put(self, url: str, data: bytes, media: str = "", charset: str = "") -> None:
        self.holds[url] = Fetched(url, data, media, charset)

    def fetch(self, url: str, wanted: Wanted = "any", /) -> Fetched:
        self.asked.append((url, wanted))
        found = self.holds.get(url, "is not there (404)")
        if isinstance(found, str):
            raise UnreadableError(found)
        return found

    def forget(self, url: str, /) -> None:
        self.forgotten.append(url)
