"""Plain text: one report a line, reports between blank lines, or one report.

The costly error is to take the paragraphs of one article for reports: each would count as a
witness of the others. So a text with blank lines is one report unless something says otherwise.

REPEATS and CONTINUES were set on the development splits of public data: first sentences of ECB+
and NeuS reports of one event, against the paragraphs of single articles from the same sets and
from SummHay, all between blank lines. ``guess`` sees reports in 62 of 66 and 218 of 307
groups, and takes 26 of 683, 11 of 304 and none of 69 articles for reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, groupby, pairwise
from statistics import fmean
from typing import Literal

from summarise.config import InputConfig
from summarise.plain import cleaned
from summarise.sources.decode import decode
from summarise.sources.documents import document
from summarise.types import Document, Skipped

TITLE_CHARACTERS = 120
TITLE_WORDS = 20
"""A title is at most this long; headlines of wire services stay well below."""

PART_WORDS = 15
"""Words that each part between rules must have to be a report; less is ornament or a title."""

REPEATS = 0.2
"""Mean share of its content words that a block shares with another: reports of one event repeat
each other, paragraphs of one article go on."""

CONTINUES = 0.2
"""Share of blocks that begin as a continuation does ("He said", a quotation) in one article."""

WIDEST = 140
"""Characters: no text is hard-wrapped at more."""

COMPARED = 40
"""Blocks that are compared with each other; more only cost time."""

Layout = Literal["lines", "paragraphs", "parts", "file"]

_RULE = re.compile(r"\s*([-=_#])(?:\s*\1){2,}\s*")
_WIDE_GAP = re.compile(r"\n(?:[^\S\n]*\n){2,}")
_GAP = re.compile(r"\n[^\S\n]*\n")
_WORDLIKE = re.compile(r"[^\W_]")

_CONTINUATION = re.compile(
    r"""\s*(?:["“‘«„]|\W*(?:he|she|it|they|his|her|its|their|this|that|these|those|but|and|so
    |or|yet|however|meanwhile|also|then|there|we|i|you|both|another|others|still|instead|moreover
    |later|earlier|such)\b)""",
    re.IGNORECASE | re.VERBOSE,
)
_STOPPED = re.compile(r"""[.!?…。！？؟۔।:;][\s"'”’»)\]]*$""")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"\w{4,}")
_COMMON = frozenset(
    "about after also been could from have into more other over said some than that their there "
    "they this were what when which will with would says".split()
)
_OPENING_CREDIT = re.compile(
    r"""\W{0,2}(?:
      (?P<dateline>[A-Z][A-Z.'’\- ]{2,30}(?:,[^—–]{1,30}?)?\s*(?:\([\w.& ]{2,30}\)\s*)?[—–-]{1,2}\s)
      | (?P<agency>\([A-Z][\w.& ]{1,30}\)\s*[—–-])
      | (?P<bracket>\[[^\]\n]{2,40}\])
      | (?P<name>[A-Z][\w.&'’]{1,20}(?:\ [\w.&'’]{1,20}){0,3}\s?[:|]\s)
    )""",
    re.VERBOSE,
)
_CLOSING_CREDIT = re.compile(
    r"""(?:https?://\S+ | [(\[][A-Z][\w.&'’, ]{1,40}[)\]]
      | \s[—–-]{1,2}\s?[A-Z][\w.&'’ ]{1,40} | (?:Source|Via|Credit)s?:\s.{2,60})\W{0,3}$""",
    re.VERBOSE,
)


class TextLoader:
    """Reads plain text; ``config.split`` says how it is laid out, or that it is to be guessed."""

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield a document for each report. Raises UnreadableError for binary data."""
        text = cleaned(decode(data))
        layout = guess(text) if config.split == "auto" else config.split
        if not _WORDLIKE.search(text):
            yield Skipped(name, "has no words in it")
        elif layout == "file":
            title, body = titled(text)
            yield document(body, title)
        else:
            yield from (document(piece) for piece in pieces(text, layout))


def guess(text: str) -> Layout:
    """Say how a text is laid out, from its shape alone.

    Without blank lines: ``file`` when it is one line, when the lines are hard-wrapped prose, or
    when they go on from each other without repeating each other; else ``lines``.

    With blank lines, the first that holds:

    1. ``parts``: rules (``---``) or wider gaps divide it, and each part has some length.
    2. ``paragraphs``: most blocks carry a credit of their own (dateline, outlet, closing link).
    3. ``lines``: most blocks have several lines, not hard-wrapped, that repeat each other.
    4. ``file``: it opens with a title above a text, and few other blocks look like one.
    5. ``paragraphs``: most blocks are headlines (one line without full stop).
    6. ``paragraphs``: the blocks repeat each other and don't begin as continuations.
    7. ``file``: one article. A text that is cut wrongly forges witnesses, one that isn't cut
       only hides some; so a mere list of unrelated blocks needs ``split = "paragraphs"``.
    """
    blocks = _blocks(text)
    if len(blocks) < 2:
        several = blocks and len(blocks[0]) > 1 and not wrapped(blocks[0])
        apart = several and (repeating(blocks[0]) or not continuing(blocks[0]))
        return "lines" if apart else "file"
    if len(_parts(text)) > 1:
        return "parts"
    texts = ["\n".join(block) for block in blocks]
    if credited(texts):
        return "paragraphs"
    if _lists(blocks):
        return "lines"
    headlines = fmean(_headline(block) for block in blocks)
    titles_the_rest = headlines < 0.5 or len(blocks) == 2
    if _headline(blocks[0]) and not _headline(blocks[1]) and titles_the_rest:
        return "file"
    if headlines > 0.8 or (repeating(texts) and not continuing(texts)):
        return "paragraphs"
    return "file"


def pieces(text: str, layout: Layout) -> list[str]:
    """Cut the text; pieces without a letter or digit (rules, ornaments) aren't reports."""
    if layout == "parts":
        return _parts(text)
    lines = layout == "lines"
    cut = text.split("\n") if lines else ["\n".join(block) for block in _blocks(text)]
    return [piece for piece in cut if _WORDLIKE.search(piece)]


