"""The page in Slack's blocks: corrections first, then each story; whole statements, or none.

A page that does not fit is told as far as it goes, and how much more there is. What the reports
say can't mention anyone or open a link: only the marks of its sources do.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from summarise.plain import shortened
from summarise.render.foot import PrintedSource
from summarise.render.view import (
    Page,
    PrintedCorrection,
    PrintedDifference,
    PrintedSide,
    PrintedStatement,
    page,
)
from summarise.types import Briefing

MOST_BLOCKS: Final = 50
MOST_HEADER: Final = 150
MOST_SECTION: Final = 3000
"""Slack's own limits, in blocks and characters (docs.slack.dev, reference/block-kit/blocks)."""

MOST_TOGETHER: Final = 10_000
"""Characters of all blocks: Slack refuses some messages from 11,000 on, and says nowhere how it
counts (github.com/slackapi/bolt-js, issues 2509 and 2867)."""

_OF_A_BLOCK: Final = 130
"""Characters that a block without text is counted as there."""

_AROUND: Final = 3
"""Blocks beside the sections: the header, the date, and how much more there is."""

_LONGEST_HEADING: Final = 200
_LONGEST_FALLBACK: Final = 1000

MOST_LINE: Final = MOST_SECTION - 5 * _LONGEST_HEADING - 3
"""Characters of a line, so that it has room below its heading (escaped, & is five of them)."""

Sources = Mapping[int, PrintedSource]
Line = Callable[[Sources], str]
Block = dict[str, Any]


def payload(briefing: Briefing, job: str) -> dict[str, Any]:
    """Return what an incoming webhook takes; ``text`` is for notifications, which show no blocks.

    ``job`` stands in for a headline that is empty.
    """
    printed = page(briefing)
    headline = printed.headline or job
    lede = f" – {printed.lede.text}" if printed.lede else ""
    return {
        "text": escaped(shortened(f"{headline}{lede}", _LONGEST_FALLBACK, length)),
        "blocks": _blocks(briefing, printed, headline),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def escaped(text: str) -> str:
    """Escape what opens a mention or a link."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def length(text: str) -> int:
    """Count the characters as JavaScript does, which is never less than Python."""
    return len(text.encode("utf-16-le")) // 2


def _blocks(briefing: Briefing, printed: Page, headline: str) -> list[Block]:
    record = briefing.record
    read = f"{printed.dateline} · {record.documents:,} reports from {record.origins:,} origins"
    header = shortened(headline, MOST_HEADER, length)
    packed = _packed(printed)
    blocks: list[Block] = [
        {"type": "header", "text": {"type": "plain_text", "text": header, "emoji": False}},
        {"type": "context", "elements": [_text(escaped(read))]},
        *({"type": "section", "text": _text(text)} for text in packed.sections),
    ]
    if packed.left_off:
        more = f"{packed.left_off:,} more on the page"
        blocks.append({"type": "context", "elements": [_text(more)]})
    return blocks


def _text(text: str) -> Block:
    # Verbatim: else Slack would make links and mentions of what only looks like one.
    return {"type": "mrkdwn", "text": text, "verbatim": True}


@dataclass
class _Packing:
    """Fills sections with lines, in their order; after the first that has no room, none has.

    ``left`` are the characters that may still come.
    """

    left: int = MOST_TOGETHER - _AROUND * (_OF_A_BLOCK + MOST_HEADER)
    sections: list[str] = field(default_factory=list)
    left_off: int = 0

    def add(self, line: str, heading: str | None) -> bool:
        """Add a line, to a section of its own if it has a heading (""), and say whether it is in.

        A line that is empty is one that was too long.
        """
        opens = heading is not None or length(f"{self.sections[-1]}\n{line}") > MOST_SECTION
        text = f"*{heading}*\n{line}" if heading else line
        cost = length(text) + (_OF_A_BLOCK if opens else 1)
        full = cost > self.left or (opens and len(self.sections) == MOST_BLOCKS - _AROUND)
        if full or not line:
            self.left_off += 1
            self.left = 0 if full else self.left
            return False
        self.left -= cost
        if opens:
            self.sections.append(text)
        else:
            self.sections[-1] += f"\n{text}"
        return True


def _packed(printed: Page) -> _Packing:
    sources = {source.number: source for source in printed.sources}
    packing = _Packing()
    for title, lines in _parts(printed):
        # An asterisk would end the bold type.
        heading: str | None = escaped(shortened(title.replace("*", ""), _LONGEST_HEADING, length))
        for line in lines:
            ways = (line(sources), line({}))  # with links, and with bare marks
            fits = next((text for text in ways if length(text) <= MOST_LINE), "")
            if packing.add(fits, heading):
                heading = None
    return packing


def _parts(printed: Page) -> Iterator[tuple[str, list[Line]]]:
    """Yield what there is to say, under its headings."""
    yield (
        printed.words.correction,
        [partial(_correction, one) for one in printed.corrections],
    )
    if printed.quiet:
        yield "", [partial(_as_it_is, printed.quiet)]
    if printed.lede:
        yield "", [partial(_statement, printed.lede)]
    for story in printed.stories:
        yield story.headline, [partial(_statement, one) for one in story.statements]
        if story.background:
            yield story.headline, [partial(_as_it_is, story.background)]
        yield printed.words.differ, [partial(_difference, one) for one in story.differences]


def _as_it_is(text: str, _sources: Sources) -> str:
    return escaped(text)


def _correction(one: PrintedCorrection, sources: Sources) -> str:
    return f"{_statement(one.now, sources)} ({escaped(one.was)})"


def _statement(statement: PrintedStatement, sources: Sources) -> str:
    marks = _marks([mark.number for mark in statement.marks], sources)
    return f"• {escaped(statement.text)}{marks}"


def _difference(difference: PrintedDifference, sources: Sources) -> str:
    sides = "; ".join(_side(side, sources) for side in difference.sides)
    return f"• {escaped(difference.about)}: {sides}"


def _side(side: PrintedSide, sources: Sources) -> str:
    quote = f" “{escaped(side.quote)}”" if side.quote else ""
    overtaken = " (overtaken)" if side.outdated else ""
    voices = ", ".join(
        f"{escaped(voice.name)}{_marks([mark.number for mark in voice.marks], sources)}"
        for voice in side.voices
    )
    return f"{escaped(side.label)}{overtaken}{quote} — {voices}".strip()


def _marks(numbers: list[int], sources: Sources) -> str:
    marks = "".join(_mark(number, sources.get(number)) for number in numbers)
    return f" {marks}" if marks else ""


def _mark(number: int, source: PrintedSource | None) -> str:
    return f"<{escaped(source.url)}|[{number}]>" if source and source.url else f"[{number}]"
