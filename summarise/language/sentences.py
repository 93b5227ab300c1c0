"""Cutting a text into sentences, as spans of it.

A full stop ends a sentence unless it belongs to an abbreviation, an initial or a number, or the
next word starts in lower case. Abbreviations that also end sentences ("U.S.", "Inc.") end one only
before a word that starts sentences. Terminal marks of Chinese and Japanese always end one; a full
stop without a space behind it only between two plain words ("said.The minister"). A quotation is
not cut in two: ``"We won. We are glad," he said.`` is one sentence, so that nobody's words lose
their speaker; nor is a bracket within a sentence. A line break ends a sentence where a paragraph,
a list or a heading does; in a wrapped line it is white space. A dateline ("MOSCOW (Reuters) - ")
and a bullet are not part of the sentence that follows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING

from summarise.language import lists
from summarise.language.frames import is_of_the_last
from summarise.language.furniture import dateline_end, stamped_end
from summarise.types import Document, Sentence

if TYPE_CHECKING:
    from summarise.language.reading import Vocabulary

_LISTS = {name: frozenset(words.split()) for name, words in lists("sentences").items()}
_TITLES, _NUMBERED, _INSIDE = (_LISTS[name] for name in ("titles", "numbered", "inside"))
_ANYWHERE, _STARTERS = _LISTS["anywhere"], _LISTS["starters"]
_WITH_MARK, DOMAINS = _LISTS["with_mark"], _LISTS["domains"]
_HALF_OF_THE_DAY = frozenset(("a.m", "p.m"))
_LAST_WORD = re.compile(r"([\w.’'-]*[^\W_])\.+$")
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]")
_ALONE_ON_ITS_LINE = re.compile(r"(?:^|\n)[^\S\n]*\(?\d{1,2}\.$")
_GERMAN_ORDINAL = re.compile(
    r"(?:Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember)\b"
)
_BEFORE_GERMAN_ORDINAL = re.compile(
    r"(?<!\bI )\b(?:der|die|das|dem|den|des|am|im|vom|zum|zur|beim|ihre?|seine?) \d{1,3}\.$", re.I
)
_OF_A_TIME = re.compile(
    r"(?:\d|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct"
    r"|Nov|Dec)[a-z]*\b|[A-Z]{2,4}\b|(?:[A-Z][a-z]+ ){1,2}(?i:time)\b|Eastern|Central|Pacific)"
)
_GEORGIAN = re.compile("[\u10d0-\u10ff]")
_UNIT = re.compile(r"(?:[/°]\s?[^\W\d_]|\d\s?[a-z])\.$")
"""A unit of one letter, which is no initial: km/h, 30 °C, 100 m."""
_FIRST = re.compile(r"[\w’']+(?!\w*\.\w?)")
SHORT_OF_IT = 0.8
"""Share of the width of its block that a heading behind a sign has at most."""
WINDOW = 30
"""Characters before a full stop that say what it belongs to."""

_CLOSERS = "\"'”’»)]"
_STOPS = ".!?…؟۔।॥։።။།\u037e"
_GAP = r"\n[^\S\n]*\n"
_ITEM = r"[-*•–—▪●·>#]+|\(?(?:\d{1,2}[.)]|[a-z]\))"
"""What stands before an item of a list, or a heading."""
_SIGNS = "■□◆◇▼▽▲△★☆◎"
"""What stands before a heading without a space, in Japanese and Chinese."""
_BOUNDARY = re.compile(
    rf"(?P<mark>(?<![{_STOPS}])[{_STOPS}]+)"
    rf"(?P<closers>(?:[{re.escape(_CLOSERS)}]|“(?!\w)|[\u00a0\u202f ]»)*)"
    rf"(?P<notes>(?:\[\d{{1,3}}\]|[¹²³⁴-⁹])*)(?=\s|(?P<glued>[“(]?[A-Z]))"
    r"|(?P<greek>(?<=[\u0370-\u03ff\u1f00-\u1fff]);[»\"”]*(?=\s))"
    r"|(?P<cjk>(?<![。！？｡])[。！？｡]+[」』”’）\"]*)"
    rf"|(?P<gap>{_GAP}\s*|\n(?=[^\S\n]*(?:(?:{_ITEM})\s|[{_SIGNS}])))"
)
_DECIMAL = re.compile(
    r"(?:\b(?:of|at|was|is|by|to|about|from|than|magnitude)|[$€£]) ?\d{1,2}$", re.I
)
"""A number that goes on behind the stop: "of 5. 9", as some texts part them."""
_COUNTED = re.compile(
    r"\d{1,2} ?(?:%|percent|per cent|million|billion|trillion|thousand|points?|degrees|km|kilomet"
    r"|miles?|met(?:re|er)s?|on the (?:Richter|open-ended))\b",
    re.I,
)
"""What stands behind a decimal point in such a text, whatever is before: "drew 40. 3 million"."""
_ENCLOSED = re.compile(
    r"(?<=[^\W\d_] )\([^()]{1,300}\)(?=[ ,;:]*[a-z])"
    r"|“[^“”]{1,600}”|«[^«»]{1,600}»|„[^„“”]{1,600}[“”]|「[^「」]{1,600}」|『[^『』]{1,600}』"
    r"|(?<![\w\"])\"(?=[^\s\"])[^\"]{1,600}(?<=\S)\"(?!\w)"
)
_PARAGRAPH = re.compile(_GAP)
_BREAK = re.compile(rf"{_GAP}|\n[^\S\n]*(?:(?:{_ITEM})\s|[{_SIGNS}])")
_MARK_OF_ITEM = re.compile(r"\(?(?:\d{1,2}|[a-z])[.)]")
"""An item's number within a line, which the stop behind it parts from the item."""
_BULLET = re.compile(rf"(?:{_ITEM})\s+|[{_SIGNS}]+\s*")
_OPENERS = "\"'“‘«([¿¡„ \u00a0\u202f"
_HEAD = 200
"""Characters of a paragraph in which its dateline stands."""
_HEADING = 400
"""Characters of a text in which a heading and a stamp stand that were glued to it."""
_SAYING = r"(?:said|says|asked|added|told|wrote|tweeted|declared|replied|insisted|warned)\b"
_SPEAKER = re.compile(rf"(?:[A-Z][\w.’'-]*,? ){{1,4}}{_SAYING}")
_GLUED_BEFORE = re.compile(r"(?:^|[\s“”\"'‘(])(?P<word>[^\W\d_]+(?:[-’'][^\W\d_]+)*|\d{1,4})$")
_GLUED_AFTER = re.compile(r"(?:[AI]|[A-Z][^\W\dA-Z_]+)(?:[’'][a-z]+)?(?=[\s,;:]|$)")
_CJK_SPEAKER = re.compile(r"と|って|[^。！？，、\n]{0,8}(?:说|說|表示|称|稱|道)")


