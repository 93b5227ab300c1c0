"""A briefing becomes bytes: Markdown, text, HTML, PDF or JSON.

One file for each format, templates beside them. What the four printed formats say is worked out
once, in ``view``; JSON is the contract of docs/briefing.schema.json and carries the whole record.
Importing this is cheap: jinja2 and typst are imported where they are used.
"""

from __future__ import annotations

from importlib import import_module
from typing import Literal, Protocol, cast

from summarise.errors import RenderError
from summarise.types import Briefing, Format

Paper = Literal["a4", "letter"]

_RENDERERS: dict[str, tuple[str, str]] = {
    "md": ("summarise.render.markdown", "MarkdownRenderer"),
    "txt": ("summarise.render.text", "TextRenderer"),
    "html": ("summarise.render.html", "HtmlRenderer"),
    "pdf": ("summarise.render.pdf", "PdfRenderer"),
    "json": ("summarise.render.json", "JsonRenderer"),
}


class Renderer(Protocol):
    """Writes a briefing in one format."""

    def render(self, briefing: Briefing, paper: Paper) -> bytes:
        """Return the page as bytes, for ``paper`` where it is printed. Raises RenderError."""
        ...


def render(briefing: Briefing, format: Format, paper: Paper = "a4") -> bytes:  # noqa: A002
    """Write the briefing in ``format``, in UTF-8 if that is text. Raises RenderError."""
    try:
        module, name = _RENDERERS[format]
    except KeyError:
        known = ", ".join(_RENDERERS)
        raise RenderError(f"{format!r} is no format of a page; there are {known}") from None
    renderer = cast(Renderer, getattr(import_module(module), name)())
    return renderer.render(briefing, paper)


def count_pages(briefing: Briefing, paper: Paper) -> int:
    """Count the pages that the briefing takes, typeset on ``paper``. Raises RenderError."""
    from summarise.render import pdf

    return pdf.count_pages(briefing, paper)


def missing_scripts(briefing: Briefing) -> tuple[str, ...]:
    """Name the page's scripts ("Arabic", "Han") that no font at hand has letters for, sorted.

    Raises RenderError.
    """
    from summarise.render import pdf as glyphs

    return glyphs.missing_scripts(briefing)


__all__ = ["Paper", "Renderer", "count_pages", "missing_scripts", "render"]
