"""OpenAI's Batch API: many prompts in one file, answered within a day, for less.

A batch lives on the server, and its id is all that a later process needs to go on with it. Who
keeps the id, and what becomes of the answers, is the caller's affair.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from itertools import chain
from typing import TYPE_CHECKING, Any, Final

from openai import APIConnectionError, APIStatusError, NotFoundError, OpenAIError

from summarise.backends.batch import files as batch_files
from summarise.backends.batch import state as batch_state
from summarise.backends.batch.files import BatchResults
from summarise.backends.batch.state import BatchState
from summarise.backends.openai import access
from summarise.backends.openai.body import HTTPClient
from summarise.backends.openai.client import client as connect
from summarise.backends.openai.server import Server
from summarise.backends.openai.translate import translate
from summarise.backends.openai.words import quoted, words
from summarise.backends.wrappers.deadline import Left
from summarise.backends.wrappers.retry import retrying
from summarise.config import BackendConfig
from summarise.errors import RefusedError, UnreachableError

if TYPE_CHECKING:
    import httpx2

__all__ = ["BatchClient", "BatchResults", "BatchState", "wait"]

FIRST_PAUSE: Final = 5.0
"""Seconds between the first two looks at a batch: a small one may be done within a minute."""

LONGEST_PAUSE: Final = 60.0
"""Seconds: where the growing ends. Hosts of batches advise a look every 30 to 60 seconds."""

GROWTH: Final = 1.5
"""What a pause is multiplied by to get the next one."""

LOOKS: Final = 3
"""How often a look at a server that can't be reached is tried before the next pause."""

_PIECE: Final = 64 * 1024


class BatchClient:
    """The batches of one server. ``name`` is the one in ``[backends.NAME]``.

    No call is made twice (see ``wait``). Each raises BackendError: UnreachableError where it may
    pass, RefusedError where the batch, or all of them, are out of the question. Making a client
    raises ConfigError when the key or the address can't be right.
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
        # Files take their time, and are large; what is said about a batch is neither.
        limited = http_client or HTTPClient(url, config.timeout)
        files = connect(url, key, config.timeout, http_client)
        batches = connect(url, key, config.timeout, limited)
        self._files, self._batches = files.files, batches.batches
        self._ours = (files, batches) if http_client is None else ()

    def submit(self, requests: Mapping[str, Mapping[str, Any]]) -> str:
        """Send the bodies of chat completions, by key, as one batch; return its id.

        An UnreachableError whose ``tokens`` are None may have begun a batch all the same: sent
        again, both are billed.
        """
        if not requests:
            raise RefusedError(f"There is nothing to ask of {self._server.who} in a batch.")
        file = ("summarise.jsonl", batch_files.written(requests), "application/jsonl")
        with self._asking(self._no_batches()):
            uploading = self._files.with_raw_response.create(file=file, purpose="batch")
        uploaded = batch_state.named(uploading.http_response.content, self._server)
        with self._asking(self._no_batches()):
            making = self._batches.with_raw_response.create(
                input_file_id=uploaded,
                endpoint=batch_files.ENDPOINT,
                completion_window="24h",
                metadata={"tool": "summarise"},
            )
        return batch_state.named(making.http_response.content, self._server)

    def state(self, id: str) -> BatchState:  # noqa: A002 - what everyone calls it
        """Look how far a batch is. One that failed as a whole is a RefusedError."""
        return batch_state.state(self._batch(id), self._server)

    def results(self, id: str, keys: Collection[str] | None = None) -> BatchResults:  # noqa: A002
        """Fetch the answers of a batch that is done; one that is not is a PendingError.

        ``keys`` are those that were asked. Without them the server's copy of the requests tells,
        and where it kept none, a key that no answer names is not in the failures either.
        """
        batch = self._batch(id)
        if not batch.done:
            raise batch_state.pending(id, batch_state.state(batch, self._server).sentence)
        if keys is None:
            keys = batch_files.keys(self._lines(batch.input_file_id)) or None
        gone = f"the answers of batch {id} are no longer kept; run again without --resume"
        found = chain(self._lines(batch.output_file_id, gone), self._lines(batch.error_file_id))
        return batch_files.results(found, self._server, keys, batch.missing)

    def cancel(self, id: str) -> None:  # noqa: A002
        """Stop a batch; what is answered by then is kept, and billed."""
        done = f"batch {id} is not cancelled, since it may be done: see with --resume {id}"
        with self._asking({**self._unknown(id), 400: done, 409: done}):
            self._batches.with_raw_response.cancel(id)

    def close(self) -> None:
        """Close the connections. A client that was handed in stays open: it is its owner's."""
        for client in self._ours:
            client.close()

    def _batch(self, id: str) -> batch_state.Batch:  # noqa: A002
        with self._asking(self._unknown(id)):
            looking = self._batches.with_raw_response.retrieve(id)
        return batch_state.batch(looking.http_response.content, self._server)

    def _lines(self, file_id: str | None, gone: str = "") -> Iterator[bytes]:
        """Yield the lines of a file. One that is not there has none, or is refused as ``gone``."""
        if file_id is not None:
            yield from batch_files.lines(self._pieces(file_id, gone))

    def _pieces(self, file_id: str, gone: str) -> Iterator[bytes]:
        with self._asking({404: gone}):
            try:
                with self._files.with_streaming_response.content(file_id) as response:
                    yield from _unbroken(response.iter_bytes(_PIECE), response.http_request)
            except NotFoundError:
                if gone:
                    raise

    @contextmanager
    def _asking(self, meanings: Mapping[int, str]) -> Iterator[None]:
        """Errors of the client become ours; ``meanings`` say what a status means for this call."""
        try:
            yield
        except APIStatusError as error:
            meaning = meanings.get(error.status_code)
            if meaning is None:
                raise translate(error, self._server) from error
            said = quoted(words(error.body), self._server)
            raise RefusedError(
                f"{self._server.who} answered {error.status_code}{said}; {meaning}."
            ) from error
        except OpenAIError as error:
            raise translate(error, self._server) from error

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


def wait(
    client: BatchClient,
    id: str,  # noqa: A002
    *,
    left: Left,
    sleep: Callable[[float], None],
    tell: Callable[[BatchState], None],
) -> BatchState:
    """Look at a batch until it is done, after pauses that grow; ``tell`` hears of each look.

    Raises PendingError when the next pause would outlast the seconds that are ``left``, and
    RefusedError. A server that can't be reached is asked again for as long.
    """
    state = BatchState(id, "unknown", False, 0, 0, 0, "")
    pause = FIRST_PAUSE
    while True:
        asked = 0.0
        try:
            state = retrying(LOOKS, sleep, left=left)(client.state, id)
        except UnreachableError as error:
            asked = error.retry_after or 0.0
            state = replace(state, sentence=f"Batch {id} is out of sight: {error}")
        tell(state)
        if state.done:
            return state
        if max(pause, asked) > left():
            raise batch_state.pending(id, state.sentence)
        sleep(max(pause, asked))
        pause = min(pause * GROWTH, LONGEST_PAUSE)


def _unbroken(pieces: Iterator[bytes], request: httpx2.Request) -> Iterator[bytes]:
    while True:
        try:
            piece = next(pieces, b"")
        except Exception as error:
            # While it streams, the client lets the errors of its HTTP library through; what goes
            # wrong in here is the connection. Their names would make that library a dependency.
            raise APIConnectionError(request=request) from error
        if not piece:
            return
        yield piece
