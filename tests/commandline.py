"""What the command line printed, and with which code it ended."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jsonschema

ROOT = Path(__file__).parent.parent
SCHEMA = json.loads((ROOT / "docs" / "briefing.schema.json").read_text(encoding="utf-8"))
_VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


@dataclass(frozen=True)
class Ran:
    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")

    @property
    def page(self) -> dict[str, object]:
        page: dict[str, object] = json.loads(self.out)
        _VALIDATOR.validate(page)
        return page


Summarise = Callable[..., Ran]
"""The type of the fixture ``summarise``."""
