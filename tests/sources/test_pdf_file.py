"""load: PDF files as programs make them, and as they may be damaged or made to do harm."""

from __future__ import annotations

import io
import zlib
from contextlib import suppress
from datetime import UTC, datetime

import pytest
import typst
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from summarise.config import InputConfig
from summarise.sources.loader import UnreadableError
from summarise.sources.pdf_file import PdfLoader, paragraphs, without_repeats
from summarise.types import Document, Loaded
from tests.sources.conftest import Reader

SENTENCES = [
    f"The administration of the municipality opened the extraordinarily large {what} on Monday, "
    f"and the representatives of the neighbouring {who} congratulated the engineers."
    for what in ("reservoir", "library", "hospital", "bridge", "museum", "harbour")
    for who in ("communities", "associations")
]


@pytest.fixture(scope="module")
def report() -> bytes:
    """Some pages with a header, a page number, a title, a date, and divided words."""
    source = f"""
    #set document(title: "Orle opens", date: datetime(year: 2025, month: 1, day: 17))
    #set page(width: 12cm, height: 8cm, header: [Orle Post, issue 12], numbering: "1 / 1")
    #set text(hyphenate: true, lang: "en", size: 12pt)
    #set par(justify: true)
    = Everything opens
    {" ".join(SENTENCES)}"""
    return typst.compile(source.encode())


def reasons(loaded: Loaded) -> list[str]:
    return [one.reason for one in loaded.skipped]


def written(*contents: bytes, title: str = "") -> bytes:
    """A PDF with a page for each content stream."""
    writer = PdfWriter()
    for content in contents:
        page = writer.add_blank_page(300, 300)
        stream = DecodedStreamObject()
        stream.set_data(content)
        page[NameObject("/Contents")] = writer._add_object(stream)
    if title:
        writer.add_metadata({"/Title": title})
    done = io.BytesIO()
    writer.write(done)
    return done.getvalue()


def test_the_text_of_a_pdf_is_read_without_what_its_pages_repeat(
    report: bytes, read: Reader
) -> None:
    assert len(PdfReader(io.BytesIO(report)).pages) > 3
    (one,) = read("a.pdf", report).documents
    assert one.text == "Everything opens\n\n" + " ".join(SENTENCES)
    assert one.title == "Orle opens"
    assert one.published == datetime(2025, 1, 17, tzinfo=UTC)


def test_a_pdf_without_its_ending_is_known_by_its_content(report: bytes, read: Reader) -> None:
    assert read("a.download", report).documents == read("a.pdf", report).documents


def test_a_title_that_a_program_made_up_is_none(read: Reader) -> None:
    page = b"BT /F1 12 Tf 10 200 Td (x) Tj ET"
    for title in ("Microsoft Word - draft3.docx", "untitled", "scan0001.pdf", "---"):
        (one,) = PdfLoader().load(_with_text(title), "a.pdf", InputConfig())
        assert isinstance(one, Document)
        assert one.title == "Dam opens"
    assert reasons(read("a.pdf", written(page)))


def _with_text(title: str) -> bytes:
    made = typst.compile(b"= Dam opens\nThe dam at Orle opened on Monday, and the bakers danced.")
    writer = PdfWriter(clone_from=io.BytesIO(made))
    writer.add_metadata({"/Title": title})
    done = io.BytesIO()
    writer.write(done)
    return done.getvalue()


@pytest.mark.parametrize(("pages", "has"), [(1, "1 page"), (3, "3 pages")])
def test_a_scan_says_that_it_is_one(pages: int, has: str, read: Reader) -> None:
    image = b"q 200 0 0 200 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x7f EI Q"
    assert reasons(read("a.pdf", written(*[image] * pages))) == [
        f"has {has} and no text: a scan; run OCR over it first (for example ocrmypdf)"
    ]


def test_an_encrypted_pdf_wants_its_password_unless_that_is_empty(
    report: bytes, read: Reader
) -> None:
    for password, readable in (("secret", False), ("", True)):
        writer = PdfWriter(clone_from=io.BytesIO(report))
        writer.encrypt(password, "owner", algorithm="RC4-128")
        done = io.BytesIO()
        writer.write(done)
        found = read("a.pdf", done.getvalue())
        assert bool(found.documents) == readable
        assert [reason[:12] for reason in reasons(found)] == ([] if readable else ["is encrypted"])


@pytest.mark.parametrize("cut", [0.02, 0.3, 0.9])
def test_a_pdf_that_is_cut_off_is_read_as_far_as_it_can_be_or_skipped(
    cut: float, report: bytes, read: Reader
) -> None:
    found = read("a.pdf", report[: int(len(report) * cut)])
    assert found.documents or found.skipped


def test_a_stream_that_unfolds_too_far_costs_its_page(read: Reader) -> None:
    bomb = zlib.compress(b" " * 100_000_000, 9)
    writer = PdfWriter()
    page = writer.add_blank_page(300, 300)
    stream = DecodedStreamObject()
    stream.set_data(bomb)
    stream[NameObject("/Filter")] = NameObject("/FlateDecode")
    page[NameObject("/Contents")] = writer._add_object(stream)
    done = io.BytesIO()
    writer.write(done)
    (first, *_) = reasons(read("a.pdf", done.getvalue()))
    assert "Limit" in first or "limit" in first or "no text" in first


@given(at=st.integers(0, 10**6), put=st.binary(min_size=1, max_size=9), data=st.data())
@settings(max_examples=40, deadline=None)
def test_a_damaged_pdf_is_read_or_unreadable(
    report: bytes, at: int, put: bytes, data: st.DataObject
) -> None:
    at %= len(report)
    damaged = report[:at] + put + report[at + data.draw(st.integers(0, 9)) :]
    with suppress(UnreadableError):
        assert list(PdfLoader().load(damaged, "a.pdf", InputConfig()))


@given(lines=st.lists(st.text("ab -.\u00ad1", max_size=12), max_size=12), pages=st.integers(1, 4))
def test_lines_become_paragraphs_whatever_they_are(lines: list[str], pages: int) -> None:
    text = paragraphs(without_repeats([lines] * pages))
    assert all(block.strip() == block != "" for block in text.split("\n\n")) or not text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["The exam-", "ple is long."], "The example is long."),
        (["A well-known ex-", "ample is well-", "known."], "A well-known example is well-known."),
        (["The Orle-", "Bank opened."], "The Orle-Bank opened."),
        (["Heading", "This is a long line of the text that", "goes on here."],
         "Heading\n\nThis is a long line of the text that goes on here."),
        (["One ends here.", "This is a much longer line than that", "and it goes on."],
         "One ends here.\n\nThis is a much longer line than that and it goes on."),
        ([], ""),
    ],
)  # fmt: skip
def test_words_and_paragraphs_are_put_together_again(lines: list[str], text: str) -> None:
    assert paragraphs(lines) == text


def test_left_and_right_pages_may_have_headers_of_their_own() -> None:
    sides = ["The Orle Post", "Dam opens"]
    pages = [[sides[n % 2], f"Line {'abcdefgh'[n]} of the text.", f"- {n} -"] for n in range(8)]
    assert without_repeats(pages) == [f"Line {letter} of the text." for letter in "abcdefgh"]
