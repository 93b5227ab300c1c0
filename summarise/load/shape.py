"""How a plain text is laid out: one report a line, blocks between blank lines, or one report.

The costly error is to take the paragraphs of one article for reports: each would count as a
witness of the others. So a text with blank lines is one report unless something says otherwise.

REPEATS and CONTINUES were set on the development splits of public data: first sentences of ECB+
and NeuS reports of one event, against the paragraphs of single articles from the same sets and
from SummHay, all between blank lines. ``text.guess`` sees reports in 62 of 66 and 218 of 307
groups, and takes 26 of 683, 11 of 304 and none of 69 articles for reports.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import fmean

REPEATS = 0.2
"""Mean share of its content words that a block shares with another: reports of one event repeat
each other, paragraphs of one article go on."""

CONTINUES = 0.2
"""Share of blocks that begin as a continuation does ("He said", a quotation) in one article."""

WIDEST = 140
"""Characters: no text is hard-wrapped at more."""

COMPARED = 40
"""Blocks that are compared with each other; more only cost time."""

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


@dataclass(frozen=True, slots=True)
class Block:
    """Lines without a blank one between them."""

    lines: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as they stand."""
        return "\n".join(self.lines)

    @property
    def stopped(self) -> bool:
        """Whether it ends as a sentence does."""
        return bool(_STOPPED.search(self.lines[-1][-9:]))


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
    credits_ = {found for block in blocks if (found := _credit(block))}
    return len(credits_) >= max(2, len(blocks) / 2)


def repeating(blocks: Sequence[str]) -> bool:
    """Whether the blocks tell the same thing, as reports of one event do."""
    words = [_content(block) for block in blocks[:COMPARED]]
    pairs = list(combinations([each for each in words if each], 2))
    return bool(pairs) and fmean(len(a & b) / min(len(a), len(b)) for a, b in pairs) >= REPEATS


def continuing(blocks: Sequence[str]) -> bool:
    """Whether the blocks go on from each other, as the paragraphs of one article do."""
    rest = blocks[1:]
    return bool(rest) and fmean(_continues(block) for block in rest) > CONTINUES


def _continues(block: str) -> bool:
    return _small(block) or bool(_CONTINUATION.match(block))


def _credit(block: str) -> str:
    opening = _OPENING_CREDIT.match(block[:120])
    if opening:
        return opening[0]
    closing = _CLOSING_CREDIT.search(block[-200:])
    return closing[0] if closing else ""


def _content(block: str) -> frozenset[str]:
    return frozenset(_WORD.findall(block.casefold())) - _COMMON


def _first_word(line: str) -> int:
    """Return the length of the first word; scripts without spaces break at any character."""
    first = line.split(maxsplit=1)[0] if line.strip() else ""
    return len(first) if _cased(line) or " " in line.strip() else 1


def _first_letter(line: str) -> str:
    found = _LETTER.search(line)
    return found[0] if found else ""


def _cased(line: str) -> bool:
    letter = _first_letter(line)
    return letter.lower() != letter.upper()


def _small(line: str) -> bool:
    letter = _first_letter(line)
    return letter.islower() and not line.lstrip()[:1].isdigit()
