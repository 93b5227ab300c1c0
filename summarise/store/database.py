"""The open file: one connection that threads take turns at, and errors in sentences."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from summarise.store.opening import opened, said, transaction
from summarise.store.rows import Row


class Database:
    """An open file. Raises StoreError for whatever SQLite and the disk complain of."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self.connection = opened(path)

    def ask(self, query: str, *values: object) -> list[Row]:
        """Run one statement, and return its rows."""
        with self.alone():
            return self.connection.execute(query, values).fetchall()

    def each(self, statement: str, many: Iterable[Row]) -> None:
        """Run one statement for each row."""
        with self.alone():
            self.connection.executemany(statement, many)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Do all or nothing of what follows."""
        with self.alone(), transaction(self.connection):
            yield

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other threads out."""
        with self._lock, said(self.path):
            yield

    def close(self) -> None:
        """Close the file."""
        with self.alone():
            self.connection.close()
