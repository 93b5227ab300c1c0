"""Documents into stories: who reports the same event.

What a report is about is one vector, its portrait: its words, its names, its numbers and its
meaning. Each part has unit length times the root of its share, so that the inner product of two
portraits is the weighted mean of the cosines of their parts, and the inner product of two sums of
portraits is what average linkage needs: the likeness of all pairs between two stories, without the
pairs.

Accounts of one event can be in such different words that no likeness holds them together; but who
hands in a dozen reports that all name Russia and Iran means one story. Of unrelated reports of one
beat hardly any three have two names in common: among 200 samples each of three such reports of
neus_allsides 7 do, of ecbplus and uci none, and of three reports of one event 136, 162 and 5
(headlines hold too few names).

Where to cut the hierarchy is said by a likeness and by the gaps. One threshold suits no two pools:
three teasers of one event are alike as .35, three hundred headlines of another as .15, whole
articles about one affair as .2, and two unrelated reports of one beat as .25. Three things that can
be seen tell them apart: how long the leads are, and the reports beyond them, since an article comes
to its affair from a side of its own; how many there are, since the closest two of a pool may be
close by chance, and more that are all alike are not; and the gap: a story is much closer within
itself than to what is around it. So the
wider the gap the lower the threshold; and near it the gap of a cluster is weighed against those of
its parts. The measure of a gap is the silhouette (Rousseeuw, 1987); the best set of clusters by it
is found from the leaves up, as HDBSCAN finds its own (Campello et al., 2013).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import NamedTuple

from summarise.language.clusters import Clusters, Edge, Merge, candidate_pairs, hierarchy
from summarise.language.reading import Reading
from summarise.language.sentences import split
from summarise.language.similarity import stretched
from summarise.language.vectors import Vectors
from summarise.language.words import ROOT
from summarise.story.twins import parted
from summarise.types import NO_DATE, Document

TYPICAL = 20
"""Content words of a lead, to which thresholds refer."""


class Length(NamedTuple):
    """The logarithms of a lead's different words, and of how many times those its report has."""

    lead: float
    beyond: float


@dataclass(frozen=True, slots=True)
class Threshold:
    """The mean likeness of a story in logits: ``level`` for many leads of TYPICAL words, no gap.

    ``slope`` is by how much it rises with the logarithm of their number, ``depth`` by how much it
    falls with that of how many times the words a whole report has, ``pair`` by how much it rises
    for a pair of reports, ``gap`` by how much it falls with the mean silhouette, from 0 to 1.
    """

    level: float
    slope: float
    depth: float
    pair: float
    gap: float

    def at(self, length: Length, size: int, silhouette: float, shift: float = 0.0) -> float:
        """Return the likeness for so many reports of that mean length."""
        level = self.level + self.slope * (length.lead - log(TYPICAL)) - self.depth * length.beyond
        return 1 / (1 + exp(-level - self.pair / (size - 1) + self.gap * silhouette - shift))


