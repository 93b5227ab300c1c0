"""Each sentence of the page against the sentences that it cites, and nothing else.

What fails is asked for once more with the reason, then replaced by the facts' own best sentences.
So is a sentence on one fact that is not surely as good as the source's own: it has to say all that
the source says, in as few words, and nothing else. Nothing unverified reaches the page, and the
page is never thrown away for it.

What the checks are, and which of them are certain, is in ``summarise.page.checks``. Here any doubt
refuses: the strict rules, where nobody reads meaning.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice
from typing import NamedTuple

from summarise.language.openings import ends
from summarise.language.reading import Reading, Vocabulary
from summarise.language.roles import crossed
from summarise.language.sentences import split
from summarise.models.threads import each
from summarise.page.alone import is_quotation
from summarise.page.checks import findings
from summarise.page.wording import Finding, omissions, told_by
from summarise.story.apart import less_sure
from summarise.types import Document, Draft, Rejected, Statement, Story

NOTHING_NEW = 0.10
"""Share of new words, weighted by rarity, up to which a statement only repeats another."""
MOST_COMPARED, MOST_LOOKED_AT = 64, 4096
"""Statements above that are compared with one, and that are looked at for those: of a page that is
no page, one too many may be told twice."""
_TURNING = frozenset(
    "for against if unless only before after not no never may might could without".split()
)
"""Small words that make another sentence of the same other words."""
Revise = Callable[[Draft, str], Draft | None]
SecondJudge = Callable[[str, Sequence[str]], str]
"""Given a statement and its evidence, says why it is not supported; empty if it has no objection.
It is asked about what a model worded, when the words have shown nothing."""


@dataclass(frozen=True, slots=True)
class Verified:
    """The statements that passed, and what was refused with the reason and its replacement."""

    statements: tuple[Statement, ...]
    rejected: tuple[Rejected, ...]
    checked: int


def problems(text: Reading, evidence: Sequence[Reading], outlets: Iterable[str] = ()) -> list[str]:
    """Return what speaks against a statement that cites the evidence, in a few words for a person.

    Empty if nothing does. ``outlets`` are names that vouch for nothing: "France 24" is not a 24.
    """
    if is_quotation(text.text, evidence):
        return []
    found = judge(text, evidence, outlets)
    return [one.reason for one in found] or [*omissions(text, evidence)]


def judge(text: Reading, evidence: Sequence[Reading], outlets: Iterable[str] = ()) -> list[Finding]:
    """Return all that speaks against a text by its evidence; it is supported if nothing does.

    That a text need not tell all of its evidence goes for a headline as well.
    """
    if is_quotation(text.text, evidence):
        return []
    found = findings(text, evidence, outlets)
    several = len(split(text.text)) > 1
    if several and not any(len(split(sentence.text)) > 1 for sentence in evidence):
        found.append(Finding("sentences", "it is more than one sentence"))
    return found


def check(
    draft: Draft, outlets: Iterable[str], vocabulary: Vocabulary, second: SecondJudge | None = None
) -> str:
    """Return why a draft is not supported by its evidence, in a sentence; empty if it is."""
    if not draft.evidence:
        return "it cites nothing"
    evidence = [sentence.reading for sentence in draft.evidence]
    found = list(problems(vocabulary.read(draft.text), evidence, outlets))
    if draft.written_by == "model" and not ends(draft.text):
        found.append("it has no full stop at its end, as if it were cut off")
    if not found and second and draft.written_by == "model":
        return second(draft.text, [sentence.text for sentence in draft.evidence])
    return "; ".join(found)


def refusal(draft: Draft, outlets: Iterable[str], vocabulary: Vocabulary) -> str:
    """Return why a draft does not come onto the page as it is, by the rules; empty if it does."""
    return check(draft, outlets, vocabulary) or worse(draft, vocabulary)


def check_headline(headline: str, story: Story, vocabulary: Vocabulary) -> str:
    """Return why a headline is not supported by its story's sentences and titles, or nothing."""
    if not headline:
        return "it is empty"
    evidence = [sentence.reading for fact in story.facts for sentence in fact.sentences]
    evidence += [vocabulary.read(document.title) for document in story.documents]
    found = judge(vocabulary.read(headline), evidence, outlets_of(story.documents))
    return "; ".join(finding.reason for finding in found)


