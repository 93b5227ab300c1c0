"""A million short reports with known copies among them.

A report is 25 words that stand together in a real article. There are some fifty thousand of those
in the development sets; when more are wanted, the content words of a real one are exchanged for
others of about the same rank in frequency, so that the new one shares little with it but the
structure. Four in ten reports are near copies (``benchmarks.copies``) of one of the others.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.copies import COPIES
from benchmarks.fit_similarity import read
from summarise.language.furniture import agency

SEED = 20_261_125
WORDS = 25
"""Of a report."""
RUN = 6
"""Words in a row that no two originals share."""
ORIGINALS = 0.6
"""Share of the reports that are no copies."""
MOST_COPIES = 3
"""Of one text."""
FUNCTION_WORDS = 150
"""The most frequent words stay in their places when a report is varied."""
SPREAD = 2
"""A varied word's rank is at most about doubled or halved."""
FILES: dict[str, Callable[[dict[str, Any]], list[str]]] = {
    "neus_allsides/dev.jsonl.gz": lambda row: [a["text"] for a in row["articles"]],
    "neus_allsides/dev.dated_2021.jsonl.gz": lambda row: [a["text"] for a in row["articles"]],
    "ecbplus/dev.docs.jsonl.gz": lambda row: [" ".join(row["sentences"])],
    "polytope/dev.docs.jsonl.gz": lambda row: [row["text"]],
    "bump/dev.articles.jsonl.gz": lambda row: [row["text"]],
    "summedits/dev.docs.jsonl.gz": lambda row: [row["text"]],
    "xsumfaith/dev.jsonl.gz": lambda row: [row["article"]],
    "qags/dev.jsonl.gz": lambda row: [row["article"]],
    "summhay_news/dev.news1.jsonl.gz": lambda row: [d["text"] for d in row["documents"]],
    "summhay_news/dev.news2.jsonl.gz": lambda row: [d["text"] for d in row["documents"]],
}


def articles(data: Path) -> list[str]:
    """Return the articles of the development sets, each once."""
    found: dict[str, None] = {}
    for file, texts in FILES.items():
        for row in read(data / file):
            found.update(dict.fromkeys(texts(row)))
    return list(found)


def windows(data: Path) -> list[list[str]]:
    """Return the articles in pieces of 25 words.

    Left out are pieces that share a run of words with an earlier one (the sets hold copies, and
    what is a copy has to be known), and those that credit an agency: they share an origin by what
    they say of themselves.
    """
    found: list[list[str]] = []
    seen: set[tuple[str, ...]] = set()
    for article in articles(data):
        words = article.split()
        for start in range(0, len(words) - WORDS + 1, WORDS):
            piece = words[start : start + WORDS]
            folded = [word.lower() for word in piece]
            runs = {tuple(folded[place : place + RUN]) for place in range(WORDS - RUN + 1)}
            if seen.isdisjoint(runs) and not agency(" ".join(piece)):
                found.append(piece)
            seen |= runs
    return found


def originals(data: Path, count: int, chance: random.Random) -> Iterator[str]:
    """Yield as many texts that are no copies of each other: real ones first, then varied ones."""
    real = windows(data)
    chance.shuffle(real)
    for piece in real[:count]:
        yield " ".join(piece)
    if count > len(real):
        vary = _Varied(real)
        for place in range(count - len(real)):
            yield vary(real[place % len(real)])


class _Varied:
    """Exchanges content words for others of about the same frequency."""

    def __init__(self, pieces: list[list[str]]) -> None:
        counts = Counter(word for piece in pieces for word in piece)
        self._words = [word for word, _ in counts.most_common()]
        self._rank = {word: rank for rank, word in enumerate(self._words)}
        self._chance = np.random.default_rng(SEED)

    def __call__(self, piece: list[str]) -> str:
        ranks: Any = np.array([self._rank[word] for word in piece])
        low = np.maximum(ranks / SPREAD, FUNCTION_WORDS)
        high = np.minimum(ranks * SPREAD + FUNCTION_WORDS, len(self._words))
        moved = (low + self._chance.random(len(ranks)) * (high - low)).astype(int)
        kept = np.where(ranks < FUNCTION_WORDS, ranks, moved)
        return " ".join([self._words[rank] for rank in kept])


def reports(data: Path, size: int) -> tuple[list[str], list[int]]:
    """Return texts in random order, and for each the number of the family of copies that it is of.

    A copy is made of the original, or of the copy before it.
    """
    chance = random.Random(SEED)
    kinds = list(COPIES.values())
    texts = list(originals(data, int(size * ORIGINALS), chance))
    families = list(range(len(texts)))
    while len(texts) < size:
        family = chance.randrange(int(size * ORIGINALS))
        source = texts[family]
        for _ in range(min(chance.randint(1, MOST_COPIES), size - len(texts))):
            made = chance.choice(kinds)(source, chance)
            texts.append(made)
            families.append(family)
            source = made if chance.random() < 0.25 else texts[family]
    order = list(range(size))
    chance.shuffle(order)
    return [texts[place] for place in order], [families[place] for place in order]
