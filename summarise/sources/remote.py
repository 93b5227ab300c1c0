"""Sources on the web: what an address gives is read by the loader for its content.

::

    address ─> fetcher ─> feed ──> items in the window ─> their articles, if wanted
                    ├───> list of feeds ─> each of them
                    └───> page, PDF, text, ...
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import PurePosixPath
from typing import Final
from urllib.parse import urlsplit

from summarise.config import InputConfig
from summarise.config.job_tables import SourceConfig
from summarise.plain import public
from summarise.sources.addresses import AskedError
from summarise.sources.decode import root, utf8
from summarise.sources.documents import believed, changed, link, recent, window_start
from summarise.sources.feeds import NO_FEED, FeedLoader, is_feed
from summarise.sources.kinds import by_content, loader_for
from summarise.sources.lanes import host_of, side_by_side
from summarise.sources.loader import (
    Fetched,
    Fetcher,
    LeftError,
    Loader,
    Parse,
    UnreadableError,
)
from summarise.sources.opml import OpmlLoader, parted, subscriptions
from summarise.sources.pages import HtmlLoader, feed_of
from summarise.sources.walls import tells
from summarise.types import Document, Skipped

_SUFFIXES: Final = {
    "application/epub+zip": ".epub",
    "application/json": ".json",
    "application/jsonl": ".jsonl",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/x-ndjson": ".jsonl",
    "application/xhtml+xml": ".html",
    "message/rfc822": ".eml",
    "text/csv": ".csv",
    "text/html": ".html",
    "text/markdown": ".md",
    "text/tab-separated-values": ".tsv",
}
"""What media types are as files. Servers give all else as text/plain or octet-stream."""

INSTEAD: Final = "(the feed's own text is read in its place)"

MOST_PAGES = 50
"""Pages that are fetched for one feed: a second between two leaves a source within two minutes."""


def remote(
    source: SourceConfig,
    config: InputConfig,
    fetcher: Fetcher,
    now: datetime,
    parse: Parse | None = None,
) -> Iterator[Document | Skipped]:
    """Yield what an http(s) source gives; nothing when it is unchanged.

    A feed gives only items in the window of time, since ``full_text`` fetches the page of each. A
    list of feeds gives what each of its feeds gives, and a Skipped for each that fails. ``config``
    is the source's own. Raises UnreadableError when the source can't be read.
    """
    here: Parse = lambda loader, data, name: loader.load(data, name, config)  # noqa: E731
    return _Source(config, fetcher, now, parse or here).read(source)


def loader_of(media: str, url: str, data: bytes) -> Loader:
    """Return the loader of what came from the web: by its content, its media type, its address.

    Raises UnreadableError for what no loader reads.
    """
    if root(data) == "opml":
        return OpmlLoader()
    if is_feed(data):
        return FeedLoader(public(url))
    kind = media.partition(";")[0].strip().lower()
    if ending := _SUFFIXES.get(kind):
        if loader := loader_for(ending):
            return by_content(loader, data)
        raise UnreadableError(f"is of a kind that can't be read ({kind})")
    ending = PurePosixPath(urlsplit(url).path).suffix.lower()
    # The address of a page may end in anything, such as .php, or in nothing.
    return by_content(loader_for(ending) if ending else None, data)


@dataclass(frozen=True, slots=True)
class _Article:
    """An item with what became of its page.

    ``again`` says that the page may be read another time, ``left`` why it was not asked for.
    """

    items: tuple[Document | Skipped, ...]
    again: bool = False
    left: str = ""


@dataclass(frozen=True, slots=True)
class _Source:
    config: InputConfig
    fetcher: Fetcher
    now: datetime
    parse: Parse

    def read(self, source: SourceConfig) -> Iterator[Document | Skipped]:
        place, fetched = self._fetched(source)
        if fetched.unchanged:
            return
        try:
            yield from self._read(source, fetched)
        except UnreadableError:
            # Or what could not be read now would be "unchanged" for ever.
            self.fetcher.forget(place)
            raise

    def _fetched(self, source: SourceConfig) -> tuple[str, Fetched]:
        """Fetch a source; where a feed is wanted and a page comes, the feed that the page names.

        Return the address that was asked for, too. A page is asked for whole each time: its feed
        may have changed when it has not.
        """
        place = parted(source.source)[0]
        fetched = self.fetcher.fetch(place, "any" if source.kind == "auto" else source.kind)
        if source.kind != "feed" or fetched.unchanged or is_feed(fetched.data):
            return place, fetched
        address = feed_of(fetched)
        if not address:
            return place, fetched
        self.fetcher.forget(place)
        return address, self.fetcher.fetch(address, "feed")

    def _read(self, source: SourceConfig, fetched: Fetched) -> Iterator[Document | Skipped]:
        if not fetched.data.strip():
            raise UnreadableError("is empty")
        data = utf8(fetched.data, fetched.charset)
        loader = _loader(source, fetched, data)
        if isinstance(loader, OpmlLoader):
            # Its feeds may have changed when it has not.
            self.fetcher.forget(parted(source.source)[0])
            yield from chain.from_iterable(
                side_by_side(
                    [
                        (host_of(feed.source), partial(self._listed, feed))
                        for feed in subscriptions(data, source)
                    ]
                )
            )
            return
        if isinstance(loader, FeedLoader):
            loader = replace(loader, trusted=source.aggregator)
        name = public(source.source, query=False)
        items: Iterator[Document | Skipped] = (
            item if isinstance(item, Skipped) else _located(item, source, fetched.url, loader)
            for item in self.parse(loader, data, name)
        )
        if not isinstance(loader, FeedLoader):
            yield from items
            return
        items = recent(believed(items, self.now), window_start(self.config.since_hours, self.now))
        yield from self._with_articles(list(items), source) if self.config.full_text else items

    def _listed(self, source: SourceConfig | Skipped) -> list[Document | Skipped]:
        """Read a feed of a list, which is a source of its own, and fails alone."""
        if isinstance(source, Skipped):
            return [source]
        items: list[Document | Skipped] = []
        try:
            items.extend(self.read(source))
        except Exception as error:  # a fault of ours may not cost the other feeds
            items.append(Skipped(public(source.source, query=False), _reason(error)))
        return items

    def _with_articles(
        self, items: Sequence[Document | Skipped], source: SourceConfig
    ) -> Iterator[Document | Skipped]:
        """Yield the items of a feed, with the text of their pages where it is longer.

        Where pages may be read another time, the next run asks for the feed once more, changed or
        not.
        """
        linked = [item for item in items if isinstance(item, Document) and item.url]
        asked, feed = linked[:MOST_PAGES], public(source.source, query=False)
        calls = [(host_of(item.url), partial(self._article, item)) for item in asked]
        articles = dict(zip(map(id, asked), side_by_side(calls), strict=True))
        for item in items:
            yield from articles[id(item)].items if id(item) in articles else (item,)
        if any(article.again for article in articles.values()):
            self.fetcher.forget(source.source)
        for reason, number in Counter(one.left for one in articles.values() if one.left).items():
            pages = "a page that" if number == 1 else f"{number} pages, each of which"
            yield Skipped(feed, f"has {pages} {reason} {INSTEAD}")
        if beyond := len(linked) - len(asked):
            more = f"{beyond} have the feed's own text"
            yield Skipped(feed, f"has more than {MOST_PAGES} items to fetch; {more}")

    def _article(self, item: Document) -> _Article:
        """Return an item with the text of its page; nothing where an earlier run has read that.

        A page that can't be read costs nothing: the item stays as it is, and a Skipped says why.
        """
        name = public(item.url, query=False)
        try:
            fetched = self.fetcher.fetch(item.url, "page")
            if fetched.unchanged:
                return _Article(())
            read = list(self.parse(HtmlLoader(), utf8(fetched.data, fetched.charset), name))
        except LeftError as error:
            return _Article((item,), again=True, left=str(error))
        except Exception as error:  # whatever it is, the item is there
            again = isinstance(error, AskedError) and error.passes
            return _Article((item, Skipped(name, f"{_reason(error)} {INSTEAD}")), again)
        pages = [made for made in read if isinstance(made, Document)]
        notices = [notice for notice in read if isinstance(notice, Skipped)]
        page = max(pages, key=lambda made: len(made.text), default=None)
        if page and not notices and not tells(page, item):
            notices = [Skipped(name, f"tells something else than its item {INSTEAD}")]
        if page and not notices and len(page.text) > len(item.text):
            item = changed(item, text=page.text)
        return _Article((item, *notices))


def _loader(source: SourceConfig, fetched: Fetched, data: bytes) -> Loader:
    if source.kind == "page":
        return HtmlLoader()
    loader = loader_of(fetched.media, fetched.url, data)
    if source.kind == "auto" or isinstance(loader, FeedLoader):
        return loader
    if isinstance(loader, OpmlLoader):
        raise UnreadableError("is a list of feeds (OPML), and only one that you name is followed")
    raise UnreadableError(NO_FEED)


def _reason(error: Exception) -> str:
    """Say why a feed or page was not read, without what an error of others may quote."""
    ours = isinstance(error, UnreadableError)
    return str(error) if ours else f"could not be read ({type(error).__name__})"


def _located(item: Document, source: SourceConfig, url: str, loader: Loader) -> Document:
    """Add what is known of where a document is from: the outlet, and its address.

    A page may say that its address is another, but not that it is of another host.
    """
    host = urlsplit(url).hostname or ""
    outlet = source.outlet or item.outlet or host.removeprefix("www.")
    address = item.url
    if not isinstance(loader, FeedLoader):
        address = public(link(item.url, url) or link(url, ""))
    if isinstance(loader, HtmlLoader) and urlsplit(address).hostname != host:
        address = public(link(url, ""))
    return changed(item, outlet=outlet, url=address)
