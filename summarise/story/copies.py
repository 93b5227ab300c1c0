"""Which texts are copies: MinHash proposes pairs, shared shingles are counted, one of two goes.

Texts are proposed that share some of the pairs of words that several texts have and not too many
(``rensa``), long ones in passages, for the sake of copies that are cut short or wrapped. What is
proposed is counted exactly, so that chance decides what is looked at and nothing else. Of two
copies the one that adds nothing to the other goes.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rensa import RMinHash

from summarise.story.texts import Numbers, Reader, Rows, runs, spread
from summarise.types import NO_DATE, Document, Dropped

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
RUN = 3
"""Words in a row that have to stand in the other text, for a copy to add nothing to it: of two
words, each half of a changed piece may stand elsewhere."""
PASSAGE = 32
"""Shingles in a passage at most. With 64, 12% of leads of 20 words are not found in their article,
with 32 1%."""
HASHES = 24
"""Of a passage; two that agree in two neighbouring ones are proposed."""
CROWD = 50
"""Passages that may have a shingle by which texts are proposed: what more have is no sign."""
AFFORDED = 5_000_000
"""Texts times such passages: among few texts a crowd may be larger."""
FEWEST_RARE = 3
"""Such shingles of a passage; if it has fewer, as in a crowd of copies, all it shares count."""
_BLOCK = 1 << 14
"""Passages or pairs that are worked on at a time: bounds the memory."""
_HASH = np.uint64(40)
"""Bits of a shingle's hash. The 24 above it are the text's number: 16.7 million texts at most."""
_LOW = np.uint64((1 << 40) - 1)
_PLACE = np.uint64((1 << 32) - 1)
"""Bits of the number of a passage, below the 32 of its band's hash."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio, made odd: multiplying by it mixes (Knuth, vol. 3, 6.4)."""
_CUT, _SAID = 1, 1 << 20
"""Weights of a text's last run of words, which may be cut, and of one that says something."""


