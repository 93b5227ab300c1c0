"""``summarise serve``: the files of one folder, read only, to who may see them."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPResponse
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from summarise.errors import UsageError
from summarise.site.webserver import Door, address_of, file_of, serving
from tests.commandline import Summarise
from tests.site.mornings import MORNINGS, built

HERE = Door("127.0.0.1")
SECRET = "not for anybody"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    built(root, [one() for one in MORNINGS])
    (tmp_path / "secret.html").write_text(SECRET)
    (root / ".hidden.html").write_text(SECRET)
    (root / "link.html").symlink_to(tmp_path / "secret.html")
    (root / "up").symlink_to(tmp_path)
    (root / "notes.txt").write_text(SECRET)
    os.mkfifo(root / "pipe.html")
    return root


@contextmanager
def open_at(root: Path, door: Door = HERE) -> Iterator[int]:
    with serving(root, door) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def ask(port: int, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    connection = HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest(method, path, skip_host="host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer, content


def test_what_the_site_has_is_shown_as_what_it_is(site: Path) -> None:
    with open_at(site) as port:
        for path, kind in (
            ("/", "text/html; charset=utf-8"),
            ("/index.html", "text/html; charset=utf-8"),
            ("/style.css", "text/css; charset=utf-8"),
            ("/search/2026-11.js", "text/javascript; charset=utf-8"),
            ("/feed.xml", "application/atom+xml; charset=utf-8"),
            ("/pages/2026-11-23%2Ehtml", "text/html; charset=utf-8"),
            ("/search.html?x=1", "text/html; charset=utf-8"),
        ):
            answer, content = ask(port, path)
            assert (answer.status, answer.headers["Content-Type"]) == (200, kind), path
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert int(answer.headers["Content-Length"]) == len(content) > 0
        answer, content = ask(port, "/", "HEAD")
        assert (answer.status, content) == (200, b"")
        assert int(answer.headers["Content-Length"]) == len((site / "index.html").read_bytes())


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.html", "/%2e%2e/secret.html", "/..%2fsecret.html", "/pages/../../secret.html",
        "/%2e%2e%2fsecret.html", "/..%5csecret.html", "/up/secret.html", "/link.html",
        "/.hidden.html", "/pages/", "/pages", "/stories/", "/up/", "/pipe.html", "/notes.txt",
        "//secret.html", "/pages//2026-11-23.html", "/index.html%00.css", "/%252e%252e/secret.html",
        "/./index.html", "/C:/secret.html", "/none.html", "http://127.0.0.1/index.html", "*",
        "//[", "/%ff%fe.html", "/" + "a" * 5000 + ".html", "/index.html/", "/?token=../../x/y",
    ],
)  # fmt: skip
def test_what_is_not_of_the_site_is_not_there(path: str, site: Path) -> None:
    with open_at(site) as port:
        answer, content = ask(port, path)
        if path.startswith("/?"):
            assert answer.status == 200
            return
        assert answer.status == 404, path
        assert SECRET.encode() not in content
        assert str(site).encode() not in content


@given(st.text(st.sampled_from("./%2eE5cC\\fF\0:~aindex.html-"), max_size=30))
def test_no_path_leads_out(text: str) -> None:
    root = Path(__file__).parent.resolve()
    found = file_of(root, f"/{text}")
    assert found is None or (found.is_file() and found.resolve().is_relative_to(root))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_nothing_can_be_changed(method: str, site: Path) -> None:
    with open_at(site) as port:
        answer, _ = ask(port, "/index.html", method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_name_that_somebody_points_here_is_not_answered(site: Path) -> None:
    with open_at(site) as port:
        for host in ("evil.example", f"evil.example:{port}", "", "127.0.0.1.evil.example"):
            assert ask(port, "/", host=host)[0].status == 403, host
        for host in ("localhost", f"localhost:{port}", "127.0.0.1", f"127.0.0.1:{port}"):
            assert ask(port, "/", host=host)[0].status == 200, host


def test_garbage_on_the_wire_ends_nothing(site: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with open_at(site) as port:
        for wire in (b"\x16\x03\x01\x02", b"GET\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"\0" * 70000):
            with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
                raw.sendall(wire)
        assert ask(port, "/")[0].status == 200
    assert capfd.readouterr() == ("", "")


class TestAnotherAddress:
    def test_without_it_only_this_machine_is_answered_and_there_is_no_token(self) -> None:
        assert Door.to("127.0.0.1").token == Door.to("::1").token == ""

    def test_every_other_has_a_token_that_nobody_can_guess(self) -> None:
        one, two = Door.to("0.0.0.0"), Door.to("192.0.2.7")
        assert min(len(one.token), len(two.token)) >= 32
        assert len({one.token, one.cookie, two.token, two.cookie}) == 4

    def test_the_token_opens_once_and_the_cookie_after(self, site: Path) -> None:
        door = Door("127.0.0.1", "the-token")
        with open_at(site, door) as port:
            assert ask(port, "/")[0].status == 403
            assert ask(port, "/?token=wrong")[0].status == 403
            assert ask(port, "/", Cookie="summarise=the-token")[0].status == 403
            answer, content = ask(
                port, "/pages/2026-11-23.html?token=the-token", host="any.example"
            )
            assert answer.status == 303
            assert answer.headers["Location"] == "/pages/2026-11-23.html"
            cookie = answer.headers["Set-Cookie"]
            assert "HttpOnly" in cookie
            assert "SameSite=Strict" in cookie
            assert "the-token" not in f"{answer.headers}{content!r}"
            assert ask(port, "/", Cookie=cookie.partition(";")[0])[0].status == 200
            assert ask(port, "/", Cookie="a=1; summarise=x")[0].status == 403
            assert ask(port, "/", Cookie="\xff;;=")[0].status == 403

    def test_the_token_leads_nowhere_else(self, site: Path) -> None:
        with open_at(site, Door("127.0.0.1", "t")) as port:
            for path in (
                "//evil.example/?token=t",
                "/%5cevil.example/?token=t",
                "/%0d%0aX:y?token=t",
            ):
                answer, _ = ask(port, path)
                place = answer.headers["Location"]
                assert place.startswith("/")
                assert not place.startswith(("//", "/\\"))
                assert answer.headers["X"] is None

    def test_the_address_that_is_printed_has_the_token(self, site: Path) -> None:
        door = Door("127.0.0.1", "t")
        with serving(site, door) as server:
            assert address_of(server, door) == f"http://127.0.0.1:{server.server_port}/?token=t"

    def test_what_is_no_address_is_refused(self) -> None:
        with pytest.raises(UsageError, match="is no address of this machine"):
            Door.to("evil.example")


class TestTheCommand:
    def test_it_shows_a_folder_until_it_is_interrupted(
        self, site: Path, summarise: Summarise, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def interrupted(_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(ThreadingHTTPServer, "serve_forever", interrupted)
        ran = summarise("serve", site, "--port", 0)
        assert (ran.code, ran.err) == (0, "")
        assert ran.text.startswith("http://127.0.0.1:")
        assert ran.text.endswith(f"/ shows {site}; Ctrl-C ends it\n")
        config = site.parent / "c.toml"
        config.write_text(
            '[jobs.harbour]\nsources = ["x"]\n[[jobs.harbour.outputs]]\n'
            'kind = "site"\npath = "site"\n[jobs.other]\nsources = ["x"]\n'
        )
        shown = summarise("serve", "--config", config, "harbour", "--port", 0)
        assert (shown.code, str(site) in shown.text) == (0, True)
        for words, said in (
            (("other",), 'the job has no output of kind = "site"'),
            (("none",), "the config has no job of this name"),
        ):
            ran = summarise("serve", "--config", config, *words)
            assert (ran.code, said in ran.err) == (2, True)

    def test_what_is_no_site_is_refused_in_a_sentence(
        self, tmp_path: Path, summarise: Summarise
    ) -> None:
        (tmp_path / "empty").mkdir()
        for words, said in (
            ((), "name the folder of a site"),
            ((tmp_path / "none",), "is no folder"),
            ((tmp_path / "empty",), "is no site: it has no index.html"),
            ((tmp_path / "empty", "--address", "nobody"), "is no address of this machine"),
        ):
            ran = summarise("serve", *words)
            assert (ran.code, said in ran.err) == (2, True), ran.err

    def test_a_port_that_is_taken_is_named(self, site: Path, summarise: Summarise) -> None:
        with open_at(site) as port:
            ran = summarise("serve", site, "--port", port)
        assert ran.code == 2
        assert f"port {port}: can't be listened at" in ran.err
        assert "there is no such port" in summarise("serve", site, "--port", 70000).err
