"""What one sentence only plans and another one tells as done."""

from __future__ import annotations

from itertools import pairwise

from summarise.group.points import PLANNED, Conflict, Pair, Told, alike
from summarise.text.words import fold, is_past, stem

_NO_PLAN = frozenset("could may might should can likely possibly perhaps before".split())
"""Words before a verb, within ``_REACH``, that tell what may be, or when, and plan nothing."""
_LIGHT = frozenset("take make get give go come have do be put set hold keep need".split())
"""Stems of verbs that name no deed by themselves: taking a test, taking two weeks."""
_REACH = 3
_NO_DEED = frozenset(("being", "be", "to", "who", "which"))
"""Behind them a past form tells of what goes on or is to come, or only says who somebody is."""


def modality(pair: Pair) -> Conflict | None:
    """Return a verb that one sentence has planned and the other done."""
    for verb in _carried_out(pair.a, pair.b):
        return Conflict("modality", verb, PLANNED, pair.b.word(verb))
    for verb in _carried_out(pair.b, pair.a):
        return Conflict("modality", verb, pair.a.word(verb), PLANNED)
    return None


def _carried_out(plan: Told, deed: Told) -> list[str]:
    """Return the verbs that one sentence only plans and the other has in the past tense.

    The words around the verb are to show that it is one deed: who will be tested is not who was.
    """
    asserted = _past(deed) - deed.features.polarity.planned - deed.features.polarity.denied
    intended = plan.features.polarity.intended - plan.features.polarity.denied
    return [verb for verb in sorted((intended & asserted) - _LIGHT) if _one_deed(plan, deed, verb)]


def _past(told: Told) -> set[str]:
    tokens = told.features.tokens
    behind = [("", token) for token in tokens[:1]]
    behind += [(fold(before.text), token) for before, token in pairwise(tokens)]
    past = {
        stem(t.text)
        for before, t in behind
        if (before in ("by", "after") and t.text.endswith("ing"))
        or (is_past(t.text) and before not in _NO_DEED)
    }
    return past & set(told.features.stems)


def _one_deed(plan: Told, deed: Told, verb: str) -> bool:
    here, there = plan.first(verb), deed.first(verb)
    if not here or not there or not (here.text.islower() and there.text.islower()):
        return False
    before = [fold(t.text) for t in plan.features.tokens if t.end <= here.start][-_REACH:]
    noun = here.text.endswith("ing") and before[-1:] == ["the"]  # for the killing of
    if noun or not _NO_PLAN.isdisjoint(before) or {"would", "have"} <= set(before):
        return False
    return alike(
        plan.around(here.start, here.end) - {verb}, deed.around(there.start, there.end) - {verb}
    )