LEAD = 3
"""Sentences of a report that stand for it; news says the event first."""
RIVALS = 30
"""Reports that each of many is compared with."""
BY_MEANING, BY_WORDS = Threshold(-1.0, 0.4, 0.5, 0.75, 2.0), Threshold(-1.6, 0.4, 0.65, 0.75, 1.0)
"""The mean likeness that makes a story, with an encoder and without: `python -m benchmarks
fit-stories --data DIR`, on short reports, headlines and dated whole articles together. Of what is
best by .005 they give up least where others gained: ecbplus, uci and lone headlines."""
BELOW, ABOVE = 0.33, 0.5
"""Logits below and above it within which the best silhouettes decide; without, neus loses .02."""
WITH_MEANING: Mapping[str, float] = {
    "meaning": 0.25, "words": 0.20, "text": 0.35, "names": 0.10, "numbers": 0.10,
}  # fmt: skip
"""Shares of the parts. ``text`` is the words of the whole report, the others are of its lead.

Names and numbers are words too; a part of their own parts twin events, which share all but those.
Compared by hand on the development sets, to two digits: nothing near changes BCubed by .01."""
WORDS_ONLY: Mapping[str, float] = {
    "meaning": 0.0, "words": 0.27, "text": 0.47, "names": 0.13, "numbers": 0.13,
}  # fmt: skip
COMMONNESS = 0.1
"""A word of d reports weighs its rarity times d ** -0.1. The usual inverse document frequency is
wrong for broad stories: the word that 300 of 3,000 headlines share is the story."""
LONGEST_TEXT = 8000
"""Characters of a report that are read for ``text``."""
FEWEST, HANDFUL = 3, 15
"""Reports: two may share two names by chance, and more than a handful are sorted by likeness."""
SHARED_BY, NAMES = 0.75, 2
"""Share of the reports that have so many names in common."""
LONGEST_TIME = 14.0
"""Days from the first report to the last: what is told later of the same two is something else."""
_Names = tuple[frozenset[str], Mapping[str, float]]
"""The stems that the lead of a report names, and all that it tells."""
DAY = 86400.0
"""Seconds."""


def lead(document: Document) -> str:
    """Return what tells what a report is about: its title and its first sentences."""
    spans = split(document.text)[:LEAD]
    text = document.text[spans[0][0] : spans[-1][1]] if spans else document.text[:400]
    return f"{document.title}. {text}" if document.title not in ("", text) else text


@dataclass(frozen=True, slots=True)
class Compared:
    """Reports that were compared: all that a cut into stories needs.

    ``reports`` are the numbers of the documents that count as one, ``lengths`` are theirs,
    ``merges`` the hierarchy; ``one`` says that it is one story anyway.
    """

    reports: Sequence[Sequence[int]]
    lengths: Sequence[Length]
    merges: Sequence[Merge]
    one: bool


def group_documents(
    documents: Sequence[Document],
    leads: Sequence[Reading],
    vectors: Vectors,
    together: Sequence[Edge] = (),
) -> list[list[int]]:
    """Return clusters of document numbers, one for each story.

    ``leads`` are what tells what each is about (see ``lead``), ``vectors`` are theirs, shape
    (n, d), d = 0 without an encoder; ``together`` are pairs known to be of one story (copies).
    Reports with one lead are of one story, and count once. The order of the documents changes
    nothing.
    """
    threshold = BY_MEANING if vectors.shape[1] else BY_WORDS
    found: list[list[int]] = []
    for story in stories(compared(documents, leads, vectors, together), threshold):
        dated = any(documents[i].published for i in story)
        found += [story] if dated else parted(leads, story)
    return sorted(found)


def compared(
    documents: Sequence[Document],
    leads: Sequence[Reading],
    vectors: Vectors,
    together: Sequence[Edge] = (),
) -> Compared:
    """Compare documents; see ``group_documents``."""
    reports = _distinct(documents, leads, together)
    firsts = [report[0] for report in reports]
    own, days = [leads[i] for i in firsts], [_day(documents[i]) for i in firsts]
    wholes = [told(documents[i], leads[i]) for i in firsts]
    shares = WITH_MEANING if vectors.shape[1] else WORDS_ONLY
    stretch = stretched(own, vectors[firsts])
    clusters = Clusters(
        portraits(own, wholes, shares),
        vectors[firsts] * (shares["meaning"] * stretch) ** 0.5,
        days,
        more=shares["meaning"] * (1 - stretch),
    )
    words = [text.weights for text in own]
    named = [_named(lead) for lead in own]
    edges = {
        (a, b): clusters.mean(a, b)
        for a, b in candidate_pairs(words, RIVALS)
        if not _strangers((named[a], wholes[a]), (named[b], wholes[b]))
    }
    lengths = [
        Length(log(1 + len(terms)), log((1 + len(whole)) / (1 + len(terms))))
        for terms, whole in zip(words, wholes, strict=True)
    ]
    merges = hierarchy(clusters, edges)
    return Compared(reports, lengths, merges, one_matter(own, days))


