"""Near copies of real texts, made by rule so that it is known which texts are copies of which.

Generated, and marked as such wherever it is measured. What is done to a text is what happens to
wire copy on its way to a page: it is cut short, wrapped in page furniture, set in other letters,
mistyped, put into another order, or rewritten lightly (a dateline, other common words, figures for
number words, attribution to the front, an adverb left out). Every kind says what the text said.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from summarise.language.sentences import split

Make = Callable[[str, random.Random], str]
"""Makes a copy of a text; one that is equal to the text where the kind can't be made of it."""

FURNITURE = (
    "Share this article.",
    "Subscribe to our newsletter.",
    "Read more: Five things to know today",
    "© 2026 The Outlet. All rights reserved.",
    "Click here to sign up for breaking news alerts.",
    "Advertisement",
    "This story was originally published on November 4.",
    "Follow us on Facebook and X.",
    "Photo: Stock",
    "Have a news tip? Contact us.",
)
PLACES = "LONDON,WASHINGTON,NEW YORK,BRUSSELS,NAIROBI,SYDNEY,GENEVA,TORONTO".split(",")
MONTHS = "Jan. Feb. March April May June July Aug. Sept. Oct. Nov. Dec.".split()
_SYNONYMS = """said:stated but:however while:whereas about:around after:following because:since
nearly:almost also:additionally many:numerous began:started help:assist big:large show:reveal
get:receive buy:purchase start:begin use:employ killed:slain police:officers nation:country
children:kids car:vehicle film:movie company:firm workers:employees city:town home:house
attack:assault probe:investigation doctors:physicians injured:hurt near:close_to
before:ahead_of during:in_the_course_of announced:disclosed told:informed"""
SYNONYMS = {
    word: other.replace("_", " ") for word, other in (pair.split(":") for pair in _SYNONYMS.split())
}
NUMERALS = {
    word: str(value)
    for value, word in enumerate("two three four five six seven eight nine ten".split(), start=2)
}
_ADVERB = re.compile(
    r" (?!only\b|early\b|daily\b|family\b|likely\b|nearly\b)[a-z]{3,}ly\b(?=[ ,.])"
)
_TAIL = re.compile(r"^(?P<told>.{40,}), (?P<who>[^,]{3,40} (?:said|says|reported))(?P<rest>\.)?$")


def exact(text: str, chance: random.Random) -> str:  # noqa: ARG001 - the protocol's name
    """Return the text itself, set with other spaces and quotation marks."""
    return text.replace(" ", "  ", 3).replace("’", "'").replace("“", '"').replace("”", '"')


def truncated(text: str, chance: random.Random) -> str:
    """Cut to between half and nine tenths, in a word or not, with an ellipsis or without."""
    cut = text[: int(len(text) * chance.uniform(0.5, 0.9))].rstrip()
    return cut + chance.choice(("", "...", "…"))


def furnished(text: str, chance: random.Random) -> str:
    """Put one to three lines of page furniture around it."""
    lines = chance.sample(FURNITURE, chance.randint(1, 3))
    place = chance.randint(0, len(lines))
    return "\n\n".join([*lines[:place], text, *lines[place:]])


def recased(text: str, chance: random.Random) -> str:
    """Set it in capitals, in lower case or as a title."""
    return chance.choice((str.upper, str.lower, str.title))(text)


def mistyped(text: str, chance: random.Random) -> str:
    """Put a slip into up to one in twelve words: letters swapped, lost, doubled or another one."""
    words = text.split(" ")
    long = [number for number, word in enumerate(words) if len(word) > 4 and word.isalpha()]
    for number in chance.sample(long, min(len(long), 1 + len(words) // 12)):
        words[number] = _slip(words[number], chance)
    return " ".join(words)


def _slip(word: str, chance: random.Random) -> str:
    place = chance.randrange(1, len(word) - 2)
    one, other, rest = word[place], word[place + 1], word[place + 2 :]
    slips = (other + one, other, one + one + other, chance.choice("etaoins") + other)
    return word[:place] + chance.choice(slips) + rest


def reordered(text: str, chance: random.Random) -> str:
    """Put the sentences into another order; of a single one, what comes behind a comma first."""
    parts = [text[start:end] for start, end in split(text)]
    if len(parts) > 1:
        place = chance.randrange(1, len(parts))
        return " ".join(parts[place:] + parts[:place])
    head, comma, tail = text.rstrip(".").partition(", ")
    return f"{tail[:1].upper()}{tail[1:]}, {head[:1].lower()}{head[1:]}." if comma else text


def rewritten(text: str, chance: random.Random) -> str:
    """Rewrite it as a desk does: dateline, common words, figures, attribution, adverbs."""
    text = _ADVERB.sub("", text, count=1)
    attributed = _TAIL.match(text)
    if attributed:
        told = attributed["told"]
        text = f"{attributed['who'].capitalize()} that {told[:1].lower()}{told[1:]}."
    words = text.split(" ")
    known = [n for n, word in enumerate(words) if word in SYNONYMS or word in NUMERALS]
    for number in chance.sample(known, min(len(known), 1 + len(words) // 12)):
        words[number] = SYNONYMS.get(words[number]) or NUMERALS[words[number]]
    return _dateline(chance) + " ".join(words)


def _dateline(chance: random.Random) -> str:
    day = f"{chance.choice(MONTHS)} {chance.randint(1, 28)}"
    return chance.choice(("", f"{chance.choice(PLACES)}, {day} — ", f"{chance.choice(PLACES)} - "))


COPIES: dict[str, Make] = {
    "exact": exact,
    "truncation": truncated,
    "boilerplate": furnished,
    "case": recased,
    "typos": mistyped,
    "reordered": reordered,
    "wire rewrite": rewritten,
    "two of these": lambda text, chance: _twice(text, chance),
}


def _twice(text: str, chance: random.Random) -> str:
    one, other = chance.sample((truncated, furnished, recased, mistyped, rewritten), 2)
    return other(one(text, chance), chance)
