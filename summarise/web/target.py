"""What is asked for: a web address, taken apart and checked, and how it may be shown."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from summarise.load.loader import UnreadableError
from summarise.plain import public
from summarise.web.networks import HOST, literal

if TYPE_CHECKING:
    import httpx2

_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """An address that can be asked for. ``url`` has no name, password or fragment.

    ``host`` is as it goes over the wire, without brackets or a trailing dot; ``path`` holds the
    query. ``login`` is the value of an Authorization header, or empty.
    """

    url: str
    scheme: str
    host: str
    port: int
    path: bytes
    login: str = field(default="", repr=False)

    @property
    def authority(self) -> str:
        """The host as a Host header names it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Scheme, host and port: what a robots.txt, and a password, are for."""
        return f"{self.scheme}://{self.authority}"


def target(url: str) -> Target:
    """Take an address apart. Raises UnreadableError for what is none, or none of the web."""
    import httpx2

    try:
        return _checked(httpx2.URL(url))
    except (httpx2.InvalidURL, UnicodeError, TypeError) as error:
        raise UnreadableError("is not a web address that can be understood") from error


def redirected(here: Target, location: str) -> Target:
    """Return where a redirection leads. Raises UnreadableError where it may not be followed.

    A name and a password go along within the same origin only, and none comes from the other side.
    """
    import httpx2

    try:
        url = httpx2.URL(here.url).join(location)
        there = _checked(url.copy_with(username="", password=""))
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise UnreadableError("redirects to what is not a web address") from error
    except UnreadableError as error:
        raise UnreadableError(f"redirects to an address that {error}") from error
    if here.scheme == "https" and there.scheme == "http":
        raise UnreadableError(
            f"redirects from https to {public(there.url)}, which is not encrypted and not followed"
        )
    login = here.login if here.origin == there.origin else ""
    return Target(there.url, there.scheme, there.host, there.port, there.path, login)


def _checked(url: httpx2.URL) -> Target:
    if url.scheme not in _PORTS:
        raise UnreadableError("is not of http or https, which are all that is fetched")
    host = url.raw_host.decode("ascii").lower()
    try:
        address = literal(host)
    except ValueError as error:
        raise UnreadableError(
            "has a number in an odd spelling for a host; write it as 192.0.2.1 or [2001:db8::1]"
        ) from error
    host = str(address) if address else host.removesuffix(".")
    if address is None and not HOST.fullmatch(host):
        raise UnreadableError("names no host that there could be")
    port = _PORTS[url.scheme] if url.port is None else url.port
    if not 0 < port < 65536:
        raise UnreadableError("has a port that there is none of")
    bare = url.copy_with(username="", password="", fragment=None)
    return Target(str(bare), url.scheme, host, port, url.raw_path, _login(url))


def _login(url: httpx2.URL) -> str:
    if not url.userinfo:
        return ""
    pair = f"{url.username}:{url.password}".encode()
    return f"Basic {base64.b64encode(pair).decode('ascii')}"
