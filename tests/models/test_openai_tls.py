"""TLS, against a real TLS server on loopback. The certificates are test data (tests/data/tls)."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from summarise.errors import RefusedError, UnreachableError
from tests.models.asking import PLAIN, backend
from tests.scripted import CERTIFICATES, Scripted, ScriptedServer, completion, serving


def certificate(name: str) -> Path:
    return CERTIFICATES / f"test-data-{name}.pem"


@contextmanager
def secure(name: str) -> Iterator[ScriptedServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate(name), certificate("key"))
    with serving(context) as server:
        yield server


@pytest.fixture
def secure_server() -> Iterator[ScriptedServer]:
    with secure("self-signed") as server:
        yield server


def test_a_certificate_of_ones_own_is_trusted_once_it_is_named(
    secure_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate("self-signed")))
    secure_server.script(Scripted(200, completion("Hello.")))

    assert backend(secure_server).complete(PLAIN).text == "Hello."


def test_a_certificate_that_nobody_vouches_for_is_refused_with_the_way_to_trust_it(
    secure_server: ScriptedServer,
) -> None:
    with pytest.raises(RefusedError, match=r"is not valid \(self.signed.*SSL_CERT_FILE") as caught:
        backend(secure_server).complete(PLAIN)

    assert caught.value.tokens == (0, 0)


def test_an_expired_certificate_is_refused_as_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate("expired")))
    with secure("expired") as server, pytest.raises(RefusedError, match="has expired"):
        backend(server).complete(PLAIN)


def test_https_to_a_server_without_it_is_refused(scripted_server: ScriptedServer) -> None:
    url = scripted_server.url.replace("http:", "https:")

    with pytest.raises(RefusedError, match=r"does not speak https; write http:// in base_url\."):
        backend(scripted_server, base_url=url).complete(PLAIN)


def test_http_to_a_server_that_hangs_up_on_it_says_how_to_reach_it(
    secure_server: ScriptedServer,
) -> None:
    url = secure_server.url.replace("https:", "http:")

    with pytest.raises(UnreachableError, match=r"hung up .* write https:// in base_url"):
        backend(secure_server, base_url=url).complete(PLAIN)
