"""What a text denies, and what it only plans or thinks possible.

The scope of a negation is found by the rule of NegEx (Chapman et al., 2001): the few words after
the trigger, up to the end of the clause. Modality is read in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import chain, pairwise
from typing import NamedTuple

from summarise.language.languages import NEGATIONS, PLAIN
from summarise.language.words import STOPWORDS, Token, bare, lower, stem

SCOPE = 4
"""How many content words after a trigger it holds for. NegEx uses five words of any kind."""

_REACH = 16
"""Words of any kind after which a scope ends at the latest."""

_DENIALS = frozenset(stem(word) for word in "deny denied denies reject refuse oppose".split())
_HEDGES = frozenset("will would shall may might could should likely possibly perhaps".split())
_INTENTIONS = frozenset(
    stem(word)
    for word in "plan expect intend aim hope propose consider seek prepare set scheduled "
    "agree pledge promise vow want".split()
)
_ATTEMPTS = frozenset(stem(word) for word in "try tried attempt seek threaten".split())
_WEIGHED = frozenset(stem(word) for word in "consider weigh mull discuss debate propose".split())
_POSSIBLE = frozenset("may might could".split())
_IMPENDING = re.compile(
    r"\b(?:for (?:the|an?|its|their) |(?:before|ahead of|finali[sz]ation of) (?:the |an? |their )?)"
    r"(?=\w+ing\b)"
    r"|\b(?:is|are|was|were) (?:due )?to (?=\w)"
)
_RULED_OUT = re.compile(
    r"\b(?:turn(?:ed|s|ing)? down|rul(?:ed|es|ing) out|call(?:ed|s|ing)? off"
    r"|vot(?:ed?|es|ing) against|(?:fail(?:ed|s|ing)?|declin(?:ed|es|ing)) to"
    r"(?! (?:\W|\d|(?:an?|the|its|about|around|nearly|below|under|less|just|almost)\b))) "
    r"(?!(?:with|by|of|for|at|on|in|after|through)\b)(?=\w)"
)
_PSEUDO = re.compile(
    r"\b(?:(?:not|\w+n[’']t) (?:only|just|merely|least|necessarily)"
    r"|no (?:doubt|wonder|hurry|longer than))\b"
)
"""Negations that deny nothing (NegEx's pseudo-negations)."""
_CLAUSE_END = re.compile(
    r"[,;:.!?—–()]|\b(?:but|and|which|who|that|because|while|after|if|unless"
    r"|although|though|when)\b",
    re.I,
)

_CLAUSE_WORD = re.compile(r"\b(?:but|which|who|whether|how|why)\b")
"""They end a scope even before a word of content: "does not say who pays" does not deny paying."""


class Polarity(NamedTuple):
    """The stems that are denied, and those that are planned or possible rather than done.

    ``intended`` are the first stem of each plan alone: mostly the verb. ``denials`` are the stems
    of each denial by itself, in order. ``unsure`` are the first stem of what is only tried, weighed
    or possible: "tried to rob", "is considering a ban", "may sell".
    """

    denied: frozenset[str]
    planned: frozenset[str]
    intended: frozenset[str]
    denials: tuple[tuple[str, ...], ...] = ()
    unsure: frozenset[str] = frozenset()


def polarity(text: str, tokens: Sequence[Token], language: str = PLAIN) -> Polarity:
    """Read the polarity of a text from its words."""
    lowered = lower(text)
    impending = {match.end() for match in _IMPENDING.finditer(lowered)}
    pseudo = {match.start() for match in _PSEUDO.finditer(lowered)}
    ruled_out = {match.end() for match in _RULED_OUT.finditer(lowered)}
    denials: list[list[str]] = []
    plans: list[list[str]] = []
    for i, token in enumerate(tokens):
        role = "" if token.start in pseudo else _role(token, language)
        if role == "refusal" and i + 1 < len(tokens) and tokens[i + 1].folded == "by":
            role = ""  # it is others who do: "rejected by parliament"
        if role in ("denial", "refusal"):
            denials.append(_scope(text, tokens, i))
        elif role == "hedge":
            plans.append(_scope(text, tokens, i))
        elif role == "intention":
            plans.extend(_scope(text, tokens, aim) for aim in _aim(tokens, i))
        if token.start in ruled_out:
            denials.append(_scope(text, tokens, max(0, i - 1)))
        if token.start in impending:
            plans.append(_scope(text, tokens, max(0, i - 1)))
    denied, planned = (frozenset(chain.from_iterable(scopes)) for scopes in (denials, plans))
    intended = frozenset(plan[0] for plan in plans if plan)
    told = tuple(map(tuple, filter(None, denials)))
    return Polarity(denied, planned, intended, told, frozenset(_unsure(text, tokens)))


def _unsure(text: str, tokens: Sequence[Token]) -> Iterator[str]:
    """Yield the first stem of each thing that is only tried, weighed or possible."""
    for i, token in enumerate(tokens):
        if token.stem in _ATTEMPTS:
            begins = _aim(tokens, i)
        elif token.stem in _WEIGHED or (token.folded in _POSSIBLE and token.text[0].islower()):
            begins = [i]
        else:
            continue
        for begin in begins:
            yield from _scope(text, tokens, begin)[:1]


def denies(text: str, tokens: Sequence[Token], n: int, language: str = PLAIN) -> bool:
    """Whether a word (by its number) is a denial: not, never; but not the one of "not only"."""
    token = tokens[n]
    return _role(token, language) == "denial" and not _PSEUDO.match(lower(text), token.start)


def _role(word: Token, language: str) -> str:
    """Return what a word announces: a denial, a refusal, a hedge, an intention, or nothing."""
    folded = word.folded
    if bare(word.text) in NEGATIONS[language] or folded.endswith("n't"):
        return "denial"
    if word.stem in _DENIALS:
        return "refusal"
    if folded in _HEDGES and not (folded == "may" and word.text[0].isupper()):
        return "hedge"
    return "intention" if word.stem in _INTENTIONS else ""


def _aim(tokens: Sequence[Token], i: int) -> list[int]:
    """Return where the aim of an intention begins: "plans on Friday to sign", "set for launch"."""
    near = range(i + 1, min(i + 1 + SCOPE, len(tokens)))
    return [n for n in near if tokens[n].folded in ("to", "for")][:1]


def _scope(text: str, tokens: Sequence[Token], trigger: int) -> list[str]:
    """Return the stems that a trigger governs."""
    found: list[str] = []
    for before, token in pairwise(tokens[trigger : trigger + _REACH]):
        over = _CLAUSE_END if found else _CLAUSE_WORD
        if len(found) == SCOPE or over.search(text, before.end, token.end):
            break
        adverb = not found and token.text.endswith("ly")
        if token.folded not in STOPWORDS and token.is_content and not adverb:
            found.append(token.stem)
    return found
