"""What a job's sources hold that it has not read yet, and the request that a run keeps of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from summarise.config import Config, JobConfig
from summarise.errors import InputError
from summarise.memory import Validator
from summarise.sources import load
from summarise.sources.fetch import Web
from summarise.store.rows import Run, Seen, seen
from summarise.types import Document, Skipped

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from summarise.jobs.run import Tools
    from summarise.store.store import Store


@dataclass(frozen=True, slots=True)
class Reading:
    """The documents to tell of, and what is kept of the reading once the page is delivered.

    ``known`` counts the documents left out because an earlier run had read them; ``sources`` counts
    what was read from.
    """

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    sources: int
    known: int
    seen: tuple[Seen, ...]
    validators: tuple[Validator, ...]


def read(run: Run, job: JobConfig, config: Config, store: Store, tools: Tools) -> Reading:
    """Read the sources of a job. Raises InputError when none of them could be read.

    A job that shows only what is new asks servers only for that, and leaves out reports that it has
    read before.
    """
    validators = store.validators(run.job)
    if not job.new_only:
        validators = {url: _place(one) for url, one in validators.items()}
    with Web(config.web, config.input, validators, sleep=tools.sleep) as web:
        loaded = load(
            job.sources,
            config.input,
            stdin=tools.stdin,
            progress=lambda done, total: tools.tell("load", done, total),
            fetcher=web,
            now=run.began,
        )
        learnt = web.learnt
    known = store.seen(run.job, [one.id for one in loaded.documents]) if job.new_only else ()
    new = tuple(one for one in loaded.documents if one.id not in known)
    return Reading(
        new,
        loaded.skipped,
        loaded.sources,
        len(loaded.documents) - len(new),
        # What is known too: as long as a source holds it, it must not be forgotten and told again.
        tuple(seen(one, run.began) for one in loaded.documents),
        learnt,
    )


def _place(known: Validator) -> Validator:
    """Return what is known of a place alone, so that its server gives all it has."""
    return Validator(known.url, moved_to=known.moved_to, gone=known.gone)


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


def packed(request: Request) -> bytes:
    """Return a request as bytes to keep: JSON, with the reports in it.

    It holds the addresses of servers as the config has them, and so a password that is in one.
    """
    return _adapter().dump_json(request)


def unpacked(content: bytes, run: str) -> Request:
    """Return the request that was kept of a run. Raises InputError."""
    from pydantic import ValidationError

    try:
        return _adapter().validate_json(content)
    except ValidationError as error:
        raise InputError(
            f"run {run}: what was kept of it is of another version; the next run reads its reports "
            "again"
        ) from error


@cache
def _adapter() -> TypeAdapter[Request]:
    from pydantic import TypeAdapter

    return TypeAdapter(Request)
