"""An address of the web: taken apart, checked, and why it could not be read.

A feed's or a page's address comes from outside, and so do redirections. One that leads to this
machine, to the router or to a cloud's metadata would read there on somebody else's behalf. So only
addresses of the public internet are asked, and what ``web.allow`` names.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING, Final

from summarise.errors import ConfigError, Passing
from summarise.plain import public
from summarise.retry import TOO_MANY, may_pass, retry_after
from summarise.sources.loader import UnreadableError

if TYPE_CHECKING:
    import httpx2

_PORTS: Final = {"http": 80, "https": 443}

Address = IPv4Address | IPv6Address

HOST: Final = re.compile(r"(?=.{1,253}$)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*")
"""A host's name as it goes over the wire: in lower case, IDNA, without a trailing dot."""

_UNICAST: Final = ip_network("2000::/3")
"""All of IPv6 that IANA has given out to be reached by everyone."""

# What the interpreter's own tables count as public, or count so in some versions.
_PRIVATE: Final = (
    ip_network("168.63.129.16/32"),  # Azure's platform, seen from within
    ip_network("192.0.0.0/24"),  # protocols' own, and Oracle's metadata
    ip_network("192.88.99.0/24"),  # relays of 6to4
    ip_network("3fff::/20"),  # documentation, RFC 9637
)

_NAT64: Final = ip_network("64:ff9b::/96")  # what only speaks IPv6 reaches IPv4 through it
_COMPATIBLE: Final = ip_network("::/96")

GONE: Final = "has been taken down for good (410); take it out of sources"

_SENTENCES: Final = {
    401: "wants a name and a password that it knows (401); they may stand before the host: "
    "https://NAME:PASSWORD@…",
    403: "is not for us to read (403); open it in a browser to see what it wants",
    404: "is not there (404); check the address",
    410: GONE,
    TOO_MANY: "wants to be asked less often (429); the next run tries again, and delay in [web] "
    "sets the pause",
}


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
    return replace(there, login=login)


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


class Allowed:
    """The hosts and networks of ``web.allow``. Raises ConfigError for what is neither."""

    def __init__(self, entries: Iterable[str]) -> None:
        self._names: set[str] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for entry in entries:
            try:
                self._networks.append(ip_network(entry, strict=False))
            except ValueError:
                self._names.add(_name(entry))

    def may_ask(self, host: str, address: Address) -> bool:
        """Whether this address of this host is public, or allowed."""
        if host in self._names or is_public(address):
            return True
        forms = (address, *embedded(address)) if _is_mapped(address) else (address,)
        return any(form in network for form in forms for network in self._networks)


def is_public(address: Address) -> bool:
    """Whether everyone may reach the address, and no IPv4 address in it is private."""
    inner = tuple(embedded(address))
    if _is_mapped(address) or address in _NAT64:
        return all(map(is_public, inner))
    return (
        address.is_global
        and not address.is_multicast
        and not address.is_reserved
        and not any(address in network for network in _PRIVATE)
        and (address.version == 4 or address in _UNICAST)
        and all(map(is_public, inner))
    )


def embedded(address: Address) -> Iterator[IPv4Address]:
    """Yield the IPv4 addresses that an IPv6 address stands for: mapped, NAT64, 6to4, Teredo."""
    if isinstance(address, IPv4Address):
        return
    if address.sixtofour:
        yield address.sixtofour
    if address.teredo:
        yield from address.teredo
    if _is_mapped(address) or address in _NAT64 or address in _COMPATIBLE:
        yield IPv4Address(int(address) & 0xFFFFFFFF)


def literal(host: str) -> Address | None:
    """Return the address that a host is written as, None for a name.

    Raises ValueError for an address in an odd spelling (``0x7f.1``, ``2130706433``, ``010.0.0.1``,
    a trailing dot, a zone): nobody writes one for a reason that we would want to serve.
    """
    host = host.lower()
    if ":" in host:
        if "%" in host:
            raise ValueError(host)
        return ip_address(host)
    # As browsers do it: what ends in a number is an address. There is no such top-level domain.
    last = host.rstrip(".").rpartition(".")[2]
    return IPv4Address(host) if re.fullmatch(r"\d+|0x[0-9a-f]*", last, re.ASCII) else None


def _is_mapped(address: Address) -> bool:
    return isinstance(address, IPv6Address) and address.ipv4_mapped is not None


def _name(entry: str) -> str:
    try:
        name = entry.strip().rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        name = ""
    if not HOST.fullmatch(name):
        raise ConfigError(
            f'web.allow: "{entry}" is neither a host\'s name nor an address or network; write '
            '"intranet", "10.1.2.3" or "10.1.0.0/16".'
        )
    return name


class AskedError(UnreadableError, Passing):
    """An address was asked and gave nothing that can be used.

    ``status`` is HTTP's, 0 when no answer came.
    """

    def __init__(
        self,
        message: str,
        status: int = 0,
        *,
        passes: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.passes = passes
        self.retry_after = retry_after


def refusal(status: int, headers: Mapping[str, str]) -> AskedError:
    """Return the error for an answer that is neither a page nor the way to one."""
    if status >= 500:
        message = f"has a fault at its server ({status}); the next run tries again"
    else:
        message = _SENTENCES.get(status, f"gave no page (its server answered with {status})")
    return AskedError(message, status, passes=may_pass(status), retry_after=retry_after(headers))
