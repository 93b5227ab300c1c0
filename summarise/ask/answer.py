"""A question answered from an archive alone: by a model that is checked, or by the reports' words.

A model is given the sentences that come nearest and answers in its own words, with marks; each
sentence of its answer is then proven as a page's is (``page/proof.py``): what is certain by code,
what is meant by the judge of the config, what fails is quoted or left out. Without a model, or
where it does not deliver, the nearest sentences are the answer, if any comes near enough.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from summarise.ask.archive import Archive
from summarise.ask.inquiry import Inquiry
from summarise.ask.passages import Passage, Passages, chosen
from summarise.ask.support import also_stated, judge_of, origin_count, sheet_of
from summarise.config import Config, checked
from summarise.config.tables import Stage
from summarise.errors import BackendError, UsageError
from summarise.language.encoders import EncoderFallback, VectorTable, build_encoder
from summarise.language.nli import build_objection
from summarise.language.words import words
from summarise.models.chains import Models
from summarise.models.prompts import Prompts
from summarise.page.desk import desk_of
from summarise.page.fit import most_that_fit
from summarise.page.manuscript import EditedPage, read
from summarise.page.plugged_judge import plugged_judge
from summarise.page.proof import Proof, Proven
from summarise.page.sheet import Sheet
from summarise.page.verify import Above
from summarise.plain import one_line
from summarise.types import (
    Record,
    Rejected,
    Sentence,
    Source,
    Statement,
)

if TYPE_CHECKING:
    from summarise.language.nli import Objection
    from summarise.pipeline import World

NOTHING: Final = "The reports say nothing of this."
"""What is answered where they don't."""
MOST_QUOTED: Final = 3
"""Sentences that answer without a model: a reader looks for one, and the next are its context."""
MOST_GIVEN: Final = 60
"""Sentences that a model is given, with those that they lean on: some 3,000 tokens."""
MOST_ANSWERED: Final = 1024
"""Tokens of an answer; five sentences take a quarter of it."""
_STAGES: Final[tuple[Stage, ...]] = ("write.page", "write.story", "write.fact")
"""Who is asked: the first of these that the config has a model for."""
_NOTHING: Final = re.compile(r"\W*nothing\b\W*", re.I)
_INSTEAD: Final = "the reports' own sentences answer"


@dataclass(frozen=True, slots=True)
class Reply:
    """What the reports answer to a question; without statements, they say nothing of it.

    ``sources`` are those that are cited, in the order of their marks, ``reports`` and ``sentences``
    count what was looked at, ``record`` says what was refused and what it cost.
    """

    question: str
    statements: tuple[Statement, ...]
    sources: tuple[Source, ...]
    reports: int
    sentences: int
    record: Record

    @property
    def found(self) -> bool:
        """Whether the reports answer it."""
        return bool(self.statements)


def ask(
    question: str, archive: Archive, config: Config | None = None, world: World | None = None
) -> Reply:
    """Answer a question from an archive.

    Raises UsageError for a question without a word, ConfigError and PromptError before any work,
    and ReplayError; what a model fails to deliver is noted in ``record.degraded``.
    """
    question = one_line(question)
    if not words(question):
        raise UsageError('a question has words; for example: summarise ask "Who won the election?"')
    settings = checked(config or Config())
    environment = os.environ if world is None or world.environment is None else world.environment
    models = Models(
        settings,
        environment,
        world.backend if world else None,
        replay=world.replay if world else None,
    )
    try:
        answer = _Asking(settings, environment, models, archive).answer(question)
        models.finish()
    finally:
        models.close()
    return answer


