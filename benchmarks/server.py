"""A model behind a proxy on loopback that caps every answer and counts what is asked.

All that is compared goes through it, so that calls and tokens are counted in one way: as requests
for a completion, and as the usage that the server itself puts into each answer.
"""

from __future__ import annotations

import json
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from summarise.errors import SummariseError
from tests.record import serving

TIMEOUT = 600
"""Seconds that one answer may take."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What was asked for: refused requests are calls too, but not answered, and have no tokens."""

    calls: int = 0
    answered: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0


class Tally:
    """The usage since it was last taken; the proxy's threads share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._usage = Usage()

    def add(self, prompt_tokens: int, completion_tokens: int) -> None:
        """Count one call."""
        with self._lock:
            was = self._usage
            self._usage = Usage(
                was.calls + 1,
                was.answered + bool(prompt_tokens),
                was.prompt_tokens + prompt_tokens,
                was.completion_tokens + completion_tokens,
            )

    def take(self) -> Usage:
        """Return the usage, and begin again."""
        with self._lock:
            usage, self._usage = self._usage, Usage()
        return usage


@contextmanager
def counted(most_tokens: int) -> Iterator[tuple[str, Tally]]:
    """Start llama.cpp's server with SmolLM2, and give the proxy's base URL and the tally.

    ``most_tokens`` is the cap on each answer. Without what it needs, the process ends and says so.
    """
    with ExitStack() as stack:
        try:
            url = stack.enter_context(serving())
        except SummariseError as error:
            sys.exit(str(error))
        tally = Tally()
        handler = partial(_Proxy, url.removesuffix("/v1"), most_tokens, tally)
        with ThreadingHTTPServer(("127.0.0.1", 0), handler) as proxy:
            threading.Thread(target=proxy.serve_forever, daemon=True).start()
            try:
                yield f"http://127.0.0.1:{proxy.server_port}/v1", tally
            finally:
                proxy.shutdown()


class _Proxy(BaseHTTPRequestHandler):
    """Hands requests on, completions with a cap on the answer, and counts the usage."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def __init__(self, server: str, most_tokens: int, tally: Tally, *request: object) -> None:
        self._server = server
        self._most_tokens = most_tokens
        self._tally = tally
        super().__init__(*request)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        self._answer(*self._ask(None))

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if not self.path.endswith("/completions"):
            self._answer(*self._ask(body))
            return
        status, answer = self._ask(self._capped(body))
        usage = json.loads(answer)["usage"] if status == 200 else {}
        self._tally.add(usage.get("prompt_tokens", 0), usage.get("completion_tokens", 0))
        self._answer(status, answer)

    def _capped(self, body: bytes) -> bytes:
        """Return the request with a limit on the answer that every server reads."""
        asked = json.loads(body)
        if asked.get("stream"):
            raise ValueError("a stream has no usage to count")
        wanted = asked.get("max_tokens") or self._most_tokens
        return json.dumps({**asked, "max_tokens": min(wanted, self._most_tokens)}).encode()

    def _ask(self, body: bytes | None) -> tuple[int, bytes]:
        headers = {"content-type": "application/json"}
        request = urllib.request.Request(self._server + self.path, body, headers)
        try:
            with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        with suppress(ConnectionError):  # whoever asked was killed meanwhile
            self.end_headers()
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Stay silent."""
