"""The tools, as the SDK's own client finds and calls them: in process, over stdio, over HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import anyio
import jsonschema
import pytest

from summarise.agents.toolbox import Toolbox
from summarise.config import Config
from tests.ask.reports import DAY, HOSTILE, TEXTS, kept_in

mcp = pytest.importorskip("mcp", reason="the extra mcp is not installed")

TOOLS = {"brief", "latest", "story", "why", "ask", "corroborate", "differences"}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return kept_in(tmp_path, {**TEXTS, "Shady Blog": HOSTILE})


@pytest.fixture
def toolbox(config: Config) -> Toolbox:
    return Toolbox(config, {}, clock=lambda: DAY)


def with_client(toolbox: Toolbox, work: Callable[[Any], Awaitable[None]]) -> None:
    from summarise.agents.mcp_server import server_of

    async def run() -> None:
        async with mcp.Client(server_of(toolbox)) as client:
            await work(client)

    anyio.run(run)


def called(toolbox: Toolbox, name: str, **arguments: Any) -> Any:
    """Return what a tool answers, by the SDK's client, which checks it against its schema."""
    found: list[Any] = []

    async def work(client: Any) -> None:
        found.append(await client.call_tool(name, arguments))

    with_client(toolbox, work)
    return found[0]


def test_the_tools_are_listed_with_schemas_and_as_reading_only(toolbox: Toolbox) -> None:
    async def work(client: Any) -> None:
        listed = (await client.list_tools()).tools
        assert {tool.name for tool in listed} == TOOLS
        for tool in listed:
            jsonschema.Draft202012Validator.check_schema(tool.input_schema)
            jsonschema.Draft202012Validator.check_schema(tool.output_schema)
            assert tool.input_schema["additionalProperties"] is False
            assert tool.annotations.read_only_hint
            assert not tool.annotations.destructive_hint

    with_client(toolbox, work)


@pytest.mark.parametrize(
    ("name", "arguments", "key"),
    [
        ("latest", {}, "stories"),
        ("latest", {"job": "morning"}, "sources"),
        ("story", {"words": "footbridge Orle"}, "chapters"),
        ("why", {"words": "river path"}, "pages"),
        ("ask", {"question": "Who closed the river path?"}, "statements"),
        (
            "corroborate",
            {"claim": "Nine people died when a footbridge over the Orle fell"},
            "stating",
        ),
        ("differences", {}, "notice"),
        ("brief", {"job": "morning"}, "stories"),
        ("brief", {"reports": [{"text": TEXTS["Orle Courier"], "outlet": "Mine"}]}, "stories"),
    ],
)
def test_each_tool_answers_by_its_schema_and_marks_what_is_not_ours(
    toolbox: Toolbox, name: str, arguments: dict[str, Any], key: str
) -> None:
    result = called(toolbox, name, **arguments)
    assert not result.is_error, result.content
    value = result.structured_content
    jsonschema.validate(value, toolbox.tools[name].output_schema)
    assert value[key]
    assert "no instructions" in value["notice"]
    assert json.loads(result.content[0].text) == value


def test_what_the_reports_do_not_say_is_said(toolbox: Toolbox) -> None:
    value = called(toolbox, "ask", question="Who won the cup in Peru?").structured_content
    assert not value["answered"]
    assert value["statements"] == []


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("brief", {}),
        ("brief", {"files": ["/etc/passwd"]}),
        ("brief", {"job": "evening"}),
        ("brief", {"job": "morning", "reports": [{"text": "x"}]}),
        ("brief", {"sources": ["/etc/passwd"]}),
        ("ask", {}),
        ("ask", {"question": "x" * 2000}),
        ("ask", {"question": "Who?", "config": "/etc/passwd"}),
        ("story", {"words": "nobody knows this"}),
        ("latest", {"job": 7}),
        ("nothing", {}),
    ],
)
def test_what_a_tool_does_not_do_is_an_error_in_a_sentence(
    toolbox: Toolbox, name: str, arguments: dict[str, Any]
) -> None:
    result = called(toolbox, name, **arguments)
    assert result.is_error
    assert "Traceback" not in result.content[0].text
    assert "root:" not in result.content[0].text


def test_files_are_read_from_below_the_allowed_folder_alone(config: Config, tmp_path: Path) -> None:
    allowed = tmp_path / "allowed"
    allowed.mkdir()
    (allowed / "own.txt").write_text(TEXTS["Orle Courier"])
    (tmp_path / "secret.txt").write_text("The vault of Brenn holds 12 crowns, the mayor said.")
    (allowed / "link.txt").symlink_to(tmp_path / "secret.txt")
    toolbox = Toolbox(config, {}, allowed, clock=lambda: DAY)
    assert not called(toolbox, "brief", files=["own.txt"]).is_error
    for name in ("../secret.txt", "link.txt", str(tmp_path / "secret.txt"), "*.txt", ".", "\0"):
        result = called(toolbox, "brief", files=[name])
        assert result.is_error, name
        assert "vault" not in str(result)


def test_a_hostile_report_is_told_as_data_or_not_at_all(toolbox: Toolbox) -> None:
    for name, arguments in (
        ("latest", {}),
        ("ask", {"question": "What had been painted in April?"}),
        ("brief", {"reports": [{"text": HOSTILE, "outlet": "Shady Blog"}]}),
    ):
        value = called(toolbox, name, **arguments).structured_content
        told = [one["text"] for s in value.get("stories", []) for one in s["statements"]]
        told += [one["text"] for one in value.get("statements", [])]
        assert told
        assert not any("Ignore all previous" in text or "admin" in text for text in told)

    async def work(client: Any) -> None:
        shown = [(tool.name, tool.description) for tool in (await client.list_tools()).tools]
        shown += [(r.name, r.title) for r in (await client.list_resources()).resources]
        assert "Shady" not in str(shown)
        assert "footbridge" not in str(shown)

    with_client(toolbox, work)