class _Asking:
    """One question's run: who is asked, and what reads meaning."""

    def __init__(
        self, config: Config, environment: Mapping[str, str], models: Models, archive: Archive
    ) -> None:
        self._config = config
        self._models = models
        self._archive = archive
        self._prompts = Prompts(config.prompts.folder)
        self._desk = desk_of(models, self._prompts)
        self._encoder = EncoderFallback(build_encoder(config, environment, models.left))
        self._objection: Objection | None = build_objection(config)
        self._plugged = plugged_judge(config, environment)
        self._zone = ZoneInfo(config.briefing.time_zone)

    def answer(self, question: str) -> Reply:
        inquiry = Inquiry.of(question, self._archive.vocabulary)
        near = Passages(self._archive, VectorTable(self._encoder)).near(inquiry)
        proven = self._by_model(question, near) if near else None
        statements = self._quoted(inquiry, near)
        refused: tuple[Rejected, ...] = ()
        if proven is not None:
            told = tuple(chain.from_iterable(one.statements for one in proven.sections))
            refused = proven.rejected
            if told or not refused:
                statements = told
            else:
                self._desk.note(f"nothing that the model answered was borne out; {_INSTEAD}")
        return Reply(
            question,
            statements,
            self._cited(statements),
            len(self._archive.reports),
            sum(map(len, self._archive.sentences.values())),
            self._record(refused, proven.checked if proven else len(statements)),
        )

    def _by_model(self, question: str, near: Sequence[Passage]) -> Proven | None:
        """Return a model's answer as it is proven; None where no model delivers one."""
        stage = next((stage for stage in _STAGES if stage in self._desk.models), None)
        if stage is None:
            return None
        given = [*dict.fromkeys(s for one in near[:MOST_GIVEN] for s in one.sentences)]

        def fits(some: Sequence[Sentence]) -> bool:
            sheet = sheet_of(some, self._archive)
            tokens = min(MOST_ANSWERED, self._desk.models[stage].room.answer)
            prompt = self._desk.prompt("ask", None, tokens, **self._values(sheet, question))
            return sheet.length(self._zone) <= self._config.briefing.evidence_tokens and (
                self._desk.fits(stage, prompt)
            )

        sheet = sheet_of(given[: most_that_fit(given, fits)], self._archive)
        values = self._values(sheet, question)

        def page(answer: str) -> EditedPage:
            return EditedPage((), {}) if _NOTHING.fullmatch(answer) else read(answer, sheet)

        try:
            answer = self._desk.text(stage, "ask", page, MOST_ANSWERED, _INSTEAD, **values)
        except BackendError:
            return None
        edited = replace(answer.value, model=answer.model)
        workers = self._models.in_flight
        judge = judge_of(self._desk, sheet, self._zone, self._objection, workers, self._plugged)
        return Proof(sheet, judge, self._archive.vocabulary, self._zone).prove(edited)

    def _values(self, sheet: Sheet, question: str) -> dict[str, object]:
        return {"reports": sheet.shown(self._zone), "question": question}

    def _day(self, sentence: Sentence) -> date:
        published = self._archive.reports[sentence.document].published
        return published.astimezone(self._zone).date() if published else date.min

    def _quoted(self, inquiry: Inquiry, near: Sequence[Passage]) -> tuple[Statement, ...]:
        """Return the sentences that answer by themselves; none says what one above does."""
        above = Above(self._archive.vocabulary)
        told: list[Statement] = []
        others = [one.sentence for one in near]
        answering = chosen(near, MOST_QUOTED)
        if inquiry.kind in ("number", "money"):  # of a figure that moved the latest comes first
            answering.sort(key=lambda one: self._day(one.sentence), reverse=True)
        for number, passage in enumerate(answering, 1):
            for sentence in passage.sentences:
                cites = (sentence, *also_stated(sentence, others, self._archive))
                statement = Statement(
                    sentence.text,
                    tuple(one.cited() for one in cites),
                    origin_count(cites, self._archive),
                    "source",
                    paragraph=number,
                )
                if not above.repeated(statement):
                    above.add(statement)
                    told.append(statement)
        return tuple(told)

    def _cited(self, statements: Sequence[Statement]) -> tuple[Source, ...]:
        cited = (citation.document for one in statements for citation in one.citations)
        return tuple(self._archive.sources[name] for name in dict.fromkeys(cited))

    def _record(self, refused: tuple[Rejected, ...], checked: int) -> Record:
        models, desk = self._models, self._desk
        troubles = (*self._encoder.degraded, *(self._objection.degraded if self._objection else ()))
        troubles += self._plugged.degraded if self._plugged else ()
        return Record(
            documents=len(self._archive.reports),
            checked=checked,
            rejected=refused,
            degraded=(*troubles, *models.troubles, *desk.degraded),
            backend=", ".join(models.names) or "extractive",
            model=", ".join(models.answered),
            prompts={name: self._prompts.fingerprint(name) for name in desk.templates},
            calls=models.spent.calls,
            tokens=models.spent.tokens,
            usd=models.spent.usd,
            cached=models.cached,
        )
