"""Two pages in one form: Markdown, with one numbering of the reports."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import TypeAdapter

from summarise.render.phrases import Words
from summarise.render.view import (
    Mark,
    PrintedDifference,
    PrintedSide,
    PrintedStatement,
    PrintedStory,
    page,
)
from summarise.types import Briefing, Document

Numbered = Mapping[str, tuple[int, Document]]
"""The reports by id, each with its number, which is the same for both pages."""

_MARKS = r"(?:\[\d{1,3}\])+"
_LINK = re.compile(r"\[\^?(\d{1,3})\](?:\([^)\s]*\))?")
_LIST = re.compile(r"\[(\d{1,3}(?:\s*[,;–-]\s*\d{1,3})+)\]")
_APART = re.compile(r"(?<=\d\]) (?=\[\d)")
_STOPPED = re.compile(rf"(?m)(?<!\b[A-Z])([.!?]) ?({_MARKS})(?=\s*$|\s+[^a-z\s])")
"""Marks behind the end of a sentence, and not those of "the U.S. [3] said"."""
_FOOT = re.compile(
    r"(?ims)^[#* ]*(?:sources|sources cited|references|citations|reports cited)[:* ]*(?:$|\[\d)"
    r".*?(?=^#|\Z)"
)
_NO_TEXT = re.compile(r"(?m)^(?:[-*_] ?){3,}$|^```\w*$|^\[\d{1,3}\](?!\[|\().*$")
"""Rules, fences, and what a list of sources without a heading is made of."""
_BOLD_LINE = re.compile(r"(?m)^\*\*([^*\n]+)\*\*$")
_DATELINE = re.compile(r"\A(#[^\n]*\n+)[*_]+[^*_\n\[]{1,120}[*_]+\n")


def listed(reports: Numbered) -> str:
    """Write the numbered reports, as the plain prompt and the readers have them."""
    blocks = []
    for number, report in reports.values():
        date = f"{report.published:%d %B %Y, %H:%M}" if report.published else ""
        head = ". ".join(filter(None, (report.outlet, report.title, date)))
        blocks.append(f"{f'[{number}] {head}'.rstrip()}\n{report.text}\n")
    return "\n".join(blocks)


def our_page(told: Mapping[str, Any], reports: Numbered) -> str:
    """Write our page, from its JSON, with the numbers of the reports."""
    briefing = TypeAdapter(Briefing).validate_python({**told, "record": {}})
    if any(source.id not in reports for source in briefing.sources):
        raise ValueError("the page is not of the reports beside it: make it anew")
    # A report without outlet and title would be called by the row it was read from.
    sources = tuple(replace(s, place=f"report {reports[s.id][0]}") for s in briefing.sources)
    printed = page(replace(briefing, sources=sources))
    writer = _Writer({s.number: reports[s.id][0] for s in printed.sources}, printed.words)
    blocks = [f"# {printed.headline}"]
    blocks += [writer.said(printed.lede)] if printed.lede else []
    blocks += [block for story in printed.stories for block in writer.story(story)]
    return one_form("\n\n".join(blocks))


@dataclass(frozen=True)
class _Writer:
    """Writes a page as it stands in print. ``numbers`` are those of the reports, by the page's."""

    numbers: Mapping[int, int]
    words: Words

    def story(self, story: PrintedStory) -> Iterator[str]:
        if story.headline:
            yield f"## {story.headline}"
        lines = []
        for told, differences in story.paragraphs:
            lines += [f"- {' '.join(map(self.said, told))}"] if told else []
            indent = "  " if told else ""
            for one in differences:
                lines.append(f"{indent}- *{self.words.differ}:* {self._difference(one)}")
        yield "\n".join(lines)
        if story.last:
            yield f"### {self.words.differ}"
        yield from map(self._difference, story.last)

    def said(self, statement: PrintedStatement) -> str:
        return "".join(f"{part.text}{self._marks(part.marks)}" for part in statement.parts)

    def _difference(self, difference: PrintedDifference) -> str:
        sides = [self._side(side) for side in difference.sides]
        if all(side.label and not side.quote for side in difference.sides):
            return f"*{difference.about}*: {' – '.join(sides)}"
        return "\n".join([f"*{difference.about}*:", *(f"- {side}" for side in sides)])

    def _side(self, side: PrintedSide) -> str:
        label = f"**{side.label}**{self._marks(side.marks)}" if side.label else ""
        overtaken = f"({self.words.overtaken})" if side.outdated else ""
        voices = ", ".join(f"{voice.name} {self._marks(voice.marks)}" for voice in side.voices)
        quote = side.quote.join(self.words.quotation) if side.quote else ""
        return " ".join(filter(None, (label, overtaken, voices, quote)))

    def _marks(self, marks: Iterable[Mark]) -> str:
        return "".join(f"[{n}]" for n in sorted(self.numbers[mark.number] for mark in marks))


def one_form(markdown: str) -> str:
    """Return a page without what tells whose it is: foot, dateline, and habits of setting."""
    text = _NO_TEXT.sub("", markdown)
    text = _BOLD_LINE.sub(r"## \1", text).strip()
    text = re.sub(r"\A#+", "#", text)
    text = _DATELINE.sub(r"\1", _FOOT.sub("", text))
    text = re.sub(r"(?m)^( *)[*•+] +", r"\1- ", text)
    text = _APART.sub("", _LIST.sub(_each, _LINK.sub(r"[\1]", text)))
    text = _STOPPED.sub(r" \2\1", text)
    text = re.sub(rf"(?<=[^\s\]]) *({_MARKS})", r" \1", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _each(several: re.Match[str]) -> str:
    """Write ``[1, 4-6]`` as one mark for each report."""
    marks = ""
    for part in re.split("[,;]", several[1]):
        ends = [int(n) for n in re.findall(r"\d+", part)]
        marks += "".join(f"[{n}]" for n in range(ends[0], ends[-1] + 1))
    return marks


def length(markdown: str) -> int:
    """Count the words of a page, without its marks."""
    return sum(any(map(str.isalnum, word)) for word in re.sub(_MARKS, "", markdown).split())
