"""The backend that runs its own server, and starts it again when it crashes."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Final, TypeVar

from summarise.backends import Completion, Prompt
from summarise.backends.local import failures, memory, weights
from summarise.backends.local.server import Server
from summarise.backends.openai.dialect import Dialect
from summarise.config import BackendConfig
from summarise.errors import BackendError, RefusedError, UnreachableError

START_SECONDS: Final = 120.0
"""Seconds that a model may take to be ready: SmolLM2 takes one, forty gigabytes from a disk more
than a minute."""

log = logging.getLogger("summarise.backends.local")

T = TypeVar("T")


class LocalBackend:
    """A model on this machine; nothing is started before it is first asked.

    ``name`` is the one in ``[backends.NAME]``. Threads may share it; they are answered one after
    the other, as the server does anyway, so that each has the whole ``timeout`` to itself. Raises
    ConfigError when the model or what it needs is not there.

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
        available: memory.Available = memory.available,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = name
        self._config = config
        self._environment = environment
        self._weights = weights.find(name, config)
        self._start_seconds = start_seconds
        self._available = available
        self._clock = clock
        self._turn = threading.Lock()  # who asks, starts and restarts
        self._lock = threading.Lock()  # what follows; never held for long
        self._server: Server | None = None
        self._crashes = 0
        self._over = ""

    @property
    def identity(self) -> str:
        """What tells this model from another one that the config calls by the same name."""
        return self._weights.identity

    @property
    def dialect(self) -> Dialect:
        """What has been learnt of how to ask the server."""
        server = self._server
        return server.dialect if server else Dialect()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt. Raises BackendError."""
        return self._ask(lambda server: server.complete(prompt))

    def count(self, text: str) -> int | None:
        """Return the model's own count of the tokens of a text, or None when it can't say.

        It raises nothing: a server that does not start says why when it is to answer.
        """
        try:
            return self._ask(lambda server: server.count(text))
        except BackendError:
            return None

    def close(self) -> None:
        """End the server. Whoever waits for its answer gets a RefusedError."""
        with self._lock:
            self._over = f"backend {self._name} was closed before it could answer"
        self._drop()

    def _ask(self, question: Callable[[Server], T]) -> T:
        with self._turn:
            while True:
                server = self._running()
                try:
                    return question(server)
                except UnreachableError as error:
                    self._after(server, error)

    def _after(self, server: Server, error: UnreachableError) -> None:
        """Return when the question is worth asking again; raise the error for the asker if not."""
        if _timed_out(error):
            # It goes on with an answer that nobody waits for, and would let the next one wait.
            self._drop()
            raise error
        code = server.ended()
        if code is None:
            raise error
        said = server.log_end()
        self._drop()
        with self._lock:
            self._crashes += 1
            if self._crashes > 1 and not self._over:
                self._over = failures.twice(self._name, self._weights, code, said)
        self._check()
        log.warning("%s", failures.once(self._weights, code))

    def _running(self) -> Server:
        """Return the server, which is started when there is none. Raises RefusedError."""
        self._check()
        server = self._server
        return server if server is not None else self._started()

    def _started(self) -> Server:
        began = self._clock()
        try:
            memory.check(self._name, self._weights, self._config.context, self._available())
            log.info("starting %s ...", self._weights.name)
            server = self._new()
            server.wait(self._start_seconds)
        except RefusedError as error:
            self._drop()
            with self._lock:
                self._over = self._over or str(error)
            self._check(error)
            raise
        except BaseException:
            self._drop()
            raise
        log.info("%s is ready after %.1f s", self._weights.name, self._clock() - began)
        return server

    def _new(self) -> Server:
        with self._lock:
            if self._over:
                raise RefusedError(self._over)
            self._server = Server(self._name, self._config, self._weights, self._environment)
            return self._server

    def _drop(self) -> None:
        with self._lock:
            server, self._server = self._server, None
        if server is not None:
            server.close()

    def _check(self, cause: Exception | None = None) -> None:
        if self._over:
            raise RefusedError(self._over) from cause


def _timed_out(error: UnreachableError) -> bool:
    from openai import APITimeoutError

    return isinstance(error.__cause__, APITimeoutError)
