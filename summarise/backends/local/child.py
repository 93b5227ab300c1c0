"""The child process: how it is started, what it says, and how it ends.

Its standard input is what keeps it alive: this process alone holds the other end, which no other
child inherits (Python's pipes are closed on exec). So it ends with us even when we are killed.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final, cast

# Isolated from PYTHON* variables, the working directory and the user's own packages; what this
# process can import is handed over in the first line. UTF-8, since llama.cpp's words are.
_COMMAND: Final = ("-I", "-X", "utf8", str(Path(__file__).with_name("serve.py")))

_KEPT: Final = (
    # for any program
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT",
    # for finding native code and choosing the device that runs it
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LLAMA_CPP_LIB_PATH",
    "CUDA_PATH", "HIP_PATH", "CUDA_VISIBLE_DEVICES",
)  # fmt: skip
"""All that the child sees of the environment: its server takes settings from variables with names
as common as MODEL, HOST and PORT, and secrets are none of its business."""

_OWN: Final = {
    # Threads that wait for each other in a busy loop are slow as soon as another program wants a
    # processor: 23 ms a token instead of 1400 with SmolLM2 on two busy processors.
    "OMP_WAIT_POLICY": "PASSIVE",
    # ggml would start a debugger when it gives up, which may wait for ever.
    "GGML_NO_BACKTRACE": "1",
}

_LOG_END: Final = 8192
"""Bytes of the log, from its end, that are looked at after a crash."""

_GRACE: Final = 2.0
"""Seconds between the closing of a dead process's connections and its end being known."""


class Child:
    """The process. Raises OSError when the system can't start it. Close it in the end."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        kept = {name: environment[name] for name in _KEPT if name in environment}
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, *_COMMAND],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                env=kept | _OWN,
                bufsize=0,
                # Ctrl-C reaches the parent alone, which ends the child when it is done.
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except BaseException:
            self._log.close()
            raise
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._stdout = cast("IO[bytes]", self._process.stdout)
        self._closing = threading.Lock()

    @property
    def pid(self) -> int:
        """Its number in the system."""
        return self._process.pid

    def tell(self, settings: Mapping[str, Any]) -> None:
        """Say what to serve. Raises OSError when it has ended."""
        line = json.dumps({**settings, "path": [one for one in sys.path if isinstance(one, str)]})
        self._stdin.write(line.encode() + b"\n")

    def port(self) -> int:
        """Wait for the port. Raises ValueError when it ends without saying one."""
        return int(json.loads(self._stdout.readline())["port"])

    def ended(self) -> int | None:
        """Return its exit code, or None when it is alive; one that is just dying is waited for."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(_GRACE)
        return None

    def log_end(self) -> str:
        """Return the end of what it has printed, once it has ended."""
        try:
            size = self._log.seek(0, os.SEEK_END)
            self._log.seek(max(0, size - _LOG_END))
            return self._log.read().decode("utf-8", "replace")
        except ValueError:  # closed meanwhile
            return ""

    def kill(self) -> None:
        """End it at once; it keeps nothing that could be lost."""
        self._process.kill()

    def close(self) -> None:
        """End it, wait for its end, and let go of its pipes and its log."""
        with self._closing:
            self._process.kill()
            self._process.wait()
            for stream in (self._stdin, self._stdout, self._log):
                with suppress(OSError):
                    stream.close()
