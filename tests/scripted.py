"""A scripted server: it gives the answers that a test hands it, faults included.

It stands for what no real server does on demand: with ``serving`` the answers are those of a
script, with ``answering`` those of a function. It listens on loopback, in a thread, and says
nothing about how any real server behaves; for that there are recordings.
"""

from __future__ import annotations

import gzip
import json
import re
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Literal, TypeVar

CERTIFICATES = Path(__file__).parent / "data" / "tls"
"""The folder of the certificates for its TLS: test data, made with openssl."""


@dataclass(frozen=True)
class Scripted:
    """One answer. ``body`` is bytes, text, or what becomes JSON.

    ``hang_up_after`` cuts the connection (with a reset) after so many bytes of the body. With
    ``hold`` the answer comes only when the server is closed: a client has to time out. With
    ``drip`` the body comes byte by byte, with so many seconds between them. ``framing`` is how the
    end of the body is told: by its length, by a last chunk, or by hanging up; one that is not told
    by its length is cut without a reset.
    """

    status: int = 200
    body: object = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str | None = "application/json"
    hang_up_after: int | None = None
    hold: bool = False
    drip: float = 0.0
    framing: Literal["length", "chunked", "close"] = "length"

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
    """The script, what was asked, and the base URL to ask at.

    Like most servers it counts no tokens, and says so without any script, unless ``counts`` is set.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.counts = False
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
        if "/tokenize" in asked.path and not self.counts:
            return Scripted(404, {"error": {"message": "no such path"}})
        with self._lock:
            self.asked.append(asked)
            if self._script:
                return self._script.pop(0)
            self.overrun = True
            return Scripted(410, {"error": {"message": "the script has no answer left"}})


class AnsweringServer:
    """Answers each prompt as a function says, but for what a test interrupts.

    ``asked`` are all requests in order, ``prompts`` the bodies that the function was asked.
    """

    def __init__(self, url: str, answer: Callable[[Any], object]) -> None:
        self.url = url
        self.answer = answer
        self.asked: list[Asked] = []
        self.prompts: list[Any] = []
        self.closing = threading.Event()
        self._interruptions: list[tuple[str, Scripted]] = []
        self._lock = threading.Lock()

    def interrupt(self, request: str, *answers: Scripted) -> None:
        """Answer the next requests that match the pattern ("POST /v1/chat") with these."""
        self._interruptions += [(request, answer) for answer in answers]

    def next_answer(self, asked: Asked) -> Scripted:
        request = f"{asked.method} {asked.path}"
        with self._lock:
            self.asked.append(asked)
            for number, (pattern, answer) in enumerate(self._interruptions):
                if re.match(pattern, request):
                    del self._interruptions[number]
                    return answer
        if request == "POST /v1/chat/completions":
            self.prompts.append(asked.json)
            return Scripted(200, self.answer(asked.json))
        if request == "GET /v1/models":
            models = [{"id": "scripted", "object": "model"}]
            return Scripted(200, {"object": "list", "data": models})
        return Scripted(404, {"error": {"message": f"Invalid URL ({request})"}})


Server = TypeVar("Server", ScriptedServer, AnsweringServer)


def completion(text: str | None = "Hello.", **choice: object) -> dict[str, object]:
    """Return the JSON of a chat completion; keywords replace parts of its choice."""
    message = {"role": "assistant", "content": text}
    return {
        "object": "chat.completion",
        "model": "scripted",
        "choices": [{"index": 0, "message": message, "finish_reason": "stop", **choice}],
        "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
    }


def stream(*events: object, done: bool = True) -> Scripted:
    """Return an event stream: each event is text as it is, or what becomes the data of one."""
    said = [one if isinstance(one, str) else f"data: {json.dumps(one)}\n\n" for one in events]
    body = "".join([*said, *(["data: [DONE]\n\n"] if done else [])])
    return Scripted(200, body, content_type="text/event-stream")


def delta(text: str | None = None, **choice: object) -> dict[str, object]:
    """Return one event of a streamed chat completion; keywords are parts of its choice."""
    choice = {"index": 0, "delta": {"content": text}, "finish_reason": None, **choice}
    return {"object": "chat.completion.chunk", "model": "scripted", "choices": [choice]}


def packed(body: bytes, encoding: Literal["gzip", "deflate"] = "gzip") -> Scripted:
    """Return an answer whose body is compressed."""
    compress = gzip.compress if encoding == "gzip" else zlib.compress
    return Scripted(200, compress(body), {"content-encoding": encoding})


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[ScriptedServer]:
    """Run a scripted server; in the end its script must be used up, and not overrun."""
    with _listening(ScriptedServer, tls) as server:
        yield server
        assert not server.overrun, "the scripted server was asked more often than scripted"
        assert not server.left, f"{server.left} scripted answers were never asked for"


@contextmanager
def answering(answer: Callable[[Any], object]) -> Iterator[AnsweringServer]:
    """Run a server that answers each prompt with what the function makes of its JSON."""
    with _listening(lambda url: AnsweringServer(url, answer)) as server:
        yield server


@contextmanager
def _listening(
    made: Callable[[str], Server], tls: ssl.SSLContext | None = None
) -> Iterator[Server]:
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    if tls is not None:
        http.socket = tls.wrap_socket(http.socket, server_side=True)
    scheme = "http" if tls is None else "https"
    server = made(f"{scheme}://127.0.0.1:{http.server_port}/v1")
    http.scripted = server  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
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
        server: ScriptedServer | AnsweringServer = self.server.scripted  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        said = json.loads(body) if body else None
        headers = {name.lower(): value for name, value in self.headers.items()}
        answer = server.next_answer(Asked(self.command, self.path, headers, said))
        if answer.hold:
            server.closing.wait()
            return
        if answer.framing == "chunked":
            self.protocol_version = "HTTP/1.1"  # older ones know no chunks
            self.close_connection = True
        self.send_response(answer.status)
        self._send_headers(answer)
        self._send_body(answer)

    def _send_headers(self, answer: Scripted) -> None:
        framing = {
            "length": ("content-length", str(len(answer.content))),
            "chunked": ("transfer-encoding", "chunked"),
            "close": ("connection", "close"),
        }
        self.send_header(*framing[answer.framing])
        if answer.content_type is not None:
            self.send_header("content-type", answer.content_type)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.end_headers()

    def _send_body(self, answer: Scripted) -> None:
        body = answer.content[: answer.hang_up_after]
        step = 1 if answer.drip else max(len(body), 1)
        for start in range(0, len(body), step):
            piece = body[start : start + step]
            if answer.framing == "chunked":
                piece = b"%x\r\n%b\r\n" % (len(piece), piece)
            if not self._sent(piece) or self._closing(answer.drip):
                return
        if answer.framing == "chunked" and answer.hang_up_after is None:
            self._sent(b"0\r\n\r\n")
        if answer.framing == "length" and answer.hang_up_after is not None:
            self._reset()

    def _sent(self, piece: bytes) -> bool:
        """Whether the client was still there to read it."""
        try:
            self.wfile.write(piece)
            self.wfile.flush()
        except OSError:
            return False
        return True

    def _closing(self, seconds: float) -> bool:
        server: ScriptedServer | AnsweringServer = self.server.scripted  # type: ignore[attr-defined]
        return bool(seconds) and server.closing.wait(seconds)

    def _reset(self) -> None:
        # SO_LINGER with zero seconds makes close() send a reset instead of a goodbye.
        self.wfile.flush()
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()
