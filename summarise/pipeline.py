"""The flow of a run, and the only place that knows its order.

::

    dedupe ──> group ──> news ──> write ──> verify ──> fit

``load`` goes before and ``render`` comes after; whoever calls ``brief`` does both.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from itertools import count
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from summarise.config import Config, checked
from summarise.errors import ConfigError, RenderError
from summarise.language.encoders import EncoderFallback, VectorTable, build_encoder
from summarise.language.nli import build_objection
from summarise.language.reading import Vocabulary
from summarise.logs import Tell, silent
from summarise.models.chains import Models
from summarise.models.prompts import Prompts
from summarise.models.threads import each
from summarise.page.desk import Desk, desk_of
from summarise.page.excerpts import with_neighbours
from summarise.page.extract import ExtractiveWriter, headline
from summarise.page.fit import fit
from summarise.page.model_writer import ModelWriter
from summarise.page.order import in_order
from summarise.page.page_writer import Material, PageWriter
from summarise.page.plugged_judge import plugged_judge
from summarise.page.ranking import apportioned, favoured, rank, valued, valued_differences, weight
from summarise.page.record import Corrected, Read, Told, page_of, put_together, record_of, sources
from summarise.page.references import References, Settled
from summarise.page.room import Strategy, strategy_for
from summarise.page.verify import check_headline, outlets_of, verify
from summarise.render import count_pages
from summarise.story import group
from summarise.story.dedupe import dedupe
from summarise.story.earlier import earlier
from summarise.story.news import News, news
from summarise.types import (
    Briefing,
    Correction,
    Document,
    Record,
    Rejected,
    Section,
    Skipped,
    Statement,
    Story,
    Written,
)

if TYPE_CHECKING:
    from summarise.language.encoders import Encoder
    from summarise.language.nli import Objection
    from summarise.models import Backend
    from summarise.models.replay import Player, Recorder
    from summarise.page.extract import Writer
    from summarise.page.proof import Proven
    from summarise.story import Grouped
    from summarise.story.dedupe import Deduped
    from summarise.story.earlier import Match
    from summarise.story.news import Contradiction
    from summarise.types import Memory, Source

MOST_WORDED = 24
"""Statements that a page may hold: a model is not paid to word more, the others are quoted."""


@dataclass(frozen=True, slots=True)
class World:
    """What a run takes from outside, besides its reports and its config.

    ``skipped`` are sources that could not be read, ``sources`` counts what was read from and
    ``seen`` the reports that an earlier run had read, for the record. With a ``memory`` of earlier
    pages the page holds only what is new since; ``run`` is the id that pages to come know it by.
    ``backend`` stands in for the one that the config names, and ``replay`` records the calls of the
    run, or plays them. ``environment`` (None: the process's own) holds the keys of services;
    ``now`` (None: the clock's) dates the page.
    """

    skipped: Sequence[Skipped] = ()
    sources: int = 0
    seen: int = 0
    memory: Memory | None = None
    run: str = ""
    backend: Backend | None = None
    replay: Recorder | Player | None = None
    environment: Mapping[str, str] | None = None
    now: datetime | None = None
    progress: Tell = silent


def brief(
    documents: Sequence[Document], config: Config | None = None, world: World | None = None
) -> Briefing:
    """Make a briefing of the documents: deduplicated, grouped, written, verified, cut to fit.

    Raises ConfigError and PromptError before any work, ReplayError when the run is not the one that
    was recorded, and RenderError; what a model fails to deliver is quoted from the sources and
    noted in ``Briefing.record.degraded``.
    """
    settings, world = checked(config or Config()), world or World()
    if world.replay is not None and settings.meaning.encoder == "openai":
        raise ConfigError(
            'meaning.encoder = "openai" can be neither recorded nor played: a recording holds no '
            "vectors; choose another encoder for such a run"
        )
    environment = os.environ if world.environment is None else world.environment
    models = Models(settings, environment, world.backend, replay=world.replay)
    try:
        work = _Run(settings, environment, models, world.progress)
        read = Read(documents, tuple(world.skipped), world.sources, world.seen, world.memory)
        briefing = replace(work.brief(read, world.now or datetime.now(UTC)), run=world.run)
        models.finish()
    finally:
        models.close()
    return briefing


class _Run:
    """One run: the config and what is handed in, so that each stage takes only its input."""

    def __init__(
        self,
        config: Config,
        environment: Mapping[str, str],
        models: Models,
        progress: Tell,
    ) -> None:
        self._config = config
        self._environment = environment
        self._models = models
        self._progress = progress
        self._second: Objection | None = None
        self._judge = plugged_judge(config, environment)
        self._vocabulary = Vocabulary()

    def brief(self, read: Read, now: datetime) -> Briefing:
        prompts = Prompts(self._config.prompts.folder)
        desk = desk_of(self._models, prompts)
        encoder = EncoderFallback(build_encoder(self._config, self._environment, self._models.left))
        vectors = VectorTable(encoder)
        self._second = second = build_objection(self._config)
        deduped, grouped = self._gather(read.documents, vectors)
        told_of = self._favoured(grouped.stories, read.documents, deduped, vectors)
        ranked = sorted(told_of, key=lambda story: rank(story, deduped.origins))
        matches = self._earlier(ranked, read.memory, vectors)
        listed = sources(read.documents, deduped.origins, deduped.dropped, grouped.stories)
        told = self._edited(desk, ranked, read, deduped, grouped, listed, matches)
        told = told or self._worded(desk, ranked, read, deduped, matches)
        record = record_of(read, deduped, grouped, told)
        used = {name: prompts.fingerprint(name) for name in desk.templates}
        troubles = (*encoder.degraded, *(second.degraded if second else ()))
        troubles += self._judge.degraded if self._judge else ()
        degraded = (*troubles, *self._models.troubles, *desk.degraded)
        record = self._credited(replace(record, degraded=degraded), used)
        record = replace(record, origins=len({source.origin for source in listed}))
        wanted = self._config.briefing
        page = page_of(told.sections, told.corrections, wanted.language, read.memory)
        now = now.astimezone(ZoneInfo(wanted.time_zone))
        page = replace(page, date=now, zone=wanted.time_zone, sources=listed, record=record)
        fitted = self._fitted(page, References(read.documents, self._vocabulary).settle)
        return with_neighbours(fitted, read.documents)

    def _edited(
        self,
        desk: Desk,
        ranked: Sequence[Story],
        read: Read,
        deduped: Deduped,
        grouped: Grouped,
        listed: Sequence[Source],
        matches: Sequence[Sequence[Match]],
    ) -> Proven | None:
        """Return the page that a model with room has edited; None if it is not to, or did not."""
        wanted = self._config.briefing
        if strategy_for(wanted.strategy, desk.models) != "page" or "write.page" not in desk.models:
            return None
        near = sorted({match.reported for of_story in matches for match in of_story})
        earlier = [read.memory.reported[place] for place in near] if read.memory else []
        count, workers = partial(count_pages, paper=wanted.paper), self._models.in_flight
        writer = PageWriter(
            desk, wanted, self._vocabulary, count, workers, self._second, self._judge
        )
        self._progress("write", 0, 1)
        material = Material(
            ranked,
            read.documents,
            deduped.dropped,
            deduped.origins,
            listed,
            earlier,
            grouped.fragments,
        )
        page = writer.write(material)
        self._progress("write", 1, 1)
        return page

    def _worded(
        self,
        desk: Desk,
        ranked: Sequence[Story],
        read: Read,
        deduped: Deduped,
        matches: Sequence[Sequence[Match]],
    ) -> Proven:
        """Return the page that likeness chooses, each fact in a model's words or its source's."""
        writer = self._writer(desk)
        new = self._new(ranked, read.memory, matches)
        told = self._tell(new.stories, writer, deduped.origins)
        corrected = [_corrected(one, read.documents, self._vocabulary) for one in new.corrections]
        sections = [
            replace(one.section, background=background)
            for one, background in zip(told, new.backgrounds, strict=True)
        ]
        return put_together(sections, corrected, new, told)

    def _gather(self, documents: Sequence[Document], encoder: Encoder) -> tuple[Deduped, Grouped]:
        self._progress("dedupe", 0, 1)
        deduped = dedupe(documents)
        self._progress("dedupe", 1, 1)
        grouped = group(
            deduped.documents,
            deduped.origins,
            encoder,
            self._vocabulary,
            lambda done, total: self._progress("group", done, total),
        )
        return deduped.told(grouped.stories), grouped

    def _favoured(
        self,
        stories: Sequence[Story],
        documents: Sequence[Document],
        deduped: Deduped,
        encoder: Encoder,
    ) -> tuple[Story, ...]:
        wanted = self._config.briefing
        merged = (documents, deduped.origins, deduped.dropped)
        return favoured(stories, *merged, wanted.outlets, wanted.focus, encoder, self._vocabulary)

    def _earlier(
        self, stories: Sequence[Story], memory: Memory | None, encoder: Encoder
    ) -> Sequence[Sequence[Match]]:
        """Return what earlier pages told of each story: nothing where there is no memory."""
        if memory is None:
            return [()] * len(stories)
        return earlier(stories, memory.reported, encoder, self._vocabulary)

    def _new(
        self,
        stories: Sequence[Story],
        memory: Memory | None,
        matches: Sequence[Sequence[Match]],
    ) -> News:
        """Return what is new of the stories: all of them where there is no memory."""
        if memory is None:
            return News(tuple(stories), (None,) * len(stories), (), ())
        zone = ZoneInfo(self._config.briefing.time_zone)
        return news(stories, matches, memory.reported, zone, self._vocabulary)

    def _tell(
        self, stories: Sequence[Story], writer: Writer, origins: Mapping[str, str]
    ) -> list[Told]:
        workers = self._models.in_flight
        weights = [weight(story, origins) for story in stories]
        places = apportioned(weights, MOST_WORDED * self._config.briefing.pages)
        done = count(1)
        lock = Lock()

        def tell(number: int) -> Told:
            told = _tell(
                stories[number],
                writer,
                weights[number],
                places[number],
                workers,
                self._second,
                self._vocabulary,
            )
            with lock:
                self._progress("write", next(done), len(stories))
            return told

        return each(tell, range(len(stories)), workers, lambda: writer.on_trial)

    def _fitted(self, page: Briefing, settle: Callable[[Briefing], Settled]) -> Briefing:
        size = self._config.briefing
        self._progress("fit", 0, 1)
        try:
            fitted = fit(page, size.pages, partial(count_pages, paper=size.paper), settle)
        except RenderError as error:
            fitted = _degraded(
                fit(page, size.pages, _estimate, settle), f"the page was not measured: {error}"
            )
        if fitted.record.pages > size.pages:
            fitted = _degraded(fitted, f"it takes {fitted.record.pages} pages and not {size.pages}")
        self._progress("fit", 1, 1)
        return fitted

    def _writer(self, desk: Desk) -> Writer:
        if not desk.models:
            return ExtractiveWriter(self._vocabulary)
        # Where no page was to be had, stories are asked for, which are less to ask.
        asked = strategy_for(self._config.briefing.strategy, desk.models)
        strategy: Strategy = "fact" if asked == "fact" else "story"
        return ModelWriter(desk, strategy, self._vocabulary, self._models.in_flight)

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
    return -(-(items + 2 * len(briefing.corrections)) // MOST_WORDED)


def _tell(
    story: Story,
    writer: Writer,
    weight: float,
    places: int,
    workers: int,
    second: Objection | None,
    vocabulary: Vocabulary,
) -> Told:
    """Write and verify one story, and weigh its statements."""
    written = writer.write(story, places)
    outlets = outlets_of(story.documents)
    verified = verify(written.drafts, outlets, writer.revise, vocabulary, workers, second)
    writer.settled(verified.statements)
    better = writer.headline(verified.statements[:places])
    written = replace(written, headline=better or written.headline)
    headline, refused = _headline(story, written, verified.statements, vocabulary)
    section = Section(
        headline,
        in_order(valued(verified.statements, weight, story.unheard), story, vocabulary),
        valued_differences(story.differences, weight, story.unheard),
    )
    rejected = (*verified.rejected, *refused)
    return Told(section, rejected, written.left_off, verified.checked)


def _corrected(
    one: Contradiction, documents: Sequence[Document], vocabulary: Vocabulary
) -> Corrected:
    """Verify what a correction says now."""
    writer = ExtractiveWriter(vocabulary)
    verified = verify([one.now], outlets_of(documents), writer.revise, vocabulary)
    if not verified.statements:
        return Corrected(None, verified)
    told = Correction(one.kind, one.was, one.day, one.page, verified.statements[0])
    return Corrected(told, verified)


def _headline(
    story: Story, written: Written, statements: Sequence[Statement], vocabulary: Vocabulary
) -> tuple[str, tuple[Rejected, ...]]:
    """Return the writer's headline if the story's sentences support it, else one of theirs."""
    reason = check_headline(written.headline, story, vocabulary)
    if not reason:
        return written.headline, ()
    instead = headline(story, [statement.text for statement in statements], vocabulary)
    return instead, (Rejected(written.headline, f"as a headline: {reason}", instead),)
