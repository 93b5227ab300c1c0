"""Addresses of the web as they may be shown, and kept: without what lets in whoever reads them."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import parse_qsl, urlsplit, urlunsplit

_SECRET: Final = re.compile(
    r"token|key|secret|auth|sig|pass|pwd|session|code|cred|(^|[^a-z])(sid|jwt|hash)", re.IGNORECASE
)
"""In the name of a query's parameter: its value is likely to let in whoever has it."""

_RANDOM: Final = re.compile(r"(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_=%.~+/-]{20,}")
"""A value that looks like one: 20 characters of base64 or hex hold some 100 bits."""


def is_web(place: str) -> bool:
    """Whether this is an http(s) address, and not a file."""
    return place.strip().lower().startswith(("http://", "https://"))


def secret(query: str) -> bool:
    """Whether a query looks like holding a key."""
    return any(
        _SECRET.search(name) or _RANDOM.fullmatch(value)
        for name, value in parse_qsl(query, keep_blank_values=True)
    )


def public(address: str) -> str:
    """Return an address without user, password, and a query that looks like holding a key."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "an address that can't be shown"
    query = "" if secret(parts.query) else parts.query
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2], query=query))
