"""What a check has against a statement; and how its words stand to each other in its evidence.

Denied or not, planned or done, who did what: each of these checks compares with the form in which
the evidence has the same words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from summarise.text.reading import Reading
from summarise.text.roles import opposites, swapped, turned

_ARTICLES = frozenset("the a an its their his her this these".split())


class Finding(NamedTuple):
    """A piece of a statement that its evidence does not bear out.

    ``start`` and ``end`` are its place in the statement, in characters; the whole statement where
    the reason is about all of it.
    """

    kind: str
    reason: str
    start: int
    end: int


def relations(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Yield denials, plans and roles that the evidence has the other way."""
    yield from _negations(claim, sources)
    yield from _modality(claim, sources)
    yield from _roles(claim, sources)


def _negations(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Look for denials that only one side makes, by the first word that each governs."""
    told = {word for source in sources for word in source.stems}
    denied = {word for source in sources for word in source.polarity.denied}
    asserted = {word for s in sources for word in set(s.stems) - s.polarity.denied}
    for scope in claim.polarity.denials:
        if scope[0] in told and denied.isdisjoint(scope):
            reason = f'it denies "{scope[0]}", which what it cites does not'
            yield Finding("negation", reason, *claim.place_of(scope[0]))
    for scope in (scope for source in sources for scope in source.polarity.denials):
        missing = claim.polarity.denied.isdisjoint(scope)
        if missing and scope[0] in claim.stems and scope[0] not in asserted:
            reason = f'it does not deny "{scope[0]}", which what it cites does'
            yield Finding("negation", reason, *claim.place_of(scope[0]))


def _modality(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Look for plans told as done and deeds told as plans, by the form of the verb."""
    intended = {word for source in sources for word in source.polarity.intended}
    happens = {word for s in sources for word in _finite(s, ("s",)) - s.polarity.planned}
    done = {word for source in sources for word in _finite(source) - source.polarity.planned}
    for word in sorted((_finite(claim, ("s",)) & intended) - happens - claim.polarity.planned)[:1]:
        reason = f'it tells "{word}" as done, which what it cites only plans'
        yield Finding("modality", reason, *claim.place_of(word))
    for word in sorted((claim.polarity.intended & done) - intended)[:1]:
        reason = f'it tells "{word}" as planned, which what it cites has as done'
        yield Finding("modality", reason, *claim.place_of(word))


def _finite(text: Reading, endings: tuple[str, ...] = ()) -> set[str]:
    """Return the stems of the words in a past form (signed), or with an ending (signs).

    Behind an article they are adjectives: "the revived service" tells of no revival.
    """
    befores = ["", *(token.folded for token in text.tokens)]
    return {
        token.stem
        for before, token in zip(befores, text.tokens, strict=False)
        if (token.is_past or token.text.endswith(endings)) and before not in _ARTICLES
    }


def _roles(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Look for names that changed places, and words that stand for their opposites."""
    verb = swapped(claim, sources)
    if verb:
        reason = f'who did what ("{verb}") is the other way round in what it cites'
        yield Finding("role", reason, *claim.place_of(verb))
    word = turned(claim, sources)
    if word:
        reason = f'what stands around "{word}" is the other way round in what it cites'
        yield Finding("role", reason, *claim.place_of_name(word))
    for said, _ in opposites(claim, sources):
        reason = f'it says "{said}", which what it cites has the other way'
        yield Finding("role", reason, *claim.place_of(said))
