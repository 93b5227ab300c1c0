"""Sources on the web, which is a dict here: what is at an address is read as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.config import InputConfig
from summarise.config.job_tables import SourceConfig
from summarise.sources import DEFAULT, load
from summarise.sources.documents import recent, window_start
from summarise.sources.feeds import FeedLoader
from summarise.sources.json_csv import JsonLinesLoader, JsonLoader, TableLoader
from summarise.sources.loader import Fetched, Loader, UnreadableError
from summarise.sources.markup import MarkdownLoader
from summarise.sources.opml import OpmlLoader
from summarise.sources.pages import HtmlLoader
from summarise.sources.plain_text import TextLoader
from summarise.sources.remote import MOST_PAGES, loader_of, remote
from summarise.types import Document, Skipped
from tests.sources.feeding import NOW, TEXT, FakeWeb, item, json_feed, rss

FEED = "https://www.orle.example/rss"
PAGE = "https://www.orle.example/dam"
WINDOW, FULL = InputConfig(since_hours=30), InputConfig(full_text=True)
PARAGRAPHS = [
    f"The dam at Orle opened on Monday, and the {who} of the town danced until the morning."
    for who in ("bakers", "farmers", "teachers", "children")
]
HTML = f"""<!doctype html><html lang="en"><head><title>Dam opens at last</title>
<link rel="alternate" type="application/rss+xml" href="/rss"></head><body><article>
<h1>Dam opens at last</h1>{"".join(f"<p>{one}</p>" for one in PARAGRAPHS)}</article></body></html>
""".encode()
OPML = f"""<opml><body><outline text="A"><outline text="Post" xmlUrl="{FEED}"/>
<outline text="Gone" xmlUrl="https://gone.example/rss"/></outline>
<outline text="More" xmlUrl="https://more.example/subs.opml"/></body></opml>""".encode()


@pytest.fixture
def web() -> FakeWeb:
    return FakeWeb()


def read(
    web: FakeWeb, source: str = FEED, config: InputConfig = DEFAULT, **keys: Any
) -> list[Document | Skipped]:
    return list(remote(SourceConfig(source, **keys), config, web, NOW))


def documents(found: list[Document | Skipped]) -> list[Document]:
    return [one for one in found if isinstance(one, Document)]


def skipped(found: list[Document | Skipped]) -> list[Skipped]:
    return [one for one in found if isinstance(one, Skipped)]


@pytest.mark.parametrize(("kind", "wanted"), [("auto", "any"), ("feed", "feed"), ("page", "page")])
def test_the_web_is_told_what_is_wanted(web: FakeWeb, kind: str, wanted: str) -> None:
    web.put(FEED, HTML if kind == "page" else rss(item()), "text/html")
    (one,) = documents(read(web, kind=kind))
    assert web.asked == [(FEED, wanted)]
    assert one.url == (FEED if kind == "page" else PAGE)


def test_what_is_unchanged_gives_nothing_and_is_no_failure(web: FakeWeb) -> None:
    web.holds[FEED] = Fetched(FEED, unchanged=True)
    assert read(web) == read(web, kind="feed") == read(web, kind="page") == []


@pytest.mark.parametrize("kind", ["auto", "feed", "page"])
def test_what_can_not_be_fetched_is_unreadable_for_the_reason_given(
    web: FakeWeb, kind: str
) -> None:
    with pytest.raises(UnreadableError, match="404"):
        read(web, kind=kind)
    web.put(FEED, b" \n")
    with pytest.raises(UnreadableError, match=r"empty|feed|article"):
        read(web, kind=kind)


@pytest.mark.parametrize(
    ("media", "url", "data", "loader"),
    [
        ("text/html; charset=utf-8", "https://a/x", HTML, HtmlLoader),
        ("text/html", "https://a/x", rss(), FeedLoader),
        ("text/plain", "https://a/x.txt", rss(), FeedLoader),
        ("application/json", "https://a/x", json_feed(), FeedLoader),
        ("application/json", "https://a/x", b"[]", JsonLoader),
        ("application/x-ndjson", "https://a/x", b"{}", JsonLinesLoader),
        ("text/x-opml", "https://a/x", OPML, OpmlLoader),
        ("text/csv", "https://a/x", b"a,b", TableLoader),
        ("text/plain", "https://a/x.md?y=.html", b"Text.", MarkdownLoader),
        ("text/plain", "https://a/x.php", HTML, HtmlLoader),
        ("", "https://a/", b"Text.", TextLoader),
        ("application/octet-stream", "https://a/x.csv", b"a,b", TableLoader),
    ],
)
def test_the_loader_is_chosen_by_content_then_media_type_then_address(
    media: str, url: str, data: bytes, loader: type[Loader]
) -> None:
    assert isinstance(loader_of(media, url, data), loader)


@pytest.mark.parametrize("media", ["image/png", "application/octet-stream"])
def test_what_no_loader_reads_is_refused(media: str) -> None:
    with pytest.raises(UnreadableError):
        loader_of(media, "https://a/x", b"\x89PNG\r\n\x1a\n")


def test_a_page_is_known_by_where_it_was_found(web: FakeWeb) -> None:
    web.put("https://me:secret@www.orle.example/dam", HTML, "text/html")
    (one,) = documents(read(web, "https://me:secret@www.orle.example/dam"))
    assert (one.url, one.outlet, one.text) == (PAGE, "orle.example", "\n\n".join(PARAGRAPHS))
    (two,) = documents(read(web, "https://me:secret@www.orle.example/dam", outlet="Ours"))
    assert two.outlet == "Ours"


def test_the_key_in_the_address_of_a_source_is_in_no_link_on_the_page(web: FakeWeb) -> None:
    web.put(f"{PAGE}?token=s3cret", HTML, "text/html")
    web.put(f"{FEED}?key=s3cret", rss(item(link="#1")))
    found = [*read(web, f"{PAGE}?token=s3cret"), *read(web, f"{FEED}?key=s3cret")]
    assert [one.url for one in documents(found)] == [PAGE, f"{FEED}#1"]


def test_a_page_can_not_say_that_it_is_of_another_host(web: FakeWeb) -> None:
    for host, address in (("lantern.example", PAGE), ("www.orle.example", f"{PAGE}?id=1")):
        link = f'<link rel="canonical" href="https://{host}/dam?id=1"></head>'.encode()
        web.put(PAGE, HTML.replace(b"</head>", link), "text/html")
        assert [one.url for one in documents(read(web, PAGE))] == [address]


def test_the_encoding_that_the_server_says_counts_where_the_text_says_none(web: FakeWeb) -> None:
    text = "Плотина в Орле открылась."
    web.put(FEED, text.encode("koi8-r"), "text/plain", "koi8-r")
    assert [one.text for one in documents(read(web))] == [text]
    feed = rss(item(text=text)).decode().replace("utf-8", "koi8-r").encode("koi8-r")
    web.put(FEED, feed, "text/xml", "iso-8859-1")
    assert [one.text for one in documents(read(web))] == [text]


def test_an_aggregator_is_one_that_the_config_calls_so(web: FakeWeb) -> None:
    named = '<source url="https://lantern.example/rss">Daily Lantern</source>'
    web.put(FEED, rss(item() + named))
    (one,) = documents(read(web))
    (two,) = documents(read(web, aggregator=True))
    assert (one.outlet, two.outlet) == ("Daily Lantern, via Orle Post", "Daily Lantern")


def test_an_outlet_in_the_config_stands_above_that_of_the_feed(web: FakeWeb) -> None:
    web.put(FEED, rss(item()))
    assert [one.outlet for one in documents(read(web, outlet="Ours"))] == ["Ours"]
    web.put(FEED, rss(item(), title=""))
    assert [one.outlet for one in documents(read(web))] == ["orle.example"]


# A page where a feed is wanted


def test_the_feed_that_a_page_names_is_read_in_its_place(web: FakeWeb) -> None:
    web.put(PAGE, HTML, "text/html")
    web.put(FEED, rss(item()))
    assert [one.text for one in documents(read(web, PAGE, kind="feed"))] == [TEXT]
    assert web.asked == [(PAGE, "feed"), (FEED, "feed")]
    assert web.forgotten == [PAGE]  # or an unchanged page would hide a feed that has changed


def test_a_page_that_names_a_page_is_not_followed_further(web: FakeWeb) -> None:
    web.put(PAGE, HTML, "text/html")
    web.put(FEED, HTML, "text/html")
    with pytest.raises(UnreadableError, match="is not a feed"):
        read(web, PAGE, kind="feed")
    assert len(web.asked) == 2


@pytest.mark.parametrize("href", ["file:///etc/passwd", "javascript:a", "", "ftp://a/b"])
def test_a_page_can_not_name_a_feed_that_is_not_of_the_web(web: FakeWeb, href: str) -> None:
    web.put(PAGE, HTML.replace(b'"/rss"', f'"{href}"'.encode()), "text/html")
    with pytest.raises(UnreadableError, match="is not a feed"):
        read(web, PAGE, kind="feed")
    assert len(web.asked) == 1


# Lists


def test_each_feed_of_a_list_is_read_and_fails_alone(web: FakeWeb) -> None:
    web.put("https://a.example/subs", OPML)
    web.put(FEED, rss(item()))
    web.put("https://more.example/subs.opml", OPML)
    found = read(web, "https://a.example/subs")
    assert [one.text for one in documents(found)] == [TEXT]
    assert [one.source for one in skipped(found)] == [
        "https://gone.example/rss",
        "https://more.example/subs.opml",
    ]
    assert "only one that you name" in skipped(found)[1].reason
    assert len(read(web, "https://a.example/subs#A")) == 2
    assert "https://a.example/subs" in web.forgotten  # as above


def test_what_could_not_be_read_this_time_is_asked_for_once_more_by_the_next_run(
    web: FakeWeb,
) -> None:
    web.put(FEED, rss(item()).removesuffix(b"</item></channel></rss>"))
    found = remote(SourceConfig(FEED), InputConfig(), web, NOW)
    with pytest.raises(UnreadableError, match="breaks off"):
        list(found)
    assert web.forgotten == [FEED]


def test_a_list_whose_feeds_all_fail_is_one_source_that_failed(
    web: FakeWeb, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    web.put("https://a.example/subs", OPML)
    found = load([str(tmp_path), "https://a.example/subs"], fetcher=web, now=NOW)
    assert [one.text for one in found.documents] == [TEXT]
    assert (sum(one.whole for one in found.skipped), found.sources) == (1, 2)


# The window


@given(st.lists(st.none() | st.integers(-100, 100)), st.integers(0, 50))
def test_a_window_leaves_out_what_is_older_and_keeps_the_rest(
    ages: list[int | None], hours: int
) -> None:
    found = [
        Document(str(age), "", published=None if age is None else NOW - timedelta(hours=age))
        for age in ages
    ]
    kept = [
        one
        for one, age in zip(found, ages, strict=True)
        if age is None or not hours or age <= hours
    ]
    assert list(recent(found, window_start(hours, NOW))) == kept


def test_a_window_as_long_as_history_leaves_out_nothing() -> None:
    one = Document("a", "", published=NOW)
    assert list(recent([one, Skipped("b", "c")], window_start(1e9, NOW))) == [
        one,
        Skipped("b", "c"),
    ]


def test_a_date_far_ahead_is_not_believed(web: FakeWeb) -> None:
    feed = (item(published=f"{day} Jan 2025 10:00:00 GMT") for day in (15, 16, 17, 18, 19))
    web.put(FEED, rss(*feed))
    dates = [one.published and one.published.day for one in documents(read(web, config=WINDOW))]
    assert dates == [16, 17, 18, None]


# Full text


def test_the_article_of_an_item_is_read_where_it_says_more(web: FakeWeb) -> None:
    web.put(FEED, rss(item()))
    web.put(PAGE, HTML, "text/html")
    (one,) = documents(read(web, config=FULL))
    assert one.text == "\n\n".join(PARAGRAPHS)
    assert (one.title, one.outlet, one.url) == ("Dam opens", "Orle Post", PAGE)
    assert one.published
    assert web.asked[1:] == [(PAGE, "page")]
    (two,) = documents(read(web))
    assert two.text == TEXT


def test_an_item_that_says_more_than_its_page_stays(web: FakeWeb) -> None:
    long = "\n\n".join([*PARAGRAPHS, "And so it was."])
    web.put(FEED, rss(item(text=long)))
    web.put(PAGE, HTML, "text/html")
    assert [one.text for one in read(web, config=FULL) if isinstance(one, Document)] == [long]


@pytest.mark.parametrize("page", [b"", b"<html><body>Menu</body></html>", b"%PDF-1", None])
def test_a_page_that_fails_costs_nothing_and_is_named(web: FakeWeb, page: bytes | None) -> None:
    web.put(FEED, rss(item(link=f"{PAGE}?key=secret")))
    if page is not None:
        web.put(f"{PAGE}?key=secret", page)
    found = read(web, config=FULL)
    assert [one.text for one in documents(found)] == [TEXT]
    assert [(one.source, one.whole) for one in skipped(found)] == [(PAGE, False)]


def test_a_page_that_is_unchanged_was_read_before_and_gives_nothing(web: FakeWeb) -> None:
    web.put(FEED, rss(item()))
    web.holds[PAGE] = Fetched(PAGE, unchanged=True)
    assert read(web, config=FULL) == []


def test_pages_are_fetched_for_items_in_the_window_and_up_to_a_limit(web: FakeWeb) -> None:
    old = item(link="/old", published="Wed, 01 Jan 2025 10:00:00 GMT")
    many = [item(link=f"/{number}") for number in range(MOST_PAGES + 3)]
    web.put(FEED, rss(old, *many))
    found = read(web, config=replace(WINDOW, full_text=True))
    assert len(documents(found)) == MOST_PAGES + 3
    assert len(web.asked) == 1 + MOST_PAGES
    assert ("https://www.orle.example/old", "page") not in web.asked
    assert skipped(found)[-1].reason.endswith("; 3 have the feed's own text")


def test_loaders_run_where_the_caller_says(web: FakeWeb) -> None:
    ran: list[tuple[Loader, str]] = []

    def run(loader: Loader, data: bytes, name: str) -> Iterator[Document | Skipped]:
        ran.append((loader, name))
        return loader.load(data, name, InputConfig())

    web.put(FEED, rss(item()))
    web.put(PAGE, HTML, "text/html")
    list(remote(SourceConfig(FEED), FULL, web, NOW, run))
    assert ran[0] == (FeedLoader(FEED), FEED)
    assert isinstance(ran[1][0], HtmlLoader)
