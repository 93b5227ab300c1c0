"""Files, environment variables and flags become a ``Config``; what is wrong is refused by name."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from summarise.config.jobrules import VARIABLE, contradictions_of_jobs, unknown_backends
from summarise.config.jobs import OUTPUTS
from summarise.config.paths import anchored, overlay
from summarise.config.stages import EXTRACTIVE, STAGES, chain, is_extractive
from summarise.config.tables import Config, for_job
from summarise.errors import ConfigError

if TYPE_CHECKING:
    from pydantic import TypeAdapter, ValidationError
    from pydantic_core import ErrorDetails

ENVIRONMENT_PREFIX = "SUMMARISE_"
CONFIG_VARIABLE = "SUMMARISE_CONFIG"

_PACKAGE = Path(__file__).parents[1]
_EXAMPLES = (_PACKAGE / "_config.example.toml", _PACKAGE.parent / "config.example.toml")
"""Where the example lies in an installed package, and in the repository."""

_LISTS = {("briefing", "fallback"), ("web", "allow")}
"""The keys whose value is a list: in the environment its parts are separated by commas."""


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
    file = anchored(file, Path(path).parent) if path else file
    data = overlay(file, _from_environment(environment, file))
    flags = flags or {}
    _validated(flags, "the command line")
    where = str(path) if path else "the configuration"
    return _agreeing(_validated(overlay(data, flags), where, strict=False), where)


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
    for problem in _contradictions(config):
        raise ConfigError(f"{where}: {problem}")
    return config


def _contradictions(config: Config) -> Iterator[str]:
    """Yield what no single key shows: names that point nowhere, settings that need another."""
    named = sorted(config.backends)
    if EXTRACTIVE in named:
        yield f"backends.{EXTRACTIVE}: this name is taken by the writer that needs no model"
    yield from unknown_backends(config)
    pages = {"briefing": config}
    pages |= {f"jobs.{name}": for_job(config, job) for name, job in config.jobs.items()}
    for place, own in pages.items():
        yield from _never_asked(place, own)
        yield from _without_price(own)
    for name, backend in config.backends.items():
        if backend.api_key_env and not VARIABLE.fullmatch(backend.api_key_env):
            yield (
                f"backends.{name}.api_key_env: is no name of an environment variable; write one in "
                "capitals, such as OPENAI_API_KEY, and never the key itself"
            )
    yield from _of_meaning(config)
    yield from contradictions_of_jobs(config)


def _of_meaning(config: Config) -> Iterator[str]:
    meaning, named = config.meaning, sorted(config.backends)
    if meaning.backend and meaning.backend not in named:
        yield f"meaning.backend: no backend has this name ({_there_are(named)})"
    elif meaning.backend and config.backends[meaning.backend].kind != "openai":
        yield 'meaning.backend: has to be a backend of kind = "openai"'
    if meaning.encoder == "onnx" and not meaning.path:
        yield 'meaning.encoder = "onnx" needs meaning.path: a folder or package with the model'
    if meaning.encoder == "openai" and not (meaning.backend and meaning.model):
        yield 'meaning.encoder = "openai" needs meaning.backend and meaning.model'


def _never_asked(place: str, config: Config) -> Iterator[str]:
    """Yield what the order of the stages leaves without a word on the page of a place."""
    fallback = config.briefing.fallback
    last = next((n for n, name in enumerate(fallback) if is_extractive(config, name)), None)
    if last is not None and fallback[last + 1 :]:
        yield f"{place}.fallback: nobody is asked after {fallback[last]!r}; put it last"
    asked = {stage for stage in STAGES if chain(config, stage)}
    strategy, needs = config.briefing.strategy, f"write.{config.briefing.strategy}"
    if asked and strategy != "auto" and needs not in asked:
        yield f'briefing.strategy = "{strategy}" needs a model at {place}.backend.{needs}'


def _without_price(config: Config) -> Iterator[str]:
    """Yield the backends whose calls a cap in dollars could not count."""
    if not config.budget.usd:
        return
    for name in sorted({name for stage in STAGES for name in chain(config, stage)}):
        backend = config.backends.get(name)
        if backend and backend.kind != "local" and None in (backend.price_in, backend.price_out):
            yield (
                f"budget.usd needs backends.{name}.price_in and price_out: US dollars for a "
                "million tokens; write 0 for a server that costs nothing"
            )


def _there_are(names: list[str]) -> str:
    return f"there are: {', '.join(names)}" if names else "add a [backends.NAME]"


def _read(path: Path) -> dict[str, Any]:
    try:
        # utf-8-sig, since Windows editors begin a file with a byte order mark.
        return tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: no such config file; `summarise config --example` prints one to copy"
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
        setting: dict[str, Any] = {key: value}
        if (*tables, key) in _LISTS:
            setting = {key: [one.strip() for one in value.split(",") if one.strip()]}
        for table in reversed(_as_in_file(tables, file)):
            setting = {table: setting}
        _validated(setting, "the environment", name, strict=False)
        data = overlay(data, setting)
    return data


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
            [one for one in problem["loc"] if one not in _KINDS],
            _PLAIN.get(problem["type"], problem["msg"]),
        )
        problems.setdefault(name or ".".join(map(str, place)), what)
    # What can be a word or a table is complained about as both; the deeper complaint is the one.
    places = [one for one in problems if not any(other.startswith(f"{one}.") for other in problems)]
    return "; ".join(
        f"{place}: {problems[place]}" if place else problems[place] for place in places or problems
    )


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
            return ["jobs", job, "outputs", number, key, *rest], what
    return None


_OF_OUTPUTS = {key.name for output in OUTPUTS.values() for key in fields(output)}

_SLACK = 'Slack is kind = "webhook" with template = "slack"'

_KINDS = frozenset({"str", "StageBackends"})
"""What pydantic puts into a place for each kind that a value could be."""

_PLAIN: Mapping[str, str] = {
    "extra_forbidden": "no such key",
    "unexpected_keyword_argument": "no such key",
    "dataclass_type": "Input should be a table",
    "dict_type": "Input should be a table",
    "tuple_type": "Input should be a list, or tables that each begin with [[double brackets]]",
}
"""What pydantic says for programmers, said for people who write a config."""
