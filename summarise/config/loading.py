"""Files, environment variables and flags become a ``Config``; what is wrong is refused by name.

Relative paths in a file begin at its own folder: cron runs in another one than its author.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarise.config.job_tables import OUTPUTS, JobConfig, SourceConfig, is_path
from summarise.config.presets import PRESETS, with_presets
from summarise.config.rules import contradictions
from summarise.config.tables import BackendConfig, Config
from summarise.errors import ConfigError, did_you_mean

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError
    from pydantic_core import ErrorDetails

ENVIRONMENT_PREFIX = "SUMMARISE_"
CONFIG_VARIABLE = "SUMMARISE_CONFIG"
CONFIG_FILE = "summarise.toml"

_PACKAGE = Path(__file__).parents[1]
_EXAMPLES = (_PACKAGE / "_config.example.toml", _PACKAGE.parent / "config.example.toml")
"""Where the example lies in an installed package, and in the repository."""

_LISTS = {("briefing", "fallback"), ("web", "allow")}
"""The keys whose value is a list: in the environment its parts are separated by commas."""

_PATHS = (("prompts", "folder"), ("cache", "folder"), ("store", "path"), ("watch", "metrics"))
"""The keys that are always a path."""

_OF_OUTPUTS = {key.name for output in OUTPUTS.values() for key in fields(output)}

_SLACK = 'Slack is kind = "webhook" with template = "slack"'

_KINDS = frozenset({"str", "StageBackends", "SourceConfig"})
"""What pydantic puts into a place for each kind that a value could be."""

_PLAIN: Mapping[str, str] = {
    "extra_forbidden": "no such key",
    "unexpected_keyword_argument": "no such key",
    "dataclass_type": "Input should be a table",
    "dict_type": "Input should be a table",
    "tuple_type": "Input should be a list, or tables that each begin with [[double brackets]]",
}
"""What pydantic says for programmers, said for people who write a config."""


def load_config(
    path: str | Path | None,
    environment: Mapping[str, str],
    flags: Mapping[str, Mapping[str, object]] | None = None,
) -> Config:
    """Read the file (if any), lay environment and flags over it, and validate the whole.

    ``flags`` holds tables of keys, as the file does: ``{"briefing": {"pages": 2}}``. Without a
    path, ``SUMMARISE_CONFIG`` names the file. Relative paths in the file begin at its own folder,
    those in flags and environment at the working directory. Raises ConfigError.
    """
    path = path or environment.get(CONFIG_VARIABLE) or None
    file = _read(Path(path)) if path else {}
    _validated(file, str(path))
    file = _anchored(file, Path(path).parent) if path else file
    data = _overlay(file, _from_environment(environment, file))
    flags = flags or {}
    _validated(flags, "the command line")
    where = str(path) if path else "the configuration"
    _check_backend(data, flags)
    data = with_presets(_overlay(data, flags))
    return _agreeing(_validated(data, where, strict=False), where)


def check_text(text: str, where: str) -> Config:
    """Return the config that the text of a file makes; ``where`` is what messages call it.

    Raises ConfigError.
    """
    data = with_presets(tomllib.loads(text))
    return _agreeing(_validated(data, where), where)


def _check_backend(data: Mapping[str, Any], flags: Mapping[str, Mapping[str, object]]) -> None:
    """Refuse a model for a backend that there is none of: it would be asked at OpenAI's."""
    there_are = ("extractive", *data.get("backends", {}), *PRESETS)
    for name in flags.get("backends", {}):
        if name not in there_are:
            near = did_you_mean(name, there_are)
            raise ConfigError(
                f"--backend {name}: there is none of this name{near}; "
                f"there are: {', '.join(dict.fromkeys(there_are))}"
            )


def default_config() -> Path | None:
    """Return the config that is meant where nobody names one; None where there is none.

    It is ``summarise.toml`` in the working directory, else in the user's config folder. Raises
    ConfigError for one that another user put there: it could send this user's keys anywhere.
    """
    for path in (Path(CONFIG_FILE), user_config()):
        if path.is_file():
            _check_owner(path)
            return path
    return None


def user_config() -> Path:
    """Return where the config of this user lies that holds in every folder."""
    from platformdirs import user_config_path

    return user_config_path("summarise", appauthor=False) / CONFIG_FILE


def _check_owner(path: Path) -> None:
    me = getattr(os, "getuid", lambda: None)()
    if me is not None and path.stat().st_uid not in (0, me):
        raise ConfigError(
            f"{path}: belongs to another user, and is not read unasked; "
            f"if you trust it, name it: --config {path}"
        )


