"""What the tests of load share: a way to write a file and read it back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from summarise.config import InputConfig
from summarise.load import load
from summarise.types import Loaded

Reader = Callable[..., Loaded]


@pytest.fixture
def read(tmp_path: Path) -> Reader:
    """Write ``data`` to a file, load that file with a good one, and return what came of it.

    The good one holds ``GOOD`` and comes last, so that a source may fail without InputError.
    """

    def write_and_load(name: str, data: bytes | str, config: InputConfig | None = None) -> Loaded:
        path, good = tmp_path / name, tmp_path / "zz_good.txt"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        good.write_text("Good.")
        found = load([str(path), str(good)], config or InputConfig())
        assert found.documents[-1].text == "Good."
        return Loaded(found.documents[:-1], found.skipped)

    return write_and_load
