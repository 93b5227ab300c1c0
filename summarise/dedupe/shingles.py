"""Shingles (two or three words in a row) of many texts, and how many two texts share.

Exact counts and no estimates: a text's shingles are sorted behind those of the text before it, so
that one binary search says whether a text has a shingle (Broder 1997 for resemblance and
containment; shingles are told apart by 40 bits of a hash).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from summarise.dedupe.rows import spread

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from summarise.dedupe.rows import Rows

HASH = 40
"""Bits of a shingle's hash. The 24 above it are the text's number: 16.7 million texts at most."""
_ODD = 0x9E3779B97F4A7C15
"""2^64 divided by the golden ratio, made odd: multiplying by it mixes (Knuth, vol. 3, 6.4)."""


@dataclass(frozen=True, slots=True)
class Shingles:
    """The shingles of texts.

    ``keys`` are text and hash of each, in the order of the texts; ``places`` the word at which it
    begins; ``known`` the keys once more, sorted, each once; text ``n`` has those from
    ``starts[n]`` to ``starts[n + 1]``.
    """

    keys: NDArray[np.uint64]
    places: NDArray[np.int64]
    known: NDArray[np.uint64]
    starts: NDArray[np.int64]

    @property
    def sizes(self) -> NDArray[np.int64]:
        """How many different shingles each text has."""
        import numpy as np

        return np.diff(self.starts)

    def have(self, keys: Any) -> NDArray[np.bool_]:
        """Return which of some keys are known."""
        import numpy as np

        if not len(self.known):
            return np.zeros(len(keys), dtype=bool)
        found = np.searchsorted(self.known, keys)
        found[found == len(self.known)] = 0
        return self.known[found] == keys  # type: ignore[no-any-return]


def shingles(rows: Rows, span: int = 2) -> Shingles:
    """Return the shingles of so many words in a row; a text that has fewer is one by itself."""
    import numpy as np

    sizes = np.diff(rows.starts)
    numbers = np.repeat(np.arange(len(rows), dtype=np.uint64), sizes)
    left = np.repeat(rows.starts[1:], sizes) - np.arange(len(rows.words))  # words to the text's end
    hashes = rows.words.copy()
    for step in range(1, span):
        further = np.zeros_like(rows.words)
        further[:-step] = np.where(left[:-step] > step, rows.words[step:], 0)
        hashes = hashes * np.uint64(_ODD) + further
    whole = np.repeat(np.minimum(sizes, span), sizes)
    places = np.flatnonzero(left >= whole)
    hashes = hashes[places] >> np.uint64(64 - HASH)
    return _sorted((numbers[places] << np.uint64(HASH)) | hashes, places, len(rows))


def undoubted(found: Shingles, rows: Rows) -> Shingles:
    """Return the shingles of what is certainly of the reports; all where none of a text is."""
    import numpy as np

    doubted = rows.doubts[found.places]
    doubted[:-1] |= rows.doubts[found.places[1:]] & (np.diff(found.places) == 1)
    numbers = (found.keys >> np.uint64(HASH)).astype(np.int64)
    certain = np.bincount(numbers[~doubted], minlength=len(rows)) > 0
    keep = ~doubted | ~certain[numbers]
    if keep.all():
        return found
    return _sorted(found.keys[keep], found.places[keep], len(rows))


def numbered(found: Shingles) -> Shingles:
    """Return the shingles, the second one of a kind in a text told from the first, and so on."""
    import numpy as np

    order = np.argsort(found.keys, kind="stable")
    begins, sizes = runs(found.keys[order])
    nth = np.empty(len(order), dtype=np.uint64)
    nth[order] = np.arange(len(order)) - np.repeat(begins, sizes)
    low = np.uint64((1 << HASH) - 1)
    hashes = ((found.keys & low) + nth * np.uint64(_ODD)) & low
    return _sorted((found.keys & ~low) | hashes, found.places, len(found.starts) - 1)


def runs(values: Any) -> tuple[Any, Any]:
    """Return where the runs of equal values begin in a sorted row, and how long they are."""
    import numpy as np

    new = np.ones(len(values), dtype=bool)
    new[1:] = values[1:] != values[:-1]
    begins = np.flatnonzero(new)
    return begins, np.diff(np.append(begins, len(values)))


def _sorted(keys: Any, places: Any, texts: int) -> Shingles:
    known = distinct(keys)
    return Shingles(keys, places, known, _starts(known, texts))


def distinct(keys: Any) -> Any:
    """Return keys sorted, each once."""
    import numpy as np

    ordered = np.sort(keys)
    return ordered[runs(ordered)[0]]


def _starts(known: Any, texts: int) -> Any:
    import numpy as np

    borders = np.arange(texts + 1, dtype=np.uint64) << np.uint64(HASH)
    return np.searchsorted(known, borders).astype(np.int64)


def shared(found: Shingles, ones: Any, others: Any) -> Any:
    """Return how many shingles the texts ``ones`` share with ``others``, pair by pair."""
    import numpy as np

    smaller = np.where(found.sizes[ones] <= found.sizes[others], ones, others)
    larger = ones + others - smaller
    order = np.argsort(larger, kind="stable")  # neighbouring searches hit neighbouring memory
    counts = np.zeros(len(ones), dtype=np.int64)
    for at in range(0, len(order), _AT_ONCE):
        part = order[at : at + _AT_ONCE]
        counts[part] = _shared(found, smaller[part], larger[part])
    return counts


_AT_ONCE = 1 << 18
"""Pairs that are compared at a time: bounds the memory."""


def _shared(found: Shingles, ones: Any, others: Any) -> Any:
    import numpy as np

    sizes = found.sizes[ones]
    ends = np.cumsum(sizes)
    place = spread(found.starts[ones], sizes)
    hashes = found.known[place] & np.uint64((1 << HASH) - 1)
    numbers = np.repeat(others.astype(np.uint64), sizes) << np.uint64(HASH)
    hits = np.concatenate([[0], np.cumsum(found.have(numbers | hashes))])
    return hits[ends] - hits[ends - sizes]
