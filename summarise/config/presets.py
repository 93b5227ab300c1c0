"""Services that need no table of their own: a name and a model are enough.

``--backend groq --model NAME`` or ``backend = "groq"`` stands for a ``[backends.groq]`` with the
service's address, and with the variable that its key is usually in. A table that says where it
asks, by itself, is left as it is: a key goes to no other server than the one it was made for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from summarise.errors import ConfigError

_OWN: Final = frozenset({"kind", "base_url", "api_key_env"})
"""A table with one of these keys says for itself whom it asks."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One service: where it is asked, the variable with its key (none: it wants none).

    ``model`` is an example, and nobody's default; ``context`` is in tokens. ``start`` is the
    command that starts one on this machine.
    """

    base_url: str
    api_key_env: str = ""
    model: str = ""
    context: int = 128_000
    start: str = ""
    more: Mapping[str, object] = field(default_factory=dict)

    @property
    def table(self) -> dict[str, Any]:
        """Its keys, as a ``[backends.NAME]`` has them."""
        keys: dict[str, Any] = {"base_url": self.base_url, "api_key_env": self.api_key_env}
        return {key: value for key, value in keys.items() if value} | {
            "context": self.context,
            **self.more,
        }


PRESETS: Final[Mapping[str, Preset]] = {
    "openai": Preset("", "OPENAI_API_KEY", "gpt-5-mini"),
    "anthropic": Preset(
        "https://api.anthropic.com/v1", "ANTHROPIC_API_KEY", "claude-haiku-4-5", 200_000
    ),
    "gemini": Preset(
        "https://generativelanguage.googleapis.com/v1beta/openai",
        "GEMINI_API_KEY",
        "gemini-2.5-flash",
    ),
    "mistral": Preset(
        "https://api.mistral.ai/v1", "MISTRAL_API_KEY", "mistral-small-latest", 32_768
    ),
    "groq": Preset(
        "https://api.groq.com/openai/v1",
        "GROQ_API_KEY",
        "llama-3.3-70b-versatile",
        more={"requests_per_minute": 30},
    ),
    "openrouter": Preset("https://openrouter.ai/api/v1", "OPENROUTER_API_KEY", "openai/gpt-5-mini"),
    "ollama": Preset(
        "http://127.0.0.1:11434/v1",
        model="llama3.2:3b",
        context=4096,  # its own default; what is longer it cuts without a word
        start="ollama serve",
    ),
    "lmstudio": Preset(
        "http://127.0.0.1:1234/v1", model="qwen3-4b", context=8192, start="lms server start"
    ),
    "llamacpp": Preset(
        "http://127.0.0.1:8080/v1", model="model", context=8192, start="llama-server -m model.gguf"
    ),
}
"""In the order in which they are listed."""


def with_presets(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of a config with those of the services that they only name.

    Raises ConfigError for one without a model.
    """
    tables = data.get("backends", {})
    if not isinstance(tables, Mapping):
        return dict(data)
    asked = {*_named(data), *tables} & set(PRESETS)
    filled = {
        name: {**PRESETS[name].table, **tables.get(name, {})}
        for name in asked
        if isinstance(tables.get(name, {}), Mapping) and not _OWN & set(tables.get(name, {}))
    }
    for name, table in filled.items():
        if not table.get("model"):
            raise ConfigError(
                f"backends.{name}.model: names no model; write one, such as "
                f'"{PRESETS[name].model}", or add --model to --backend'
            )
    return {**data, "backends": {**tables, **filled}} if filled else dict(data)


def _named(data: Mapping[str, Any]) -> Iterator[str]:
    """Yield each backend that a config names, at whichever of its keys."""
    jobs = data.get("jobs", {})
    tables = [data.get("briefing", {}), data.get("meaning", {})]
    tables += jobs.values() if isinstance(jobs, Mapping) else ()
    for table in tables:
        if isinstance(table, Mapping):
            for key in ("backend", "fallback", "judge"):
                yield from _words(table.get(key))


def _words(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _words(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _words(one)
