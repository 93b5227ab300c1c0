"""The bytes of an answer: no more time than a call has, and no more room than an answer takes.

HTTP libraries limit each read, so a byte a second would go on for ever (DeepSeek sends blank lines
while it is busy, https://api-docs.deepseek.com/quick_start/rate_limit); and a small compressed
body can fill the memory. Both are minded here for whatever answer, errors and redirects included,
in the hooks of the HTTP client: the openai client reads bodies in places where nobody can.
Headers that drip are limited read by read alone; a run's own deadline covers them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final, cast
from urllib.parse import urljoin, urlsplit

from openai import APIConnectionError, APITimeoutError, DefaultHttpxClient

from summarise.plain import is_address

if TYPE_CHECKING:
    import httpx2

MOST_BYTES: Final = 16 * 2**20
"""How large a body may be, unpacked: some hundred times the longest answer of any model."""

BEGUN: Final = "summarise.begun"
"""In a request's extensions: whether the server has begun to answer."""

_END: Final = "summarise.end"  # in the same place: when its call ends, redirects included

# What turns a POST into a GET and so loses the question; 307 and 308 keep it.
_LOSES_THE_QUESTION: Final = frozenset({301, 302, 303})


class TooLargeError(APIConnectionError):
    """A body is larger than MOST_BYTES."""


class PackingError(APIConnectionError):
    """A packed body ends before anything could be unpacked."""


class MovedError(APIConnectionError):
    """The server is elsewhere, and being redirected is no way to ask it there; ``to`` says where.

    It is empty when the redirection leads nowhere.
    """

    def __init__(self, request: httpx2.Request, to: str = "") -> None:
        super().__init__(request=request)
        self.to = to


class HTTPClient(DefaultHttpxClient):
    """The HTTP client beneath the openai client, with both limits.

    ``timeout`` is in seconds, for one call with all that belongs to it.
    """

    def __init__(self, url: str, timeout: float) -> None:
        limits = Limits()
        super().__init__(
            base_url=url,
            timeout=timeout,
            event_hooks={"request": [limits.begin], "response": [limits.read]},
        )

    def __del__(self) -> None:
        # As the openai client's own does: a backend that is forgotten leaves no socket open.
        with suppress(Exception):
            self.close()


class Limits:
    """The two hooks, of a client that threads may share."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most: int = MOST_BYTES) -> None:
        self._clock = clock
        self._most = most

    def begin(self, request: httpx2.Request) -> None:
        """Give a request what is left of its call's time; a redirected one is given the rest."""
        allowed = request.extensions["timeout"]
        request.extensions[BEGUN] = False
        request.extensions.setdefault(_END, self._clock() + allowed["read"])
        request.extensions["timeout"] = dict.fromkeys(allowed, self._left(request))

    def read(self, response: httpx2.Response) -> None:
        """Read a whole answer, so that whoever reads it next finds it there, and unpacked."""
        request = response.request
        request.extensions[BEGUN] = True
        _check_redirection(response)
        request.extensions["timeout"]["read"] = self._left(request)
        # A second response unpacks the body, since one that was read can't be handed on.
        unpacking = type(response)(
            response.status_code,
            headers=response.headers,
            content=self._pieces(response),
            request=request,
        )
        body = bytearray()
        for piece in unpacking.iter_bytes():
            body += piece
            if len(body) > self._most:
                raise TooLargeError(request=request)
        if unpacking.num_bytes_downloaded and not body:
            raise PackingError(request=request)
        response.stream = type(response)(response.status_code, content=bytes(body)).stream
        response.headers.pop("content-encoding", None)

    def _pieces(self, response: httpx2.Response) -> Iterator[bytes]:
        stream = cast("httpx2.SyncByteStream", response.stream)
        for piece in stream:
            self._left(response.request)  # minded here, since it may unpack to nothing
            yield piece
        stream.close()

    def _left(self, request: httpx2.Request) -> float:
        left = float(request.extensions[_END]) - self._clock()
        if left <= 0:
            raise APITimeoutError(request)
        return left


def _check_redirection(response: httpx2.Response) -> None:
    if not response.has_redirect_location:
        return
    request = response.request
    try:
        to = urljoin(str(request.url), response.headers["location"])
    except ValueError:
        to = ""
    # Some of the errors that a bad address would lead to are no errors of the HTTP library's own.
    if not is_address(to):
        raise MovedError(request)
    elsewhere = urlsplit(to).hostname != request.url.host
    if request.method == "POST" and (elsewhere or response.status_code in _LOSES_THE_QUESTION):
        raise MovedError(request, to)  # what is asked is for the configured host alone
