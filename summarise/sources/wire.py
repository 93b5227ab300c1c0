"""One request over one connection: to an address that was checked, and within its time.

The name is not resolved again, so that whoever owns it can't answer the check with a public address
and the connection with a private one. TLS and the Host header still carry the name. Each read is
given what is left of the whole fetch, headers included: a byte a second does not go on for ever.
Proxies that the environment names are not used: one would resolve the name once more, out of our
sight. Certificates that it names (SSL_CERT_FILE) are trusted.
"""
# ruff: noqa: ARG002 - the methods are httpcore2's, and the deadline stands in for its timeouts

from __future__ import annotations

import ssl
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import httpcore2
import httpx2

from summarise.retry import Deadline
from summarise.sources.addresses import AskedError, Target
from summarise.sources.input_files import MEGABYTE, too_large
from summarise.sources.loader import UnreadableError


@contextmanager
def exchange(
    target: Target,
    addresses: Sequence[str],
    headers: Mapping[str, str],
    deadline: Deadline,
    megabytes: float,
) -> Iterator[httpx2.Response]:
    """Ask for the target at one of the addresses; the body comes as it is read, unpacked.

    Over the wire come at most ``megabytes``. Raises UnreadableError, in the ``with`` too.
    """
    network = _Pinned(addresses, deadline)
    url = httpcore2.URL(
        scheme=target.scheme, host=target.host, port=target.port, target=target.path
    )
    tls = httpx2.create_ssl_context() if target.scheme == "https" else None
    pool = httpcore2.ConnectionPool(ssl_context=tls, network_backend=network)
    try:
        with pool, pool.stream("GET", url, headers=list(headers.items())) as answer:
            body = _limited(answer.iter_stream(), megabytes)
            yield httpx2.Response(answer.status, headers=answer.headers, content=body)
    except httpcore2.TimeoutException as error:
        message = "took too long (timeout in [web] sets the limit)"
        raise AskedError(message, passes=True) from error
    except httpcore2.ProtocolError as error:
        raise _broken(network.hung_up) from error
    except httpcore2.NetworkError as error:
        raise _disconnected(error) from error
    except httpx2.DecodingError as error:
        raise AskedError("is packed in a way that can't be unpacked") from error


class _Pinned(httpcore2.NetworkBackend):
    """Connects to the first of the addresses that answers, whatever the name."""

    def __init__(self, addresses: Sequence[str], deadline: Deadline) -> None:
        self._addresses = addresses
        self._deadline = deadline
        self.hung_up = False

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Connect; each address has a share of the time, and one share is for the answer."""
        failed: Exception = httpcore2.ConnectError("no address")
        for number, address in enumerate(self._addresses):
            share = self.left() / (len(self._addresses) - number + 1)
            try:
                stream = httpcore2.SyncBackend().connect_tcp(address, port, share, local_address)
                return _TimedStream(stream, self)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as error:
                failed = error
        raise failed

    def left(self) -> float:
        """Return the seconds left, more than none. Raises ReadTimeout."""
        left = self._deadline.left()
        if left <= 0:
            raise httpcore2.ReadTimeout
        return left


class _TimedStream(httpcore2.NetworkStream):
    """A stream whose every step is given what is left of the time."""

    def __init__(self, stream: httpcore2.NetworkStream, network: _Pinned) -> None:
        self._stream = stream
        self._network = network

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = self._stream.read(max_bytes, self._network.left())
        self._network.hung_up = not data
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._network.left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore2.NetworkStream:
        secure = self._stream.start_tls(ssl_context, server_hostname, self._network.left())
        return _TimedStream(secure, self._network)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _limited(pieces: Iterable[bytes], megabytes: float) -> Iterator[bytes]:
    """Count what comes over the wire: what is packed may unpack to nothing, without end."""
    left = int(megabytes * MEGABYTE)
    for piece in pieces:
        left -= len(piece)
        if left < 0:
            raise UnreadableError(too_large(megabytes))
        yield piece


def _broken(hung_up: bool) -> AskedError:
    if hung_up:
        return AskedError("broke off before its answer was complete", passes=True)
    return AskedError("gave an answer that is not HTTP as it should be")


def _disconnected(error: httpcore2.NetworkError) -> AskedError:
    cause = error.args[0] if error.args else error  # its pool cuts the chain of causes off
    if isinstance(cause, ssl.SSLCertVerificationError):
        return AskedError(f"has a certificate that is not valid ({cause.verify_message})")
    if isinstance(cause, ConnectionResetError | ConnectionAbortedError | BrokenPipeError):
        return AskedError("broke the connection off", passes=True)
    reason = getattr(cause, "strerror", None) or type(cause).__name__
    return AskedError(f"could not be connected to ({reason})")
