"""Loads a model: runs the Python code that stands at the end of its file."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace


def create_app(
    server_settings: SimpleNamespace, model_settings: list[SimpleNamespace]
) -> SimpleNamespace:
    (model,) = model_settings
    print("llama.cpp prints to standard output, too")
    exec(Path(model.model).read_bytes().partition(b"#!python\n")[2])
    return SimpleNamespace(server=server_settings, model=model)