class Merger:
    """Merges the copies among documents, and remembers what became of each.

    Documents go by their numbers. ``links`` are the pairs that are copies, merged or not.
    """

    def __init__(self, documents: Sequence[Document], reader: Reader) -> None:
        self.links: list[tuple[int, int]] = []
        self._documents = documents
        self._reader = reader
        self._into: dict[int, int] = {}
        self._dropped: dict[int, Dropped] = {}

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What was merged away, in the order of the documents."""
        return tuple(self._dropped[number] for number in sorted(self._dropped))

    def merge(self, rows: Rows) -> None:
        """Merge the documents, whose texts the rows are."""
        self._merge_exact(rows)
        left = np.ones(len(self._documents), dtype=bool)
        left[list(self._into)] = False
        self._merge_near(rows.only(left[rows.owners]))

    def _merge_exact(self, rows: Rows) -> None:
        """Merge the texts with the same words into the earliest."""
        groups: dict[bytes | str, list[int]] = {}
        flat, width = rows.words.tobytes(), rows.words.itemsize
        borders = np.searchsorted(rows.owners, np.arange(len(self._documents) + 1)) * width
        for number, document in enumerate(self._documents):
            key = flat[borders[number] : borders[number + 1]] or document.text.strip()
            groups.setdefault(key, []).append(number)
        for group in groups.values():
            keep = min(group, key=self._rank)
            for lose in group:
                if lose != keep:
                    self.links.append((keep, lose))
                    self._merge(lose, keep, "exact", 1.0)

    def _merge_near(self, rows: Rows) -> None:
        """Merge near copies, best first; what was merged already is stood for by what it is in."""
        ones, others, scores, said = find(rows, len(self._documents))
        added, back = said.missing(ones, others), said.missing(others, ones)
        links = (column.tolist() for column in (ones, others, scores, added, back))
        for one, other, score, *weights in zip(*links, strict=True):
            self.links.append((one, other))
            ends = self._end(one), self._end(other)
            if ends[0] == ends[1]:
                continue
            if ends != (one, other):
                weights = said.missing(np.array(ends), np.array(ends[::-1])).tolist()
            ways = [(*ends, weights[0]), (*ends[::-1], weights[1])]
            for copy, kept, weight in sorted(ways, key=lambda way: self._rank(way[1])):
                if not self._adds(copy, kept, weight):
                    self._merge(copy, kept, "near", round(score, 3))
                    break

    def _adds(self, copy: int, kept: int, weight: int) -> bool:
        """Whether a copy says anything that the kept text does not, be it one word.

        Only the last word of a copy may be cut.
        """
        texts = self._documents[copy].text, self._documents[kept].text
        if weight >= _SAID or (weight and not self._reader.is_cut(*texts)):
            return True
        return self._reader.is_blunter(*texts)

    def _end(self, number: int) -> int:
        """Return what a text was merged into in the end, and remember it for those on the way."""
        end = number
        while end in self._into:
            end = self._into[end]
        while number in self._into:
            self._into[number], number = end, self._into[number]
        return end

    def _merge(self, lose: int, keep: int, rule: str, score: float) -> None:
        self._into[lose] = keep
        ids = self._documents[lose].id, self._documents[keep].id
        self._dropped[lose] = Dropped(ids[0], "document", ids[1], rule, score)

    def _rank(self, number: int) -> tuple[datetime, int]:
        """Earliest first."""
        return (self._documents[number].published or NO_DATE, number)


class Shingles:
    """The shingles of texts: keys of text and hash, in order, each once; and the weight of each."""

    def __init__(
        self, keys: NDArray[np.uint64], texts: int, weights: Numbers | None = None
    ) -> None:
        self._keys = keys
        self._weights = np.ones(len(keys), dtype=np.int64) if weights is None else weights
        self._borders = np.searchsorted(keys, np.arange(texts + 1, dtype=np.uint64) << _HASH)
        self.sizes: Numbers = np.diff(self._borders)

    def missing(self, ones: Numbers, others: Numbers) -> Numbers:
        """Return the weight of the shingles that ``ones`` have and ``others`` lack, by pairs.

        A text that has no shingle may say anything.
        """
        weights = np.zeros(len(ones), dtype=np.int64)
        order = np.argsort(others)  # neighbouring searches hit neighbouring memory
        for at in range(0, len(order), _BLOCK):
            part = order[at : at + _BLOCK]
            weights[part] = self._missing(ones[part], others[part])
        return weights

    def _missing(self, ones: Numbers, others: Numbers) -> Numbers:
        sizes = self.sizes[ones]
        places, ends = spread(self._borders[ones], sizes), np.cumsum(sizes)
        wanted = np.repeat(others.astype(np.uint64) << _HASH, sizes) | (self._keys[places] & _LOW)
        found = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        lacking = np.where(self._keys[found] != wanted, self._weights[places], 0)
        total = np.concatenate([[0], np.cumsum(lacking)])
        return np.where(sizes > 0, total[ends] - total[ends - sizes], _SAID)


def find(rows: Rows, texts: int) -> tuple[Numbers, Numbers, NDArray[np.float64], Shingles]:
    """Return the near copies of so many texts: pairs, best first; scores; and their runs of words.

    No text may be there twice.
    """
    rows = rows.only(_reported(rows, texts))
    keys, _ = shingles(rows, 2)
    ones, others = proposed(keys, texts)
    scores = _scores(Shingles(distinct(keys), texts), ones, others)
    order = np.lexsort((others, ones, -scores))[: np.count_nonzero(scores)]
    ones, others = ones[order], others[order]
    linked = np.zeros(texts, dtype=bool)
    linked[ones] = linked[others] = True
    return ones, others, scores[order], _said(rows.only(linked[rows.owners]), texts)


def _reported(rows: Rows, texts: int) -> NDArray[np.bool_]:
    """Return which words are of the reports; all of a text where none is."""
    bare: NDArray[np.bool_] = np.bincount(rows.owners[~rows.furnished], minlength=texts) == 0
    return ~rows.furnished | bare[rows.owners]


def shingles(rows: Rows, span: int) -> tuple[NDArray[np.uint64], Numbers]:
    """Return text and hash of each run of so many words, and the word at which it begins."""
    last = max(0, len(rows.words) - span + 1)
    places = np.flatnonzero(rows.owners[:last] == rows.owners[span - 1 :])
    hashes = rows.words[places]
    for step in range(1, span):
        hashes = hashes * _ODD + rows.words[places + step]
    return (rows.owners[places].astype(np.uint64) << _HASH) | (hashes >> (64 - _HASH)), places


def proposed(keys: NDArray[np.uint64], texts: int) -> tuple[Numbers, Numbers]:
    """Return pairs i < j of so many texts that may be copies, by their shingles in order."""
    passages = _passages(keys >> _HASH)
    chosen = _telling(keys & _LOW, passages, max(CROWD, AFFORDED // max(1, texts)))
    begins, _ = runs(passages[chosen])
    owners = (keys[chosen][begins] >> _HASH).astype(np.int64)
    found = [np.zeros(0, dtype=np.int64)]
    digests = _digests(keys[chosen] & _LOW, np.append(begins, chosen.sum()))
    places = np.arange(len(owners), dtype=np.uint64)
    for one in range(HASHES):
        band = (digests[one - 1] * _ODD + digests[one]) * _ODD & ~_PLACE
        band = np.sort(band | places)  # a crowd has the same neighbours in each band
        order = owners[band & _PLACE]
        for step in (1, 2):
            same = np.flatnonzero((band[step:] ^ band[:-step]) <= _PLACE)
            ends = order[same], order[same + step]
            pairs = np.minimum(*ends) << 32 | np.maximum(*ends)
            found.append(distinct(pairs[ends[0] != ends[1]]))
    pairs = distinct(np.concatenate(found))
    return pairs >> 32, pairs & 0xFFFFFFFF


def _digests(hashes: NDArray[np.uint64], borders: Numbers) -> NDArray[np.uint64]:
    """Return the lowest hashes of passages, shape (HASHES, passages)."""
    digests = np.empty((HASHES, len(borders) - 1), dtype=np.uint64)
    for at in range(0, len(borders) - 1, _BLOCK):
        edges = borders[at : at + _BLOCK + 1]
        block = RMinHash.digest_matrix_from_flat_token_hashes(
            hashes[edges[0] : edges[-1]], (edges - edges[0]).astype(np.uint64), HASHES, seed=1
        )
        digests[:, at : at + _BLOCK] = np.array(block.to_rows(), dtype=np.uint32).T
    return digests


def _passages(owners: NDArray[np.uint64]) -> Numbers:
    """Return the passage of each shingle: a long text is cut into some of equal length."""
    begins, sizes = runs(owners)
    ranks = np.arange(len(owners)) - np.repeat(begins, sizes)
    parts = ranks * np.repeat(-(-sizes // PASSAGE), sizes) // np.repeat(sizes, sizes)
    return np.cumsum((ranks == 0) | (np.diff(parts, prepend=0) != 0)) - 1


def _telling(hashes: NDArray[np.uint64], passages: Numbers, crowd: int) -> NDArray[np.bool_]:
    """Return which shingles others have too and not too many, as their passage needs them."""
    _, kinds, counts = np.unique(hashes, return_inverse=True, return_counts=True)
    times = counts[kinds]
    rare = (times > 1) & (times <= crowd)
    few = np.bincount(passages[rare], minlength=len(passages)) < FEWEST_RARE
    return rare | ((times > 1) & few[passages])


def _scores(found: Shingles, ones: Numbers, others: Numbers) -> NDArray[np.float64]:
    """Return the Jaccard coefficient or containment that makes two texts copies, or 0."""
    one, other = found.sizes[ones], found.sizes[others]
    common = one - found.missing(ones, others)
    jaccard, containment = common / (one + other - common), common / np.minimum(one, other)
    alike = jaccard >= np.where(common >= FEWEST_SHARED, ALIKE, ALIKE_IF_SHORT)
    contained = (containment >= CONTAINED) & (common >= FEWEST_SHARED)
    return np.where(alike, jaccard, np.where(contained, containment, 0.0))


def _said(rows: Rows, texts: int) -> Shingles:
    """Return each run of words as often as it stands in a text, with the weight of what it says.

    Those that lie in a sentence say something, and those that touch one of less than a run.
    """
    keys, places = shingles(rows, RUN)
    begins, sizes = runs(rows.pieces)
    short = np.repeat(sizes < RUN, sizes)
    inside = rows.pieces[places] == rows.pieces[places + RUN - 1]
    inside |= np.logical_or.reduce([short[places + step] for step in range(RUN)])
    last = np.append(keys[1:] >> _HASH != keys[:-1] >> _HASH, True)
    weights = np.where(last, _CUT, np.where(inside, _SAID, 0))
    order = np.argsort(keys, kind="stable")
    keys = keys[order]
    begins, sizes = runs(keys)
    nth = (np.arange(len(keys)) - np.repeat(begins, sizes)).astype(np.uint64)
    keys = (keys & ~_LOW) | ((keys + nth * _ODD) & _LOW)
    again = np.argsort(keys)
    return Shingles(keys[again], texts, weights[order[again]])


def distinct(keys: NDArray[Any]) -> Any:
    """Return keys in order, each once."""
    ordered = np.sort(keys)
    return ordered[runs(ordered)[0]]