def stories(pool: Compared, threshold: Threshold) -> list[list[int]]:
    """Cut compared reports into stories: clusters of document numbers."""
    if pool.one:
        return [sorted(i for report in pool.reports for i in report)]
    found = cut(pool.lengths, pool.merges, threshold)
    return sorted(sorted(i for a in story for i in pool.reports[a]) for story in found)


def _distinct(
    documents: Sequence[Document], leads: Sequence[Reading], together: Iterable[Edge]
) -> list[list[int]]:
    """Return the reports that count as one, in an order that is the same for any input order."""
    order = sorted(
        range(len(documents)),
        key=lambda i: (documents[i].published or NO_DATE, leads[i].text, documents[i].text),
    )
    home = {i: i for i in order}
    alike: dict[Reading, list[int]] = defaultdict(list)
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


def told(document: Document, lead: Reading) -> Mapping[str, float]:
    """Return the stems of a whole report, each with its weight for each time that it is told.

    Times count by their logarithm: what an article is about it says again and again.
    """
    whole = lead
    if not lead.text.endswith(document.text.strip()):
        text = f"{document.title}. {document.text[:LONGEST_TEXT]}"
        whole = Reading(text, lead.vocabulary)  # which nobody needs again
    weights = whole.weights
    return {stem: weights[stem] * (1 + log(times)) for stem, times in Counter(whole.stems).items()}


def portraits(
    leads: Sequence[Reading], wholes: Sequence[Mapping[str, float]], shares: Mapping[str, float]
) -> list[dict[str, float]]:
    """Return the terms of each report with their weights: all parts but ``meaning``.

    ``wholes`` are what is ``told`` in each. A term of one report alone can't liken it to any and is
    left out, but counts in the length: it tells the report from the others.
    """
    found: list[dict[str, float]] = [{} for _ in leads]
    parts: dict[str, Sequence[Mapping[str, float]]] = {
        "words": [lead.weights for lead in leads],
        "text": wholes,
        "names": [_names(lead) for lead in leads],
        "numbers": [{f"{value:g}": 1.0 for value in lead.values} for lead in leads],
    }
    for part, items in parts.items():
        spread = Counter(term for item in items for term in item)
        for terms, item in zip(found, items, strict=True):
            scaled = {term: w * spread[term] ** -COMMONNESS for term, w in item.items()}
            scale = shares[part] ** 0.5 / _length(scaled.values())
            terms.update((f"{part} {t}", w * scale) for t, w in scaled.items() if spread[t] > 1)
    return found


def _names(lead: Reading) -> dict[str, float]:
    """Return the stems that are names: by their capital here, or by that in most texts."""
    rather = lead.vocabulary.is_rather_a_name
    pairs = zip(lead.stems, lead.surface, strict=True)
    return {s: lead.weights[s] for s, word in pairs if word in lead.names or rather(word)}


def _named(lead: Reading) -> frozenset[str]:
    """Return the stems of who and what a lead names, by their capital."""
    pairs = zip(lead.stems, lead.surface, strict=True)
    return frozenset(stem for stem, word in pairs if word in lead.names)


def _strangers(one: _Names, other: _Names) -> bool:
    """Whether two reports name somebody each, and neither has a name of the other anywhere.

    Results, quakes and deaths are told in one form of words; only who and where tells them apart.
    """
    (ones, told), (others, there) = one, other
    return (
        bool(ones and others) and there.keys().isdisjoint(ones) and told.keys().isdisjoint(others)
    )


def _length(values: Iterable[float]) -> float:
    return sum(value * value for value in values) ** 0.5 or 1.0


