"""``[jobs.NAME]``: what a job reads, how its page is made, where it goes and when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from annotated_types import Ge, Gt, Le

from summarise.config.table import StageBackends, Table
from summarise.types import Format

OutputKind = Literal["file", "stdout", "email", "webhook", "slack"]


@dataclass(frozen=True, slots=True)
class SourceConfig(Table):
    """One of ``sources``, where a name alone does not say all.

    ``outlet`` names what has no name of its own; of what is fetched, it stands in place of the
    feed's or the page's own name. ``full_text`` and ``since_hours`` stand above
    those of ``[input]``; None is what stands there.
    """

    source: str
    kind: Literal["auto", "feed", "page"] = "auto"
    outlet: str = ""
    full_text: bool | None = None
    since_hours: Annotated[float, Ge(0)] | None = None


@dataclass(frozen=True, slots=True)
class OutputConfig(Table):
    """One of ``outputs``: a target that the page is delivered to.

    ``name`` tells two of one kind apart. Keys of other kinds than its own are refused. Passwords,
    secrets and secret addresses come from the environment: ``…_env`` names the variable.
    ``path`` may hold what strftime knows, and ``{job}``; ``timeout`` is in seconds.
    """

    kind: OutputKind
    name: str = ""
    format: Format | None = None
    path: str = ""
    latest: bool = True
    to: tuple[str, ...] = ()
    sender: str = ""
    subject: str = ""
    attach: bool = True
    host: str = ""
    port: Annotated[int, Ge(0), Le(65535)] = 0
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_env: str = ""
    url: str = ""
    url_env: str = ""
    secret_env: str = ""
    timeout: Annotated[float, Gt(0)] = 30
    attempts: Annotated[int, Ge(1), Le(10)] = 4


@dataclass(frozen=True, slots=True)
class JobConfig(Table):
    """``[jobs.NAME]``. What is None is as in ``[briefing]``.

    ``schedule`` is a crontab's five fields in ``time_zone``; empty is by hand. ``new_only`` leaves
    out what pages of the last ``remember_days`` have told. A job is late ``late_minutes`` after it
    was due. ``ping_env`` names the variable with an address to tell that it began and how it ended.
    """

    sources: tuple[str | SourceConfig, ...] = ()
    outputs: tuple[OutputConfig, ...] = ()
    schedule: str = ""
    time_zone: str | None = None
    new_only: bool = True
    remember_days: Annotated[int, Ge(1)] = 14
    skip_when_empty: bool = False
    late_minutes: Annotated[float, Gt(0)] = 60
    ping_env: str = ""
    backend: str | StageBackends | None = None
    fallback: tuple[str, ...] | None = None
    pages: Annotated[int, Ge(1), Le(50)] | None = None
    paper: Literal["a4", "letter"] | None = None
    format: Format | None = None
    language: str | None = None
    focus: str | None = None
    outlets: dict[str, Annotated[float, Ge(0)]] | None = None
