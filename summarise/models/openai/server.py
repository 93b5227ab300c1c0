"""A server that is asked: where it is, the key to it, and what messages say of it.

A mistake in the config is told by the name of the setting. Its value is never shown: it may be a
key that was pasted into the wrong line. What to do next is said where it is known which program a
server is: one on this machine or in its network is told by its port, which few change, one that
names itself by that.
"""

from __future__ import annotations

import ipaddress
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from summarise import plain
from summarise.config import BackendConfig
from summarise.errors import ConfigError

# Spelt out, since the client would let OPENAI_BASE_URL decide behind the config's back.
DEFAULT_URL: Final = "https://api.openai.com/v1"

MOST_QUOTED: Final = 200
"""How many characters of a server's own words an error message quotes."""

_A_SECRET: Final = 12
"""Characters of a key from which it is taken for a secret: "local" and the like are none, and may
be words of an answer."""

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


@dataclass(frozen=True, slots=True)
class Server:
    """One that answers for ``model``, within ``timeout`` seconds a call.

    ``key`` is empty for one that wants none, and ``key_variable`` holds it in the environment.
    ``place`` is what messages say instead of the address.
    """

    name: str
    url: str = field(repr=False)
    model: str
    timeout: float
    key_variable: str = ""
    key: str = field(default="", repr=False)
    place: str = ""

    @classmethod
    def of(
        cls, name: str, config: BackendConfig, environment: Mapping[str, str], place: str = ""
    ) -> Server:
        """Return the server of ``[backends.NAME]``. Raises ConfigError."""
        url = config.base_url or DEFAULT_URL
        if not plain.is_address(url):
            raise ConfigError(f"backends.{name}.base_url: is no address; write http://HOST:PORT/v1")
        variable = config.api_key_env
        key = _key(name, variable, environment) if variable else ""
        return cls(name, url, config.model, config.timeout, variable, key, place)

    @property
    def who(self) -> str:
        """The backend as a message names it."""
        return f"backend {self.name} ({self.place or plain.public(self.url, query=False)})"

    def shortened(self, said: str) -> str:
        """Return a server's words as a message shows them: short, on one line, without the key."""
        said = self.scrubbed(plain.one_line(said))
        said = said.replace(self.key, "[key]") if self.key else said
        return plain.shortened(said, MOST_QUOTED)

    def scrubbed(self, said: str) -> str:
        """Return a server's words without the key, however JSON escapes its characters."""
        return _spellings(self.key).sub("[key]", said) if len(self.key) >= _A_SECRET else said

    def quoted(self, said: str) -> str:
        """Return what follows "it answered 400": its words in brackets, if there are any."""
        said = self.shortened(said)
        return f" ({said})" if said else ""


def root(url: str) -> str:
    """Return the address of the server itself, where it has more to offer than the API."""
    return url.rstrip("/").removesuffix("/v1")


def is_near(url: str) -> bool:
    """Whether a server is on this machine or in its network, as far as the address tells."""
    host = (urlsplit(url).hostname or "").rstrip(".")
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        # .internal is for private use, and what Docker calls its host.
        return "." not in host or host.endswith((".local", ".internal"))


def to_start(url: str, model: str) -> str:
    """Return what to do about a server that is not there, as the end of a sentence."""
    port = urlsplit(url).port
    if port not in _PROGRAMS or not is_near(url):
        return "is it running?"
    name, command = _PROGRAMS[port]
    return f"is {name} running? `{command.format(model=_word(model))}` starts it."


def to_get(url: str, model: str, said: str) -> str:
    """Return how to get a model that Ollama does not have, or nothing for any other server."""
    is_ollama = "try pulling it" in said or urlsplit(url).port == _OLLAMA
    return (
        f"get it with `ollama pull {_word(model)}`" if is_ollama and _TO_PULL.search(said) else ""
    )


@cache
def _spellings(key: str) -> re.Pattern[str]:
    """Return an expression for a key, each of its characters as it is or as an escape of JSON."""
    signs = (rf"(?:\\{{0,8}}{re.escape(c)}|\\{{1,8}}u(?i:{ord(c):04x}))" for c in key)
    return re.compile("".join(signs))


def _key(name: str, variable: str, environment: Mapping[str, str]) -> str:
    key = environment.get(variable, "").strip()
    if not key:
        raise ConfigError(
            f"backends.{name}.api_key_env: the environment variable {variable} is not set; "
            "set it to the key, or leave api_key_env empty for a server that wants none"
        )
    if not (key.isascii() and key.isprintable()):
        # Else the error that says so would come from the HTTP library, and quote the key.
        raise ConfigError(
            f"backends.{name}.api_key_env: the environment variable {variable} holds characters "
            "that no key has; copy the key again"
        )
    return key


def _word(model: str) -> str:
    return shlex.quote(model) if model else "MODEL"
