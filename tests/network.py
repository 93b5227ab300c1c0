"""No test reaches beyond this machine: connecting and resolving names fail the test at once.

Child processes are not covered, nor what native code connects on its own.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable
from typing import Any

import pytest


def block(patch: pytest.MonkeyPatch, allowed: frozenset[str] = frozenset()) -> None:
    """Refuse every host but this one and the allowed."""

    def guarded(function: Callable[..., Any], host_of: Callable[..., object]) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            host = host_of(*args, **kwargs)
            if not _is_here(host) and host not in allowed:
                # Not an Exception: code under test can't take it for a server that is down.
                pytest.fail(f"a test tried to reach {host!r}; tests use recordings, or loopback")
            return function(*args, **kwargs)

        return call

    for name in ("connect", "connect_ex"):
        patch.setattr(socket.socket, name, guarded(getattr(socket.socket, name), _of_socket))
    patch.setattr(socket.socket, "sendto", guarded(socket.socket.sendto, _of_datagram))
    patch.setattr(socket, "create_connection", guarded(socket.create_connection, _of_address))
    for name in ("getaddrinfo", "gethostbyname", "gethostbyname_ex"):
        patch.setattr(socket, name, guarded(getattr(socket, name), _of_name))


def _of_socket(itself: socket.socket, address: Any) -> object:
    return address[0] if itself.family in (socket.AF_INET, socket.AF_INET6) else None


def _of_datagram(itself: socket.socket, *args: Any) -> object:
    return _of_socket(itself, args[-1])


def _of_address(address: tuple[str, int], *args: Any, **kwargs: Any) -> object:
    return address[0]


def _of_name(host: object, *args: Any, **kwargs: Any) -> object:
    return host


def _is_here(host: object) -> bool:
    host = host.decode() if isinstance(host, bytes) else host
    if host is None or host in ("", "localhost"):
        return True
    try:
        address = ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return bool((mapped or address).is_loopback)
