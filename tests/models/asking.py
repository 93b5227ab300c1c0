"""What the tests of OpenAIBackend ask, and the backend that asks it of a scripted server."""

from __future__ import annotations

from typing import Any

from summarise.config import BackendConfig
from summarise.models import Prompt
from summarise.models.openai import OpenAIBackend
from summarise.models.openai.server import Server
from tests.scripted import Scripted, ScriptedServer

KEY = "sk-very-secret"
PLAIN = Prompt("greeting", "Be short.", "Say hello.", max_tokens=16)
SCHEMA = {
    "type": "object",
    "properties": {"colour": {"type": "string"}},
    "required": ["colour"],
}
ASKS_JSON = Prompt("colour", "Be short.", "Name one colour.", SCHEMA, max_tokens=32)


SERVER = Server("small", "http://127.0.0.1:1/v1", "m", 5, "KEY", KEY)
"""The same backend as a message names it, for what needs no server to be tested."""


def backend(server: ScriptedServer, **changes: Any) -> OpenAIBackend:
    config = BackendConfig(
        **{"base_url": server.url, "model": "m", "api_key_env": "KEY", "timeout": 5, **changes}
    )
    return OpenAIBackend("small", config, {"KEY": KEY})


def refusal(status: int, message: str, **error: str) -> Scripted:
    return Scripted(status, {"error": {"message": message, **error}})
