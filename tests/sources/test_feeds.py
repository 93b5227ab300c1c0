"""Feeds: each format's items become Documents, and teasers are not taken for texts."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.config import InputConfig
from summarise.plain import cleaned, one_line
from summarise.sources.feeds import MOST_ITEMS, FeedLoader, is_feed, whole
from summarise.sources.loader import UnreadableError
from summarise.types import Document, Skipped
from tests.sources.feeding import TEXT, WHEN, documents, item, json_feed, read, rss

AT_TEN = datetime(2025, 1, 17, 10, tzinfo=UTC)
RSS_1 = """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://orle.example/"><title>Orle Post</title>
<link>https://orle.example/</link><dc:language>en</dc:language></channel>
<item rdf:about="https://orle.example/dam"><title>Dam opens</title>
<link>https://orle.example/dam</link><description>The dam at Orle opened on Monday.</description>
<dc:date>2025-01-17T11:00:00+01:00</dc:date></item></rdf:RDF>"""
RSS_091 = f"""<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN"
 "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Orle Post</title><link>https://orle.example/</link>
<language>en</language><item><title>Dam opens</title><link>https://orle.example/dam</link>
<description>{TEXT}</description><pubDate>{WHEN}</pubDate></item></channel></rss>"""
ATOM = """<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"
xml:base="https://orle.example/news/"><title>Orle Post</title><id>urn:1</id>
<link href="https://orle.example/"/><entry><title type="html">Dam &lt;b&gt;opens&lt;/b&gt;</title>
<link href="../dam"/><updated>2025-01-17T10:00:00Z</updated><summary>A dam.</summary>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>The dam at
<i>Orle</i> opened on Monday.</p></div></content></entry></feed>"""


@pytest.mark.parametrize(
    "data",
    [
        rss(item(link="https://orle.example/dam")),
        RSS_1.encode(),
        RSS_091.encode(),
        ATOM.encode(),
        ATOM.encode("utf-16"),
        ATOM.encode("utf-16-le"),
        json_feed(
            {
                "title": "Dam opens",
                "url": "https://orle.example/dam",
                "content_html": f"<p>{TEXT}</p>",
                "date_published": "2025-01-17T10:00:00Z",
            },
            language="en-GB",
        ),
        json_feed(
            {
                "title": "Dam opens",
                "url": "/dam",
                "content_text": TEXT,
                "date_modified": "2025-01-17T10:00:00Z",
                "language": "en",
            },
            version="https://jsonfeed.org/version/1",
            home_page_url="https://orle.example",
        ),
    ],
    ids=["rss2", "rss1", "rss0.91", "atom", "utf16", "utf16-le", "json1.1", "json1"],
)
def test_an_item_says_the_same_in_every_format(data: bytes) -> None:
    assert is_feed(data)
    (one,) = documents(data)
    assert (one.title, one.text, one.outlet) == ("Dam opens", TEXT, "Orle Post")
    assert (one.url, one.language) == ("https://orle.example/dam", "en")
    assert one.published == AT_TEN


def test_the_longest_text_of_an_item_is_taken_and_its_paragraphs_are_kept() -> None:
    content = "<content:encoded><![CDATA[<p>One &amp; two\nlines.</p><ul><li>Three.</ul>]]>"
    (one,) = documents(rss(f"{item(text='One.')}{content}</content:encoded>"))
    assert one.text == "One & two lines.\n\nThree."


NAMED = '<source url="https://www.lantern.example/rss">Daily Lantern</source>'


@pytest.mark.parametrize(
    ("link", "outlet"),
    [
        ("https://lantern.example/dam", "Daily Lantern"),
        ("https://news.lantern.example/dam", "Daily Lantern"),
        ("https://orle.example/dam", "Daily Lantern, via Orle Post"),
        ("https://lantern.example.evil.example/dam", "Daily Lantern, via Orle Post"),
        ("https://notlantern.example/dam", "Daily Lantern, via Orle Post"),
    ],
)
def test_an_item_is_by_the_outlet_that_it_names_where_it_leads_there(
    link: str, outlet: str
) -> None:
    (one,) = documents(rss(item("Dam opens - Daily Lantern", link=link) + NAMED))
    assert (one.outlet, one.title) == (outlet, "Dam opens")


@pytest.mark.parametrize(
    ("name", "site", "own"),
    [("Herald", "https://evil.example", False), ("The Herald", "https://herald.example", True),
     ("AP", "https://apnews.example", True), ("Orle Herald", "https://orle-herald.example", True),
     ("Herald", "", False)],
)  # fmt: skip
def test_a_site_that_has_not_the_outlets_name_is_not_its_own(
    name: str, site: str, own: bool
) -> None:
    source = f'<source url="{site}">{name}</source>'
    (one,) = documents(rss(item(link=f"{site or 'https://herald.example'}/dam") + source))
    assert one.outlet == (name if own else f"{name}, via Orle Post")


def test_an_aggregator_that_is_trusted_is_taken_at_its_word() -> None:
    loader = FeedLoader(trusted=True)
    for named in (NAMED, "<dc:publisher>Daily Lantern</dc:publisher>"):
        (one,) = loader.load(rss(item() + named), "feed.xml", InputConfig())
        assert isinstance(one, Document)
        assert one.outlet == "Daily Lantern"


def test_a_publisher_that_nothing_leads_to_is_named_by_who_served_it() -> None:
    publisher = "<dc:publisher>Daily Lantern</dc:publisher>"
    (one,) = documents(rss(item() + publisher))
    assert one.outlet == "Daily Lantern, via Orle Post"
    (two,) = documents(rss(item() + publisher, title="Daily Lantern: News"))
    assert two.outlet == "Daily Lantern: News"
    (three,) = documents(rss(item() + publisher, title=""), "https://orle.example/rss")
    assert three.outlet == "Daily Lantern, via orle.example"


def test_a_headline_without_a_text_is_a_text() -> None:
    (one,) = documents(rss("<title>Dam at Orle opens</title>"))
    assert one.text == one.title == "Dam at Orle opens"


def test_an_item_without_text_and_title_is_named_and_the_others_are_read() -> None:
    found = read(rss("<guid>1</guid>", item()))
    assert found[0] == Skipped("feed.xml", "item 1: has neither text nor title")
    assert isinstance(found[1], Document)


@pytest.mark.parametrize("kind", ["javascript:alert(1)", "file:///etc/passwd", "", "http://[x"])
def test_a_link_that_is_not_of_the_web_is_no_url(kind: str) -> None:
    assert [one.url for one in documents(rss(item(link=kind)))] == [""]
    assert [one.url for one in documents(json_feed({"title": "Dam", "url": kind}))] == [""]


def test_a_relative_link_belongs_to_where_the_feed_was_found_and_shows_no_password() -> None:
    (one,) = documents(rss(item(link="dam?a=1&b=2#c")), "https://me:secret@feeds.example/orle/rss")
    assert one.url == "https://feeds.example/orle/dam?a=1&b=2#c"


@pytest.mark.parametrize("written", ["", "yesterday", "2025", "January 2025", "9999-99-99"])
def test_a_date_that_is_none_is_unknown(written: str) -> None:
    (one,) = documents(rss(item(published=written)))
    assert one.published is None


def test_scripts_and_what_else_is_not_shown_is_no_text() -> None:
    hostile = (
        "<p onclick='x()'>The <font color=red>dam</font> opened.</p><script>alert('<p>')</script>"
        "<style>p{}</style><img src=x alt='a > b' onerror=y><iframe src='http://x'>in</iframe>"
        "<figure><figcaption>A dam</figcaption></figure><!-- hidden --><p>So &lt;b&gt; it is.</p>"
    )
    (one,) = documents(rss(item(text=hostile)))
    assert one.text == "The dam opened.\n\nSo <b> it is."


def test_control_characters_do_not_stop_a_feed() -> None:
    (one,) = documents(rss(item(title="Dam\x00 \x08opens\x1b")))
    assert one.title == "Dam opens"


CYRILLIC = "Плотина в Орле открылась в понедельник, и весь город праздновал до утра."


@pytest.mark.parametrize("declared", ["windows-1251", "utf-8", "nonsense"])
def test_a_feed_is_read_in_its_encoding_though_it_declares_another(declared: str) -> None:
    data = rss(item("Плотина", CYRILLIC)).decode().replace("utf-8", declared)
    (one,) = documents(data.encode("windows-1251"))
    assert one.text == CYRILLIC


def test_a_broken_feed_is_read_as_far_as_it_goes() -> None:
    entity = rss(item()).replace(b"Orle Post", b"Orle & Caf&eacute; Post")
    assert [one.outlet for one in documents(entity)] == ["Orle & Café Post"]


def test_a_feed_that_breaks_off_is_read_up_to_there_and_named() -> None:
    found = FeedLoader().load(
        rss(item(), item("Second")).removesuffix(b"</item></channel></rss>"), "x", InputConfig()
    )
    titles = [one.title for one in (next(found), next(found)) if isinstance(one, Document)]
    assert titles == ["Dam opens", "Second"]
    with pytest.raises(UnreadableError, match="breaks off before its end"):
        next(found)
    with pytest.raises(UnreadableError, match="breaks off before its first item"):
        read(rss(item()).partition(b"<item>")[0])


@pytest.mark.parametrize("data", [b"<a/>", b"Text.", b"{}", b"<html><body>Hi</body></html>"])
def test_what_is_no_feed_is_refused(data: bytes) -> None:
    assert not is_feed(data)
    with pytest.raises(UnreadableError, match="is not a feed"):
        read(data)


@pytest.mark.parametrize("ending", ["", "}", "[1]", "x" * 9])
def test_a_json_feed_that_is_broken_is_refused(ending: str) -> None:
    data = b'{"version": "https://jsonfeed.org/version/1", "items": ' + ending.encode()
    with pytest.raises(UnreadableError, match="JSON Feed"):
        read(data)
    deep = b"[" * 100_000
    with pytest.raises(UnreadableError, match="JSON Feed"):
        read(b'{"version": "https://jsonfeed.org/version/1", "items": ' + deep)


def test_an_empty_feed_is_a_feed_without_items() -> None:
    assert read(rss()) == read(json_feed()) == []


def test_a_feed_of_too_many_items_is_read_up_to_a_limit_that_is_named() -> None:
    found = read(json_feed(*({"title": f"Dam {n}"} for n in range(MOST_ITEMS + 2))))
    assert len(found) == MOST_ITEMS + 1
    assert isinstance(found[-1], Skipped)
    assert f"more than {MOST_ITEMS} items" in found[-1].reason


@pytest.mark.parametrize(
    ("teaser", "left"),
    [
        (f"{TEXT} The mayor said that […]", TEXT),
        (f"{TEXT} The mayor said that [...]", TEXT),
        (f"{TEXT} The mayor said that... Read more", TEXT),
        (f"{TEXT} The mayor said that… Continue reading “Dam opens” →", TEXT),
        (f"{TEXT} The mayor said that […] (more…)", TEXT),
        (f"{TEXT} The mayor said that… [+2345 chars]", TEXT),
        (f"{TEXT}\n\nRead the full story on our site »", TEXT),
        (f"{TEXT}\n\nThe post Dam opens appeared first on Orle Post.", TEXT),
        (f"{TEXT}\n\nThe mayor …", TEXT),
        ("The mayor said that …", ""),
        (TEXT, TEXT),
        ("Children should read more.", "Children should read more."),
        ("", ""),
    ],
)
def test_a_teaser_loses_what_breaks_off_and_its_invitation(teaser: str, left: str) -> None:
    assert whole(teaser) == left


def test_of_a_teaser_that_is_one_broken_sentence_the_headline_is_left() -> None:
    (one,) = documents(rss(item(text="The mayor said that …")))
    assert one.text == "Dam opens"
    (two,) = documents(rss(item(title="", text="The mayor said that …")))
    assert two.text == "The mayor said that …"


# feedparser mends UTF-8 that was read as Latin-1 and written again: "Â¡" becomes "¡".
MENDED = "".join(map(chr, range(0x80, 0x100)))
LETTERS = st.characters(exclude_categories=["C", "Z"], exclude_characters=f"….{MENDED}")
WORDS = st.text(LETTERS, min_size=1, max_size=20).map(lambda word: f"Word {word} here!")


@settings(max_examples=40, deadline=None)
@given(st.lists(WORDS, max_size=8))
def test_every_text_comes_back_from_a_feed_in_its_order(texts: list[str]) -> None:
    wanted = [one_line(text) for text in texts]
    escaped = [item(text=escape(text)) for text in texts]
    assert [one.text for one in documents(rss(*escaped))] == wanted
    plain = [{"content_text": text} for text in texts]
    assert [one.text for one in documents(json_feed(*plain))] == [cleaned(text) for text in texts]


@settings(max_examples=50, deadline=None)
@given(
    st.one_of(
        st.binary(max_size=300),
        st.binary(max_size=80).map(lambda some: rss(item()).replace(b"Dam", some)),
        st.binary(max_size=80).map(lambda some: ATOM.encode().replace(b'"en"', some)),
        st.integers(0, 600).map(lambda size: rss(item(), item())[:size]),
    )
)
def test_no_bytes_raise_anything_but_unreadable(data: bytes) -> None:
    try:
        found = read(data)
    except UnreadableError:
        return
    assert all(one.text for one in found if isinstance(one, Document))
