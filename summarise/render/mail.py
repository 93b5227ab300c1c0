"""A page as an e-mail: HTML that Gmail and Outlook leave whole, and text that flows.

Mail programs drop what they do not know, often with all that stands beside it. So the HTML is of
tables, each element has its own style, colours are figures and numbers are text; the one style
sheet is for the dark, and nothing depends on it. It asks the network for nothing. Which program
knows what is taken from caniemail.com; the tests hold the HTML to that.

Only the page's own links are links: in what reports say, nothing is left that a program would take
for an address.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from summarise.errors import RenderError
from summarise.plain import shortened
from summarise.render.html import environment
from summarise.render.scripts import breakable, direction, language
from summarise.render.text import Flowing, text_of
from summarise.render.untrusted import isolated, unlinked
from summarise.render.view import REPLACED, Page, page
from summarise.types import Briefing

if TYPE_CHECKING:
    from jinja2 import Template

CLIPPED: Final = 100_000
"""Bytes of HTML: at 100 to 105 kB Gmail cuts (github.com/hteumeuleu/email-bugs/issues/41)."""

_SNIPPET: Final = 180
"""Characters of the preheader: lists of mail show 40 to 140 of them, and then what comes next."""

_LONGEST_WORD: Final = 30
"""Characters: Outlook breaks no word, and a longer one would push the page off a phone."""

COLOURS: Final = {
    "paper": ("#fdfcfa", "#181715"),
    "ink": ("#1c1b19", "#e6e2da"),
    "grey": ("#6a665f", "#9d978c"),
    "line": ("#dad5cb", "#3a3732"),
    "accent": ("#8c2f1b", "#e39a84"),
}
"""Each colour by day and in the dark; they are those of page.css."""

_STYLES: Final = {
    "body": "margin:0;background-color:PAPER",
    "paper": "background-color:PAPER",
    # No program shows it; max-height and the like are for those that don't know display:none.
    "hidden": "display:none;max-height:0;overflow:hidden;font-size:1px;line-height:1px;"
    "color:PAPER;mso-hide:all",
    "font": "font-family:Georgia,'Times New Roman',serif;color:INK;",
    "date": "font-size:13px;line-height:1.5;color:GREY;"
    "padding:0 0 8px;border-bottom:1px solid LINE",
    "headline": "margin:18px 0 8px;font-size:30px;line-height:TIGHT;font-weight:bold",
    "lede": "margin:12px 0 0;font-size:20px;line-height:LOOSE",
    "head": "margin:30px 0 0;font-size:19px;line-height:1.35;font-weight:bold",
    "small_head": "margin:0 0 4px;font-size:14px;line-height:1.4;font-weight:bold;color:ACCENT",
    "small_head_grey": "margin:0;font-size:14px;line-height:1.4;font-weight:bold;color:GREY",
    "text": "margin:9px 0 0;font-size:17px;line-height:LOOSE",
    "aside": "margin:9px 0 0;font-size:15px;line-height:1.5;color:GREY",
    "mark": "font-size:12px;line-height:0",
    "link": "color:ACCENT;text-decoration:none",
    "bar": "padding-{start}:14px;border-{start}:2px solid ACCENT",
    "about": "margin:6px 0 0;font-size:15px;line-height:1.5",
    "dash": "font-size:15px;line-height:1.5;color:GREY;padding:3px 0 0",
    "side": "font-size:15px;line-height:1.5;padding:3px 0 0",
    "grey": "color:GREY",
    "foot": "padding:12px 0 4px;border-top:1px solid LINE",
    "number": "font-size:14px;line-height:1.45;color:ACCENT;padding:4px 0 0",
    "source": "font-size:14px;line-height:1.45;padding:4px 0 0",
    "title": "color:INK",
    "record": "font-size:12px;line-height:1.5;color:GREY;"
    "padding:12px 0 0;border-top:1px solid LINE",
    "leave": "margin:10px 0 0",
}
"""Every style of the page by its name: the capitals stand for a colour, or for a script's leading.

