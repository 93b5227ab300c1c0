"""``[jobs.NAME]``: what a job reads, how its page is made, where it goes and when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Final, Literal, TypeAlias

from annotated_types import Ge, Gt, Le, MinLen

from summarise.types import Format


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the config: frozen, and closed to keys that it does not know."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "allow_inf_nan": False}


@dataclass(frozen=True, slots=True)
class WriteBackends(Table):
    """``[briefing.backend] write``: who words a fact by itself, a whole story, the whole page.

    Without one of its own the page is written by who writes a story.
    """

    fact: str = ""
    story: str = ""
    page: str = ""


@dataclass(frozen=True, slots=True)
class StageBackends(Table):
    """``[briefing.backend]``: a backend for each stage; an empty one is the default.

    ``headline`` is the exception: without one, no call is made for headlines alone.
    """

    default: str = "extractive"
    write: WriteBackends = WriteBackends()
    headline: str = ""


@dataclass(frozen=True, slots=True)
class SourceConfig(Table):
    """One of ``sources``, where a name alone does not say all.

    ``outlet`` names what has no name of its own; of what is fetched, it stands in place of the
    feed's or the page's own name. The items of an ``aggregator`` are by whom they name as their
    source, those of other feeds by who serves them. ``full_text`` and ``since_hours`` stand above
    those of ``[input]``; None is what stands there.
    """

    source: str
    kind: Literal["auto", "feed", "page"] = "auto"
    outlet: str = ""
    aggregator: bool = False
    full_text: bool | None = None
    since_hours: Annotated[float, Ge(0)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Output(Table):
    """What each of ``outputs`` has: a ``name`` tells two of one kind apart."""

    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileOutput(Output):
    """A file. ``path`` may hold what strftime knows, and ``{job}``.

    With ``errata`` what a later page puts right is put on it.
    """

    kind: Literal["file"] = "file"
    path: Annotated[str, MinLen(1)]
    latest: bool = True
    format: Format | None = None
    errata: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StdoutOutput(Output):
    """Standard output."""

    kind: Literal["stdout"] = "stdout"
    format: Format | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SentOutput(Output):
    """What is sent over the network; ``timeout`` is in seconds for one attempt.

    Passwords, secrets and secret addresses come from the environment: ``…_env`` names the variable.
    With ``errata`` what a later page puts right is sent where the wrong page was.
    """

    timeout: Annotated[float, Gt(0)] = 30
    attempts: Annotated[int, Ge(1), Le(10)] = 4
    errata: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailOutput(SentOutput):
    """E-mail by SMTP.

    Those of ``bcc`` get it, and stand nowhere in it. ``unsubscribe`` is where a reader gets no more
    of it: addresses of the web, where a POST is enough, or of e-mail; the first is linked.
    """

    kind: Literal["email"] = "email"
    to: tuple[str, ...] = ()
    bcc: tuple[str, ...] = ()
    sender: Annotated[str, MinLen(1)]
    host: Annotated[str, MinLen(1)]
    subject: str = ""
    attach: bool = True
    port: Annotated[int, Ge(0), Le(65535)] = 0
    tls: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_env: str = ""
    unsubscribe: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookOutput(SentOutput):
    """A POST of JSON: the page as docs/briefing.schema.json has it, or what ``template`` makes.

    ``template`` is one of ``TEMPLATES``, or the path of a file; ``link`` is where the whole page
    can be read, and may hold what strftime knows, and ``{job}``.
    """

    kind: Literal["webhook"] = "webhook"
    url: str = ""
    url_env: str = ""
    secret_env: str = ""
    template: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NotifyOutput(SentOutput):
    """Any of the services that apprise knows, by an address of its own making in ``url_env``."""

    kind: Literal["notify"] = "notify"
    url_env: Annotated[str, MinLen(1)]
    attach: bool = False
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteOutput(Output):
    """A folder of the job's pages and stories that any web server can serve.

    ``path`` is the folder, and may hold ``{job}``; ``title`` is the job's name if it is empty.
    ``address`` is where the folder can be read, for the links of feeds. ``stylesheet`` is a file of
    the user's own, which the site has a copy of in place of ours.
    """

    kind: Literal["site"] = "site"
    path: Annotated[str, MinLen(1)]
    title: str = ""
    address: str = ""
    stylesheet: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PluginOutput(Output):
    """What an installed plug-in delivers to: its entry point's name in ``summarise.outputs``.

    ``options`` are the plug-in's own; secrets come from the environment, which it is given.
    """

    kind: Literal["plugin"] = "plugin"
    plugin: Annotated[str, MinLen(1)]
    options: dict[str, str] = field(default_factory=dict)
    format: Format | None = None


OutputConfig: TypeAlias = (
    FileOutput
    | StdoutOutput
    | EmailOutput
    | WebhookOutput
    | NotifyOutput
    | SiteOutput
    | PluginOutput
)

OUTPUTS: Final[Mapping[str, type[OutputConfig]]] = {
    "file": FileOutput,
    "stdout": StdoutOutput,
    "email": EmailOutput,
    "webhook": WebhookOutput,
    "notify": NotifyOutput,
    "site": SiteOutput,
    "plugin": PluginOutput,
}
"""What each ``kind`` of output has for keys; those of another kind are refused."""

TEMPLATES: Final = ("slack", "teams", "discord", "ntfy")
"""The services that a body for a webhook ships for."""


class _ByKind:
    """Has pydantic choose an output by its ``kind``; pydantic is imported no sooner than then."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> Any:
        from pydantic import Field

        return handler.generate_schema(Annotated[source, Field(discriminator="kind")])


def target(output: OutputConfig) -> str:
    """Return what a target is called: its name, or else that of its service or its kind."""
    service = output.template if isinstance(output, WebhookOutput) else ""
    brought = output.plugin if isinstance(output, PluginOutput) else ""
    return output.name or (service if service in TEMPLATES else brought) or output.kind


def is_path(template: str) -> bool:
    """Whether a template is meant as a file of the user's own: names have no dot and no slash."""
    return any(mark in template for mark in "./\\")


@dataclass(frozen=True, slots=True)
class JobConfig(Table):
    """``[jobs.NAME]``. What is None is as in ``[briefing]``.

    ``schedule`` is a crontab's five fields in ``time_zone``; empty is by hand. ``new_only`` leaves
    out what pages of the last ``remember_days`` have told. A job is late ``late_minutes`` after it
    was due. ``ping_env`` names the variable with an address to tell that it began and how it ended.
    """

    sources: tuple[str | SourceConfig, ...] = ()
    outputs: tuple[Annotated[OutputConfig, _ByKind()], ...] = ()
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
    write_in: str | None = None
    focus: str | None = None
    outlets: dict[str, Annotated[float, Ge(0)]] | None = None
