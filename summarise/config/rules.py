"""What no single key of the config shows: names that point nowhere, keys that need another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import datetime
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from summarise.config.job_tables import (
    TEMPLATES,
    EmailOutput,
    JobConfig,
    OutputConfig,
    SiteOutput,
    StageBackends,
    WebhookOutput,
    is_path,
    target,
)
from summarise.config.presets import PRESETS
from summarise.config.tables import (
    EXTRACTIVE,
    NLI,
    RULES,
    STAGES,
    BriefingConfig,
    Config,
    chain,
    for_job,
    is_extractive,
    judges_itself,
)
from summarise.errors import ConfigError, did_you_mean
from summarise.plain import is_address

if TYPE_CHECKING:
    from cronsim import CronSim

LANGUAGES: Final = ("en", "de", "es", "fr")
"""The languages that the page has words of its own in, as ISO 639-1 codes."""

_JOB = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,62}")
"""A job's name becomes part of the names of files and units."""

VARIABLE: Final = re.compile(r"[A-Z_][A-Z0-9_]*")
"""Capitals only: a secret that was pasted in place of its variable's name hardly ever looks so."""

SOME_DAY: Final = datetime(2024, 1, 1)
"""A day to try a schedule on; of a leap year, so that 29 February comes."""


def parsed(schedule: str, wall: datetime, *, reverse: bool = False) -> CronSim:
    """Return cronsim's view of a crontab's five fields, from a naive time. Raises ConfigError."""
    from cronsim import CronSim, CronSimError

    try:
        if len(schedule.split()) == 5:  # it takes six too, with seconds in front
            return CronSim(schedule, wall, reverse=reverse)
    except CronSimError:
        pass
    raise ConfigError(f'the schedule "{schedule}" is no crontab of five fields')


def contradictions(config: Config) -> Iterator[str]:
    """Yield what no single key shows: names that point nowhere, settings that need another."""
    if EXTRACTIVE in config.backends:
        yield f"backends.{EXTRACTIVE}: this name is taken by the writer that needs no model"
    yield from _unknown_backends(config)
    pages = {"briefing": config}
    pages |= {f"jobs.{name}": for_job(config, job) for name, job in config.jobs.items()}
    for place, own in pages.items():
        yield from _never_asked(place, own)
        yield from _without_price(own)
    for name, backend in config.backends.items():
        if backend.api_key_env and not VARIABLE.fullmatch(backend.api_key_env):
            yield (
                f"backends.{name}.api_key_env: is no name of an environment variable; write one in "
                "capitals, such as OPENAI_API_KEY, and never the key itself"
            )
    yield from _of_meaning(config)
    yield from _of_jobs(config)


def _of_meaning(config: Config) -> Iterator[str]:
    meaning, named = config.meaning, sorted(config.backends)
    if meaning.backend and meaning.backend not in named:
        there_are = f"there are: {', '.join(named)}" if named else "add a [backends.NAME]"
        yield f"meaning.backend: no backend has this name ({there_are})"
    elif meaning.backend and config.backends[meaning.backend].kind != "openai":
        yield 'meaning.backend: has to be a backend of kind = "openai"'
    if meaning.encoder == "onnx" and not meaning.path:
        yield 'meaning.encoder = "onnx" needs meaning.path: a folder or package with the model'
    if meaning.encoder == "openai" and not (meaning.backend and meaning.model):
        yield 'meaning.encoder = "openai" needs meaning.backend and meaning.model'


def _never_asked(place: str, config: Config) -> Iterator[str]:
    """Yield what the order of the stages leaves without a word on the page of a place."""
    fallback = config.briefing.fallback
    last = next((n for n, name in enumerate(fallback) if is_extractive(config, name)), None)
    if last is not None and fallback[last + 1 :]:
        yield f"{place}.fallback: nobody is asked after {fallback[last]!r}; put it last"
    asked = {stage for stage in STAGES if chain(config, stage)}
    strategy, needs = config.briefing.strategy, f"write.{config.briefing.strategy}"
    if asked and strategy != "auto" and needs not in asked:
        yield f'briefing.strategy = "{strategy}" needs a model at {place}.backend.{needs}'


