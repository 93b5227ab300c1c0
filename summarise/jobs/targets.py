"""One page to its targets: each alone, each once, and what became of it in the store.

One module for each kind of target. Where a page may have arrived and nobody knows, the error says
so (``doubtful``), and whoever would see a second copy is not sent one: that is for a person to
decide. A webhook tells copies apart by their key.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from summarise.config import (
    Config,
    EmailOutput,
    FileOutput,
    JobConfig,
    NotifyOutput,
    OutputConfig,
    PluginOutput,
    SiteOutput,
    StdoutOutput,
    WebhookOutput,
    for_job,
    target,
)
from summarise.errors import ConfigError, DeliveryError, RenderError, SummariseError
from summarise.jobs import letter, to_apprise, to_email, to_file, to_plugin, to_site, to_webhook
from summarise.jobs.message import Message, Sending
from summarise.jobs.rows import Delivery, DeliveryState
from summarise.types import Briefing

if TYPE_CHECKING:
    from summarise.jobs.run import Tools
    from summarise.jobs.store import Store

_CUT_OFF: Final = (
    "the run was cut off while it was sending: {what} may have arrived, and is not resent"
)


def outputs_of(job: JobConfig) -> tuple[OutputConfig, ...]:
    """Return where a job's page goes: to standard output, if it names nothing."""
    return job.outputs or (StdoutOutput(),)


def check_targets(name: str, job: JobConfig, config: Config, tools: Tools) -> None:
    """Find out before any work what a target lacks. Raises ConfigError."""
    at = tools.clock().astimezone(ZoneInfo(for_job(config, job).briefing.time_zone))
    for output in outputs_of(job):
        for problem in check(output, tools.environment, job=name, at=at):
            raise ConfigError(f"jobs.{name}: {problem}")


def has_news(page: Briefing) -> bool:
    """Whether there is anything on a page that a reader does not know."""
    told = (story.statements or story.differences for story in page.stories)
    return bool(page.corrections) or any(told)


def deliver_all(
    outputs: Sequence[OutputConfig],
    message: Message,
    store: Store,
    tools: Tools,
    again: Collection[str] = (),
) -> tuple[Delivery, ...]:
    """Deliver the page to all targets that do not have it; return what is known of each.

    ``again`` names targets that get it whatever is known of them.
    """
    known = {one.target: one for one in store.deliveries(message.run) if one.target not in again}
    return tuple(
        noted(output, message, store, tools, known.get(target(output))) for output in outputs
    )


def noted(
    output: OutputConfig, message: Message, store: Store, tools: Tools, last: Delivery | None
) -> Delivery:
    """Deliver a message to one target, and note in the store what becomes of it.

    ``last`` is what was known of it there; of what may have arrived only a copy that a receiver can
    tell for one is sent.
    """
    corrects = message.wrong.message.run if message.wrong else ""

    def note(state: DeliveryState, detail: str) -> Delivery:
        known_by = _reference(output, message, detail if state == "sent" else "")
        at = tools.clock()
        delivery = Delivery(message.run, target(output), state, at, detail, known_by, corrects)
        store.delivered(delivery)
        return delivery

    if last is not None and last.state == "sent":
        return last
    if last is not None and last.state in ("sending", "doubtful") and not repeatable(output):
        cut_off = _CUT_OFF.format(what="the correction" if corrects else "the page")
        return note("doubtful", last.detail if last.state == "doubtful" else cut_off)
    try:
        where = deliver(output, message, tools, lambda: note("sending", ""))
    except DeliveryError as error:
        return note("doubtful" if error.doubtful else "failed", str(error))
    except SummariseError as error:  # the page can't be written in the format of this target
        return note("failed", str(error))
    return note("sent", where)


def deliver(output: OutputConfig, message: Message, tools: Tools, sending: Sending) -> str:
    """Deliver the page to one target; return in a few words where it went.

    Raises DeliveryError, after its own attempts.
    """
    try:
        match output:
            case FileOutput() if message.wrong:
                return to_file.put_right(output, message, message.wrong, sending)
            case FileOutput():
                return to_file.deliver(output, message, sending)
            case StdoutOutput():
                return to_file.print_out(output, message, tools, sending)
            case EmailOutput():
                return to_email.deliver(output, message, tools, sending)
            case WebhookOutput():
                return to_webhook.deliver(output, message, tools, sending)
            case NotifyOutput():
                return to_apprise.deliver(output, message, tools, sending)
            case SiteOutput():
                return to_site.deliver(output, message, sending)
            case PluginOutput():
                return to_plugin.deliver(output, message, tools.environment, sending)
    except RenderError as error:
        raise DeliveryError(f"{target(output)}: {error}") from error


def check(
    output: OutputConfig, environment: Mapping[str, str], *, job: str, at: datetime
) -> Iterator[str]:
    """Yield what is known to keep a page from its target, one sentence each, before any work.

    ``at`` (aware) is when the page would be made. Nothing is connected to or written.
    """
    match output:
        case FileOutput():
            yield from to_file.problems(output, job, at)
        case EmailOutput():
            yield from to_email.problems(output, environment)
        case WebhookOutput():
            yield from to_webhook.problems(output, environment, job, at)
        case NotifyOutput():
            yield from to_apprise.problems(output, environment)
        case SiteOutput():
            yield from to_site.problems(output, job)
        case PluginOutput():
            yield from to_plugin.problems(output, environment)


def takes_errata(output: OutputConfig) -> bool:
    """Whether a correction is sent there; a site marks its pages by itself."""
    kinds = FileOutput | EmailOutput | WebhookOutput | NotifyOutput
    return isinstance(output, kinds) and output.errata


def _reference(output: OutputConfig, message: Message, where: str) -> str:
    """Return what a target knows a message by; ``where`` it went, if it arrived."""
    if isinstance(output, EmailOutput):
        return letter.message_id(message.id, output)
    return to_file.fingerprint(Path(where)) if isinstance(output, FileOutput) and where else ""


def repeatable(output: OutputConfig) -> bool:
    """Whether a page that may have arrived can be sent again without anyone getting it twice."""
    if isinstance(output, WebhookOutput):
        return to_webhook.tells_copies_apart(output)
    return isinstance(output, FileOutput | SiteOutput)
