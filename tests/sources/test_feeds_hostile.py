"""XML that is made to do harm is refused, or read as the text that it is."""

from __future__ import annotations

import re

import pytest

from summarise.config import InputConfig
from summarise.sources.decode import BROKEN, ENTITIES, root, safe
from summarise.sources.feeds import FeedLoader
from summarise.sources.loader import UnreadableError
from summarise.sources.opml import outlines
from summarise.sources.pages import text_of
from summarise.types import Document
from tests.sources.feeding import documents, item, read, rss

LAUGHS = "".join(f'<!ENTITY a{n + 1} "{f"&a{n};" * 10}">' for n in range(9))
BOMBS = {
    "billion laughs": f'<!DOCTYPE rss [<!ENTITY a0 "ha">{LAUGHS}]>',
    "quadratic": f'<!DOCTYPE rss [<!ENTITY a9 "{"x" * 100_000}">]>',
    "file": '<!DOCTYPE rss [<!ENTITY a9 SYSTEM "file:///etc/passwd">]>',
    "address": '<!DOCTYPE rss [<!entity a9 SYSTEM "http://127.0.0.1/a">]>',
    "parameter": '<!DOCTYPE rss [<!ENTITY % a SYSTEM "http://127.0.0.1/a">%a;]>',
    "behind a comment": f'<!-- <rss> ]> --><?x <rss>?><!DOCTYPE rss [<!ENTITY a0 "ha">{LAUGHS}]>',
    "behind another": f'<!DOCTYPE rss><!DOCTYPE rss [<!ENTITY a0 "ha">{LAUGHS}]>',
    "behind brackets": '<!DOCTYPE rss [<!ATTLIST a b CDATA "\'"><!ENTITY a9 "ha">]>',
    "behind a subset's end": '<!DOCTYPE rss [<!ATTLIST a b CDATA "]>"><!ENTITY a9 "ha">]>',
    "in a public subset": '<!DOCTYPE rss PUBLIC "-//[>//" "x" [<!ENTITY a9 "ha">]>',
    "never closed": '<!DOCTYPE rss [<!ENTITY a9 "ha">',
}
CODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]


@pytest.mark.parametrize("coding", CODINGS)
@pytest.mark.parametrize("bomb", BOMBS)
def test_no_entity_is_expanded(bomb: str, coding: str) -> None:
    data = rss(item(text="PLACE"), head=BOMBS[bomb]).decode().replace("PLACE", "&a9;" * 1000)
    encoded = data.encode(coding)
    with pytest.raises(UnreadableError, match=f"{re.escape(ENTITIES)}|{re.escape(BROKEN)}"):
        read(encoded)


@pytest.mark.parametrize("bomb", ["billion laughs", "quadratic", "file", "address", "parameter"])
def test_a_bomb_is_refused_with_the_reason_before_a_parser_sees_it(
    bomb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("feedparser.parse", lambda *_, **__: pytest.fail("was parsed"))
    with pytest.raises(UnreadableError, match="declares XML entities"):
        read(rss(item(), head=BOMBS[bomb]))
    with pytest.raises(UnreadableError, match="declares XML entities"):
        outlines(f"{BOMBS[bomb]}<opml><body/></opml>".encode())


def test_another_declared_encoding_hides_no_bomb() -> None:
    head = '<?xml version="1.0" encoding="utf-7"?>'
    hidden = '+ADwAIQ-DOCTYPE rss [+ADwAIQ-ENTITY a9 "ha"+AD4]+AD4-'
    data = rss(item(text="&a9;")).partition(b"?>")[2]
    with pytest.raises(UnreadableError, match="UTF-7"):
        documents(head.encode() + hidden.encode() + data)


def test_a_doctype_without_entities_is_dropped() -> None:
    head = '<!DOCTYPE rss SYSTEM "http://x/[>" [<!ELEMENT rss ANY> <!-- a -->]>\n<!-- b -->'
    text = safe(rss(item(), head=head))
    assert text.startswith("<rss ")
    assert root(rss(head=head)) == "rss"


@pytest.mark.parametrize("head", ["<!DOCTYPE", "<!DOCTYPE rss '", "<!DOCTYPE rss [<!ELEMENT"])
def test_a_broken_doctype_is_refused(head: str) -> None:
    with pytest.raises(UnreadableError):
        read(head.encode() + b"<rss>")


MANY = 20_000
OPENED = "<rss version='2.0'><channel><item><title>Dam opens</title><description>"


@pytest.mark.parametrize(
    "hostile",
    [
        OPENED + "<a>" * MANY + "</a>" * MANY + "</description></item></channel></rss>",
        OPENED + "<a>" * MANY,
        OPENED + "<![CDATA[" + "<!--" * MANY + "]]></description></item></channel></rss>",
        OPENED + "<![CDATA[" + "<div>" * MANY + "]]></description></item></channel></rss>",
        OPENED + "<![CDATA[" + "<a '" * MANY + "]]></description></item></channel></rss>",
        OPENED + "&x;" + "<a " * (MANY // 4),
    ],
    ids=["deep", "unclosed", "comments", "blocks", "quotes", "loose"],
)
def test_a_deep_or_endless_item_is_read_for_its_headline(hostile: str) -> None:
    one = next(FeedLoader().load(hostile.encode(), "x", InputConfig()))  # some break off behind it
    assert isinstance(one, Document)
    assert one.title == "Dam opens"


@pytest.mark.parametrize("piece", ["<a", "<a '", '<a "', "<!--", "<script>", "<", "</", "&", "<a/"])
def test_the_text_of_hostile_html_is_no_longer_than_it(piece: str) -> None:
    assert len(text_of(piece * MANY)) <= len(piece) * MANY


def test_a_deep_list_of_feeds_is_read() -> None:
    deep = "<outline text='a'>" * 20_000 + "<outline xmlUrl='http://a/'/>" + "</outline>" * 20_000
    (one,) = outlines(f"<opml><body>{deep}</body></opml>".encode())
    assert len(one.folder) <= 1000
