"""The encoder that reads an ONNX model from a folder or an installed package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from summarise.meaning.onnxfiles import load
from summarise.meaning.vectors import BATCH, encodable, none, unit

if TYPE_CHECKING:
    from summarise.meaning.vectors import Vectors

_MAX_PIECES = 256
"""Longest text that is read, in word pieces; what follows is cut, as in training."""


class OnnxEncoder:
    """A BERT-like encoder from a folder or package with ``model.onnx`` and ``tokenizer.json``.

    Token vectors are averaged, as the sentence-transformers models are trained to be used.
    """

    def __init__(self, path: str) -> None:
        self._session, self._tokenizer, _ = model = load(path, "meaning.path", "onnx")
        self._inputs = model.inputs
        self._tokenizer.enable_truncation(_MAX_PIECES)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sentence vectors, shape (len(texts), d).

        Texts of one length go together: a batch takes as long as its longest text.
        """
        import numpy as np

        if not texts:
            return none(1)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        rows = np.concatenate([self._encode([texts[i] for i in batch]) for batch in batches])
        vectors = np.empty_like(rows)
        vectors[order] = rows
        return vectors

    def _encode(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        encodings = self._tokenizer.encode_batch([encodable(text) for text in texts])
        ids = np.array([e.ids for e in encodings], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        out = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[0]
        if out.ndim == 3:
            weights = mask[:, :, None].astype(np.float32)
            out = (out * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        return unit(out)
