"""The toolbox as a server of the Model Context Protocol: over stdio, or HTTP with a token.

The official SDK (the extra ``mcp``) speaks the protocol; it is imported here, and this module when
it is used. Each call runs in a thread, one at a time. What fails is told in a sentence; a fault
that nobody thought of is told by its kind alone, for its text may hold anything.
"""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Awaitable, Callable, MutableMapping
from functools import partial
from ipaddress import ip_address
from socket import AF_INET, AF_INET6, SO_REUSEADDR, SOL_SOCKET, socket
from typing import Any, Final, TypeVar

import anyio
import anyio.to_thread
import uvicorn
from mcp import types
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.server.transport_security import TransportSecuritySettings
from mcp.shared.exceptions import MCPError

from summarise import __version__
from summarise.agents.toolbox import Toolbox
from summarise.ask.telling import UNTRUSTED
from summarise.errors import SummariseError, UsageError
from summarise.plain import one_line

log = logging.getLogger(__name__)

PAGE: Final = "summarise://page/"
"""What the address of a page begins with; the id of its run follows."""
PATH: Final = "/mcp"
INSTRUCTIONS: Final = (
    "Reports from many outlets, merged into cited pages. Every sentence of an answer cites the "
    f"reports it rests on; quote these with it. {UNTRUSTED}"
)
_READS: Final = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)
_READS_THE_WEB: Final = _READS.model_copy(update={"open_world_hint": True})

T = TypeVar("T")

_Scope = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
_Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
_App = Callable[[_Scope, _Receive, _Send], Awaitable[None]]


def server_of(toolbox: Toolbox) -> Server[Any]:
    """Return the server of a toolbox; what carries it is the caller's."""
    at_work = anyio.Lock()

    async def alone(work: Callable[[], T]) -> T:
        async with at_work:
            return await anyio.to_thread.run_sync(work)

    async def tools(_context: Any, _params: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[*_tools(toolbox)])

    async def call(_context: Any, params: types.CallToolRequestParams) -> types.CallToolResult:
        return await alone(partial(_called, toolbox, params.name, params.arguments or {}))

    async def resources(_context: Any, _params: Any) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=await alone(lambda: [*_pages(toolbox)]))

    async def templates(_context: Any, _params: Any) -> types.ListResourceTemplatesResult:
        one = types.ResourceTemplate(
            name="page", uri_template=f"{PAGE}{{run}}", mime_type="text/markdown",
            description="The page of a run, in Markdown.",
        )  # fmt: skip
        return types.ListResourceTemplatesResult(resource_templates=[one])

    async def read(
        _context: Any, params: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        text = await alone(partial(_page, toolbox, str(params.uri)))
        content = types.TextResourceContents(uri=params.uri, text=text, mime_type="text/markdown")
        return types.ReadResourceResult(contents=[content])

    return Server(
        "summarise",
        version=__version__,
        title="summarise",
        instructions=INSTRUCTIONS,
        on_list_tools=tools,
        on_call_tool=call,
        on_list_resources=resources,
        on_list_resource_templates=templates,
        on_read_resource=read,
    )


def _tools(toolbox: Toolbox) -> list[types.Tool]:
    return [
        types.Tool(
            name=tool.name,
            description=tool.about,
            input_schema=tool.input_schema,
            output_schema=tool.output_schema,
            annotations=_READS_THE_WEB if tool.name == "brief" else _READS,
        )
        for tool in toolbox.tools.values()
    ]


def _called(toolbox: Toolbox, name: str, arguments: dict[str, Any]) -> types.CallToolResult:
    """Return what a tool answers, or a sentence on why it does not."""
    tool = toolbox.tools.get(name)
    if tool is None:
        there_are = ", ".join(toolbox.tools)
        return _failed(f"there is no tool of this name (there are: {there_are})")
    try:
        value = tool.call(arguments)
    except SummariseError as error:
        return _failed(one_line(str(error)))
    except Exception as error:  # a fault of ours may not end the server
        log.exception("the tool %s failed in a way that nobody thought of", name)
        return _failed(f"{name} failed ({type(error).__name__}); please report it")
    text = types.TextContent(text=json.dumps(value, ensure_ascii=False))
    return types.CallToolResult(content=[text], structured_content=value)


def _failed(why: str) -> types.CallToolResult:
    return types.CallToolResult(content=[types.TextContent(text=why)], is_error=True)


def _pages(toolbox: Toolbox) -> list[types.Resource]:
    """Return the newest pages; no word of theirs, only when they were made and for which job."""
    return [
        types.Resource(
            uri=f"{PAGE}{run.id}",
            name=f"page {run.id}",
            title=f"The page of {run.began:%Y-%m-%d %H:%M} UTC, job {run.job}",
            mime_type="text/markdown",
        )
        for run in toolbox.pages()
    ]


def _page(toolbox: Toolbox, uri: str) -> str:
    """Return a page in Markdown. Raises MCPError."""
    if not uri.startswith(PAGE):
        raise MCPError(code=types.INVALID_PARAMS, message=f"a resource begins with {PAGE}")
    try:
        return toolbox.page(uri.removeprefix(PAGE))
    except SummariseError as error:
        raise MCPError(code=types.INVALID_PARAMS, message=one_line(str(error))) from error


def serve_stdio(toolbox: Toolbox) -> None:
    """Serve whoever started this process, until its standard input ends."""

    async def serve() -> None:
        server = server_of(toolbox)
        async with stdio_server() as (incoming, outgoing):
            await server.run(incoming, outgoing, server.create_initialization_options())

    anyio.run(serve)


def http_app(toolbox: Toolbox, address: str, token: str) -> _App:
    """Return what answers HTTP at an address of this machine, to whoever has the token.

    On loopback it is asked for under our own names alone, so that no page of the web gets at it by
    a name that it points here. Raises UsageError for what is no address.
    """
    try:
        alone = ip_address(address).is_loopback
    except ValueError:
        raise UsageError(
            f"--address {address}: is no address of this machine; write one as 192.168.1.20"
        ) from None
    names = [f"{name}:*" for name in ("localhost", "127.0.0.1", "[::1]")]
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=alone,
        allowed_hosts=names,
        allowed_origins=[f"http://{name}" for name in names],
    )
    app = server_of(toolbox).streamable_http_app(
        streamable_http_path=PATH, host=address, transport_security=security, json_response=True
    )
    return _with_token(app, token)


