"""What a server says about a batch, and what that means: is it done, and how is it put to people.

The status is one of a few words at OpenAI. An unknown one is taken for a batch that goes on: the
run's time ends the wait for it, and its answers are not lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, Field, ValidationError

from summarise.backends.batch import files as batch_files
from summarise.backends.batch.errors import LostError
from summarise.backends.openai.server import Server
from summarise.backends.openai.words import shortened, words
from summarise.errors import PendingError, RefusedError

MOST_REASONS: Final = 3
"""How many of the reasons for which a server refused a batch a message quotes."""

ID: Final = r"[A-Za-z0-9_][A-Za-z0-9_.:/=+@,~-]{0,511}"
"""What an id looks like. It goes into addresses, and into a command that a person is told to type.
Hosts put slashes and base64 into theirs; quotes, spaces and a dash in front do not occur."""

_DONE: Final = frozenset({"completed", "expired", "cancelled"})
_SAID: Final = {
    "validating": "is being checked",
    "in_progress": "is being worked on",
    "finalizing": "is nearly done",
    "completed": "is done",
    "expired": "expired before it was done",
    "cancelling": "is being cancelled",
    "cancelled": "was cancelled",
}
_MISSING: Final = {"expired": batch_files.EXPIRED, "cancelled": batch_files.CANCELLED}

_Id = Annotated[str, Field(pattern=f"^{ID}$")]
# Some servers give an empty id where there is no file.
_NoId = Annotated[_Id | None, BeforeValidator(lambda given: given or None)]


@dataclass(frozen=True, slots=True)
class BatchState:
    """How far a batch is. ``status`` is the server's word, ``sentence`` is for people.

    ``done`` says that no more answers will come, not that all have. ``completed`` of the ``total``
    prompts are answered, ``failed`` won't be; all three are 0 where the server doesn't count.
    """

    id: str
    status: str
    done: bool
    failed: int
    completed: int
    total: int
    sentence: str


class _Named(BaseModel):
    id: _Id


class _Counts(BaseModel):
    completed: int | None = None
    failed: int | None = None
    total: int | None = None


class Batch(_Named):
    """A batch as the server describes it."""

    status: str
    output_file_id: _NoId = None
    error_file_id: _NoId = None
    request_counts: _Counts | None = None
    errors: Any = None  # a list under "data" at OpenAI, a text elsewhere

    @property
    def word(self) -> str:
        """The status as OpenAI writes it; some hosts shout it."""
        return self.status.lower()

    @property
    def done(self) -> bool:
        """Whether no more answers will come."""
        return self.word in _DONE

    @property
    def missing(self) -> str:
        """Why a prompt of this batch has no answer, where nothing else is said about it."""
        return _MISSING.get(self.word, batch_files.NOT_FOUND)

    @property
    def owes_answers(self) -> bool:
        """Whether its file of answers has any, as far as the server counts."""
        counted = self.request_counts.completed if self.request_counts else None
        return self.output_file_id is not None and counted != 0


def named(body: bytes, server: Server) -> str:
    """Return the id of what the server has just made. Raises RefusedError."""
    try:
        return _Named.model_validate_json(body).id
    except ValidationError as error:
        raise _nonsense(server) from error


def batch(body: bytes, server: Server) -> Batch:
    """Return what the server says about a batch; one that failed as a whole is a LostError."""
    try:
        said = Batch.model_validate_json(body)
    except ValidationError as error:
        raise _nonsense(server) from error
    if said.word == "failed":
        raise LostError(_refusal(said, server))
    return said


def state(said: Batch, server: Server) -> BatchState:
    """Return how far a batch is."""
    counts = said.request_counts or _Counts()
    completed, failed, total = counts.completed or 0, counts.failed or 0, counts.total or 0
    doing = _SAID.get(said.word) or f'is "{shortened(said.status, server)}"'
    sentence = f"Batch {said.id} of {server.who} {doing}"
    if total:
        sentence += f": {completed} of {total} prompts are answered"
    if total and said.done and completed < total:
        sentence += f", {total - completed} are not"
    return BatchState(said.id, said.status, said.done, failed, completed, total, f"{sentence}.")


def pending(id: str, sentence: str) -> PendingError:  # noqa: A002 - what everyone calls it
    """Return the error for a batch that is not done, or can't be seen to be."""
    return PendingError(sentence, f"Go on later with: summarise brief --resume {id}")


def _refusal(said: Batch, server: Server) -> str:
    data = said.errors.get("data") if isinstance(said.errors, Mapping) else None
    given = data if isinstance(data, list) else [said.errors]
    reasons = [one for one in (shortened(words(reason), server) for reason in given) if one]
    why = f" ({'; '.join(reasons[:MOST_REASONS])})" if reasons else ""
    more = f" and {len(reasons) - MOST_REASONS} more" if len(reasons) > MOST_REASONS else ""
    return (
        f"{server.who} refused batch {said.id}{why}{more}; mend what it names, "
        f'or set mode = "live" in [backends.{server.name}].'
    )


def _nonsense(server: Server) -> RefusedError:
    return RefusedError(
        f"{server.who} answered with something that is no batch; does base_url end in /v1, or "
        f'wherever its API begins? If it has no batches, set mode = "live" in '
        f"[backends.{server.name}]."
    )
