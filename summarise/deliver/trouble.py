"""Why a connection failed, in our own words: those of libraries may quote a secret address."""

from __future__ import annotations

import os
import ssl
from socket import gaierror

from summarise.retry import causes


def trouble(error: BaseException, seconds: float) -> tuple[str, bool]:
    """Return why there was no answer within ``seconds``, and whether that may pass."""
    for cause in causes(error):
        if isinstance(cause, ssl.SSLCertVerificationError):
            why = f"its certificate is not valid ({cause.verify_message})"
            return f"{why}; name one of your own in SSL_CERT_FILE", False
        if isinstance(cause, ssl.SSLEOFError | ssl.SSLZeroReturnError):
            break
        if isinstance(cause, ssl.SSLError):
            return "it does not speak TLS there; check the port, and tls or https", False
        if isinstance(cause, gaierror):
            return "its name can't be found; check it, and the network", True
        if isinstance(cause, TimeoutError):
            return f"no answer within {seconds:g} seconds", True
        if isinstance(cause, OSError) and cause.errno:
            return os.strerror(cause.errno).lower(), True
    return "the connection broke off", True
