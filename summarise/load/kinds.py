"""Which loader reads what: by suffix, by plug-in, and for the rest by what is in it."""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from pathlib import Path

from summarise.load.decode import decode
from summarise.load.jsons import JsonLinesLoader, JsonLoader, one_a_line
from summarise.load.loader import Loader, UnreadableError
from summarise.load.markdown import MarkdownLoader, front_matter
from summarise.load.pages import HtmlLoader
from summarise.load.tables import TableLoader, is_table
from summarise.load.text import TextLoader

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
}


def suffix(path: Path) -> str:
    """Return the suffix in small letters; that of what is compressed, for ``.gz``."""
    if path.suffix.lower() == ".gz":
        path = path.with_suffix("")
    return path.suffix.lower()


def loader_for(ending: str) -> Loader | None:
    """Return the loader of a suffix, from the table or a plug-in; None if nobody knows it.

    Raises UnreadableError when a plug-in is there, but is broken.
    """
    if ending in LOADERS:
        return LOADERS[ending]()
    for point in entry_points(group=GROUP):
        if point.name.lower().lstrip(".") == ending.lstrip("."):
            return _plugin(point)
    return None


def sniff(data: bytes) -> Loader:
    """Choose a loader by content. Raises UnreadableError for binary data."""
    text = decode(data).lstrip()
    head = text[:2000].lower()
    if head.startswith(("<!doctype html", "<html", "<head", "<body")) or (
        head.startswith("<") and "<html" in head
    ):
        return HtmlLoader()
    if head.startswith(("{", "[")):
        return _sniff_json(text)
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


def _plugin(point: EntryPoint) -> Loader:
    try:
        made = point.load()()
    except Exception as error:  # foreign code: whatever it throws, the run goes on without it
        reason = f"needs the plug-in {point.value}, which failed ({type(error).__name__}: {error})"
        raise UnreadableError(reason) from error
    if not callable(getattr(made, "load", None)):
        raise UnreadableError(f"needs the plug-in {point.value}, which has no method load")
    loader: Loader = made
    return loader
