"""``summarise mcp``: what was read and told, as tools for other programs."""

from __future__ import annotations

import argparse
import os
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from summarise.cli.common import FINE, add_config, command, config_of
from summarise.errors import UsageError, install
from summarise.logs import note

if TYPE_CHECKING:
    from summarise.cli.common import Commands

PORT = 8801
"""Where nobody says another: beside that of `summarise serve`."""
_SHORTEST = 16
"""Characters of a token that nobody guesses."""
_EPILOG = """\
tools: brief, latest, story, why, ask, corroborate, differences; resources: the pages that are kept.
None of them writes, sends or deletes anything. What reports say is handed on as data, marked so.

examples:
  summarise mcp --config morning.toml
  summarise mcp --config morning.toml --http --token-env NEWS_TOKEN\
"""


def add(commands: Commands) -> None:
    """Add the command and its options."""
    mcp = command(
        commands,
        "mcp",
        _serve,
        help="serve what was read and told to agents (the Model Context Protocol)",
        description="Serve tools over what the jobs of a config have read and told: over standard "
        "input and output, or, with --http, on this machine to whoever has the token.",
        epilog=_EPILOG,
    )
    add_config(mcp)
    mcp.add_argument("--http", action="store_true", help="over HTTP, not stdin and stdout")
    mcp.add_argument("--port", type=int, default=PORT, help="default: %(default)s")
    mcp.add_argument(
        "--address", metavar="ADDRESS", help="of this machine, to be reached at (default: loopback)"
    )
    mcp.add_argument(
        "--token-env",
        metavar="VARIABLE",
        help="the environment variable with the token for --http (default: one is made, and told)",
    )
    mcp.add_argument(
        "--allow",
        metavar="FOLDER",
        help="let the tool brief read files below it (default: it reads none)",
    )


def _serve(options: argparse.Namespace) -> int:
    config = config_of(options)
    allowed = Path(options.allow) if options.allow else None
    if allowed is not None and not allowed.is_dir():
        raise UsageError(f"--allow {allowed}: is no folder")
    try:
        from summarise.agents.mcp_server import serve_http, serve_stdio
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] in ("mcp", "uvicorn", "anyio"):
            raise UsageError(f"summarise mcp needs an extra: {install('mcp')}") from error
        raise
    from summarise.agents.toolbox import Toolbox

    toolbox = Toolbox(config, os.environ, allowed)
    if not options.http and (options.address or options.token_env):
        raise UsageError("--address and --token-env: are for --http")
    given = _given(options.token_env) if options.token_env else ""
    token = given or secrets.token_urlsafe(24)

    def ready(place: str) -> None:
        note(f"{place} answers whoever has the token; Ctrl-C ends it")
        if not given:
            note(f"token: {token}")

    try:
        if options.http:
            serve_http(toolbox, options.address or "127.0.0.1", options.port, token, ready)
        else:
            serve_stdio(toolbox)
    except KeyboardInterrupt:
        return FINE
    return FINE


def _given(variable: str) -> str:
    """Return the token that a variable holds. Raises UsageError."""
    token = os.environ.get(variable, "").strip()
    if len(token) < _SHORTEST or not (token.isascii() and token.isprintable()):
        raise UsageError(
            f"--token-env {variable}: holds no token; set it to {_SHORTEST} characters or more "
            "that nobody guesses"
        )
    return token
