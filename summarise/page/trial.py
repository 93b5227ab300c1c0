"""Whether a model's words are worth asking for at all.

A model is on trial until one sentence of it was taken. Until then it is asked one thing at a time,
in the order of the page, so that where the asking ends does not hang on which answer comes first.
"""

from __future__ import annotations

import threading

MOST_UNUSABLE = 4
"""Answers in a row, none of which could be used, after which a model is asked no more. Each
question costs two: what could not be used is asked for once more."""
MOST_REFUSED = 6
"""Sentences after which a model is asked no more, if none was taken."""
_ATTEMPTS = 2
_SHOWN = " (--explain shows each, and why)"
"""The page that tells of a refusal does not repeat what was refused."""


class Trial:
    """Counts what came of a model's first answers; threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._names: dict[str, None] = {}
        self._unusable = 0
        self._refused = 0
        self._standing = 0
        self._passed = False
        self.over = ""

    @property
    def undecided(self) -> bool:
        """Whether nothing of the model was taken so far, and it may still be."""
        return not self.over and not self._passed

    @property
    def troubles(self) -> tuple[str, ...]:
        """A sentence on a model of which nothing was taken."""
        if self.over:
            return (self.over,)
        if self._standing or not self._refused:
            return ()
        return (
            f"nothing that {self._who} wrote was taken, and sources are quoted instead: each of "
            f"its sentences was refused{_SHOWN}",
        )

    def concerns(self, backend: str | None) -> bool:
        """Whether a backend is one of those that were given up."""
        return bool(self.over) and backend in self._names

    def unusable(self, backend: str, reason: str) -> None:
        """Count the answers to a question of which none could be used."""
        with self._lock:
            self._names[backend] = None
            self._unusable += _ATTEMPTS
            if self.undecided and self._unusable >= MOST_UNUSABLE:
                self.over = (
                    f"{self._who} was asked no more, and sources are quoted instead: the last "
                    f"{self._unusable} answers could not be used: {reason}"
                )

    def usable(self, backend: str) -> None:
        """Count an answer that could be read."""
        with self._lock:
            self._names[backend] = None
            self._unusable = 0

    def worded(self, taken: bool) -> None:
        """Count a sentence by whether the rules take it."""
        with self._lock:
            self._passed = self._passed or taken
            self._refused += not taken
            if self.undecided and self._refused >= MOST_REFUSED:
                self.over = (
                    f"{self._who} was asked no more, and sources are quoted instead: its first "
                    f"{self._refused} sentences were all refused{_SHOWN}"
                )

    def stands(self, number: int) -> None:
        """Count sentences of the model that came onto the page, maybe when asked for again."""
        with self._lock:
            self._standing += number
            self._passed = self._passed or number > 0

    @property
    def _who(self) -> str:
        return f"backend {', '.join(self._names)}" if any(self._names) else "the model"
