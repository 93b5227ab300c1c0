"""Shows a site in a browser: files of one folder, read only, to whoever may see them.

Without an address it is this machine alone that is answered, and only under its own names, so that
no page of the web gets at it by a name that it points here. On any other address a token is asked
for: once in the URL, from then on in a cookie, and neither is ever logged.
"""

from __future__ import annotations

import secrets
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from socket import AF_INET6
from typing import Final
from urllib.parse import parse_qs, quote, unquote

from summarise.errors import UsageError

LOOPBACK: Final = "127.0.0.1"

_KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".xml": "application/atom+xml; charset=utf-8",
    ".json": "application/json",
}
"""What is served, by how its name ends; there is nothing else on a site."""

_COOKIE: Final = "summarise"
_HANGS: Final = 20
"""Seconds that a browser may take to send what it asks."""
_LONGEST_PATH: Final = 1000


@dataclass(frozen=True, slots=True)
class Door:
    """Who may look: whoever is on this machine, or has the token or the cookie that it brought."""

    address: str
    token: str = ""
    cookie: str = field(default_factory=lambda: secrets.token_urlsafe(24), repr=False)

    @classmethod
    def to(cls, address: str) -> Door:
        """Return what stands before an address. Raises UsageError for what is none."""
        try:
            alone = ip_address(address).is_loopback
        except ValueError:
            raise UsageError(
                f"--address {address}: is no address of this machine; write one as 192.168.1.20, "
                "or 0.0.0.0 for all of them"
            ) from None
        return cls(address, "" if alone else secrets.token_urlsafe(24))

    def may_be_called(self, host: str) -> bool:
        """Whether a browser that asks for a host means us; with a token, its name says nothing."""
        name = host.rpartition(":")[0] if host.rpartition(":")[2].isdecimal() else host
        own = {"localhost", LOOPBACK, "[::1]", self.address, f"[{self.address}]"}
        return bool(self.token) or name in own

    def knows(self, cookies: str) -> bool:
        """Whether the cookies hold the one that the token brought, or none is asked for."""
        try:
            told = SimpleCookie(cookies).get(_COOKIE)
        except CookieError:
            told = None
        return not self.token or (told is not None and _same(told.value, self.cookie))

    def opens(self, tokens: list[str]) -> bool:
        """Whether one of the tokens of an address is ours."""
        return bool(self.token) and any(_same(one, self.token) for one in tokens)


@contextmanager
def serving(root: Path, door: Door, port: int = 0) -> Iterator[ThreadingHTTPServer]:
    """Give a server of a folder; ``serve_forever`` answers. Raises UsageError."""
    folder = root.resolve()
    if not (folder / "index.html").is_file():
        raise UsageError(f"{root}: is no site: it has no index.html; name the folder of one")

    class Handler(_Handler):
        pass

    class Listener(ThreadingHTTPServer):
        address_family = AF_INET6 if ":" in door.address else ThreadingHTTPServer.address_family
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Say nothing of a browser that left."""

    Handler.root, Handler.door = folder, door
    try:
        server = Listener((door.address, port), Handler)
    except (OSError, OverflowError) as error:
        why = getattr(error, "strerror", None) or "there is no such port"
        raise UsageError(
            f"{door.address}, port {port}: can't be listened at ({why}); name another --port"
        ) from error
    with server:
        yield server


def address_of(server: ThreadingHTTPServer, door: Door) -> str:
    """Return what is to be opened in a browser, with the token if there is one."""
    host = f"[{door.address}]" if ":" in door.address else door.address
    asked = f"?token={door.token}" if door.token else ""
    return f"http://{host}:{server.server_port}/{asked}"


def file_of(root: Path, path: str) -> Path | None:
    """Return the file that the path of a URL names, if it is one of the site's; or None.

    ``root`` is resolved. No part of the path may be hidden, lead up or be a link; what ends with a
    slash is the index of a folder.
    """
    named = unquote(path, errors="replace")
    if not named.startswith("/") or len(named) > _LONGEST_PATH or not named.isprintable():
        return None
    parts = (named + "index.html" if named.endswith("/") else named)[1:].split("/")
    found = root
    for part in parts:
        if not part or part.startswith(".") or any(sign in part for sign in "\\:"):
            return None
        found /= part
        try:
            if found.is_symlink():
                return None
        except OSError:
            return None
    return found if found.suffix in _KINDS and _is_regular(found) else None


def _is_regular(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _same(one: str, other: str) -> bool:
    return secrets.compare_digest(one.encode("utf-8", "replace"), other.encode())


class _Handler(BaseHTTPRequestHandler):
    """Answers GET and HEAD."""

    root: Path
    door: Door
    timeout = _HANGS
    server_version = "summarise"
    sys_version = ""
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        tokens = parse_qs(query).get("token", [])
        if not self.door.may_be_called(self.headers.get("Host", "")):
            return self._say(HTTPStatus.FORBIDDEN, "asked for under a name that is not ours")
        if self.door.opens(tokens):
            return self._let_in(path)
        if not self.door.knows(self.headers.get("Cookie", "")):
            return self._say(HTTPStatus.FORBIDDEN, "open the address with its token")
        found = file_of(self.root, path)
        if found is None:
            return self._say(HTTPStatus.NOT_FOUND, "there is no such page")
        try:
            content, changed = found.read_bytes(), found.stat().st_mtime
        except OSError:
            return self._say(HTTPStatus.NOT_FOUND, "there is no such page")
        more = {"Last-Modified": formatdate(changed, usegmt=True)}
        return self._answer(HTTPStatus.OK, content, _KINDS[found.suffix], more)

    do_HEAD = do_GET  # noqa: N815

    def _refuse(self) -> None:
        self.close_connection = True  # what it sent is not read
        self._say(HTTPStatus.METHOD_NOT_ALLOWED, "only read", {"Allow": "GET, HEAD"})

    do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_TRACE = do_CONNECT = _refuse  # noqa: N815

    def _let_in(self, path: str) -> None:
        """Lead to the same page without the token, with a cookie in its place."""
        cookie = f"{_COOKIE}={self.door.cookie}; Path=/; HttpOnly; SameSite=Strict"
        place = "/" + quote(unquote(path).lstrip("/\\"))
        self._say(HTTPStatus.SEE_OTHER, "come in", {"Location": place, "Set-Cookie": cookie})

    def _say(self, status: HTTPStatus, why: str, more: dict[str, str] | None = None) -> None:
        self._answer(status, f"{why}\n".encode(), "text/plain; charset=utf-8", more or {})

    def _answer(self, status: HTTPStatus, content: bytes, kind: str, more: dict[str, str]) -> None:
        self.send_response(status)
        fixed = {
            "Content-Type": kind,
            "Content-Length": str(len(content)),
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-cache, private",
            "X-Frame-Options": "DENY",
        }
        for name, value in {**fixed, **more}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: an address may hold the token."""
