"""Are copies told from accounts? Pairs of generated near copies, linked or not, and what is lost.

Generated, and marked as such (``benchmarks.copies``): real sentences and real snippets of articles
(neus_allsides, ecbplus), and of each two copies of different kinds. Two texts are a true pair if
they derive from the same one: then they share an origin, and ours is the shipped decision about
that. Originals that share a run of words are taken once, since the sets hold copies of their own;
accounts of the same event by other outlets stay, and are no pairs.

A text in which one number, date or name is another one is derived, too, but it is another report:
of those, the last row counts how many are lost. Ours may link them; it must not drop either. Peers
know no such difference, and drop one of each pair that they link.

Peers get the threshold with which their F1 is best on the same data.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import NamedTuple

from benchmarks.copies import COPIES
from benchmarks.fit_similarity import read
from benchmarks.quality.changes import ALTERED
from benchmarks.quality.harness import Row, Vectors, asked
from benchmarks.speed.dedupers import Families, datasketch, ours, rensa, semhash, text_dedup
from benchmarks.speed.reports import RUN
from benchmarks.speed.worker import precision_recall
from summarise.language.furniture import agency
from summarise.language.sentences import split
from summarise.story.dedupe import dedupe
from summarise.types import Document

SEED = 20_261_125
ORIGINALS = 800
"""Of each sort of text."""
COPIES_OF_EACH = 2
FEWEST_WORDS = 10
"""Of a sentence: shorter ones are headlines and labels, which many reports share."""
LONGEST = 2_000
"""Characters of an article."""
PRECISION, RECALL = 0.99, 0.98

Finder = Callable[[Sequence[str]], Families]


class Corpus(NamedTuple):
    """Texts, the family of each, and how each was made ("" for an original)."""

    texts: list[str]
    families: list[int]
    kinds: list[str]


def articles(data: Path) -> Iterator[str]:
    """Yield real texts of some sentences."""
    for file in ("dev.jsonl.gz", "dev.dated_2021.jsonl.gz"):
        for row in read(data / "neus_allsides" / file):
            yield from (article["text"] for article in row["articles"])
    for row in read(data / "ecbplus/dev.docs.jsonl.gz"):
        yield " ".join(row["sentences"])[:LONGEST]


def sentences(data: Path) -> Iterator[str]:
    """Yield the sentences of the articles."""
    for article in articles(data):
        yield from (article[start:end] for start, end in split(article))


def originals(texts: Iterator[str], chance: random.Random) -> list[str]:
    """Return some of the texts, of which no two share a run of words or credit an agency."""
    some = [text for text in texts if len(text.split()) >= FEWEST_WORDS and not agency(text)]
    chance.shuffle(some)
    found: list[str] = []
    seen: set[tuple[str, ...]] = set()
    for text in some:
        words = text.lower().split()
        runs = {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}
        if seen.isdisjoint(runs):
            found.append(text)
        seen |= runs
    return found[:ORIGINALS]


def corpus(texts: Sequence[str], chance: random.Random) -> Corpus:
    """Return the texts with copies of each."""
    made = Corpus(list(texts), list(range(len(texts))), [""] * len(texts))
    for number, text in enumerate(texts):
        for kind in chance.sample(list(COPIES), COPIES_OF_EACH):
            made.texts.append(COPIES[kind](text, chance))
            made.families.append(number)
            made.kinds.append(kind)
    return made


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:
    """Yield precision and recall for sentences and for articles, and what is lost."""
    chance = random.Random(SEED)
    for name, source in (("sentences", sentences(data)), ("articles", articles(data))):
        texts = originals(source, chance)
        made = corpus(texts, chance)
        found = ours(made.texts)
        peers, deciders = _peers(made, vectors)
        own = precision_recall(made.families, found)
        of, size = f"real {name}, generated copies", len(made.texts)
        for number, (metric, target) in enumerate((("precision", PRECISION), ("recall", RECALL))):
            shown = {peer: result[number] for peer, result in peers.items()}
            note = _recalls(made, found) if number else ""
            yield Row(
                "near duplicates",
                of,
                size,
                f"pair {metric}, as shipped",
                own[number],
                shown,
                target=target,
                note=note,
            )
        yield _lost(name, texts, deciders, chance)


def _peers(
    made: Corpus, vectors: Vectors
) -> tuple[dict[str, tuple[float, float]], dict[str, Finder]]:
    """Return precision and recall of each peer where its F1 is best, and the peer as it is then."""
    tries: dict[str, list[Finder]] = {
        "datasketch": [datasketch(threshold) for threshold in (0.3, 0.4, 0.5)],
        "rensa": [rensa(threshold) for threshold in (0.3, 0.4, 0.5)],
        "text-dedup's method": [text_dedup],
        "semhash": [semhash(threshold, vectors) for threshold in (0.7, 0.8, 0.9)],
    }

    def best(some: Sequence[Finder]) -> tuple[tuple[float, float], Finder]:
        results = [(precision_recall(made.families, find(made.texts)), find) for find in some]
        return max(results, key=lambda result: _f1(*result[0]))

    found = asked({name: partial(best, some) for name, some in tries.items()})
    return (
        {name: figures for name, (figures, _) in found.items()},
        {name: finder for name, (_, finder) in found.items()},
    )


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall or 1)


def _recalls(made: Corpus, found: Families) -> str:
    """Return for each kind how many copies are linked with their original."""
    told = []
    for kind in COPIES:
        linked = [
            found[number] == found[family]
            for number, (family, made_by) in enumerate(zip(made.families, made.kinds, strict=True))
            if made_by == kind
        ]
        told.append(f"{kind} {sum(linked)} of {len(linked)}")
    return "linked with the original: " + ", ".join(told)


def _lost(
    name: str, texts: Sequence[str], finders: dict[str, Finder], chance: random.Random
) -> Row:
    """Return how many texts are lost in which one number, date or name is another one."""
    pairs = [
        (text, changed)
        for text in texts
        for make in ALTERED.values()
        if (changed := make(text, chance)) != text
    ]
    both = [text for pair in pairs for text in pair]
    shown = {peer: _linked(find(both)) for peer, find in finders.items()}
    dropped = sum(
        bool(dedupe([Document("one", one), Document("other", other)]).dropped)
        for one, other in pairs
    )
    return Row(
        "near duplicates",
        f"real {name}, one number, date or name changed",
        len(pairs),
        "share of which one is dropped, as shipped",
        dropped / len(pairs),
        shown,
        target=0.0,
        low=True,
    )


def _linked(found: Families) -> float:
    """Return the share of neighbouring pairs that are in one family."""
    pairs = list(zip(found[::2], found[1::2], strict=True))
    return sum(bool(one == other) for one, other in pairs) / len(pairs)
