"""Who states a sentence as well, and who contradicts it: by the rules that decide it on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import tzinfo
from typing import Any

from summarise.ask.archive import Archive
from summarise.language.reading import Reading
from summarise.language.roles import denied, opposites, swapped
from summarise.language.similarity import common
from summarise.page.desk import Desk
from summarise.page.judge import EntailmentJudge, Judge, ModelJudge, RulesJudge
from summarise.page.sheet import Sheet
from summarise.page.verify import problems
from summarise.page.wording import coverage
from summarise.story.apart import less_sure
from summarise.story.conflicts import conflicts
from summarise.story.points import PLANNED, Pair, foreign_names
from summarise.types import MOST_CITED, Fact, Sentence, Story

Share = Callable[[Reading, Reading], float]
WHOLE, OF_MATTER, OF_DEEDS = 0.70, 0.60, 0.40
"""Shares of a claim's words, by rarity, of those that are no names, and of the past forms among
them, that a text has which states it: the checks look for what is foreign to a text, and find none
of it in another matter."""
SAME_MATTER = 0.80
"""Share of a claim's words, its figures apart, that a sentence has which contradicts it."""
MUCH_DENIED = 2
"""Words of a claim that a sentence denies, from which it denies the claim."""
_SIDE = re.compile(
    r"\b(?:vot(?:e|es|ed|ing)|rul(?:e|es|ed)|argu(?:e|es|ed)|sp(?:oke|eaks?)|c[ao]me out"
    r"|st(?:ood|ands?)|decid(?:e|es|ed)|is|are|was|were) (for|in favou?r|against)\b",
    re.I,
)
_PROPOSED = re.compile(r"\b(?:suggest|urg|propos|demand|recommend|call\w* (?:on|for))", re.I)
"""What is only wished for."""
ENOUGH = 0.40
"""Share of a sentence's words, by rarity, that another one has at least that may state the whole
of it: the checks want more than that, and take a hundred times as long."""


def judge_of(
    desk: Desk,
    sheet: Sheet,
    zone: tzinfo | None,
    objection: Callable[[str, Sequence[str]], str] | None,
    workers: int = 1,
    plugged: Judge | None = None,
) -> Judge:
    """Return who reads meaning: a plug-in, a model, a small model of inference, or the rules."""
    if plugged is not None:
        return plugged
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


def tells_whole(claim: Reading, text: Reading, share: Share) -> bool:
    """Whether a text has what a claim says, and has it as the claim does.

    ``share`` is how much of one text's words another one has. The text denies nothing that the
    claim tells, is no less sure of it, has it in no other frame and takes no other side.
    """
    if share(claim, text) < WHOLE or share(_matter(claim), text) < OF_MATTER:
        return False
    deeds = [t.text for t in claim.tokens if t.is_past and t.is_content and t.text.islower()]
    if deeds and share(claim.vocabulary.read(" ".join(deeds)), text) < OF_DEEDS:
        return False
    if text.polarity.denied & set(claim.stems) - claim.polarity.denied:
        return False
    if any(coverage(claim, [text])):  # which is not looked for where there is another doubt
        return False
    unlike = bool(text.frame) and text.frame != claim.frame
    unlike |= bool(_PROPOSED.search(text.text) and not _PROPOSED.search(claim.text))
    return not (unlike or less_sure(text, claim) or opposing(claim, text))


def _matter(claim: Reading) -> Reading:
    """Return what a claim says of those whom it names."""
    named = claim.names | {claim.lead_name}
    own = [token.text for token in claim.tokens if token.is_content and token.folded not in named]
    return claim.vocabulary.read(" ".join(own))


def contradiction(claim: Reading, text: Reading, share: Share) -> str:
    """Return in what a sentence contradicts a claim, in words; or nothing.

    It tells the same but for a figure, a day, a denial, a side, or who did it to whom. Where it
    only says more or less, or tells of another time or place, it contradicts nothing.
    """
    if share(_plain(claim), text) < SAME_MATTER or share(_matter(claim), text) < OF_MATTER:
        return ""
    for conflict in conflicts(Pair(claim, text)):
        if conflict.kind == "number" and conflict.alone:
            return f"it says {conflict.other}, and the claim {conflict.one}"
        if conflict.kind == "modality":
            planned = "only plans" if conflict.other == PLANNED else "tells as done"
            return f"it {planned} what the claim tells otherwise"
    return opposing(claim, text) or _other_figure(claim, text)


