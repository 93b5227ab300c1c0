"""Keys and addresses."""

from __future__ import annotations

import subprocess
import sys
from base64 import b64encode

import httpx2
import pytest

from summarise.config import BackendConfig
from summarise.errors import BackendError, ConfigError, RefusedError
from summarise.models.openai import OpenAIBackend
from tests.models.asking import KEY, PLAIN, backend, refusal
from tests.recordings import REPLAY_URL
from tests.scripted import Scripted, ScriptedServer, completion


@pytest.mark.parametrize("status", [400, 401, 403, 404, 429, 500])
def test_the_key_is_sent_but_never_in_the_error(
    scripted_server: ScriptedServer, status: int
) -> None:
    scripted_server.script(refusal(status, f"Bearer {KEY} can't do that"))

    with pytest.raises(BackendError) as caught:
        backend(scripted_server).complete(PLAIN)

    assert scripted_server.asked[0].headers["authorization"] == f"Bearer {KEY}"
    assert KEY not in str(caught.value)


def test_a_server_that_wants_no_key_gets_a_placeholder(scripted_server: ScriptedServer) -> None:
    scripted_server.script(Scripted(200, completion()))

    backend(scripted_server, api_key_env="").complete(PLAIN)

    assert scripted_server.asked[0].headers["authorization"] == "Bearer none"


@pytest.mark.parametrize("environment", [{}, {"MY_KEY": "  "}])
def test_a_missing_key_is_refused_by_the_name_of_its_variable(environment: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="MY_KEY is not set"):
        OpenAIBackend("small", BackendConfig(api_key_env="MY_KEY"), environment)


def test_a_key_that_no_header_can_hold_is_refused_without_being_shown() -> None:
    with pytest.raises(ConfigError, match="MY_KEY holds characters") as caught:
        OpenAIBackend("small", BackendConfig(api_key_env="MY_KEY"), {"MY_KEY": "sk-…\nx"})

    assert "sk-" not in str(caught.value)


def test_an_address_without_a_scheme_is_refused_without_being_shown() -> None:
    with pytest.raises(ConfigError, match=r"backends\.small\.base_url") as caught:
        OpenAIBackend("small", BackendConfig(base_url="sk-pasted"), {})

    assert "sk-pasted" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["http://a..b/v1", "http://x\n.example/v1", "http://x y/v1", "http://[::1/v1",
            f"http://{'a' * 70}.example/v1", "http://x:99999/v1", "ftp://x/v1", "http:///v1"]
)  # fmt: skip
def test_an_address_that_can_not_be_asked_at_is_refused_before_it_is(url: str) -> None:
    with pytest.raises(ConfigError, match=r"backends\.small\.base_url"):
        OpenAIBackend("small", BackendConfig(base_url=url), {})


def test_a_password_in_the_address_stays_out_of_messages(scripted_server: ScriptedServer) -> None:
    scripted_server.script(refusal(404, "no"))
    url = scripted_server.url.replace("127.0.0.1", "me:hush@127.0.0.1")

    with pytest.raises(RefusedError) as caught:
        backend(scripted_server, base_url=url).complete(PLAIN)

    assert "hush" not in str(caught.value)


def test_a_password_in_the_address_is_sent_and_not_logged(
    scripted_server: ScriptedServer, caplog: pytest.LogCaptureFixture
) -> None:
    scripted_server.counts = True
    scripted_server.script(Scripted(200, completion()), Scripted(200, {"count": 3}))
    asked = backend(scripted_server, base_url=scripted_server.url.replace("//", "//me:hu%20sh@"))
    with caplog.at_level("DEBUG"):
        asked.complete(PLAIN)
        assert asked.count("Hi.") == 3

    login = f"Basic {b64encode(b'me:hu sh').decode()}"
    assert [one.headers["authorization"] for one in scripted_server.asked] == [login, login]
    assert caplog.records
    assert not [one for one in ("hu%20sh", "hu sh", KEY, login) if one in caplog.text]


def test_what_the_client_would_take_from_the_environment_by_itself_is_not_sent(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-ambient")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-ambient")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-ambient")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-ambient")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Team: ambient\nAuthorization: Bearer ambient")
    scripted_server.script(Scripted(200, completion()))

    backend(scripted_server).complete(PLAIN)

    headers = scripted_server.asked[0].headers
    assert headers["authorization"] == f"Bearer {KEY}"
    assert not {"openai-organization", "openai-project", "x-team"} & set(headers)
    assert "ambient" not in str(headers)


def test_a_closed_backend_has_no_connection_and_opens_one_for_a_prompt_that_still_comes(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(*[Scripted(200, completion())] * 2)
    asked = backend(scripted_server)
    asked.close()
    asked.complete(PLAIN)
    client = asked._client
    asked.close()

    assert client
    assert client.is_closed()
    assert asked.complete(PLAIN).text == "Hello."
    asked.close()


def test_a_client_that_was_handed_in_is_left_open(
    scripted_server: ScriptedServer, http_client: httpx2.Client
) -> None:
    scripted_server.script(Scripted(200, completion()))
    asked = OpenAIBackend("small", BackendConfig(base_url=scripted_server.url), {}, http_client)
    asked.complete(PLAIN)
    asked.close()

    assert not http_client.is_closed


def test_importing_and_making_a_backend_does_not_import_openai() -> None:
    code = (
        "import sys, summarise.models, summarise.models.build, summarise.models.openai as o;"
        "from summarise.config import BackendConfig;"
        f"o.OpenAIBackend('x', BackendConfig(base_url='{REPLAY_URL}'), {{}});"
        "sys.exit('openai' in sys.modules or 'pydantic' in sys.modules)"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_proxy_of_the_environment_is_used_for_hosts_outside(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", scripted_server.url.removesuffix("/v1"))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    scripted_server.script(Scripted(200, completion()))

    backend(scripted_server, base_url="http://api.example/v1").complete(PLAIN)

    assert scripted_server.asked[0].path == "http://api.example/v1/chat/completions"


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "nonsense://user:p4ss@proxy"])
def test_no_proxy_stands_before_a_server_on_this_machine(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    scripted_server.script(Scripted(200, completion("Hello.")))

    assert backend(scripted_server).complete(PLAIN).text == "Hello."


def test_a_proxy_that_is_none_is_told_without_its_password(
    scripted_server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "nonsense://user:p4ss@proxy")

    with pytest.raises(RefusedError, match="the proxy that the environment names") as caught:
        backend(scripted_server, base_url="http://api.example/v1").complete(PLAIN)

    assert "p4ss" not in f"{caught.value!r} {caught.value.__cause__!r}"


def test_of_the_clients_own_headers_only_those_leave_that_a_call_needs(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(Scripted(200, completion()))

    backend(scripted_server).complete(PLAIN)

    assert set(scripted_server.asked[0].headers) == {
        "host", "accept", "accept-encoding", "authorization", "connection", "content-length",
        "content-type", "user-agent",
    }  # fmt: skip
