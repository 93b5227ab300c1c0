"""HTML: one file that asks the network for nothing and runs nothing.

The template escapes every value; the policy in the head allows the page's own style and no more.
"""

from __future__ import annotations

from base64 import b64encode
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from summarise.errors import RenderError
from summarise.render.scripts import direction, language
from summarise.render.view import REPLACED, Paper, page
from summarise.types import Briefing

if TYPE_CHECKING:
    from jinja2 import Environment, Template


class HtmlRenderer:
    """The page as a self-contained HTML file."""

    def render(self, briefing: Briefing, paper: Paper = "a4") -> bytes:
        """Return UTF-8 HTML; ``paper`` is the size it prints on. Raises RenderError."""
        from jinja2 import TemplateError
        from markupsafe import Markup

        printed = page(briefing)
        css = style(paper, printed.words.quotation)
        digest = b64encode(sha256(css.encode()).digest()).decode()
        try:
            text = _template().render(
                page=printed,
                words=printed.words,
                dagger=REPLACED,
                css=Markup(css),  # noqa: S704 (ours, from page.css)
                style_hash=f"sha256-{digest}",
            )
        except TemplateError as error:
            raise RenderError(f"page.html: the template failed: {error}") from error
        return f"{text}\n".encode()


def style(paper: Paper, quotation: tuple[str, str]) -> str:
    """Return the page's style sheet, for a size of paper and a language's marks of quotation."""
    opening, closing = quotation
    style = _read("page.css").replace("PAPER", paper)
    return style.replace("OPENING", opening).replace("CLOSING", closing)


@cache
def _template() -> Template:
    return environment().get_template("page.html")


def environment(*folders: Path) -> Environment:
    """Return what templates that escape every value are read with: ours, and those of folders."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    templates = Environment(
        loader=FileSystemLoader([*folders, Path(__file__).parent]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.filters.update(direction=direction, language=language)
    return templates


@cache
def _read(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")
