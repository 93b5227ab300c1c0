"""Encoders: what turns texts into vectors whose inner product tells how close they are.

The seam is one method. ``use``, the default, is in ``summarise.language.vectors``, ``onnx`` and
``minilm`` in ``summarise.language.onnx``. Whoever compares brings their cosines to one scale (see
``summarise.language.similarity.stretched``).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Protocol

import numpy as np

from summarise.errors import BackendError, BadAnswerError, SpentError
from summarise.language.onnx import OnnxEncoder, load, minilm
from summarise.language.vectors import BATCH, UseEncoder, Vectors, encodable, no_vectors, unit
from summarise.models.openai.server import Server
from summarise.models.resilience import TIME_IS_UP, policy
from summarise.retry import Left, endless

if TYPE_CHECKING:
    from openai import OpenAI

    from summarise.config import Config


class Encoder(Protocol):
    """The seam between texts and vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array of shape (len(texts), d) with rows of unit length."""
        ...


class NoEncoder:
    """``encoder = "off"``: vectors of no dimensions; only words, numbers and names compare."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), 0)."""
        return np.zeros((len(texts), 0), dtype=np.float32)


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
        from summarise.models.openai.transport import connect  # imports openai

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

        from summarise.models.openai.translation import translate

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
            return no_vectors(1)
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


class EncoderFallback:
    """An encoder that holds an encoder, and does without meaning from its first failure on.

    ``degraded`` then says so in a sentence, for the record of the page.
    """

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self.degraded: tuple[str, ...] = ()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the encoder's vectors, or an array of shape (len(texts), 0)."""
        try:
            return self._encoder.encode(texts)
        except BackendError as error:
            self.degraded = (f"Reports were compared by their words only: {error}",)
            self._encoder = NoEncoder()
            return self._encoder.encode(texts)


class VectorTable:
    """The vectors of one run: an encoder that holds an encoder, and asks it for each text once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._rows: dict[str, Vectors] = {}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the encoder's vectors, those of earlier calls among them.

        One that has gone over to other dimensions is asked for all anew.
        """
        new = [text for text in dict.fromkeys(texts) if text not in self._rows]
        if new or not texts:
            fresh = self._encoder.encode(new)
            if any(row.shape != fresh.shape[1:] for row in self._rows.values()):
                self._rows = {}
                return self.encode(texts)
            self._rows.update(zip(new, fresh, strict=True))
            if len(new) == len(texts):
                return fresh
        return np.stack([self._rows[text] for text in texts])


def build_encoder(config: Config, environment: Mapping[str, str], left: Left = endless) -> Encoder:
    """Return the encoder that the config names; it has the seconds that are ``left`` of the run.

    Raises ConfigError.
    """
    match config.meaning.encoder:
        case "off":
            return NoEncoder()
        case "onnx":
            return OnnxEncoder(load(config.meaning.path, "meaning.path", "onnx"))
        case "minilm":
            return OnnxEncoder(minilm())
        case "openai":
            backend = config.backends[config.meaning.backend]
            server = Server.of(config.meaning.backend, backend, environment)
            server = replace(server, model=config.meaning.model)
            return OpenAIEncoder(server, backend.attempts, left=left)
        case "use":
            return UseEncoder()
