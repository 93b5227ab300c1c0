"""One POST to an address that may be a secret: the path of a Slack webhook is all of its password.

No message holds the address, only its host. Redirects are not followed: they could lead the page
and its signature anywhere. Private addresses may be targets, and the proxies of the environment
(HTTPS_PROXY, NO_PROXY) are used: whoever wrote the config chose both.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig
from summarise.deliver.trouble import trouble
from summarise.deliver.variables import secret
from summarise.errors import DeliveryError
from summarise.plain import is_address
from summarise.render.untrusted import clean
from summarise.retry import in_doubt, may_pass, never_sent, retry_after

if TYPE_CHECKING:
    import httpx2

# Slack says so what it minds. Nothing longer is told on: it could repeat the address.
_A_WORD: Final = re.compile(r"[a-z]+(_[a-z]+)*")
_LONGEST_WORD: Final = 40

# The loggers that show addresses, and headers, which may repeat them.
_TELL: Final = ("httpx2", "httpcore2.http11", "httpcore2.proxy")


@dataclass(frozen=True, slots=True)
class Post:
    """What is posted; ``tells_apart`` says that the receiver knows a second copy for one."""

    output: OutputConfig
    url: str = field(repr=False)
    body: bytes = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    tells_apart: bool

    @property
    def host(self) -> str:
        """The host, without user and password."""
        return urlsplit(self.url).hostname or ""

    @property
    def who(self) -> str:
        """What the target is called in messages."""
        return f"{target(self.output)} at {self.host}"


def address(output: OutputConfig, environment: Mapping[str, str]) -> str:
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


def post(one: Post) -> int:
    """Post it once; return the status. Raises DeliveryError, which may pass."""
    import httpx2

    headers = {"User-Agent": "summarise", **one.headers}
    try:
        with (
            _unlogged(),
            _client(one) as client,
            client.stream("POST", one.url, content=one.body, headers=headers) as response,
        ):
            if response.is_success:
                return response.status_code
            raise _refused(one, response)
    except httpx2.TransportError as error:
        raise _unanswered(one, error) from None


def _client(one: Post) -> httpx2.Client:
    import httpx2

    try:
        return httpx2.Client(timeout=one.output.timeout, follow_redirects=False)
    except (ValueError, ImportError):  # which would quote the proxy's password, or lack a package
        raise DeliveryError(
            f"{one.who}: the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, ALL_PROXY) "
            "can't be used; write it as http://HOST:PORT"
        ) from None


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep the address out of the log: httpx2 writes each one there."""
    logs = [logging.getLogger(name) for name in _TELL]

    def nothing(record: logging.LogRecord) -> bool:  # noqa: ARG001
        return False

    for log in logs:
        log.addFilter(nothing)
    try:
        yield
    finally:
        for log in logs:
            log.removeFilter(nothing)


def _unanswered(one: Post, error: httpx2.TransportError) -> DeliveryError:
    why, passes = trouble(error, one.output.timeout)
    if never_sent(error):
        return DeliveryError(f"{one.who}: {why}", passes=passes)
    return _doubtful(one, f"{one.who}: {why}")


def _doubtful(one: Post, what: str) -> DeliveryError:
    what = f"{what}; whether the page came through, nobody knows"
    if one.tells_apart:
        return DeliveryError(what, doubtful=True, passes=True)
    return DeliveryError(f"{what}: look there before it is sent again", doubtful=True)


def _refused(one: Post, response: httpx2.Response) -> DeliveryError:
    status = response.status_code
    answered = f"{one.who} answered {status}{_word(one, response)}"
    if in_doubt(status):
        return _doubtful(one, answered)
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


def _word(one: Post, response: httpx2.Response) -> str:
    """Return the word that says what it minds, in brackets, or "" without one."""
    import httpx2

    try:
        said = next(response.iter_raw(), b"").decode("ascii", "replace").strip()
    except (httpx2.TransportError, httpx2.StreamError):
        return ""
    told = len(said) <= _LONGEST_WORD and _A_WORD.fullmatch(said) and said not in one.url
    return f" ({said})" if told else ""
