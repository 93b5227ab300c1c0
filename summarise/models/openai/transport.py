"""The HTTP beneath the openai client: how much an answer may take, and where a question may go.

The client has no setting for any of this:

- Its timeouts, as those of any HTTP library, limit each read, and a byte a second would go on for
  ever (DeepSeek sends blank lines while it is busy,
  https://api-docs.deepseek.com/quick_start/rate_limit). Here a call has one deadline, redirections
  included. Headers that drip are limited read by read alone; a run's own deadline covers them.
- A small compressed body can fill the memory, so what is unpacked is counted.
- A redirection may lose the question, or lead it to another host.
- OPENAI_ORG_ID, OPENAI_PROJECT_ID and OPENAI_CUSTOM_HEADERS of the environment, meant for another
  server, become headers; of all headers only those leave that a call needs.
"""

from __future__ import annotations

import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Final, cast
from urllib.parse import urljoin, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx2
import openai

from summarise.errors import RefusedError
from summarise.models.openai.server import Server
from summarise.plain import is_address
from summarise.retry import Deadline

MOST_BYTES: Final = 16 * 2**20
"""How large a body may be, unpacked: some hundred times the longest answer of any model."""

_NO_KEY: Final = "none"
"""What is sent to servers that want no key; the client insists on one."""

_SENT: Final = frozenset(
    b"host accept accept-encoding authorization connection content-length content-type "
    b"transfer-encoding user-agent".split()
)

_HERE: Final = frozenset({"localhost", "127.0.0.1", "::1"})

_DEADLINE: Final = "summarise.deadline"  # in a request's extensions, which redirections inherit

# What turns a POST into a GET and so loses the question; 307 and 308 keep it.
_LOSES_THE_QUESTION: Final = frozenset({301, 302, 303})


class TooLargeError(httpx2.RequestError):
    """A body is larger than MOST_BYTES."""


class HungUpError(httpx2.RequestError):
    """The server went away before it began to answer."""


class MovedError(httpx2.RequestError):
    """The server is elsewhere, and being redirected is no way to ask it there.

    The message says where; it is empty when the redirection leads nowhere.
    """


def connect(server: Server, http_client: httpx2.Client | None = None) -> openai.OpenAI:
    """Return the client of a server; it never retries. Raises RefusedError."""
    url, key = httpx2.URL(server.url), server.key or _NO_KEY
    login = f"Bearer {key}"
    if url.userinfo:
        login = f"Basic {b64encode(f'{url.username}:{url.password}'.encode()).decode()}"
    return openai.OpenAI(
        api_key=key,
        base_url=url.copy_with(userinfo=b""),  # the HTTP library logs addresses
        timeout=server.timeout,
        max_retries=0,
        # Else one in OPENAI_CUSTOM_HEADERS would go before it.
        default_headers={"Authorization": login},
        http_client=http_client or openai.DefaultHttpxClient(transport=Transport(_network(server))),
    )


class Transport(httpx2.BaseTransport):
    """A transport that holds a transport; threads may share it."""

    def __init__(
        self, inner: httpx2.BaseTransport, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._inner = inner
        self._clock = clock

    def __del__(self) -> None:
        # As the openai client does with its own: a backend that is forgotten leaves no socket open.
        with suppress(Exception):
            self.close()

    def close(self) -> None:
        """Close the connections."""
        self._inner.close()

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Ask, in what is left of the call's time."""
        allowed = request.extensions["timeout"]
        deadline: Deadline = request.extensions.setdefault(
            _DEADLINE, Deadline(allowed["read"], self._clock)
        )

        def left() -> float:
            if (seconds := deadline.left()) <= 0:
                raise httpx2.ReadTimeout("the call's time is over", request=request)
            return seconds

        times = dict.fromkeys(allowed, left())
        answer = self._asked(request, times)
        try:
            times["read"] = left()  # is looked up again when the body is read
            _check_redirection(request, answer)
        except httpx2.RequestError:
            answer.close()
            raise
        stream = _Timed(cast("httpx2.SyncByteStream", answer.stream), left)
        return _Answer(
            answer.status_code, headers=answer.headers, stream=stream, extensions=answer.extensions
        )

    def _asked(self, request: httpx2.Request, times: dict[str, float]) -> httpx2.Response:
        sent = httpx2.Request(
            request.method,
            request.url,
            headers=[pair for pair in request.headers.raw if pair[0].lower() in _SENT],
            stream=request.stream,
            extensions={**request.extensions, "timeout": times},
        )
        try:
            return self._inner.handle_request(sent)
        except (httpx2.ReadError, httpx2.RemoteProtocolError) as error:
            raise HungUpError("it hung up", request=request) from error


class _Timed(httpx2.SyncByteStream):
    """A body as it comes over the wire; ``left`` is asked, and may raise, at each piece of it."""

    def __init__(self, pieces: httpx2.SyncByteStream, left: Callable[[], float]) -> None:
        self._pieces = pieces
        self._left = left

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            self._left()  # minded here, since a piece may unpack to nothing
            yield piece

    def close(self) -> None:
        self._pieces.close()


class _Answer(httpx2.Response):
    """An answer whose body is counted as it is unpacked."""

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Yield the body. Raises TooLargeError."""
        size = 0
        for piece in super().iter_bytes(chunk_size):
            size += len(piece)
            if size > MOST_BYTES:
                raise TooLargeError("the body is too large")
            yield piece


def _check_redirection(request: httpx2.Request, answer: httpx2.Response) -> None:
    if not answer.has_redirect_location:
        return
    try:
        to = urljoin(str(request.url), answer.headers["location"])
    except ValueError:
        to = ""
    # Some of the errors that a bad address would lead to are no errors of the HTTP library's own.
    if not is_address(to):
        raise MovedError("", request=request)
    elsewhere = urlsplit(to).hostname != request.url.host
    if request.method == "POST" and (elsewhere or answer.status_code in _LOSES_THE_QUESTION):
        raise MovedError(to, request=request)  # what is asked is for the configured host alone


def _network(server: Server) -> httpx2.HTTPTransport:
    try:
        return httpx2.HTTPTransport(proxy=_proxy(server.url))
    except (ValueError, ImportError, httpx2.InvalidURL):  # whose words quote its password
        raise RefusedError(
            f"{server.who}: the proxy that the environment names (HTTPS_PROXY, HTTP_PROXY, "
            "ALL_PROXY) can't be used; write it as http://HOST:PORT"
        ) from None


def _proxy(url: str) -> str | None:
    """Return the proxy that the environment names for a server; none for one on this machine."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    if host in _HERE or proxy_bypass(host):
        return None
    named = getproxies()
    proxy = named.get(parts.scheme) or named.get("all")
    return proxy if proxy is None or "://" in proxy else f"http://{proxy}"
