"""Lists of feeds: each feed is a source of its own, and a list is never trusted with a path."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.config import InputConfig
from summarise.config.job_tables import SourceConfig
from summarise.sources.loader import UnreadableError
from summarise.sources.opml import MOST_FEEDS, OpmlLoader, Outline, listed, outlines, subscriptions
from summarise.types import Skipped
from tests.sources.feeding import FakeWeb

OPML = b"""<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body>
<outline text="Top" xmlUrl="https://top.example/rss"/>
<outline text="News"><outline title="Post" text="P" type="rss" xmlUrl="https://orle.example/rss"/>
<outline text="World"><outline text="Far" xmlurl="https://far.example/atom"/></outline></outline>
<outline text="Newsletters"><outline text="Letter" xmlUrl="https://letter.example/rss"/>
<outline text="Post again" xmlUrl="https://orle.example/rss"/></outline></body></opml>"""
TOP, POST, FAR, LETTER = (
    f"https://{name}"
    for name in ("top.example/rss", "orle.example/rss", "far.example/atom", "letter.example/rss")
)


def addresses(data: bytes, source: str) -> list[str]:
    found = subscriptions(data, SourceConfig(source))
    return [one.source for one in found if isinstance(one, SourceConfig)]


def test_the_feeds_of_a_list_come_in_order_with_their_folders_and_each_once() -> None:
    assert outlines(OPML) == (
        Outline(TOP, "Top", ""),
        Outline(POST, "Post", "News"),
        Outline(FAR, "Far", "News/World"),
        Outline(LETTER, "Letter", "Newsletters"),
    )


@pytest.mark.parametrize(
    ("folder", "feeds"),
    [
        ("", [TOP, POST, FAR, LETTER]),
        ("#", [TOP, POST, FAR, LETTER]),
        ("#News", [POST, FAR]),
        ("#news/", [POST, FAR]),
        ("#News/World", [FAR]),
        ("#News%2FWorld", [FAR]),
    ],
)
@pytest.mark.parametrize("place", ["subs.opml", "https://a.example/subs.opml"])
def test_a_folder_chooses_its_feeds_and_those_below(
    place: str, folder: str, feeds: list[str]
) -> None:
    assert addresses(OPML, place + folder) == feeds


def test_a_folder_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(UnreadableError, match=r"no folder \"Sport\" .*News, News/World, Newslett"):
        addresses(OPML, "subs.opml#Sport")


def test_each_feed_takes_over_what_its_list_is_told() -> None:
    source = SourceConfig("subs.opml#News/World", full_text=True, since_hours=6, outlet="Ours")
    (one,) = subscriptions(OPML, source)
    assert one == SourceConfig(FAR, kind="feed", full_text=True, since_hours=6, outlet="Ours")


@pytest.mark.parametrize("url", ["/etc/passwd", "file:///etc/passwd", "feeds/a.xml", "ftp://a/b"])
def test_a_list_can_not_name_a_file_of_this_machine(url: str) -> None:
    data = f'<opml><body><outline text="Trap" xmlUrl="{url}"/></body></opml>'.encode()
    (one,) = subscriptions(data, SourceConfig("https://me:secret@a.example/s.opml?key=1"))
    assert isinstance(one, Skipped)
    assert one.source == "https://a.example/s.opml"
    assert 'names the feed "Trap" at a place that is no web address' in one.reason


def test_a_list_that_is_too_long_is_read_up_to_a_limit_that_is_named() -> None:
    many = "".join(f'<outline xmlUrl="http://a/{n}"/>' for n in range(MOST_FEEDS + 1))
    *feeds, last = subscriptions(f"<opml><body>{many}</body></opml>".encode(), SourceConfig("s"))
    assert len(feeds) == MOST_FEEDS
    assert isinstance(last, Skipped)
    assert f"lists {MOST_FEEDS + 1} feeds" in last.reason


@pytest.mark.parametrize("data", [b"<opml>", b"Text", b"<opml><body/></opml>", b"<opml/>"])
def test_a_list_that_is_broken_or_empty_is_refused(data: bytes) -> None:
    with pytest.raises(UnreadableError, match="OPML"):
        addresses(data, "subs.opml")


def test_a_list_is_read_from_a_file_and_from_the_web(tmp_path: Path) -> None:
    path, web = tmp_path / "Subs.OPML", FakeWeb()
    path.write_bytes(OPML)
    web.put("https://a.example/subs.opml?x=1", OPML)
    for place in (str(path), "https://a.example/subs.opml?x=1"):
        found = listed(SourceConfig(f"{place}#News"), InputConfig(), web)
        assert [one.source for one in found if isinstance(one, SourceConfig)] == [POST, FAR]
    with pytest.raises(UnreadableError, match="nothing is fetched here"):
        list(listed(SourceConfig("https://a.example/subs.opml"), InputConfig(), None))


@pytest.mark.parametrize("name", ["-", "a.txt", "https://a.example/rss", "https://[x", "a#b.txt"])
def test_any_other_source_is_left_as_it_is(name: str) -> None:
    source = SourceConfig(name)
    assert list(listed(source, InputConfig(), None)) == [source]


def test_a_list_is_no_file_of_reports() -> None:
    with pytest.raises(UnreadableError, match="name it as a source"):
        OpmlLoader().load(OPML, "subs.opml", InputConfig())


@given(st.binary(max_size=200).map(lambda some: OPML.replace(b"World", some)))
def test_no_bytes_raise_anything_but_unreadable(data: bytes) -> None:
    try:
        found = outlines(data)
    except UnreadableError:
        return
    assert found
