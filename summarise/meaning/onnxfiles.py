"""The files of an ONNX model: found in a folder or an installed package, and loaded."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from summarise.errors import ConfigError, install

MODEL, TOKENIZER = "model.onnx", "tokenizer.json"


class Loaded(NamedTuple):
    """A session of onnxruntime, the tokenizer, and the folder that both came from."""

    session: Any
    tokenizer: Any
    folder: Path

    @property
    def inputs(self) -> set[str]:
        """The names of the model's inputs."""
        return {node.name for node in self.session.get_inputs()}


def load(path: str, key: str, extra: str, files: tuple[str, ...] = (MODEL, TOKENIZER)) -> Loaded:
    """Load the model in a folder or package, which has these files.

    ``key`` is the config's that names it, ``extra`` what pip is to install. Raises ConfigError.
    """
    folder = _folder(path, key, files)
    try:
        import onnxruntime
        from tokenizers import Tokenizer
    except ImportError as error:
        raise ConfigError(
            f"{key} needs more packages for an ONNX model: {install(extra)}"
        ) from error
    try:
        session = onnxruntime.InferenceSession(str(folder / MODEL))
        return Loaded(session, Tokenizer.from_file(str(folder / TOKENIZER)), folder)
    except Exception as error:  # both raise classes of their own, Exception itself included
        raise ConfigError(
            f"{key}: the model in {folder} can't be loaded ({type(error).__name__})"
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
