"""The page as a message for a chat: whole statements as far as they fit, and what a webhook takes.

``excerpt`` takes corrections first, then each story; a statement is there whole or not at all, and
what is not is counted. What the reports say can't mention anyone or open a link: only the marks of
its sources do.

``ChatTemplate`` writes the body of a webhook. The shipped templates lie in ``webhooks/``, one for
each service, and a user's own file works as well. A template is given these:

- ``headline``, ``lede``, ``dateline``, ``documents`` and ``origins`` (how many were read);
- ``job``, ``run``, ``occasion``, ``at`` and ``key``, which is the same for each copy of a page;
- ``event``: "page", "correction" (a small page of what is put right on another) or "digest";
- ``link``, where the whole page can be read, or "";
- ``topic``: the last part of the address; if a template asks for it, it is posted to the rest;
- ``stories(style, most, …)``, which is ``excerpt`` of the page;
- filters that escape: ``slack``, ``markdown``, ``plain``; and ``shortened(most)``.

Each ``{{ value }}`` is written as JSON, quotes and all, so that nothing that a report says can
leave its string; and what comes out is parsed before it is sent. Templates render in Jinja's
sandbox.
"""

from __future__ import annotations

import json
import re
import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from summarise.errors import RenderError
from summarise.plain import shortened
from summarise.render import markdown
from summarise.render.view import (
    Mark,
    Page,
    PrintedCorrection,
    PrintedDifference,
    PrintedSide,
    PrintedStatement,
    page,
)
from summarise.types import Briefing, Record, Section, Statement

if TYPE_CHECKING:
    from jinja2.sandbox import SandboxedEnvironment

_WEBHOOKS: Final = Path(__file__).parent / "webhooks"
_LONGEST_HEADING: Final = 200

_SAID: Final = (Statement("x", (), 1, "source"), Statement("x" * 100_000, (), 1, "source"))
SAMPLES: Final = tuple(
    Briefing("x", "", datetime(2026, 1, 1, tzinfo=UTC), (Section("y", said, ()),), (), Record())
    for said in (_SAID, _SAID[:1])
)
"""Pages to try a template on: one has more to say than any message holds."""

Piece = tuple[str, str]
"""A text of a line, and the address that it leads to, or ""."""

_MENTION: Final = re.compile(r"[@<](?=\S)")
_APART: Final = "\u200b"
"""What nobody sees, and keeps services from reading "@everyone" or "<!channel>" as a mention."""


def length(text: str) -> int:
    """Count the characters as JavaScript does, which is never less than Python."""
    return len(text.encode("utf-16-le")) // 2


def _json_bytes(text: str) -> int:
    return len(json.dumps(text, ensure_ascii=False).encode()) - 2


def plain(text: str) -> str:
    """Return the text so that it mentions nobody."""
    return _MENTION.sub(lambda found: f"{found[0]}{_APART}", text)


