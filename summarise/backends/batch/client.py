"""OpenAI's Batch API: many prompts in one file, answered within a day, for less.

A batch lives on the server, and its id is all that a later process needs to go on with it. Who
keeps the id, and what becomes of the answers, is the caller's affair.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from openai import APIConnectionError, APIStatusError, NotFoundError, OpenAIError

from summarise.backends.batch import files as batch_files
from summarise.backends.batch import state as batch_state
from summarise.backends.batch.errors import DoubtError, LostError
from summarise.backends.batch.files import BatchResults, Line
from summarise.backends.batch.state import BatchState
from summarise.backends.batch.transfer import Timed, received
from summarise.backends.openai import access
from summarise.backends.openai.body import HTTPClient
from summarise.backends.openai.client import client as connect
from summarise.backends.openai.server import Server
from summarise.backends.openai.translate import translate
from summarise.backends.openai.words import quoted, words
from summarise.backends.wrappers.deadline import Left, deadline, endless
from summarise.config import BackendConfig
from summarise.errors import BackendError, RefusedError, UnreachableError

if TYPE_CHECKING:
    import httpx2

__all__ = ["BatchClient", "BatchResults", "BatchState"]

UPLOAD_SECONDS: Final = 600.0
"""How long the file of prompts may take to the server: that of a page has some 100 kB."""

# After these, of the statuses below 500, work may have begun all the same.
_MAY_HAVE_BEGUN: Final = frozenset({408, 409})

# What the client's HTTP library calls a connection that was never made (see openai.connection).
_NEVER_MADE: Final = frozenset({"ConnectError", "ConnectTimeout", "PoolTimeout", "ProxyError"})


class BatchClient:
    """The batches of one server. ``name`` is the one in ``[backends.NAME]``.

    No call is made twice. Each raises BackendError: UnreachableError where it may pass, LostError
    where a batch is, and RefusedError. Making a client raises ConfigError when the key or the
    address can't be right.
    """

    def __init__(
        self,
        name: str,
        config: BackendConfig,
        environment: Mapping[str, str],
        http_client: httpx2.Client | None = None,
    ) -> None:
        url = access.address(name, config)
        key = access.key(name, config, environment)
        self._server = Server.of(name, config, key)
        # Answers may be large, and take their time piece by piece; nothing else is, or does.
        limited = http_client or HTTPClient(url, config.timeout)
        answers = connect(url, key, config.timeout, http_client)
        others = connect(url, key, config.timeout, limited)
        self._downloads, self._uploads, self._batches = answers.files, others.files, others.batches
        self._ours = (answers, others) if http_client is None else ()

    def upload(self, requests: Mapping[str, Mapping[str, Any]], left: Left = endless) -> str:
        """Send the bodies of chat completions, by key, as a file; return its id.

        It costs nothing as long as no batch is made of it, so it may be sent again.
        """
        if not requests:
            raise RefusedError(f"There is nothing to ask of {self._server.who} in a batch.")
        seconds = min(UPLOAD_SECONDS, left())
        server = replace(self._server, timeout=seconds)
        slow = UnreachableError(
            f"The prompts did not reach {server.who} in the {max(seconds, 0):.0f} seconds that "
            "they may take; try again later, or raise budget.seconds."
        )
        if seconds <= 0:
            raise slow
        file = Timed(batch_files.written(requests), deadline(seconds), slow)
        with self._asking(self._no_batches(), server=server):
            uploading = self._uploads.with_raw_response.create(
                file=("summarise.jsonl", file, "application/jsonl"),
                purpose="batch",
                timeout=seconds,
            )
        return batch_state.named(uploading.http_response.content, self._server)

    def create(self, file_id: str) -> str:
        """Begin a batch with the prompts of a file; return its id.

        An UnreachableError says that it has not begun, for certain, and may be tried again. Where
        nobody knows, it is a DoubtError.
        """
        try:
            with self._asking(self._no_batches()):
                making = self._batches.with_raw_response.create(
                    input_file_id=file_id,
                    endpoint=batch_files.ENDPOINT,
                    completion_window="24h",
                    metadata={"tool": "summarise"},
                )
            return batch_state.named(making.http_response.content, self._server)
        except BackendError as error:
            if _has_begun_nothing(error):
                raise
            raise DoubtError(
                f"{error} A batch may have begun all the same, so it is not sent again."
            ) from error

    def state(self, id: str) -> BatchState:  # noqa: A002 - what everyone calls it
        """Look how far a batch is. One that failed as a whole is a LostError."""
        return batch_state.state(self._batch(id), self._server)

    def results(
        self,
        id: str,  # noqa: A002
        keys: Collection[str],
        left: Left = endless,
    ) -> BatchResults:
        """Fetch the answers of a batch that is done; one that is not is a PendingError.

        ``keys`` are those that were asked. When no seconds are ``left`` it is an UnreachableError.
        """
        batch = self._batch(id)
        if not batch.done:
            raise batch_state.pending(id, batch_state.state(batch, self._server).sentence)
        slow = UnreachableError(
            f"The answers of batch {id} did not come from {self._server.who} in the time that the "
            "run may take; raise budget.seconds."
        )
        gone = f"the answers of batch {id} are no longer kept; run the brief again to ask anew"
        answers = self._lines(batch.output_file_id, left, slow, gone)
        first = next(answers, None)
        if first is None and batch.owes_answers:
            raise UnreachableError(
                f"The file of answers of batch {id}, from {self._server.who}, holds nothing that "
                f'can be read; if it stays so, set mode = "live" in [backends.{self._server.name}].'
            )
        found = chain([first] if first else [], answers)
        errors = self._lines(batch.error_file_id, left, slow)
        return batch_files.results(chain(found, errors), self._server, keys, batch.missing)

    def close(self) -> None:
        """Close the connections. A client that was handed in stays open: it is its owner's."""
        for client in self._ours:
            client.close()

    def _batch(self, id: str) -> batch_state.Batch:  # noqa: A002
        with self._asking(self._unknown(id), LostError):
            looking = self._batches.with_raw_response.retrieve(id)
        return batch_state.batch(looking.http_response.content, self._server)

    def _lines(
        self, file_id: str | None, left: Left, slow: UnreachableError, gone: str = ""
    ) -> Iterator[Line]:
        """Yield the lines of a file. One that is not there has none, or is lost as ``gone``."""
        if file_id is not None:
            pieces = self._pieces(file_id, left, slow, gone)
            yield from batch_files.parsed(batch_files.lines(pieces))

    def _pieces(
        self, file_id: str, left: Left, slow: UnreachableError, gone: str
    ) -> Iterator[bytes]:
        seconds = min(self._server.timeout, left())
        if seconds <= 0:
            raise slow
        with self._asking({404: gone}, LostError):
            try:
                asking = self._downloads.with_streaming_response.content(file_id, timeout=seconds)
                with asking as response:
                    pieces, request = response.iter_bytes(), response.http_request
                    yield from received(pieces, request, left, slow)
            except NotFoundError:
                if gone:
                    raise

    @contextmanager
    def _asking(
        self,
        meanings: Mapping[int, str],
        kind: type[RefusedError] = RefusedError,
        server: Server | None = None,
    ) -> Iterator[None]:
        """Errors of the client become ours; ``meanings`` say what a status means for this call."""
        server = server or self._server
        try:
            yield
        except APIStatusError as error:
            meaning = meanings.get(error.status_code)
            if meaning is None:
                raise translate(error, server) from error
            said = quoted(words(error.body), server)
            raise kind(f"{server.who} answered {error.status_code}{said}; {meaning}.") from error
        except OpenAIError as error:
            raise translate(error, server) from error

    def _no_batches(self) -> dict[int, str]:
        live = f'set mode = "live" in [backends.{self._server.name}]'
        none = f"this server offers no batches: {live} (or base_url does not end in /v1)"
        return {
            400: f"it does not take this batch; if it takes none at all, {live}",
            404: none,
            405: none,
            413: f"the batch is too large for it: {live}",
            501: none,
        }

    def _unknown(self, id: str) -> dict[int, str]:  # noqa: A002
        """Check an id, which a person may have typed, and say what it means that it is unknown."""
        if not re.fullmatch(batch_state.ID, id):
            raise RefusedError(f"{id!r} is not the id of a batch; copy it again.")
        where = f"[backends.{self._server.name}] and its key"
        return {404: f"it has no batch {id}: check the id, and that it was made with {where}"}


def _has_begun_nothing(error: BackendError) -> bool:
    """Whether it is certain that no batch was made by a call that ended in this error."""
    cause, refused = error.__cause__, isinstance(error, RefusedError)
    if isinstance(cause, APIStatusError):
        return refused or (cause.status_code < 500 and cause.status_code not in _MAY_HAVE_BEGUN)
    if isinstance(cause, APIConnectionError):
        return refused or type(cause.__cause__).__name__ in _NEVER_MADE
    return False
