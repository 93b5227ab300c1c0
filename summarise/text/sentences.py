"""Cutting a text into sentences, as spans of it.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a number, or the
next word starts in lower case. Abbreviations that also end sentences ("U.S.", "Inc.") end one only
before a word that starts sentences. Terminal marks of Chinese and Japanese always end one. A
quotation is not cut in two: ``"We won. We are glad," he said.`` is one sentence, so that nobody's
words lose their speaker. A line break ends a sentence where a paragraph, a list or a heading does;
in a wrapped line it is white space. A dateline ("MOSCOW (Reuters) - ") and a bullet are not part
of the sentence that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from summarise.text.abbreviations import WINDOW, belongs_to_word
from summarise.text.credits import dateline_end
from summarise.types import Document, Sentence

_CLOSERS = "\"'”’“»)]"
_STOPS = ".!?…؟۔।॥։።\u037e"
_BOUNDARY = re.compile(
    rf"(?P<stop>(?<![{_STOPS}])[{_STOPS}]+(?:[{re.escape(_CLOSERS)}]|[\u00a0\u202f ]»)*)(?=\s)"
    r"|(?P<greek>(?<=[\u0370-\u03ff\u1f00-\u1fff]);[»\"”]*(?=\s))"
    r"|(?P<cjk>(?<![。！？｡])[。！？｡]+[」』”’）\"]*)"
    r"|(?P<gap>\n[^\S\n]*\n\s*|\n(?=[^\S\n]*(?:[-*•–—▪●·]|\d{1,2}[.)])\s))"
)
_QUOTED = re.compile(
    r"“[^“”]{1,600}”|«[^«»]{1,600}»|„[^„“”]{1,600}[“”]|「[^「」]{1,600}」|『[^『』]{1,600}』"
    r"|(?<![\w\"])\"(?=[^\s\"])[^\"]{1,600}(?<=\S)\"(?!\w)"
)
_GAP = re.compile(r"\n[^\S\n]*\n")
_BULLET = re.compile(r"(?:[-*•–—▪●·>#]+|\(?\d{1,2}[.)])\s+")
_OPENERS = "\"'“‘«([¿¡„ \u00a0\u202f"
_HEAD = 200
"""Characters of a paragraph in which its dateline stands."""
_SAYING = r"(?:said|says|asked|added|told|wrote|tweeted|declared|replied|insisted|warned)\b"
_SPEAKER = re.compile(rf"(?:[A-Z][\w.’'-]*,? ){{1,4}}{_SAYING}")
_CJK_SPEAKER = re.compile(r"と|って|[^。！？，、\n]{0,8}(?:说|說|表示|称|稱|道)")


def split(text: str) -> list[tuple[int, int]]:
    """Return the spans of the text's sentences, in order, without the white space around them."""
    spans = []
    start = 0
    for end, resume in [*_boundaries(text), (len(text), len(text))]:
        span = _trim(text, start, end)
        if span:
            spans.append(span)
        start = max(start, resume)
    return spans


def sentences(document: Document) -> tuple[Sentence, ...]:
    """Cut a document into sentences."""
    return tuple(
        Sentence(document.id, start, end, document.text[start:end])
        for start, end in split(document.text)
    )


def _boundaries(text: str) -> Iterator[tuple[int, int]]:
    """Yield where a sentence ends and where the next one may begin."""
    found = [(place, place) for place in _line_ends(text)]
    quotations = _quotations(text)
    inside = next(quotations, None)
    for match in _BOUNDARY.finditer(text):
        while inside and inside[1] <= match.start():
            inside = next(quotations, None)
        if match["gap"]:
            found.append(match.span())
        elif inside and inside[0] < match.start() and match.end() < inside[1]:
            continue
        elif _ends_sentence(text, match):
            found.append((match.end(), match.end()))
    return iter(sorted(found))


def _quotations(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of quotations that end in the paragraph in which they begin."""
    for match in _QUOTED.finditer(text):
        if not _GAP.search(match[0]):
            yield match.span()


def _line_ends(text: str) -> Iterator[int]:
    """Yield the line breaks that somebody set: headings and lines that are paragraphs.

    Where lines are wrapped, the next word did not fit any more; if it would have fitted and has a
    capital, the line was ended on purpose.
    """
    place = 0
    for block in _GAP.split(text):
        at = text.index(block, place) if block else place
        place = at + len(block)
        lines = block.split("\n")
        width = max(map(len, lines))
        for line, following in pairwise(lines):
            at += len(line) + 1
            if _is_set(line.strip(), following.strip(), width):
                yield at


def _is_set(line: str, following: str, width: int) -> bool:
    if not line or not following or line.endswith((",", "-", "–", "—")):
        return False
    if line.startswith("#"):
        return True
    word = following.split(maxsplit=1)[0]
    fits = len(line) + 1 + len(word) <= width
    return fits and word.lstrip(_OPENERS)[:1].isupper()


def _speaker_follows(text: str, match: re.Match[str]) -> bool:
    """Whether a quotation was closed and the speaker comes behind: 「行く。」と述べた."""
    return match["cjk"][-1] in '」』”’"' and bool(_CJK_SPEAKER.match(text, match.end()))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if not match["stop"]:
        return bool(match["greek"]) or not _speaker_follows(text, match)
    following = text[match.end() : match.end() + 60].lstrip().lstrip(_OPENERS)
    if following[:1].islower() and not following[1:2].isupper():  # iPhone is a capital of a kind
        return False
    mark = match["stop"].rstrip(_CLOSERS + " \u00a0\u202f")
    if following[:1] and following[0] in ".!?…":
        return False
    if mark != match["stop"] and mark[-1] in "!?" and _SPEAKER.match(following):
        return False
    if mark != ".":
        return True
    before = text[max(0, match.start() - WINDOW) : match.start()] + "."
    return not belongs_to_word(before, following)


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    if _opens_line(text, start):
        start += dateline_end(text[start : min(end, start + _HEAD)])
        bullet = _BULLET.match(text, start, end)
        start = bullet.end() if bullet else start
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start:end]) else None


def _opens_line(text: str, start: int) -> bool:
    before = text[max(0, start - 20) : start].rstrip(" \t\r")
    return not before or before.endswith("\n")
