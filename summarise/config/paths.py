"""Relative paths in a config file begin at its own folder."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from summarise.config.jobs import is_path


def anchored(file: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Take the file's relative paths from its folder: cron runs in another one than its author."""
    found = dict(file)
    for place, path in (*_paths(file), *_models(file, folder)):
        *tables, key = place
        setting: Mapping[str, Any] = {key: _from(folder, path)}
        for table in reversed(tables):
            setting = {table: setting}
        found = overlay(found, setting)
    for name, job in file.get("jobs", {}).items():
        found = overlay(found, {"jobs": {name: _of_job(job, folder)}})
    return found


def overlay(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one set of tables over another; where both have a key, the one above wins."""
    merged = dict(below)
    for key, value in above.items():
        old = merged.get(key)
        if key == "backend" and isinstance(value, Mapping) and isinstance(old, str):
            old = {"default": old}  # one word for all stages, and above it another for one of them
        both = isinstance(value, Mapping) and isinstance(old, Mapping)
        merged[key] = overlay(old, value) if both and isinstance(old, Mapping) else value
    return merged


_PATHS = (("prompts", "folder"), ("cache", "folder"), ("store", "path"), ("watch", "metrics"))
"""The keys that are always a path."""


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
    found: dict[str, Any] = {}
    if "sources" in job:
        found["sources"] = [
            source | {"source": _source(folder, source.get("source", ""))}
            if isinstance(source, dict)
            else _source(folder, source)
            for source in job["sources"]
        ]
    if "outputs" in job:
        found["outputs"] = [_output(folder, output) for output in job["outputs"]]
    return found


def _output(folder: Path, output: Mapping[str, Any]) -> dict[str, Any]:
    paths = {key: output.get(key, "") for key in ("path", "template")}
    if not is_path(paths["template"]):
        del paths["template"]
    return {**output, **{key: _from(folder, path) for key, path in paths.items() if path}}


def _source(folder: Path, source: str) -> str:
    return (
        source if not source.strip() or source == "-" or "://" in source else _from(folder, source)
    )


def _from(folder: Path, path: str) -> str:
    return path if path.startswith("~") else str(folder / path)


def _is_package(name: str) -> bool:
    """Whether a package of this name is installed; it is not imported."""
    try:
        return name.isidentifier() and find_spec(name) is not None
    except ValueError:  # a module that was not loaded from anywhere
        return False
