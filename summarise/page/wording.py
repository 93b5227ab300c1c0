"""Words: what a statement says in words that its evidence does not.

Denied or not, planned or done, who did what: such a check compares with the form in which the
evidence has the same words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

from summarise.language.reading import Reading
from summarise.language.roles import opposites, swapped, turned
from summarise.language.words import ROOT, stem

COVERED = 0.70
"""Share of the statement's words, weighted by rarity, that have to be in the evidence."""
CLAUSE_COVERED, CLAUSE = 0.50, 4
"""The same for each clause of at least so many content words: one invented clause is enough."""
KEPT = 0.30
"""Share of one of the sentences cited, weighted by rarity, that a statement has to tell."""
FIGURE = 4.5
"""Nats: half of the rarest word. A number or date that the evidence has counts as a told word."""
DENIED = 2
"""Words of a denial that a statement tells at least, where it does not tell the first."""
_CLAUSES = re.compile(r"[,;:—–()]|\b(?:and|but|while|which|who|that|because|as|after|before)\b")
CONNECTIVES = frozenset(
    "accordingly additionally afterwards alternatively although besides consequently conversely "
    "finally furthermore hence however importantly indeed instead lastly likewise meanwhile "
    "moreover nevertheless nonetheless notably otherwise overall similarly specifically still "
    "subsequently therefore ultimately whereas".split()
)
"""Words that join sentences and claim nothing; at the start of one they look like names."""
_JOINING = frozenset(map(stem, CONNECTIVES))
_ARTICLES = frozenset("the a an its their his her this these".split())


class Finding(NamedTuple):
    """What of a statement its evidence does not bear out; the reason names it, in a sentence."""

    kind: str
    reason: str


def coverage(claim: Reading, evidence: Sequence[Reading]) -> Iterator[Finding]:
    """Yield that the statement, or a clause of it, is hardly in the evidence."""
    known = {stem for sentence in evidence for stem in sentence.stems}
    plain = _without_figures(claim)
    share = _covered(plain, known, FIGURE * len(claim.figure_spans))
    if share < COVERED:
        missing = ", ".join(claim.word(stem) for stem in _missing(plain, known))
        reason = f"Only {share:.0%} of its words are in what it cites; not there: {missing}."
        yield Finding("coverage", reason)
        return
    for start, end in clauses(plain.text):
        clause = claim.vocabulary.read(plain.text[start:end])
        if len(clause.weights) >= CLAUSE and _covered(clause, known) < CLAUSE_COVERED:
            reason = f'It says "{_quoted(clause.text)}"; what it cites says nothing of it.'
            yield Finding("coverage", reason)


def _quoted(text: str) -> str:
    return text.strip().rstrip(".")


def clauses(text: str) -> Iterator[tuple[int, int]]:
    """Yield where the clauses of a text begin and end."""
    start = 0
    for match in _CLAUSES.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def omissions(claim: Reading, evidence: Sequence[Reading]) -> Iterator[str]:
    """Yield that the statement tells next to nothing of the fact that it stands for.

    That makes a poor statement, not an unsupported one.
    """
    told = set(claim.stems)
    best = max((_covered(sentence, told) for sentence in evidence), default=1.0)
    if best < KEPT:
        yield f"It leaves out most of what it cites ({best:.0%} is told)."


def _covered(text: Reading, known: set[str], figures: float = 0.0) -> float:
    """Return the share of a text's words that are known; ``figures`` weigh in as known ones."""
    own = _weights(text)
    covered = sum(weight for word, weight in own.items() if told_by(word, known))
    return (covered + figures) / (sum(own.values()) + figures or 1.0) if own else 1.0


def _weights(text: Reading) -> dict[str, float]:
    return {word: weight for word, weight in text.weights.items() if word not in _JOINING}


def _missing(text: Reading, known: set[str]) -> list[str]:
    own = _weights(text)
    return sorted((word for word in own if not told_by(word, known)), key=lambda w: -own[w])[:4]


def _without_figures(claim: Reading) -> Reading:
    """Return the text with blanks for its numbers and dates, which are checked by value."""
    text = claim.text
    for start, end in claim.figure_spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return claim.vocabulary.read(text)


def told_by(word: str, known: Set[str]) -> bool:
    """Whether a stem, or its kin, is among the known ones."""
    return word in known or (len(word) > ROOT and any(_akin(word, other) for other in known))


def _akin(word: str, other: str) -> bool:
    """Whether one of two stems is the other with a short ending: sign and signatur are not."""
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) >= ROOT and longer.startswith(shorter) and len(longer) - len(shorter) <= 3


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
            word = claim.word(scope[0])
            reason = f'It denies "{word}"; what it cites does not deny it.'
            yield Finding("negation", reason)
    silent = not claim.polarity.denials
    for scope in (scope for source in sources for scope in source.polarity.denials):
        missing = claim.polarity.denied.isdisjoint(scope)
        told_of_it = [word for word in scope if word in claim.stems and word not in asserted]
        first = told_of_it[:1] == [scope[0]]
        if missing and (first or (silent and len(told_of_it) >= DENIED)):
            word = claim.word(told_of_it[0])
            reason = f'It says "{word}" as so; what it cites denies it.'
            yield Finding("negation", reason)


def _modality(claim: Reading, sources: Sequence[Reading]) -> Iterator[Finding]:
    """Look for plans told as done and deeds told as plans, by the form of the verb."""
    intended = {word for source in sources for word in source.polarity.intended}
    happens = {word for s in sources for word in _finite(s, ("s",)) - s.polarity.planned}
    done = {word for source in sources for word in _finite(source) - source.polarity.planned}
    for word in sorted((_finite(claim, ("s",)) & intended) - happens - claim.polarity.planned)[:1]:
        reason = f'It says "{claim.word(word)}" as of a thing done; what it cites only plans it.'
        yield Finding("modality", reason)
    for word in sorted((claim.polarity.intended & done) - intended)[:1]:
        reason = f'It says "{claim.word(word)}" as of a plan; what it cites has it as done.'
        yield Finding("modality", reason)


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
        written = claim.word(verb)
        reason = f'Who did what to whom ("{written}") is the other way round in what it cites.'
        yield Finding("role", reason)
    word = turned(claim, sources)
    if word:
        reason = (
            f'What stands on the two sides of "{word}" is the other way round in what it cites.'
        )
        yield Finding("role", reason)
    for said, against in opposites(claim, sources):
        told = next((source.word(against) for source in sources if source.first(against)), against)
        reason = f'It says "{claim.word(said)}"; what it cites says "{told}".'
        yield Finding("role", reason)
