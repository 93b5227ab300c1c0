"""Which loader reads what: by suffix, by plug-in, and for the rest by what is in it.

What is in it also decides where anything may have the suffix: pages are saved as .txt, feeds as
.xml and .html, and mail has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path
from typing import BinaryIO

from summarise.config import InputConfig, SourceConfig
from summarise.plugins import GROUPS
from summarise.sources.decode import decode, root
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

GROUP = GROUPS["loader"]
"""The entry points that are asked for a suffix that isn't in LOADERS."""

LOADERS: dict[str, type[Loader]] = {
    **dict.fromkeys((".txt", ".text", ".log", ".yaml", ".yml", ".rst", ".out"), TextLoader),
    **dict.fromkeys((".php", ".asp", ".aspx", ".jsp", ".cgi"), TextLoader),
    **dict.fromkeys((".md", ".markdown"), MarkdownLoader),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml"), HtmlLoader),
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

_PAGE = re.compile(
    r"<(?:!doctype html|html|head|body|title|meta|article|main|section|div|p|h[1-6]|table)[\s>]"
)
"""How a page begins, and a piece of one."""

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
    elif loader is None and not file.named and (ending := suffix(file.path)):
        raise UnreadableError(f"is of a kind that can't be read ({ending} files need a plug-in)")
    else:
        data = read_path(file.path, config.max_megabytes)
    if not data.strip():
        raise UnreadableError("is empty")
    if loader is None or source.kind == "auto":
        loader = by_content(loader, data)
    return parse(worker, config, loader, data, shown(file.path or STANDARD_INPUT))


def _wanted(file: File, source: SourceConfig) -> Loader | None:
    """Return what a file is read with, as far as that is known before its content is."""
    if file.mail:
        return MailLoader()
    if source.kind == "page":
        return HtmlLoader()
    if source.kind == "feed":
        return FeedLoader()
    ending = suffix(file.path) if file.path else ""
    return loader_for(ending) if ending else None


def by_content(loader: Loader | None, data: bytes) -> Loader:
    """Return what reads a file better than its ending says, where anything may have that.

    Raises UnreadableError for binary data under the name of text.
    """
    if loader is None:
        return sniff(data)
    if isinstance(loader, TextLoader | MarkdownLoader):
        found = sniff(data)
        headed = isinstance(found, MarkdownLoader) and not data.lstrip().startswith(b"---")
        plain = isinstance(found, TextLoader) or headed
        table = isinstance(loader, MarkdownLoader) and isinstance(found, TableLoader)
        return loader if plain or table else found
    if isinstance(loader, HtmlLoader | FeedLoader | JsonLoader):
        if root(data) == "opml":
            return OpmlLoader()
        if is_feed(data):
            return loader if isinstance(loader, FeedLoader) else FeedLoader()
        if data.startswith(PDF):
            return PdfLoader()
        if isinstance(loader, FeedLoader) and _is_page(decode(data)):
            return HtmlLoader()
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
    if loader := _by_first_bytes(data):
        return loader
    if root(data) == "opml":
        return OpmlLoader()
    if is_feed(data):
        return FeedLoader()
    text = decode(data).lstrip()
    if _is_page(text):
        return HtmlLoader()
    if text.startswith(("{", "[")):
        return _sniff_json(text)
    if is_mail(text):
        return MailLoader()
    if is_table(text):
        return TableLoader()
    if text.startswith("# ") or front_matter(text)[0]:
        return MarkdownLoader()
    return TextLoader()


def _by_first_bytes(data: bytes) -> Loader | None:
    if data.startswith(PDF):
        return PdfLoader()
    if is_mbox(data):
        return MailLoader()
    return OfficeLoader() if data.startswith(ZIP) and is_office(data) else None


def _is_page(text: str) -> bool:
    head = text[:2000].lstrip().lower()
    return bool(_PAGE.match(head)) or (head.startswith("<") and "<html" in head)


def _sniff_json(text: str) -> Loader:
    """Tell JSON from a text that begins with a bracket: ``[BBC] The dam ...``."""
    if one_a_line(text):
        return JsonLinesLoader()
    quoted = text[1:].lstrip()[:1]
    return JsonLoader() if quoted in ("{", "[", '"', "}", "]") else TextLoader()
