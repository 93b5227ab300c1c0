"""Asking a model: a template is filled in, the answer read, a useless one asked for again."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from pydantic import BaseModel

from summarise.config.tables import STAGES, Stage
from summarise.errors import BackendError, BadAnswerError, CutError, DeclinedError, SpentError
from summarise.models import Backend, Prompt
from summarise.models.json_answer import parse
from summarise.models.prompts import Prompts
from summarise.page.room import Room, StageModel, fits
from summarise.page.trial import Trial

if TYPE_CHECKING:
    from summarise.models.chains import Models

T = TypeVar("T")
Kind = TypeVar("Kind", bound=BaseModel)

AGAIN = "Answer again, with JSON only."
AGAIN_IN_FORM = "Answer again, in the form that was asked for."
SPENT = "the budget of the run is used up"
QUOTED = "sources are quoted instead"
"""What happens where a model does not deliver, and nothing else is tried."""


@dataclass(frozen=True, slots=True)
class Answered(Generic[T]):
    """An answer, and who gave it."""

    value: T
    model: str


def desk_of(models: Models, prompts: Prompts) -> Desk:
    """Return a desk with the models of a run at their stages. Raises PromptError.

    A template that is broken is found before anything is paid for.
    """
    voices = {
        stage: StageModel(backend, Room.of(models.settings(stage)), models.name(stage))
        for stage in STAGES
        if (backend := models.stage(stage)) is not None
    }
    if voices:
        prompts.check()
    return Desk(voices, prompts)


class _UnparsedError(BadAnswerError):
    """An answer came, and is not what was asked for; the message may go to the model."""


class Desk:
    """Where models are asked: who is asked at which stage, with which templates, and what failed.

    ``models`` holds who is asked at each stage; a stage without one is left out. ``trial`` is of
    whoever words facts and stories.
    """

    def __init__(self, models: Mapping[Stage, StageModel], prompts: Prompts) -> None:
        self.models = models
        self.trial = Trial()
        self._prompts = prompts
        self._lock = threading.Lock()
        self._troubles: dict[str, str | None] = {}
        self._templates: set[str] = set()

    @property
    def degraded(self) -> tuple[str, ...]:
        """What was not done as asked for so far, in sentences, each once.

        Of a backend that was given up, only that is told.
        """
        given_up = self.trial.concerns
        troubles = {told for told, backend in self._troubles.items() if not given_up(backend)}
        return tuple(sorted({*troubles, *self.trial.troubles}))

    @property
    def templates(self) -> frozenset[str]:
        """The names of the prompt templates that were put to a model so far."""
        return frozenset(self._templates)

    def prompt(
        self, name: str, kind: type[BaseModel] | None, tokens: int, **values: object
    ) -> Prompt:
        """Return the prompt that asks for an answer of a kind, in at most so many tokens.

        Without a kind, it asks for a text.
        """
        asked = self._prompts.render(name, **values)
        schema = _bare(kind.model_json_schema()) if kind else None
        return Prompt(asked.name, asked.system, asked.user, schema, tokens)

    def fits(self, stage: Stage, prompt: Prompt) -> bool:
        """Whether a prompt and its answer have room with who is asked at a stage."""
        model = self.models.get(stage)
        return model is not None and fits(prompt, model)

    def answer(
        self, stage: Stage, name: str, kind: type[Kind], tokens: int, instead: str, **values: object
    ) -> Answered[Kind]:
        """Ask for JSON, and once more with the reason if the answer is of no use.

        Raises BackendError when that fails, having noted it with what stands ``instead``; without a
        call, it is a DeclinedError where the prompt does not fit the model's context, a
        BadAnswerError where nobody is asked.
        """
        prompt = self.prompt(name, kind, self._most(stage, tokens), **values)
        return self._asked(stage, prompt, lambda text: parse(text, kind), AGAIN, instead)

    def text(
        self,
        stage: Stage,
        name: str,
        read: Callable[[str], T],
        tokens: int,
        instead: str,
        **values: object,
    ) -> Answered[T]:
        """Ask for a text, as ``answer`` asks for JSON.

        What ``read`` raises a BadAnswerError for is of no use.
        """
        prompt = self.prompt(name, None, self._most(stage, tokens), **values)
        return self._asked(stage, prompt, read, AGAIN_IN_FORM, instead)

    def _most(self, stage: Stage, tokens: int) -> int:
        """Return the tokens that an answer at a stage may have. Raises BadAnswerError."""
        if stage not in self.models:
            raise BadAnswerError(f"there is no model for {stage}")
        return min(tokens, self.models[stage].room.answer)

    def _asked(
        self, stage: Stage, prompt: Prompt, read: Callable[[str], T], again: str, instead: str
    ) -> Answered[T]:
        model = self.models[stage]
        try:
            if not fits(prompt, model):
                raise DeclinedError(f"a prompt ({prompt.name}) is longer than the model's context")
            self._templates.add(prompt.name)
            return _repaired(model.backend, prompt, read, again)
        except BackendError as error:
            spent = isinstance(error, SpentError)
            what = SPENT if spent else "the model did not deliver"
            self.note(f"{what}, and {QUOTED if spent else instead}: {error}", model.name)
            raise

    def note(self, trouble: str, backend: str | None = None) -> None:
        """Keep a sentence on what was not done as asked for, and by which backend."""
        with self._lock:
            self._troubles[trouble] = backend


def _repaired(
    backend: Backend, prompt: Prompt, read: Callable[[str], T], again: str
) -> Answered[T]:
    """Return an answer; one of no use is asked for once more, with the reason."""
    try:
        return _read(backend, prompt, read)
    except DeclinedError:
        raise
    except CutError:
        reason = "It was longer than it may be."
    except _UnparsedError as error:
        reason = str(error)
    except BadAnswerError:
        # What else a server says may name its address, which is no business of the model's.
        reason = "It was empty."
    user = f"{prompt.user}\n\nYour last answer could not be used: {reason} {again}"
    return _read(backend, replace(prompt, user=user), read)


def _read(backend: Backend, prompt: Prompt, read: Callable[[str], T]) -> Answered[T]:
    completion = backend.complete(prompt)
    who = " / ".join(part for part in (completion.backend, completion.model) if part)
    try:
        return Answered(read(completion.text), who)
    except BadAnswerError as error:
        raise _UnparsedError(str(error)) from error


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a JSON Schema without its docstrings, which a small model takes for the task."""
    return {
        key: _bare(value) if isinstance(value, dict) else value
        for key, value in schema.items()
        if not (key in ("title", "description") and isinstance(value, str))
    }
