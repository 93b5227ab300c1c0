"""What a run is for, what it reads that the job has not read yet, and the page that comes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from summarise.config import Config, JobConfig, for_job
from summarise.errors import InputError
from summarise.jobs.due import last_due
from summarise.jobs.rows import Run, Seen, adapter
from summarise.pipeline import World, brief
from summarise.sources import load
from summarise.sources.fetch import Web
from summarise.sources.loader import Validator
from summarise.types import Briefing, Document, Skipped

if TYPE_CHECKING:
    from summarise.jobs.run import Tools
    from summarise.jobs.store import Store
    from summarise.models import Backend

FRESH: Final = timedelta(hours=12)
"""How long a run without a schedule that was cut off is gone on with: after a night it is old."""

_LOOKED_AT: Final = 20
"""Runs among which the last that is done is looked for; more failures on one day are no news."""


def occasion(config: Config, job: JobConfig, now: datetime) -> str:
    """Return when the job was due last, as ISO 8601 in UTC; empty for one without a schedule."""
    if not job.schedule:
        return ""
    zone = for_job(config, job).briefing.time_zone
    return last_due(job.schedule, zone, now).astimezone(UTC).isoformat(timespec="minutes")


def is_to_go_on(run: Run, due: str, now: datetime) -> bool:
    """Whether an unfinished run is for the same occasion as one that would begin now."""
    return run.occasion == due if due else now - run.began < FRESH


def page_before(run: Run, zone: str, store: Store) -> Run | None:
    """Return the run whose page of the same occasion somebody has; by hand, of the same day.

    A second page without news would only take the place of that one.
    """
    if run.occasion not in ("", run.id):
        return store.done(run.job, run.occasion)
    last = next((one for one in store.runs(run.job, limit=_LOOKED_AT) if one.state == "done"), None)
    if last is None:
        return None
    days = [one.began.astimezone(ZoneInfo(zone)).date() for one in (last, run)]
    return last if days[0] == days[1] else None


@dataclass(frozen=True, slots=True)
class Request:
    """What it takes to make a run's page, and to make it again after a kill: no clock, no network.

    ``sources`` and ``seen`` are those of ``Record``; the config holds no key.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    config: Config
    now: datetime
    sources: int = 0
    seen: int = 0

    def packed(self) -> bytes:
        """Return it as bytes to keep: JSON, with the reports in it.

        It holds the addresses of servers as the config has them, and so a password that is in one.
        """
        return adapter(Request).dump_json(self)

    @classmethod
    def unpacked(cls, content: bytes, run: str) -> Request:
        """Return the request that was kept of a run. Raises InputError."""
        from pydantic import ValidationError

        try:
            request: Request = adapter(Request).validate_json(content)
        except (ValidationError, ValueError, TypeError, RecursionError) as error:
            raise InputError(
                f"run {run}: what was kept of it is damaged, or of another version; a run that "
                "goes on with it reads its reports again"
            ) from error
        return request


@dataclass(frozen=True, slots=True)
class Intake:
    """What a run read, and what of it is remembered once the page is delivered."""

    request: Request
    seen: tuple[Seen, ...]
    validators: tuple[Validator, ...]


def read(run: Run, job: JobConfig, config: Config, store: Store, tools: Tools) -> Intake:
    """Read the sources of a job. Raises InputError when none of them could be read.

    A job that shows only what is new asks servers only for that, and leaves out reports that it has
    read before.
    """
    validators = store.validators(run.job)
    if not job.new_only:  # of what is known only the places, so that servers give all they have
        validators = {url: replace(one, etag="", modified="") for url, one in validators.items()}
    web = Web(config.web, config.input, validators, sleep=tools.sleep)
    loaded = load(
        job.sources,
        config.input,
        stdin=tools.stdin,
        progress=lambda done, total: tools.tell("load", done, total),
        fetcher=web,
        now=run.began,
    )
    documents = loaded.documents
    known = store.seen(run.job, [document.id for document in documents]) if job.new_only else ()
    new = tuple(document for document in documents if document.id not in known)
    own = replace(for_job(config, job), jobs={})
    left_out = len(documents) - len(new)
    return Intake(
        Request(new, loaded.skipped, own, run.began, loaded.sources, left_out),
        # What is known too: as long as a source holds it, it must not be forgotten and told again.
        tuple(Seen(one.id, run.began, one.outlet, one.title, one.url) for one in documents),
        web.learnt,
    )


def page_of(
    request: Request,
    run: Run,
    job: JobConfig,
    store: Store,
    tools: Tools,
    backend: Backend | None = None,
) -> Briefing:
    """Make the page of what a run has read; ``backend`` stands in for that of the config."""
    since = run.began - timedelta(days=job.remember_days)
    world = World(
        skipped=request.skipped,
        sources=request.sources,
        seen=request.seen,
        memory=store.memory(run.job, since, run.began) if job.new_only else None,
        run=run.id,
        backend=backend,
        environment=tools.environment,
        now=request.now,
        progress=tools.tell,
    )
    return brief(request.documents, request.config, world)