A word is bold from 600 on in Outlook; padding is for cells, margins are never negative.
"""

_LEADING: Final = {"": ("1.5", "1.2")} | dict.fromkeys(
    ("ar", "fa", "ur", "zh", "ja", "ko"), ("1.7", "1.35")
)
"""Of text and of the headline, by language: letters that are higher, or full, stand wider."""

_SLANTED: Final = ("", "el", "ru", "uk")
"""The languages, as ``scripts`` guesses them, whose letters have an italic."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A page as its two forms, and the language that both are in (ISO 639-1)."""

    html: str
    text: str
    language: str

    @property
    def clipped(self) -> bool:
        """Whether Gmail shows the beginning only. The page says so at its top."""
        return len(self.html.encode()) > CLIPPED


def mail(briefing: Briefing, unsubscribe: str = "") -> Mail:
    """Write a page as an e-mail; ``unsubscribe`` is an address to link, of the web or "mailto:".

    Raises RenderError.
    """
    printed = page(briefing)
    code = language(printed.headline) or printed.words.code
    leave = (
        f"\n\n{printed.words.unsubscribe}: {unsubscribe.removeprefix('mailto:')}"
        if unsubscribe
        else ""
    )
    text = f"{text_of(printed, Flowing())}{leave}\n"
    whole = Mail(_html(printed, code, unsubscribe, long=False), text, code)
    if not whole.clipped:
        return whole
    return Mail(_html(printed, code, unsubscribe, long=True), text, code)


def preheader(page: Page) -> str:
    """Return what a list of mail shows behind the subject: what the headline does not say."""
    told = [f"{page.words.correction}: {one.now.text}" for one in page.corrections]
    told += [page.quiet, page.lede.text if page.lede else ""]
    told += [story.headline for story in page.stories]
    told += [statement.text for story in page.stories for statement in story.statements]
    return shortened(" · ".join(filter(None, told)), _SNIPPET)


def _html(page: Page, code: str, unsubscribe: str, *, long: bool) -> str:
    from jinja2 import TemplateError

    try:
        return _template().render(
            page=page,
            words=page.words,
            urls={source.number: source.url for source in page.sources},
            language=code,
            direction=direction(page.headline),
            css=_styles(*_LEADING.get(code, _LEADING[""])),
            dark=_dark(),
            preheader=preheader(page),
            unsubscribe=unsubscribe,
            dagger=REPLACED,
            slanted=_SLANTED,
            long=long,
        )
    except TemplateError as error:
        raise RenderError(f"mail.html: the template failed: {error}") from error


@cache
def _styles(loose: str, tight: str) -> dict[str, str]:
    from markupsafe import Markup

    values = {"LOOSE": loose, "TIGHT": tight}
    values |= {name.upper(): day for name, (day, _) in COLOURS.items()}
    styles = dict(_STYLES)
    for name, value in values.items():
        styles = {key: style.replace(name, value) for key, style in styles.items()}
    return {key: Markup(style) for key, style in styles.items()}  # noqa: S704 (ours)


@cache
def _dark() -> str:
    """Return the colours of the dark, for programs that know them."""
    from markupsafe import Markup

    of = {"paper": "background-color", "line": "border-color"}
    rules = [
        f".{name}{{{of.get(name, 'color')}:{dark} !important}}"
        for name, (_, dark) in COLOURS.items()
    ]
    rules.append(f".bar{{border-color:{COLOURS['accent'][1]} !important}}")
    return Markup("@media (prefers-color-scheme:dark){%s}") % Markup("".join(rules))  # noqa: S704


@cache
def _template() -> Template:
    templates = environment()
    templates.finalize = _text
    templates.filters.update(apart=_apart, start=_start)
    return templates.get_template("mail.html")


def _text(value: object) -> object:
    """Make what a report says safe to print; addresses and styles are markup by then."""
    if type(value) is not str:
        return value
    return breakable(unlinked(value), _LONGEST_WORD)


def _apart(text: str, around: str) -> str:
    """Isolate a text if it, or what is around it, runs from right to left."""
    return f"\u2068{text}\u2069" if around == "rtl" else isolated(text)


def _start(direction: str) -> str:
    """Return the side where a line begins: Outlook and Gmail know no other word for it."""
    return "right" if direction == "rtl" else "left"
