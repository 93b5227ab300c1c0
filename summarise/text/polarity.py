"""What a text denies, and what it only plans or thinks possible.

The scope of a negation is found by the rule of NegEx (Chapman et al., 2001): the few words after
the trigger, up to the end of the clause. Modality is read in the same way.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from summarise.text.words import STOPWORDS, Word, fold, stem

SCOPE = 4
"""How many content words after a trigger it holds for. NegEx uses five words of any kind."""

_REACH = 16
"""Words of any kind after which a scope ends at the latest."""

_NEGATIONS = frozenset("not no never none nobody nothing neither nor without cannot".split())
_DENIALS = frozenset(stem(word) for word in "deny denied denies reject refuse".split())
_HEDGES = frozenset("will would shall may might could should likely possibly perhaps".split())
_INTENTIONS = frozenset(
    stem(word)
    for word in "plan expect intend aim hope propose consider seek prepare set scheduled "
    "agree pledge promise vow want".split()
)
_IMPENDING = re.compile(
    r"\b(?:for|before|ahead of|finali[sz]ation of) (?:the |a |an |its |their )?(?=\w+ing\b)"
    r"|\b(?:is|are|was|were) (?:due )?to (?=\w)",
    re.I,
)
_RULED_OUT = re.compile(
    r"\b(?:turn(?:ed|s|ing)? down|rul(?:ed|es|ing) out|call(?:ed|s|ing)? off"
    r"|fail(?:ed|s|ing)? to|declin(?:ed|es|ing) to) (?=\w)",
    re.I,
)
_PSEUDO = re.compile(
    r"\b(?:not (?:only|just|merely|least|necessarily)|no (?:doubt|wonder|hurry|longer than))\b",
    re.I,
)
"""Negations that deny nothing (NegEx's pseudo-negations)."""
_CLAUSE_END = re.compile(r"[,;:.!?—–()]|\b(?:but|and|which|who|that|because|while|after)\b", re.I)


class Polarity(NamedTuple):
    """The stems that are denied, and those that are planned or possible rather than done.

    ``intended`` are the first stem of each plan alone: mostly the verb.
    """

    denied: frozenset[str]
    planned: frozenset[str]
    intended: frozenset[str]


def polarity(text: str, tokens: list[Word]) -> Polarity:
    """Read the polarity of a text from its words (as ``words(text)`` gives them)."""
    impending = {match.end() for match in _IMPENDING.finditer(text)}
    pseudo = {match.start() for match in _PSEUDO.finditer(text)}
    ruled_out = {match.end() for match in _RULED_OUT.finditer(text)}
    denied: set[str] = set()
    plans: list[list[str]] = []
    for i, token in enumerate(tokens):
        role = _role(token.text)
        if token.start in ruled_out:
            denied.update(_scope(text, tokens, max(0, i - 1)))
        if token.start in impending:
            plans.append(_scope(text, tokens, max(0, i - 1)))
        if not role or token.start in pseudo:
            continue
        if role == "denial":
            denied.update(_scope(text, tokens, i))
        elif role == "hedge" or _goes_on(tokens, i):
            plans.append(_scope(text, tokens, i))
    planned = frozenset(stem for plan in plans for stem in plan)
    return Polarity(frozenset(denied), planned, frozenset(plan[0] for plan in plans if plan))


@lru_cache(maxsize=100_000)
def _role(word: str) -> str:
    """Return what a word announces: a denial, a hedge, an intention, or nothing."""
    folded = fold(word)
    if folded in _NEGATIONS or folded.endswith("n't") or stem(folded) in _DENIALS:
        return "denial"
    if folded in _HEDGES and not (folded == "may" and word[0].isupper()):
        return "hedge"
    return "intention" if stem(folded) in _INTENTIONS else ""


def _goes_on(tokens: list[Word], i: int) -> bool:
    """Whether an intention has an aim: "plans to sign", "is expected to be signed"."""
    return any(fold(token.text) in ("to", "for") for token in tokens[i + 1 : i + 3])


def _scope(text: str, tokens: list[Word], trigger: int) -> list[str]:
    """Return the stems that a trigger governs."""
    found: list[str] = []
    for before, token in pairwise(tokens[trigger : trigger + _REACH]):
        if len(found) == SCOPE or (found and _CLAUSE_END.search(text, before.end, token.end)):
            break
        if fold(token.text) not in STOPWORDS:
            found.append(stem(token.text))
    return found
