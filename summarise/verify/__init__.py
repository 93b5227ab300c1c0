"""verify: each sentence of the page against the sentences that it cites, and nothing else.

What fails is asked for once more with the reason, then replaced by the facts' own best sentences.
Nothing unverified reaches the page, and the page is never thrown away for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from summarise.types import Citation, Draft, Rejected, Sentence, Statement
from summarise.verify.checks import problems

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
        checked += 1
        reason = check(draft, outlets)
        if not reason:
            statements.append(_statement(draft))
            continue
        second = revise(draft, reason)
        if second:
            checked += 1
            reason_again = check(second, outlets)
            if not reason_again:
                rejected.append(Rejected(draft.text, reason, second.text))
                statements.append(_statement(second))
                continue
            rejected.append(Rejected(second.text, reason_again))
        instead = [_statement(d, replaced=True) for d in quote(draft) if not check(d, outlets)]
        rejected.append(Rejected(draft.text, reason, " ".join(s.text for s in instead)))
        statements += instead
    return Verified(_once(statements), tuple(rejected), checked)


def _once(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Keep the first of statements with the same words."""
    return tuple({statement.text: statement for statement in reversed(list(statements))}.values())[
        ::-1
    ]


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
