from __future__ import annotations

import ipaddress
import socket
from contextlib import suppress
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.errors import ConfigError
from summarise.plain import public
from summarise.sources.addresses import Allowed, is_public, literal, redirected, target
from summarise.sources.loader import UnreadableError

PRIVATE = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24",
    "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "168.63.129.16/32",
]  # fmt: skip

PRIVATE_6 = [
    "::/96", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8", "2001:db8::/32", "100::/64",
    "64:ff9b:1::/48", "2001::/32", "3fff::/20", "5f00::/16",
]  # fmt: skip


def inside(network: str) -> st.SearchStrategy[int]:
    one = ip_network(network)
    return st.integers(int(one.network_address), int(one.broadcast_address))


private = st.sampled_from(PRIVATE).flatmap(inside).map(IPv4Address)
private_6 = st.sampled_from(PRIVATE_6).flatmap(inside).map(IPv6Address)


def spellings(address: IPv4Address) -> list[str]:
    """As inet_aton takes them: one to four parts, each decimal, octal or hex, and a last dot."""
    a, b, c, d = address.packed
    forms = [[a, b, c, d], [a, b, c << 8 | d], [a, b << 16 | c << 8 | d], [int(address)]]
    styles = ("{}", "0{:o}", "0x{:x}", "0X{:X}", "000{:o}")
    written = [".".join(style.format(part) for part in form) for form in forms for style in styles]
    return [*written, *(f"{one}." for one in written)]


@given(private)
def test_a_private_address_is_not_public_in_any_spelling(address: IPv4Address) -> None:
    assert not is_public(address)
    for spelling in spellings(address):
        try:
            found = literal(spelling)
        except ValueError:
            continue  # refused as it is written
        assert found == address


@given(private, st.integers(0, 2**32 - 1))
def test_a_private_address_is_not_public_inside_an_ipv6_address(
    address: IPv4Address, other: int
) -> None:
    inner = int(address)
    for forms in (
        0xFFFF << 32 | inner,  # mapped
        inner,  # compatible
        int(IPv6Address("64:ff9b::")) | inner,  # NAT64
        0x2002 << 112 | inner << 80 | other,  # 6to4
        0x20010000 << 96 | inner << 64 | other,  # Teredo's server
        0x20010000 << 96 | other << 64 | inner ^ 0xFFFFFFFF,  # Teredo's client
    ):
        assert not is_public(IPv6Address(forms)), IPv6Address(forms)


@given(private_6)
def test_a_private_ipv6_address_is_not_public(address: IPv6Address) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1",
     "2002:101:101::1"],
)  # fmt: skip
def test_a_public_address_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@given(st.text(alphabet="0123456789abcdefxX.", max_size=20))
def test_what_the_system_takes_for_an_address_is_never_taken_for_a_name(host: str) -> None:
    try:
        as_the_system = IPv4Address(socket.inet_aton(host))
    except OSError:
        return
    with suppress(ValueError):  # an odd spelling
        assert literal(host) == as_the_system


@pytest.mark.parametrize(
    "host", ["127.0.0.1.", "127.1", "2130706433", "0x7f.1", "017700000001", "0177.0.0.1"]
)
def test_odd_spellings_are_refused(host: str) -> None:
    with pytest.raises(UnreadableError, match=r"odd spelling|can be understood"):
        target(f"http://{host}/")


def test_a_zone_is_refused() -> None:
    with pytest.raises(UnreadableError, match="odd spelling"):
        target("http://[fe80::1%25eth0]/")


