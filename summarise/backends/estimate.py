"""How many tokens a text is, at most: for deciding before a call, where the server can't be asked.

No tokeniser is at hand that fits every model, and the common ones fetch their tables from the web.
"""

from __future__ import annotations

import json
from typing import Final

from summarise.backends import Prompt

CHARACTERS: Final = 3
"""Characters of English in a token, at least: it is about four (OpenAI's tokenisers, Llama's)."""

FRAME: Final = 16
"""Tokens that a chat template puts round the messages."""


def tokens(text: str) -> int:
    """Return how many tokens a text is, on the safe side.

    Byte-level tokenisers need at most one token for each byte of UTF-8; that is what is counted for
    letters beyond ASCII, of which models differ most.
    """
    ascii_only = sum(character < "\x80" for character in text)
    return -(-ascii_only // CHARACTERS) + len(text.encode("utf-8", "replace")) - ascii_only


def prompt_tokens(prompt: Prompt) -> int:
    """Return how many tokens a prompt is, on the safe side, its schema included."""
    schema = json.dumps(prompt.schema) if prompt.schema else ""
    return tokens(prompt.system) + tokens(prompt.user) + tokens(schema) + FRAME
