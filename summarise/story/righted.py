"""Whether a sentence puts right what an earlier page told: about the same thing, place and time.

Most contradictions with an earlier page put nothing right: another town's figure, the next day's,
the next raid. A false correction is worse than one that is missed and told as news, so little is
let through: what says of itself that it takes something back, what denies it in much the same
words, and what is the same sentence but for a figure that does not pass with its day.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from summarise.language.counted import role_of
from summarise.language.reading import Reading
from summarise.language.roles import denied
from summarise.language.similarity import Likeness
from summarise.language.words import KIN
from summarise.story.facts import ABOUT_THE_SAME
from summarise.story.points import Conflict, foreign_names, rivals

MOST_OF_IT: Final = 0.60
"""Share of the words of a denial, by rarity, that what it denies has as well."""
_TAKES_BACK: Final = re.compile(
    r"\b(?:earlier version|correct(?:s|ed|ion)|retract\w*|t(?:ook|akes?|aken) back|wrongly"
    r"|mistakenly|in error|erroneous\w*"
    r"|not [^,.;]{1,40} as (?:\w+ )?(?:reported|stated|said|told|announced))\b",
    re.I,
)
_CONDITION: Final = re.compile(r"\b(?:if|unless|whether|until|could|may|might)\b", re.I)
_SAYING: Final = frozenset("say tell comment answer confirm know".split())
CALLED_OFF: Final = Conflict("modality", "plan", "", "", alone=True)
"""What stands for the end of a plan that an earlier page told."""
SHARED_WITH_PLAN: Final = 2
"""Words of the plan that its end has to name: with one, it is another plan of the same people."""
_ENDS: Final = frozenset(
    {"cancel", "cancell", "postpon", "scrap", "retract", "revok", "shelv", "withdrawn"}
)
"""Stems of verbs by which a plan ends."""
_OF_CORRECTING: Final = frozenset(
    "correct wrong error erron mistak earlier earli version articl report stori retract taken back"
    " deni denial not announc state initi previous figur clarif".split()
)
"""Stems by which a correction tells of itself; they are no matter of its own."""


def righted(
    now: Reading, was: Reading, against: Sequence[Conflict], alike: Likeness
) -> list[Conflict]:
    """Return the points on which a sentence puts an earlier one right.

    ``against`` are the conflicts between them, ``alike`` how alike they are.
    """
    if not one_matter(now, was):
        return []
    numbers = correcting(against) if said_again(now, was) else []
    return [*numbers, *taken_back(now, was, alike)]


def taken_back(now: Reading, was: Reading, alike: Likeness) -> list[Conflict]:
    """Return by what a sentence takes back an earlier one, or tells the end of its plan."""
    ended = [CALLED_OFF] if calls_off(now, was, alike) else []
    return [*ended, *filter(None, [retraction(now, was)])]


def one_matter(now: Reading, was: Reading) -> bool:
    """Whether two sentences are of one thing and one place: not both have words of their own."""
    if rivals(now.ordinals, was.ordinals):
        return False
    return not (_own(now, was) and _own(was, now))


def said_again(now: Reading, was: Reading) -> bool:
    """Whether two sentences are the same but for figures, and of what does not pass with its day.

    That is what both give the same day for, or what no past form tells of: the next day's flights
    are other ones, and the price of a bridge is not.
    """
    if _own(now, was) or _own(was, now):
        return False
    days, then = ({d[:3] for d in text.dates} | set(text.weekdays) for text in (now, was))
    if days or then:
        return days == then
    saying = _SAYING | {token.stem for token in now.tokens if token.folded in now.speakers}
    return not any(t.is_past and t.is_content and t.stem not in saying for t in now.tokens)


def _own(text: Reading, other: Reading) -> set[str]:
    """Return the stems of a sentence's matter that another one does not have in any form.

    Who says so, and that something is put right, are no matter; figures and days stand apart.
    """
    known = {stem[:KIN] for stem in other.stems}
    spans = text.figure_spans
    return {
        token.stem
        for token in text.tokens
        if token.is_content
        and token.stem[:KIN] not in known
        and token.stem not in _SAYING | _OF_CORRECTING
        and token.folded not in text.speakers | text.weekdays
        and not any(start <= token.start < end for start, end in spans)
    }


def correcting(clashes: Sequence[Conflict]) -> list[Conflict]:
    """Return the clashes of two sentences by which the one puts the other, earlier one right.

    They are one but for a figure. That of people is no error: it moves with time.
    """
    return [c for c in clashes if c.kind == "number" and c.alone and not role_of(c.key)]


def retraction(now: Reading, was: Reading) -> Conflict | None:
    """Return that a sentence takes back, or denies, what an earlier one told; None if it does not.

    It names the figure that it takes back, or what was done, in much the same words.
    """
    if foreign_names(now, was) and foreign_names(was, now):
        return None
    known = sum(now.weights[stem] for stem in now.weights.keys() & was.weights.keys())
    in_its_words = known >= MOST_OF_IT * sum(now.weights.values())
    if takes_back(now) and not takes_back(was):
        if {figure.value for figure in was.quantities} & now.values:
            return Conflict("number", "retraction", "", "", alone=True)
        return Conflict("negation", "retraction", "", "", alone=True) if in_its_words else None
    if now.values != was.values or _CONDITION.search(now.text):
        return None
    deeds = {t.stem for t in was.tokens if t.is_past} - was.polarity.denied
    gone = (denied(now, was) | deeds & now.polarity.denied) - _SAYING
    if gone and in_its_words:
        return Conflict("negation", min(gone), "", "", alone=True)
    return None


def takes_back(text: Reading) -> bool:
    """Whether a sentence says that something told before was wrong."""
    return bool(_TAKES_BACK.search(text.text))


def calls_off(now: Reading, was: Reading, alike: Likeness) -> bool:
    """Whether a sentence tells the end of a plan that an earlier one told."""
    ends = (_ENDS & set(now.stems)) - set(was.stems)
    if not ends or not was.polarity.intended or alike.echo < ABOUT_THE_SAME:
        return False
    return len(was.polarity.planned & set(now.stems)) >= SHARED_WITH_PLAN
