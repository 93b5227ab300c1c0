"""From a name in the config to a backend that is ready to be asked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from typing import Final

from summarise.config import Config
from summarise.config.tables import EXTRACTIVE
from summarise.errors import BackendError, ConfigError, RefusedError
from summarise.models import Backend, Completion, Prompt, Wrapper, model_name
from summarise.plugins import GROUPS

log = logging.getLogger(__name__)

GROUP: Final = GROUPS["backend"]

# For a source tree that was never installed, and so has no metadata.
_BUILT_IN: Final = (
    EntryPoint("openai", "summarise.models.openai:OpenAIBackend", GROUP),
    EntryPoint("local", "summarise.models.local:LocalBackend", GROUP),
)


def build(name: str, config: Config, environment: Mapping[str, str]) -> Backend:
    """Return the backend ``[backends.NAME]``, bare. Raises ConfigError.

    A kind is a class that is called with ``(name, config.backends[name], environment)``.
    """
    entry = config.backends.get(name)
    if entry is None:
        known = ", ".join(sorted(config.backends)) or "none"
        raise ConfigError(f"backends.{name}: there is no such backend (there are: {known})")
    made = _load(name, entry.kind)
    if any(kind.name == entry.kind for kind in _BUILT_IN):
        return made(name, entry, environment)
    try:
        return Guarded(made(name, entry, environment), name, "its plug-in")
    except ConfigError:
        raise
    except Exception as error:
        raise ConfigError(
            f"backends.{name}.kind: the plug-in for {entry.kind!r} could not be made "
            f"({type(error).__name__}), which is a mistake in it, or in what it needs"
        ) from error


class Guarded(Wrapper):
    """A backend whose ``code`` may be wrong: that costs its answers, and never the page."""

    def __init__(self, backend: Backend, name: str, code: str) -> None:
        super().__init__(backend)
        self._name = name
        self._code = code
        self.identity = str(getattr(backend, "identity", ""))

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError, whatever the backend raises or returns."""
        try:
            completion: object = self._backend.complete(prompt)
        except BackendError:
            raise
        except Exception as error:
            raise self._mistake(type(error).__name__) from error  # its text may hold anything
        if not isinstance(completion, Completion):
            raise self._mistake(f"it returned {type(completion).__name__}")
        if not (isinstance(completion.text, str) and isinstance(completion.model, str)):
            raise self._mistake("it returned a Completion without a text or a model")
        return replace(completion, model=model_name(completion.model))

    def count(self, text: str) -> int | None:
        """Return its count of the tokens of a text; None when there is none that can be used."""
        try:
            number: object = super().count(text)
        except Exception:
            log.debug("backend %s can't count", self._name, exc_info=True)
            return None
        return number if isinstance(number, int) else None

    def close(self) -> None:
        """Close it; the page is written by then."""
        try:
            super().close()
        except Exception as error:
            log.warning("backend %s could not be closed (%s)", self._name, type(error).__name__)

    def _mistake(self, what: str) -> RefusedError:
        log.debug("backend %s failed", self._name, exc_info=True)
        return RefusedError(
            f"backend {self._name} failed ({what}), which is a mistake in {self._code}", None
        )


def kinds() -> dict[str, EntryPoint]:
    """Return the kinds of backend that are installed, by name."""
    return {kind.name: kind for kind in (*_BUILT_IN, *entry_points(group=GROUP))}


def _load(name: str, kind: str) -> Callable[..., Backend]:
    known = kinds()
    if kind not in known:
        there_are = ", ".join(sorted([*known, EXTRACTIVE]))
        raise ConfigError(
            f"backends.{name}.kind: there is no such kind (there are: {there_are}); "
            "a plug-in that brings it must be installed beside summarise"
        )
    try:
        loaded: Callable[..., Backend] = known[kind].load()
    except Exception as error:  # a plug-in may raise anything as it is imported
        raise ConfigError(
            f"backends.{name}.kind: {kind!r} is installed but can't be loaded: {error}"
        ) from error
    return loaded
