"""Feeds: RSS, Atom and JSON Feed, told apart by what is in them; each item becomes a Document.

RSS and Atom are read with feedparser, which never fetches anything here, JSON Feed as
https://jsonfeed.org/version/1.1 has it. A teaser, which breaks off where the article goes on
elsewhere, keeps its whole sentences.
"""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

from summarise.config import InputConfig
from summarise.language.sentences import split
from summarise.language.words import fold
from summarise.plain import cleaned, one_line, via
from summarise.sources.aggregators import (
    common,
    gathers,
    headlines,
    of_channel,
    outlet_behind,
    served_as,
    told,
    without_furniture,
    without_tail,
)
from summarise.sources.decode import decode, root, safe
from summarise.sources.documents import document, link
from summarise.sources.loader import UnreadableError
from summarise.sources.pages import plain
from summarise.sources.timestamps import is_ambiguous, order_of_days, settled
from summarise.types import Document, Skipped

MOST_ITEMS = 5000
"""Items of one feed that are read: feeds have some dozens, archives of a whole site a thousand."""

NO_FEED = "is not a feed (RSS, Atom or JSON Feed)"
CUT = "breaks off before its end (what came before that is read)"
CUT_EARLY = "is a feed that breaks off before its first item"

ROOTS = frozenset({"rss", "rdf", "feed", "channel"})
"""The first elements that feeds have."""

HEAD = 4000
"""Characters in which the version of JSON Feed stands; the format asks for it at the top."""

_END = re.compile(r"(?i)</(?:[\w.-]+:)?(?:rss|rdf|feed|channel)\s*>")
_VERSION = re.compile(r'"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version\\?/')

_XML_DATES = ("published", "updated", "created")
"""Best first, as they are written: feedparser's own reading completes "2025" with today."""

_SOURCES = ("news_source", "dc_source", "publisher")
"""Where an item names who wrote it, beside ``source``."""

_JSON_DATES = ("date_published", "date_modified")

TAIL = 400
"""Characters at the end of a text in which an invitation to read on stands."""

SHORTEST = 3
"""Letters of a part of a host's name that may be an outlet's: "co" and "de" are none."""

ROUNDS = 2
"""How often the invitations are looked for: one may stand behind another."""

_INVITATION = (
    r"read (?:more|on|full|the (?:full|whole|rest|original))\b[^.!?\n]{0,80}"
    r"|(?:continue|keep) reading\b[^.!?\n]{0,150}"
    r"|(?:view|see) (?:full|original|the full)\b[^.!?\n]{0,80}"
    r"|more(?=\s*[\]»›→>…])"
)
_TAILS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # After a stop or on a line of its own: "children should read more" is no invitation.
        rf"(?:^|(?<=[\n.…!?\]»”\"]))[^\S\n]*[\[(]?(?:{_INVITATION})[\s\])»›→>….]*\Z",
        r"(?:^|\n)\s*the (?:post|article) [^\n]{1,300} (?:appeared first|first appeared) on"
        r" [^\n]+\Z",
        r"\s*\[\+?\d+ (?:more )?(?:chars|characters|words)\]\s*\Z",
    )
)
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.{3,})\s*\]|\(\s*(?:…|\.{3,})\s*\)|…|\.{3,})[.\s]*\Z")

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Channel:
    """What a feed says of all its items; ``gathers`` that their titles name who wrote them."""

    outlet: str
    base: str
    language: str
    trusted: bool
    gathers: bool
    day_first: bool | None


@dataclass(frozen=True, slots=True)
class _Item:
    """One item, with its dates as they are written, best first."""

    text: str
    title: str
    outlet: str
    url: str
    dates: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True)
