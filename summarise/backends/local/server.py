"""One server on this machine: the child process, its key, and the wire to it."""

from __future__ import annotations

import http.client
import secrets
import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from summarise.backends import Completion, Prompt
from summarise.backends.local import failures
from summarise.backends.local.child import Child
from summarise.backends.local.weights import Weights
from summarise.backends.openai import OpenAIBackend
from summarise.backends.openai.dialect import Dialect
from summarise.config import BackendConfig
from summarise.errors import RefusedError

if TYPE_CHECKING:
    import httpx2

HOST: Final = "127.0.0.1"

_KEY: Final = "key"  # its name in an environment that only the wire sees
_OK: Final = 200
_BROKEN: Final = (OSError, http.client.HTTPException, ValueError)


class Server:
    """A server that is started, and with ``wait`` ready. Raises RefusedError. Close it in the end.

    ``environment`` is where the child may take what it needs from (see ``child``).
    """

    def __init__(
        self, name: str, config: BackendConfig, weights: Weights, environment: Mapping[str, str]
    ) -> None:
        self._name = name
        self._config = config
        self._weights = weights
        self._key = secrets.token_urlsafe()
        self._late = threading.Event()
        self._port = 0
        self._wire: OpenAIBackend | None = None
        self._http_client: httpx2.Client | None = None
        try:
            self._child = Child(environment)
        except OSError as error:
            raise RefusedError(
                f"the server of {weights.name} could not be started ({error.strerror}); "
                "is there enough memory, and may this user start processes?"
            ) from error

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._child.pid

    @property
    def dialect(self) -> Dialect:
        """What has been learnt of how to ask it."""
        return self._wire.dialect if self._wire else Dialect()

    def wait(self, seconds: float) -> None:
        """Wait until it answers. Raises RefusedError when it never will."""
        # A timer, since neither reading from a pipe nor an import can be given up after a time.
        watchdog = threading.Timer(seconds, self._overdue)
        watchdog.daemon = True
        watchdog.start()
        try:
            self._child.tell(self._settings())
            # Importing what it is made of takes a second, in which the model is loaded.
            self._http_client = _client()
            self._port = self._child.port()
            # The child listens already, so this waits as long as it takes to be answered.
            healthy = self._is_healthy(seconds)
        except _BROKEN as error:
            raise self._not_started(seconds) from error
        finally:
            watchdog.cancel()
        if not healthy:
            raise self._not_started(seconds)
        self._wire = self._connected()

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt, once. Raises BackendError."""
        return self._ready().complete(prompt)

    def count(self, text: str) -> int | None:
        """Return how many tokens a text is, or None when it can't say."""
        return self._ready().count(text)

    def ended(self) -> int | None:
        """Return the exit code of its process, or None when that is alive."""
        return self._child.ended()

    def log_end(self) -> str:
        """Return the end of its log, once it has ended."""
        # Nothing is known to print the key; a message that did would be shown and kept.
        return self._child.log_end().replace(self._key, "[key]")

    def close(self) -> None:
        """End it, and close the connections to it."""
        self._child.close()
        if self._wire is not None:
            self._wire.close()
        if self._http_client is not None:
            self._http_client.close()

    def _settings(self) -> dict[str, object]:
        return {
            "model": str(self._weights.path),
            "name": self._weights.name,
            "context": self._config.context,
            "key": self._key,
        }

    def _connected(self) -> OpenAIBackend:
        config = replace(
            self._config,
            kind="openai",
            base_url=f"http://{HOST}:{self._port}/v1",
            model=self._weights.name,
            api_key_env=_KEY,
        )
        environment = {_KEY: self._key}
        # The port is another one each time, and a page must not differ for it.
        return OpenAIBackend(
            self._name, config, environment, self._http_client, place="on this machine"
        )

    def _ready(self) -> OpenAIBackend:
        if self._wire is None:
            raise RefusedError(f"the server of {self._weights.name} is not ready")
        return self._wire

    def _is_healthy(self, seconds: float) -> bool:
        # By hand, since urllib would ask a proxy that the user's environment names.
        connection = http.client.HTTPConnection(HOST, self._port, timeout=seconds)
        try:
            connection.request(
                "GET", "/v1/models", headers={"authorization": f"Bearer {self._key}"}
            )
            answer = connection.getresponse()
            answer.read()
            return answer.status == _OK
        finally:
            connection.close()

    def _overdue(self) -> None:
        self._late.set()
        self._child.kill()

    def _not_started(self, seconds: float) -> RefusedError:
        if self._late.is_set():
            return RefusedError(failures.too_slow(self._name, self._weights, seconds))
        code = self.ended() or 0
        return RefusedError(failures.at_start(self._name, self._weights, code, self.log_end()))


def _client() -> httpx2.Client:
    """Return an HTTP client that goes straight to this machine, whatever proxies there are."""
    from openai import DefaultHttpxClient

    return DefaultHttpxClient(trust_env=False)
