"""Cutting a text into sentences, as spans of it.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a number, or the
next word starts in lower case. Abbreviations that also end sentences ("U.S.", "a.m.", "Inc.") end
one only before a word that starts sentences. Terminal marks of Chinese and Japanese always end one.
A dateline ("MOSCOW (Reuters) - ") and a bullet are not part of the sentence that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from summarise.text.credits import dateline_end
from summarise.types import Document, Sentence

_CLOSERS = "\"'”’»)\\]"
_BOUNDARY = re.compile(
    rf"(?P<stop>[.!?…؟]+[{_CLOSERS}]*)(?=\s)"
    r"|(?P<cjk>[。！？]+[」』”’）]*)"
    r"|(?P<gap>\n[^\S\n]*\n\s*|\n(?=[^\S\n]*(?:[-*•–]|\d+[.)])\s))"
)
_BULLET = re.compile(r"(?:[-*•–>#]+|\d{1,2}[.)])\s+")
_LAST_WORD = re.compile(r"([\w.’'-]*[^\W_])[.]+$")
_OPENERS = "\"'“‘«([¿¡"

_NEVER_LAST = frozenset(
    "mr mrs ms dr prof sen rep gov gen col lt sgt capt cmdr adm maj rev hon pres st mt ft vs fig "
    "approx est dept univ e.g i.e cf no nos art sec ch vol pp p para messrs mx sr sra mme mlle "
    "amb atty supt insp det pvt cpl brig bros viz al".split()
)
_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_SOMETIMES_LAST = frozenset(
    "u.s u.k u.n e.u u.s.a u.a.e d.c a.m p.m inc corp co ltd jr sr etc ph.d m.d b.c a.d plc "
    "l.l.c s.a n.v".split()
)
_STARTERS = frozenset(
    "the a an he she it they we i you this that these those his her its their our my but and or "
    "so in on at by for from with after before when while as if although though however meanwhile "
    "there here who what why how since once until under over despite according some many most "
    "several both each another officials police".split()
)


def split(text: str) -> list[tuple[int, int]]:
    """Return the spans of the text's sentences, in order, without the white space around them."""
    spans = []
    start = dateline_end(text)
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
    for match in _BOUNDARY.finditer(text):
        if match["gap"]:
            yield match.start(), match.end()
        elif match["cjk"] or _ends_sentence(text, match):
            yield match.end(), match.end()


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    following = text[match.end() : match.end() + 60].lstrip().lstrip(_OPENERS)
    if following[:1].islower():
        return False
    mark = match["stop"].rstrip("\"'”’»)]")
    if mark != ".":
        return True
    return not _is_abbreviation(text[max(0, match.start() - 30) : match.start()] + ".", following)


def _is_abbreviation(before: str, following: str) -> bool:
    found = _LAST_WORD.search(before)
    if not found:
        return False
    word = found[1].casefold().lstrip("'’")
    digit_next = following[:1].isdigit()
    if word == "no" or word == "nos" or word in _MONTHS:
        return digit_next
    if word in _NEVER_LAST:
        return True
    if word in _SOMETIMES_LAST or re.fullmatch(r"(?:[^\W\d_]\.)+[^\W\d_]", word):
        first = re.match(r"[\w’']+", following)
        return not (first and first[0].casefold() in _STARTERS) and bool(following)
    return len(word) == 1 and found[1].isupper()


def _trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    bullet = _BULLET.match(text, start, end)
    if bullet:
        start = bullet.end()
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if any(c.isalnum() for c in text[start:end]) else None
