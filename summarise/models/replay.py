"""A run's calls to models, written to a file, and a run that is played from one.

What is kept is what crosses the seam between the writer and its backends: each prompt, and its
answer or its error, whichever backend gave it. So a recording holds no key, it plays with any
backend in the config, and what a server's fault did to a page can be seen again.
"""

from __future__ import annotations

import difflib
import hashlib
import json
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from pathlib import Path
from typing import Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from summarise import errors
from summarise.errors import BackendError, InputError, ReplayError
from summarise.models import Backend, Completion, Prompt, Wrapper

FORMAT: Final = 1
MOST_SHOWN: Final = 24
"""Lines of a difference that are shown."""

_KINDS: Final[dict[str, type[BackendError]]] = {
    name: kind
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, BackendError)
}
"""The errors that a recording tells apart; another, of a plug-in, is what it is a kind of."""


class _Error(BaseModel):
    kind: str
    message: str


class _Call(BaseModel):
    """One prompt and what came of it: an answer or an error."""

    prompt: Prompt
    answer: Completion | None = None
    error: _Error | None = None


class _Recording(BaseModel):
    model_config = ConfigDict(extra="forbid")

    recording: Literal[1]
    calls: list[_Call]
    counts: dict[str, int | None]
    troubles: list[str]


class Recorder:
    """Collects what the models of a run are asked and what they answer; threads may share it.

    ``troubles`` are told in the end: who stood in for whom.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._calls: list[_Call] = []
        self.troubles: tuple[str, ...] = ()
        self._counts: dict[str, int | None] = {}

    def listening(self, backend: Backend) -> Backend:
        """Return the backend, with everything that it is asked written down."""
        return _Recorded(backend, self)

    def add(self, prompt: Prompt, outcome: Completion | BackendError) -> None:
        """Keep a prompt and what came of it."""
        if isinstance(outcome, Completion):
            call = _Call(prompt=prompt, answer=outcome)
        else:
            names = [kind.__name__ for kind in type(outcome).__mro__ if kind.__name__ in _KINDS]
            call = _Call(prompt=prompt, error=_Error(kind=names[0], message=str(outcome)))
        with self._lock:
            self._calls.append(call)

    def add_count(self, text: str, number: int | None) -> None:
        """Keep how many tokens a model counts: which facts share a prompt may hang on it."""
        with self._lock:
            self._counts[_hash(text)] = number

    def save(self, write: Callable[[Path, bytes], None]) -> None:
        """Write the recording, in an order that no thread has a hand in.

        A run that asked nothing leaves the file as it is: it may hold a good recording.
        """
        if not self._calls and not self._counts:
            return
        calls = sorted(self._calls, key=lambda call: _pretty(call.prompt))
        counts = dict(sorted(self._counts.items()))
        content = _Recording(
            recording=FORMAT, calls=calls, counts=counts, troubles=list(self.troubles)
        )
        write(self._path, f"{content.model_dump_json(indent=1)}\n".encode())


class _Recorded(Wrapper):
    def __init__(self, backend: Backend, recorder: Recorder) -> None:
        super().__init__(backend)
        self._recorder = recorder

    def complete(self, prompt: Prompt) -> Completion:
        try:
            completion = self._backend.complete(prompt)
        except BackendError as error:
            self._recorder.add(prompt, error)
            raise
        self._recorder.add(prompt, completion)
        return completion

    def count(self, text: str) -> int | None:
        number = super().count(text)
        self._recorder.add_count(text, number)
        return number


class Player:
    """The backend that answers from a recording, and asks nobody; threads may share it.

    ``troubles`` are those of the recorded run, ``answered`` the models in it. Raises InputError
    when the file is no recording.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        recording = _read(path)
        self._counts = recording.counts
        self.troubles = tuple(recording.troubles)
        self.answered = {call.answer.model for call in recording.calls if call.answer is not None}
        self._waiting: dict[str, deque[_Call]] = defaultdict(deque)
        for call in recording.calls:
            self._waiting[_pretty(call.prompt)].append(call)

    def complete(self, prompt: Prompt) -> Completion:
        """Answer, or fail, as it was recorded. Raises ReplayError, and BackendError."""
        asked = _pretty(prompt)
        with self._lock:
            waiting = self._waiting[asked]
            if not waiting:
                raise self._missing(prompt, asked)
            call = waiting.popleft()
        if call.error is not None:
            raise _KINDS.get(call.error.kind, BackendError)(call.error.message)
        if call.answer is None:
            raise ReplayError(f"{self._path}: holds a call without an answer; record it again")
        return call.answer

    def count(self, text: str) -> int | None:
        """Return the number of tokens that was counted when it was recorded."""
        return self._counts.get(_hash(text))

    def finish(self) -> None:
        """Raise ReplayError when calls were recorded that this run did not make."""
        left = [call for calls in self._waiting.values() for call in calls]
        if left:
            raise ReplayError(
                f"{self._path}: {len(left)} recorded calls were not made by this run, which reads "
                "or asks something else than the recorded one did; the first of them is below. "
                "Record it again with --record",
                details=_lines(_pretty(left[0].prompt).splitlines()),
            )

    def _missing(self, prompt: Prompt, asked: str) -> ReplayError:
        now = asked.splitlines()
        left = [
            recorded.splitlines()
            for recorded, calls in self._waiting.items()
            if calls and calls[0].prompt.name == prompt.name
        ]
        if not left:
            return ReplayError(
                f"{self._path}: holds no answer (any more) to a prompt {prompt.name!r}, below; "
                "record it again with --record",
                details=_lines(now),
            )
        closest = max(left, key=lambda then: difflib.SequenceMatcher(None, then, now).ratio())
        difference = difflib.unified_diff(closest, now, lineterm="", n=1)
        return ReplayError(
            f"{self._path}: holds no answer to a prompt {prompt.name!r}; the template or the input "
            "has changed as below (- recorded, + now). Record it again with --record",
            details=_lines(list(difference)[2:]),
        )


def _read(path: Path) -> _Recording:
    try:
        return _Recording.model_validate_json(path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: can't be read ({error.strerror})") from error
    except ValidationError as error:
        raise InputError(
            f"{path}: is no recording of this version; make one with --record"
        ) from error


def _pretty(prompt: Prompt) -> str:
    """Return a prompt as lines that a person can compare."""
    head = [f"prompt: {prompt.name}", f"max_tokens: {prompt.max_tokens}"]
    schema = [f"schema: {json.dumps(prompt.schema, sort_keys=True)}"]
    return "\n".join([*head, *schema, "", prompt.system, "", prompt.user])


def _lines(lines: list[str]) -> tuple[str, ...]:
    more = len(lines) - MOST_SHOWN
    return (*lines[:MOST_SHOWN], *([f"… and {more} more lines"] if more > 0 else []))


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