def one_matter(leads: Sequence[Reading], days: Sequence[float | None]) -> bool:
    """Whether a handful of reports, given by their leads, share so many names, and their time.

    ``days`` are when they were published, as far as that is known.
    """
    known = [day for day in days if day is not None]
    if not FEWEST <= len(leads) <= HANDFUL or (known and max(known) - min(known) > LONGEST_TIME):
        return False
    spread = Counter(name for lead in leads for name in _roots(lead))
    return sum(count >= SHARED_BY * len(leads) for count in spread.values()) >= NAMES


def _roots(lead: Reading) -> set[str]:
    return {name[:ROOT] for name in (*lead.names, lead.lead_name) if name}


@dataclass(slots=True)
class _Node:
    """A cluster of the hierarchy, or an item: then it has a number.

    ``length`` is the mean of its items, ``within`` the sum of likeness over its pairs, ``apart``
    the mean distance to the cluster that it is merged with next, ``best`` the sum of silhouettes of
    the best clusters that it can be cut into, ``whole`` whether that is itself.
    """

    size: int
    length: Length
    item: int = -1
    parts: tuple[_Node, _Node] | None = None
    likeness: float = 1.0
    within: float = 0.0
    apart: float = 1.0
    best: float = 0.0
    whole: bool = True


def cut(
    lengths: Sequence[Length], merges: Sequence[Merge], threshold: Threshold
) -> list[list[int]]:
    """Return clusters of item numbers, ordered by their first.

    Near the threshold the better silhouettes decide, those of a cluster or those of its parts.
    """
    tops = [_Node(1, length, i) for i, length in enumerate(lengths)]
    nodes: list[_Node] = []
    for merge in merges:
        one, other = tops[merge.one], tops[merge.other]
        one.apart = other.apart = 1 - merge.likeness
        tops[merge.one] = tops[merge.other] = _joined(one, other, merge.likeness)
        nodes.append(tops[merge.one])
    for node in nodes:
        _choose(node, threshold)
    inner = {id(part) for node in nodes for part in node.parts or ()}
    roots = [top for top in {id(top): top for top in tops}.values() if id(top) not in inner]
    chosen = (story for root in roots for story in _largest(root, lambda node: node.whole))
    return sorted(
        sorted(leaf.item for leaf in _largest(story, lambda node: node.parts is None))
        for story in chosen
    )


def _joined(one: _Node, other: _Node, likeness: float) -> _Node:
    size = one.size + other.size
    return _Node(
        size,
        Length(
            (one.length.lead * one.size + other.length.lead * other.size) / size,
            (one.length.beyond * one.size + other.length.beyond * other.size) / size,
        ),
        parts=(one, other),
        likeness=min(likeness, one.likeness, other.likeness),
        within=one.within + other.within + likeness * one.size * other.size,
    )


def _choose(node: _Node, threshold: Threshold) -> None:
    """Decide whether a cluster is better whole or in parts, once that is decided for its parts."""
    one, other = node.parts or (node, node)
    whole, parts = _silhouette(node), one.best + other.best
    silhouette = whole / node.size
    if node.likeness >= threshold.at(node.length, node.size, silhouette, ABOVE):
        node.whole = True
    elif node.likeness < threshold.at(node.length, node.size, silhouette, -BELOW):
        node.whole = False
    else:
        node.whole = whole >= parts
    node.best = whole if node.whole else parts


def _silhouette(node: _Node) -> float:
    """Return the sum of its items' silhouettes: 1 - mean distance within / distance to the next."""
    within = 1 - node.within / (node.size * (node.size - 1) / 2)
    return node.size * max(0.0, 1 - within / max(node.apart, 1e-9))


def _largest(root: _Node, fits: Callable[[_Node], bool]) -> list[_Node]:
    """Return the largest clusters of a root that fit; an item always does."""
    found: list[_Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.parts is None or fits(node):
            found.append(node)
        else:
            waiting += node.parts
    return found
