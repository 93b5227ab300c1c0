"""OPML: a list of feeds, in folders. Each feed becomes a source of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from summarise.config import InputConfig
from summarise.config.job_tables import SourceConfig
from summarise.plain import is_web, one_line, public
from summarise.sources.decode import root, safe
from summarise.sources.documents import link
from summarise.sources.input_files import read_path
from summarise.sources.loader import Fetcher, UnreadableError
from summarise.types import Document, Skipped

MOST_FEEDS = 500
"""Feeds of one list that are read: a reader of feeds has a hundred, and each takes a second."""

_ENDINGS = (".opml", ".opml.gz")


@dataclass(frozen=True, slots=True)
class Outline:
    """A feed of the list. ``folder`` is its place: ``News/World``, or empty at the top."""

    url: str
    title: str
    folder: str


class OpmlLoader:
    """Stands for OPML among the loaders: a list can't be read where nothing is fetched."""

    def load(
        self, _data: bytes, _name: str, _config: InputConfig, /
    ) -> Iterator[Document | Skipped]:
        """Raise UnreadableError: ``listed`` is what reads OPML."""
        raise UnreadableError("is a list of feeds (OPML): name it as a source by itself")


def outlines(data: bytes) -> tuple[Outline, ...]:
    """Return the feeds of an OPML file, each address once. Raises UnreadableError."""
    from xml.etree.ElementTree import ParseError, fromstring

    try:
        top = fromstring(safe(data))  # noqa: S314 (without a DTD, which safe refuses or drops)
    except (ParseError, ValueError) as error:
        raise UnreadableError(f"is OPML that can't be read ({error})") from error
    feeds: dict[str, Outline] = {}
    waiting = [(child, "") for child in reversed(list(top.iter("body")))]
    while waiting:
        element, folder = waiting.pop()
        values = {key.lower(): value.strip() for key, value in element.attrib.items()}
        title = one_line(values.get("title") or values.get("text") or "")
        if url := values.get("xmlurl"):
            feeds.setdefault(url, Outline(url, title, folder))
            title = ""
        inner = f"{folder}/{title}".strip("/")[:1000]
        waiting.extend((child, inner) for child in reversed(element))
    return tuple(feeds.values())


def subscriptions(data: bytes, source: SourceConfig) -> Iterator[SourceConfig | Skipped]:
    """Yield each feed of a list as a source, with what its own source says of all.

    Only those of a folder and below when the source names one: ``subs.opml#News/World``. What is
    not of the web is refused: the list may be anybody's. Raises UnreadableError.
    """
    place, folder = parted(source.source)
    name = public(place, query=False) if is_web(place) else place
    chosen = _of_folder(outlines(data), folder)
    for outline in chosen[:MOST_FEEDS]:
        if link(outline.url, ""):
            yield replace(source, source=outline.url, kind="feed")
        else:
            feed = f'the feed "{outline.title[:80]}"'
            yield Skipped(name, f"names {feed} at a place that is no web address (http or https)")
    if len(chosen) > MOST_FEEDS:
        yield Skipped(name, f"lists {len(chosen)} feeds; those after {MOST_FEEDS} are not read")


def listed(
    source: SourceConfig, config: InputConfig, fetcher: Fetcher | None
) -> Iterator[SourceConfig | Skipped]:
    """Yield the sources in a list of feeds, by its ending or, of a file, its content.

    Any other source comes as it is. Raises UnreadableError when the list can't be read.
    """
    place, _ = parted(source.source)
    named = _path(place).lower().endswith(_ENDINGS)
    if source.kind != "auto" or not (named or _is_list(place, config.max_megabytes)):
        yield source
    elif not is_web(place):
        yield from subscriptions(read_path(Path(place).expanduser(), config.max_megabytes), source)
    elif fetcher is None:
        raise UnreadableError("is a web address, and nothing is fetched here")
    else:
        fetched = fetcher.fetch(place, "feed")
        fetcher.forget(place)  # its feeds may have changed when it has not
        yield from subscriptions(fetched.data, source)


def parted(source: str) -> tuple[str, str]:
    """Return the place of a source, and the folder in it that is named behind ``#``."""
    place, _, folder = source.strip().partition("#")
    known = is_web(place) or place.lower().endswith((*_ENDINGS, ".xml"))
    return (place, unquote(folder).strip("/ ")) if known else (source, "")


def _path(place: str) -> str:
    try:
        return urlsplit(place).path if is_web(place) else place
    except ValueError:
        return ""


def _is_list(place: str, megabytes: float) -> bool:
    """Whether a file that is not called so is a list of feeds."""
    try:
        path = Path(place).expanduser()
        if path.suffix.lower() not in ("", ".xml", ".txt") or not path.is_file():
            return False
        return root(read_path(path, megabytes)) == "opml"
    except (UnreadableError, OSError, ValueError, RuntimeError):  # what reads it says why
        return False


def _of_folder(feeds: tuple[Outline, ...], folder: str) -> tuple[Outline, ...]:
    """Choose the feeds of a folder and below; all when none is named."""
    if not feeds:
        raise UnreadableError("is OPML without a feed in it")
    wanted = f"{folder}/".casefold()
    chosen = tuple(
        outline for outline in feeds if f"{outline.folder}/".casefold().startswith(wanted)
    )
    if folder and not chosen:
        folders = ", ".join(sorted({outline.folder for outline in feeds if outline.folder})[:12])
        raise UnreadableError(f'has no folder "{folder}" (there are: {folders or "none"})')
    return chosen if folder else feeds
