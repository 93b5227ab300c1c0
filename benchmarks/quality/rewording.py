"""An account told in other words, by rule: what a second outlet does to a text, as far as rules go.

Sentences change places and one is left out; synonyms from a short list, numbers in words or in
digits, dates in the other order, contractions, and who said it moved to the front. Nothing that
is told changes, so that a difference reported of it is a false one.
"""

from __future__ import annotations

import re
from random import Random
from typing import NamedTuple

from summarise.language.sentences import split
from summarise.language.words import STOPWORDS

_SYNONYMS = dict(
    pair.split("=")
    for pair in (
        "announced=declared;officials=authorities;lawmakers=legislators;workers=employees;"
        "children=kids;nearly=almost;more than=over;because=as;attack=assault;country=nation;"
        "plan=proposal;after=following;about=around;U.S.=United States;percent=per cent;"
        "large=big;help=aid;began=started;fired=dismissed;also=too;told=informed;"
        "including=among them;major=important;against=opposed to;coronavirus=Covid-19;"
        "shows=reveals;called=named;many=lots of;last year=the year before;job=post"
    ).split(";")
)
_SYNONYM = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, _SYNONYMS))})(?![\w-])")
_WORDS = "two three four five six seven eight nine ten eleven twelve".split()
_DIGITS = {word: str(number) for number, word in enumerate(_WORDS, 2)}
_MONTHS = (
    r"Jan(?:uary|\.)|Feb(?:ruary|\.)|March|April|May|June|July|Aug(?:ust|\.)|Sept(?:ember|\.)"
    r"|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.)"
)
_DATE = re.compile(rf"\b({_MONTHS}) (\d{{1,2}})(?![\w:-]|[.,]\d)(?:, (?=(?:19|20)\d\d))?")
_SMALL = re.compile(
    rf"(?<![\w.,$€£-])(?:{'|'.join(_WORDS)}|[2-9]|1[0-2])"
    rf"(?![\w%-]|[.,:]\d| (?:{_MONTHS}|[ap]\.?m\b))"
)
_FULL = re.compile(r"\b(did|does|do|is|are|was|were|has|have|had|would|could|should) not\b")
_SAID = re.compile(r"(?P<what>[^\"“”]{30,}), (?P<who>[^,\"“”]{3,60}) said\.")
FEWEST = 3
"""Sentences from which on one is left out."""


class Reworded(NamedTuple):
    """The account, and the span of the sentence that was asked for."""

    text: str
    start: int
    end: int


def reworded(text: str, place: int, turn: int) -> Reworded:
    """Reword an account; the sentence at ``place`` stays in it. ``turn`` seeds what is chosen."""
    random = Random(turn)
    spans = split(text)
    kept = next((n for n, (start, end) in enumerate(spans) if start <= place < end), 0)
    order = list(range(len(spans)))
    random.shuffle(order)
    if len(order) >= FEWEST:
        order.remove(next(n for n in order if n != kept))
    told = {n: _said_in_other_words(text[slice(*spans[n])], random) for n in order}
    start = sum(len(told[n]) + 1 for n in order[: order.index(kept)])
    return Reworded(" ".join(told[n] for n in order), start, start + len(told[kept]))


def _said_in_other_words(sentence: str, random: Random) -> str:
    sentence = _DATE.sub(lambda m: f"{m[2]} {m[1]}" + (" " if m[0].endswith(" ") else ""), sentence)
    sentence = _SMALL.sub(lambda m: _other_form(m[0]), sentence)
    sentence = _FULL.sub(r"\1n't", sentence)
    if random.random() < 0.5:
        sentence = _attributed(sentence)
    return _SYNONYM.sub(lambda m: _SYNONYMS[m[0]] if random.random() < 0.7 else m[0], sentence)


def _other_form(number: str) -> str:
    return _WORDS[int(number) - 2] if number.isdigit() else _DIGITS[number]


def _attributed(sentence: str) -> str:
    """Put who said it first: "The dam is safe, the mayor said." """
    match = _SAID.fullmatch(sentence)
    if not match:
        return sentence
    what = match["what"]
    first = what.split(maxsplit=1)[0]
    small = what[0].lower() + what[1:] if first.casefold() in STOPWORDS and first != "I" else what
    return f"According to {match['who']}, {small}."
