"""``kind = "webhook"``: one POST of JSON, to an address that may be all of a password.

Without a template the body is an object with ``event`` ("page", or "digest"), ``key``, ``job``,
``run``, ``occasion``, ``at``, ``headline``, ``page`` (docs/briefing.schema.json) and ``text`` (the
page in Markdown). What a later page puts right is another event, "correction": in place of ``page``
it has ``wrong`` (``run``, ``at``, ``headline`` and ``key`` of the page that was wrong),
``corrections`` (what it said, ``was``, and what holds ``now``) and the ``sources`` that these cite.
What may have been lost on the way is sent again: ``Idempotency-Key`` is the same for each copy of a
page, and a receiver is to take the first and answer 2xx to the rest. With a template
(``render.chat``) the body is what a service takes; services show a second copy, so what may have
arrived is not sent again.

With ``secret_env`` a request is signed, in the manner of GitHub and Stripe:
``X-Summarise-Signature`` holds "sha256=" and the HMAC-SHA256, in hexadecimal, of
``X-Summarise-Timestamp`` (seconds since 1970), a full stop, and the body. A receiver works it out
for itself and compares::

    signed = timestamp.encode() + b"." + body
    wanted = "sha256=" + hmac.new(secret, signed, "sha256").hexdigest()
    genuine = hmac.compare_digest(wanted, signature) and abs(time.time() - int(timestamp)) < 300

No message holds the address, only its host. Redirects are not followed: they could lead the page
and its signature anywhere. Private addresses may be targets, and the proxies of the environment
(HTTPS_PROXY, NO_PROXY) are used: whoever wrote the config chose both.
"""

from __future__ import annotations

import hmac
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import unquote, urlsplit

from summarise.config import WebhookOutput, target
from summarise.errors import DeliveryError, RenderError
from summarise.jobs.message import (
    HTTP_LOGGERS,
    Message,
    Sending,
    attempt,
    key,
    secret,
    trouble,
    unlogged,
)
from summarise.plain import is_address
from summarise.render.chat import SAMPLES, ChatTemplate
from summarise.render.untrusted import clean
from summarise.retry import in_doubt, may_pass, never_sent, retry_after

if TYPE_CHECKING:
    import httpx2

    from summarise.jobs.run import Tools

_A_WORD: Final = re.compile(r"[a-z]+(_[a-z]+)*")
_LONGEST_WORD: Final = 40
"""Slack says so what it minds. Nothing longer is told on: it could repeat the address."""


def deliver(output: WebhookOutput, message: Message, tools: Tools, sending: Sending) -> str:
    """Post the page; return to whom. Raises DeliveryError and RenderError."""
    name = key(message.id, target(output))
    signing = _secret(output, tools.environment)
    url, body = _request(output, message, _address(output, tools.environment))
    status = 0

    def send() -> None:
        nonlocal status
        headers = {"Content-Type": "application/json", "Idempotency-Key": name}
        if signing:
            headers |= signature(signing, body, int(tools.clock().timestamp()))
        sending()
        status = _post(_Post(output, url, body, headers))

    attempt(send, output.attempts, name, tools.sleep)
    return f"{target(output)} {urlsplit(url).hostname} ({status})"


def problems(
    output: WebhookOutput, environment: Mapping[str, str], job: str, at: datetime
) -> Iterator[str]:
    """Yield why nothing could be posted, as far as can be known now."""
    url = "https://HOST/PATH"
    try:
        url = _address(output, environment)
    except DeliveryError as error:
        yield str(error)
    try:
        _secret(output, environment)
    except DeliveryError as error:
        yield str(error)
    try:  # a broken template is to cost no page
        for page in SAMPLES if output.template else ():
            _request(output, Message(job, "", "", at, page, "md", lambda _: b""), url)
    except (RenderError, DeliveryError) as error:
        yield f"{target(output)}: {error}"


def tells_copies_apart(output: WebhookOutput) -> bool:
    """Whether the receiver knows a second copy for one, by its key."""
    return not output.template


