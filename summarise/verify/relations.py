"""How the words of a statement stand to each other: denied or not, planned or done, who did what.

Each check compares with the form in which the evidence has the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from summarise.text.features import Features
from summarise.text.roles import opposites, swapped, turned
from summarise.text.words import fold, is_past, stem
from summarise.verify.findings import Finding, Read

_ARTICLES = frozenset("the a an its their his her this these".split())


def relations(claim: Read, sources: Sequence[Features]) -> Iterator[Finding]:
    """Yield denials, plans and roles that the evidence has the other way."""
    yield from _negations(claim, sources)
    yield from _modality(claim, sources)
    yield from _roles(claim, sources)


def _negations(claim: Read, sources: Sequence[Features]) -> Iterator[Finding]:
    """Look for denials that only one side makes, by the first word that each governs."""
    told = {word for source in sources for word in source.stems}
    denied = {word for source in sources for word in source.polarity.denied}
    asserted = {word for s in sources for word in set(s.stems) - s.polarity.denied}
    own = claim.features
    for scope in own.polarity.denials:
        if scope[0] in told and denied.isdisjoint(scope):
            reason = f'it denies "{scope[0]}", which what it cites does not'
            yield Finding("negation", reason, *claim.place_of(scope[:1]))
    for scope in (scope for source in sources for scope in source.polarity.denials):
        missing = own.polarity.denied.isdisjoint(scope)
        if missing and scope[0] in own.stems and scope[0] not in asserted:
            reason = f'it does not deny "{scope[0]}", which what it cites does'
            yield Finding("negation", reason, *claim.place_of(scope[:1]))


def _modality(claim: Read, sources: Sequence[Features]) -> Iterator[Finding]:
    """Look for plans told as done and deeds told as plans, by the form of the verb."""
    own = claim.features
    intended = {word for source in sources for word in source.polarity.intended}
    happens = {word for s in sources for word in _finite(s, ("s",)) - s.polarity.planned}
    done = {word for source in sources for word in _finite(source) - source.polarity.planned}
    for word in sorted((_finite(own, ("s",)) & intended) - happens - own.polarity.planned)[:1]:
        reason = f'it tells "{word}" as done, which what it cites only plans'
        yield Finding("modality", reason, *claim.place_of([word]))
    for word in sorted((own.polarity.intended & done) - intended)[:1]:
        reason = f'it tells "{word}" as planned, which what it cites has as done'
        yield Finding("modality", reason, *claim.place_of([word]))


def _finite(features: Features, endings: tuple[str, ...] = ()) -> set[str]:
    """Return the stems of the words in a past form (signed), or with an ending (signs).

    Behind an article they are adjectives: "the revived service" tells of no revival.
    """
    words = [token.text for token in features.tokens]
    return {
        stem(word)
        for before, word in pairwise(["", *words])
        if (is_past(word) or word.endswith(endings)) and fold(before) not in _ARTICLES
    }


def _roles(claim: Read, sources: Sequence[Features]) -> Iterator[Finding]:
    """Look for names that changed places, and words that stand for their opposites."""
    verb = swapped(claim.features, sources)
    if verb:
        reason = f'who did what ("{verb}") is the other way round in what it cites'
        yield Finding("role", reason, *claim.place_of([verb]))
    word = turned(claim.features, sources)
    if word:
        reason = f'what stands around "{word}" is the other way round in what it cites'
        yield Finding("role", reason, *claim.place_of_name(word))
    for said, _ in opposites(claim.features, sources):
        reason = f'it says "{said}", which what it cites has the other way'
        yield Finding("role", reason, *claim.place_of([said]))
