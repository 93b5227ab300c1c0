"""The next step, where it is known which program a server is: the one place that knows them.

A server on this machine or in its network is told by its port, which few change; one that names
itself in what it says is told by that.
"""

from __future__ import annotations

import re
import shlex
from typing import Final
from urllib.parse import urlsplit

from summarise.backends.openai import access

# By default port: what it is called, and the command that starts it.
_PROGRAMS: Final = {
    11434: ("Ollama", "ollama serve"),
    1234: ("LM Studio's server", "lms server start"),
    8080: ("llama.cpp's server", "llama-server -m model.gguf"),
    8000: ("vLLM or llama_cpp.server", "vllm serve {model}"),
}
_OLLAMA: Final = 11434

# Ollama: model "x" not found, try pulling it first; model 'x' not found.
_TO_PULL: Final = re.compile(r"try pulling it|model ['\"].+['\"] not found", re.I)

# nginx: The plain HTTP request was sent to HTTPS port; Go: Client sent an HTTP request to an HTTPS
# server.
_WANTS_HTTPS: Final = re.compile(r"HTTP request (was sent )?to (an )?HTTPS (port|server)", re.I)


def to_start(url: str, model: str) -> str:
    """Return what to do about a server that is not there, as the end of a sentence."""
    port = urlsplit(url).port
    if port not in _PROGRAMS or not access.is_near(url):
        return "is it running?"
    name, command = _PROGRAMS[port]
    return f"is {name} running? `{command.format(model=_word(model))}` starts it."


def to_get(url: str, model: str, said: str) -> str:
    """Return how to get a model that Ollama does not have, or nothing for any other server."""
    is_ollama = "try pulling it" in said or urlsplit(url).port == _OLLAMA
    return (
        f"get it with `ollama pull {_word(model)}`" if is_ollama and _TO_PULL.search(said) else ""
    )


def to_reach(said: str) -> str:
    """Return what is wrong with an address, where the server says so, or nothing."""
    return "write https:// in base_url" if _WANTS_HTTPS.search(said) else ""


def _word(model: str) -> str:
    return shlex.quote(model) if model else "MODEL"
