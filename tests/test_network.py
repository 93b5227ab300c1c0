from __future__ import annotations

import socket
import urllib.request

import pytest

from tests.scripted import Scripted, ScriptedServer

OUTSIDE = "192.0.2.1"  # TEST-NET-1: no host of the world has this address


def test_connecting_to_another_machine_fails_the_test() -> None:
    with socket.socket() as probe, pytest.raises(pytest.fail.Exception, match="tried to reach"):
        probe.connect((OUTSIDE, 80))
    with socket.socket() as probe, pytest.raises(pytest.fail.Exception, match="tried to reach"):
        probe.connect_ex((OUTSIDE, 80))
    with pytest.raises(pytest.fail.Exception, match="tried to reach"):
        socket.create_connection((OUTSIDE, 80))


def test_sending_a_datagram_to_another_machine_fails_the_test() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as probe, pytest.raises(pytest.fail.Exception):
        probe.sendto(b"", (OUTSIDE, 53))


@pytest.mark.parametrize("host", ["example.com", "::2", "169.254.169.254"])
def test_resolving_a_name_that_is_not_this_machine_fails_the_test(host: str) -> None:
    with pytest.raises(pytest.fail.Exception):
        socket.getaddrinfo(host, 80)
    with pytest.raises(pytest.fail.Exception):
        socket.gethostbyname(host)


def test_a_fetch_from_the_internet_can_not_pass_for_a_server_that_is_down() -> None:
    with pytest.raises(pytest.fail.Exception):
        urllib.request.urlopen("http://example.com/", timeout=1)


def test_loopback_stays_open(scripted_server: ScriptedServer) -> None:
    scripted_server.script(Scripted(200, "{}"))

    with urllib.request.urlopen(scripted_server.url, timeout=60) as answer:
        assert answer.read() == b"{}"
    for host in ("localhost", "127.0.0.1", "::1", None):
        assert socket.getaddrinfo(host, 80)
