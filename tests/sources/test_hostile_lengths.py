"""Whatever is long in an input is read in time that grows with it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest

from summarise.config import InputConfig
from summarise.sources import aggregators, markup, pages
from summarise.sources.decode import root, safe
from summarise.sources.documents import document
from summarise.sources.feeds import whole
from summarise.sources.kinds import sniff
from summarise.sources.loader import UnreadableError
from summarise.sources.mail_text import browser_link, stripped
from summarise.sources.mailbox import MailLoader
from summarise.sources.plain_text import TextLoader
from summarise.sources.robots import parse
from summarise.sources.timestamps import parse_date
from summarise.sources.walls import wall
from tests.growth import linear

HEAD = "From: a@b.example\nSubject: s\nDate: Tue, 1 Jul 2025 08:00:00 +0000\n"


def mail(text: str) -> None:
    list(MailLoader().load((HEAD + text).encode(), "x", InputConfig()))


READERS: dict[str, Callable[[str], object]] = {
    "a field of a book": lambda text: markup._field(text, "title"),
    "a field with a long attribute": lambda text: markup._field(f"<dc:title {text}>", "title"),
    "front matter": markup.front_matter,
    "front matter with a long key": lambda text: markup.front_matter(f"---\n{text}: x\n---\n"),
    "a piece of a page": pages.plain,
    "a piece with a long attribute": lambda text: pages.plain(f"<p {text}>x</p>"),
    "the text of a page": pages.text_of,
    "the breaks of a page": lambda text: pages._BREAKS.sub("", text),
    "a table of a page": lambda text: pages._OF_A_TABLE.sub("", f"<table {text}"),
    "a mail": lambda text: mail(f"\n{text}"),
    "the headers of a mail": mail,
    "a text of a mail": stripped,
    "a link of a mail": browser_link,
    "the end of a teaser": whole,
    "an item": lambda text: aggregators.told(f"<a href='/'>x</a>{text}", "t", "o"),
    "a list of headlines": lambda text: aggregators.headlines(f"<a>x</a><a>{text}"),
    "furniture": aggregators.without_furniture,
    "a video": aggregators.of_channel,
    "a title": lambda text: aggregators.outlet_behind(aggregators.without_tail(text)),
    "XML": lambda text: safe(text.encode()),
    "a root": lambda text: root(f"<!DOCTYPE {text}".encode()),
    "any bytes": lambda text: sniff(text.encode()),
    "a document": lambda text: document(text, text, text, text),
    "a plain text": lambda text: list(TextLoader().load(text.encode(), "x", InputConfig())),
    "a robots.txt": lambda text: parse(text, "x"),
    "a date": parse_date,
    "a wall": lambda text: wall("t", text.split("\n")),
}
UNITS = (
    "a", " ", "\n", "-", "<", "<a ", "<br> ", " a=", "<!--", "&", "[", "| ", "a: b\n", "\u00ad",
    "submitted by /u/a ", "comments ", "boundary=", "-" * 30 + "\n", "\nFrom: a\nSubject: b\n\n",
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_nothing_takes_longer_than_its_length(name: str) -> None:
    def read(text: str) -> None:
        with suppress(UnreadableError):
            READERS[name](text)

    assert [unit for unit in UNITS if not linear(read, unit, 12_000)] == []
