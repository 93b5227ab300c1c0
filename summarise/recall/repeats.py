"""Which facts the reader has had: one earlier sentence told all that a fact of today tells.

Stories of one subject share their words for weeks, so that all pages together tell nearly any
sentence of the next one, and most sentences of it echo one of theirs: the news is in what is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from summarise.meaning.rarity import weights
from summarise.memory import Match, Reported
from summarise.text.features import read
from summarise.types import Story

MOST_NEW: Final = 0.50
"""Share of words, by rarity, that a fact may have beyond the one that is the same: other outlets
tell it in other words. At .60 the next step of an event passes for the one before."""
CLEAR, LITTLE_NEW = 0.85, 0.20
"""Echo, and share of new words, from which a fact is a part of what was told."""
ROOT: Final = 5
"""Letters by which two words are akin (north, northern), where a stem is too strict."""


def repeats(story: Story, matches: Sequence[Match], reported: Sequence[Reported]) -> dict[int, int]:
    """Return the facts that were reported before, each with the number of the latest report.

    A report that was cited before is no news either, whatever was left off of it.
    """
    found: dict[int, int] = {}
    for match in matches:
        one, text = reported[match.reported], story.facts[match.fact].best.text
        if any(_repeats(match, text, told) for told in (one.text, *one.evidence)):
            found[match.fact] = max(match.reported, found.get(match.fact, 0))
    cited = {document: m.reported for m in matches for document in reported[m.reported].documents}
    for number, fact in enumerate(story.facts):
        if all(sentence.document in cited for sentence in fact.sentences):
            found.setdefault(number, cited[fact.best.document])
    return dict(sorted(found.items()))


def _repeats(match: Match, text: str, told: str) -> bool:
    """Whether an earlier sentence told what a fact of today does, and nothing happened since."""
    now, then = read(text), read(told)
    if not now.values <= then.values:
        return False
    if now.weekdays and then.weekdays and now.weekdays != then.weekdays:
        return False
    if now.polarity.denied != then.polarity.denied:
        return False  # the one denies what the other tells
    if then.polarity.intended and not now.polarity.intended:
        return False  # what was only planned then is told as done
    new = _new(text, told)
    return (match.same and new <= MOST_NEW) or (match.echo >= CLEAR and new <= LITTLE_NEW)


def _new(text: str, told: str) -> float:
    """Return the share of a text's words, by rarity, that another one does not have."""
    own = {stem: weight for stem, weight in weights(text).items() if not stem[0].isdigit()}
    roots = {stem[:ROOT] for stem in read(told).stems}
    new = sum(weight for stem, weight in own.items() if stem[:ROOT] not in roots)
    return new / (sum(own.values()) or 1.0)
