"""What one sentence denies and another one tells, and words that stand for their opposites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from summarise.group.points import Conflict, Pair, Piece, Told
from summarise.text.polarity import denies
from summarise.text.roles import denied, opposites
from summarise.text.words import Word, fold, is_content, is_past, stem

_CONDITION = re.compile(r"\b(?:if|unless|whether|until|could|may|might|would|unlikely)\b", re.I)
_FILLERS = frozenset("a an the to be been being have has had any yet".split())
"""Words between a denial and what it denies."""
_AUXILIARIES = frozenset(
    "is are was were be been being has have had do does did will would shall to he she it they we "
    "i you who that which".split()
)
"""Words before a verb, whatever its form; "the findings" are not what somebody finds."""


def negation(pair: Pair) -> Conflict | None:
    """Return what one sentence denies and the other tells, or two words that are opposites."""
    a, b = pair.a, pair.b
    found = next(_added(pair), None)
    if found:
        return found
    for verb in _denied(a, b):
        return Conflict("negation", verb, f"not {a.word(verb)}", b.word(verb))
    for verb in _denied(b, a):
        return Conflict("negation", verb, a.word(verb), f"not {b.word(verb)}")
    if _CONDITION.search(a.text) or _CONDITION.search(b.text):
        return None
    for one, other in opposites(a.features, [b.features]):
        key = " ".join(sorted((one, other)))
        return Conflict("negation", key, a.word(one), b.word(other))
    return None


def _added(pair: Pair) -> Iterator[Conflict]:
    """Yield a denial that stands in one sentence alone, with the same words on both its sides.

    If both sentences have one of their own somewhere, they may deny the same in other words.
    """
    a, b = pair.a, pair.b
    pieces = [p for p in pair.pieces if p.tag != "equal"]
    ours = [p for p in pieces if _denials(a, p.i, p.j)]
    theirs = [p for p in pieces if _denials(b, p.k, p.m)]
    if len(ours) + len(theirs) != 1:
        return
    (piece,) = ours or theirs
    if _content(a, piece.i, piece.j) or _content(b, piece.k, piece.m):
        return
    said = _equal_behind(pair, piece)
    if said is None or not _both_outright(pair, said):
        return
    labels = f"not {said.text}", said.text
    one, other = labels if ours else labels[::-1]
    yield Conflict("negation", stem(said.text), one, other, tight=True)


def _both_outright(pair: Pair, said: Word) -> bool:
    """Whether only one sentence denies a word, and both or neither tell it on a condition.

    "Will not, we will not stand by" denies no more than "will not stand by".
    """
    content = next(
        (t for t in pair.a.features.tokens if t.start >= said.start and is_content(t.text)), said
    )
    verbs = {stem(said.text), stem(content.text)}
    denials = [not verbs.isdisjoint(told.features.polarity.denied) for told in (pair.a, pair.b)]
    conditions = [_on_condition(told, stem(said.text)) for told in (pair.a, pair.b)]
    return not all(denials) and conditions[0] == conditions[1]


def _denials(told: Told, start: int, end: int) -> bool:
    tokens = told.features.tokens
    return any(denies(told.text, tokens, n) for n in range(start, end))


def _content(told: Told, start: int, end: int) -> bool:
    return any(is_content(token.text) for token in told.features.tokens[start:end])


def _equal_behind(pair: Pair, piece: Piece) -> Word | None:
    """Return the first word behind a piece that says something, if both sentences have it there."""
    equal = next((p for p in pair.pieces if p.tag == "equal" and p.i == piece.j), None)
    behind = pair.a.features.tokens[equal.i : equal.j] if equal else ()
    return next((t for t in behind if fold(t.text) not in _FILLERS), None)


def _denied(a: Told, b: Told) -> list[str]:
    """Return the stems of what a denies and b tells, outright and as a deed."""
    if a.features.polarity.denied & b.features.polarity.denied:
        return []  # found no evidence, did not find evidence
    verbs = sorted(denied(a.features, b.features))
    return [v for v in verbs if not (_on_condition(a, v) or _on_condition(b, v) or not _verb(b, v))]


def _on_condition(told: Told, verb: str) -> bool:
    """Whether a condition stands in the clause of a verb, before it."""
    word = told.first(verb)
    clause = re.split(r"[,;:—]", told.text[: word.start])[-1] if word else ""
    return bool(_CONDITION.search(clause))


def _verb(told: Told, stemmed: str) -> bool:
    """Whether a word is told as a deed: a past form, or one behind an auxiliary or a pronoun."""
    tokens = [("", told.features.tokens[0])] if told.features.tokens else []
    tokens += [(fold(b.text), t) for b, t in pairwise(told.features.tokens)]
    return any(
        stem(token.text) == stemmed
        and token.text.islower()
        and (is_past(token.text) or before in _AUXILIARIES)
        for before, token in tokens
    )
