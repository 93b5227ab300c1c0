"""The encoder that asks an embeddings endpoint."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from summarise.errors import BadAnswerError, SpentError
from summarise.language.vectors import BATCH, Vectors, encodable, none, unit
from summarise.models.openai.server import Server
from summarise.models.openai.translation import translate
from summarise.models.openai.transport import connect
from summarise.models.resilience import TIME_IS_UP, policy
from summarise.retry import Left, endless

if TYPE_CHECKING:
    from openai import OpenAI

    from summarise.config import Config


class OpenAIEncoder:
    """The embeddings endpoint of a server, asked for the vectors of its model.

    Each call is tried so many times. None is begun when no seconds are ``left`` of the run.
    """

    def __init__(
        self,
        server: Server,
        attempts: int,
        sleep: Callable[[float], None] = time.sleep,
        left: Left = endless,
    ) -> None:
        self._server = server
        self._policy = policy(attempts, sleep, left=left)
        self._left = left

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sentence vectors, shape (len(texts), d). Raises BackendError."""
        rows: list[list[float]] = []
        with connect(self._server) as client:
            for i in range(0, len(texts), BATCH):
                if self._left() <= 0:
                    raise SpentError(TIME_IS_UP)
                batch = [encodable(text) for text in texts[i : i + BATCH]]
                rows += self._policy.call(partial(self._rows, client, batch))
        return self._vectors(rows)

    def _rows(self, client: OpenAI, batch: list[str]) -> list[list[float]]:
        from openai import OpenAIError

        try:
            answer = client.embeddings.create(
                input=batch, model=self._server.model, encoding_format="float"
            )
            rows = [item.embedding for item in sorted(answer.data, key=lambda item: item.index)]
        except OpenAIError as error:
            raise translate(error, self._server) from error
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            # The client takes any JSON for an answer, and fails on it later in its own ways.
            raise self._unusable() from error
        if len(rows) != len(batch):
            raise self._unusable()
        return rows

    def _vectors(self, rows: list[list[float]]) -> Vectors:
        if not rows:
            return none(1)
        try:
            array = np.array(rows, dtype=np.float32).reshape(len(rows), -1)
        except (ValueError, TypeError) as error:
            raise self._unusable() from error
        if not array.size or not np.isfinite(array).all():
            raise self._unusable()
        return unit(array)

    def _unusable(self) -> BadAnswerError:
        return BadAnswerError(
            f"The embeddings of {self._server.who} can't be used; "
            f"does the model {self._server.model!r} make any?"
        )


def build(config: Config, environment: Mapping[str, str], left: Left) -> OpenAIEncoder:
    """Return the encoder of the backend that ``meaning.backend`` names. Raises ConfigError."""
    backend = config.backends[config.meaning.backend]
    server = Server.of(config.meaning.backend, backend, environment)
    return OpenAIEncoder(replace(server, model=config.meaning.model), backend.attempts, left=left)