class FeedLoader:
    """Reads a feed, in any of the formats; ``base`` is the address that it was found at.

    Of one that is ``trusted`` to gather what others wrote, what an item names as its source wrote
    it; of any other one only what the item's link leads to.
    """

    base: str = ""
    trusted: bool = False

    def load(self, data: bytes, name: str, _config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield a document for each item, and a Skipped for what has neither text nor title.

        An item's outlet is the one that it names as its source, or the feed's title. Raises
        UnreadableError when it isn't a feed, or one that declares XML entities.
        """
        is_json = is_json_feed(data)
        items = _of_json(data, self.base) if is_json else _of_xml(data, self.base, self.trusted)
        for number, item in enumerate(islice(items, MOST_ITEMS), 1):
            if isinstance(item, Skipped):
                yield replace(item, source=name)
            else:
                empty = Skipped(name, f"item {number}: has neither text nor title")
                yield item if item.text else empty
        if next(items, None):
            yield Skipped(name, f"has more than {MOST_ITEMS} items; the others are not read")


def is_feed(data: bytes) -> bool:
    """Whether this is a feed, by its first element or the version of JSON Feed."""
    return root(data) in ROOTS or is_json_feed(data)


def is_json_feed(data: bytes) -> bool:
    """Whether the data begin as a JSON Feed does, with the address of its version."""
    try:
        text = decode(data).lstrip()
    except UnreadableError:
        return False
    return text.startswith("{") and bool(_VERSION.search(text[:HEAD]))


def whole(text: str) -> str:
    """Return a text without the invitation to read on, and without a last sentence that breaks off.

    Nothing is left of a teaser that is one sentence which breaks off.
    """
    text = text.strip()
    for tail in _TAILS * ROUNDS:
        text = _without(text, tail)
    if not _ELLIPSIS.search(text[-TAIL:]):
        return text
    spans = split(_without(text, _ELLIPSIS) + "…")
    return text[: spans[-1][0]].strip() if spans else ""


def _of_xml(data: bytes, base: str, trusted: bool) -> Iterator[Document | Skipped]:
    """Yield the items of RSS or Atom, whose links are relative to ``base``, or what it names.

    A feed that is broken is read as far as it goes; one that breaks off raises UnreadableError
    behind its last item. Raises UnreadableError.
    """
    text = safe(data)
    parsed = _parsed(text)
    entries, feed = parsed["entries"], parsed["feed"]
    if not entries and not parsed.get("version"):
        raise UnreadableError(NO_FEED)
    channel = _channel(feed, entries, base, trusted)
    items = [item for entry in entries for item in _xml_items(entry, channel)]
    yield from _settled(items, channel)
    if parsed.get("bozo") and not _END.search(text):
        raise UnreadableError(CUT if entries else CUT_EARLY)


def _parsed(text: str) -> Values:
    """Call feedparser, whatever it throws; its cleaning is off, since only text is taken."""
    import feedparser

    try:
        parsed: Values = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # foreign code on hostile input
        raise UnreadableError(f"is a feed that can't be read ({type(error).__name__})") from error
    return parsed


def _channel(
    feed: Values, entries: Sequence[Values], base: str, trusted: bool, keys: Iterable[str] = ()
) -> _Channel:
    """Return what is known of all items of a feed."""
    stated = [text for entry in entries for text in _dates(entry, keys or _XML_DATES)]
    site = link(_string(feed, "link") or _string(feed, "home_page_url"), "")
    base = base or link(_string(feed, "feed_url"), "") or site
    titles = [one_line(plain(_string(entry, "title"))) for entry in entries]
    return _Channel(
        served_as(one_line(plain(_string(feed, "title")))),
        base,
        _string(feed, "language"),
        trusted,
        gathers(titles),
        order_of_days(stated),
    )


def _xml_items(entry: Values, channel: _Channel) -> Iterator[_Item]:
    """Yield the item, or each of the headlines that it lists."""
    stated = [*(entry.get("content") or ()), entry.get("summary_detail")]
    contents = [content for content in stated if isinstance(content, dict)]
    title, named, site = _named(entry, channel)
    url = link(_string(entry, "link"), channel.base)
    dates = tuple(_dates(entry, _XML_DATES))
    language = next((str(c["language"]) for c in contents if c.get("language")), "")
    pages = [value for c in contents if c.get("type") != "text/plain" and (value := _value(c))]
    listed = headlines(max(pages, key=len, default=""))
    for headline in listed:
        where = link(headline.href, channel.base) or url
        whose = _outlet(headline.outlet, channel, own=channel.trusted)
        yield _Item("", headline.title, whose, where, dates, language)
    if listed:
        return
    own = channel.trusted or _is_on(url, site, named)
    text = max((_content(c, title, named) for c in contents), key=len, default="")
    if "youtube." in (urlsplit(url).hostname or ""):
        text = of_channel(text)
    if not text.strip():
        named = named or _site(url, _string(entry, "comments"))
    yield _Item(text, title, _outlet(named, channel, own=own), url, dates, language)


def _named(entry: Values, channel: _Channel) -> tuple[str, str, str]:
    """Return the title of an item, the outlet that it names as its source, and that one's site."""
    source = entry.get("source")
    source = source if isinstance(source, dict) else {}
    stated = (_string(source, "title"), *(_string(entry, key) for key in _SOURCES))
    named = one_line(plain(next(filter(None, stated), "")))
    title = without_tail(one_line(plain(_string(entry, "title"))))
    if named:
        title = title.removesuffix(f" - {named}")  # as aggregators write it
    elif channel.gathers:
        title, named = outlet_behind(title)
    return title, named, _string(source, "href") or _string(source, "url")


def _site(url: str, comments: str) -> str:
    """Return the site that a board leads to, which is not where it is talked about."""
    host, board = (urlsplit(link(place, "")).hostname or "" for place in (url, comments))
    return host.removeprefix("www.") if board and host != board else ""


def _outlet(named: str, channel: _Channel, *, own: bool) -> str:
    """Return whose text it is: of who is named, where that is known, else by way of the feed."""
    if not named:
        return channel.outlet
    return named if own else via(named, channel.outlet or urlsplit(channel.base).hostname or "")


def _is_on(url: str, site: str, named: str) -> bool:
    """Whether an address lies on a site, or below it, and the site's host has the outlet's name."""
    host, own = urlsplit(url).hostname or "", urlsplit(link(site, "")).hostname or ""
    own = own.removeprefix("www.")
    if not own or not (host == own or host.endswith(f".{own}")):
        return False
    labels = [label.replace("-", "") for label in own.split(".")[:-1] if len(label) >= SHORTEST]
    words = ["".join(filter(str.isalnum, word)) for word in fold(named).split()]
    told = "".join(words)
    first = next((word for word in words if word != "the"), "")
    return any(label in told or (len(first) > 1 and label.startswith(first)) for label in labels)


def _value(content: Values) -> str:
    return str(content.get("value") or "")


def _content(content: Values, title: str, outlet: str) -> str:
    value = _value(content)
    if content.get("type") == "text/plain":
        return without_furniture(value)
    return told(value, title, outlet)


def _of_json(data: bytes, base: str) -> Iterator[Document | Skipped]:
    """Yield the items of a JSON Feed. Raises UnreadableError."""
    try:
        # Integers stay text: Python refuses to read long ones, and none is needed.
        feed = json.loads(decode(data), parse_int=str)
    except (ValueError, RecursionError) as error:
        raise UnreadableError(f"is a JSON Feed that is not valid JSON ({error})") from error
    entries = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(entries, list):
        raise UnreadableError("is a JSON Feed without a list of items")
    entries = [entry for entry in entries if isinstance(entry, dict)]
    channel = _channel(feed, entries, base, False, _JSON_DATES)
    yield from _settled([_json_item(entry, channel) for entry in entries], channel)


def _json_item(entry: Values, channel: _Channel) -> _Item:
    title = one_line(plain(_string(entry, "title")))
    texts = (
        told(_string(entry, "content_html"), title, channel.outlet),
        without_furniture(_string(entry, "content_text")),
        without_furniture(_string(entry, "summary")),
    )
    return _Item(
        next((text for text in texts if text.strip()), ""),
        title,
        channel.outlet,
        link(_string(entry, "url") or _string(entry, "external_url"), channel.base),
        tuple(_dates(entry, _JSON_DATES)),
        _string(entry, "language"),
    )


def _settled(items: Sequence[_Item], channel: _Channel) -> Iterator[Document | Skipped]:
    """Yield the documents of items; what all of them say, and dates that may be two, are none.

    A headline without text is a text. So it is when the text is one sentence that breaks off.
    """
    furniture = common((item.title, item.text) for item in items)
    unclear = ""
    for item in items:
        title, outlet = item.title, item.outlet
        title = title.removesuffix(f" - {outlet}") if outlet else title  # as aggregators write it
        text = "" if item.text in furniture else cleaned(item.text)
        kept = whole(text) or ("" if title else text)
        read = (settled(stated, channel.day_first) for stated in item.dates)
        published = next(filter(None, read), None)
        if not published and channel.day_first is None:
            unclear = unclear or next(filter(is_ambiguous, item.dates), "")
        language = item.language or channel.language
        yield document(kept, title, outlet, item.url, published, language)
    if unclear:
        reason = f"has dates that may name the day or the month first, such as {one_line(unclear)}"
        yield Skipped("", f"{reason}; none of them was taken")


def _dates(entry: Values, keys: Iterable[str]) -> Iterator[str]:
    return filter(None, (_string(entry, key) for key in keys))


def _string(values: Values, key: str) -> str:
    """Return a string. ``dict.get``, since feedparser's own takes other keys' values instead."""
    value = dict.get(values, key)
    return value if isinstance(value, str) else ""


def _without(text: str, tail: re.Pattern[str]) -> str:
    start = max(0, len(text) - TAIL)
    found = tail.search(text[start:])
    return text[: start + found.start()].rstrip() if found else text