def test_dots_of_other_scripts_are_dots() -> None:
    assert target("http://127。0。0。1/").host == "127.0.0.1"


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("file:///etc/passwd", "not of http or https"),
        ("ftp://example.com/", "not of http or https"),
        ("gopher://127.0.0.1:70/_x", "not of http or https"),
        ("data:text/html,x", "not of http or https"),
        ("example.com/feed", "not of http or https"),
        ("http://", "names no host"),
        ("http://a..b/", "names no host"),
        ("http://%31%32%37.0.0.1/", "odd spelling|names no host"),
        ("http://ex\nample.com/", "can be understood"),
        ("http://example.com:99999/", "port"),
        ("http://example.com:0/", "port"),
    ],
)
def test_what_is_no_web_address_is_refused_in_a_sentence(url: str, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        target(url)


def test_a_name_with_a_last_dot_is_that_name() -> None:
    assert target("https://Example.COM./a").host == "example.com"


@pytest.mark.parametrize(
    ("url", "authority"),
    [
        ("http://[::1]:81/", "[::1]:81"),
        ("https://[2606:4700::1111]/", "[2606:4700::1111]"),
        ("https://example.com:443/", "example.com"),
        ("http://example.com:443/", "example.com:443"),
    ],
)
def test_the_host_header_is_written_as_it_should_be(url: str, authority: str) -> None:
    assert target(url).authority == authority


def test_a_name_behind_which_another_hides_is_not_the_host() -> None:
    assert target("http://example.com@10.0.0.1/").host == "10.0.0.1"


@pytest.mark.parametrize(
    ("entry", "host", "address"),
    [
        ("intranet", "intranet", "10.0.0.1"),
        ("Intranet.", "intranet", "10.0.0.1"),
        ("bücher.example", "xn--bcher-kva.example", "10.0.0.1"),
        ("10.1.0.0/16", "anything.example", "10.1.2.3"),
        ("10.1.2.3/16", "anything.example", "10.1.9.9"),
        ("10.1.2.3", "anything.example", "10.1.2.3"),
        ("10.1.2.3", "anything.example", "::ffff:10.1.2.3"),
        ("fd00::/8", "anything.example", "fd00::1"),
        ("other", "anything.example", "1.1.1.1"),
    ],
)
def test_what_is_allowed_may_be_asked(entry: str, host: str, address: str) -> None:
    assert Allowed([entry]).may_ask(host, ipaddress.ip_address(address))


@given(st.text())
def test_whatever_stands_for_an_address_ends_in_a_sentence_at_most(text: str) -> None:
    here = target("https://example.com/a")
    for url in (text, f"http://{text}/", f"//{text}", f"http://a/{text}"):
        assert isinstance(public(url), str)
        for take in (target, partial(redirected, here)):
            with suppress(UnreadableError):
                assert take(url).host


@pytest.mark.parametrize(
    ("entry", "host", "address"),
    [
        ("intranet", "my.intranet", "10.0.0.1"),
        ("10.1.0.0/16", "anything.example", "10.2.0.1"),
        ("10.1.0.0/16", "anything.example", "2002:a01:1::1"),
        ("0.0.0.0/0", "anything.example", "fd00::1"),
    ],
)
def test_what_is_not_allowed_may_not(entry: str, host: str, address: str) -> None:
    assert not Allowed([entry]).may_ask(host, ipaddress.ip_address(address))


@pytest.mark.parametrize("entry", ["http://intranet/", "10.0.0.0/99", "a b", "", "host:8080"])
def test_what_is_neither_a_host_nor_a_network_can_not_be_allowed(entry: str) -> None:
    with pytest.raises(ConfigError, match=r"web\.allow"):
        Allowed([entry])


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://jane:pw@example.com/a#b", "https://example.com/a"),
        ("https://example.com/a?page=2", "https://example.com/a?page=2"),
        ("https://example.com/a?api_key=x", "https://example.com/a"),
        ("https://example.com/a?access_token=x&page=2", "https://example.com/a"),
        ("https://example.com/a?u=9f86d081884c7d659a2feaa0c55ad015", "https://example.com/a"),
        ("http://x:y/", "an address that can't be shown"),
    ],
)
def test_an_address_is_shown_without_what_lets_in(url: str, safe: str) -> None:
    assert public(url) == safe
