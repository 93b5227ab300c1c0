"""What a run would read, write, send and spend: nothing is kept, sent or paid for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from summarise.config import (
    BackendConfig,
    Config,
    EmailOutput,
    FileOutput,
    JobConfig,
    SiteOutput,
    target,
)
from summarise.config.tables import Stage, chain
from summarise.errors import DeclinedError
from summarise.jobs.request import occasion, page_before, page_of, read
from summarise.jobs.rows import Run
from summarise.jobs.targets import check_targets, has_news, outputs_of
from summarise.jobs.to_file import place
from summarise.jobs.to_site import folder_of
from summarise.models import Completion, Prompt, prompt_tokens
from summarise.models.spending import Price
from summarise.plain import counted

if TYPE_CHECKING:
    from summarise.jobs.run import Tools
    from summarise.jobs.store import Store


_STAGES: Final[dict[str, Stage]] = {
    "page": "write.page",
    "shorten": "write.page",
    "notes": "write.page",
    "judge": "judge",
    "story": "write.story",
    "headline": "headline",
}
"""The stage at which a prompt is asked; all others are about one fact."""


@dataclass(slots=True)
class _Counting:
    """Stands in for the models: counts what they would be asked, and declines to answer.

    Where a whole page is asked for, what would be asked if it did not come is left out, and
    ``judged`` says that a judge would be asked about it: it reads what the page cites of what the
    writer was given, and the page.
    """

    judged: bool
    calls: list[tuple[Stage, int]] = field(default_factory=list)
    """The stage and the tokens of each prompt."""
    _paged: bool = False
    _lock: Lock = field(default_factory=Lock)

    def complete(self, prompt: Prompt) -> Completion:
        with self._lock:
            if not self._paged:
                self.calls.append((_STAGES.get(prompt.name, "write.fact"), prompt_tokens(prompt)))
            if prompt.name == "page" and not self._paged:
                self._paged = True
                most = prompt_tokens(prompt) + prompt.max_tokens
                self.calls.append(("write.page", prompt.max_tokens))  # given back to be shortened
                self.calls += [("judge", most)] if self.judged else []
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
    if not again and run.occasion and (done := store.done(name, run.occasion)):
        why = f"what was due at {done.occasion} is done, by run {done.id}"
        yield f"would read: nothing: {why}; --again makes another page"
        return
    request = read(run, job, config, store, tools).request
    stages: tuple[Stage, ...] = ("write.fact", "write.story", "write.page")
    asked = any(chain(request.config, stage) for stage in stages)
    counting = _Counting(judged=bool(chain(request.config, "judge")))
    page = page_of(request, run, job, store, tools, backend=counting if asked else None)
    yield (
        f"would read: {counted(len(request.documents), 'report')} from "
        f"{counted(request.sources, 'source')} "
        f"({request.seen} more had been read before)"
    )
    for skip in request.skipped:
        yield f"would read: {skip.source} could not be read: {skip.reason}"
    statements = sum(len(story.statements) for story in page.stories)
    yield (
        f"would write: {counted(page.record.pages, 'page')} with "
        f"{counted(statements, 'statement')} in "
        f"{len(page.stories)} {'story' if len(page.stories) == 1 else 'stories'}, and "
        f"{counted(len(page.corrections), 'correction')}"
    )
    yield f"would write: at the top: {page.headline}"
    before = page_before(run, request.config.briefing.time_zone, store)
    if has_news(page) or not (job.skip_when_empty or before):
        yield from (f"would send: {where}" for where in _sent(job, request.config, run))
    elif job.skip_when_empty:
        yield "would send: nothing: there is no news, and skip_when_empty = true"
    elif before:
        yield f"would send: nothing: there is no news since run {before.id}"
    yield from (f"would spend: {what}" for what in _spent(counting.calls, request.config))


def _sent(job: JobConfig, config: Config, run: Run) -> Iterator[str]:
    at = run.began.astimezone(ZoneInfo(config.briefing.time_zone))
    for output in outputs_of(job):
        where = ""
        if isinstance(output, FileOutput):
            where = f": {place(output, run.job, at)}"
        elif isinstance(output, SiteOutput):
            where = f": {folder_of(output, run.job)}"
        elif isinstance(output, EmailOutput):
            readers = len({*output.to, *output.bcc})
            where = f" to {readers} address{'' if readers == 1 else 'es'}"
        yield f"{target(output)}{where}"


def _spent(calls: Sequence[tuple[Stage, int]], config: Config) -> Iterator[str]:
    if not calls:
        yield "nothing: no model would be asked"
        return
    asked = [(_backend(config, stage), tokens) for stage, tokens in calls]
    prompts = sum(tokens for _, tokens in asked)
    answers = sum(backend.max_tokens for backend, _ in asked)
    yield (
        f"about {counted(len(calls), 'call')}: {prompts} tokens of prompts, "
        f"at most {answers} of answers (less what is kept from earlier runs)"
    )
    if all(None not in (backend.price_in, backend.price_out) for backend, _ in asked):
        usd = sum(Price.of_backend(one).of(tokens, one.max_tokens) for one, tokens in asked)
        yield f"at most {usd:.4f} USD"


def _backend(config: Config, stage: Stage) -> BackendConfig:
    """Return who is asked first at a stage, or else who stands in for it."""
    stages: tuple[Stage, ...] = (stage, "write.page", "write.fact", "write.story")
    names = [chain(config, one) for one in stages]
    return config.backends[next(name[0] for name in names if name)]
