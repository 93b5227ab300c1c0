"""A real HTTP server on loopback that does what a test tells it to, path by path."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Reply:
    """A whole answer, with its true length unless ``headers`` hold a Content-Length."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Request:
    path: str
    headers: Mapping[str, str]


Handle = Callable[["Handler"], None]


class Site:
    """What is served where; a list of replies is given one by one, and the last one again."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.asked: list[Request] = []
        self.sent = 0
        self.pages: dict[str, Reply | list[Reply] | Handle] = {}
        self.closing = threading.Event()
        self.lock = threading.Lock()

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        site = self.site
        headers = {name.lower(): value for name, value in self.headers.items()}
        with site.lock:
            site.asked.append(Request(self.path, headers))
        try:
            self._serve(site.pages.get(self.path.partition("?")[0], Reply(status=404)))
        except OSError:
            self.close_connection = True  # the client has gone, as many tests want it to

    def _serve(self, page: Reply | list[Reply] | Handle) -> None:
        if isinstance(page, list):
            page = page.pop(0) if len(page) > 1 else page[0]
        if isinstance(page, Reply):
            self.reply(page)
        else:
            page(self)

    def reply(self, reply: Reply) -> None:
        self.head(reply.status, {"Content-Length": str(len(reply.body)), **reply.headers})
        self.send(reply.body)
        self.close_connection = True

    def head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()

    def send(self, data: bytes) -> None:
        self.wfile.write(data)
        self.site.sent += len(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Stay silent."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Stay silent: clients that hang up, or refuse our certificate, are what is tested."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    handler = type("SiteHandler", (Handler,), {})
    http = _Server(("127.0.0.1", 0), handler)
    if tls is not None:
        http.socket = tls.wrap_socket(http.socket, server_side=True, do_handshake_on_connect=False)
    site = Site(http.server_port)
    handler.site = site  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        http.shutdown()
        thread.join()
        http.server_close()


def to(location: str, status: int = 302) -> Reply:
    return Reply(status=status, headers={"Location": location})
