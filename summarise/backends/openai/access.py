"""Where a server is and the key to it: taken from the config and the environment, and checked.

A mistake is told by the name of the setting. Its value is never shown: it may be a key that was
pasted into the wrong line.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from summarise.config import BackendConfig
from summarise.errors import ConfigError
from summarise.plain import is_address

# Spelt out, since the client would let OPENAI_BASE_URL decide behind the config's back.
DEFAULT_URL: Final = "https://api.openai.com/v1"

NO_KEY: Final = "none"
"""What is sent to servers that want no key; the client insists on one."""


def address(name: str, config: BackendConfig) -> str:
    """Return the base URL of ``[backends.NAME]``. Raises ConfigError."""
    url = config.base_url or DEFAULT_URL
    if not is_address(url):
        raise ConfigError(f"backends.{name}.base_url: is no address; write http://HOST:PORT/v1")
    return url


def key(name: str, config: BackendConfig, environment: Mapping[str, str]) -> str:
    """Return the key of ``[backends.NAME]``, empty if it wants none. Raises ConfigError."""
    variable = config.api_key_env
    value = environment.get(variable, "").strip() if variable else ""
    if variable and not value:
        raise ConfigError(
            f"backends.{name}.api_key_env: the environment variable {variable} is not set; "
            "set it to the key, or leave api_key_env empty for a server that wants none"
        )
    if not (value.isascii() and value.isprintable()):
        # Else the error that says so would come from the HTTP library, and quote the key.
        raise ConfigError(
            f"backends.{name}.api_key_env: the environment variable {variable} holds characters "
            "that no key has; copy the key again"
        )
    return value


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