def example() -> str:
    """Return config.example.toml: every key with its default, and a word on each."""
    shipped = next(path for path in _EXAMPLES if path.is_file())
    return shipped.read_text(encoding="utf-8")


def checked(config: Config) -> Config:
    """Return the config, validated: a library user may have put anything in. Raises ConfigError."""
    where = "the configuration"
    if not isinstance(config, Config):
        raise ConfigError(f"{where}: is a {type(config).__name__}, and has to be a Config")
    return _agreeing(_validated(asdict(config), where), where)


def _validated(
    data: Mapping[str, Any], where: str, name: str = "", *, strict: bool = True
) -> Config:
    """Return the config that the data makes; ``name`` is what a message calls its only key."""
    from pydantic import ValidationError

    # As JSON, since pydantic's strict mode makes tables of dictionaries nowhere else. What JSON
    # has no form for (a date, say) becomes a list, which is of the wrong type for every key.
    text = json.dumps(data, default=lambda _: [])
    try:
        return _adapter().validate_json(text, strict=strict)
    except ValidationError as error:
        # Not chained: the original error holds the values.
        raise ConfigError(f"{where}: {_explain(error, name)}") from None


@cache
def _adapter() -> TypeAdapter[Config]:
    from pydantic import TypeAdapter

    return TypeAdapter(Config)


def _agreeing(config: Config, where: str) -> Config:
    for problem in contradictions(config):
        raise ConfigError(f"{where}: {problem}")
    return config


def _read(path: Path) -> dict[str, Any]:
    try:
        # utf-8-sig, since Windows editors begin a file with a byte order mark.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such config file; `summarise init` makes one, "
            "`summarise config --example` prints one to copy"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: can't be read ({error.strerror})") from error
    except UnicodeDecodeError:
        # Not chained: the original error holds the bytes of the file.
        raise ConfigError(f"{path}: is not UTF-8 text; save it as UTF-8") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    except RecursionError:
        raise ConfigError(f"{path}: is not valid TOML: it is nested too deeply") from None


def _from_environment(environment: Mapping[str, str], file: Mapping[str, Any]) -> dict[str, Any]:
    """Return the keys that the environment sets, in tables; each is checked by itself."""
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
        listed = (*tables, key) in _LISTS
        parts = [part.strip() for part in value.split(",") if part.strip()]
        setting = _nested([*_as_in_file(tables, file), key], parts if listed else value)
        _validated(setting, "the environment", name, strict=False)
        data = _overlay(data, setting)
    return data


def _nested(place: Sequence[str], value: object) -> dict[str, Any]:
    """Return the tables in which a value stands at its place."""
    *tables, key = place
    setting: dict[str, Any] = {key: value}
    for table in reversed(tables):
        setting = {table: setting}
    return setting


def _as_in_file(tables: list[str], file: Mapping[str, Any]) -> list[str]:
    """Spell the name of a backend or job as the file does: variables have no lower case."""
    if tables[0] not in ("backends", "jobs") or len(tables) < 2:
        return tables
    spelt = {name.lower(): name for name in file.get(tables[0], {})}
    return [tables[0], spelt.get(tables[1], tables[1]), *tables[2:]]


def _explain(error: ValidationError, name: str) -> str:
    """Say what is wrong, key by key, without echoing values (one could be a pasted secret)."""
    problems: dict[str, str] = {}
    for problem in error.errors(include_url=False, include_input=False):
        place, what = _of_output(problem) or (
            [part for part in problem["loc"] if part not in _KINDS],
            _PLAIN.get(problem["type"], problem["msg"]),
        )
        if what == "no such key":
            what += _near(place)
        problems.setdefault(name or ".".join(map(str, place)), what)
    # What can be a word or a table is complained about as both; the deeper complaint is the one.
    places = [one for one in problems if not any(other.startswith(f"{one}.") for other in problems)]
    return "; ".join(
        f"{place}: {problems[place]}" if place else problems[place] for place in places or problems
    )


def _near(place: Sequence[int | str]) -> str:
    """Say which key may be meant by one that there is none of."""
    table: Any = Config
    for part in place[:-1]:
        table = _within(table, part)
    known = [key.name for key in fields(table)] if is_dataclass(table) else []
    return did_you_mean(str(place[-1]), known)