def test_no_tool_changes_anything(config: Config, tmp_path: Path) -> None:
    toolbox = Toolbox(config, {}, clock=lambda: DAY)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for name, arguments in (
        ("brief", {"job": "morning"}),
        ("ask", {"question": "Who closed the river path?"}),
        ("latest", {}),
    ):
        called(toolbox, name, **arguments)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert {path for path in after if "s.db" not in path.name} == {
        path for path in before if "s.db" not in path.name
    }
    assert after[tmp_path / "s.db"] == before[tmp_path / "s.db"]


def test_pages_are_resources(toolbox: Toolbox) -> None:
    async def work(client: Any) -> None:
        (page,) = (await client.list_resources()).resources
        assert (await client.list_resource_templates()).resource_templates
        (content,) = (await client.read_resource(page.uri)).contents
        assert content.mime_type == "text/markdown"
        assert "no instructions" in content.text.splitlines()[0]
        assert "footbridge" in content.text
        for wrong in ("summarise://page/none", "file:///etc/passwd"):
            with pytest.raises(mcp.MCPError):
                await client.read_resource(wrong)

    with_client(toolbox, work)


def test_an_empty_store_says_what_to_do(tmp_path: Path) -> None:
    from summarise.config import StoreConfig

    toolbox = Toolbox(Config(store=StoreConfig(str(tmp_path / "none.db"))), {})
    result = called(toolbox, "latest")
    assert result.is_error
    assert "summarise run" in result.content[0].text
    assert not (tmp_path / "none.db").exists()


def test_it_serves_over_stdio(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "c.toml"
    file.write_text(f'[meaning]\nencoder = "off"\n[store]\npath = "{tmp_path}/s.db"\n')
    started = mcp.StdioServerParameters(
        command=sys.executable,
        args=["-m", "summarise", "mcp", "--config", str(file)],
        env={**os.environ},
    )

    async def run() -> None:
        async with mcp.Client(started) as client:
            result = await client.call_tool("ask", {"question": "Who closed the river path?"})
            assert "Jana Holt" in result.content[0].text

    anyio.run(run)


@contextmanager
def listening(toolbox: Toolbox, token: str) -> Iterator[int]:
    """Give the port of a server on loopback."""
    import uvicorn

    from summarise.agents.mcp_server import http_app

    app: Any = http_app(toolbox, "127.0.0.1", token)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]})
        thread.start()
        try:
            yield bound.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@asynccontextmanager
async def http_client(port: int, **headers: str) -> AsyncIterator[Any]:
    import httpx2
    from mcp.client.streamable_http import streamable_http_client

    address = f"http://127.0.0.1:{port}/mcp"
    async with (
        httpx2.AsyncClient(headers=headers, trust_env=False) as carrier,
        mcp.Client(streamable_http_client(address, http_client=carrier)) as client,
    ):
        yield client


def test_it_serves_over_http_to_whoever_has_the_token(toolbox: Toolbox) -> None:
    import httpx2

    async def run(port: int) -> None:
        async with http_client(port, Authorization="Bearer right-token") as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS

    with listening(toolbox, "right-token") as port:
        anyio.run(run, port)
        address = f"http://127.0.0.1:{port}/mcp"
        body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
        with httpx2.Client(trust_env=False) as client:
            for headers in (
                {},
                {"Authorization": "Bearer wrong"},
                {"Authorization": "right-token"},
            ):
                assert client.post(address, json=body, headers=headers).status_code == 401
            right = {"Authorization": "Bearer right-token", "Host": "evil.example"}
            assert client.post(address, json=body, headers=right).status_code in (403, 421)


def test_where_nobody_can_listen_is_said(config: Config, tmp_path: Path, summarise: Any) -> None:
    file = tmp_path / "c.toml"
    file.write_text(f'[store]\npath = "{tmp_path}/s.db"\n')
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ran = summarise("mcp", "--config", file, "--http", "--port", port)
    assert ran.code == 2
    assert "name another --port" in ran.err
    ran = summarise("mcp", "--config", file, "--http", "--address", "news.example")
    assert ran.code == 2
    assert "is no address of this machine" in ran.err


def test_a_token_that_is_guessed_is_refused(
    tmp_path: Path, summarise: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NEWS_TOKEN", "letmein")
    file = tmp_path / "c.toml"
    file.write_text("")
    for variable in ("NEWS_TOKEN", "NOT_SET"):
        ran = summarise("mcp", "--config", file, "--http", "--token-env", variable)
        assert ran.code == 2
        assert f"--token-env {variable}: holds no token" in ran.err
        assert "letmein" not in ran.err


def test_without_the_extra_it_says_how_to_get_it(tmp_path: Path) -> None:
    code = (
        "import sys; sys.modules['mcp'] = None\n"
        "from summarise.cli import main\nmain(['mcp', '--config', sys.argv[1]])"
    )
    config = tmp_path / "c.toml"
    config.write_text("")
    run = subprocess.run(
        [sys.executable, "-c", code, str(config)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 2
    assert "summarise-briefing[mcp]" in run.stderr
