"""What is known about a server besides how to speak to it."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Server:
    """What an error message says about a server. ``key`` is there to be kept out of messages."""

    name: str
    url: str
    model: str
    timeout: float
    key_variable: str = ""
    key: str = field(default="", repr=False)

    @property
    def who(self) -> str:
        """The backend as a message names it."""
        return f"backend {self.name} ({self.url})"
