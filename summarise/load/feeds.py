"""Feeds: RSS, Atom and JSON Feed, told apart by what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from summarise.config import InputConfig
from summarise.load import jsonfeed, rss
from summarise.load.items import MOST_ITEMS, made
from summarise.load.jsonfeed import is_json_feed
from summarise.load.xmlsafe import root
from summarise.types import Document, Skipped


@dataclass(frozen=True, slots=True)
class FeedLoader:
    """Reads a feed, in any of the formats; ``base`` is the address that it was found at."""

    base: str = ""

    def load(self, data: bytes, name: str, _config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield a document for each item, and a Skipped for what has neither text nor title.

        An item's outlet is the one that it names as its source, or the feed's title. Raises
        UnreadableError when it isn't a feed, or one that declares XML entities.
        """
        read = jsonfeed.items if is_json_feed(data) else rss.items
        base, found = read(data, self.base)
        for number, item in enumerate(islice(found, MOST_ITEMS), 1):
            one = made(item, base)
            yield one if one.text else Skipped(name, f"item {number}: has neither text nor title")
        if next(found, None):
            yield Skipped(name, f"has more than {MOST_ITEMS} items; the others are not read")


def is_feed(data: bytes) -> bool:
    """Whether this is a feed, by its first element or the version of JSON Feed."""
    return root(data) in rss.ROOTS or is_json_feed(data)
