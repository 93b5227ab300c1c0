"""Event streams, which some servers and proxies answer with though none was asked for.

https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

DONE: Final = "[DONE]"
"""What OpenAI's streams, and those that follow them, send last."""

_FIELD: Final = re.compile(r"(data|event|id|retry)?:")
_LINE_END: Final = re.compile(r"\r\n|\r|\n")  # no other: JSON may hold those


def is_stream(text: str) -> bool:
    """Whether a text is an event stream, by its beginning: its declared type is often wrong."""
    return bool(_FIELD.match(text))


def events(text: str) -> Iterator[str]:
    """Yield the data of each event; comments and other fields are passed over."""
    data: list[str] = []
    for line in (*_LINE_END.split(text), ""):
        if line.startswith("data:"):
            data.append(line.removeprefix("data:").removeprefix(" "))
        elif not line and data:
            yield "\n".join(data)
            data = []
