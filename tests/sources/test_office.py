"""load: Word documents and EPUB books, and ZIP files that only look like one."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import UTC, datetime

import pytest

from summarise.config import InputConfig
from summarise.types import Loaded
from tests.sources.conftest import Reader

TEXT = "The dam at Orle opened on Monday."
TYPES = """<?xml version="1.0"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels"
  ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/word/document.xml" ContentType=
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
RELATIONS = """<?xml version="1.0"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml" Type=
  "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
CORE = """<?xml version="1.0"?><cp:coreProperties xmlns:dc="d" xmlns:dcterms="t" xmlns:cp="c">
<dc:title>Dam &amp; town</dc:title><dc:language>en-GB</dc:language>
<dcterms:created xsi:type="dcterms:W3CDTF">2025-01-17T10:00:00Z</dcterms:created>
</cp:coreProperties>"""


def word(text: str = TEXT) -> dict[str, str]:
    paragraphs = "".join(
        f"<w:p>{style}<w:r><w:t>{words}</w:t></w:r></w:p>"
        for style, words in (
            ('<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>', "A heading"),
            ("", text),
            ("", "And more."),
        )
    )
    main = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELATIONS,
        "docProps/core.xml": CORE,
        "word/document.xml": f'<?xml version="1.0"?><w:document xmlns:w="{main}"><w:body>'
        f"{paragraphs}</w:body></w:document>",
    }


def book() -> dict[str, str]:
    return {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="o/c.opf"/>'
        "</rootfiles></container>",
        "o/c.opf": '<package xmlns:dc="d"><metadata><dc:title>The dam</dc:title>'
        "<dc:publisher>Orle Books</dc:publisher><dc:date>2025-01-17</dc:date>"
        "<dc:language>en</dc:language></metadata><manifest>"
        '<item id="a" href="a.xhtml"/><item id="b" href="b.xhtml"/></manifest>'
        '<spine><itemref idref="b"/><itemref idref="a"/></spine></package>',
        "o/a.xhtml": "<!DOCTYPE html><html><body><p>The second chapter.</p></body></html>",
        "o/b.xhtml": "<html><body><p>The first chapter.</p><script>x()</script></body></html>",
    }


def packed(files: dict[str, str]) -> bytes:
    done = io.BytesIO()
    with zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return done.getvalue()


def reasons(loaded: Loaded) -> list[str]:
    return [one.reason for one in loaded.skipped]


def test_a_word_document_is_read_with_what_it_states(read: Reader) -> None:
    (one,) = read("a.docx", packed(word())).documents
    assert one.text == f"A heading\n\n{TEXT}\n\nAnd more."
    assert (one.title, one.language) == ("Dam & town", "en")
    assert one.published == datetime(2025, 1, 17, 10, tzinfo=UTC)


def test_a_book_is_read_in_the_order_of_its_chapters(read: Reader) -> None:
    (one,) = read("a.epub", packed(book())).documents
    assert one.text == "The first chapter.\n\nThe second chapter."
    assert (one.title, one.outlet, one.language) == ("The dam", "Orle Books", "en")
    assert one.published == datetime(2025, 1, 17, tzinfo=UTC)


def test_a_document_without_its_ending_is_known_by_its_content(read: Reader) -> None:
    assert read("a.download", packed(word())).documents == read("a.docx", packed(word())).documents


@pytest.mark.parametrize("files", [word("x" * 200_000), word() | {"big.png": "0" * 200_000}])
def test_a_document_that_unfolds_too_far_is_skipped(files: dict[str, str], read: Reader) -> None:
    found = read("a.docx", packed(files), InputConfig(max_megabytes=0.1))
    assert reasons(found) == ["is larger than 0.1 MB (max_megabytes in [input] sets the limit)"]


@pytest.mark.parametrize("ending", [".docx", ".epub"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_xml_entities_are_refused(ending: str, encoding: str, read: Reader) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b SYSTEM "file:///etc/passwd">]><x>&b;</x>'
    files = word() if ending == ".docx" else book()
    done = io.BytesIO(packed(files))
    with zipfile.ZipFile(done, "a") as archive:
        archive.writestr("word/styles.xml", bomb.encode(encoding))
    assert reasons(read(f"a{ending}", done.getvalue())) == [
        "declares XML entities, which no document needs"
    ]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"PK\x03\x04", "is no Word document (.docx) and no EPUB, or is damaged"),
        (packed({"a.txt": "x"}), "is no Word document (.docx) and no EPUB, or is damaged"),
        (packed(word() | {"word/document.xml": "<w"}), "could not be converted ("),
        (packed(book() | {"o/c.opf": ""}), "could not be converted ("),
        (packed(word("a"))[:-40], "is no Word document (.docx) and no EPUB, or is damaged"),
    ],
)
def test_what_is_no_document_is_skipped(data: bytes, reason: str, read: Reader) -> None:
    (found,) = reasons(read("a.docx", data))
    assert found.startswith(reason)


def test_a_zip_file_of_other_things_is_binary(read: Reader) -> None:
    assert reasons(read("a.download", packed({"a.txt": "x"})))[0].startswith("is a binary file")


def test_without_the_extra_its_name_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    from summarise.sources.loader import UnreadableError
    from summarise.sources.markup import OfficeLoader

    monkeypatch.setitem(sys.modules, "markitdown", None)
    with pytest.raises(UnreadableError, match=r"pip install 'summarise-briefing\[office\]'"):
        list(OfficeLoader().load(packed(word()), "a.docx", InputConfig()))


@pytest.mark.parametrize(
    ("created", "modified", "expected"),
    [
        ("2025-01-17T10:00:00Z", "2025-01-20T10:00:00Z", "2025-01-17"),
        ("2019-03-01T10:00:00Z", "2025-01-17T10:00:00Z", "2025-01-17"),  # of the template
        ("2013-12-23T23:15:00Z", "2013-12-23T23:15:00Z", ""),  # of python-docx's own
    ],
)
def test_the_old_date_of_a_template_is_not_the_report_s(
    read: Reader, created: str, modified: str, expected: str
) -> None:
    parts = word()
    core = parts["docProps/core.xml"].replace("2025-01-17T10:00:00Z", created)
    last = f"<dcterms:modified>{modified}</dcterms:modified></cp:coreProperties>"
    parts["docProps/core.xml"] = core.replace("</cp:coreProperties>", last)
    (one,) = read("a.docx", packed(parts)).documents
    assert (f"{one.published:%Y-%m-%d}" if one.published else "") == expected
