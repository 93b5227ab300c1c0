"""How much fits into one call: facts, and the reports of a sheet, are packed by it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import groupby
from typing import Literal, TypeVar

from summarise.config import BackendConfig
from summarise.config.tables import ROOMY, Stage
from summarise.models import FRAME, Backend, Prompt, count, prompt_tokens, tokens
from summarise.models.prompts import data
from summarise.page.fit import most_that_fit
from summarise.page.sheet import Report, Sheet, head_of

T = TypeVar("T")
Strategy = Literal["page", "story", "fact"]

FENCE = 16
"""Tokens round a report, as a model is given it."""
EVENER = (1.02, 1.05, 1.1, 1.2)
"""How much more than its even share a pack may hold, as long as that makes no more packs."""


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


@dataclass(frozen=True, slots=True)
class Pack:
    """Numbers of sentences that are put to a model together, and the tokens that they take."""

    numbers: tuple[str, ...]
    tokens: int


def packs_of(sheet: Sheet, zone: tzinfo | None, most: int) -> list[Pack]:
    """Return a sheet in packs of at most so many tokens, in its order, about as long as each other.

    A story that is longer is parted between its reports, and a report that is longer between its
    sentences; a sentence that is longer is a pack of its own. Tokens are counted on the safe side.
    """
    units = [*_units(sheet, zone, most)]
    packs = _grouped(units, most)
    even = sum(unit.tokens for unit in units) / max(1, len(packs))
    for slack in EVENER:
        evener = _grouped(units, min(most, even * slack))
        if len(evener) == len(packs):
            return evener
    return packs


def _grouped(units: Sequence[Pack], most: float) -> list[Pack]:
    groups: list[list[Pack]] = []
    size = 0
    for unit in units:
        if not groups or size + unit.tokens > most:
            groups.append([])
            size = 0
        groups[-1].append(unit)
        size += unit.tokens
    return [_joined(group) for group in groups]


def _units(sheet: Sheet, zone: tzinfo | None, most: int) -> Iterator[Pack]:
    """Yield what is not to be parted, a story if it is short enough."""
    for _, reports in groupby(sheet.reports, lambda report: sheet.story_of[report.document.id]):
        parts = [part for report in reports for part in _parts(report, zone, most)]
        story = _joined(parts)
        yield from [story] if story.tokens <= most else parts


def _parts(report: Report, zone: tzinfo | None, most: int) -> Iterator[Pack]:
    head = FENCE + tokens(head_of(report, zone))
    numbers: list[str] = []
    size = head
    for line in report.lines:
        # In another pack than the words that it repeats, a line is shown in full.
        own = 1 + tokens(f"{line.number} ") + tokens(data(line.sentence.text))
        if numbers and size + own > most:
            yield Pack(tuple(numbers), size)
            numbers, size = [], head
        numbers.append(line.number)
        size += own
    yield Pack(tuple(numbers), size)


def _joined(packs: Sequence[Pack]) -> Pack:
    numbers = tuple(number for pack in packs for number in pack.numbers)
    return Pack(numbers, sum(pack.tokens for pack in packs))
