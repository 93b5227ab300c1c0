"""Which backends are asked at which stage of the writing."""

from __future__ import annotations

from typing import Final, Literal, get_args

from summarise.config.tables import Config

Stage = Literal["write.fact", "write.story", "headline"]
STAGES: Final[tuple[Stage, ...]] = get_args(Stage)

EXTRACTIVE: Final = "extractive"
"""The name, and the kind, of the writer that needs no model."""


def named(config: Config, stage: Stage) -> str:
    """Return the name of the first backend of a stage; empty if it makes no call of its own."""
    backend = config.briefing.backend
    if isinstance(backend, str):
        return "" if stage == "headline" else backend
    if stage == "headline":
        return backend.headline
    return (backend.write.fact if stage == "write.fact" else backend.write.story) or backend.default


def chain(config: Config, stage: Stage) -> tuple[str, ...]:
    """Return the names of the models that are asked at a stage, in this order.

    The sources' own words always stand last, and so end the list where they are named.
    """
    names: list[str] = []
    for name in (named(config, stage), *config.briefing.fallback):
        if not name or is_extractive(config, name):
            break
        if name not in names:
            names.append(name)
    return tuple(names)


def is_extractive(config: Config, name: str) -> bool:
    """Whether this name stands for the sources' own words."""
    return name == EXTRACTIVE or (
        name in config.backends and config.backends[name].kind == EXTRACTIVE
    )
