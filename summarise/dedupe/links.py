"""Which texts are copies of which, and which of two says nothing that the other does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from summarise.dedupe.candidates import candidate_pairs
from summarise.dedupe.rows import Rows, spread
from summarise.dedupe.shingles import HASH, Shingles, numbered, shared, shingles, undoubted
from summarise.dedupe.texts import RUN

if TYPE_CHECKING:
    from numpy.typing import NDArray

ALIKE = 0.40
"""Jaccard of shingles from which two texts are one. Among 2,299 real snippets (neus_allsides) five
pairs of different outlets reach it, by a long quotation; of generated near copies (``benchmarks
speed``) 1.5% stay under it, 6% under .50."""
CONTAINED = 0.70
"""Share of the smaller text's shingles that are in the larger, for a cut or wrapped copy."""
FEWEST_SHARED = 8
"""Shingles that both of these take: any two short texts have a few in common."""
ALIKE_IF_SHORT = 0.50
"""Jaccard that stands in for ALIKE where fewer are shared, as with headlines."""
FEWEST_VOTES = 3
"""Rare shingles that a pair shares at least, unless one of the two is SHORT."""
SHORT = 12
"""Shingles of a text that may share too few rare ones, cut as it is."""


class Links(NamedTuple):
    """Pairs of texts that are copies, best first: arrays of one length.

    ``scores`` in 0..1; ``adds``, shape (2, links), says of one text beside the other whether it
    adds anything to it: NO, YES, MAYBE, which takes a reading of the two (``texts.adds``), or LAST:
    if anything it is the last word, which may be cut (``texts.is_cut``).
    """

    ones: NDArray[Any]
    others: NDArray[Any]
    scores: NDArray[Any]
    adds: NDArray[Any]


NO, LAST, MAYBE, YES = range(4)


def find(rows: Rows, numbers: Sequence[int]) -> Links:
    """Return the pairs of texts that are near copies, by the numbers they go by (ascending).

    No text may be there twice.
    """
    import numpy as np

    certain = undoubted(shingles(rows), rows)
    ones, others, votes = candidate_pairs(certain)
    one, other = certain.sizes[ones], certain.sizes[others]
    keep = (votes >= FEWEST_VOTES) | (np.minimum(one, other) <= SHORT)
    ones, others, one, other = ones[keep], others[keep], one[keep], other[keep]
    scores = _scores(shared(certain, ones, others), one, other)
    order = np.lexsort((others, ones, -scores))[: np.count_nonzero(scores)]
    ones, others = ones[order], others[order]
    adds = _both_ways(rows, ones, others)
    names = np.array(numbers, dtype=np.int64)
    return Links(names[ones], names[others], scores[order], adds)


def _scores(common: Any, one: Any, other: Any) -> Any:
    """Return the Jaccard coefficient or containment that makes two texts copies, or 0.

    ``common`` shingles are in both, of so many of the ``one`` and of the ``other``.
    """
    import numpy as np

    jaccard = common / np.maximum(1, one + other - common)
    containment = common / np.maximum(1, np.minimum(one, other))
    alike = jaccard >= np.where(common >= FEWEST_SHARED, ALIKE, ALIKE_IF_SHORT)
    contained = (containment >= CONTAINED) & (common >= FEWEST_SHARED)
    return np.where(alike, jaccard, np.where(contained, containment, 0.0))


def _both_ways(rows: Rows, ones: Any, others: Any) -> Any:
    """Return whether texts add something to others, and these to them; shape (2, texts).

    Judged by three words in a row, as often as they stand in a text: of two words, each half of a
    changed piece may stand elsewhere, and what is told twice may be changed once.
    """
    import numpy as np

    linked = np.union1d(ones, others)
    few = rows.only(linked.tolist())
    runs = numbered(shingles(few, RUN))
    ones, others = np.searchsorted(linked, ones), np.searchsorted(linked, others)
    unsure = few.stops | few.doubts
    unsure = (unsure | _shifted(unsure, 1) | _shifted(few.doubts, 2))[runs.places]
    return np.array([_adds(runs, unsure, ones, others), _adds(runs, unsure, others, ones)])


def _shifted(marked: Any, steps: int) -> Any:
    """Return what is marked so many places further on."""
    import numpy as np

    return np.concatenate([marked[steps:], np.zeros(steps, dtype=bool)])[: len(marked)]


def _adds(found: Shingles, unsure: Any, copies: Any, kept: Any) -> Any:
    """Return for each copy whether it adds something to the kept text, as far as shingles show.

    A shingle that the kept text lacks is something new in a sentence. Where a sentence may end or
    may be furniture, that takes a reading; so does the last shingle, whose word may be cut.
    """
    import numpy as np

    limits = np.append(copies, copies + 1).astype(np.uint64) << np.uint64(HASH)
    borders = np.searchsorted(found.keys, limits)  # in order of the text, if not within one
    begins, ends = np.split(borders, 2)
    sizes = ends - begins
    place = spread(begins, sizes)
    hashes = found.keys[place] & np.uint64((1 << HASH) - 1)
    missing = ~found.have((np.repeat(kept.astype(np.uint64), sizes) << np.uint64(HASH)) | hashes)
    last = np.zeros(len(missing), dtype=bool)
    last[np.cumsum(sizes)[sizes > 0] - 1] = True
    inside = missing & ~last & ~unsure[place]
    certain = (inside, YES), (missing & ~last, MAYBE), (missing, LAST)
    return np.select([_some(marked, sizes) for marked, _ in certain], [v for _, v in certain], NO)


def _some(marked: Any, sizes: Any) -> Any:
    """Return for each run of the given sizes whether something in it is marked."""
    import numpy as np

    count = np.concatenate([[0], np.cumsum(marked)])
    ends = np.cumsum(sizes)
    return count[ends] > count[ends - sizes]
