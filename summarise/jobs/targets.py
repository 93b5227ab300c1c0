"""One page to its targets: each alone, each once, and what became of it in the store."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from summarise.config import Config, JobConfig, OutputConfig, for_job, target
from summarise.errors import ConfigError, DeliveryError, SummariseError
from summarise.memory import Delivery, DeliveryState
from summarise.types import Briefing

if TYPE_CHECKING:
    from summarise.deliver import Message
    from summarise.jobs.run import Tools
    from summarise.store import Store


_STANDARD: Final = (OutputConfig(kind="stdout"),)


def outputs_of(job: JobConfig) -> tuple[OutputConfig, ...]:
    """Return where a job's page goes: to standard output, if it names nothing."""
    return job.outputs or _STANDARD


def check_targets(name: str, job: JobConfig, config: Config, tools: Tools) -> None:
    """Find out before any work what a target lacks. Raises ConfigError."""
    from summarise.deliver import check

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
    known = {delivery.target: delivery for delivery in store.deliveries(message.run)}
    done = []
    for output in outputs:
        name = target(output)
        last = None if name in again else known.get(name)
        done.append(_deliver(output, message, store, tools, last))
    return tuple(done)


def _deliver(
    output: OutputConfig, message: Message, store: Store, tools: Tools, last: Delivery | None
) -> Delivery:
    if last is not None and last.state == "sent":
        return last
    from summarise.deliver import deliver, repeatable

    in_doubt = last is not None and last.state in ("sending", "doubtful")
    if last is not None and in_doubt and not repeatable(output):
        return _note(store, message, output, tools, "doubtful", _doubt(last))

    def sending() -> None:
        _note(store, message, output, tools, "sending", "")

    try:
        where = deliver(
            output,
            message,
            tools.environment,
            sending=sending,
            sleep=tools.sleep,
            stdout=tools.stdout,
        )
    except DeliveryError as error:
        state: DeliveryState = "doubtful" if error.doubtful else "failed"
        return _note(store, message, output, tools, state, str(error))
    except SummariseError as error:  # the page can't be written in the format of this target
        return _note(store, message, output, tools, "failed", str(error))
    return _note(store, message, output, tools, "sent", where)


def _doubt(last: Delivery) -> str:
    if last.state == "doubtful":
        return last.detail
    return "the run was cut off while it was sending: the page may have arrived, and is not resent"


def _note(
    store: Store,
    message: Message,
    output: OutputConfig,
    tools: Tools,
    state: DeliveryState,
    detail: str,
) -> Delivery:
    delivery = Delivery(message.run, target(output), state, tools.clock(), detail)
    store.delivered(delivery)
    return delivery
