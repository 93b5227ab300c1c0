"""Reading one file: its bytes, and the loader that they are for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from summarise.config import InputConfig, SourceConfig
from summarise.load.apart import Worker
from summarise.load.feeds import FeedLoader, is_feed
from summarise.load.files import read_path, read_stream
from summarise.load.jsons import JsonLoader
from summarise.load.kinds import loader_for, parse, sniff, suffix
from summarise.load.loader import Loader, UnreadableError
from summarise.load.mail import MailLoader, is_mbox
from summarise.load.pages import HtmlLoader
from summarise.load.sources import File, shown
from summarise.load.text import TextLoader
from summarise.types import Document, Skipped

STANDARD_INPUT = "standard input"


def read_file(
    file: File, source: SourceConfig, config: InputConfig, stdin: BinaryIO | None, worker: Worker
) -> Iterator[Document | Skipped]:
    """Yield what is in a file, or in ``stdin``. Raises UnreadableError when it is no use."""
    loader = _wanted(file, source)
    if file.path is None:
        data = _stdin(stdin, config)
    elif loader is None and not file.named:
        ending = suffix(file.path)
        raise UnreadableError(f"is of a kind that can't be read ({ending} files need a plug-in)")
    else:
        data = read_path(file.path, config.max_megabytes)
    if not data.strip():
        raise UnreadableError("is empty")
    loader = _by_content(loader, data)
    return parse(worker, loader or sniff(data), data, shown(file.path or STANDARD_INPUT), config)


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


def _stdin(stdin: BinaryIO | None, config: InputConfig) -> bytes:
    if stdin is None:
        raise UnreadableError("is not available here")
    return read_stream(stdin, config.max_megabytes)
