"""Pairs of texts that may be copies: those that share one of the rarest shingles of one of them.

A shingle that only one text has pairs it with none, and one that thousands have says nothing, so a
text is looked up by the rarest of those that it shares with any (as in prefix filtering: Chaudhuri,
Ganti and Kaushik 2006; Bayardo, Ma and Srikant 2007). Each passage of a long text has some of its
own, for the sake of copies that are cut short or wrapped. Nothing is left to chance, and what is
proposed is counted exactly by the caller.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from summarise.dedupe.shingles import HASH, distinct, runs

if TYPE_CHECKING:
    from summarise.dedupe.shingles import Shingles

PASSAGE = 64
"""Shingles in a passage."""
RAREST = 8
"""Shingles by which a passage is looked up."""
CROWD = 15
"""A shingle that more passages have pairs each with the first and with the next two only."""
_UNIT = 64 - HASH
"""Bits of a passage's number."""


def candidate_pairs(found: Shingles) -> tuple[Any, Any, Any]:
    """Return pairs i < j of texts, and how many of the rarest shingles each pair was found by."""
    import numpy as np

    units, owners = _passages(found)
    hashes = found.keys & np.uint64((1 << HASH) - 1)
    groups = _repeated(distinct((hashes << np.uint64(_UNIT)) | units))
    pairs = [owners[ends.astype(np.int64)] for ends in _pairs(groups, _rarest(groups))]
    ones, others = np.minimum(*pairs).astype(np.uint64), np.maximum(*pairs).astype(np.uint64)
    keys = np.sort(((ones << np.uint64(32)) | others)[ones != others])
    first, votes = runs(keys)
    keys = keys[first]
    low = np.uint64(0xFFFFFFFF)
    return (keys >> np.uint64(32)).astype(np.int64), (keys & low).astype(np.int64), votes


def _passages(found: Shingles) -> tuple[Any, Any]:
    """Return the number of each shingle's passage, and the text of each passage."""
    import numpy as np

    numbers = (found.keys >> np.uint64(HASH)).astype(np.int64)
    texts = len(found.starts) - 1
    counts = np.bincount(numbers, minlength=texts)
    begins = np.cumsum(counts) - counts
    passages = np.maximum(1, -(-counts // PASSAGE))
    before = np.cumsum(passages) - passages
    units = before[numbers] + (np.arange(len(numbers)) - begins[numbers]) // PASSAGE
    return units.astype(np.uint64), np.repeat(np.arange(texts), passages)


def _repeated(groups: Any) -> Any:
    """Keep of shingles with their passages, sorted, those that more than one passage has."""
    import numpy as np

    _, sizes = runs(groups >> np.uint64(_UNIT))
    return groups[np.repeat(sizes > 1, sizes)]


def _rarest(groups: Any) -> Any:
    """Return which of the shingles are among the rarest of their passage."""
    import numpy as np

    _, sizes = runs(groups >> np.uint64(_UNIT))
    rarity = np.repeat(np.minimum(sizes, 255), sizes).astype(np.uint64)
    units = groups & np.uint64((1 << _UNIT) - 1)
    short = groups >> np.uint64(32)  # of the hash: it decides between equally rare ones
    keys = (units << np.uint64(40)) | (rarity << np.uint64(32)) | short
    order = np.argsort(keys)
    begins, sizes = runs(keys[order] >> np.uint64(40))
    rank = np.arange(len(keys)) - np.repeat(begins, sizes)
    chosen = np.zeros(len(keys), dtype=bool)
    chosen[order[rank < RAREST]] = True
    return chosen


def _pairs(groups: Any, chosen: Any) -> tuple[Any, Any]:
    """Return the pairs of passages that share a shingle which is chosen for one of the two."""
    import numpy as np

    units = groups & np.uint64((1 << _UNIT) - 1)
    begins, sizes = runs(groups >> np.uint64(_UNIT))
    ends, starts = np.repeat(begins + sizes, sizes), np.repeat(begins, sizes)
    reach = np.repeat(np.where(sizes > CROWD, 2, sizes), sizes)
    crowded = np.flatnonzero((reach == 2) & chosen)
    ones, others = [units[starts[crowded]]], [units[crowded]]
    place, step = np.arange(len(groups)), 0
    while len(place):
        step += 1
        place = place[(place + step < ends[place]) & (step <= reach[place])]
        wanted = place[chosen[place] | chosen[place + step]]
        ones.append(units[wanted])
        others.append(units[wanted + step])
    return np.concatenate(ones), np.concatenate(others)