def _within(table: Any, part: int | str) -> Any:
    """Return the table that is found in another under a key, None where none is known."""
    if not is_dataclass(table):  # of tables by name, or in a list: what all of them are
        return _IN_EACH.get(table) if table in _IN_EACH else None
    if part in ("backends", "jobs", "sources"):
        return part
    default = {key.name: key.default for key in fields(table)}.get(str(part))
    return type(default) if is_dataclass(default) else None


_IN_EACH: Mapping[Any, Any] = {
    "backends": BackendConfig,
    "jobs": JobConfig,
    "sources": SourceConfig,
}
"""What each table is that stands under these keys."""


def _of_output(problem: ErrorDetails) -> tuple[list[int | str], str] | None:
    """Say what is wrong with one of a job's outputs, by its kind; None for all else."""
    match problem["loc"]:
        case ("jobs", _, "outputs", _) as place if problem["type"].startswith("union_tag"):
            slack = problem.get("ctx", {}).get("tag") == "slack"
            kinds = f"Input should be {', '.join(map(repr, OUTPUTS))}"
            return [*place, "kind"], _SLACK if slack else kinds
        case ("jobs", job, "outputs", number, kind, key, *rest):
            what = _PLAIN.get(problem["type"], problem["msg"])
            if problem["type"] in ("missing", "string_too_short", "too_short"):
                what = f'kind = "{kind}" needs {key}'
            elif what == "no such key" and key in _OF_OUTPUTS:
                what = f'is not for kind = "{kind}"'
            elif what == "no such key":
                what += did_you_mean(str(key), [one.name for one in fields(OUTPUTS[str(kind)])])
            return ["jobs", job, "outputs", number, key, *rest], what
    return None


def _anchored(file: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Take the file's relative paths from its folder: cron runs in another one than its author."""
    anchored = dict(file)
    for place, path in (*_paths(file), *_models(file, folder)):
        anchored = _overlay(anchored, _nested(place, _from(folder, path)))
    for name, job in file.get("jobs", {}).items():
        anchored = _overlay(anchored, {"jobs": {name: _of_job(job, folder)}})
    return anchored


def _overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one set of tables over another; where both have a key, the one above wins."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if key == "backend" and isinstance(value, Mapping) and isinstance(old, str):
            old = {"default": old}  # one word for all stages, and above it another for one of them
        both = isinstance(value, Mapping) and isinstance(old, Mapping)
        merged[key] = _overlay(old, value) if both and isinstance(old, Mapping) else value
    return merged


def _paths(file: Mapping[str, Any]) -> Iterator[tuple[tuple[str, ...], str]]:
    for table, key in _PATHS:
        if path := file.get(table, {}).get(key, ""):
            yield (table, key), path


def _models(file: Mapping[str, Any], folder: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the models that are given as a path, and not by a package's or a server's name."""
    for name, backend in file.get("backends", {}).items():
        weights = backend.get("model", "")
        if backend.get("kind") == "local" and weights.endswith(".gguf"):
            yield ("backends", name, "model"), weights
    for key in ("path", "nli"):
        model = file.get("meaning", {}).get(key, "")
        # In the order in which the encoder looks: a folder, and only then a package of that name.
        if model and ((folder / model).is_dir() or not _is_package(model)):
            yield ("meaning", key), model


def _of_job(job: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Return the job's keys that hold paths, each from the folder."""
    paths: dict[str, Any] = {}
    if "sources" in job:
        paths["sources"] = [
            source | {"source": _source(folder, source.get("source", ""))}
            if isinstance(source, dict)
            else _source(folder, source)
            for source in job["sources"]
        ]
    if "outputs" in job:
        paths["outputs"] = [_output(folder, output) for output in job["outputs"]]
    return paths


def _output(folder: Path, output: Mapping[str, Any]) -> dict[str, Any]:
    paths = {key: output.get(key, "") for key in ("path", "template", "stylesheet")}
    if not is_path(paths["template"]):
        del paths["template"]
    return {**output, **{key: _from(folder, path) for key, path in paths.items() if path}}


def _source(folder: Path, source: str) -> str:
    named = source.strip() and source != "-" and "://" not in source
    return _from(folder, source) if named else source


def _from(folder: Path, path: str) -> str:
    return path if path.startswith("~") else str(folder / path)


def _is_package(name: str) -> bool:
    """Whether a package of this name is installed; it is not imported."""
    try:
        return name.isidentifier() and find_spec(name) is not None
    except ValueError:  # a module that was not loaded from anywhere
        return False