def signature(secret: str, body: bytes, timestamp: int) -> dict[str, str]:
    """Return the headers that vouch for a body at a time, in seconds since 1970."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, "sha256").hexdigest()
    return {
        "X-Summarise-Timestamp": str(timestamp),
        "X-Summarise-Signature": f"sha256={digest}",
    }


def _address(output: WebhookOutput, environment: Mapping[str, str]) -> str:
    """Return where an output posts to. Raises DeliveryError."""
    url, where = output.url.strip(), "url"
    if output.url_env:
        url = secret(output, output.url_env, "its address", environment)
        where = f"the environment variable {output.url_env}"
    if not is_address(url):
        raise DeliveryError(
            f"{target(output)}: {where} holds no address; write it as https://HOST/PATH"
        )
    return url


def _secret(output: WebhookOutput, environment: Mapping[str, str]) -> str:
    if not output.secret_env:
        return ""
    return secret(output, output.secret_env, "the secret that signs the page", environment)


def _request(output: WebhookOutput, message: Message, url: str) -> tuple[str, bytes]:
    """Return the address to post to, and the body. Raises RenderError."""
    about = {
        "event": message.event,
        "key": key(message.id, target(output)),
        "job": message.job,
        "run": message.run,
        "occasion": message.occasion,
        "at": message.at.isoformat(),
    }
    if output.template:
        template = ChatTemplate(output.template)
        if "topic" in template.variables:
            parts = urlsplit(url)
            path, _, topic = parts.path.rstrip("/").rpartition("/")
            if not topic:
                raise DeliveryError(
                    "its address ends with no topic; write it as https://HOST/TOPIC"
                )
            url, about["topic"] = parts._replace(path=f"{path}/").geturl(), unquote(topic)
        return url, template.render(message.briefing, link=message.filled(output.link), **about)
    page = json.loads(message.render("json"))
    body = {**about, "headline": page["headline"], **_content(output, message, page)}
    body["text"] = message.render("md").decode()
    return url, json.dumps(body, ensure_ascii=False).encode()


def _content(output: WebhookOutput, message: Message, page: dict[str, Any]) -> dict[str, Any]:
    """Return what is told, as a program takes it; ``page`` is the message's as JSON."""
    if message.wrong is None:
        return {"page": page}
    wrong = message.wrong.message
    about = {
        "key": key(wrong.id, target(output)),
        "run": wrong.run,
        "at": wrong.at.isoformat(),
        "headline": wrong.briefing.headline,
    }
    return {"wrong": about, "corrections": page["corrections"], "sources": page["sources"]}


@dataclass(frozen=True, slots=True)
class _Post:
    """What is posted."""

    output: WebhookOutput
    url: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)

    @property
    def who(self) -> str:
        """What the target is called in messages: without the user and password of an address."""
        return f"{target(self.output)} at {urlsplit(self.url).hostname or ''}"


def _post(post: _Post) -> int:
    """Post it once; return the status. Raises DeliveryError, which may pass."""
    import httpx2

    headers = {"User-Agent": "summarise", **post.headers}
    try:
        with (
            unlogged(*HTTP_LOGGERS),
            _client(post) as client,
            client.stream("POST", post.url, content=post.body, headers=headers) as response,
        ):
            if response.is_success:
                return response.status_code
            raise _refused(post, response)
    except httpx2.TransportError as error:
        why, passes = trouble(error, post.output.timeout)
        if never_sent(error):
            raise DeliveryError(f"{post.who}: {why}", passes=passes) from None
        raise _doubtful(post, f"{post.who}: {why}") from None


def _client(post: _Post) -> httpx2.Client:
    import httpx2

    try:
        return httpx2.Client(timeout=post.output.timeout, follow_redirects=False)
    except (ValueError, ImportError):  # which would quote the proxy's password, or lack a package
        raise DeliveryError(
            f"{post.who}: the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, "
            "ALL_PROXY) can't be used; write it as http://HOST:PORT"
        ) from None


def _doubtful(post: _Post, what: str) -> DeliveryError:
    what = f"{what}; whether the page came through, nobody knows"
    if tells_copies_apart(post.output):
        return DeliveryError(what, doubtful=True, passes=True)
    return DeliveryError(f"{what}: look there before it is sent again", doubtful=True)


def _refused(post: _Post, response: httpx2.Response) -> DeliveryError:
    status = response.status_code
    answered = f"{post.who} answered {status}{_word(post, response)}"
    if in_doubt(status):
        return _doubtful(post, answered)
    if may_pass(status):
        return DeliveryError(answered, passes=True, retry_after=retry_after(response.headers))
    if response.is_redirect:
        host = _host(response.headers.get("location", ""))
        return DeliveryError(
            f"{answered}: it has moved{host}, and nothing was sent there; if that is right, give "
            "the new address"
        )
    return DeliveryError(f"{answered}; check its address, and what it expects")


def _host(location: str) -> str:
    try:
        host = urlsplit(location).hostname
    except ValueError:
        host = None
    return f" to {clean(host)}" if host else ""


def _word(post: _Post, response: httpx2.Response) -> str:
    """Return the word that says what it minds, in brackets, or "" without one."""
    import httpx2

    try:
        said = next(response.iter_raw(), b"").decode("ascii", "replace").strip()
    except (httpx2.TransportError, httpx2.StreamError):
        return ""
    is_word = len(said) <= _LONGEST_WORD and _A_WORD.fullmatch(said) and said not in post.url
    return f" ({said})" if is_word else ""
