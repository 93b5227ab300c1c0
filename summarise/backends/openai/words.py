"""What a server says went wrong, dug out of the forms in which servers say it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from summarise import plain
from summarise.backends.openai.server import Server

MOST_QUOTED: Final = 200
"""How many characters of a server's own words an error message quotes."""


def unwrapped(body: object) -> object:
    """Return the error in the body of an answer: most put it under ``error``.

    Google puts that into a list of one.
    """
    if isinstance(body, list) and len(body) == 1:
        body = body[0]
    return body.get("error") or body if isinstance(body, Mapping) else body


def words(body: object) -> str:
    """Return a server's own words: the message of the error, or the whole body without one."""
    body = unwrapped(body)
    if isinstance(body, Mapping):
        for key in ("message", "detail", "error"):
            if isinstance(body.get(key), str) and body[key]:
                return f"{body[key]}{_beneath(body)}"
    if isinstance(body, str):
        return body
    return json.dumps(body, ensure_ascii=False, default=str) if body else ""


def metadata(body: object) -> Mapping[str, Any]:
    """Return what OpenRouter tells beside an error: https://openrouter.ai/docs/errors."""
    body = unwrapped(body)
    beside = body.get("metadata") if isinstance(body, Mapping) else None
    return beside if isinstance(beside, Mapping) else {}


def shortened(said: str, server: Server) -> str:
    """Return a server's words as a message shows them: short, on one line, without the key."""
    said = plain.one_line(said)
    if server.key:
        said = said.replace(server.key, "[key]")
    return plain.shortened(said, MOST_QUOTED)


def quoted(said: str, server: Server) -> str:
    """Return what follows "it answered 400": the server's words in brackets, if there are any."""
    said = shortened(said, server)
    return f" ({said})" if said else ""


def _beneath(error: Mapping[str, Any]) -> str:
    """Return the words of the server behind OpenRouter, whose own are "Provider returned error"."""
    raw = metadata(error).get("raw")
    if not isinstance(raw, str) or not raw:
        return ""
    try:
        inner: object = json.loads(raw)
    except ValueError:
        inner = raw
    return f": {words(inner)}"
