"""Where two sentences of one matter can't both be told as they stand.

Their figures differ (``summarise.story.numbers``), or one only plans what the other has as done.
"""

from __future__ import annotations

import re
from itertools import takewhile

from summarise.language.reading import Reading
from summarise.language.words import Token
from summarise.story.numbers import numbers
from summarise.story.points import PLANNED, Conflict, Pair, Value, foreign_names, rivals

_NO_PLAN = frozenset("could may might should can likely possibly perhaps before would if".split())
"""Words before a verb that tell what may be, or when, and plan nothing."""
_LIGHT = frozenset("take make get give go come have do be put set hold keep need".split())
"""Stems of verbs that name no deed by themselves: taking a test, taking two weeks."""
_FORECAST = re.compile(
    r"\b(?:economists?|analysts?|forecast\w*|estimat\w*|predict\w*|polls?)\b", re.I
)
_AUXILIARIES = frozenset("is are was were be been being has have had".split())
_PLANNING = frozenset(
    "planned expected intended agreed scheduled vowed pledged promised set".split()
)
"""Past forms by which a plan is told."""
_SAYING = frozenset("said says told".split())
"""What stands behind these is no main clause."""
_CLAUSE = re.compile(
    r"[,;:.!?—–()]|\b(?:who|which|that|because|while|after|before|if|when)\b", re.I
)
_NEAR = 4
"""Content words before a verb and behind it among which are those who do it, and what is done."""


def conflicts(pair: Pair) -> list[Conflict]:
    """Return the points on which two sentences contradict each other."""
    a, b = pair.a, pair.b
    found = [*numbers(a, b)]
    if verb := carried_out(a, b):
        found.append(Conflict("modality", verb, PLANNED, b.word(verb)))
    elif verb := carried_out(b, a):
        found.append(Conflict("modality", verb, a.word(verb), PLANNED))
    return found


def values(text: Reading) -> set[Value]:
    """Return all that a text tells in the form of ``Conflict.values``."""
    return {(kind, figure.value) for kind, figures in text.counts.items() for figure in figures}


def carried_out(plan: Reading, deed: Reading) -> str:
    """Return the verb that one sentence only plans and the other has as done; nothing if none.

    It is the verb of each main clause, of one agent and one object, with the same names and days.
    """
    if _FORECAST.search(plan.text) or rivals(plan.weekdays, deed.weekdays):
        return ""
    if foreign_names(plan, deed) and foreign_names(deed, plan):
        return ""
    if plan.values - deed.values and deed.values - plan.values:
        return ""
    done = _main_deed(deed)
    if not done or done.stem in _LIGHT | deed.polarity.planned | deed.polarity.denied:
        return ""
    aim = _main_plan(plan)
    if not aim or aim.stem != done.stem or aim.stem in plan.polarity.denied:
        return ""
    same = (
        here & there for here, there in zip(_around(plan, aim), _around(deed, done), strict=True)
    )
    return done.stem if all(same) else ""


def _main_deed(text: Reading) -> Token | None:
    """Return the verb of the main clause if it tells what was done: the first verb there is."""
    behind_auxiliary = False
    for token in text.tokens:
        if token.folded in _AUXILIARIES:
            behind_auxiliary = True
        elif token.folded in _SAYING:
            return None
        elif token.is_past and token.text.islower():
            return token
        elif behind_auxiliary and not token.text.endswith("ly"):
            return None
    return None


def _main_plan(text: Reading) -> Token | None:
    """Return the verb of the main clause if it is only planned."""
    aims = text.polarity.intended
    before = [*takewhile(lambda t: t.stem not in aims or not t.text.islower(), text.tokens)]
    if len(before) == len(text.tokens) or not before:
        return None
    told = any(t.is_past and t.text.islower() and t.folded not in _PLANNING for t in before)
    if told or not (_NO_PLAN | _SAYING).isdisjoint(t.folded for t in before):
        return None
    return text.tokens[len(before)]


def _around(text: Reading, verb: Token) -> tuple[set[str], set[str]]:
    """Return who does what in the clause of a verb, as stems of content words."""
    before = _CLAUSE.split(text.text[: verb.start])[-1]
    behind = _CLAUSE.split(text.text[verb.end :], maxsplit=1)[0]
    start, end = verb.start - len(before), verb.end + len(behind)
    agent = [t.stem for t in text.tokens if start <= t.start < verb.start and t.is_content]
    object_ = [t.stem for t in text.tokens if verb.end <= t.start < end and t.is_content]
    return set(agent) - text.polarity.planned, set(object_[:_NEAR])
