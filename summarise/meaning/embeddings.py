"""The encoder that asks an embeddings endpoint."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from summarise.backends.openai import access
from summarise.backends.resilience import TIME_IS_UP, policy
from summarise.config import BackendConfig
from summarise.errors import BadAnswerError, SpentError
from summarise.meaning.vectors import BATCH, encodable, none, unit
from summarise.retry import Left, endless

if TYPE_CHECKING:
    from openai import OpenAI

    from summarise.backends.openai.translate import Server
    from summarise.config import Config
    from summarise.meaning.vectors import Vectors


class OpenAIEncoder:
    """The embeddings endpoint of the backend ``name``, asked for the vectors of ``model``.

    ``backend`` says where it is, how long to wait and how often to try, ``key`` may be empty. No
    call is begun when no seconds are ``left`` of the run.
    """

    def __init__(
        self,
        name: str,
        backend: BackendConfig,
        key: str,
        model: str,
        sleep: Callable[[float], None] = time.sleep,
        left: Left = endless,
    ) -> None:
        self._name = name
        self._backend = backend
        self._key = key
        self._model = model
        self._sleep = sleep
        self._left = left

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sentence vectors, shape (len(texts), d). Raises BackendError."""
        from summarise.backends.openai.body import HTTPClient
        from summarise.backends.openai.client import client

        again = policy(self._backend.attempts, self._sleep, left=self._left)
        rows: list[list[float]] = []
        url = access.address(self._name, self._backend)
        timeout = self._backend.timeout
        with client(url, self._key, timeout, HTTPClient(url, timeout)) as asked:
            for i in range(0, len(texts), BATCH):
                if self._left() <= 0:
                    raise SpentError(TIME_IS_UP)
                batch = [encodable(text) for text in texts[i : i + BATCH]]
                rows += again.call(partial(self._rows, asked, batch))
        return self._vectors(rows)

    def _rows(self, client: OpenAI, batch: list[str]) -> list[list[float]]:
        from openai import OpenAIError

        from summarise.backends.openai.translate import translate

        try:
            answer = client.embeddings.create(
                input=batch, model=self._model, encoding_format="float"
            )
            rows = [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]
        except OpenAIError as error:
            raise translate(error, self._server()) from error
        except (ValueError, TypeError, AttributeError) as error:
            # The client takes any JSON for an answer, and fails on it later in its own ways.
            raise self._unusable() from error
        if len(rows) != len(batch):
            raise self._unusable()
        return rows

    def _vectors(self, rows: list[list[float]]) -> Vectors:
        import numpy as np

        if not rows:
            return none(1)
        try:
            array = np.array(rows, dtype=np.float32).reshape(len(rows), -1)
        except (ValueError, TypeError) as error:
            raise self._unusable() from error
        if not array.size or not np.isfinite(array).all():
            raise self._unusable()
        return unit(array)

    def _server(self) -> Server:
        from summarise.backends.openai.translate import Server

        return replace(Server.of(self._name, self._backend, self._key), model=self._model)

    def _unusable(self) -> BadAnswerError:
        return BadAnswerError(
            f"The embeddings of {self._server().who} can't be used; "
            f"does the model {self._model!r} make any?"
        )


def build(config: Config, environment: Mapping[str, str], left: Left) -> OpenAIEncoder:
    """Return the encoder of the backend that ``meaning.backend`` names. Raises ConfigError."""
    name = config.meaning.backend
    backend = config.backends[name]
    access.address(name, backend)  # checked before any work
    key = access.key(name, backend, environment)
    return OpenAIEncoder(name, backend, key, config.meaning.model, left=left)
