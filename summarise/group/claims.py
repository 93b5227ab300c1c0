"""Contradictions in words between two sentences: names, what is denied, what is only planned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from summarise.group.apart import akin, denied
from summarise.group.points import PLANNED, Conflict, Pair, Piece, Told, alike
from summarise.text.features import Features
from summarise.text.polarity import denies
from summarise.text.roles import opposites
from summarise.text.words import fold, is_content, is_past, stem

LONGEST_NAME = 3
"""Words of a name that is swapped for another."""
_CONDITION = re.compile(r"\b(?:if|unless|whether|until|could|may|might|would)\b", re.I)
_AUXILIARIES = frozenset(
    "is are was were be been being has have had do does did will would shall to he she it they we "
    "i you who that which".split()
)
"""Words before a verb, whatever its form; "the findings" are not what somebody finds."""
_UNDER_WAY = frozenset(("being", "be", "to"))
"""Behind them a past form tells of what goes on or is to come."""


def name(pair: Pair) -> Conflict | None:
    """Return two names that stand for each other in two sentences otherwise alike."""
    a, b = pair.a, pair.b
    for piece in pair.pieces:
        if piece.tag != "replace" or not _swap_names(a.features, b.features, piece):
            continue
        _, i, j, k, m = piece
        said, instead = a.span(i, j), b.span(k, m)
        if akin(fold(said), fold(instead)) or _initials(said, instead):
            continue
        left, right = a.features.tokens[i:j], b.features.tokens[k:m]
        told = ("name", fold(left[0].text)), ("name", fold(right[0].text))
        tight = pair.tight(left[0].start, left[-1].end, right[0].start, right[-1].end)
        return Conflict("name", "name", said, instead, told, tight)
    return None


def _swap_names(a: Features, b: Features, piece: Piece) -> bool:
    left = {fold(token.text) for token in a.tokens[piece.i : piece.j]}
    right = {fold(token.text) for token in b.tokens[piece.k : piece.m]}
    longest = max(piece.j - piece.i, piece.m - piece.k)
    return longest <= LONGEST_NAME and left <= a.names and right <= b.names


def _initials(one: str, other: str) -> bool:
    """Whether one of two names is the initials of the other: GOP, Grand Old Party."""
    shorter, longer = sorted((one, other), key=len)
    return fold(shorter) == fold("".join(word[0] for word in longer.split()))


def negation(pair: Pair) -> Conflict | None:
    """Return what one sentence denies and the other tells, or two words that are opposites."""
    a, b = pair.a, pair.b
    found = next(_added(pair), None)
    if found:
        return found
    for verb in _denied(a, b):
        return Conflict("negation", verb, f"not {_word(a, verb)}", _word(b, verb))
    for verb in _denied(b, a):
        return Conflict("negation", verb, _word(a, verb), f"not {_word(b, verb)}")
    if _CONDITION.search(a.text) or _CONDITION.search(b.text):
        return None
    for one, other in opposites(a.features, [b.features]):
        key = " ".join(sorted((one, other)))
        return Conflict("negation", key, _word(a, one), _word(b, other))
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
    said = next((t for t in a.features.tokens[piece.j :] if is_content(t.text)), None)
    if said is None or not _equal_behind(pair, piece) or not _both_outright(pair, stem(said.text)):
        return
    labels = f"not {said.text}", said.text
    one, other = labels if ours else labels[::-1]
    yield Conflict("negation", stem(said.text), one, other, tight=True)


def _both_outright(pair: Pair, verb: str) -> bool:
    """Whether only one sentence denies a verb, and both or neither tell it on a condition."""
    denials = [verb in told.features.polarity.denied for told in (pair.a, pair.b)]
    return not all(denials) and _on_condition(pair.a, verb) == _on_condition(pair.b, verb)


def _denials(told: Told, start: int, end: int) -> bool:
    tokens = told.features.tokens
    return any(denies(told.text, tokens, n) for n in range(start, end))


def _content(told: Told, start: int, end: int) -> bool:
    return any(is_content(token.text) for token in told.features.tokens[start:end])


def _equal_behind(pair: Pair, piece: Piece) -> bool:
    """Whether the words that follow a piece up to the first that says something are the same."""
    return any(
        p.tag == "equal" and p.i == piece.j and _content(pair.a, p.i, p.j) for p in pair.pieces
    )


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


def _word(told: Told, wanted: str) -> str:
    """Return the word of a sentence that has the stem."""
    word = told.first(wanted)
    return word.text if word else wanted


def modality(pair: Pair) -> Conflict | None:
    """Return a verb that one sentence has planned and the other done."""
    for verb in _carried_out(pair.a, pair.b):
        return Conflict("modality", verb, PLANNED, _word(pair.b, verb))
    for verb in _carried_out(pair.b, pair.a):
        return Conflict("modality", verb, _word(pair.a, verb), PLANNED)
    return None


def _carried_out(plan: Told, deed: Told) -> list[str]:
    """Return the verbs that one sentence only plans and the other has in the past tense.

    The words around the verb are to show that it is one deed: who will be tested is not who was.
    """
    asserted = _past(deed) - deed.features.polarity.planned - deed.features.polarity.denied
    intended = plan.features.polarity.intended - plan.features.polarity.denied
    return [verb for verb in sorted(intended & asserted) if _one_deed(plan, deed, verb)]


def _past(told: Told) -> set[str]:
    tokens = told.features.tokens
    behind = [("", token) for token in tokens[:1]]
    behind += [(fold(before.text), token) for before, token in pairwise(tokens)]
    past = {
        stem(t.text)
        for before, t in behind
        if before in ("by", "after") or (is_past(t.text) and before not in _UNDER_WAY)
    }
    return past & set(told.features.stems)


def _one_deed(plan: Told, deed: Told, verb: str) -> bool:
    here, there = plan.first(verb), deed.first(verb)
    if not here or not there:
        return False
    return alike(
        plan.around(here.start, here.end) - {verb}, deed.around(there.start, there.end) - {verb}
    )
