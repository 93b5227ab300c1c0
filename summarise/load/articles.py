"""Full text: the article behind each item of a feed, where it says more than the item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from summarise.load.discover import utf8
from summarise.load.documents import document
from summarise.load.fetcher import Fetcher
from summarise.load.loader import Parse, UnreadableError
from summarise.load.pages import HtmlLoader
from summarise.plain import public
from summarise.types import Document, Skipped

MOST_PAGES = 50
"""Pages that are fetched for one feed: a second between two leaves a source within two minutes."""


def with_articles(
    found: Iterable[Document | Skipped], fetcher: Fetcher, parse: Parse, feed: str
) -> Iterator[Document | Skipped]:
    """Yield the items of a feed, with the text of their pages where it is longer.

    A page that can't be read costs nothing: the item stays as it is, and a Skipped says why.
    """
    asked = beyond = 0
    for one in found:
        if isinstance(one, Skipped) or not one.url:
            yield one
        elif asked < MOST_PAGES:
            asked += 1
            yield from _article(one, fetcher, parse)
        else:
            beyond += 1
            yield one
    if beyond:
        yield Skipped(
            feed, f"has more than {MOST_PAGES} items to fetch; {beyond} have the feed's own text"
        )


def _article(item: Document, fetcher: Fetcher, parse: Parse) -> Iterator[Document | Skipped]:
    """Yield nothing for a page that is unchanged: an earlier run has read it, and its article."""
    try:
        fetched = fetcher.fetch(item.url, "page")
        if fetched.unchanged:
            return
        read = list(parse(HtmlLoader(), utf8(fetched), public(item.url, query=False)))
    except Exception as error:  # whatever it is, the item is there
        reason = str(error) if isinstance(error, UnreadableError) else type(error).__name__
        yield item
        yield Skipped(
            public(item.url, query=False), f"{reason} (the feed's own text is read in its place)"
        )
        return
    text = max((one.text for one in read if isinstance(one, Document)), key=len, default="")
    yield item if len(text) <= len(item.text) else _of_text(item, text)


def _of_text(item: Document, text: str) -> Document:
    return document(text, item.title, item.outlet, item.url, item.published, item.language)