def split(text: str) -> list[tuple[int, int]]:
    """Return the spans of the text's sentences, in order, without the white space around them."""
    spans = []
    start = _opening(text, 0)
    for end, resume in [*_boundaries(text), (len(text), len(text))]:
        stop = start + len(text[start:end].rstrip())
        said = text[start:stop]
        if any(map(str.isalnum, said)) and not _MARK_OF_ITEM.fullmatch(said):
            spans.append((start, stop))
        if resume > start:
            start = _opening(text, resume)
    return spans


def sentences(document: Document, vocabulary: Vocabulary) -> tuple[Sentence, ...]:
    """Cut a document into sentences, and read them."""
    return tuple(sentence(document, span, vocabulary) for span in split(document.text))


def sentence(document: Document, span: tuple[int, int], vocabulary: Vocabulary) -> Sentence:
    """Return the sentence of a document that stands at a span."""
    text = document.text[slice(*span)]
    return Sentence(document.id, *span, text, vocabulary.read(text))


def _boundaries(text: str) -> list[tuple[int, int]]:
    """Return where a sentence ends and where the next one may begin, in order.

    What says of a sentence whose words it is, or that it is not so, belongs to it.
    """
    found = [(place, place) for place in line_ends(text)]
    enclosed = _enclosed(text)
    inside = next(enclosed, None)
    for match in _BOUNDARY.finditer(text):
        while inside and inside[1] <= match.start():
            inside = next(enclosed, None)
        if match["gap"]:
            found.append(match.span())
        elif inside and inside[0] < match.start() and match.end() < inside[1]:
            continue
        elif _ends_sentence(text, match):
            found.append((match.end(), match.end()))
    return sorted(place for place in found if not _is_said_of(text, *place))


