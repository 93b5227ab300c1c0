"""``kind = "webhook"``: the page as JSON, signed, to be taken once.

The body is an object with ``key``, ``job``, ``run``, ``occasion``, ``at``, ``headline``, ``page``
(docs/briefing.schema.json) and ``text`` (the page in Markdown). What may have been lost on the way
is sent again: ``Idempotency-Key`` is the same for each copy of a page, and a receiver is to take
the first and answer 2xx to the rest.

With ``secret_env`` a request is signed, in the manner of GitHub and Stripe:
``X-Summarise-Signature`` holds "sha256=" and the HMAC-SHA256, in hexadecimal, of
``X-Summarise-Timestamp`` (seconds since 1970), a full stop, and the body. A receiver works it out
for itself and compares::

    signed = timestamp.encode() + b"." + body
    wanted = "sha256=" + hmac.new(secret, signed, "sha256").hexdigest()
    genuine = hmac.compare_digest(wanted, signature) and abs(time.time() - int(timestamp)) < 300
"""

from __future__ import annotations

import hmac
import json
from collections.abc import Iterator, Mapping

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig
from summarise.deliver.attempts import attempt
from summarise.deliver.message import Means, Message, key
from summarise.deliver.post import Post, address, post
from summarise.deliver.variables import secret
from summarise.errors import DeliveryError


def deliver(output: OutputConfig, message: Message, means: Means) -> str:
    """Post the page; return to whom. Raises DeliveryError and RenderError."""
    url, signing = address(output, means.environment), _secret(output, means.environment)
    name, body = key(message.run, target(output)), _body(output, message)
    status = 0

    def send() -> None:
        nonlocal status
        headers = {"Content-Type": "application/json", "Idempotency-Key": name}
        if signing:
            headers |= signature(signing, body, int(means.clock()))
        means.sending()
        status = post(Post(output, url, body, headers, tells_apart=True))

    attempt(send, output.attempts, name, means.sleep)
    return f"webhook {Post(output, url, b'', {}, tells_apart=True).host} ({status})"


def problems(output: OutputConfig, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield why nothing could be posted, as far as can be known now."""
    for part in (address, _secret):
        try:
            part(output, environment)
        except DeliveryError as error:
            yield str(error)


def signature(secret: str, body: bytes, timestamp: int) -> dict[str, str]:
    """Return the headers that vouch for a body at a time, in seconds since 1970."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, "sha256").hexdigest()
    return {
        "X-Summarise-Timestamp": str(timestamp),
        "X-Summarise-Signature": f"sha256={digest}",
    }


def _secret(output: OutputConfig, environment: Mapping[str, str]) -> str:
    if not output.secret_env:
        return ""
    return secret(output, output.secret_env, "the secret that signs the page", environment)


def _body(output: OutputConfig, message: Message) -> bytes:
    page = json.loads(message.render("json"))
    body = {
        "key": key(message.run, target(output)),
        "job": message.job,
        "run": message.run,
        "occasion": message.occasion,
        "at": message.at.isoformat(),
        "headline": page["headline"],
        "page": page,
        "text": message.render("md").decode(),
    }
    return json.dumps(body, ensure_ascii=False).encode()
