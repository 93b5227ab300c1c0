"""Who states a claim, who contradicts it, and since when: counted by origins, not by outlets.

A report states a claim if its sentences bear out the whole of it: by the strict rules, or, where
these only doubt, by the judge of the config. It contradicts one where a sentence of it says the
same but for a figure, a denial, who did what to whom, or a plan that the claim tells as done: what
keeps two sentences apart on a page (``story/facts.py: judged``). Reprints of one text are one
origin, and so is what one outlet tells twice.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from summarise.ask.archive import Archive
from summarise.ask.inquiry import LONGEST, Inquiry
from summarise.ask.passages import Passage, Passages
from summarise.ask.support import Share, contradiction, judge_of, sheet_of, tells_whole
from summarise.config import Config, checked
from summarise.errors import UsageError
from summarise.language.encoders import EncoderFallback, VectorTable, build_encoder
from summarise.language.nli import build_objection
from summarise.language.reading import Reading
from summarise.language.similarity import Lexicon, covered
from summarise.language.words import words
from summarise.models.chains import Models
from summarise.models.prompts import Prompts
from summarise.page.checks import Checked, examine
from summarise.page.desk import desk_of
from summarise.page.judge import Question
from summarise.page.plugged_judge import plugged_judge
from summarise.plain import one_line
from summarise.types import NO_DATE, Citation, Sentence, Source

if TYPE_CHECKING:
    from summarise.pipeline import World

NEAR: Final = 0.50
"""Share of the claim's words, by rarity, that a sentence has at least which may bear it out."""
MOST_HELD: Final = 60
"""Sentences that the claim is held against, the nearest ones."""
MOST_ASKED: Final = 12
"""Reports about which a judge is asked, where the rules only doubt."""


ATTRIBUTED: Final = "source"
"""The kind of finding that a report tells a thing as what somebody else says."""
_UNSURE: Final = "The words of the two are not all the same."


