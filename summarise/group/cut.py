"""Where to cut a hierarchy of reports into stories: at a likeness, and where the gaps are.

One threshold suits no two pools: three teasers of one event are alike as .35, three hundred
headlines of another as .15, and two unrelated reports of one beat as .25. Three things that can be
seen tell them apart: how long the texts are; how many, since the closest two of a pool may be close
by chance, and more that are all alike are not; and the gap: a story is much closer within itself
than to what is around it. So the wider the gap the lower the threshold; and near it the gap of a
cluster is weighed against those of its parts. The measure of a gap is the silhouette (Rousseeuw,
1987); the best set of clusters by it is found from the leaves up, as HDBSCAN finds its own
(Campello et al., 2013).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log

from summarise.meaning.hierarchy import Merge

TYPICAL = 20
"""Content words of a lead, to which thresholds refer."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The mean likeness of a story in logits: ``level`` for many leads of TYPICAL words, no gap.

    ``slope`` is by how much it rises with the logarithm of their number, ``pair`` by how much for a
    pair of reports, ``gap`` by how much it falls with the mean silhouette, from 0 to 1.
    """

    level: float
    slope: float
    pair: float
    gap: float

    def at(self, length: float, size: int, silhouette: float, shift: float = 0.0) -> float:
        """Return the likeness for so many reports, with the mean logarithm of the leads' words."""
        level = self.level + self.slope * (length - log(TYPICAL))
        return 1 / (1 + exp(-level - self.pair / (size - 1) + self.gap * silhouette - shift))


@dataclass(slots=True)
class _Node:
    """A cluster of the hierarchy, or an item: then it has a number.

    ``length`` is the mean of its items, ``within`` the sum of likeness over its pairs, ``apart``
    the mean distance to the cluster that it is merged with next, ``best`` the sum of silhouettes of
    the best clusters that it can be cut into, ``whole`` whether that is itself.
    """

    size: int
    length: float
    item: int = -1
    parts: tuple[_Node, _Node] | None = None
    likeness: float = 1.0
    within: float = 0.0
    apart: float = 1.0
    best: float = 0.0
    whole: bool = True


def cut(
    lengths: Sequence[float], merges: Sequence[Merge], threshold: Threshold, band: float
) -> list[list[int]]:
    """Return clusters of item numbers, ordered by their first.

    ``lengths`` are the logarithms of the items' words; within ``band`` logits around the threshold
    the better silhouettes decide, those of a cluster or those of its parts.
    """
    tops = [_Node(1, length, i) for i, length in enumerate(lengths)]
    nodes: list[_Node] = []
    for merge in merges:
        one, other = tops[merge.one], tops[merge.other]
        one.apart = other.apart = 1 - merge.likeness
        tops[merge.one] = tops[merge.other] = _joined(one, other, merge.likeness)
        nodes.append(tops[merge.one])
    for node in nodes:
        _choose(node, threshold, band)
    inner = {id(part) for node in nodes for part in node.parts or ()}
    roots = [top for top in {id(top): top for top in tops}.values() if id(top) not in inner]
    return sorted(_items(story) for root in roots for story in _chosen(root))


def _joined(one: _Node, other: _Node, likeness: float) -> _Node:
    size = one.size + other.size
    return _Node(
        size,
        (one.length * one.size + other.length * other.size) / size,
        parts=(one, other),
        likeness=min(likeness, one.likeness, other.likeness),
        within=one.within + other.within + likeness * one.size * other.size,
    )


def _choose(node: _Node, threshold: Threshold, band: float) -> None:
    """Decide whether a cluster is better whole or in parts, once that is decided for its parts."""
    one, other = node.parts or (node, node)
    whole, parts = _silhouette(node), one.best + other.best
    silhouette = whole / node.size
    if node.likeness >= threshold.at(node.length, node.size, silhouette, band):
        node.whole = True
    elif node.likeness < threshold.at(node.length, node.size, silhouette, -band):
        node.whole = False
    else:
        node.whole = whole >= parts
    node.best = whole if node.whole else parts


def _silhouette(node: _Node) -> float:
    """Return the sum of its items' silhouettes: 1 - mean distance within / distance to the next."""
    within = 1 - node.within / (node.size * (node.size - 1) / 2)
    return node.size * max(0.0, 1 - within / max(node.apart, 1e-9))


def _chosen(root: _Node) -> list[_Node]:
    """Return the largest clusters below a root that are whole."""
    found: list[_Node] = []
    waiting = [root]
    while waiting:
        node = waiting.pop()
        if node.whole or node.parts is None:
            found.append(node)
        else:
            waiting += node.parts
    return found


def _items(node: _Node) -> list[int]:
    """Return the numbers of a cluster's items, in order."""
    found: list[int] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.parts is None:
            found.append(one.item)
        else:
            waiting += one.parts
    return sorted(found)
