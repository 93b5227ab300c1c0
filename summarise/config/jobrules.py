"""What no single key of a page or a job shows: names that point nowhere, keys that need another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from typing import Final

from summarise.config.jobs import (
    TEMPLATES,
    JobConfig,
    OutputConfig,
    WebhookOutput,
    is_path,
    target,
)
from summarise.config.stages import EXTRACTIVE
from summarise.config.table import StageBackends
from summarise.config.tables import BriefingConfig, Config
from summarise.config.zones import is_zone

LANGUAGES: Final = ("en", "de", "es", "fr")
"""The languages that the page has words of its own in, as ISO 639-1 codes."""

_JOB = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
"""A job's name becomes part of the names of files and units."""

# Capitals only: a secret that was pasted in place of its variable's name hardly ever looks so.
VARIABLE: Final = re.compile(r"[A-Z_][A-Z0-9_]*")


def named_backends(
    place: str, backend: str | StageBackends | None, fallback: tuple[str, ...] | None
) -> Iterator[tuple[str, str]]:
    """Yield each backend that a table names, with the key that names it."""
    if isinstance(backend, str):
        yield f"{place}.backend", backend
    elif backend is not None:
        yield f"{place}.backend.default", backend.default
        for key, name in (
            ("write.fact", backend.write.fact),
            ("write.story", backend.write.story),
            ("headline", backend.headline),
        ):
            if name:
                yield f"{place}.backend.{key}", name
    yield from ((f"{place}.fallback", name) for name in fallback or ())


def unknown_backends(config: Config) -> Iterator[str]:
    """Yield where a backend is named that the config has none of."""
    there_are = (EXTRACTIVE, *sorted(config.backends))
    tables: dict[str, BriefingConfig | JobConfig] = {"briefing": config.briefing}
    tables |= {f"jobs.{name}": job for name, job in config.jobs.items()}
    for place, table in tables.items():
        for key, name in named_backends(place, table.backend, table.fallback):
            if name not in there_are:
                yield f"{key}: no backend has this name (there are: {', '.join(there_are)})"


def contradictions_of_jobs(config: Config) -> Iterator[str]:
    """Yield what is wrong with the page's own keys and with the jobs, one sentence each."""
    yield from _of_page("briefing", config.briefing.language, config.briefing.time_zone)
    for name, job in config.jobs.items():
        place = f"jobs.{name}"
        if not _JOB.fullmatch(name):
            yield f"{place}: a job's name is letters, digits, - and _, at most 63 of them"
        yield from _of_page(place, job.language, job.time_zone)
        yield from _of_schedule(place, job)
        yield from _of_sources(place, job)
        yield from _of_variable(f"{place}.ping_env", job.ping_env)
        if job.remember_days > config.store.retention_days:
            yield f"{place}.remember_days: is more than store.retention_days, which forgets earlier"
        yield from _of_outputs(place, job.outputs)


def _of_page(place: str, language: str | None, zone: str | None) -> Iterator[str]:
    if language is not None and language not in LANGUAGES:
        yield f"{place}.language: the page's own words are in {', '.join(LANGUAGES)}"
    if zone is not None and not is_zone(zone):
        yield f'{place}.time_zone: no such time zone; write one as "Europe/Berlin" or "UTC"'


def _of_schedule(place: str, job: JobConfig) -> Iterator[str]:
    if not job.schedule:
        return
    from cronsim import CronSim, CronSimError

    from summarise.config.zones import SOME_DAY

    try:
        if len(job.schedule.split()) != 5:  # cronsim takes six too, with seconds in front
            raise CronSimError
        next(CronSim(job.schedule, SOME_DAY))
    except (CronSimError, StopIteration):
        yield (
            f"{place}.schedule: is no crontab of five fields with a time to come, such as "
            '"30 6 * * 1-5" (minute, hour, day, month, weekday)'
        )


def _of_sources(place: str, job: JobConfig) -> Iterator[str]:
    if not job.sources:
        yield f"{place}.sources: names nothing to read"
    names = [one if isinstance(one, str) else one.source for one in job.sources]
    if any(not name.strip() for name in names):
        yield f"{place}.sources: one of them is empty"
    if job.schedule and "-" in names:
        yield f'{place}.sources: "-" is standard input, which a scheduled job has none of'


def _of_outputs(place: str, outputs: tuple[OutputConfig, ...]) -> Iterator[str]:
    for number, output in enumerate(outputs):
        here = f"{place}.outputs.{number}"
        for one in fields(output):
            if one.name.endswith("_env"):
                yield from _of_variable(f"{here}.{one.name}", getattr(output, one.name))
        if isinstance(output, WebhookOutput):
            if not (output.url or output.url_env):
                yield f'{here}: kind = "webhook" needs url or url_env'
            if output.template not in ("", *TEMPLATES) and not is_path(output.template):
                yield (
                    f"{here}.template: there is none of this name (there are: "
                    f"{', '.join(TEMPLATES)}); write a file of your own as ./NAME.jinja"
                )
    names = [target(output) for output in outputs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f'{place}.outputs: two are called "{name}"; give each a name of its own'


def _of_variable(place: str, name: str) -> Iterator[str]:
    if name and not VARIABLE.fullmatch(name):
        yield (
            f"{place}: is no name of an environment variable; write one in capitals, such as "
            "SMTP_PASSWORD, and never the secret itself"
        )
