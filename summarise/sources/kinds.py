"""Which loader reads what: by suffix, by plug-in, and for the rest by what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import BinaryIO

from summarise.config import InputConfig, SourceConfig
from summarise.sources.decode import decode
from summarise.sources.feeds import FeedLoader, is_feed
from summarise.sources.input_files import File, read_path, read_stream, shown
from summarise.sources.json_csv import (
    JsonLinesLoader,
    JsonLoader,
    TableLoader,
    is_table,
    one_a_line,
)
from summarise.sources.loader import Loader, Plugin, UnreadableError
from summarise.sources.mailbox import MailLoader, is_mail, is_mbox
from summarise.sources.markup import ZIP, MarkdownLoader, OfficeLoader, front_matter, is_office
from summarise.sources.opml import OpmlLoader
from summarise.sources.pages import HtmlLoader
from summarise.sources.pdf_file import PDF, PdfLoader
from summarise.sources.plain_text import TextLoader
from summarise.sources.worker import Worker
from summarise.types import Document, Skipped

GROUP = "summarise.loaders"
"""The entry points that are asked for a suffix that isn't in LOADERS."""

LOADERS: dict[str, type[Loader]] = {
    **dict.fromkeys(("", ".txt", ".text"), TextLoader),
    **dict.fromkeys((".md", ".markdown"), MarkdownLoader),
    **dict.fromkeys((".html", ".htm"), HtmlLoader),
    **dict.fromkeys((".jsonl", ".ndjson"), JsonLinesLoader),
    **dict.fromkeys((".csv", ".tsv"), TableLoader),
    **dict.fromkeys((".eml", ".mbox"), MailLoader),
    **dict.fromkeys((".docx", ".epub"), OfficeLoader),
    **dict.fromkeys((".xml", ".rss", ".atom"), FeedLoader),
    ".json": JsonLoader,
    ".pdf": PdfLoader,
    ".opml": OpmlLoader,
}

APART: tuple[type[Loader], ...] = (
    FeedLoader, HtmlLoader, PdfLoader, MailLoader, OfficeLoader, Plugin,
)  # fmt: skip
"""Loaders that leave bytes to code of others, and so run apart."""

STANDARD_INPUT = "standard input"


def read_file(
    file: File, source: SourceConfig, config: InputConfig, stdin: BinaryIO | None, worker: Worker
) -> Iterator[Document | Skipped]:
    """Yield what is in a file, or in ``stdin``. Raises UnreadableError when it is no use."""
    loader = _wanted(file, source)
    if file.path is None:
        if stdin is None:
            raise UnreadableError("is not available here")
        data = read_stream(stdin, config.max_megabytes)
    elif loader is None and not file.named:
        ending = suffix(file.path)
        raise UnreadableError(f"is of a kind that can't be read ({ending} files need a plug-in)")
    else:
        data = read_path(file.path, config.max_megabytes)
    if not data.strip():
        raise UnreadableError("is empty")
    loader = _by_content(loader, data)
    return parse(worker, config, loader or sniff(data), data, shown(file.path or STANDARD_INPUT))


def _wanted(file: File, source: SourceConfig) -> Loader | None:
    """Return what a file is read with, as far as that is known before its content is."""
    if file.mail:
        return MailLoader()
    if source.kind == "page":
        return HtmlLoader()
    if source.kind == "feed":
        return FeedLoader()
    return None if file.path is None else loader_for(suffix(file.path))


def _by_content(loader: Loader | None, data: bytes) -> Loader | None:
    """Return what reads a file better than its ending says: a mailbox without one, a JSON Feed."""
    if isinstance(loader, TextLoader) and is_mbox(data):
        return MailLoader()
    if isinstance(loader, JsonLoader) and is_feed(data):
        return FeedLoader()
    return loader


def suffix(path: Path) -> str:
    """Return the suffix in small letters; that of what is compressed, for ``.gz``."""
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return path.suffix.lower()


def loader_for(ending: str) -> Loader | None:
    """Return the loader of a suffix, from the table or a plug-in; None if nobody knows it."""
    if ending in LOADERS:
        return LOADERS[ending]()
    for point in entry_points(group=GROUP):
        if point.name.lower().lstrip(".") == ending.lstrip("."):
            return Plugin(point.value)
    return None


def parse(
    worker: Worker, config: InputConfig, loader: Loader, data: bytes, name: str
) -> Iterator[Document | Skipped]:
    """Run a loader over bytes: in this process, or apart. Raises UnreadableError."""
    if isinstance(loader, APART):
        return worker.load(loader, data, name, config)
    return loader.load(data, name, config)


def sniff(data: bytes) -> Loader:
    """Choose a loader by content. Raises UnreadableError for binary data."""
    if data.startswith(PDF):
        return PdfLoader()
    if is_mbox(data):
        return MailLoader()
    if data.startswith(ZIP) and is_office(data):
        return OfficeLoader()
    text = decode(data).lstrip()
    head = text[:2000].lower()
    if is_feed(data):
        return FeedLoader()
    if head.startswith(("<!doctype html", "<html", "<head", "<body")) or (
        head.startswith("<") and "<html" in head
    ):
        return HtmlLoader()
    if head.startswith(("{", "[")):
        return _sniff_json(text)
    if is_mail(text):
        return MailLoader()
    if is_table(text):
        return TableLoader()
    if head.startswith("# ") or front_matter(text)[0]:
        return MarkdownLoader()
    return TextLoader()


def _sniff_json(text: str) -> Loader:
    """Tell JSON from a text that begins with a bracket: ``[BBC] The dam ...``."""
    if one_a_line(text):
        return JsonLinesLoader()
    quoted = text[1:].lstrip()[:1]
    return JsonLoader() if quoted in ("{", "[", '"', "}", "]") else TextLoader()
