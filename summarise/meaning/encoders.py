"""Encoders: what turns texts into vectors whose inner product tells how close they are.

The seam is one method. ``use`` is the default: the multilingual Universal Sentence Encoder
(Yang et al., 2020, arXiv:1907.04307) in plain numpy, with its weights inside the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from summarise.errors import BackendError, ConfigError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from summarise.config import Config

    Vectors = NDArray[np.float32]

_BATCH = 64
"""Texts in one call of an ONNX model or an embeddings endpoint."""
_MAX_PIECES = 256
"""Longest text an ONNX encoder reads, in word pieces; what follows is cut, as in training."""


class Encoder(Protocol):
    """The seam between texts and vectors."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return a float32 array of shape (len(texts), d) with rows of unit length."""
        ...


class NoEncoder:
    """``encoder = "off"``: vectors of no dimensions; only words, numbers and names compare."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return an array of shape (len(texts), 0)."""
        import numpy as np

        return np.zeros((len(texts), 0), dtype=np.float32)


class UseEncoder:
    """The multilingual Universal Sentence Encoder, 512 dimensions, 16 languages."""

    def __init__(self) -> None:
        from summarise.meaning.use import model

        self._model = model()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sentence vectors, shape (len(texts), 512)."""
        import numpy as np

        if not texts:
            return np.zeros((0, 512), dtype=np.float32)
        return _unit(self._model.encode(list(texts)))


class OnnxEncoder:
    """A BERT-like encoder from a folder or package with ``model.onnx`` and ``tokenizer.json``.

    Token vectors are averaged, as the sentence-transformers models are trained to be used.
    """

    def __init__(self, path: str) -> None:
        folder = _folder(path)
        try:
            import onnxruntime
            from tokenizers import Tokenizer
        except ImportError as error:
            raise ConfigError(
                'meaning.encoder = "onnx" needs more packages: pip install "summarise[onnx]"'
            ) from error
        self._session: Any = onnxruntime.InferenceSession(str(folder / "model.onnx"))
        self._inputs = {node.name for node in self._session.get_inputs()}
        self._tokenizer: Any = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MAX_PIECES)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sentence vectors, shape (len(texts), d)."""
        import numpy as np

        parts = [self._encode(texts[i : i + _BATCH]) for i in range(0, len(texts), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, 1), dtype=np.float32)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        import numpy as np

        encodings = self._tokenizer.encode_batch(list(texts))
        ids = np.array([e.ids for e in encodings], dtype=np.int64)
        mask = np.array([e.attention_mask for e in encodings], dtype=np.int64)
        feed = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        out = self._session.run(None, {k: v for k, v in feed.items() if k in self._inputs})[0]
        if out.ndim == 3:
            weights = mask[:, :, None].astype(np.float32)
            out = (out * weights).sum(axis=1) / np.maximum(weights.sum(axis=1), 1e-9)
        return _unit(out)


class OpenAIEncoder:
    """The embeddings endpoint of a configured backend of kind ``openai``."""

    def __init__(self, base_url: str, api_key: str, model: str) -> None:
        from openai import OpenAI

        self._client = OpenAI(base_url=base_url or None, api_key=api_key, max_retries=2)
        self._model = model

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return the sentence vectors, shape (len(texts), d). Raises BackendError."""
        import numpy as np
        from openai import OpenAIError

        rows: list[list[float]] = []
        try:
            for i in range(0, len(texts), _BATCH):
                batch = list(texts[i : i + _BATCH])
                answer = self._client.embeddings.create(input=batch, model=self._model)
                rows += [item.embedding for item in answer.data]
        except OpenAIError as error:
            raise BackendError(
                f"the embeddings endpoint did not answer for model {self._model!r} "
                f"({type(error).__name__}); check meaning.backend and meaning.model"
            ) from error
        return _unit(np.array(rows, dtype=np.float32).reshape(len(texts), -1))


def build_encoder(config: Config, environment: Mapping[str, str]) -> Encoder:
    """Return the encoder that the config names. Raises ConfigError."""
    meaning = config.meaning
    if meaning.encoder == "off":
        return NoEncoder()
    if meaning.encoder == "onnx":
        return OnnxEncoder(meaning.path)
    if meaning.encoder == "openai":
        backend = config.backends[meaning.backend]
        key = environment.get(backend.api_key_env, "") if backend.api_key_env else "none"
        if not key:
            raise ConfigError(
                f"backends.{meaning.backend}.api_key_env names {backend.api_key_env}, "
                "which is not set in the environment"
            )
        return OpenAIEncoder(backend.base_url, key, meaning.model)
    return UseEncoder()


def _folder(path: str) -> Path:
    """Find the folder with the model: a path, or the name of an installed package."""
    folder = Path(path).expanduser()
    if not folder.is_dir() and path.isidentifier():
        spec = find_spec(path)
        if spec and spec.submodule_search_locations:
            folder = Path(next(iter(spec.submodule_search_locations)))
    for name in ("model.onnx", "tokenizer.json"):
        if not (folder / name).is_file():
            raise ConfigError(f"meaning.path = {path!r}: there is no {name} in it")
    return folder


def _unit(rows: Any) -> Vectors:
    import numpy as np

    rows = np.asarray(rows, dtype=np.float32)
    norms = np.linalg.norm(rows, axis=1, keepdims=True)
    unit: Vectors = rows / np.maximum(norms, 1e-12)
    return unit