def _is_said_of(text: str, end: int, resume: int) -> bool:
    before = text[max(0, end - WINDOW) : end].rstrip().rstrip(_CLOSERS)
    return before.endswith((*_STOPS,)) and is_of_the_last(text, _past_space(text, resume))


def _enclosed(text: str) -> Iterator[tuple[int, int]]:
    """Yield the quotations, and the brackets within a sentence, that end in their paragraph."""
    for match in _ENCLOSED.finditer(text):
        if not _PARAGRAPH.search(match[0]):
            yield match.span()


def line_ends(text: str) -> Iterator[int]:
    """Yield the line breaks that somebody set: headings and lines that are paragraphs.

    Where lines are wrapped, the next word did not fit any more; if it would have fitted and has a
    capital, the line was ended on purpose, unless a sentence goes on from the line before it.
    """
    place = 0
    for block in _PARAGRAPH.split(text):
        at = text.index(block, place) if block else place
        place = at + len(block)
        lines = block.split("\n")
        width = max(map(len, lines))
        within = False
        for line, following in pairwise(lines):
            at += len(line) + 1
            ended = line.rstrip().endswith(tuple(_STOPS + _CLOSERS + ":"))
            is_set = _is_set(line.strip(), following.strip(), width)
            if is_set and not (within and not ended):
                yield at
            within = not ended and (within or not is_set)


def _is_set(line: str, following: str, width: int) -> bool:
    if not line or not following or line.endswith((",", "-", "–", "—")):
        return False
    if line.startswith("#") or (line[0] in _SIGNS and len(line) <= SHORT_OF_IT * width):
        return True
    word = following.split(maxsplit=1)[0]
    fits = len(line) + 1 + len(word) <= width
    return fits and word.lstrip(_OPENERS)[:1].isupper()


def _is_decimal(before: str, following: str) -> bool:
    """Whether a stop is a decimal point: "of 5. 9", "drew 40. 3 million"."""
    if not following[:1].isdigit():
        return False
    parted = _COUNTED.match(following) and re.search(r"(?<!\d)\d{1,3}$", before)
    return bool(parted or _DECIMAL.search(before))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    if not match["mark"]:
        # a quotation was closed and the speaker comes behind: 「行く。」と述べた
        closed = match["cjk"] and match["cjk"][-1] in '」』”’"'
        return not (closed and _CJK_SPEAKER.match(text, match.end()))
    before = text[max(0, match.start() - WINDOW) : match.start()]
    following = text[match.end() : match.end() + 60].lstrip().lstrip(_OPENERS)
    if match["glued"] and not _glued(before, match["closers"], following):
        return False
    if _goes_on(following):
        return False
    mark, closed = match["mark"], match["closers"]
    if mark == "." and not closed and _is_decimal(before, following):
        return False
    if following[:1] and following[0] in ".!?…":
        return False
    if closed and mark[-1] in "!?" and _SPEAKER.match(following):
        return False
    belongs = belongs_to_word if mark == "." else belongs_to_name
    return not belongs(before + mark, following)


