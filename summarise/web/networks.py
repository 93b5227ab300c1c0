"""Which addresses may be asked: those of the public internet, and what ``web.allow`` names.

A feed's or a page's address comes from outside, and so do redirections. One that leads to this
machine, to the router or to a cloud's metadata would read there on somebody else's behalf.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from summarise.errors import ConfigError

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
