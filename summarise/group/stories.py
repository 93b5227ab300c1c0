"""Documents into stories: who reports the same event."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

from summarise.group.cut import Threshold, cut
from summarise.group.matter import one_matter
from summarise.group.portraits import WITH_MEANING, WORDS_ONLY, portraits
from summarise.meaning.hierarchy import Clusters, Merge, Pair, hierarchy
from summarise.meaning.neighbours import candidate_pairs
from summarise.meaning.rarity import weights
from summarise.text.sentences import split
from summarise.types import NO_DATE, Document

if TYPE_CHECKING:
    from summarise.meaning.encoders import Vectors

LEAD = 3
"""Sentences of a report that stand for it; news says the event first."""
RIVALS = 30
"""Reports that each of many is compared with."""
BY_MEANING, BY_WORDS = Threshold(-1.0, 0.2, 0.75, 2.0), Threshold(-1.4, 0.2, 0.5, 2.0)
"""The mean likeness that makes a story, with an encoder and without: `python -m benchmarks
fit-stories --data DIR`, on ecbplus and neus_allsides, whole leads and headlines, and on
uci_news_aggregator."""
BAND = 0.33
"""Logits around it within which the best silhouettes decide; without, neus_allsides loses .02."""
DAY = 86400.0
"""Seconds."""


def lead(document: Document) -> str:
    """Return what a report is about: its title and its first sentences."""
    spans = split(document.text)[:LEAD]
    text = document.text[spans[0][0] : spans[-1][1]] if spans else document.text[:400]
    return f"{document.title}. {text}" if document.title not in ("", text) else text


@dataclass(frozen=True, slots=True)
class Compared:
    """Reports that were compared: all that a cut into stories needs.

    ``reports`` are the numbers of the documents that count as one, ``lengths`` the logarithms of
    the words of their leads, ``merges`` the hierarchy; ``one`` says that it is one story anyway.
    """

    reports: Sequence[Sequence[int]]
    lengths: Sequence[float]
    merges: Sequence[Merge]
    one: bool


def group_documents(
    documents: Sequence[Document], vectors: Vectors, together: Sequence[Pair] = ()
) -> list[list[int]]:
    """Return clusters of document numbers, one for each story.

    ``vectors`` are those of the leads, shape (n, d), d = 0 without an encoder; ``together`` are
    pairs known to be of one story (copies). Reports with one lead are of one story, and count once.
    The order of the documents changes nothing.
    """
    threshold = BY_MEANING if vectors.shape[1] else BY_WORDS
    return stories(compared(documents, vectors, together), threshold)


def compared(
    documents: Sequence[Document], vectors: Vectors, together: Sequence[Pair] = ()
) -> Compared:
    """Compare documents; see ``group_documents``."""
    leads = [lead(document) for document in documents]
    reports = _distinct(documents, leads, together)
    firsts = [report[0] for report in reports]
    shares = WITH_MEANING if vectors.shape[1] else WORDS_ONLY
    own, days = [leads[i] for i in firsts], [_day(documents[i]) for i in firsts]
    clusters = Clusters(
        portraits(own, [documents[i].text for i in firsts], shares),
        vectors[firsts] * shares["meaning"] ** 0.5,
        days,
    )
    words = [weights(text) for text in own]
    edges = {(a, b): clusters.mean(a, b) for a, b in candidate_pairs(words, RIVALS)}
    lengths = [log(1 + len(terms)) for terms in words]
    merges = hierarchy(clusters, edges)
    return Compared(reports, lengths, merges, one_matter(own, days))


def stories(pool: Compared, threshold: Threshold) -> list[list[int]]:
    """Cut compared reports into stories: clusters of document numbers."""
    if pool.one:
        return [sorted(i for report in pool.reports for i in report)]
    found = cut(pool.lengths, pool.merges, threshold, BAND)
    return sorted(sorted(i for a in story for i in pool.reports[a]) for story in found)


def _distinct(
    documents: Sequence[Document], leads: Sequence[str], together: Iterable[Pair]
) -> list[list[int]]:
    """Return the reports that count as one, in an order that is the same for any input order."""
    order = sorted(
        range(len(documents)),
        key=lambda i: (documents[i].published or NO_DATE, leads[i], documents[i].text),
    )
    home = {i: i for i in order}
    alike: dict[str, list[int]] = defaultdict(list)
    for i in order:
        alike[leads[i]].append(i)
    links: dict[int, list[int]] = defaultdict(list)
    for i, j in [*together, *((same[0], other) for same in alike.values() for other in same[1:])]:
        links[i].append(j)
        links[j].append(i)
    found: list[list[int]] = []
    for i in order:
        if home.pop(i, None) is None:
            continue
        report = [i]
        for one in report:
            report += [j for j in links[one] if home.pop(j, None) is not None]
        found.append(report)
    return found


def _day(document: Document) -> float | None:
    return document.published.timestamp() / DAY if document.published else None