def serve_http(
    toolbox: Toolbox, address: str, port: int, token: str, ready: Callable[[str], None]
) -> None:
    """Serve HTTP until the process is told to end; ``ready`` is told where.

    Raises UsageError where nobody can listen there.
    """
    app = http_app(toolbox, address, token)
    config = uvicorn.Config(app, log_level="warning", access_log=False, server_header=False)
    with socket(AF_INET6 if ":" in address else AF_INET) as bound:
        try:
            bound.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
            bound.bind((address, port))
        except (OSError, OverflowError) as error:
            why = getattr(error, "strerror", None) or "there is no such port"
            raise UsageError(
                f"{address}, port {port}: can't be listened at ({why}); name another --port"
            ) from error
        host = f"[{address}]" if ":" in address else address
        ready(f"http://{host}:{bound.getsockname()[1]}{PATH}")
        uvicorn.Server(config).run(sockets=[bound])


def _with_token(app: _App, token: str) -> _App:
    """Return an app that answers only whoever brings ``Authorization: Bearer TOKEN``."""
    wanted = f"bearer {token}".encode()

    async def guarded(scope: _Scope, receive: _Receive, send: _Send) -> None:
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"")
            kind, _, rest = given.partition(b" ")
            if not secrets.compare_digest(kind.lower() + b" " + rest, wanted):
                head = [(b"content-type", b"text/plain"), (b"www-authenticate", b"Bearer")]
                await send({"type": "http.response.start", "status": 401, "headers": head})
                await send({"type": "http.response.body", "body": b"bring the token\n"})
                return
        await app(scope, receive, send)

    return guarded
