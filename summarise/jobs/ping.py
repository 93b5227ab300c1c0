"""Telling an address that a run began and how it ended, as healthchecks.io would have it.

The address is as good as a password, so no message has more of it than its host.
https://healthchecks.io/docs/http_api/
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, Literal
from uuid import UUID, uuid4

from summarise.config import Config
from summarise.errors import BusyError, DeliveryError
from summarise.jobs.message import HTTP_LOGGERS, unlogged
from summarise.retry import RetryPolicy, may_pass

if TYPE_CHECKING:
    import httpx2

    from summarise.jobs.run import Tools

log = logging.getLogger(__name__)

Event = Literal["start", "success", "fail"]

_PATHS: Final[dict[Event, str]] = {"start": "/start", "success": "", "fail": "/fail"}
_TIMEOUT: Final = 10.0  # seconds for one try
_ATTEMPTS: Final = 3
_PAUSE: Final = 2.0  # seconds between two tries
DEGRADED: Final = 4
"""The exit code of a page that is delivered and not perfect: no failure to wake somebody for."""

_LONGEST: Final = 10_000  # bytes of the body that the smallest plans keep


@contextmanager
def pinging(job: str, config: Config, tools: Tools) -> Iterator[Callable[[int, str], None]]:
    """Say that a run begins; give what is to be told its exit code and, in a line, how it ended.

    A run that ends without a word, by a fault, counts as failed.
    """
    address = address_of(config.jobs[job].ping_env, tools.environment)
    # Its own, since it begins before the run has an id, which one that was cut off has already.
    run = uuid4()
    ended = False

    def end(code: int, line: str) -> None:
        nonlocal ended
        ended = True
        if code != BusyError.exit_code:  # the other run tells how it ends
            ping(address, "success" if code in (0, DEGRADED) else "fail", run, line, tools.sleep)

    ping(address, "start", run, job, tools.sleep)
    try:
        yield end
    finally:
        if not ended:
            end(1, "it ended by a fault")


def address_of(ping_env: str, environment: Mapping[str, str]) -> str:
    """Return the address that a job tells, empty without one; an unset variable is told."""
    address = environment.get(ping_env, "") if ping_env else ""
    if ping_env and not address:
        log.warning("ping_env: the variable %s is not set, so nobody is told of the run", ping_env)
    return address


def ping(
    address: str, event: Event, run: UUID, text: str, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Tell the address of a run; an empty one, nobody. A failure is a warning, and costs nothing.

    ``run`` is the same for the start and the end of one; ``text`` is one line on how it went.
    """
    if not address:
        return
    import httpx2

    try:
        url = _url(address, event, run)
    except (httpx2.InvalidURL, ValueError):
        log.warning("ping: the variable of ping_env holds no http(s) address")
        return
    policy = RetryPolicy(attempts=_ATTEMPTS, first=_PAUSE, longest=_PAUSE, sleep=sleep)
    body = text.encode()[:_LONGEST]
    try:
        with unlogged(*HTTP_LOGGERS), httpx2.Client(timeout=_TIMEOUT) as client:
            policy.call(lambda: _send(client, url, body))
    except Exception as error:  # a run is worth more than word of it
        trouble = error if isinstance(error, DeliveryError) else type(error).__name__
        log.warning("ping: %s was not told of the run's %s (%s)", url.host, event, trouble)


def _url(address: str, event: Event, run: UUID) -> httpx2.URL:
    """Return the address of an event. Raises InvalidURL and ValueError."""
    import httpx2

    base = httpx2.URL(address.strip())
    if base.scheme not in ("http", "https") or not base.host:
        raise ValueError
    path = base.path.rstrip("/") + _PATHS[event]
    return base.copy_with(path=path or "/").copy_merge_params({"rid": str(run)})


def _send(client: httpx2.Client, url: httpx2.URL, body: bytes) -> None:
    """Send it once. Raises DeliveryError."""
    import httpx2

    headers = {"Content-Type": "text/plain; charset=utf-8"}
    try:
        # The answer's words are not read: who never ends them would hold up the run.
        with client.stream("POST", url, content=body, headers=headers) as answer:
            status = answer.status_code
    except httpx2.TransportError as error:  # its words may hold the address
        raise DeliveryError(type(error).__name__, passes=True) from None
    if status >= httpx2.codes.MULTIPLE_CHOICES:
        raise DeliveryError(f"status {status}", passes=may_pass(status))