def outlets_of(documents: Iterable[Document]) -> list[str]:
    """Return the names of the outlets, which vouch for nothing in the texts of theirs."""
    return [document.outlet for document in documents if document.outlet]


def worse(draft: Draft, vocabulary: Vocabulary) -> str:
    """Return why a model's sentence on one fact may be worse than the source's own, or nothing.

    What merges several facts has no such sentence to be held against.
    """
    if draft.written_by != "model" or len(draft.instead) != 1:
        return ""
    said, own = (vocabulary.read(text) for text in (draft.text, draft.instead[0].text))
    known = {word for sentence in draft.evidence for word in sentence.reading.stems}
    added = next((word for word in _words(said) if not told_by(word, known)), "")
    if added:
        return f'It adds "{said.word(added)}", which its evidence has in no form.'
    lost = _lost(own, said)
    if lost:
        return f'It loses "{lost}" of the source\'s own sentence.'
    if len(said.tokens) > len(own.tokens):
        return "It is longer than the source's own sentence, and says no more."
    if not _says_no_more(said, own) or not _says_no_more(own, said):
        return "It has the words of the source's own sentence in another order, or turns them."
    return ""


def _lost(own: Reading, said: Reading) -> str:
    """Return the first figure or word of a source's sentence that another one does without."""
    for date in own.dates:
        if not said.values.issuperset(filter(None, date[:3])):
            return own.text[date.start : date.end]
    for number in own.quantities:
        if number.value not in said.values:
            return own.text[number.start : number.end]
    told = frozenset(said.stems)
    return next((own.word(word) for word in _words(own) if not told_by(word, told)), "")


def _words(text: Reading) -> list[str]:
    """Return the stems of a text's content words, but for its figures, which go by value."""
    figures = {place for span in text.figure_spans for place in range(*span)}
    return [t.stem for t in text.tokens if t.is_content and t.start not in figures]


def verify(
    drafts: Sequence[Draft],
    outlets: Sequence[str],
    revise: Revise,
    vocabulary: Vocabulary,
    workers: int = 1,
    second: SecondJudge | None = None,
) -> Verified:
    """Check the drafts of one story in order.

    ``outlets`` are masked before names and numbers are looked for. ``revise`` gives a refused draft
    once more; after that its ``instead`` stands in its place, and so it does for a model's sentence
    that repeats a statement above. Up to ``workers`` revisions are asked for at the same time.
    ``second`` is asked about what a model worded and the words support.
    """

    def judge(draft: Draft) -> _Ruling:
        reason = check(draft, outlets, vocabulary, second)
        return _Ruling(reason, True) if reason else _Ruling(worse(draft, vocabulary), False)

    settled = each(lambda draft: _settle(draft, revise, judge), drafts, workers)
    above = Above(vocabulary)
    statements: list[Statement] = []
    rejected: list[Rejected] = []
    for one in settled:
        refused = list(one.refused)
        for draft, replaced in one.passed:
            told, repeated = _new(draft, replaced, above, judge)
            statements += told
            if repeated:
                refused = [
                    replace(r, instead=repeated.instead) if r.instead == repeated.text else r
                    for r in refused
                ]
                refused.append(repeated)
        rejected += refused
    return Verified(tuple(statements), tuple(rejected), sum(one.checked for one in settled))


class _Ruling(NamedTuple):
    """Why a draft is refused, empty if it isn't, and whether it is worth asking for once more."""

    reason: str
    mendable: bool


class _Settled(NamedTuple):
    """What a draft came to: the drafts that passed, each with whether it stands in for another."""

    passed: list[tuple[Draft, bool]]
    refused: list[Rejected]
    checked: int


_Rule = Callable[[Draft], _Ruling]


