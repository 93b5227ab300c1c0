"""Arrays of vectors, and the texts that every encoder takes."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]

BATCH = 64
"""Texts in one call of an ONNX model or an embeddings endpoint."""


def unit(rows: Any) -> Vectors:
    """Return the rows with length 1, as float32; a row of zeros stays one."""
    rows = np.asarray(rows, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Vectors = rows / np.maximum(norms, 1e-12)
    return scaled


def none(dimensions: int) -> Vectors:
    """Return the vectors of no texts, shape (0, dimensions)."""
    return np.zeros((0, dimensions), dtype=np.float32)


def encodable(text: str) -> str:
    """Return the text without halves of surrogate pairs, which no encoder takes."""
    return text.encode("utf-8", "replace").decode("utf-8")
