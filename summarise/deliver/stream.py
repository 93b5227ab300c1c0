"""``kind = "stdout"``: the page on standard output."""

from __future__ import annotations

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig
from summarise.deliver.message import Means, Message
from summarise.errors import DeliveryError, RenderError
from summarise.output import write_to_stream


def deliver(output: OutputConfig, message: Message, means: Means) -> str:
    """Write the page; return where it went. Raises DeliveryError and RenderError."""
    if means.stdout is None:
        raise DeliveryError(f"{target(output)}: standard output is closed; give the job a file")
    data = message.render(output.format or message.default)
    means.sending()
    try:
        write_to_stream(means.stdout, data)
    except BrokenPipeError:
        raise DeliveryError(
            f"{target(output)}: whoever read standard output left before the page was out"
        ) from None
    except RenderError as error:
        why = getattr(error.__cause__, "strerror", None) or "it is closed"
        raise DeliveryError(
            f"{target(output)}: standard output can't take the page ({why})"
        ) from error
    return "standard output"