def _without_price(config: Config) -> Iterator[str]:
    """Yield the backends whose calls a cap in dollars could not count."""
    if not config.budget.usd:
        return
    for name in sorted({name for stage in STAGES for name in chain(config, stage)}):
        backend = config.backends.get(name)
        if backend and backend.kind != "local" and None in (backend.price_in, backend.price_out):
            yield (
                f"budget.usd needs backends.{name}.price_in and price_out: US dollars for a "
                "million tokens; write 0 for a server that costs nothing"
            )


def _named_backends(
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
            ("write.page", backend.write.page),
            ("headline", backend.headline),
        ):
            if name:
                yield f"{place}.backend.{key}", name
    yield from ((f"{place}.fallback", name) for name in fallback or ())


def _unknown_backends(config: Config) -> Iterator[str]:
    """Yield where a backend is named that the config has none of."""
    there_are = (EXTRACTIVE, *sorted(config.backends))
    tables: dict[str, BriefingConfig | JobConfig] = {"briefing": config.briefing}
    tables |= {f"jobs.{name}": job for name, job in config.jobs.items()}
    judge = config.briefing.judge
    if judge and not judges_itself(judge) and judge not in there_are:
        known = ", ".join((RULES, NLI, *there_are))
        near = did_you_mean(judge, (RULES, NLI, *there_are, *PRESETS))
        yield f"briefing.judge: no backend has this name (there are: {known}){near}"
    if judge == NLI and not config.meaning.nli:
        yield 'briefing.judge = "nli" needs meaning.nli: a folder or package with the model'
    for place, table in tables.items():
        for key, name in _named_backends(place, table.backend, table.fallback):
            if name not in there_are:
                near = did_you_mean(name, (*there_are, *PRESETS))
                yield f"{key}: no backend has this name (there are: {', '.join(there_are)}){near}"


def _of_jobs(config: Config) -> Iterator[str]:
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
    if zone is not None and not _is_zone(zone):
        yield f'{place}.time_zone: no such time zone; write one as "Europe/Berlin" or "UTC"'


def _of_schedule(place: str, job: JobConfig) -> Iterator[str]:
    try:
        if job.schedule:
            next(parsed(job.schedule, SOME_DAY))
    except (ConfigError, StopIteration):
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
        for key in fields(output):
            if key.name.endswith("_env"):
                yield from _of_variable(f"{here}.{key.name}", getattr(output, key.name))
        if isinstance(output, WebhookOutput):
            if not (output.url or output.url_env):
                yield f'{here}: kind = "webhook" needs url or url_env'
            if output.template not in ("", *TEMPLATES) and not is_path(output.template):
                yield (
                    f"{here}.template: there is none of this name (there are: "
                    f"{', '.join(TEMPLATES)}); write a file of your own as ./NAME.jinja"
                )
        if isinstance(output, EmailOutput) and not (output.to or output.bcc):
            yield f'{here}: kind = "email" needs to or bcc: somebody who gets it'
        if isinstance(output, SiteOutput) and output.address and not is_address(output.address):
            yield f"{here}.address: write one as https://news.example/briefings"
    names = [target(output) for output in outputs]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f'{place}.outputs: two are called "{name}"; give each a name of its own'


def _of_variable(place: str, name: str) -> Iterator[str]:
    if name and not VARIABLE.fullmatch(name):
        yield (
            f"{place}: is no name of an environment variable; write one in capitals, such as "
            "SMTP_PASSWORD, and never the secret itself"
        )


def _is_zone(name: str) -> bool:
    """Whether there is a time zone of this name, as "Europe/Berlin"."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):  # a folder's name is an OSError
        return False
    return True