def titled(text: str) -> tuple[str, str]:
    """Take the title off: a short first line without a full stop, before a blank line."""
    first, *rest = _GAP.split(text, maxsplit=1)
    if rest and _headline(first.split("\n")) and _WORDLIKE.search(rest[0]):
        return first.strip(), rest[0].strip()
    return "", text


def _blocks(text: str) -> list[list[str]]:
    """Return the lines of each block: what no line without letters and digits parts."""
    groups = groupby(text.split("\n"), lambda line: bool(_WORDLIKE.search(line)))
    return [list(lines) for wordlike, lines in groups if wordlike]


def _parts(text: str) -> list[str]:
    """Cut at rules, else at gaps of two blank lines and more; none when a part is too short."""
    ruled = [
        "\n".join(lines)
        for rule, lines in groupby(text.split("\n"), lambda line: bool(_RULE.fullmatch(line)))
        if not rule
    ]
    for parts in (ruled, _WIDE_GAP.split(text)):
        full = [part.strip() for part in parts if part.strip()]
        if len(full) > 1 and all(len(part.split()) >= PART_WORDS for part in full):
            return full
    return []


def _lists(blocks: list[list[str]]) -> bool:
    """Whether the blocks are groups of one-line reports."""
    several = [block for block in blocks if len(block) > 1 and not wrapped(block)]
    same = [block for block in several if repeating(block)]
    return len(several) * 2 > len(blocks) and len(same) * 2 > len(several)


def _headline(block: Sequence[str]) -> bool:
    line = block[0].strip()
    short = len(line) <= TITLE_CHARACTERS and len(line.split()) <= TITLE_WORDS
    return len(block) == 1 and short and not _STOPPED.search(block[0][-9:])


def wrapped(lines: Sequence[str]) -> bool:
    """Whether the lines are one text, broken by hand at a column.

    Such lines are narrow, go on in the middle of a sentence (no full stop, then a small letter),
    and most are so full that the next word would not have fitted. Scripts without capitals only
    have the last sign, so there it must hold nearly everywhere.
    """
    if len(lines) < 2:
        return False
    width = sorted(map(len, lines))[int(0.9 * (len(lines) - 1) + 0.5)]
    if width > WIDEST:
        return False
    pairs = list(pairwise(lines))
    full = fmean(len(a) + 1 + _first_word(b) > width for a, b in pairs)
    running = fmean(not _STOPPED.search(a[-9:]) for a, _ in pairs)
    if not any(_cased(line) for line in lines):
        return len(lines) > 2 and full >= 0.9 and running >= 0.5
    small = fmean(not _STOPPED.search(a[-9:]) and _small(b) for a, b in pairs)
    return small >= 0.3 and full >= 0.5


def credited(blocks: Sequence[str]) -> bool:
    """Whether most blocks carry a credit of their own: a dateline, an outlet, a link at the end.

    The credits must differ, or a transcript ("Q: ...", "A: ...") would count as reports.
    """
    credits_ = set(filter(None, map(_credit, blocks)))
    return len(credits_) >= max(2, len(blocks) / 2)


def repeating(blocks: Sequence[str]) -> bool:
    """Whether the blocks tell the same thing, as reports of one event do."""
    words = [set(_WORD.findall(block.casefold())) - _COMMON for block in blocks[:COMPARED]]
    pairs = list(combinations(filter(None, words), 2))
    return bool(pairs) and fmean(len(a & b) / min(len(a), len(b)) for a, b in pairs) >= REPEATS


def continuing(blocks: Sequence[str]) -> bool:
    """Whether the blocks go on from each other, as the paragraphs of one article do."""
    rest = blocks[1:]
    goes_on = (_small(block) or bool(_CONTINUATION.match(block)) for block in rest)
    return bool(rest) and fmean(goes_on) > CONTINUES


def _credit(block: str) -> str:
    credit = _OPENING_CREDIT.match(block[:120]) or _CLOSING_CREDIT.search(block[-200:])
    return credit[0] if credit else ""


def _first_word(line: str) -> int:
    """Return the length of the first word; scripts without spaces break at any character."""
    first = line.split(maxsplit=1)[0] if line.strip() else ""
    return len(first) if _cased(line) or " " in line.strip() else 1


def _cased(line: str) -> bool:
    letter = _LETTER.search(line)
    return letter is not None and letter[0].lower() != letter[0].upper()


def _small(line: str) -> bool:
    letter = _LETTER.search(line)
    return letter is not None and letter[0].islower() and not line.lstrip()[:1].isdigit()
