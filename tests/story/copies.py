"""Copies of known texts, made so that it is known which are copies of which."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from string import ascii_lowercase

from summarise.config import InputConfig
from summarise.language.furniture import is_boilerplate
from summarise.language.sentences import split
from summarise.sources import load
from summarise.types import Document

EXAMPLES = ("examples/one-story", "examples/one-day")


def truths(root: str) -> list[str]:
    """Return the examples' sentences that are long enough to be told apart, each once."""
    found: dict[str, None] = {}
    for folder in EXAMPLES:
        for document in load([f"{root}/{folder}"], InputConfig()).documents:
            spans = [document.text[start:end] for start, end in split(document.text)]
            told = (text for text in spans if not is_boilerplate(text))
            found.update(dict.fromkeys(text for text in told if len(text.split()) >= 8))
    return list(found)


def truncated(text: str, _: random.Random) -> str:
    """Cut at four fifths, in the middle of a word or not."""
    return text[: len(text) * 4 // 5]


def wrapped(text: str, _: random.Random) -> str:
    return f"Share this article.\n\n{text}\n\nSubscribe to our newsletter.\n\n© 2026 The Outlet"


def recased(text: str, _: random.Random) -> str:
    return text.upper()


def respaced(text: str, _: random.Random) -> str:
    return text.replace(" ", "  ").replace("’", "'").replace("“", '"').replace("”", '"')


def mistyped(text: str, chance: random.Random) -> str:
    """Swap two letters in the middle of one long word."""
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) > 5 and word.isalpha()]
    if long:
        number = chance.choice(long)
        word = words[number]
        words[number] = word[:2] + word[3] + word[2] + word[4:]
    return " ".join(words)


HARMLESS: Sequence[Callable[[str, random.Random], str]] = (wrapped, recased, respaced)
ALL: Sequence[Callable[[str, random.Random], str]] = (*HARMLESS, truncated, mistyped)


def documents(*texts: str) -> list[Document]:
    return [Document(f"d{number}", text) for number, text in enumerate(texts)]


def numbered(word: str, count: int, rest: str = "", others: int = 0) -> str:
    """Return a text of so many words of one kind, then of another."""
    words = [*((word, n) for n in range(count)), *((rest, n) for n in range(others))]
    letters = ascii_lowercase
    return " ".join(f"{kind}{letters[n // 26]}{letters[n % 26]}" for kind, n in words)
