"""Whom the connection goes to: to what was checked, and to nobody else."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from typing import Any

import pytest

from summarise.config import InputConfig, WebConfig
from summarise.sources.fetch import Web
from summarise.sources.loader import UnreadableError
from tests.scripted import CERTIFICATES
from tests.sources.conftest import MakeWeb, Time
from tests.sources.server import Reply, Site, serving

PUBLIC = "93.184.216.34"
PRIVATE = "10.0.0.1"


class Wires:
    """What stands for the internet: each connection ends at a port of this machine."""

    def __init__(self, site: Site, dead: tuple[str, ...] = ()) -> None:
        self.called: list[str] = []
        self.patience: list[float] = []
        self._site = site
        self._dead = dead
        self._connect = socket.create_connection

    def connect(
        self, address: tuple[str, int], timeout: float, *args: Any, **kwargs: Any
    ) -> socket.socket:
        self.called.append(address[0])
        self.patience.append(timeout)
        if address[0] in self._dead:
            raise ConnectionRefusedError(111, "Connection refused")
        return self._connect(("127.0.0.1", self._site.port), timeout, *args, **kwargs)


def test_a_name_that_changes_its_address_is_asked_where_it_was_checked(
    site: Site, time: Time, monkeypatch: pytest.MonkeyPatch
) -> None:
    wires, answers = Wires(site), iter([[PUBLIC], [PRIVATE], ["127.0.0.1"]])
    monkeypatch.setattr(socket, "create_connection", wires.connect)
    site.pages["/"] = Reply(b"x")
    web = Web(
        WebConfig(), InputConfig(), {}, clock=time.clock, sleep=time.sleep,
        resolve=lambda _host: next(answers),
    )  # fmt: skip

    web.fetch("http://rebinding.example/")

    assert wires.called == [PUBLIC]
    assert site.asked[0].headers["host"] == "rebinding.example"
    with pytest.raises(UnreadableError, match=r"example, at 10\.0\.0\.1, which is not public"):
        web.fetch("http://rebinding.example/")
    assert wires.called == [PUBLIC]


def test_one_private_address_among_public_ones_is_enough_to_refuse(make: MakeWeb) -> None:
    with pytest.raises(UnreadableError, match="not public"):
        make(resolve={"a.example": [PUBLIC, PRIVATE]}).fetch("http://a.example/")


def test_a_host_that_is_allowed_by_name_may_be_private(site: Site, make: MakeWeb) -> None:
    site.pages["/"] = Reply(b"x")
    web = make(allow=("intranet",), resolve={"intranet": ["127.0.0.1"]})

    assert web.fetch(f"http://intranet:{site.port}/").url == f"http://intranet:{site.port}/"

    assert site.asked[0].headers["host"] == f"intranet:{site.port}"


def test_loopback_is_refused_unless_it_is_allowed(site: Site, make: MakeWeb) -> None:
    with pytest.raises(UnreadableError, match=r"leads to 127\.0\.0\.1, which is not public.*allow"):
        make(allow=()).fetch(site.url)

    assert site.asked == []


def test_a_name_that_is_not_found_is_told(make: MakeWeb) -> None:
    with pytest.raises(UnreadableError, match=r"not found \(nowhere.example\)"):
        make().fetch("http://nowhere.example/")
    with pytest.raises(UnreadableError, match="without an address"):
        make(resolve={"empty.example": []}).fetch("http://empty.example/")


def test_the_second_address_is_tried_when_the_first_does_not_answer(
    site: Site, make: MakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    wires = Wires(site, dead=(PUBLIC,))
    monkeypatch.setattr(socket, "create_connection", wires.connect)
    site.pages["/"] = Reply(b"x")

    make(resolve={"a.example": [PUBLIC, "1.1.1.1"]}).fetch("http://a.example/")

    assert wires.called == [PUBLIC, "1.1.1.1"]


@pytest.mark.parametrize("name", ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"])
def test_a_proxy_that_the_environment_names_is_not_used(
    site: Site, make: MakeWeb, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "http://127.0.0.1:9/")
    site.pages["/"] = Reply(b"x")

    assert make().fetch(site.url).data == b"x"


@pytest.fixture
def secure() -> Iterator[Site]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(
        CERTIFICATES / "test-data-self-signed.pem", CERTIFICATES / "test-data-key.pem"
    )
    with serving(context) as site:
        yield site


def test_tls_is_for_the_name_and_not_for_the_address(
    secure: Site, make: MakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "test-data-self-signed.pem"))
    secure.pages["/"] = Reply(b"x")
    web = make(resolve={"localhost": ["127.0.0.1"], "news.example": ["127.0.0.1"]})

    assert web.fetch(f"https://localhost:{secure.port}/").data == b"x"
    with pytest.raises(UnreadableError, match=r"certificate that is not valid \(.*news\.example"):
        web.fetch(f"https://news.example:{secure.port}/")


def test_a_redirection_that_gives_up_encryption_is_not_followed(
    secure: Site, site: Site, make: MakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATES / "test-data-self-signed.pem"))
    secure.pages["/"] = Reply(status=301, headers={"Location": f"{site.url}/?token=x"})

    with pytest.raises(UnreadableError, match=r"from https to http://127\S+/, which") as caught:
        make().fetch(f"https://127.0.0.1:{secure.port}/")

    assert "token" not in str(caught.value)
    assert site.asked == []


def test_https_to_a_server_without_it_is_told(site: Site, make: MakeWeb) -> None:
    with pytest.raises(UnreadableError, match="could not be connected to"):
        make().fetch(site.url.replace("http:", "https:"))


def test_each_address_has_a_share_of_the_time_and_one_is_for_the_answer(
    site: Site, make: MakeWeb, monkeypatch: pytest.MonkeyPatch
) -> None:
    wires = Wires(site, dead=(PUBLIC, "1.1.1.1"))
    monkeypatch.setattr(socket, "create_connection", wires.connect)
    site.pages["/"] = Reply(b"x")

    found = {"a.example": [PUBLIC, "1.1.1.1", "1.0.0.1"]}
    make(resolve=found, timeout=60.0).fetch("http://a.example/")

    assert wires.patience == [15, 20, 30]