@dataclass(frozen=True, slots=True)
class Testimony:
    """What one origin says of a claim.

    ``sources`` are those who printed it, the earliest first; ``citations`` are the sentences that
    bear the claim out, or contradict it, and ``why`` says in what.
    """

    sources: tuple[Source, ...]
    citations: tuple[Citation, ...]
    why: str = ""

    @property
    def since(self) -> datetime | None:
        """When the first of them told it, as far as that is known."""
        return min((s.published for s in self.sources if s.published), default=None)


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Which origins state a claim and which contradict it, the earliest first.

    ``reports`` counts those looked at; ``degraded`` holds what could not be done as asked for.
    """

    claim: str
    stating: tuple[Testimony, ...]
    contradicting: tuple[Testimony, ...]
    reports: int
    degraded: tuple[str, ...] = ()

    @property
    def since(self) -> datetime | None:
        """When the claim was first stated."""
        return min((one.since for one in self.stating if one.since), default=None)


class _Held(NamedTuple):
    """Sentences of one report, and what was found of the claim by them."""

    evidence: tuple[Sentence, ...]
    checked: Checked


def corroborate(
    claim: str, archive: Archive, config: Config | None = None, world: World | None = None
) -> Corroboration:
    """Return who states a claim and who contradicts it.

    Raises UsageError for a claim without a word, ConfigError and PromptError before any work, and
    ReplayError.
    """
    claim = one_line(claim)[:LONGEST]
    if not words(claim):
        raise UsageError('a claim has words; for example: summarise corroborate "Nine people died"')
    settings = checked(config or Config())
    environment = os.environ if world is None or world.environment is None else world.environment
    own, replay = (world.backend, world.replay) if world else (None, None)
    models = Models(settings, environment, own, replay=replay)
    try:
        found = _Corroborating(claim, archive, settings, environment, models).corroborate()
        models.finish()
    finally:
        models.close()
    return found


class _Corroborating:
    """One claim, held against an archive."""

    def __init__(
        self,
        claim: str,
        archive: Archive,
        config: Config,
        environment: Mapping[str, str],
        models: Models,
    ) -> None:
        self._claim = archive.vocabulary.read(claim)
        self._archive = archive
        self._config = config
        self._models = models
        self._desk = desk_of(models, Prompts(config.prompts.folder))
        self._encoder = EncoderFallback(build_encoder(config, environment, models.left))
        self._vectors = VectorTable(self._encoder)
        self._objection = build_objection(config)
        self._plugged = plugged_judge(config, environment)

    def corroborate(self) -> Corroboration:
        inquiry = Inquiry.of(self._claim.text, self._archive.vocabulary)
        near = Passages(self._archive, self._vectors).near(inquiry)
        nearest = sorted(near, key=lambda one: -one.score)[:MOST_HELD]
        share = self._shares(nearest)
        held = self._held(nearest)
        clear = [one for one in held if self._states(one, share)]
        rest = [one for one in held if one not in clear]
        stating = [(one.evidence, _told_by(one)) for one in (*clear, *self._judged(rest))]
        told = {sentence.document for evidence, _ in stating for sentence in evidence}
        others = [one.sentence for one in nearest if one.sentence.document not in told]
        against = self._against(others, share)
        troubles = self._objection.degraded if self._objection else ()
        troubles += self._plugged.degraded if self._plugged else ()
        return Corroboration(
            self._claim.text,
            self._accounts(stating),
            self._accounts(against),
            len(self._archive.reports),
            (*self._encoder.degraded, *troubles, *self._models.troubles, *self._desk.degraded),
        )

    def _held(self, near: Sequence[Passage]) -> list[_Held]:
        """Return for each report the sentences that bear out most of the claim, and what lacks."""
        best: dict[str, _Held] = {}
        for passage in near:
            for evidence in {(passage.sentence,): None, passage.sentences: None}:
                if not self._near_enough(evidence):
                    continue
                found = examine(
                    self._claim.text, evidence, self._archive.vocabulary, self._archive.reports
                )
                document = passage.sentence.document
                known = best.get(document)
                if known is None or _weight(found) < _weight(known.checked):
                    best[document] = _Held(evidence, found)
        return list(best.values())

    def _near_enough(self, evidence: Sequence[Sentence]) -> bool:
        stems = {stem for sentence in evidence for stem in sentence.reading.stems}
        own = self._claim.weights
        shared = sum(weight for stem, weight in own.items() if stem in stems)
        return shared >= NEAR * sum(own.values())

    def _shares(self, near: Sequence[Passage]) -> Share:
        """Return what tells how much of one text's words another one has, in any form."""
        texts = [self._claim, *(self._whole(one.sentences) for one in near)]
        texts += [one.sentence.reading for one in near]
        lexicon = Lexicon(texts, meaning=self._config.meaning.encoder != "off")
        return lambda claim, text: covered(claim.wording, text.wording, lexicon)[0]

    def _whole(self, evidence: Sequence[Sentence]) -> Reading:
        return self._archive.vocabulary.read(" ".join(sentence.text for sentence in evidence))

    def _states(self, held: _Held, share: Share) -> bool:
        return _clear(held.checked) and tells_whole(self._claim, self._whole(held.evidence), share)

    def _judged(self, doubtful: Iterable[_Held]) -> list[_Held]:
        """Return those of which a reader of meaning says that they bear the claim out."""
        asked = [one for one in doubtful if not one.checked.refused]
        asked = sorted(asked, key=lambda one: (len(one.checked.doubts), one.evidence[0].id))
        asked = asked[:MOST_ASKED]
        readers = (self._desk.models.get("judge"), self._objection, self._plugged)
        if not asked or not any(readers):
            return []
        sheet = sheet_of([s for one in asked for s in one.evidence], self._archive)
        zone = ZoneInfo(self._config.briefing.time_zone)
        judge = judge_of(
            self._desk, sheet, zone, self._objection, self._models.in_flight, self._plugged
        )
        questions = []
        for number, one in enumerate(asked, 1):
            marks = ", ".join(sheet.numbers_of(one.evidence))
            doubts = tuple(finding.reason for finding in one.checked.doubts) or (_UNSURE,)
            text = f"{self._claim.text} [{marks}]"
            questions.append(Question(str(number), "statement", text, one.evidence, doubts))
        verdicts = judge.judge(questions)
        return [one for n, one in enumerate(asked, 1) if verdicts[str(n)].right]

    def _against(
        self, near: Iterable[Sentence], share: Share
    ) -> list[tuple[tuple[Sentence, ...], str]]:
        """Return the sentences that contradict the claim, one of each report, and in what."""
        found: dict[str, tuple[tuple[Sentence, ...], str]] = {}
        for sentence in near:
            if sentence.document not in found:
                why = contradiction(self._claim, sentence.reading, share)
                if why:
                    found[sentence.document] = (sentence,), why
        return list(found.values())

    def _accounts(self, told: Iterable[tuple[tuple[Sentence, ...], str]]) -> tuple[Testimony, ...]:
        """Return what is told, by origins, with those who printed it."""
        of_origin: dict[str, list[tuple[tuple[Sentence, ...], str]]] = defaultdict(list)
        same_text: dict[str, str] = {}
        for evidence, why in told:
            origin = self._archive.origin(evidence[0].document)
            words_of = " ".join(one_line(s.text).casefold() for s in evidence)
            of_origin[same_text.setdefault(words_of, origin)].append((evidence, why))
        accounts = [self._account(own) for own in of_origin.values()]
        return tuple(sorted(accounts, key=lambda one: (one.since or NO_DATE, one.sources[0].id)))

    def _account(self, told: Sequence[tuple[tuple[Sentence, ...], str]]) -> Testimony:
        archive = self._archive
        printed: dict[str, Source] = {}
        for evidence, _ in told:
            name = evidence[0].document
            for one in (name, *archive.copies.get(name, ())):
                printed[one] = archive.sources[one]
        sources = sorted(printed.values(), key=lambda s: (s.published or NO_DATE, s.id))
        citations = (s.cited() for evidence, _ in told for s in evidence)
        return Testimony(tuple(sources), tuple(dict.fromkeys(citations)), told[0][1])


def _clear(found: Checked) -> bool:
    """Whether nothing speaks against it; whom a report leaves a thing to is told beside it."""
    doubts = [finding for finding in found.doubts if finding.kind != ATTRIBUTED]
    return not found.refused and not doubts and not found.lent


def _told_by(held: _Held) -> str:
    attributed = any(finding.kind == ATTRIBUTED for finding in held.checked.doubts)
    return "it leaves it to others to say so" if attributed else ""


def _weight(found: Checked) -> tuple[int, int]:
    return len(found.refused) + len(found.lent), len(found.doubts)
