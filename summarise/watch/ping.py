"""Telling an address that a run began and how it ended, as healthchecks.io would have it.

The address is as good as a password, so no message has more of it than its host.
https://healthchecks.io/docs/http_api/
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from uuid import UUID

    import httpx2

log = logging.getLogger(__name__)

Event = Literal["start", "success", "fail"]

_PATHS: Final[dict[Event, str]] = {"start": "/start", "success": "", "fail": "/fail"}
_TIMEOUT: Final = 10.0  # seconds for one try
_ATTEMPTS: Final = 3
_PAUSE: Final = 2.0  # seconds between two tries
_LONGEST: Final = 10_000  # bytes of the body that the smallest plans keep
_BUSY: Final = 429
_BROKEN: Final = 500  # and above: the server's own trouble, which may pass


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
    try:
        with httpx2.Client(timeout=_TIMEOUT) as client:
            trouble = _sent(client, url, text.encode()[:_LONGEST], sleep)
    except Exception as error:  # a run is worth more than word of it
        trouble = type(error).__name__
    if trouble:
        log.warning("ping: %s was not told of the run's %s (%s)", url.host, event, trouble)


def _url(address: str, event: Event, run: UUID) -> httpx2.URL:
    """Return the address of an event. Raises InvalidURL and ValueError."""
    import httpx2

    base = httpx2.URL(address.strip())
    if base.scheme not in ("http", "https") or not base.host:
        raise ValueError
    path = base.path.rstrip("/") + _PATHS[event]
    return base.copy_with(path=path or "/").copy_merge_params({"rid": str(run)})


def _sent(
    client: httpx2.Client, url: httpx2.URL, body: bytes, sleep: Callable[[float], None]
) -> str:
    """Send it, and again where that may help; return what is wrong, empty when it arrived."""
    trouble = ""
    for attempt in range(_ATTEMPTS):
        if attempt:
            sleep(_PAUSE)
        trouble, may_pass = _tried(client, url, body)
        if not may_pass:
            break
    return trouble


def _tried(client: httpx2.Client, url: httpx2.URL, body: bytes) -> tuple[str, bool]:
    """Return what is wrong, and whether it may pass."""
    import httpx2

    headers = {"Content-Type": "text/plain; charset=utf-8"}
    try:
        # The answer's words are not read: who never ends them would hold up the run.
        with client.stream("POST", url, content=body, headers=headers) as answer:
            status = answer.status_code
    except httpx2.TransportError as error:
        return type(error).__name__, True  # its words may hold the address
    if status < httpx2.codes.MULTIPLE_CHOICES:
        return "", False
    return f"status {status}", status == _BUSY or status >= _BROKEN
