"""What a run would read, write, send and spend: nothing is kept, sent or paid for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from summarise.config import BackendConfig, Config, EmailOutput, FileOutput, JobConfig, target
from summarise.config.tables import chain
from summarise.errors import DeclinedError
from summarise.jobs.request import done_for, occasion, page_of, read
from summarise.jobs.rows import Run
from summarise.jobs.targets import check_targets, has_news, outputs_of
from summarise.jobs.to_file import place
from summarise.models import Completion, Prompt, prompt_tokens

if TYPE_CHECKING:
    from summarise.jobs.run import Tools
    from summarise.jobs.store import Store


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


def dry_run(
    name: str, job: JobConfig, config: Config, store: Store, tools: Tools, *, again: bool = False
) -> Iterator[str]:
    """Yield what a run of the job would do now, a line each. It fetches what the run would fetch.

    Raises InputError when no source could be read, and ConfigError as the run would.
    """
    check_targets(name, job, config, tools)
    now = tools.clock()
    run = Run("dry-run", name, occasion(config, job, now), now)
    if not again and (done := done_for(run.occasion, store.runs(name))):
        why = f"what was due at {done.occasion} is done, by run {done.id}"
        yield f"would read: nothing: {why}; --again makes another page"
        return
    request = read(run, job, config, store, tools).request
    asked = chain(request.config, "write.fact") or chain(request.config, "write.story")
    counting = _Counting()
    page = page_of(request, run, job, store, tools, backend=counting if asked else None)
    yield (
        f"would read: {len(request.documents)} reports from {request.sources} sources "
        f"({request.seen} more had been read before)"
    )
    for skip in request.skipped:
        yield f"would read: {skip.source} could not be read: {skip.reason}"
    statements = sum(len(story.statements) for story in page.stories)
    yield (
        f"would write: {page.record.pages} pages with {statements} statements in "
        f"{len(page.stories)} stories, and {len(page.corrections)} corrections"
    )
    yield f"would write: at the top: {page.headline}"
    if has_news(page) or not job.skip_when_empty:
        yield from (f"would send: {where}" for where in _sent(job, request.config, run))
    else:
        yield "would send: nothing: there is no news, and skip_when_empty = true"
    backend = request.config.backends.get(asked[0]) if asked else None
    yield from (f"would spend: {what}" for what in _spent(counting, backend))


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
