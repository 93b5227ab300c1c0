"""Why no answer came: errors of the connection become ours.

The causes are told apart by the names of their classes where they come from openai's HTTP library,
which is no dependency of ours, and has been another one before.
"""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from typing import Final

import openai

from summarise.backends.openai import hints
from summarise.backends.openai.body import BEGUN, MOST_BYTES, MovedError, TooLargeError
from summarise.backends.openai.server import Server
from summarise.backends.openai.words import quoted, shortened
from summarise.errors import BackendError, BadAnswerError, RefusedError, UnreachableError
from summarise.plain import public

# What OpenSSL says of an answer in plain HTTP; it depends on its version.
_NO_TLS: Final = frozenset({"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE", "HTTP_REQUEST"})

_NO_WAY: Final = frozenset(
    {errno.ENETUNREACH, errno.EHOSTUNREACH, errno.ENETDOWN, errno.EHOSTDOWN, errno.EADDRNOTAVAIL}
)

# Nobody has been asked by then, so nobody sends a bill.
_BEFORE_ASKING: Final = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"})


def unanswered(error: openai.APIConnectionError, server: Server) -> BackendError:
    """Return our error for one of the client's that no answer came with."""
    causes = list(_causes(error))
    names = {kind.__name__ for cause in causes for kind in type(cause).__mro__}
    tokens = (0, 0) if names & _BEFORE_ASKING else None
    if isinstance(error, openai.APITimeoutError):
        seconds = f"{server.who} within {server.timeout:g} seconds"
        said = f"No answer from {seconds}; if the model is slow, raise timeout."
        if tokens is not None:
            said = f"No connection to {seconds}; check base_url, and the network."
        return UnreachableError(said, tokens=tokens)
    if isinstance(error, TooLargeError):
        return BadAnswerError(
            f"The answer of {server.who} is larger than {MOST_BYTES >> 20} MB, which no model "
            "answers; does base_url end in /v1, or wherever its API begins?",
            tokens=None,
        )
    return (
        _elsewhere(error, names, server)
        or _insecure(causes, server)
        or _unreached(causes, server)
        or UnreachableError(_broken(error, names, server), tokens=tokens)
    )


def _elsewhere(
    error: openai.APIConnectionError, names: set[str], server: Server
) -> RefusedError | None:
    if isinstance(error, MovedError) and error.to:
        to = shortened(public(error.to, query=False).removesuffix("/chat/completions"), server)
        return RefusedError(
            f"{server.who} has moved to {to}; if that is right, set base_url to it."
        )
    if names & {"MovedError", "TooManyRedirects", "UnsupportedProtocol"}:
        return RefusedError(f"{server.who} redirects to nowhere, or in circles; check base_url.")
    return None


def _insecure(causes: list[BaseException], server: Server) -> RefusedError | None:
    tls = next((cause for cause in causes if isinstance(cause, ssl.SSLError)), None)
    if isinstance(tls, ssl.SSLCertVerificationError):
        why = getattr(tls, "verify_message", "")
        return RefusedError(
            f"The certificate of {server.who} is not valid{quoted(why, server)}; "
            "check base_url, or name the certificate of a server of your own in SSL_CERT_FILE."
        )
    if tls is not None and tls.reason in _NO_TLS:
        return RefusedError(f"{server.who} does not speak https; write http:// in base_url.")
    return None


def _unreached(causes: list[BaseException], server: Server) -> UnreachableError | None:
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return UnreachableError(
            f"The host of {server.who} can't be found; check base_url, and the network."
        )
    if any(isinstance(cause, OSError) and cause.errno in _NO_WAY for cause in causes):
        return UnreachableError(
            f"There is no way to the host of {server.who}; check base_url, and the network."
        )
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return UnreachableError(
            f"No server at {server.who}: {hints.to_start(server.url, server.model)}"
        )
    return None


def _broken(error: openai.APIConnectionError, names: set[str], server: Server) -> str:
    if names & {"DecodingError", "PackingError"}:
        return f"The answer of {server.who} can't be unpacked: its compression is broken."
    if server.url.startswith("http:") and error.request.extensions.get(BEGUN) is False:
        # Which is what most servers do that want TLS and get none.
        return (
            f"{server.who} hung up without an answer; see its log, "
            "or, if it speaks https, write https:// in base_url."
        )
    kind = type(error.__cause__ or error).__name__  # not its text, which may quote headers
    return f"The connection to {server.who} broke before the answer was complete ({kind})."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__
