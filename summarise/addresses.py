"""Addresses that a user names, as far as can be told without asking anybody."""

from __future__ import annotations

from urllib.parse import urlsplit


def is_address(url: str) -> bool:
    """Whether it is an address that can be asked at."""
    # A blank or a line break is dropped by some parsers and refused by others.
    if not url.isprintable() or " " in url:
        return False
    try:
        parts = urlsplit(url)
        (parts.hostname or "").encode("idna")  # what looking it up does first
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
