"""The flow of a run, and the only place that knows its order.

::

    dedupe ──> group ──> write ──> verify ──> fit

``load`` goes before and ``render`` comes after; whoever calls ``brief`` does both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING

from summarise.config import Config, checked
from summarise.config.stages import STAGES
from summarise.errors import ConfigError, RenderError
from summarise.shares import apportioned, rank, valued, valued_differences, weight
from summarise.threads import each
from summarise.types import (
    Briefing,
    Document,
    Dropped,
    LeftOff,
    Record,
    Rejected,
    Section,
    Skipped,
    Source,
    Statement,
    Story,
    Written,
)

if TYPE_CHECKING:
    from summarise.backends import Backend
    from summarise.backends.models import FirstPass, Models
    from summarise.backends.tape import Player, Recorder
    from summarise.dedupe import Deduped
    from summarise.group import Grouped
    from summarise.meaning.encoders import Encoder
    from summarise.meaning.objection import Objection
    from summarise.prompts import Prompts
    from summarise.write import Writer

Progress = Callable[[str, int, int], None]
"""Told the stage, and how many of how many parts of it are done."""

NOTHING = "Nothing to report"
MOST_WORDED = 24
"""Statements that a page may hold: a model is not paid to word more, the others are quoted."""


def brief(
    documents: Sequence[Document],
    config: Config | None = None,
    *,
    skipped: Sequence[Skipped] = (),
    backend: Backend | None = None,
    tape: Recorder | Player | None = None,
    submitted: Callable[[str], None] | None = None,
    environment: Mapping[str, str] | None = None,
    now: datetime | None = None,
    progress: Progress | None = None,
) -> Briefing:
    """Make a briefing of the documents: deduplicated, grouped, written, verified, cut to fit.

    ``skipped`` are sources that could not be read, for the record. ``backend`` stands in for the
    one that the config names, and ``tape`` records the calls of the run, or plays them.
    ``submitted`` is told the id of each batch, where the config has prompts go in batches.
    ``environment`` (the process's own) holds the keys of services; ``now`` (the clock's) dates the
    page. Raises ConfigError and PromptError before any work, ReplayError when the run is not the
    one that was recorded, PendingError when a batch takes longer than the run may, and RenderError;
    what a model fails to deliver is quoted from the sources and noted in
    ``Briefing.record.degraded``.
    """
    from summarise.backends.models import Models

    settings = checked(config or Config())
    if tape is not None and settings.meaning.encoder == "openai":
        raise ConfigError(
            'meaning.encoder = "openai" can be neither recorded nor played: a recording holds no '
            "vectors; choose another encoder for such a run"
        )
    keys = os.environ if environment is None else environment
    models = Models(settings, keys, backend, tape=tape)
    try:
        run = _Run(settings, keys, models, progress or _silent, submitted or _nobody)
        briefing = run.brief(documents, tuple(skipped), now or datetime.now(UTC))
        models.finish()
    finally:
        models.close()
    return briefing


def _nobody(batch: str) -> None:
    """Tell nobody."""


def _silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _Told:
    """A story as it was written and verified, with what happened to its sentences."""

    section: Section
    rejected: tuple[Rejected, ...]
    left_off: tuple[LeftOff, ...]
    checked: int


class _Run:
    """One run: the config and what is handed in, so that each stage takes only its input."""

    def __init__(
        self,
        config: Config,
        environment: Mapping[str, str],
        models: Models,
        progress: Progress,
        submitted: Callable[[str], None],
    ) -> None:
        self._config = config
        self._environment = environment
        self._models = models
        self._progress = progress
        self._submitted = submitted
        self._second: Objection | None = None

    def brief(
        self, documents: Sequence[Document], skipped: tuple[Skipped, ...], now: datetime
    ) -> Briefing:
        from summarise.meaning.encoders import Fallback, build_encoder
        from summarise.meaning.objection import build_objection
        from summarise.prompts import Prompts
        from summarise.sources import sources

        prompts = Prompts(self._config.prompts.folder)
        writer = self._writer(self._models, prompts)
        encoder = Fallback(build_encoder(self._config, self._environment, self._models.left))
        self._second = second = build_objection(self._config)
        deduped, grouped = self._gather(documents, encoder)
        stories = sorted(grouped.stories, key=lambda story: rank(story, deduped.origins))
        self._prepay(stories, prompts, deduped.origins)
        told = self._tell(stories, writer, deduped.origins, self._models.in_flight, self._progress)
        record = _record(documents, deduped, grouped, told, skipped)
        used = {name: prompts.fingerprint(name) for name in writer.templates}
        troubles = (*encoder.degraded, *(second.degraded if second else ()))
        degraded = (*troubles, *self._models.troubles, *writer.degraded)
        record = self._credited(replace(record, degraded=degraded), used)
        listed = sources(documents, deduped.origins, deduped.dropped, stories)
        record = replace(record, origins=len({source.origin for source in listed}))
        return self._fitted(told, listed, record, now)

    def _prepay(
        self, stories: Sequence[Story], prompts: Prompts, origins: Mapping[str, str]
    ) -> None:
        """Have what goes in batches answered: a pass that asks nobody finds out what that is."""
        first = self._models.first_pass()
        if first is not None:
            self._tell(stories, self._writer(first, prompts), origins, first.in_flight, _silent)
            self._models.prepay(first, self._progress, self._submitted)

    def _gather(self, documents: Sequence[Document], encoder: Encoder) -> tuple[Deduped, Grouped]:
        from summarise.dedupe import dedupe
        from summarise.group import group

        self._progress("dedupe", 0, 1)
        deduped = dedupe(documents)
        self._progress("dedupe", 1, 1)
        grouped = group(
            deduped.documents,
            deduped.origins,
            encoder,
            lambda done, total: self._progress("group", done, total),
        )
        return deduped, grouped

    def _tell(
        self,
        stories: Sequence[Story],
        writer: Writer,
        origins: Mapping[str, str],
        workers: int,
        progress: Progress,
    ) -> list[_Told]:
        weights = [weight(story, origins) for story in stories]
        places = apportioned(weights, MOST_WORDED * self._config.briefing.pages)
        done = count(1)
        lock = Lock()

        def tell(number: int) -> _Told:
            told = _tell(
                stories[number], writer, weights[number], places[number], workers, self._second
            )
            with lock:
                progress("write", next(done), len(stories))
            return told

        return each(tell, range(len(stories)), workers)

    def _fitted(
        self,
        told: Sequence[_Told],
        sources: tuple[Source, ...],
        record: Record,
        now: datetime,
    ) -> Briefing:
        from summarise.fit import fit
        from summarise.render import count_pages

        sections = [one.section for one in told]
        sections = [one for one in sections if one.statements or one.differences]
        first = next((section for section in sections if section.statements), None)
        page = Briefing(
            first.headline if first else NOTHING,
            first.statements[0].text if first else "",
            now,
            tuple(sections),
            sources,
            record,
        )
        self._progress("fit", 0, 1)
        size = self._config.briefing
        try:
            fitted = fit(page, size.pages, lambda briefing: count_pages(briefing, size.paper))
        except RenderError as error:
            fitted = _degraded(
                fit(page, size.pages, _estimate), f"the page was not measured: {error}"
            )
        if fitted.record.pages > size.pages:
            fitted = _degraded(fitted, f"it takes {fitted.record.pages} pages and not {size.pages}")
        self._progress("fit", 1, 1)
        return fitted

    def _writer(self, models: Models | FirstPass, prompts: Prompts) -> Writer:
        from summarise.write.extractive import ExtractiveWriter
        from summarise.write.model import ModelWriter
        from summarise.write.room import Room, Voice, strategy_for

        voices = {
            stage: Voice(backend, Room.of(models.settings(stage)))
            for stage in STAGES
            if (backend := models.stage(stage)) is not None
        }
        if not voices:
            return ExtractiveWriter()
        prompts.check()
        strategy = strategy_for(self._config.briefing.strategy, voices)
        return ModelWriter(voices, prompts, strategy, models.in_flight)

    def _credited(self, record: Record, prompts: dict[str, str]) -> Record:
        """Say in the record which models wrote, with which prompts, and at what cost."""
        models = self._models
        if not models.names:
            return record
        return replace(
            record,
            backend=", ".join(models.names),
            model=", ".join(models.answered),
            calls=models.spent.calls,
            tokens=models.spent.tokens,
            usd=models.spent.usd,
            cached=models.cached,
            prompts=prompts,
        )


def _degraded(briefing: Briefing, trouble: str) -> Briefing:
    record = briefing.record
    return replace(briefing, record=replace(record, degraded=(*record.degraded, trouble)))


def _estimate(briefing: Briefing) -> int:
    """Return the pages that a briefing takes, roughly, where they can't be counted."""
    items = sum(len(story.statements) + 3 * len(story.differences) for story in briefing.stories)
    return -(-items // MOST_WORDED)


def _tell(
    story: Story,
    writer: Writer,
    weight: float,
    places: int,
    workers: int,
    second: Objection | None,
) -> _Told:
    """Write and verify one story, and weigh its statements."""
    from summarise.verify import verify

    written = writer.write(story, places)
    outlets = [document.outlet for document in story.documents if document.outlet]
    verified = verify(written.drafts, outlets, writer.revise, workers, second)
    better = writer.headline(verified.statements[:places])
    written = replace(written, headline=better or written.headline)
    headline, refused = _headline(story, written, verified.statements, outlets)
    section = Section(
        headline,
        valued(verified.statements, weight),
        valued_differences(story.differences, weight),
    )
    rejected = (*verified.rejected, *refused)
    return _Told(section, rejected, written.left_off, verified.checked)


def _headline(
    story: Story, written: Written, statements: Sequence[Statement], outlets: Sequence[str]
) -> tuple[str, tuple[Rejected, ...]]:
    """Return the writer's headline if the story's sentences support it, else one of theirs."""
    from summarise.verify import check_headline
    from summarise.write.headline import headline

    evidence = [sentence.text for fact in story.facts for sentence in fact.sentences]
    evidence += [document.title for document in story.documents]
    reason = check_headline(written.headline, evidence, outlets)
    if not reason:
        return written.headline, ()
    instead = headline(story, statements[0].text if statements else "")
    return instead, (Rejected(written.headline, f"as a headline: {reason}", instead),)


def _record(
    documents: Sequence[Document],
    deduped: Deduped,
    grouped: Grouped,
    told: Sequence[_Told],
    skipped: tuple[Skipped, ...],
) -> Record:
    dropped: tuple[Dropped, ...] = (*deduped.dropped, *grouped.dropped)
    return Record(
        documents=len(documents),
        checked=sum(one.checked for one in told),
        dropped=dropped,
        rejected=tuple(rejected for one in told for rejected in one.rejected),
        left_off=(*grouped.left_off, *(off for one in told for off in one.left_off)),
        skipped=skipped,
    )
