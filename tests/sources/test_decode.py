"""Encodings that look like another one: of seven bits, and of four bytes a letter."""

from __future__ import annotations

import pytest

from summarise.config import InputConfig
from summarise.sources.decode import decode, utf8
from summarise.sources.feeds import FeedLoader
from summarise.sources.loader import UnreadableError
from summarise.sources.mailbox import MailLoader
from summarise.sources.pages import HtmlLoader
from summarise.types import Document

JAPANESE = "京都市は金曜日、古い水道管を取り替える工事を始めた。"
KOREAN = "대구시는 금요일 낡은 수도관을 바꾸기 시작했다."
CHINESE = "成都市周五开始更换旧水管。"
SEVEN_BITS = [("iso-2022-jp", JAPANESE), ("iso-2022-kr", KOREAN), ("hz-gb-2312", CHINESE)]
CODEC = {"iso-2022-kr": "iso2022_kr", "hz-gb-2312": "hz"}


def packed(charset: str, text: str) -> bytes:
    return text.encode(CODEC.get(charset, charset))


@pytest.mark.parametrize(("charset", "text"), SEVEN_BITS)
def test_a_declared_encoding_of_seven_bits_wins_over_valid_utf_8(charset: str, text: str) -> None:
    assert packed(charset, text).isascii()
    assert decode(packed(charset, text), charset) == text
    assert utf8(packed(charset, text), charset).decode() == text


@pytest.mark.parametrize(("charset", "text"), SEVEN_BITS)
def test_mail_pages_and_feeds_are_read_as_they_declare(charset: str, text: str) -> None:
    header = f"From: a@b.example\nSubject: x\nDate: 1 Jul 2025 00:00:00 +0000\nMIME-Version: 1.0\n\
Content-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 7bit\n\n".encode()
    page = f"<html><head><meta charset='{charset}'></head><body><article><p>{text * 3}</p>\
<p>{text * 2}</p></article></body></html>"
    feed = f'<?xml version="1.0" encoding="{charset}"?><rss><channel><item>\
<description>{text}</description></item></channel></rss>'
    for loader, data in (
        (MailLoader(), header + packed(charset, text)),
        (HtmlLoader(), packed(charset, page)),
        (FeedLoader(), packed(charset, feed)),
    ):
        (made,) = loader.load(data, "x", InputConfig())
        assert isinstance(made, Document)
        assert made.text.startswith(text)


def test_an_escape_names_its_encoding_where_nothing_else_does() -> None:
    assert decode(JAPANESE.encode("iso-2022-jp")) == JAPANESE
    assert decode(KOREAN.encode("iso2022_kr")) == KOREAN
    assert decode(b"a terminal's \x1b[1mbold\x1b[0m letters") != ""


def test_utf_7_is_refused_with_a_sentence() -> None:
    with pytest.raises(UnreadableError, match="UTF-7"):
        decode(b"Hi +ZeVnLIqe-", "utf-7")
    assert decode(b"Plain letters.", "utf-7") == "Plain letters."


@pytest.mark.parametrize("codec", ["utf-32-le", "utf-32-be"])
def test_utf_32_needs_no_mark(codec: str) -> None:
    for text in ("Plain letters.", JAPANESE):
        assert decode(text.encode(codec)) == text
    feed = f'<?xml version="1.0" encoding="utf-32"?><rss><channel><item><title>{JAPANESE}</title>\
</item></channel></rss>'
    (made,) = FeedLoader().load(feed.encode(codec), "x", InputConfig())
    assert isinstance(made, Document)
    assert made.title == JAPANESE
