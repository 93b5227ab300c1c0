"""verify: each sentence of the page against the sentences that it cites, and nothing else.

What fails is asked for once more with the reason, then replaced by the facts' own best sentences.
Nothing unverified reaches the page, and the page is never thrown away for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from summarise.meaning.rarity import weights
from summarise.text.features import read
from summarise.types import Citation, Draft, Rejected, Sentence, Statement
from summarise.verify.checks import contradictions, problems

NOTHING_NEW = 0.10
"""Share of new words, weighted by rarity, up to which a statement only repeats another."""

Revise = Callable[[Draft, str], Draft | None]
Quote = Callable[[Draft], Sequence[Draft]]


@dataclass(frozen=True, slots=True)
class Verified:
    """The statements that passed, and what was refused with the reason and its replacement."""

    statements: tuple[Statement, ...]
    rejected: tuple[Rejected, ...]
    checked: int


def check(draft: Draft, outlets: Iterable[str]) -> str:
    """Return why a draft is not supported by its evidence, in a sentence; empty if it is."""
    if not draft.evidence:
        return "it cites nothing"
    return "; ".join(problems(draft.text, [s.text for s in draft.evidence], outlets))


def names_its_story(headline: str, evidence: Sequence[str], outlets: Iterable[str]) -> bool:
    """Whether a headline says nothing that the story's sentences and titles do not."""
    if any(headline in text for text in evidence):
        return True
    return bool(headline) and not contradictions(headline, evidence, outlets)


def verify(
    drafts: Sequence[Draft], outlets: Sequence[str], revise: Revise, quote: Quote
) -> Verified:
    """Check the drafts of one story in order.

    ``outlets`` are masked before names and numbers are looked for. ``revise`` gives a refused draft
    once more, ``quote`` gives the drafts that put its facts in the sources' own words.
    """
    statements: list[Statement] = []
    rejected: list[Rejected] = []
    checked = 0
    for draft in drafts:
        passed, refused, count = _settle(draft, outlets, revise, quote)
        rejected += refused
        checked += count
        for statement in passed:
            told = _told_already(statement, statements)
            if told:
                rejected.append(Rejected(statement.text, "it repeats a statement above", told))
            else:
                statements.append(statement)
    return Verified(tuple(statements), tuple(rejected), checked)


def _settle(
    draft: Draft, outlets: Sequence[str], revise: Revise, quote: Quote
) -> tuple[list[Statement], list[Rejected], int]:
    """Return what a draft comes to, what was refused on the way, and how many were checked."""
    reason = check(draft, outlets)
    if not reason:
        return [_statement(draft)], [], 1
    second = revise(draft, reason)
    reason_again = check(second, outlets) if second else ""
    if second and not reason_again:
        return [_statement(second)], [Rejected(draft.text, reason, second.text)], 2
    instead = [_statement(d, replaced=True) for d in quote(draft) if not check(d, outlets)]
    text = " ".join(statement.text for statement in instead)
    refused = [Rejected(draft.text, reason, text)]
    if second:
        refused.append(Rejected(second.text, reason_again, text))
    return instead, refused, 1 + bool(second)


def _told_already(statement: Statement, above: Iterable[Statement]) -> str:
    """Return the statement above that says all that this one says, or an empty string."""
    own, claims = weights(statement.text), read(statement.text)
    for other in above:
        theirs = read(other.text)
        words = set(theirs.stems)
        new = sum(weight for word, weight in own.items() if word not in words)
        if new <= NOTHING_NEW * sum(own.values()) and claims.values <= theirs.values:
            return other.text
    return ""


def _statement(draft: Draft, replaced: bool = False) -> Statement:
    return Statement(
        text=draft.text,
        citations=tuple(_citation(sentence) for sentence in draft.evidence),
        support=max((fact.support for fact in draft.facts), default=1),
        written_by=draft.written_by,
        replaced=replaced,
    )


def _citation(sentence: Sentence) -> Citation:
    return Citation(sentence.document, sentence.start, sentence.end, sentence.text)
