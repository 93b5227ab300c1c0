"""A briefing becomes bytes: Markdown, text, HTML, PDF or JSON.

One file for each format, templates beside them. What the four printed formats say is worked out
once, in ``view``; JSON is the contract of docs/briefing.schema.json and carries the whole record.
Importing this is cheap: jinja2 and typst are imported where they are used.
"""

from __future__ import annotations

from typing import Protocol

from summarise.errors import RenderError
from summarise.render.html import HtmlRenderer
from summarise.render.json import JsonRenderer
from summarise.render.markdown import MarkdownRenderer
from summarise.render.pdf import PdfRenderer, count_pages, missing_scripts
from summarise.render.text import TextRenderer
from summarise.render.view import Paper
from summarise.types import Briefing, Format

__all__ = ["Paper", "Renderer", "count_pages", "missing_scripts", "render"]


class Renderer(Protocol):
    """Writes a briefing in one format."""

    def render(self, briefing: Briefing, paper: Paper) -> bytes:
        """Return the page as bytes, for ``paper`` where it is printed. Raises RenderError."""
        ...


_RENDERERS: dict[str, type[Renderer]] = {
    "md": MarkdownRenderer,
    "txt": TextRenderer,
    "html": HtmlRenderer,
    "pdf": PdfRenderer,
    "json": JsonRenderer,
}


def render(briefing: Briefing, format: Format, paper: Paper = "a4") -> bytes:  # noqa: A002
    """Write the briefing in ``format``, in UTF-8 if that is text. Raises RenderError."""
    if format not in _RENDERERS:
        known = ", ".join(_RENDERERS)
        raise RenderError(f"{format!r} is no format of a page; there are {known}")
    return _RENDERERS[format]().render(briefing, paper)
