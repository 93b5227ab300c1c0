"""A scripted server: it gives the answers that a test hands it, faults included.

It stands for what no real server does on demand. It listens on loopback, in a thread, and says
nothing about how any real server behaves; for that there are recordings.
"""

from __future__ import annotations

import json
import socket
import struct
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Scripted:
    """One answer. ``body`` is bytes, text, or what becomes JSON.

    ``hang_up_after`` cuts the connection (with a reset) after so many bytes of the body. With
    ``hold`` the answer comes only when the server is closed: a client has to time out.
    """

    status: int = 200
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    hang_up_after: int | None = None
    hold: bool = False

    @property
    def content(self) -> bytes:
        if isinstance(self.body, bytes):
            return self.body
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


@dataclass(frozen=True)
class Asked:
    """One request as it arrived: names of headers in lower case, ``json`` None without a body."""

    method: str
    path: str
    headers: Mapping[str, str]
    json: Any


class ScriptedServer:
    """The script, what was asked, and the base URL to ask at."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.overrun = False
        self.closing = threading.Event()
        self._script: list[Scripted] = []
        self._lock = threading.Lock()

    def script(self, *answers: Scripted) -> None:
        """Add answers, to be given in this order, one a request."""
        self._script.extend(answers)

    @property
    def left(self) -> int:
        """How many answers nobody has asked for."""
        return len(self._script)

    def next_answer(self, asked: Asked) -> Scripted:
        with self._lock:
            self.asked.append(asked)
            if self._script:
                return self._script.pop(0)
            self.overrun = True
            return Scripted(410, {"error": {"message": "the script has no answer left"}})


def completion(text: str | None = "Hello.", **choice: object) -> dict[str, object]:
    """Return the JSON of a chat completion; keywords replace parts of its choice."""
    message = {"role": "assistant", "content": text}
    return {
        "object": "chat.completion",
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", **choice}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
    }


@contextmanager
def serving() -> Iterator[ScriptedServer]:
    """Run a scripted server; in the end its script must be used up, and not overrun."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    http.scripted = ScriptedServer(f"http://127.0.0.1:{http.server_port}/v1")  # type: ignore[attr-defined]
    server: ScriptedServer = http.scripted  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
        assert not server.overrun, "the scripted server was asked more often than scripted"
        assert not server.left, f"{server.left} scripted answers were never asked for"
    finally:
        server.closing.set()
        http.shutdown()
        thread.join()
        http.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Stay silent."""

    def _answer(self) -> None:
        server: ScriptedServer = self.server.scripted  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        said = json.loads(body) if body else None
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = server.next_answer(Asked(self.command, self.path, headers, said))
        if answer.hold:
            server.closing.wait()
            return
        self.send_response(answer.status)
        self.send_header("content-type", answer.content_type)
        self.send_header("content-length", str(len(answer.content)))
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content[: answer.hang_up_after])
        if answer.hang_up_after is not None:
            self._reset()

    def _reset(self) -> None:
        # SO_LINGER with zero seconds makes close() send a reset instead of a goodbye.
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
