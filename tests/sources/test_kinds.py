"""Each kind of input: Markdown, HTML, JSON, JSONL, CSV, standard input, plug-ins."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from summarise.config import FieldsConfig, InputConfig
from summarise.sources import kinds, load
from summarise.sources.kinds import LOADERS, sniff
from summarise.sources.loader import Loader, UnreadableError
from summarise.sources.markup import front_matter
from summarise.types import Document, Loaded, Skipped
from tests.sources.conftest import PLUGINS

Reader = Callable[..., Loaded]

WHEN = datetime(2025, 1, 17, 10, tzinfo=UTC)
PARAGRAPHS = [
    f"The dam at Orle opened on Monday, and the {who} of the town danced until the morning."
    for who in ("bakers", "farmers", "teachers", "children")
]
PAGE = f"""<!doctype html><html lang="en-GB"><head>
<meta charset="utf-8"><title>Dam opens | Post</title>
<meta property="og:title" content="Dam opens"><meta property="og:site_name" content="Orle Post">
<link rel="canonical" href="https://orle.example/dam">
<meta property="article:published_time" content="2025-01-17T11:00:00+01:00"></head><body>
<nav><a href="/">Home</a> <a href="/sport">Sport</a></nav><article><h1>Dam opens</h1>
{"".join(f"<p>{text}</p>" for text in PARAGRAPHS)}</article><footer>Imprint</footer>
</body></html>"""


def reasons(loaded: Loaded) -> list[str]:
    return [one.reason for one in loaded.skipped]


# Markdown


def test_markdown_is_read_without_its_markup(read: Reader) -> None:
    source = (
        "# Dam *opens*\n\nThe **dam** at [Orle](https://orle.example) opened ![wall](w.png)on\n"
        "Monday.<br>\n\n- water\n- fire\n\n> Quote &amp; reply\n\n```\ncode\n```\n\n"
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n<!-- note -->\n\n<div>Box</div>\n"
    )
    (one,) = read("a.md", source).documents
    assert one.title == "Dam opens"
    assert one.text == (
        "The dam at Orle opened on\nMonday.\n\nwater\n\nfire\n\nQuote & reply\n\ncode\n\n"
        "a\tb\n\n1\t2\n\nBox"
    )


def test_front_matter_says_what_is_known_of_a_report(read: Reader) -> None:
    source = (
        '---\ntitle: "Dam: open"\nsource: Orle Post\nurl: https://orle.example/dam\n'
        "date: 2025-01-17T10:00:00Z\nlang: en\ntags:\n  - dams\n---\n# A heading\n\nText.\n"
    )
    (one,) = read("a.markdown", source).documents
    assert (one.title, one.outlet, one.url) == (
        "Dam: open",
        "Orle Post",
        "https://orle.example/dam",
    )
    assert (one.published, one.language) == (WHEN, "en")
    assert one.text == "A heading\n\nText."


def test_a_source_that_is_an_address_is_the_url_not_the_outlet(read: Reader) -> None:
    (one,) = read("a.md", "---\nsource: https://orle.example/dam\n---\nText.").documents
    assert (one.outlet, one.url) == ("", "https://orle.example/dam")


@pytest.mark.parametrize("source", ["---\nText.\n---\nMore.", "---\ntitle: x\nText.", "---\n"])
def test_rules_are_not_taken_for_front_matter(source: str) -> None:
    assert front_matter(source) == ({}, source)


def test_a_heading_below_the_text_is_the_title_and_stays(read: Reader) -> None:
    (one,) = read("a.md", "Text.\n\n## Later\n\nMore.").documents
    assert (one.title, one.text) == ("Later", "Text.\n\nLater\n\nMore.")


def test_markdown_without_text_is_skipped(read: Reader) -> None:
    assert reasons(read("a.md", "![only](image.png)")) == ["has no text in it"]


def test_a_block_full_of_brackets_is_text_and_costs_no_minutes(read: Reader) -> None:
    (one,) = read("a.md", "![" * 50_000 + "\n\n[Text](https://orle.example)").documents
    assert one.text == "![" * 50_000 + "\n\nText"


# HTML


def test_the_article_of_a_page_is_read_without_the_page_around_it(read: Reader) -> None:
    (one,) = read("a.html", PAGE).documents
    assert one.text == "\n\n".join(PARAGRAPHS)
    assert (one.title, one.outlet) == ("Dam opens", "Orle Post")
    assert (one.url, one.published, one.language) == ("https://orle.example/dam", WHEN, "en")


def test_the_date_of_a_page_does_not_depend_on_the_day_that_it_is_read(read: Reader) -> None:
    stated = 'property="article:published_time" content="2025-01-17T11:00:00+01:00"'
    assert stated in PAGE
    (one,) = read("a.html", PAGE.replace(stated, 'name="date" content="2093-04-05"')).documents
    assert one.published == datetime(2093, 4, 5, tzinfo=UTC)


def test_a_page_is_read_in_the_encoding_that_it_declares(read: Reader) -> None:
    page = PAGE.replace("utf-8", "iso-8859-2").replace("Orle", "Orlě")
    (one,) = read("a.htm", page.encode("iso-8859-2")).documents
    assert one.text.startswith("The dam at Orlě")


@pytest.mark.parametrize(
    "page", ["<html></html>", "<html><body><nav><a href=x>Home</a></nav></body></html>", "<", "x",
             "<html>" + "<div>" * 20_000],
)  # fmt: skip
def test_a_page_without_an_article_is_skipped(page: str, read: Reader) -> None:
    assert reasons(read("a.html", page)) == ["is a web page without an article that could be found"]


# JSON, JSONL

RECORD = {
    "Headline": "Dam opens",
    "content": "The dam opened.",
    "source": {"id": None, "name": "Orle Post"},
    "link": "https://orle.example/dam",
    "publishedAt": "2025-01-17T10:00:00Z",
    "Lang": "en-GB",
}


@pytest.mark.parametrize(
    "value",
    [RECORD, [RECORD], {"status": "ok", "articles": [RECORD]}, {"Items": [RECORD], "title": "Feed"},
     {"response": {"status": "ok", "results": [RECORD]}}],
)  # fmt: skip
def test_records_are_found_in_json_under_their_usual_names(value: object, read: Reader) -> None:
    (one,) = read("a.json", json.dumps(value)).documents
    assert (one.text, one.title, one.outlet) == ("The dam opened.", "Dam opens", "Orle Post")
    assert (one.url, one.published, one.language) == ("https://orle.example/dam", WHEN, "en")


def test_lists_of_strings_are_reports(read: Reader) -> None:
    assert [d.text for d in read("a.json", '["One.", "Two."]').documents] == ["One.", "Two."]


def test_html_in_a_record_becomes_text(read: Reader) -> None:
    value = {"text": "<p>A &amp; b<script>x()</script></p><p>c</p>", "title": "Q&amp;A"}
    (one,) = read("a.json", json.dumps(value)).documents
    assert (one.text, one.title) == ("A & b\n\nc", "Q&A")


@pytest.mark.parametrize("text", ["<a " * 30_000 + "x", "if x < y & z > y", "a <!-- b", "<EMAIL>"])
def test_what_only_looks_like_html_stays_as_it_is(text: str, read: Reader) -> None:
    (one,) = read("a.json", json.dumps({"text": text})).documents
    assert one.text == text


def test_a_text_may_be_a_list_of_paragraphs_and_a_date_a_number(read: Reader) -> None:
    value = {"body": ["One.", "Two."], "timestamp": WHEN.timestamp(), "text": None, "date": "?"}
    (one,) = read("a.json", json.dumps(value)).documents
    assert (one.text, one.published) == ("One.\n\nTwo.", WHEN)


def test_a_record_without_text_and_title_is_skipped_by_number(read: Reader) -> None:
    found = read("a.json", '[{"title": "t"}, 3, {"title": "", "x": 1}, null, {"text": "x"}]')
    assert [one.text for one in found.documents] == ["t", "x"]
    assert reasons(found) == [
        "record 2: is a bare value, not an object with fields",
        "record 3: has neither text nor title",
        "record 4: is null, not an object with fields",
    ]


def test_mapped_fields_win_over_usual_names(read: Reader) -> None:
    fields = FieldsConfig(text="Lead", outlet="meta.paper", published="d")
    value = {"lead": "Mapped.", "text": "Usual.", "meta": {"paper": "Post"}, "d": "2025-01-17"}
    (one,) = read("a.json", json.dumps(value), InputConfig(fields=fields)).documents
    assert (one.text, one.outlet) == ("Mapped.", "Post")
    assert one.published == datetime(2025, 1, 17, tzinfo=UTC)


def test_a_mapped_field_that_is_nowhere_costs_the_file_and_names_the_fields(read: Reader) -> None:
    config = InputConfig(fields=FieldsConfig(text="lead"))
    assert reasons(read("a.csv", "title,body\nt,b\n", config)) == [
        'has no field "lead", which [input.fields] text names; its fields are title, body'
    ]


def test_records_without_a_known_field_name_the_fields_there_are(read: Reader) -> None:
    (reason,) = reasons(read("a.json", json.dumps({f"f{n}": n for n in range(20)})))
    assert reason.startswith("has no field for a text or a title")
    assert reason.endswith("f11 and 8 more")


def test_a_broken_line_costs_that_line(read: Reader) -> None:
    found = read("a.jsonl", '{"text": "One."}\n\n{"text": \n{"text": "Two.\u2028Same."}\n')
    assert [one.text for one in found.documents] == ["One.", "Two.\nSame."]
    (reason,) = reasons(found)
    assert reason.startswith("line 3: is not valid JSON")


def test_jsonl_under_the_name_of_json_is_read(read: Reader) -> None:
    assert len(read("a.json", '{"text": "One."}\n{"text": "Two."}').documents) == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ('{"text": "x",}', "is not valid JSON"),
        ("[" * 200_000, "is JSON nested too deeply to be read"),
        ("[]", "is JSON without a record in it"),
    ],
)
def test_json_that_can_not_be_read_is_skipped(data: str, reason: str, read: Reader) -> None:
    assert reasons(read("a.json", data))[0].startswith(reason)


def test_a_huge_number_is_no_fault(read: Reader) -> None:
    found = read("a.json", '{"text": "x", "date": ' + "9" * 5000 + "}")
    assert found.documents[0].published is None


# CSV, TSV


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_a_table_is_read_whatever_its_delimiter(sign: str, read: Reader) -> None:
    rows = [["Title", "Text", "Site Name", "pubDate"], ["Dam", '"One, two; ""three"".\nFour."', "Post", "2025-01-17T10:00Z"]]  # fmt: skip  # noqa: E501
    (one,) = read("a.csv", "\r\n".join(map(sign.join, rows)) + "\r\n\r\n").documents
    assert (one.text, one.title) == ('One, two; "three".\nFour.', "Dam")
    assert (one.outlet, one.published) == ("Post", WHEN)


def test_a_row_with_more_cells_than_the_header_is_skipped_not_cut(read: Reader) -> None:
    found = read("a.csv", "title,text\na,Hello, world\nb,Fine,\n")
    assert [one.text for one in found.documents] == ["Fine"]
    assert reasons(found)[0].startswith("row 1: has 3 cells, the header 2")


def test_a_cell_may_be_larger_than_the_limit_of_the_csv_module(read: Reader) -> None:
    import csv

    before = csv.field_size_limit()
    (one,) = read("a.tsv", "title\ttext\nt\t" + "word " * 60_000).documents
    assert len(one.text) == 299_999
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("text\n", "has no row below the header"),
        ("a,b\n1,2\n", "has no field for a text or a title"),
    ],
)
def test_a_table_without_use_is_skipped(data: str, reason: str, read: Reader) -> None:
    assert reasons(read("a.csv", data))[0].startswith(reason)


# Standard input


def from_stdin(data: bytes) -> Loaded:
    return load(["-"], stdin=io.BytesIO(data))


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (json.dumps([RECORD], indent=1), ["The dam opened."]),
        ('{"text": "One."}\n{"text": "Two."}', ["One.", "Two."]),
        ("title;text\nDam;The dam opened.", ["The dam opened."]),
        (PAGE, ["\n\n".join(PARAGRAPHS)]),
        ("# Dam\n\nIt *opened*.", ["It opened."]),
        ("---\ntitle: Dam\n---\nIt opened.", ["It opened."]),
        ("[BBC] The dam opened.\n[AP] A dam was opened.", ["[BBC] The dam opened.", "[AP] A dam was opened."]),  # noqa: E501
        ("The text, the title, and more.\nOne more.", ["The text, the title, and more.", "One more."]),  # noqa: E501
    ],
)  # fmt: skip
def test_standard_input_is_read_as_what_it_looks_like(data: str, texts: list[str]) -> None:
    assert [one.text for one in from_stdin(data.encode()).documents] == texts
    assert from_stdin(gzip.compress(data.encode())) == from_stdin(data.encode())


# Plug-ins


def test_a_plug_in_reads_an_ending_that_is_unknown(
    plugin: Callable[[str], None], tmp_path: Path
) -> None:
    plugin("ShoutLoader")
    (tmp_path / "a.SHOUT").write_text("dam opens")
    found = load([str(tmp_path)], InputConfig())
    assert [one.text for one in found.documents] == ["DAM OPENS"]
    assert found.documents[0].id != "mine"
    assert reasons(found) == ["has no text in it", "page 2: is blank"]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("BrokenLoader", "could not be read (RuntimeError: oh\ufffdno)"),
        ("NoLoader", f"needs the plug-in {PLUGINS}:NoLoader, which has no method load"),
        ("Missing", f"needs the plug-in {PLUGINS}:Missing, which failed (AttributeError: "),
    ],
)
def test_a_plug_in_that_fails_costs_its_file_alone(
    name: str, reason: str, plugin: Callable[[str], None], read: Reader
) -> None:
    plugin(name)
    assert reasons(read("a.shout", "x"))[0].startswith(reason)


def test_a_plug_in_is_not_asked_for_what_is_known(
    monkeypatch: pytest.MonkeyPatch, read: Reader
) -> None:
    monkeypatch.setattr(kinds, "entry_points", lambda group: pytest.fail("asked"))
    assert read("a.txt", "One.").documents


# Any bytes

FRAGMENTS = st.sampled_from(
    [b"{", b"}", b"[", b'"text": "x"', b",", b"\n", b"---\n", b"title: x\n", b"<p>", b"</p>", b"\0",
     b"<html><body>", b"text,title\n", b"\xff", b"\xfe", "é“".encode(), b"# x\n", b"- ", b"`",
     b"\r", b"|-|-|\n", b"a|b\n", b'"', b"&#0;", b"x" * 50, b"\x1f\x8b", b"1e999", b"\\ud800",
     b"9" * 30, b"From: a@b\n", b"Subject: =?utf-8?q?x\n", b"From a Mon 10:00\n", b"--x\n",
     b"Content-Type: multipart/mixed; boundary=x\n", b"On 1 Ann wrote:\n", b"Date: 1\n", b"> ",
     b"%PDF-1.4\n", b"1 0 obj<</Type/Catalog/Pages 1 0 R>>endobj\n", b"xref\n", b"startxref\n9\n",
     b"trailer<</Root 1 0 R>>\n", b"PK\x03\x04"]
)  # fmt: skip
BYTES = st.one_of(st.binary(max_size=300), st.lists(FRAGMENTS, max_size=25).map(b"".join))


@pytest.mark.parametrize("loader", dict.fromkeys(LOADERS.values()))
@given(data=BYTES)
@settings(max_examples=50, deadline=None)
def test_no_bytes_make_a_loader_fail_or_give_a_document_without_text(
    loader: type[Loader], data: bytes
) -> None:
    def run() -> list[Document | Skipped]:
        try:
            return list(loader().load(data, "name", InputConfig()))
        except UnreadableError as error:
            return [Skipped("name", str(error))]

    found = run()
    assert found == run()
    assert found
    assert all(one.text if isinstance(one, Document) else one.reason for one in found)


@given(data=BYTES)
@settings(deadline=None)
def test_any_bytes_can_be_sniffed(data: bytes) -> None:
    with suppress(UnreadableError):
        assert type(sniff(data)) in set(LOADERS.values())
