"""Who states a sentence as well, and who contradicts it: by the rules that decide it on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo

from summarise.ask.archive import Archive
from summarise.language.similarity import common
from summarise.page.checks import examine
from summarise.page.desk import Desk
from summarise.page.judge import EntailmentJudge, Judge, ModelJudge, RulesJudge
from summarise.page.sheet import Sheet
from summarise.page.verify import problems
from summarise.types import MOST_CITED, Sentence

ENOUGH = 0.40
"""Share of a sentence's words, by rarity, that another one has at least that may state the whole
of it: the checks want more than that, and take a hundred times as long."""


def judge_of(
    desk: Desk,
    sheet: Sheet,
    zone: tzinfo | None,
    objection: Callable[[str, Sequence[str]], str] | None,
    workers: int = 1,
) -> Judge:
    """Return who reads meaning: a model, a small model of inference, or the strict rules."""
    if "judge" in desk.models:
        return ModelJudge(desk, sheet, zone, workers)
    return EntailmentJudge(objection) if objection else RulesJudge()


def also_stated(told: Sentence, others: Iterable[Sentence], archive: Archive) -> Iterator[Sentence]:
    """Yield sentences of other origins that state the whole of one, no more than are cited."""
    known = {archive.origin(told.document)}
    for other in others:
        origin = archive.origin(other.document)
        if origin in known or other.text == told.text or not _shares(told, other):
            continue
        if not problems(told.reading, [other.reading], [archive.reports[other.document].outlet]):
            known.add(origin)
            yield other
            if len(known) >= MOST_CITED:
                return


def _shares(told: Sentence, other: Sentence) -> bool:
    """Whether a sentence has enough of another one's words that it may say what that one says."""
    own = sum(told.reading.weights.values())
    return common(told.reading, other.reading) >= ENOUGH * own


def origin_count(sentences: Iterable[Sentence], archive: Archive) -> int:
    """Return how many origins are behind sentences."""
    return len({archive.origin(sentence.document) for sentence in sentences})


def states(claim: str, evidence: Sequence[Sentence], archive: Archive) -> bool:
    """Whether sentences of one report bear out the whole of a claim, by the strict rules."""
    found = examine(claim, evidence, archive.vocabulary, archive.reports)
    return not found.refused and not found.doubts and not found.lent
