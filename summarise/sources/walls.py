"""Pages that stand in the place of an article: consent, robot checks, paywalls, errors.

They are short and speak to the reader. A report about one of them has a subject of its own, and
says hardly two of the things that they say.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final

from summarise.language.words import is_unspaced, lexeme, words
from summarise.types import Document

LONGEST = 250
"""Words of such a page at most."""

SHORT = 40
"""Words up to which one sign is enough; of a longer page, two are asked for."""

LETTERS = 3
"""Letters of a word in scripts that put no spaces between words."""

FEWEST = 25
"""Words above a paywall that are read: the beginning of an article."""

TOLD = 0.5
"""Share of what an item's title or text says that its page has at least, if it is its page."""

_ACCENTS: Final = re.compile("[\u0300-\u036f]")
PAYWALL: Final = "shows a paywall in place of the article"
_REASONS: Final = {
    "consent": "shows a question about cookies in place of an article",
    "robot": "shows a check for robots in place of an article",
    "paywall": PAYWALL,
    "error": "shows an error in place of an article",
}


def wall(title: str, paragraphs: Sequence[str]) -> str:
    """Say what a page shows in place of an article; empty for one that shows an article."""
    text = _folded("\n".join([title, *paragraphs]))
    length = len(text) // LETTERS if is_unspaced(text) else len(text.split())
    if length > LONGEST:
        return ""
    seen = {
        kind: sum(bool(sign.search(text)) for sign in signs) for kind, signs in _signs().items()
    }
    kind = max(seen, key=lambda name: seen[name])
    return _REASONS[kind] if seen[kind] >= (1 if length <= SHORT else 2) else ""


def above(paragraphs: Sequence[str]) -> list[str]:
    """Return the paragraphs that stand above a paywall; none where they are no more than a line."""
    kept: list[str] = []
    for paragraph in paragraphs:
        if any(sign.search(_folded(paragraph)) for sign in _signs()["paywall"]):
            break
        kept.append(paragraph)
    return kept if len(" ".join(kept).split()) >= FEWEST else []


def tells(page: Document, item: Document) -> bool:
    """Whether a page tells what an item of a feed tells: it has the words of its title or text."""
    known = _said(f"{page.title}\n{page.text}")
    asked = [_said(text) for text in {item.title, item.text}]
    return any(said and len(said & known) >= TOLD * len(said) for said in asked)


@cache
def _signs() -> dict[str, list[re.Pattern[str]]]:
    """Return the signs of each kind, read when there is a page to look at: most runs have none."""
    lists = tomllib.loads(Path(__file__).with_name("walls.toml").read_text(encoding="utf-8"))
    return {
        kind: [re.compile(line, re.MULTILINE) for line in lines.strip().split("\n")]
        for kind, lines in lists.items()
    }


def _said(text: str) -> frozenset[str]:
    found = (lexeme(word.text) for word in words(text))
    return frozenset(each.stem for each in found if each.is_content)


def _folded(text: str) -> str:
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", text.replace("’", "'").lower()))
    return unicodedata.normalize("NFKC", plain)
