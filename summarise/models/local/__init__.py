"""A model on this machine, with nothing to run by hand: ``kind = "local"``.

llama.cpp's own server is started as a child process (child.py, in which serve.py runs), is asked
like any other server, and ends with its parent, however that ends. So a crash of native code costs
a restart and not the run.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from summarise.config import BackendConfig
from summarise.errors import BackendError, RefusedError, UnreachableError
from summarise.models import Completion, Prompt
from summarise.models.local.child import ChildServer, Weights
from summarise.models.openai import OpenAIBackend
from summarise.models.openai.dialect import Dialect

START_SECONDS: Final = 120.0
"""Seconds that a model may take to be ready: SmolLM2 takes one, forty gigabytes from a disk more
than a minute."""

log = logging.getLogger(__name__)

T = TypeVar("T")


class LocalBackend:
    """A model on this machine; nothing is started before it is first asked.

    ``name`` is the one in ``[backends.NAME]``. Threads may share it; ``in_flight`` of them are
    answered at the same time (0: one). Raises ConfigError when the model or what it needs is not
    there.

    A crash is mended once; after the second one, as after a start that failed, every prompt gets
    the same RefusedError. Once closed it stays closed, and answers nothing more.
    """

    def __init__(
        self,
        name: str,
        config: BackendConfig,
        environment: Mapping[str, str],
        *,
        start_seconds: float = START_SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._config = config
        self._environment = environment
        self._weights = Weights.find(name, config)
        self._start_seconds = start_seconds
        self._clock = clock
        self._starting = threading.Lock()  # held while a server starts
        self._lock = threading.Lock()  # for what follows; never held for long
        self._server: ChildServer | None = None
        self._wire: OpenAIBackend | None = None  # to the server, once that is ready
        self._crashes = 0
        self._over = ""

    @property
    def identity(self) -> str:
        """What tells this model from another one that the config calls by the same name."""
        return self._weights.identity

    @property
    def dialect(self) -> Dialect:
        """What has been learnt of how to ask the server."""
        wire = self._wire
        return wire.dialect if wire else Dialect()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        return self._ask(lambda wire: wire.complete(prompt))

    def count(self, text: str) -> int | None:
        """Return the model's own count of the tokens of a text, or None when it can't say.

        It raises nothing: a server that does not start says why when it is to answer.
        """
        try:
            return self._ask(lambda wire: wire.count(text))
        except BackendError:
            return None

    def close(self) -> None:
        """End the server. Whoever waits for its answer gets a RefusedError."""
        with self._lock:
            self._over = f"backend {self._name} was closed before it could answer"
        self._drop()

    def _ask(self, question: Callable[[OpenAIBackend], T]) -> T:
        while True:
            server, wire = self._ready()
            try:
                with server.call():
                    return question(wire)
            except UnreachableError as error:
                if server.ended() is None:
                    raise
                self._mend(server, error)

    def _mend(self, server: ChildServer, error: UnreachableError) -> None:
        """Return when the question is worth asking again. Raises RefusedError when it is not."""
        ending = server.ending()
        with self._lock:
            if self._server is server:  # else another thread was here, or it was closed
                self._server = self._wire = None
                self._crashes += 1
                if self._crashes > 1:
                    self._over = self._over or f"{ending}, twice; {self._weights.step}"
                else:
                    log.warning("%s; starting it again", ending)
        server.close()
        self._check_open(error)

    def _ready(self) -> tuple[ChildServer, OpenAIBackend]:
        """Return the server, which is started when there is none. Raises RefusedError."""
        with self._starting:
            with self._lock:
                self._check_open()
                if self._server is not None and self._wire is not None:
                    return self._server, self._wire
            try:
                return self._started()
            except BaseException as error:
                self._drop()
                if isinstance(error, RefusedError):
                    with self._lock:
                        self._over = self._over or str(error)
                        self._check_open(error)
                raise

    def _started(self) -> tuple[ChildServer, OpenAIBackend]:
        began = self._clock()
        with self._lock:
            self._check_open()
            log.info("starting %s ...", self._weights.name)
            key = secrets.token_urlsafe()
            server = ChildServer(self._name, self._config, self._weights, self._environment, key)
            self._server = server
        wire = server.wait(self._start_seconds)
        with self._lock:
            self._check_open()
            self._wire = wire
        log.info("%s is ready after %.1f s", self._weights.name, self._clock() - began)
        return server, wire

    def _drop(self) -> None:
        with self._lock:
            server, self._server, self._wire = self._server, None, None
        if server is not None:
            server.close()

    def _check_open(self, cause: Exception | None = None) -> None:
        if self._over:
            raise RefusedError(self._over) from cause
