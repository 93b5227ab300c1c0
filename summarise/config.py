"""The configuration: ``config.toml`` becomes frozen values, checked by pydantic.

The tables are plain dataclasses, which pydantic validates when a file or a caller brings them:
importing pydantic alone takes longer than ``import summarise`` may.

Order of precedence: command-line flag, environment, file, default. An environment variable is
``SUMMARISE_`` and the path of the key joined by two underscores: ``SUMMARISE_BRIEFING__PAGES=2``.
An unknown key or a wrong type is refused by name and place.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Gt, Le

from summarise.errors import ConfigError
from summarise.types import Format

if TYPE_CHECKING:
    from pydantic import ValidationError

ENVIRONMENT_PREFIX = "SUMMARISE_"
CONFIG_VARIABLE = "SUMMARISE_CONFIG"


@dataclass(frozen=True, slots=True)
class _Table:
    """A table of the config: frozen, and closed to keys that it does not know."""

    __pydantic_config__: ClassVar[Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class BriefingConfig(_Table):
    """``[briefing]``: who writes the page, and its size."""

    backend: str = "extractive"
    strategy: Literal["auto", "story", "fact"] = "auto"
    pages: Annotated[int, Ge(1), Le(50)] = 1
    paper: Literal["a4", "letter"] = "a4"
    format: Format = "md"


@dataclass(frozen=True, slots=True)
class FieldsConfig(_Table):
    """``[input.fields]``: what the fields of JSON, JSONL and CSV are called; empty means guess."""

    text: str = ""
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: str = ""


@dataclass(frozen=True, slots=True)
class InputConfig(_Table):
    """``[input]``: how files become documents."""

    split: Literal["auto", "lines", "paragraphs", "file"] = "auto"
    max_megabytes: Annotated[float, Gt(0)] = 50
    fields: FieldsConfig = FieldsConfig()


@dataclass(frozen=True, slots=True)
class MeaningConfig(_Table):
    """``[meaning]``: which encoder tells how close two texts are in meaning."""

    encoder: Literal["use", "onnx", "openai", "off"] = "use"
    path: str = ""
    backend: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class PromptsConfig(_Table):
    """``[prompts]``: a folder whose templates replace the shipped ones of the same name."""

    folder: str = ""


@dataclass(frozen=True, slots=True)
class BackendConfig(_Table):
    """``[backends.NAME]``: one language model. ``api_key_env`` names a variable, never a key.

    ``context`` is the model's window and ``max_tokens`` the most it may answer, both in tokens;
    ``timeout`` is in seconds for one call; ``attempts`` counts the first try too.
    """

    kind: str = "openai"
    base_url: str = ""
    model: str = ""
    api_key_env: str = ""
    context: Annotated[int, Ge(512)] = 8192
    max_tokens: Annotated[int, Ge(16)] = 1024
    temperature: Annotated[float, Ge(0), Le(2)] | None = 0.0
    seed: int | None = 0
    timeout: Annotated[float, Gt(0)] = 120
    attempts: Annotated[int, Ge(1), Le(10)] = 3


@dataclass(frozen=True, slots=True)
class Config(_Table):
    """The whole configuration. ``Config()`` is the default: no model, one A4 page."""

    briefing: BriefingConfig = BriefingConfig()
    input: InputConfig = InputConfig()
    meaning: MeaningConfig = MeaningConfig()
    prompts: PromptsConfig = PromptsConfig()
    backends: dict[str, BackendConfig] = field(default_factory=dict)


def load_config(
    path: str | Path | None,
    environment: Mapping[str, str],
    flags: Mapping[str, Mapping[str, object]] | None = None,
) -> Config:
    """Read the file (if any), lay environment and flags over it, and validate the whole.

    ``flags`` holds tables of keys, as the file does: ``{"briefing": {"pages": 2}}``. Without a
    path, ``SUMMARISE_CONFIG`` names the file. Raises ConfigError.
    """
    path = path or environment.get(CONFIG_VARIABLE) or None
    data = _read(Path(path)) if path else {}
    data = _overlay(data, _from_environment(environment))
    data = _overlay(data, flags or {})
    return _validated(data, str(path) if path else "the configuration")


def checked(config: Config) -> Config:
    """Return the config, validated: a library user may have put anything in. Raises ConfigError."""
    return _validated(asdict(config), "the configuration")


def _validated(data: Mapping[str, Any], where: str) -> Config:
    from pydantic import TypeAdapter, ValidationError

    try:
        config = TypeAdapter(Config).validate_python(data)
    except ValidationError as error:
        raise ConfigError(f"{where}: {_explain(error)}") from error
    for problem in _contradictions(config):
        raise ConfigError(f"{where}: {problem}")
    return config


def _contradictions(config: Config) -> Iterator[str]:
    """Yield what no single key shows: names that point nowhere, settings that need another."""
    known = ", ".join(["extractive", *sorted(config.backends)])
    for key, name in (
        ("briefing.backend", config.briefing.backend),
        ("meaning.backend", config.meaning.backend),
    ):
        if name and name != "extractive" and name not in config.backends:
            yield f"{key}: there is no backend {name!r} (there are: {known})"
    if "extractive" in config.backends:
        yield "backends.extractive: this name is taken by the writer that needs no model"
    meaning = config.meaning
    if meaning.encoder == "onnx" and not meaning.path:
        yield 'meaning.encoder = "onnx" needs meaning.path: a folder or package with the model'
    if meaning.encoder == "openai" and not (meaning.backend and meaning.model):
        yield 'meaning.encoder = "openai" needs meaning.backend and meaning.model'


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such config file; config.example.toml is one to copy"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error


def _from_environment(environment: Mapping[str, str]) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for name, value in sorted(environment.items()):
        if not name.startswith(ENVIRONMENT_PREFIX) or name == CONFIG_VARIABLE:
            continue
        *tables, key = name.removeprefix(ENVIRONMENT_PREFIX).lower().split("__")
        if not tables:
            raise ConfigError(
                f"{name}: no such setting; write SUMMARISE_TABLE__KEY, "
                "for example SUMMARISE_BRIEFING__PAGES"
            )
        node = data
        for table in tables:
            node = node.setdefault(table, {})
        node[key] = value
    return data


def _overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(old, Mapping)
        merged[key] = _overlay(old, value) if both and isinstance(old, Mapping) else value
    return merged


def _explain(error: ValidationError) -> str:
    """Say what is wrong, key by key, without echoing values (one could be a pasted secret)."""
    problems = []
    for problem in error.errors(include_url=False, include_input=False):
        place = ".".join(str(part) for part in problem["loc"])
        what = problem["msg"]
        if problem["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
            what = "no such key"
        problems.append(f"{place}: {what}" if place else what)
    return "; ".join(problems)
