"""Pings, at a real server on loopback."""

from __future__ import annotations

import logging
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

import pytest

from summarise.config import Config, JobConfig
from summarise.jobs.ping import Event, address_of, ping, pinging
from summarise.jobs.run import Tools

SECRET = "c0ffee-secret-path"
RUN = UUID("5b2f6a3e-0d7c-4f1e-9a8b-7c6d5e4f3a2b")


class Receiver:
    """Takes what is posted, and answers with the given statuses, 200 once they are used up."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.statuses: list[int] = []
        self.got: list[tuple[str, dict[str, list[str]], str]] = []


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        receiver: Receiver = self.server.receiver  # type: ignore[attr-defined]
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        url = urlsplit(self.path)
        receiver.got.append((url.path, parse_qs(url.query), body))
        self.send_response(receiver.statuses.pop(0) if receiver.statuses else 200)
        self.end_headers()
        self.wfile.write(b"OK")

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Stay silent."""


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    http.receiver = Receiver(f"http://127.0.0.1:{http.server_port}/{SECRET}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield http.receiver  # type: ignore[attr-defined]
    http.shutdown()
    thread.join()
    http.server_close()


@pytest.mark.parametrize(
    ("event", "path"),
    [("start", f"/{SECRET}/start"), ("success", f"/{SECRET}"), ("fail", f"/{SECRET}/fail")],
)
def test_each_event_has_its_path(receiver: Receiver, event: Event, path: str) -> None:
    ping(receiver.url + "/", event, RUN, "morning: done")
    ((asked, query, body),) = receiver.got
    assert (asked, query, body) == (path, {"rid": [str(RUN)]}, "morning: done")


@pytest.mark.parametrize(
    ("code", "told"),
    # 7: the other run ends later.
    [(0, ["/start", ""]), (4, ["/start", ""]), (5, ["/start", "/fail"]), (7, ["/start"])],
)
def test_a_job_tells_of_its_end_with_the_id_of_its_start(
    receiver: Receiver, code: int, told: list[str]
) -> None:
    config = Config(jobs={"morning": JobConfig(sources=("a.txt",), ping_env="PING")})
    with pinging("morning", config, Tools({"PING": receiver.url})) as end:
        end(code, "it is over")
    assert [path for path, _, _ in receiver.got] == [f"/{SECRET}{one}" for one in told]
    assert len({query["rid"][0] for _, query, _ in receiver.got}) == 1


def test_a_query_of_the_address_is_kept(receiver: Receiver) -> None:
    ping(f"{receiver.url}?create=1", "fail", RUN, "")
    ((path, query, _),) = receiver.got
    assert path == f"/{SECRET}/fail"
    assert query["create"] == ["1"]


def test_a_hiccup_is_tried_again_after_a_pause(
    receiver: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.statuses = [503, 429]
    pauses: list[float] = []
    ping(receiver.url, "success", RUN, "", sleep=pauses.append)
    assert len(receiver.got) == 3
    assert pauses == [2.0, 2.0]
    assert not caplog.records


@pytest.mark.parametrize(("statuses", "tries"), [([404], 1), ([500, 500, 500], 3)])
def test_a_failure_is_a_warning_that_names_the_host_alone(
    receiver: Receiver, caplog: pytest.LogCaptureFixture, statuses: list[int], tries: int
) -> None:
    receiver.statuses = list(statuses)
    with caplog.at_level(logging.WARNING):
        ping(receiver.url, "fail", RUN, "", sleep=lambda _: None)
    assert len(receiver.got) == tries
    assert f"127.0.0.1 was not told of the run's fail (status {statuses[0]})" in caplog.text
    assert SECRET not in caplog.text


def test_nobody_there_is_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound and not listening: refused
        address = f"http://user:word@127.0.0.1:{taken.getsockname()[1]}/{SECRET}"
        with caplog.at_level(logging.WARNING):
            ping(address, "start", RUN, "", sleep=lambda _: None)
    assert "ConnectError" in caplog.text
    assert SECRET not in caplog.text
    assert "word" not in caplog.text


@pytest.mark.parametrize("address", ["ftp://host/x", "host/x", "http://", "\0"])
def test_what_is_no_address_is_told_and_not_shown(
    address: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        ping(address, "start", RUN, "")
    assert caplog.messages == ["ping: the variable of ping_env holds no http(s) address"]


def test_without_an_address_nobody_is_told(caplog: pytest.LogCaptureFixture) -> None:
    assert address_of("", {}) == ""
    ping("", "start", RUN, "")
    assert not caplog.records


def test_a_variable_that_is_not_set_is_told(caplog: pytest.LogCaptureFixture) -> None:
    assert address_of("PING", {"PING": "http://x"}) == "http://x"
    with caplog.at_level(logging.WARNING):
        assert address_of("PING", {}) == ""
    assert "the variable PING is not set" in caplog.text
