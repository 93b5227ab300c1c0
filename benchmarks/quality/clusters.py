"""Clustering as the peers do it, each at the threshold that is best for it on the very data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.quality.harness import need
from benchmarks.stories import bcubed

STEPS = np.arange(0.02, 1.0, 0.02)
"""Distances (1 - cosine) that are tried as thresholds."""


def distances(rows: Any) -> Any:
    """Return the condensed matrix of 1 - cosine. ``rows`` have unit length, dense or sparse."""
    product = rows @ rows.T
    product = product.toarray() if hasattr(product, "toarray") else np.asarray(product)
    apart = np.clip(1 - product.astype(np.float64), 0, None)
    np.fill_diagonal(apart, 0)
    found: Any = need("scipy.spatial.distance").squareform(apart, checks=False)
    return found


def best_average_link(gold: Sequence[str], apart: Any) -> float:
    """Return the best BCubed F1 of average linkage (Sokal and Michener, 1958)."""
    hierarchy = need("scipy.cluster.hierarchy")
    tree = hierarchy.linkage(apart, "average")
    cuts = (hierarchy.fcluster(tree, step, "distance") for step in STEPS)
    return max(bcubed(gold, labels.tolist())[2] for labels in cuts)


def single_link(gold: Sequence[str], apart: Any, likeness: float) -> float:
    """Return BCubed F1 of single linkage at a cosine."""
    hierarchy = need("scipy.cluster.hierarchy")
    tree = hierarchy.linkage(apart, "single")
    return bcubed(gold, hierarchy.fcluster(tree, 1 - likeness, "distance").tolist())[2]


def hdbscan(gold: Sequence[str], rows: Any) -> float:
    """Return BCubed F1 of HDBSCAN (Campello et al., 2013), groups from two on, noise alone."""
    kind = need("sklearn.cluster").HDBSCAN
    labels = kind(min_cluster_size=2, copy=True).fit(rows).labels_.tolist()
    return bcubed(gold, alone(labels))[2]


def bertopic(gold: Sequence[str], rows: Any, smallest: int) -> float:
    """Return BCubed F1 of BERTopic's steps (Grootendorst, 2022): UMAP to five, then HDBSCAN."""
    shrink = need("umap").UMAP(
        n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=42
    )
    kind = need("sklearn.cluster").HDBSCAN
    few = shrink.fit_transform(rows)
    labels = kind(min_cluster_size=smallest, copy=True).fit(few).labels_.tolist()
    return bcubed(gold, alone(labels))[2]


def alone(labels: Sequence[int]) -> list[int]:
    """Return labels in which each point of noise, -1 in HDBSCAN, has one of its own."""
    return [label if label >= 0 else -2 - i for i, label in enumerate(labels)]
