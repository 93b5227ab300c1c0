"""What a text denies, and what it only plans or thinks possible.

The scope of a negation is found by the rule of NegEx (Chapman et al., 2001): the few words after
the trigger, up to the end of the clause. Modality is read in the same way.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from summarise.text.words import STOPWORDS, Word, fold, stem

SCOPE = 4
"""How many content words after a trigger it holds for. NegEx uses five words of any kind."""

_NEGATIONS = frozenset("not no never none nobody nothing neither nor without cannot".split())
_DENIALS = frozenset(
    stem(w) for w in "deny denied denies reject rejected refuse refused fail failed".split()
)
_HEDGES = frozenset("will would shall may might could should plans likely possibly perhaps".split())
_INTENTIONS = frozenset(
    stem(word)
    for word in "plan expect intend aim hope propose consider seek prepare due set scheduled "
    "agree pledge promise vow want".split()
)
_IMPENDING = re.compile(
    r"\b(?:for|before|ahead of|finali[sz]ation of) (?:the |a |an |its |their )?(?=\w+ing\b)"
    r"|\b(?:is|are) to (?=\w)",
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
    denied: set[str] = set()
    plans: list[list[str]] = []
    for i, token in enumerate(tokens):
        if token.start in pseudo:
            continue
        if _denies(token):
            denied.update(_scope(text, tokens[i:]))
        elif _intends(tokens, i):
            plans.append(_scope(text, tokens[i:]))
        if token.start in impending:
            plans.append(_scope(text, tokens[max(0, i - 1) :]))
    planned = frozenset(stem for plan in plans for stem in plan)
    return Polarity(frozenset(denied), planned, frozenset(plan[0] for plan in plans if plan))


def _denies(token: Word) -> bool:
    folded = fold(token.text)
    return folded in _NEGATIONS or folded.endswith("n't") or stem(folded) in _DENIALS


def _intends(tokens: list[Word], i: int) -> bool:
    """Whether a word announces: "will sign", "plans to sign", "is expected to be signed"."""
    if fold(tokens[i].text) in _HEDGES:
        return True
    following = {fold(token.text) for token in tokens[i + 1 : i + 3]}
    return stem(tokens[i].text) in _INTENTIONS and not following.isdisjoint(("to", "for"))


def _scope(text: str, tokens: list[Word]) -> list[str]:
    """Return the stems that the first of the tokens governs."""
    found: list[str] = []
    for before, token in pairwise(tokens):
        if len(found) == SCOPE or (found and _CLAUSE_END.search(text, before.end, token.end)):
            break
        if fold(token.text) not in STOPWORDS:
            found.append(stem(token.text))
    return found
