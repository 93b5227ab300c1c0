"""Which loader reads what: by suffix, by plug-in, and for the rest by what is in it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

from summarise.config import InputConfig
from summarise.load.apart import Worker
from summarise.load.decode import decode
from summarise.load.feeds import FeedLoader, is_feed
from summarise.load.jsons import JsonLinesLoader, JsonLoader, one_a_line
from summarise.load.loader import Loader, Plugin
from summarise.load.mail import MailLoader, is_mail, is_mbox
from summarise.load.markdown import MarkdownLoader, front_matter
from summarise.load.office import ZIP, OfficeLoader, is_office
from summarise.load.opml import OpmlLoader
from summarise.load.pages import HtmlLoader
from summarise.load.pdf import PDF, PdfLoader
from summarise.load.tables import TableLoader, is_table
from summarise.load.text import TextLoader
from summarise.types import Document, Skipped

GROUP = "summarise.loaders"
"""The entry points that are asked for a suffix that isn't in LOADERS."""

LOADERS: dict[str, type[Loader]] = {
    "": TextLoader,
    ".txt": TextLoader,
    ".text": TextLoader,
    ".md": MarkdownLoader,
    ".markdown": MarkdownLoader,
    ".html": HtmlLoader,
    ".htm": HtmlLoader,
    ".json": JsonLoader,
    ".jsonl": JsonLinesLoader,
    ".ndjson": JsonLinesLoader,
    ".csv": TableLoader,
    ".tsv": TableLoader,
    ".pdf": PdfLoader,
    ".eml": MailLoader,
    ".mbox": MailLoader,
    ".docx": OfficeLoader,
    ".epub": OfficeLoader,
    ".xml": FeedLoader,
    ".rss": FeedLoader,
    ".atom": FeedLoader,
    ".opml": OpmlLoader,
}

APART: tuple[type[Loader], ...] = (
    FeedLoader, HtmlLoader, PdfLoader, MailLoader, OfficeLoader, Plugin,
)  # fmt: skip
"""Loaders that leave bytes to code of others, and so run apart."""


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
    worker: Worker, loader: Loader, data: bytes, name: str, config: InputConfig
) -> Iterator[Document | Skipped]:
    """Run a loader over bytes: in this process, or apart. Raises UnreadableError."""
    where = worker.load if isinstance(loader, APART) else _here
    return where(loader, data, name, config)


def _here(
    loader: Loader, data: bytes, name: str, config: InputConfig
) -> Iterator[Document | Skipped]:
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
    return _sniff_text(text, head)


def _sniff_text(text: str, head: str) -> Loader:
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
