"""What the tests of delivery share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.jobs.pages import Delivering
from tests.jobs.receiver import Receiver, receiving


@pytest.fixture
def deliver() -> Delivering:
    return Delivering()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    with receiving() as one:
        yield one


@pytest.fixture
def nobody() -> str:
    """An address on loopback where nobody listens."""
    import socket

    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"
