"""Ways to find the copies among texts: each gives every text the number of the family it is in.

The peers get word bigrams of the lower-cased text, cut by ``\\w+``: on short reports they find more
by these than by words or by pieces of five characters. Their thresholds are the ones with which
they are best (F1) at 10,000 reports, or with which their recall is ours. What they propose is
verified by their own estimate, or where it says so by counting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from benchmarks.quality.harness import need
from summarise.story.dedupe import dedupe
from summarise.types import Document

Families = list[Any]
PERMUTATIONS = 126
BANDS = 42
"""Of three rows: pairs with a Jaccard of .25 meet in one of them with p = .48, of .4 with .94."""
_WORD = re.compile(r"\w+")


def ours(texts: Sequence[str]) -> Families:
    """Return who stands behind each text, as ``summarise.story.dedupe`` ships."""
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    found = dedupe(documents)
    return [found.origins[document.id] for document in documents]


def bigrams(text: str) -> list[str]:
    """Return the pairs of neighbouring words, joined."""
    words = _WORD.findall(text.lower())
    return [f"{one} {other}" for one, other in pairwise(words)] or words


def rensa(threshold: float, counted: bool = False) -> Callable[[Sequence[str]], Families]:
    """Return rensa's R-MinHash and LSH with a threshold; ``counted`` verifies by the true sets."""

    def find(texts: Sequence[str]) -> Families:
        peer = need("rensa")

        sets = [bigrams(text) for text in texts]
        hashes = peer.RMinHash.from_token_sets(sets, num_perm=PERMUTATIONS, seed=42)
        lsh = peer.RMinHashLSH(threshold=threshold, num_perm=PERMUTATIONS, num_bands=BANDS)
        lsh.insert_many(hashes)
        proposed = ((i, j) for i, near in enumerate(lsh.query_all(hashes)) for j in near if j < i)
        if counted:
            known = [frozenset(found) for found in sets]
            return families(len(texts), (p for p in proposed if _jaccard(known, *p) >= threshold))
        return families(
            len(texts), ((i, j) for i, j in proposed if hashes[i].jaccard(hashes[j]) >= threshold)
        )

    return find


def _jaccard(known: Sequence[frozenset[str]], i: int, j: int) -> float:
    common = len(known[i] & known[j])
    return common / (len(known[i]) + len(known[j]) - common or 1)


def datasketch(threshold: float) -> Callable[[Sequence[str]], Families]:
    """Return datasketch's MinHash and LSH with a threshold."""

    def find(texts: Sequence[str]) -> Families:
        peer = need("datasketch")

        sets = [[one.encode() for one in bigrams(text)] for text in texts]
        hashes = peer.MinHash.bulk(sets, num_perm=PERMUTATIONS, seed=42)
        lsh = peer.MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, PERMUTATIONS // BANDS))
        pairs = []
        for number, known in enumerate(hashes):
            pairs += [
                (number, other)
                for other in lsh.query(known)
                if known.jaccard(hashes[other]) >= threshold
            ]
            lsh.insert(number, known)
        return families(len(texts), pairs)

    return find


def text_dedup(texts: Sequence[str]) -> Families:
    """Return what text-dedup's method gives: MinHash, banding, union-find and no verification.

    Written after github.com/ChenghaoMou/text-dedup, which wants its input as a dataset: 64-bit
    hashes of n-grams, (a h + b) mod a Mersenne prime, bands, all texts of a bucket joined with its
    first; its n-grams are of five words, which finds next to nothing in texts as short as these.
    """
    from zlib import crc32

    import numpy as np

    prime, bands, rows = np.uint64((1 << 61) - 1), 25, 5
    chance = np.random.RandomState(42)
    a = chance.randint(1, 1 << 31, bands * rows, dtype=np.uint64)
    b = chance.randint(0, 1 << 31, bands * rows, dtype=np.uint64)
    pairs: list[tuple[int, int]] = []
    seen: dict[tuple[int, bytes], int] = {}
    for number, text in enumerate(texts):
        grams = np.array(
            [crc32(one.encode()) for one in set(bigrams(text))] or [0], dtype=np.uint64
        )
        signature = ((grams[:, None] * a + b) % prime).min(axis=0)
        for band in range(bands):
            key = band, signature[band * rows : (band + 1) * rows].tobytes()
            pairs.append((seen.setdefault(key, number), number))
    return families(len(texts), pairs)


def semhash(threshold: float, encoder: Any = None) -> Callable[[Sequence[str]], Families]:
    """Return semhash over our own encoder's vectors: the one it takes by default is a download."""

    def find(texts: Sequence[str]) -> Families:
        from summarise.language.vectors import UseEncoder

        index = need("semhash").SemHash.from_records(
            list(texts), model=_Encoder(encoder or UseEncoder())
        )
        found = index.self_deduplicate(threshold=threshold)
        first = {text: number for number, text in reversed(list(enumerate(texts)))}
        pairs = [(first[text], number) for number, text in enumerate(texts)]
        for record in found.filtered:
            pairs += [(first[record.record], first[other]) for other, _ in record.duplicates]
        return families(len(texts), pairs)

    return find


class _Encoder:
    """An encoder as semhash asks for it."""

    def __init__(self, encoder: Any) -> None:
        self._encoder = encoder

    def encode(self, inputs: Sequence[str], **_: Any) -> Any:
        return self._encoder.encode(list(inputs))


def families(count: int, pairs: Iterable[tuple[int, int]]) -> Families:
    """Return for each of so many texts the smallest that it is linked with, directly or not."""
    parent = list(range(count))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for one, other in pairs:
        a, b = sorted((root(one), root(other)))
        parent[b] = a
    return [root(number) for number in range(count)]


DEDUPERS: dict[str, Callable[[Sequence[str]], Families]] = {
    "ours": ours,
    "rensa, at its best": rensa(0.40),
    "rensa, at our recall": rensa(0.25),
    "rensa, counted": rensa(0.30, counted=True),
    "datasketch": datasketch(0.40),
    "text-dedup's method": text_dedup,
    "semhash": semhash(0.85),
}
