"""What is in a file decides what reads it, where anything may have its ending."""

from __future__ import annotations

from pathlib import Path

import pytest

from summarise.config import InputConfig
from summarise.config.job_tables import SourceConfig
from summarise.sources import load
from summarise.sources.kinds import by_content
from summarise.sources.markup import MarkdownLoader
from summarise.sources.opml import listed
from summarise.sources.plain_text import TextLoader

TOLD = "The pier at Holm was shut on Friday after a barge had struck it."
MORE = "Divers will look at its piles next week, the harbour office said."
PAGE = f"""<!doctype html><html><head><title>Pier shut</title></head><body><nav><a href=/>Home</a>
</nav><article><h1>Pier shut</h1><p>{TOLD}</p><p>{MORE}</p></article></body></html>"""
FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Holm Post</title><item>
<title>Pier shut</title><description>{TOLD}</description></item></channel></rss>"""
MAIL = f"""From: Ada <ada@holm.example>
Subject: Pier shut
Date: Fri, 04 Jul 2025 08:00:00 +0000

{TOLD}
"""
RECORDS = f'[{{"title": "Pier shut", "text": "{TOLD}"}}]'
OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Sea">
<outline text="Holm Post" xmlUrl="https://holm.example/rss"/></outline></body></opml>"""
NAMES = ["story-17", "saved.txt", "saved.md", "index.php", "view.aspx"]


@pytest.mark.parametrize("name", [*NAMES, "saved.html", "export.xml"])
@pytest.mark.parametrize("content", [PAGE, FEED])
def test_pages_and_feeds_are_known_under_any_name(name: str, content: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(content)
    for source in (tmp_path, tmp_path / name):  # in a folder as when it is named
        (made,) = load([str(source)]).documents
        assert made.title == "Pier shut"
        assert made.text.split("\n")[0] == TOLD


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("content", [MAIL, RECORDS])
def test_mail_and_records_are_known_by_their_content(
    name: str, content: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(content)
    (made,) = load([str(tmp_path)]).documents
    assert (made.text, made.title) == (TOLD, "Pier shut")


def test_a_pdf_without_an_ending_is_one_and_text_stays_text(tmp_path: Path) -> None:
    (tmp_path / "scan").write_bytes(b"%PDF-1.4 broken")
    (tmp_path / "b.txt").write_text(f"[Holm Post] {TOLD}")
    found = load([str(tmp_path)])
    assert found.documents[0].text == f"[Holm Post] {TOLD}"
    assert "PDF" in found.skipped[0].reason
    assert isinstance(by_content(TextLoader(), b"# A heading\n\nA text."), TextLoader)
    assert isinstance(by_content(MarkdownLoader(), b"Title, text\n\nA text."), MarkdownLoader)


@pytest.mark.parametrize("name", ["run.log", "notes.yaml", "notes.yml"])
def test_logs_and_yaml_are_read_in_a_folder_as_when_they_are_named(
    name: str, tmp_path: Path
) -> None:
    (tmp_path / name).write_text(TOLD)
    for source in (tmp_path, tmp_path / name):
        (made,) = load([str(source)]).documents
        assert made.text == TOLD


@pytest.mark.parametrize("name", ["feeds.xml", "feeds", "feeds.txt"])
def test_a_list_of_feeds_is_one_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(OPML)
    (feed,) = listed(SourceConfig(str(tmp_path / name)), InputConfig(), None)
    assert isinstance(feed, SourceConfig)
    assert feed.source == "https://holm.example/rss"


def test_a_folder_of_a_list_is_named_behind_any_ending(tmp_path: Path) -> None:
    path = tmp_path / "feeds.xml"
    path.write_text(OPML)
    (feed,) = listed(SourceConfig(f"{path}#Sea"), InputConfig(), None)
    assert isinstance(feed, SourceConfig)
