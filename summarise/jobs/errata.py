"""What a page puts right travels: to each target that has, or may have, the page that was wrong.

A correction is due with the commit of the page that tells it, in the same transaction, so that no
kill loses it. From there on it is delivered as a page is: once, with attempts, what may have
arrived not again by itself; what failed is tried by each later run of the job for as long as the
job remembers what it told. The message is a small page, so that every format and every template has
it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, get_args

from summarise.config import JobConfig, OutputConfig, target
from summarise.errors import StoreError
from summarise.jobs.digest import Span, digests_of, said
from summarise.jobs.message import Message, Wrong
from summarise.jobs.rows import Delivery, Run
from summarise.jobs.targets import noted, outputs_of, repeatable, takes_errata
from summarise.render import render
from summarise.render.phrases import long_date, words_in
from summarise.types import Briefing, Correction

if TYPE_CHECKING:
    from summarise.jobs.run import Tools
    from summarise.jobs.store import Store

log = logging.getLogger(__name__)

_EVERY: Final = 2**31
"""More runs than there can be."""

MessageOf = Callable[[Run, Briefing], Message]
"""Gives the message that a run's page is."""


def due(
    name: str, page: Briefing, job: JobConfig, store: Store, now: datetime
) -> tuple[Delivery, ...]:
    """Return what is to be delivered by what a page puts right, one for each target and page."""
    takers = {target(output) for output in outputs_of(job) if takes_errata(output)}
    since = now - timedelta(days=job.remember_days)
    return tuple(
        Delivery(page.run, one.target, "due", now, corrects=wrong)
        for wrong in dict.fromkeys(_wrong(name, page, store, since))
        for one in store.deliveries(wrong)
        if one.state != "failed" and one.target in takers
    )


def _wrong(name: str, page: Briefing, store: Store, since: datetime) -> Iterator[str]:
    """Yield the runs whose pages a page corrects, and those of digests that told the same."""
    yield from (one.page for one in page.corrections)
    for span in get_args(Span) if page.corrections else ():
        for run in store.runs(digests_of(name, span), limit=_EVERY):
            told = store.briefing(run.id) if run.state == "done" and run.began >= since else None
            if told is not None and _of(page, told):
                yield run.id


def undelivered(name: str, job: JobConfig, store: Store, now: datetime) -> tuple[Delivery, ...]:
    """Return the errata of a job that a target of it does not have, or of which nobody knows."""
    takers = {target(output) for output in outputs_of(job) if takes_errata(output)}
    since = now - timedelta(days=job.remember_days)
    known = store.errata(name, since)
    return tuple(one for one in known if one.state != "sent" and one.target in takers)


class Errata:
    """Delivers the errata of one job."""

    def __init__(
        self, name: str, job: JobConfig, store: Store, tools: Tools, message_of: MessageOf
    ) -> None:
        self._name, self._job = name, job
        self._store, self._tools = store, tools
        self._message_of = message_of
        self._outputs = {target(output): output for output in outputs_of(job)}

    def spread(self) -> tuple[Delivery, ...]:
        """Deliver what is due or failed; return what became of each that was tried."""
        return self._delivered([one for one in self._open() if self._is_to_try(one)])

    def send(self, run: str, only: Collection[str] = ()) -> tuple[Delivery, ...]:
        """Deliver those of a run that a target does not have, to all or to those named alone.

        Who asks for it has looked: a target that may have one gets it.
        """
        mine = [one for one in self._open() if one.run == run]
        asked = [replace(one, state="due") for one in mine if not only or one.target in only]
        return self._delivered(asked)

    def _open(self) -> tuple[Delivery, ...]:
        return undelivered(self._name, self._job, self._store, self._tools.clock())

    def _is_to_try(self, one: Delivery) -> bool:
        return one.state != "doubtful" or repeatable(self._outputs[one.target])

    def _delivered(self, errata: Sequence[Delivery]) -> tuple[Delivery, ...]:
        return tuple(done for one in errata for done in self._sent(one))

    def _sent(self, one: Delivery) -> Iterator[Delivery]:
        output = self._outputs[one.target]
        try:
            message = self._message(one, output)
        except StoreError as error:  # the page is damaged: nobody can say what was wrong
            log.warning("%s", error)
            return
        if message is not None:
            yield noted(output, message, self._store, self._tools, one)

    def _message(self, one: Delivery, output: OutputConfig) -> Message | None:
        """Return what is sent; None where one of the two pages is not kept any more."""
        page, told = self._store.briefing(one.run), self._store.briefing(one.corrects)
        sent, now = (
            [d for d in self._store.deliveries(run) if d.target == target(output)]
            for run in (one.corrects, one.run)
        )
        if page is None or told is None or not sent:
            return None
        wrong = self._message_of(self._store.run(one.corrects), told)
        before = [d for d in self._earlier(one) if d.target == one.target and d.state == "sent"]
        every = [*before, one]

        def amended() -> Briefing:
            pages = [self._store.briefing(d.run) for d in every]
            return put_on(told, [p for p in pages if p is not None])

        about = Wrong(
            wrong,
            sent[0],
            "".join(d.detail for d in now if d.state == "sent"),
            frozenset(filter(None, (d.reference for d in (*sent, *before)))),
            lambda form: render(amended(), form, wrong.paper),
        )
        small = erratum(page, told)
        message = self._message_of(self._store.run(one.run), small)
        return replace(message, wrong=about, event="correction")

    def _earlier(self, one: Delivery) -> Iterator[Delivery]:
        """Yield what other runs put right on the same page."""
        since = self._store.run(one.corrects).began
        for other in self._store.errata(self._name, since):
            if other.corrects == one.corrects and other.run != one.run:
                yield other


def erratum(page: Briefing, wrong: Briefing) -> Briefing:
    """Return what a page puts right on another one, as a page of its own that names that one."""
    corrections = _of(page, wrong)
    words = words_in(page.language)
    day = min((one.day for one in corrections), default=wrong.date.date())
    record = replace(page.record, checked=0, rejected=(), left_off=(), skipped=(), degraded=())
    cited = {c.document for one in corrections for c in one.now.citations}
    origins = {source.origin for source in page.sources if source.id in cited}
    return replace(
        page,
        headline=words.erratum.format(day=long_date(day, words.calendar), headline=wrong.headline),
        lede="",
        stories=(),
        corrections=corrections,
        sources=tuple(one for one in page.sources if one.id in cited | origins),
        record=record,
        since=None,
    )


def put_on(wrong: Briefing, pages: Sequence[Briefing]) -> Briefing:
    """Return a page with what later ones put right on it, the last of them on top."""
    known = {source.id for source in wrong.sources}
    corrections, sources = wrong.corrections, wrong.sources
    for page in pages:
        small = erratum(page, wrong)
        corrections = (*small.corrections, *corrections)
        sources = (*sources, *(one for one in small.sources if one.id not in known))
        known |= {source.id for source in small.sources}
    return replace(wrong, corrections=corrections, sources=sources)


def _of(page: Briefing, wrong: Briefing) -> tuple[Correction, ...]:
    """Return what a page corrects of another: of its own, or what it told again."""
    told = {one.text for story in wrong.stories for one in said(story)}
    return tuple(one for one in page.corrections if one.page == wrong.run or one.was in told)
