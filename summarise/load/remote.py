"""Sources on the web: what an address gives is read by the loader for its content.

::

    address ─> fetcher ─> feed ──> items in the window ─> their articles, if wanted
                    ├───> list of feeds ─> each of them
                    └───> page, PDF, text, ...
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final, Literal
from urllib.parse import urlsplit

from summarise.config import InputConfig
from summarise.config.jobs import SourceConfig
from summarise.load.articles import with_articles
from summarise.load.discover import feed_of, utf8
from summarise.load.documents import document
from summarise.load.feeds import FeedLoader, is_feed
from summarise.load.fetcher import Fetched, Fetcher, Wanted
from summarise.load.items import link
from summarise.load.kinds import loader_for, sniff
from summarise.load.loader import Loader, Parse, UnreadableError
from summarise.load.opml import OpmlLoader, parted, subscriptions
from summarise.load.pages import HtmlLoader
from summarise.load.rss import NO_FEED
from summarise.load.window import believed, first, recent
from summarise.load.xmlsafe import root
from summarise.plain import public
from summarise.types import Document, Skipped

_WANTED: Final[dict[Literal["auto", "feed", "page"], Wanted]] = {
    "auto": "any",
    "feed": "feed",
    "page": "page",
}

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
    parse = parse or _here(config)
    place, fetched = _fetched(source, fetcher)
    if fetched.unchanged:
        return
    try:
        yield from _read(source, config, fetcher, now, parse, fetched)
    except UnreadableError:
        fetcher.forget(place)  # or what could not be read now would be "unchanged" for ever
        raise


def _read(
    source: SourceConfig,
    config: InputConfig,
    fetcher: Fetcher,
    now: datetime,
    parse: Parse,
    fetched: Fetched,
) -> Iterator[Document | Skipped]:
    if not fetched.data.strip():
        raise UnreadableError("is empty")
    data = utf8(fetched)
    loader = _loader(source, fetched, data)
    if isinstance(loader, OpmlLoader):
        fetcher.forget(parted(source.source)[0])  # its feeds may have changed when it has not
        yield from _each(subscriptions(data, source), config, fetcher, now, parse)
        return
    name = public(source.source, query=False)
    found: Iterator[Document | Skipped] = (
        _known(one, source, fetched.url, loader) for one in parse(loader, data, name)
    )
    if not isinstance(loader, FeedLoader):
        yield from found
        return
    found = recent(believed(found, now), first(config.since_hours, now))
    yield from with_articles(found, fetcher, parse, name) if config.full_text else found


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
            return loader
        raise UnreadableError(f"is of a kind that can't be read ({kind})")
    ending = PurePosixPath(urlsplit(url).path).suffix.lower()
    # The address of a page may end in anything, such as .php, or in nothing.
    return (loader_for(ending) if ending else None) or sniff(data)


def _fetched(source: SourceConfig, fetcher: Fetcher) -> tuple[str, Fetched]:
    """Fetch a source; where a feed is wanted and a page comes, the feed that the page names.

    Return the address that was asked for, too. A page is asked for whole each time: its feed may
    have changed when it has not.
    """
    place = parted(source.source)[0]
    fetched = fetcher.fetch(place, _WANTED[source.kind])
    if source.kind != "feed" or fetched.unchanged or is_feed(fetched.data):
        return place, fetched
    address = feed_of(fetched)
    if not address:
        return place, fetched
    fetcher.forget(place)
    return address, fetcher.fetch(address, "feed")


def _loader(source: SourceConfig, fetched: Fetched, data: bytes) -> Loader:
    if source.kind == "page":
        return HtmlLoader()
    loader = loader_of(fetched.media, fetched.url, data)
    if source.kind == "auto" or isinstance(loader, FeedLoader):
        return loader
    if isinstance(loader, OpmlLoader):
        raise UnreadableError("is a list of feeds (OPML), and only one that you name is followed")
    raise UnreadableError(NO_FEED)


def _each(
    sources: Iterable[SourceConfig | Skipped],
    config: InputConfig,
    fetcher: Fetcher,
    now: datetime,
    parse: Parse,
) -> Iterator[Document | Skipped]:
    """Read the feeds of a list; each is a source of its own, and fails alone."""
    for one in sources:
        if isinstance(one, Skipped):
            yield one
            continue
        try:
            yield from remote(one, config, fetcher, now, parse)
        except UnreadableError as error:
            yield Skipped(public(one.source, query=False), str(error))
        except Exception as error:  # a fault of ours may not cost the other feeds
            reason = f"could not be read ({type(error).__name__})"
            yield Skipped(public(one.source, query=False), reason)


def _known(
    one: Document | Skipped, source: SourceConfig, url: str, loader: Loader
) -> Document | Skipped:
    """Add what is known of where a document is from: the outlet, and its address.

    A page may say that its address is another, but not that it is of another host.
    """
    if isinstance(one, Skipped):
        return one
    host = urlsplit(url).hostname or ""
    outlet = source.outlet or one.outlet or host.removeprefix("www.")
    address = one.url
    if not isinstance(loader, FeedLoader):
        address = public(link(one.url, url) or link(url, ""))
    if isinstance(loader, HtmlLoader) and urlsplit(address).hostname != host:
        address = public(link(url, ""))
    return document(one.text, one.title, outlet, address, one.published, one.language)


def _here(config: InputConfig) -> Parse:
    def parse(loader: Loader, data: bytes, name: str) -> Iterator[Document | Skipped]:
        return loader.load(data, name, config)

    return parse