def _goes_on(following: str) -> bool:
    """Whether a small letter comes that begins no sentence, in a script that has capitals.

    Georgian has them in its tables and not in its texts; iPhone is a capital of a kind.
    """
    small = following[:1].islower() and not following[1:2].isupper()
    return small and not _GEORGIAN.match(following)


def _glued(before: str, closers: str, following: str) -> bool:
    """Whether a mark with no space behind it may end a sentence: "said.The", not "Node.Js 2.0".

    There is a plain word on each side; the second is no last part of the name of a site.
    """
    word = _GLUED_BEFORE.search(before)
    after = _GLUED_AFTER.match(following)
    if not after or after[0].casefold() in DOMAINS:
        return False
    plain = bool(word and (word["word"].isdigit() or word["word"][-2:].islower()))
    return plain or (closers != "" and closers in "”)")


def _opening(text: str, start: int) -> int:
    """Return where a sentence begins: behind white space and, on a new line, what stands before it.

    A dateline may hold a full stop ("ST. PAUL, Minn. (AP)"), but ends in its paragraph.
    """
    first = start == 0
    start = _past_space(text, start)
    while first and (stamped := stamped_end(text[start : start + _HEADING])):
        start += stamped
    skipped = _preface(text, start) if _opens_line(text, start) else 0
    while skipped:
        start = _past_space(text, start + skipped)
        skipped = _preface(text, start)
    return start


def _past_space(text: str, start: int) -> int:
    while start < len(text) and text[start].isspace():
        start += 1
    return start


def _preface(text: str, start: int) -> int:
    """Return the length of the bullet or the dateline that stands here; 0 if there is none."""
    bullet = _BULLET.match(text, start)
    if bullet:
        return bullet.end() - start
    head = text[start : start + _HEAD]
    pause = _BREAK.search(head)
    return dateline_end(head[: pause.start()] if pause else head)


def _opens_line(text: str, start: int) -> bool:
    before = text[max(0, start - 20) : start].rstrip(" \t\r")
    return not before or before.endswith("\n")


def belongs_to_word(before: str, following: str) -> bool:
    """Whether the full stop at the end of ``before`` is part of the word that it follows.

    ``following`` is what comes after it, without white space and opening quotation marks.
    """
    found = _LAST_WORD.search(before)
    if not found:
        return False
    word = found[1].casefold().lstrip("'’")
    if word.isdigit():
        placed = _BEFORE_GERMAN_ORDINAL.search(before) and not _starts(following)
        return bool(placed or _GERMAN_ORDINAL.match(following) or _ALONE_ON_ITS_LINE.search(before))
    if word in _NUMBERED and following[:1].isdigit():
        return word != "no" or found[1] == "No"  # he said no. 12 left
    if word in _TITLES:
        return found[1][0].isupper()
    if word in _HALF_OF_THE_DAY or before.endswith(("a. m.", "p. m.")):
        return bool(_OF_A_TIME.match(following))
    if found[1] == "v":  # one party to a case against another; in capitals it is a king's number
        return True
    initial = (
        len(word) == 1 and word.isalpha() and not _UNIT.search(before)
    )  # in small letters too: z. B., г. Тверь
    may_be_last = initial or word in _ANYWHERE or _DOTTED.fullmatch(word)
    return word in _INSIDE or bool(may_be_last and not _starts(following))


def belongs_to_name(before: str, following: str) -> bool:
    """Whether the exclamation mark at the end of ``before`` is part of a name: "Yahoo! News"."""
    word = before[:-1].rsplit(maxsplit=1)[-1:]
    named = before.endswith("!") and bool(word) and word[0].casefold() in _WITH_MARK
    return named and not _starts(following)


def _starts(following: str) -> bool:
    """Whether a sentence begins here: at a word that often starts one, or at the end."""
    first = _FIRST.match(following)
    return not following or bool(first and first[0].casefold() in _STARTERS)
