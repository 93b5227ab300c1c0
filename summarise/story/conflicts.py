"""Where two sentences about the same thing contradict each other.

Numbers and days are in ``summarise.story.numbers``; here are names that stand for each other, plans
that others tell as done, denials, and words that stand for their opposites.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from summarise.language.polarity import denies
from summarise.language.reading import Reading
from summarise.language.roles import denied, opposites
from summarise.language.words import Token, fold, one_spelling
from summarise.story.numbers import date, number, weekday
from summarise.story.points import PLANNED, Conflict, Pair, Piece, Value, alike, around

LONGEST_NAME = 3
"""Words of a name that is swapped for another."""
_SHORT = 3
"""Letters of a name that may stand for a longer one that has them in this order."""
_NO_PLAN = frozenset("could may might should can likely possibly perhaps before".split())
"""Words before a verb, within ``_NEAR_VERB``, that tell what may be, or when, and plan nothing."""
_LIGHT = frozenset("take make get give go come have do be put set hold keep need".split())
"""Stems of verbs that name no deed by themselves: taking a test, taking two weeks."""
_NEAR_VERB = 3
_NO_DEED = frozenset(("being", "be", "to", "who", "which"))
"""Behind them a past form tells of what goes on or is to come, or only says who somebody is."""
_CONDITION = re.compile(r"\b(?:if|unless|whether|until|could|may|might|would|unlikely)\b", re.I)
_FILLERS = frozenset("a an the to be been being have has had any yet".split())
"""Words between a denial and what it denies."""
_AUXILIARIES = frozenset(
    "is are was were be been being has have had do does did will would shall to he she it they we "
    "i you who that which".split()
)
"""Words before a verb, whatever its form; "the findings" are not what somebody finds."""


def conflicts(pair: Pair) -> list[Conflict]:
    """Return the points on which two sentences contradict each other, each kind at most once."""
    found = [number(pair), date(pair), weekday(pair), modality(pair)]
    if pair.twins:
        found += [name(pair), negation(pair)]
    return [conflict for conflict in found if conflict]


def values(text: Reading) -> set[Value]:
    """Return all that a text tells in the form of ``Conflict.values``."""
    found: set[Value] = {(q.unit, q.value) for q in text.quantities}
    found |= {("date", f"{d.month}-{d.day}") for d in text.dates if d.month and d.day}
    found |= {("weekday", day) for day in text.weekdays}
    return found | {("name", name) for name in text.names}


def name(pair: Pair) -> Conflict | None:
    """Return two names that stand for each other in two sentences otherwise alike."""
    a, b = pair.a, pair.b
    for piece in pair.pieces:
        if piece.tag != "replace" or not _swap_names(a, b, piece):
            continue
        _, i, j, k, m = piece
        said, instead = a.between(i, j), b.between(k, m)
        if _one_name(said, instead, a.vocabulary.one_name):
            continue
        left, right = a.tokens[i:j], b.tokens[k:m]
        told = ("name", left[0].folded), ("name", right[0].folded)
        tight = pair.tight(left[0].start, left[-1].end, right[0].start, right[-1].end)
        return Conflict("name", "name", said, instead, told, tight)
    return None


def _swap_names(a: Reading, b: Reading, piece: Piece) -> bool:
    left = {token.folded for token in a.tokens[piece.i : piece.j]}
    right = {token.folded for token in b.tokens[piece.k : piece.m]}
    longest = max(piece.j - piece.i, piece.m - piece.k)
    return longest <= LONGEST_NAME and left <= a.names and right <= b.names


def _one_name(one: str, other: str, same: Callable[[str, str], bool]) -> bool:
    """Whether two names may be of one: forms of it, or an acronym and something in full.

    What NYPD stands for is not in the letters: "NYPD commissioner" is "police commissioner".
    """
    if same(fold(one), fold(other)) or _spelt(fold(one), fold(other)):
        return True
    return (one.isupper() and len(one) > 1) != (other.isupper() and len(other) > 1)


def _spelt(one: str, other: str) -> bool:
    """Whether two names are one, spelt otherwise or cut short: Advisers, Lt, Ray for Raymond."""
    shorter, longer = sorted((one, other), key=len)
    if len(shorter) <= _SHORT and shorter[:1] == longer[:1]:
        letters = iter(longer)
        return all(letter in letters for letter in shorter)
    return one_spelling(one, other)


def modality(pair: Pair) -> Conflict | None:
    """Return a verb that one sentence has planned and the other done."""
    for verb in _carried_out(pair.a, pair.b):
        return Conflict("modality", verb, PLANNED, pair.b.word(verb))
    for verb in _carried_out(pair.b, pair.a):
        return Conflict("modality", verb, pair.a.word(verb), PLANNED)
    return None


def _carried_out(plan: Reading, deed: Reading) -> list[str]:
    """Return the verbs that one sentence only plans and the other has in the past tense.

    The words around the verb are to show that it is one deed: who will be tested is not who was.
    """
    asserted = _deeds(deed) - deed.polarity.planned - deed.polarity.denied
    intended = plan.polarity.intended - plan.polarity.denied
    return [verb for verb in sorted((intended & asserted) - _LIGHT) if _one_deed(plan, deed, verb)]


def _deeds(text: Reading) -> set[str]:
    past = {
        t.stem
        for before, t in _with_word_before(text)
        if (before in ("by", "after") and t.text.endswith("ing"))
        or (t.is_past and before not in _NO_DEED)
    }
    return past & set(text.stems)


def _with_word_before(text: Reading) -> Iterator[tuple[str, Token]]:
    """Yield each token behind the word before it, folded; the first one behind nothing."""
    yield from zip(("", *(token.folded for token in text.tokens)), text.tokens, strict=False)


def _one_deed(plan: Reading, deed: Reading, verb: str) -> bool:
    here, there = plan.first(verb), deed.first(verb)
    if not here or not there or not (here.text.islower() and there.text.islower()):
        return False
    before = [t.folded for t in plan.tokens if t.end <= here.start][-_NEAR_VERB:]
    noun = here.text.endswith("ing") and before[-1:] == ["the"]  # for the killing of
    if noun or not _NO_PLAN.isdisjoint(before) or {"would", "have"} <= set(before):
        return False
    return alike(
        around(plan, here.start, here.end) - {verb}, around(deed, there.start, there.end) - {verb}
    )


def negation(pair: Pair) -> Conflict | None:
    """Return what one sentence denies and the other tells, or two words that are opposites."""
    a, b = pair.a, pair.b
    added = _added(pair)
    if added:
        return added
    for verb in _denied(a, b):
        return Conflict("negation", verb, f"not {a.word(verb)}", b.word(verb))
    for verb in _denied(b, a):
        return Conflict("negation", verb, a.word(verb), f"not {b.word(verb)}")
    if _CONDITION.search(a.text) or _CONDITION.search(b.text):
        return None
    for one, other in opposites(a, [b]):
        key = " ".join(sorted((one, other)))
        return Conflict("negation", key, a.word(one), b.word(other))
    return None


def _added(pair: Pair) -> Conflict | None:
    """Return a denial that stands in one sentence alone, with the same words on both its sides.

    If both sentences have one of their own somewhere, they may deny the same in other words.
    """
    a, b = pair.a, pair.b
    pieces = [p for p in pair.pieces if p.tag != "equal"]
    ours = [p for p in pieces if _denials(a, p.i, p.j)]
    theirs = [p for p in pieces if _denials(b, p.k, p.m)]
    if len(ours) + len(theirs) != 1:
        return None
    (piece,) = ours or theirs
    if any(t.is_content for t in (*a.tokens[piece.i : piece.j], *b.tokens[piece.k : piece.m])):
        return None
    said = _equal_behind(pair, piece)
    if said is None or not _both_outright(pair, said):
        return None
    labels = f"not {said.text}", said.text
    one, other = labels if ours else labels[::-1]
    return Conflict("negation", said.stem, one, other, tight=True)


def _both_outright(pair: Pair, said: Token) -> bool:
    """Whether only one sentence denies a word, and both or neither tell it on a condition.

    "Will not, we will not stand by" denies no more than "will not stand by".
    """
    verb = said.stem
    content = next((t for t in pair.a.tokens if t.start >= said.start and t.is_content), said)
    verbs = {verb, content.stem}
    denials = [not verbs.isdisjoint(text.polarity.denied) for text in (pair.a, pair.b)]
    conditions = [_on_condition(text, verb) for text in (pair.a, pair.b)]
    return not all(denials) and conditions[0] == conditions[1]


def _denials(text: Reading, start: int, end: int) -> bool:
    """Whether a word of a piece denies something."""
    return any(denies(text.text, text.tokens, n) for n in range(start, end))


def _equal_behind(pair: Pair, piece: Piece) -> Token | None:
    """Return the first word behind a piece that says something, if both sentences have it there."""
    equal = next((p for p in pair.pieces if p.tag == "equal" and p.i == piece.j), None)
    behind = pair.a.tokens[equal.i : equal.j] if equal else ()
    return next((t for t in behind if t.folded not in _FILLERS), None)


def _denied(a: Reading, b: Reading) -> list[str]:
    """Return the stems of what a denies and b tells, outright and as a deed."""
    if a.polarity.denied & b.polarity.denied:
        return []  # found no evidence, did not find evidence
    verbs = sorted(denied(a, b))
    return [v for v in verbs if not (_on_condition(a, v) or _on_condition(b, v) or not _verb(b, v))]


def _on_condition(text: Reading, verb: str) -> bool:
    """Whether a condition stands in the clause of a verb, before it."""
    word = text.first(verb)
    clause = re.split(r"[,;:—]", text.text[: word.start])[-1] if word else ""
    return bool(_CONDITION.search(clause))


def _verb(text: Reading, stemmed: str) -> bool:
    """Whether a word is told as a deed: a past form, or one behind an auxiliary or a pronoun."""
    return any(
        token.stem == stemmed and token.text.islower() and (token.is_past or before in _AUXILIARIES)
        for before, token in _with_word_before(text)
    )
