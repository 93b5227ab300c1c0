"""A third party's backend, in a package of its own: it repeats the first thing that it is told.

All it takes is this class and the line in parrot-1.0.dist-info/entry_points.txt. Its first call
fails, to show that trying again is not its business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from summarise.config import BackendConfig
from summarise.errors import UnreachableError
from summarise.models import Completion, Prompt


class Parrot:
    """``kind = "parrot"``; ``model`` is a file in which it notes each call."""

    def __init__(self, name: str, config: BackendConfig, environment: Mapping[str, str]) -> None:
        self._notes = Path(config.model)

    def complete(self, prompt: Prompt) -> Completion:
        """Answer with the first sentence in the prompt."""
        first = not self._notes.exists()
        with self._notes.open("a", encoding="utf-8") as notes:
            notes.write(f"{prompt.name}\n")
        if first:
            raise UnreachableError("the parrot is asleep", retry_after=0)
        heard = re.findall(r"<<< (.*) >>>", prompt.user)
        return Completion(json.dumps({"text": heard[0]}), "parrot-1", 100, 20)
