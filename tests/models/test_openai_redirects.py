"""Redirections: followed where the question survives them, and never with the key elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from summarise.errors import RefusedError
from tests.models.asking import KEY, PLAIN, backend
from tests.scripted import Scripted, ScriptedServer, completion, serving


def redirect(to: str, status: int = 307) -> Scripted:
    return Scripted(status, b"", {"location": to})


@pytest.fixture
def other_server() -> Iterator[ScriptedServer]:
    with serving() as server:
        yield server


@pytest.mark.parametrize("status", [307, 308])
def test_a_redirection_on_the_same_server_is_followed_with_the_key(
    scripted_server: ScriptedServer, status: int
) -> None:
    scripted_server.script(redirect("/v2/chat", status), Scripted(200, completion("Hello.")))

    assert backend(scripted_server).complete(PLAIN).text == "Hello."
    first, second = scripted_server.asked
    assert (second.method, second.path, second.json) == ("POST", "/v2/chat", first.json)
    assert second.headers["authorization"] == f"Bearer {KEY}"


def test_a_redirection_to_another_port_of_the_host_is_followed_without_the_key(
    scripted_server: ScriptedServer, other_server: ScriptedServer
) -> None:
    scripted_server.script(redirect(f"{other_server.url}/chat/completions"))
    other_server.script(Scripted(200, completion("Hello.")))

    assert backend(scripted_server).complete(PLAIN).text == "Hello."
    assert scripted_server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(other_server.asked[0])


def test_what_is_asked_is_not_taken_to_another_host(
    scripted_server: ScriptedServer, other_server: ScriptedServer
) -> None:
    there = other_server.url.replace("127.0.0.1", "localhost")
    scripted_server.script(redirect(f"{there}/chat/completions"))

    with pytest.raises(RefusedError, match=r"has moved to http://localhost:.* set base_url to it"):
        backend(scripted_server).complete(PLAIN)
    assert other_server.asked == []


def test_a_password_in_the_address_is_not_sent_elsewhere_either(
    scripted_server: ScriptedServer, other_server: ScriptedServer
) -> None:
    scripted_server.script(redirect(f"{other_server.url}/chat/completions"))
    other_server.script(Scripted(200, completion("Hello.")))
    url = scripted_server.url.replace("127.0.0.1", "me:hush@127.0.0.1")

    backend(scripted_server, base_url=url).complete(PLAIN)

    assert "authorization" not in other_server.asked[0].headers


@pytest.mark.parametrize("status", [301, 302, 303])
def test_a_redirection_that_would_lose_the_question_is_refused_and_says_where_to(
    scripted_server: ScriptedServer, other_server: ScriptedServer, status: int
) -> None:
    to = f"{other_server.url}/chat/completions?key={KEY}"
    scripted_server.script(redirect(to, status))

    with pytest.raises(RefusedError) as caught:
        backend(scripted_server).complete(PLAIN)

    assert f"has moved to {other_server.url}; if that is right, set base_url" in str(caught.value)
    assert KEY not in str(caught.value)
    assert not other_server.asked


def test_a_relative_redirection_is_told_as_the_address_that_it_leads_to(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(redirect("/api/v1/chat/completions", 301))
    there = scripted_server.url.replace("/v1", "/api/v1")

    with pytest.raises(RefusedError, match=f"has moved to {there};"):
        backend(scripted_server).complete(PLAIN)


def test_endless_redirections_are_refused(scripted_server: ScriptedServer) -> None:
    again = redirect("/v1/chat/completions")
    scripted_server.script(*[again] * 21)  # as many as the HTTP library follows, and the first

    with pytest.raises(RefusedError, match="redirects to nowhere, or in circles; check base_url"):
        backend(scripted_server).complete(PLAIN)


@pytest.mark.parametrize("to", ["ftp://127.0.0.1/", "http://a..b/", "http://[/", "mailto:me"])
@pytest.mark.parametrize("status", [301, 307])
def test_a_redirection_to_nowhere_is_an_error_of_ours(
    scripted_server: ScriptedServer, to: str, status: int
) -> None:
    scripted_server.script(redirect(to, status))

    with pytest.raises(RefusedError, match="base_url"):
        backend(scripted_server).complete(PLAIN)
