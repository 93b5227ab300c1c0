"""From a name in the config to a backend that is ready to be asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from summarise.backends import Backend
from summarise.config import Config
from summarise.errors import ConfigError

GROUP: Final = "summarise.backends"

# For a source tree that was never installed, and so has no metadata.
_BUILT_IN: Final = (
    EntryPoint("openai", "summarise.backends.openai:OpenAIBackend", GROUP),
    EntryPoint("local", "summarise.backends.local:LocalBackend", GROUP),
)


def build(name: str, config: Config, environment: Mapping[str, str]) -> Backend:
    """Return the backend ``[backends.NAME]``, bare. Raises ConfigError.

    A kind is a class that is called with ``(name, config.backends[name], environment)``.
    """
    entry = config.backends.get(name)
    if entry is None:
        known = ", ".join(sorted(config.backends)) or "none"
        raise ConfigError(f"backends.{name}: there is no such backend (there are: {known})")
    return _load(name, entry.kind)(name, entry, environment)


def kinds() -> dict[str, EntryPoint]:
    """Return the kinds of backend that are installed, by name."""
    return {kind.name: kind for kind in (*_BUILT_IN, *entry_points(group=GROUP))}


def _load(name: str, kind: str) -> Callable[..., Backend]:
    known = kinds()
    if kind not in known:
        there_are = ", ".join(sorted(known))
        raise ConfigError(
            f"backends.{name}.kind: there is no such kind (there are: {there_are}); "
            "a plug-in that brings it must be installed beside summarise"
        )
    try:
        loaded: Callable[..., Backend] = known[kind].load()
    except (ImportError, AttributeError) as error:
        raise ConfigError(
            f"backends.{name}.kind: {kind!r} is installed but can't be loaded: {error}"
        ) from error
    return loaded
