"""Near copies by MinHash with banding (Broder 1997; Leskovec, Rajaraman and Ullman, ch. 3).

A text is cut into overlapping passages, each with a signature of its own: a copy that is cut short
or wrapped in boilerplate still shares whole passages. What the bands propose is verified by the
caller with the true sets; banding alone is right about half of the time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BANDS, ROWS = 40, 3
"""Two passages with Jaccard .5 meet in some band with p = .995, .24 with .43, .05 with .005."""
PASSAGE = 64
"""Shingles in a passage; passages overlap by half."""
CROWD = 30
"""A band value that more texts share pairs each text with the first and with the next one only."""
_SEED = 20_260_118


def shingles(stems: Sequence[str]) -> list[int]:
    """Return the hashes of a text's word pairs, in order; the same in every process."""
    if len(stems) == 1:
        return [crc32(_bytes(stems[0]))]
    return [crc32(_bytes(f"{one} {other}")) for one, other in pairwise(stems)]


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def candidate_pairs(texts: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    """Return the pairs i < j of texts (as ``shingles`` gives them) that share a band, in order."""
    owners: list[int] = []
    passages: list[Sequence[int]] = []
    for number, text in enumerate(texts):
        for passage in _passages(text):
            owners.append(number)
            passages.append(passage)
    found: set[tuple[int, int]] = set()
    if passages:
        for band in _bands(_signatures(passages)):
            found.update(_pairs(band, owners))
    return sorted(found)


def _passages(text: Sequence[int]) -> Iterator[Sequence[int]]:
    step = PASSAGE // 2
    for start in range(0, max(1, len(text) - step), step):
        if text[start : start + PASSAGE]:
            yield text[start : start + PASSAGE]


def _signatures(passages: Sequence[Sequence[int]]) -> NDArray[np.uint64]:
    """Return the MinHash signatures, shape (len(passages), BANDS * ROWS)."""
    import numpy as np

    random = np.random.default_rng(_SEED)
    odd = random.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    shift = random.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
    parts = []
    for chunk in (passages[i : i + 2048] for i in range(0, len(passages), 2048)):
        flat = np.fromiter((h for passage in chunk for h in passage), dtype=np.uint64)
        starts = np.cumsum([0, *(len(passage) for passage in chunk[:-1])])
        columns = [
            np.minimum.reduceat((flat * a + b) >> np.uint64(32), starts)
            for a, b in zip(odd, shift, strict=True)
        ]
        parts.append(np.stack(columns, axis=1))
    return np.concatenate(parts)


def _bands(signatures: NDArray[np.uint64]) -> Iterator[list[Any]]:
    """Yield for each band the value of every passage."""
    for start in range(0, BANDS * ROWS, ROWS):
        yield [row.tobytes() for row in signatures[:, start : start + ROWS].copy()]


def _pairs(band: list[Any], owners: Sequence[int]) -> Iterator[tuple[int, int]]:
    buckets: dict[Any, dict[int, None]] = defaultdict(dict)
    for value, owner in zip(band, owners, strict=True):
        buckets[value][owner] = None
    for bucket in buckets.values():
        members = sorted(bucket)
        if len(members) > CROWD:
            yield from pairwise(members)
            yield from ((members[0], other) for other in members[1:])
        elif len(members) > 1:
            yield from combinations(members, 2)
