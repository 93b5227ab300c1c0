"""What is known about a server besides how to speak to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from summarise.backends.openai import access
from summarise.config import BackendConfig
from summarise.plain import public


@dataclass(frozen=True, slots=True)
class Server:
    """What an error message says about a server. ``key`` is there to be kept out of messages."""

    name: str
    url: str
    model: str
    timeout: float
    key_variable: str = ""
    key: str = field(default="", repr=False)

    @classmethod
    def of(cls, name: str, config: BackendConfig, key: str) -> Server:
        """Return what is known of ``[backends.NAME]``. Raises ConfigError."""
        url = public(access.address(name, config), query=False)
        return cls(name, url, config.model, config.timeout, config.api_key_env, key)

    @property
    def who(self) -> str:
        """The backend as a message names it."""
        return f"backend {self.name} ({self.url})"