def opposing(claim: Reading, text: Reading) -> str:
    """Return how a sentence denies a claim or turns it round, in words; or nothing."""
    if swapped(claim, [text]):
        return "it tells the other way round who did it to whom"
    if any(opposites(claim, [text])) or _sides(claim) ^ _sides(text) == {True, False}:
        return "it says the opposite"
    if bool(claim.polarity.denials) == bool(text.polarity.denials):
        return ""
    told = set(claim.stems)
    much = len(text.polarity.denied & told) >= min(MUCH_DENIED, len(told))
    if much or denied(text, claim) or denied(claim, text):
        return "one denies what the other says"
    return ""


def _sides(text: Reading) -> set[bool]:
    """Return the sides that somebody takes in a text: True for a thing, False against it."""
    return {not match[1].casefold().startswith("a") for match in _SIDE.finditer(text.text)}


def _plain(claim: Reading) -> Reading:
    """Return a claim without its figures: those are what may differ."""
    figures = {place for span in claim.figure_spans for place in range(*span)}
    own = [t.text for t in claim.tokens if t.is_content and t.start not in figures]
    return claim.vocabulary.read(" ".join(own))


def _other_figure(claim: Reading, text: Reading) -> str:
    """Return that a text has another day or figure of one kind than a claim; or nothing.

    Only where each of them has one alone of that kind, and no name that the other lacks.
    """
    if foreign_names(claim, text):
        return ""
    for told in (_days, _years, _counts, _only_figure):
        ours, theirs = told(claim, text)
        if len(ours) == len(theirs) == 1 and ours.keys() != theirs.keys():
            (said,), (claimed,) = theirs.values(), ours.values()
            return f"it says {said}, and the claim {claimed}"
    return ""


_Figures = tuple[dict[Any, str], dict[Any, str]]
"""Of a claim and of a text: what is told of one kind, by value, as it is written there."""


def _days(claim: Reading, text: Reading) -> _Figures:
    ours, theirs = (
        {(d.month, d.day): one.text[d.start : d.end] for d in one.dates if d.day}
        for one in (claim, text)
    )
    return ours, theirs


def _years(claim: Reading, text: Reading) -> _Figures:
    ours, theirs = (
        {d.year: str(d.year) for d in one.dates if d.year and not d.day} for one in (claim, text)
    )
    return ours, theirs


def _counts(claim: Reading, text: Reading) -> _Figures:
    """Return the figures of the one kind that both count, by value."""
    kinds = claim.counts.keys() & text.counts.keys()
    if len(kinds) != 1:
        return {}, {}
    (kind,) = kinds
    ours, theirs = (
        {q.value: one.text[q.start : q.end] for q in one.counts[kind]} for one in (claim, text)
    )
    return ours, theirs


def _only_figure(claim: Reading, text: Reading) -> _Figures:
    """Return the one figure that each of them has, if it is of one unit, or of none."""
    if {q.unit for q in claim.quantities} != {q.unit for q in text.quantities}:
        return {}, {}
    ours, theirs = (
        {q.value: one.text[q.start : q.end] for q in one.quantities} for one in (claim, text)
    )
    return ours, theirs


def sheet_of(given: Sequence[Sentence], archive: Archive) -> Sheet:
    """Return sentences as a model is shown them, each report by itself."""
    told: dict[str, list[Sentence]] = {}
    for sentence in given:
        told.setdefault(sentence.document, []).append(sentence)
    stories = [
        Story((archive.reports[name],), tuple(Fact((one,), 1) for one in own))
        for name, own in told.items()
    ]
    origins = {name: archive.origin(name) for name in told}
    return Sheet(stories, [archive.reports[name] for name in told], (), origins)