def _settle(draft: Draft, revise: Revise, judge: _Rule) -> _Settled:
    """Return what passes of a draft, what was refused on the way, and how many were checked."""
    ruling = judge(draft)
    tries = [(draft, ruling)]
    if ruling.reason and ruling.mendable and (second := revise(draft, ruling.reason)):
        tries.append((second, judge(second)))
    last, verdict = tries[-1]
    if verdict.reason:
        passed = [(d, True) for d in draft.instead if not judge(d).reason]
    else:
        passed = [(last, False)]
    text = " ".join(one.text for one, _ in passed)
    refused = [_rejected(one, ruling.reason, text) for one, ruling in tries if ruling.reason]
    cut = [part for one, _ in tries for part in one.cut]
    return _Settled(passed, [*cut, *refused], len(tries))


def _new(
    draft: Draft, replaced: bool, above: Above, judge: _Rule
) -> tuple[list[Statement], Rejected | None]:
    """Put what a draft says below what stands above; return that, and the draft if it repeats it.

    In the place of a model's sentence stand its sources' own, as far as they are new.
    """
    statement = _statement(draft, replaced)
    repeated = above.repeated(statement)
    if not repeated:
        above.add(statement)
        return [statement], None
    told: list[Statement] = []
    for quoted in draft.instead:
        instead = _statement(quoted, replaced=True)
        if not judge(quoted).reason and not above.repeated(instead):
            above.add(instead)
            told.append(instead)
    text = " ".join(one.text for one in told) or repeated
    return told, _rejected(draft, "it repeats a statement above", text)


def _rejected(draft: Draft, reason: str, instead: str) -> Rejected:
    citations = tuple(sentence.cited() for sentence in draft.evidence)
    return Rejected(draft.text, reason, instead, citations)


class Above:
    """The statements above, found by their words and figures.

    What says all that a statement does has each of its figures, and each word that weighs more than
    NOTHING_NEW of it; so few are compared, be the page ever so long.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._read = vocabulary.read
        self._told: list[tuple[Reading, frozenset[str | float]]] = []
        self._having: dict[str | float, list[int]] = defaultdict(list)

    def add(self, statement: Statement) -> None:
        """Put a statement below the others."""
        text = self._read(statement.text)
        keys: frozenset[str | float] = frozenset(text.stems) | text.values
        for key in keys:
            self._having[key].append(len(self._told))
        self._told.append((text, keys))

    def repeated(self, statement: Statement) -> str:
        """Return the statement above that says all that this one says, or an empty string."""
        claim = self._read(statement.text)
        own = claim.weights
        for above in islice(self._candidates(claim), MOST_COMPARED):
            stems = set(above.stems)
            new = sum(weight for stem, weight in own.items() if stem not in stems)
            told = new <= NOTHING_NEW * sum(own.values()) and claim.values <= above.values
            if told and _says_no_more(claim, above):
                return above.text
        return ""

    def _candidates(self, claim: Reading) -> Iterator[Reading]:
        """Yield the statements that have what the one that says all of a claim has to have."""
        own = claim.weights
        least = NOTHING_NEW * sum(own.values())
        heavy = (stem for stem, weight in own.items() if weight > least)
        needed: frozenset[str | float] = frozenset(heavy) | claim.values
        rarest = sorted(own, key=lambda stem: (-own[stem], stem))[:2]
        keys: list[str | float] = [*needed] or [*rarest]
        rows = [self._having.get(key, []) for key in keys]
        places = min(rows, key=len) if needed else [*dict.fromkeys(chain(*rows))]
        for place in islice(places, MOST_LOOKED_AT):
            text, having = self._told[place]
            if needed <= having:
                yield text


def _says_no_more(claim: Reading, above: Reading) -> bool:
    """Whether a sentence of words that are told above says nothing else with them."""
    row, told = ([token.folded for token in text.tokens] for text in (claim, above))
    if claim.frame != above.frame or less_sure(claim, above) or less_sure(above, claim):
        return False
    if not claim.ordinals <= above.ordinals or not _TURNING.intersection(row) <= set(told):
        return False
    return not crossed([w for w in row if w in set(told)], [w for w in told if w in set(row)])


def _statement(draft: Draft, replaced: bool = False) -> Statement:
    return Statement(
        text=draft.text,
        citations=tuple(sentence.cited() for sentence in draft.evidence),
        support=min((fact.support for fact in draft.facts), default=1),
        written_by=draft.written_by,
        replaced=replaced,
        model=draft.model,
    )
