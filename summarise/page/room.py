"""How much fits into one call: facts are packed by it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from summarise.config import BackendConfig
from summarise.config.tables import Stage
from summarise.models import FRAME, Backend, Prompt, count, prompt_tokens
from summarise.page.fit import most_that_fit

T = TypeVar("T")
Strategy = Literal["page", "story", "fact"]

ROOMY = 16_384
"""Tokens of context from which a model is taken to be able to write a whole page at once."""


@dataclass(frozen=True, slots=True)
class Room:
    """How long a prompt and its answer may be together, and the answer alone, in tokens.

    However small the context is, half of it is left to the prompt.
    """

    context: int = 8192
    answer: int = 1024

    @classmethod
    def of(cls, settings: BackendConfig) -> Room:
        """Return the room that a model has."""
        return cls(settings.context, min(settings.max_tokens, settings.context // 2))


@dataclass(frozen=True, slots=True)
class StageModel:
    """Who is asked at a stage, the room that it has, and what the config calls it."""

    backend: Backend
    room: Room = Room()
    name: str = ""


def strategy_for(
    asked: Literal["auto", "page", "story", "fact"], models: Mapping[Stage, StageModel]
) -> Strategy:
    """Return the strategy: what the config says, or by the context of who would write the page."""
    if asked != "auto":
        return asked
    page = models.get("write.page")
    if page is not None and (page.room.context >= ROOMY or "write.fact" not in models):
        return "page"
    return "fact" if "write.fact" in models else "story"


def fits(prompt: Prompt, model: StageModel) -> bool:
    """Whether a prompt and its answer have room together.

    The estimate is on the safe side; a prompt that it calls too long is counted by the model itself
    where the backend offers that.
    """
    left = model.room.context - prompt.max_tokens
    if prompt_tokens(prompt) <= left:
        return True
    counted = count(model.backend, f"{prompt.system}\n{prompt.user}\n{prompt.schema or ''}")
    return counted is not None and counted + FRAME <= left


def packed(items: Sequence[T], fit: Callable[[Sequence[T]], bool]) -> list[list[T]]:
    """Return the items in groups that fit, in order and as few as that allows.

    An item that does not fit alone makes a group of its own: what to do with it is the caller's.
    """
    groups: list[list[T]] = []
    rest = list(items)
    while rest:
        size = most_that_fit(rest, fit)
        groups.append(rest[:size])
        rest = rest[size:]
    return groups
