"""A scripted server with a Batch API: files, batches, and single calls beside them.

It listens on loopback, in a thread, and keeps its files and batches until it is closed, so that a
client may be killed and another go on. A batch takes one step with each look at it (see Course).
It follows OpenAI's documentation, and says nothing about how any real server behaves::

    with serving_batches(lambda body: completion("Hello.")) as server:
        ...  # base_url = server.url
        server.course.endless = True
"""

from __future__ import annotations

import email
import itertools
import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import ThreadingHTTPServer

from tests import scripted
from tests.batch_course import Answer, Batch, Body, Course, Fault, requests
from tests.scripted import Asked, Scripted, completion

__all__ = ["Answer", "Asked", "BatchServer", "Course", "Fault", "Scripted", "serving_batches"]


def hello(body: Body) -> Body | Fault:
    """The answer where a test gives no other."""
    return completion("Hello.")


class BatchServer:
    """What it was asked, what it holds, and the base URL to ask at.

    ``asked`` are all requests in order, ``singles`` the bodies of those that were asked live,
    ``files`` what was sent and written, and ``batches`` what was made, by their ids.
    ``offers_batches`` is False for a server that answers single calls alone.
    """

    def __init__(self, url: str, answer: Answer, course: Course) -> None:
        self.url = url
        self.answer = answer
        self.course = course
        self.offers_batches = True
        self.asked: list[Asked] = []
        self.singles: list[Body] = []
        self.files: dict[str, bytes] = {}
        self.batches: dict[str, Batch] = {}
        self.closing = threading.Event()
        self._file_numbers = itertools.count(1)
        self._batch_numbers = itertools.count(1)
        self._interruptions: list[tuple[str, Scripted]] = []
        self._lock = threading.Lock()

    def interrupt(self, request: str, *answers: Scripted) -> None:
        """Answer the next requests that match the pattern ("GET /v1/batches/") with these."""
        self._interruptions += [(request, answer) for answer in answers]

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order: "GET /v1/batches/batch_1"."""
        return [f"{asked.method} {asked.path}" for asked in self.asked]

    def respond(self, asked: Asked, raw: bytes) -> Scripted:
        request = f"{asked.method} {asked.path}"
        interruption = self._interruption(asked, request)
        if interruption:
            return interruption
        for pattern, action in self._routes(asked, raw).items():
            found = re.fullmatch(pattern, request)
            if found:
                return action(*found.groups())
        return _refused(404, f"Invalid URL ({request})")

    def _interruption(self, asked: Asked, request: str) -> Scripted | None:
        with self._lock:
            self.asked.append(asked)
            for number, (pattern, answer) in enumerate(self._interruptions):
                if re.match(pattern, request):
                    del self._interruptions[number]
                    return answer
        return None

    def _routes(self, asked: Asked, raw: bytes) -> dict[str, Callable[..., Scripted]]:
        singles: dict[str, Callable[..., Scripted]] = {
            "GET /v1/models": self._models,
            "POST /v1/chat/completions": lambda: self._single(asked.json),
        }
        if not self.offers_batches:
            return singles
        return {
            **singles,
            "POST /v1/files": lambda: self._upload(asked.headers["content-type"], raw),
            "GET /v1/files/([^/]+)/content": self._content,
            "POST /v1/batches": lambda: self._create(asked.json),
            "GET /v1/batches/([^/]+)": self._look,
        }

    def _models(self) -> Scripted:
        return Scripted(200, {"object": "list", "data": [{"id": "scripted", "object": "model"}]})

    def _single(self, body: Body) -> Scripted:
        self.singles.append(body)
        reply = self.answer(body)
        return (
            Scripted(reply.status, reply.body) if isinstance(reply, Fault) else Scripted(200, reply)
        )

    def _upload(self, content_type: str, raw: bytes) -> Scripted:
        fields = _fields(content_type, raw)
        if fields.get("purpose") != b"batch" or "file" not in fields:
            return _refused(400, "a file is wanted, and the purpose batch")
        return Scripted(200, {"id": self._keep(fields["file"]), "object": "file"})

    def _content(self, file_id: str) -> Scripted:
        if file_id not in self.files:
            return _refused(404, f"No such File object: {file_id}")
        return Scripted(200, self.files[file_id], content_type="application/octet-stream")

    def _create(self, body: Body) -> Scripted:
        if body.get("input_file_id") not in self.files:
            return _refused(400, f"No such File object: {body.get('input_file_id')}")
        if (body.get("endpoint"), body.get("completion_window")) != ("/v1/chat/completions", "24h"):
            return _refused(400, "the endpoint or the window is not offered")
        found, reasons = requests(self.files[body["input_file_id"]], body["endpoint"])
        batch = Batch(f"batch_{next(self._batch_numbers)}", body, found, reasons)
        self.batches[batch.id] = batch
        return Scripted(200, batch.described())

    def _look(self, batch_id: str) -> Scripted:
        if batch_id not in self.batches:
            return _refused(404, f"No batch found with id '{batch_id}'.")
        batch = self.batches[batch_id]
        with self._lock:
            batch.step(self.course, self.answer, self._keep)
        return Scripted(200, batch.described())

    def _keep(self, content: bytes) -> str:
        file_id = f"file-{next(self._file_numbers)}"
        self.files[file_id] = content
        return file_id


@contextmanager
def serving_batches(answer: Answer = hello, course: Course | None = None) -> Iterator[BatchServer]:
    """Run a server until the end of the block; ``answer`` is asked for each prompt, in order."""
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.daemon_threads = True
    server = BatchServer(f"http://127.0.0.1:{http.server_port}/v1", answer, course or Course())
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


class _Handler(scripted._Handler):
    def _answer(self) -> None:
        server: BatchServer = self.server.scripted  # type: ignore[attr-defined]
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        headers = {name.lower(): value for name, value in self.headers.items()}
        is_json = raw and headers.get("content-type", "").startswith("application/json")
        asked = Asked(self.command, self.path, headers, json.loads(raw) if is_json else None)
        answer = server.respond(asked, raw)
        if answer.hold:
            server.closing.wait()
            return
        self.send_response(answer.status)
        self._send_headers(answer)
        self._send_body(answer)


def _fields(content_type: str, raw: bytes) -> dict[str, bytes]:
    """The fields of a multipart form."""
    form = email.message_from_bytes(f"content-type: {content_type}\r\n\r\n".encode() + raw)
    fields = {}
    for part in form.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            fields[str(name)] = content
    return fields


def _refused(status: int, message: str) -> Scripted:
    return Scripted(status, Fault(status, message).body)
