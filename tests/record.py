"""Record the cassettes again: ``python -m tests.record [pytest arguments]``.

Starts llama.cpp's server with SmolLM2, as the backend ``local`` does, runs ``pytest --record``
against it, and ends it again whatever happens. It needs what the tests need, and nothing else.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from typing import NoReturn

from summarise.config import BackendConfig
from summarise.models.local.child import ChildServer, Weights

CONFIG = BackendConfig(kind="local", context=8192)
START_SECONDS = 120


def main(arguments: list[str]) -> int:
    """Record, and return pytest's exit code."""
    weights = Weights.find("record", CONFIG)
    with serving() as url:
        said = {
            "RECORD_SERVER": url,
            "RECORD_SERVER_NAME": f"llama.cpp's, in xllamacpp {version('xllamacpp')}",
            "RECORD_MODEL": weights.path.name,
        }
        command = [sys.executable, "-m", "pytest", "-n0", "--record", *arguments]
        return subprocess.run(command, env={**os.environ, **said}, check=False).returncode


@contextmanager
def serving() -> Iterator[str]:
    """Start the server, and give its base URL; it wants no key."""
    for way_out in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(way_out, _stop)
    weights = Weights.find("record", CONFIG)
    with closing(ChildServer("record", CONFIG, weights, os.environ, key="")) as server:
        server.wait(START_SECONDS)
        yield server.url


def _stop(*_: object) -> NoReturn:
    sys.exit(143)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
