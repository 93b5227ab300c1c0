"""``kind = "slack"``: the page as blocks, to an incoming webhook that speaks as Slack's do.

Slack does not tell a second copy from the first: what may have arrived is not sent again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig
from summarise.deliver.attempts import attempt
from summarise.deliver.blocks import payload
from summarise.deliver.message import Means, Message, key
from summarise.deliver.post import Post, address, post
from summarise.errors import DeliveryError


def deliver(output: OutputConfig, message: Message, means: Means) -> str:
    """Post the page; return to whom. Raises DeliveryError."""
    body = json.dumps(payload(message.briefing, message.job)).encode()
    headers = {"Content-Type": "application/json"}
    url = address(output, means.environment)
    one = Post(output, url, body, headers, tells_apart=False)
    status = 0

    def send() -> None:
        nonlocal status
        means.sending()
        status = post(one)

    attempt(send, output.attempts, key(message.run, target(output)), means.sleep)
    return f"slack {one.host} ({status})"


def problems(output: OutputConfig, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield why nothing could be posted, as far as can be known now."""
    try:
        address(output, environment)
    except DeliveryError as error:
        yield str(error)