def slack(text: str) -> str:
    """Escape what opens a mention or a link in Slack."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _markdown(text: str) -> str:
    """Escape for the Markdown of chats, where an @ may mention somebody."""
    return markdown.escaped(text).replace("@", f"@{_APART}")


@dataclass(frozen=True, slots=True)
class _Style:
    """How a service marks text; ``bold`` and ``link`` take what is escaped already."""

    escape: Callable[[str], str]
    bold: Callable[[str], str]
    link: Callable[[str, str], str]

    def write(self, pieces: Iterable[Piece], *, linked: bool) -> str:
        return "".join(
            self.link(self.escape(text), url) if url and linked else self.escape(text)
            for text, url in pieces
        )

    def heading(self, text: str) -> str:
        # An asterisk would end the bold type.
        return self.bold(self.escape(shortened(text.replace("*", ""), _LONGEST_HEADING, length)))


_STYLES: Final[Mapping[str, _Style]] = {
    "slack": _Style(slack, lambda text: f"*{text}*", lambda text, url: f"<{slack(url)}|{text}>"),
    "markdown": _Style(_markdown, lambda text: f"**{text}**", lambda text, url: f"[{text}]({url})"),
    "plain": _Style(plain, str, lambda text, _: text),
}


@dataclass(slots=True)
class Excerpt:
    """As much of a page as there was room for: its ``blocks``, and how many lines were left off."""

    blocks: list[str] = field(default_factory=list)
    left_off: int = 0

    @property
    def text(self) -> str:
        """All blocks in one."""
        return "\n\n".join(self.blocks)


def excerpt(
    printed: Page,
    style: str,
    most: int,
    *,
    block: int = 0,
    blocks: int = 1,
    apart: bool = False,
    each: int = 2,
    between: str = "\n",
    size: Callable[[str], int] = length,
) -> Excerpt:
    """Take what fits of a page, in its order; after the first line that has no room, none has.

    All of it is no larger than ``most`` by ``size``, where a block costs ``each`` besides its text.
    A block is no larger than ``block`` (0: than all), and there are at most so many ``blocks``;
    with ``apart`` each story begins one, as long as there are any. ``between`` stands between
    lines.
    """
    taken, how = Excerpt(), _STYLES[style]
    room = _Room(most, block or most, blocks, each, size)
    for title, lines in _parts(printed):
        heading, begins = f"{how.heading(title)}{between}" if title else "", True
        for line in lines:
            ways = (heading + how.write(line, linked=linked) for linked in (True, False))
            text = next((way for way in ways if size(way) <= room.block), "")
            gap = "\n\n" if begins else between
            if room.take(taken.blocks, text, gap, alone=begins and apart):
                heading, begins = "", False
            else:
                taken.left_off += 1
    return taken


@dataclass(slots=True)
class _Room:
    """The room that there is, as ``excerpt`` describes it; ``left`` is what is still free."""

    left: int
    block: int
    blocks: int
    each: int
    size: Callable[[str], int]

    def take(self, blocks: list[str], text: str, gap: str, *, alone: bool) -> bool:
        """Add a line to the blocks, and say whether there was room; "" was too long for any."""
        joined = f"{blocks[-1]}{gap}{text}" if blocks else ""
        fits = bool(blocks) and self.size(joined) <= self.block
        opens = len(blocks) < self.blocks and (alone or not fits)
        cost = self.size(text) + (self.each if opens else self.size(gap))
        if not text:
            return False
        if cost > self.left or not (opens or fits):
            self.left = 0
            return False
        self.left -= cost
        if opens:
            blocks.append(text)
        else:
            blocks[-1] = joined
        return True


def _parts(printed: Page) -> Iterator[tuple[str, list[tuple[Piece, ...]]]]:
    """Yield what there is to say, under its headings."""
    write = _Lines({source.number: source.url for source in printed.sources})
    yield printed.words.correction, [*map(write.correction, printed.corrections)]
    if printed.quiet:
        yield "", [((printed.quiet, ""),)]
    if printed.lede:
        yield "", [write.statement(printed.lede)]
    for story in printed.stories:
        yield story.headline, [*map(write.statement, story.statements)]
        if story.background:
            yield story.headline, [((story.background, ""),)]
        yield printed.words.differ, [*map(write.difference, story.differences)]


@dataclass(frozen=True, slots=True)
class _Lines:
    """Makes lines of what a page says; ``urls`` are those of its sources, by number."""

    urls: Mapping[int, str]

    def statement(self, statement: PrintedStatement) -> tuple[Piece, ...]:
        pieces: list[Piece] = []
        bullet = "• "
        for number, part in enumerate(statement.parts, 1):
            at_the_end = number == len(statement.parts)
            pieces += [(f"{bullet}{part.text}", ""), *self._marks(part.marks, apart=at_the_end)]
            bullet = ""
        return tuple(pieces)

    def correction(self, correction: PrintedCorrection) -> tuple[Piece, ...]:
        return (*self.statement(correction.now), (f" ({correction.was})", ""))

    def difference(self, difference: PrintedDifference) -> tuple[Piece, ...]:
        pieces: list[Piece] = [(f"• {difference.about}: ", "")]
        for number, side in enumerate(difference.sides):
            pieces += [("; ", "")] * bool(number)
            pieces += self._side(side)
        return tuple(pieces)

    def _side(self, side: PrintedSide) -> Iterator[Piece]:
        quote = f" “{side.quote}”" if side.quote else ""
        overtaken = " (overtaken)" if side.outdated else ""
        yield f"{side.label}{overtaken}{quote}", ""
        yield from self._marks(side.marks)
        if side.voices:
            yield " — " if side.label or quote else "", ""
        for number, voice in enumerate(side.voices):
            yield f"{', ' * bool(number)}{voice.name}", ""
            yield from self._marks(voice.marks)

    def _marks(self, marks: Sequence[Mark], *, apart: bool = True) -> Iterator[Piece]:
        if marks and apart:
            yield " ", ""
        for mark in marks:
            yield f"[{mark.number}]", self.urls.get(mark.number, "")


class ChatTemplate:
    """A template for the body of a webhook, by the name of a shipped one or a path.

    Raises RenderError when it is not there or no template.
    """

    def __init__(self, name: str) -> None:
        from jinja2 import TemplateSyntaxError, meta

        shipped = _WEBHOOKS / f"{name}.jinja"
        self._path = shipped if shipped.is_file() else Path(name).expanduser()
        self._environment = _environment()
        try:
            tree = self._environment.parse(self._path.read_text(encoding="utf-8"))
            code = self._environment.compile(tree, filename=str(self._path))
        except TemplateSyntaxError as error:
            raise RenderError(f"{self._path}, line {error.lineno}: {error.message}") from error
        except (OSError, UnicodeDecodeError) as error:
            raise RenderError(f"{self._path}: the template can't be read as UTF-8 text") from error
        self._template = self._environment.template_class.from_code(
            self._environment, code, self._environment.make_globals({})
        )
        self.variables = frozenset(meta.find_undeclared_variables(tree))

    def render(self, briefing: Briefing, **values: str) -> bytes:
        """Return the body for a page, as JSON. Raises RenderError."""
        printed = page(briefing)
        values["headline"] = printed.headline or values["job"]
        try:
            text = self._template.render(
                values,
                lede=printed.lede.text if printed.lede else "",
                dateline=printed.dateline,
                documents=briefing.record.documents,
                origins=briefing.record.origins,
                stories=partial(_stories, printed),
            )
        except Exception as error:  # a template can fail in every way that an expression can
            raise RenderError(f"{self._path}, line {self._line(error)}: {error}") from error
        try:
            return json.dumps(json.loads(text), ensure_ascii=False, allow_nan=False).encode()
        except ValueError as error:
            raise RenderError(
                f"{self._path}: what it makes is no JSON ({error}); a {{{{ value }}}} brings its "
                "own quotes"
            ) from error

    def _line(self, error: Exception) -> int:
        """Return the template's line in which the error came up."""
        lines = traceback.walk_tb(error.__traceback__)
        here = [n for frame, n in lines if frame.f_code.co_filename == str(self._path)]
        return here[-1] if here else 0


def _stories(printed: Page, style: str, most: int, *, unit: str = "", **limits: Any) -> Excerpt:
    """Take what fits of a page; ``unit`` is "bytes", or else characters are counted."""
    if style not in _STYLES:
        raise ValueError(f"there is no style {style!r} (there are: {', '.join(_STYLES)})")
    return excerpt(printed, style, most, size=_json_bytes if unit == "bytes" else length, **limits)


def _environment() -> SandboxedEnvironment:
    from jinja2 import StrictUndefined, pass_context
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from markupsafe import Markup

    @pass_context  # else constants would not come by here
    def as_json(_: Any, value: object) -> Markup:
        if isinstance(value, StrictUndefined):
            str(value)  # which raises
        text = value if isinstance(value, Markup) else json.dumps(value, ensure_ascii=False)
        return Markup(text)  # noqa: S704 - it is JSON, and no HTML

    environment = ImmutableSandboxedEnvironment(
        undefined=StrictUndefined,
        autoescape=True,  # of macros, so that what they write is not taken for a value
        finalize=as_json,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "slack": slack,
        "markdown": _markdown,
        "plain": plain,
        "shortened": lambda text, most: shortened(text, most, length),
    }
    return environment
