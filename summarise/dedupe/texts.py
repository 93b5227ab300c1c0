"""A text as a careful reader compares it: whether a copy says anything that another does not."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from summarise.dedupe.chunks import may_be_furniture, tokens
from summarise.dedupe.rows import FEWEST
from summarise.language.furniture import is_boilerplate
from summarise.language.openings import ends
from summarise.language.sentences import split

RUN = 3
"""Words in a row that have to stand in the other text, for a copy to add nothing to it."""
Run = tuple[str, ...]
_RESERVES = re.compile(
    r"\b(?:if|unless|only|until|may|might|could|would|except|alleg\w+|accus\w+|deny|den(?:ies|ied)"
    r"|former|deputy|wife|husband|son|daughter|brother|sister|father|mother|lawyer|aide)\b",
    re.I,
)
"""Words that limit what a sentence says, or make it a tale of another person."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text with its words, and how often each run of words is in it."""

    text: str
    words: tuple[str, ...]
    runs: Counter[Run]


def as_text(text: str) -> Text:
    """Read a text for comparison."""
    words = tuple(tokens(text))
    return Text(text, words, Counter(_runs(words)))


def adds(copy: Text, kept: Text) -> bool:
    """Whether a copy says anything that the kept text does not, be it one word.

    Each run of words in a sentence of the copy has to stand in the kept text, and as often: "it
    will open" does not stand in "it will not open". Only the last word of a copy may be cut. Page
    furniture says nothing: an invitation, a dateline, a button.
    """
    told: Counter[Run] = Counter()
    *paragraphs, last = copy.text.split("\n\n")
    return any(_adds(part, False, copy, kept, told) for part in paragraphs) or _adds(
        last, True, copy, kept, told
    )


def blunter(copy: str, kept: str) -> bool:
    """Whether a sentence of a copy is one of the kept text without its reserve, and so another.

    "Norvik will close the plant" adds no word to "Norvik will close the plant if talks fail".
    """
    reserves = set(_RESERVES.findall(kept)) - set(_RESERVES.findall(copy))
    if not reserves:
        return False
    reserved = [f" {' '.join(tokens(s))} " for s in _sentences(kept) if _RESERVES.search(s)]
    whole = {" ".join(tokens(sentence)) for sentence in _sentences(kept)}
    ended = list(_sentences(copy))[: None if _ends(copy) else -1]
    said = {" ".join(tokens(sentence)) for sentence in ended} - whole
    return any(f" {sentence} " in other for sentence in said if sentence for other in reserved)


def _sentences(text: str) -> Iterator[str]:
    return (text[start:end] for start, end in split(text))


def _adds(part: str, is_last: bool, copy: Text, kept: Text, told: Counter[Run]) -> bool:
    """Whether a paragraph adds anything; ``told`` counts the runs of those before it."""
    whole = tokens(part)
    if not _lacking(whole, kept, told):
        told.update(_runs(whole))
        return False
    spans = split(part)
    for start, end in spans:
        sentence = part[start:end]
        words = tokens(sentence)
        lacking = _lacking(words, kept, told)
        told.update(_runs(words))
        if not lacking or _is_furniture(sentence, words):
            continue
        ends_copy = is_last and end == spans[-1][1] and lacking == {tuple(words[-RUN:])}
        if not (ends_copy and is_cut(copy, kept)):
            return True
    return False


def _lacking(words: Sequence[str], kept: Text, told: Counter[Run]) -> set[Run]:
    """Return the runs of words that the kept text lacks, or has not as often as they are told now.

    Of less than a run it lacks all words or none.
    """
    if len(words) < RUN:
        places = range(len(kept.words) - len(words) + 1)
        stands = any(kept.words[n : n + len(words)] == tuple(words) for n in places)
        return set() if stands else {tuple(words)}
    own = Counter(_runs(words))
    return {run for run in own if told[run] + own[run] > kept.runs[run]}


def _runs(words: Sequence[str]) -> Iterator[Run]:
    return zip(*(words[step:] for step in range(RUN)), strict=False)


def contained(copy: Text, kept: Text) -> float:
    """Return the share of a copy's runs of words that stand in the kept text."""
    return (copy.runs & kept.runs).total() / (copy.runs.total() or 1)


def is_cut(copy: Text, kept: Text) -> bool:
    """Whether a copy breaks off in a word: the kept text has a longer one in its place."""
    if _ends(copy.text) or len(copy.words) < 2:
        return False
    before, broken = copy.words[-2:]
    return any(
        one == before and other.startswith(broken) and other != broken
        for one, other in pairwise(kept.words)
    )


def _ends(text: str) -> bool:
    """Whether a text ends its last sentence; an ellipsis stands for what was cut."""
    return ends(text.rstrip()) and not text.rstrip().endswith(("…", "..."))


def _is_furniture(sentence: str, words: Sequence[str]) -> bool:
    """Whether a sentence is of the page, not of the report."""
    is_label = len(words) < FEWEST and not ends(sentence) and not any(map(str.isdigit, sentence))
    return is_label or (may_be_furniture(sentence, words) and is_boilerplate(sentence))
