"""A finished page goes to its targets, each of them alone.

One module for each kind of target. ``check`` says before any work what can't be delivered;
``deliver`` delivers one page to one target, with attempts of its own. Where a page may have arrived
and nobody knows, the error says so (``doubtful``), and whoever would see a second copy is not sent
one: that is for a person to decide. A webhook tells copies apart by their key.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import BinaryIO, Final

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig, OutputKind
from summarise.deliver import files, mail, slack, stream, webhook
from summarise.deliver.files import place
from summarise.deliver.message import Means, Message, key
from summarise.errors import DeliveryError, RenderError

_DELIVER: Final[dict[OutputKind, Callable[[OutputConfig, Message, Means], str]]] = {
    "file": files.deliver,
    "stdout": stream.deliver,
    "email": mail.deliver,
    "webhook": webhook.deliver,
    "slack": slack.deliver,
}

_TELLS_COPIES_APART: Final[frozenset[OutputKind]] = frozenset({"file", "webhook"})


def deliver(
    output: OutputConfig,
    message: Message,
    environment: Mapping[str, str],
    *,
    sending: Callable[[], None],
    sleep: Callable[[float], None] = time.sleep,
    clock: Callable[[], float] = time.time,
    stdout: BinaryIO | None = None,
) -> str:
    """Deliver the page to one target; return in a few words where it went.

    ``sending`` is called when from then on nobody could know whether it arrived. Raises
    DeliveryError, after its own attempts.
    """
    means = Means(environment, sending, sleep, clock, stdout)
    try:
        return _DELIVER[output.kind](output, message, means)
    except RenderError as error:
        raise DeliveryError(f"{target(output)}: {error}") from error


def check(
    output: OutputConfig, environment: Mapping[str, str], *, job: str, at: datetime
) -> Iterator[str]:
    """Yield what is known to keep a page from its target, one sentence each, before any work.

    ``at`` (aware) is when the page would be made. Nothing is connected to or written.
    """
    if output.kind == "file":
        yield from files.problems(output, job, at)
    elif output.kind == "email":
        yield from mail.problems(output, environment)
    elif output.kind == "webhook":
        yield from webhook.problems(output, environment)
    elif output.kind == "slack":
        yield from slack.problems(output, environment)


def repeatable(output: OutputConfig) -> bool:
    """Whether a page that may have arrived can be sent again without anyone getting it twice."""
    return output.kind in _TELLS_COPIES_APART


__all__ = ["Message", "check", "deliver", "key", "place", "repeatable"]
