"""What a run would read, write, send and spend: nothing is kept, sent or paid for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Lock
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from summarise.backends import Completion, Prompt, prompt_tokens
from summarise.config import (
    BackendConfig,
    Config,
    EmailOutput,
    FileOutput,
    JobConfig,
    for_job,
    target,
)
from summarise.config.stages import chain
from summarise.deliver import check_targets, has_news, outputs_of, place
from summarise.errors import DeclinedError
from summarise.jobs.occasion import done_for, occasion
from summarise.jobs.reading import Reading, read
from summarise.pipeline import brief
from summarise.store.rows import Run
from summarise.types import Briefing

if TYPE_CHECKING:
    from summarise.jobs.run import Tools
    from summarise.store.store import Store


_NOT_SENT: Final = ("nothing: there is no news, and skip_when_empty = true",)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do, in lines for a person."""

    read: tuple[str, ...]
    written: tuple[str, ...]
    sent: tuple[str, ...]
    spent: tuple[str, ...]


@dataclass(slots=True)
class _Counting:
    """Stands in for the models: counts what they would be asked, and declines to answer."""

    calls: int = 0
    tokens: int = 0
    _lock: Lock = field(default_factory=Lock)

    def complete(self, prompt: Prompt) -> Completion:
        with self._lock:
            self.calls += 1
            self.tokens += prompt_tokens(prompt)
        raise DeclinedError("nothing is asked in a dry run")


def plan(
    name: str, job: JobConfig, config: Config, store: Store, tools: Tools, *, again: bool = False
) -> Plan:
    """Return what a run of the job would do now. It fetches what the run would fetch.

    Raises InputError when no source could be read, and ConfigError as the run would.
    """
    check_targets(name, job, config, tools)
    now = tools.clock()
    run = Run("dry-run", name, occasion(config, job, now), now)
    if not again and (done := done_for(run.occasion, store.runs(name))):
        why = f"what was due at {done.occasion} is done, by run {done.id}"
        return Plan((f"nothing: {why}; --again makes another page",), (), (), ())
    reading = read(run, job, config, store, tools)
    own = for_job(config, job)
    asked = chain(own, "write.fact") or chain(own, "write.story")
    counting = _Counting()
    memory = store.memory(name, now - timedelta(days=job.remember_days)) if job.new_only else None
    page = brief(
        reading.documents,
        own,
        skipped=reading.skipped,
        sources=reading.sources,
        seen=reading.known,
        memory=memory,
        run=run.id,
        backend=counting if asked else None,
        environment=tools.environment,
        now=now,
        progress=tools.tell,
    )
    return Plan(
        tuple(_read(reading)),
        tuple(_written(page)),
        tuple(_sent(job, own, run) if has_news(page) or not job.skip_when_empty else _NOT_SENT),
        tuple(_spent(counting, own.backends.get(asked[0]) if asked else None)),
    )


def _read(reading: Reading) -> Iterator[str]:
    yield (
        f"{len(reading.documents)} reports from {reading.sources} sources "
        f"({reading.known} more had been read before)"
    )
    for one in reading.skipped:
        yield f"{one.source} could not be read: {one.reason}"


def _written(page: Briefing) -> Iterator[str]:
    statements = sum(len(story.statements) for story in page.stories)
    yield (
        f"{page.record.pages} pages with {statements} statements in {len(page.stories)} stories, "
        f"and {len(page.corrections)} corrections"
    )
    yield f"at the top: {page.headline}"


def _sent(job: JobConfig, config: Config, run: Run) -> Iterator[str]:
    at = run.began.astimezone(ZoneInfo(config.briefing.time_zone))
    for output in outputs_of(job):
        where = ""
        if isinstance(output, FileOutput):
            where = f": {place(output, run.job, at)}"
        elif isinstance(output, EmailOutput):
            where = f" to {len(output.to)} addresses"
        yield f"{target(output)}{where}"


def _spent(counting: _Counting, backend: BackendConfig | None) -> Iterator[str]:
    if not counting.calls or backend is None:
        yield "nothing: no model would be asked"
        return
    answers = counting.calls * backend.max_tokens
    yield (
        f"about {counting.calls} calls: {counting.tokens} tokens of prompts, "
        f"at most {answers} of answers (less what is kept from earlier runs)"
    )
    if backend.price_in is not None and backend.price_out is not None:
        usd = (counting.tokens * backend.price_in + answers * backend.price_out) / 1_000_000
        yield f"at most {usd:.4f} USD"
