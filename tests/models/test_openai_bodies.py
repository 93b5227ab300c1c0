"""Bodies: how they are declared, packed, cut, dripped and blown up."""

from __future__ import annotations

import gc
import gzip
import itertools
import json
import warnings
from collections.abc import Iterator

import httpx2
import pytest

from summarise.errors import BackendError, BadAnswerError, UnreachableError
from summarise.models.openai import transport
from summarise.models.openai.transport import MOST_BYTES, TooLargeError, Transport
from tests.models.asking import PLAIN, backend
from tests.scripted import Scripted, ScriptedServer, completion, packed

HELLO = json.dumps(completion("Hello.")).encode()
PACKED = gzip.compress(HELLO)


@pytest.mark.parametrize("content_type", ["text/plain", "text/html", "image/png", None])
def test_the_body_counts_and_not_its_declared_type(
    scripted_server: ScriptedServer, content_type: str | None
) -> None:
    scripted_server.script(Scripted(200, completion("Hello."), content_type=content_type))

    assert backend(scripted_server).complete(PLAIN).text == "Hello."


@pytest.mark.parametrize("blanks", ["\n\n\n", "\ufeff", " \r\n\t"])
def test_what_precedes_the_json_does_not_matter(
    scripted_server: ScriptedServer, blanks: str
) -> None:
    scripted_server.script(Scripted(200, blanks.encode() + HELLO))

    assert backend(scripted_server).complete(PLAIN).text == "Hello."


@pytest.mark.parametrize(
    "answer",
    [
        packed(HELLO),
        packed(HELLO, "deflate"),
        Scripted(200, HELLO, framing="chunked"),
        Scripted(200, HELLO, framing="close"),
        Scripted(200, HELLO, framing="chunked", drip=0.0001),
    ],
)
def test_each_way_of_sending_a_body_is_understood(
    scripted_server: ScriptedServer, answer: Scripted
) -> None:
    scripted_server.script(answer)

    assert backend(scripted_server).complete(PLAIN).text == "Hello."


@pytest.mark.parametrize("status", [200, 500])
@pytest.mark.parametrize(
    "body", [b"no gzip at all", PACKED[:25], PACKED[:-20], PACKED[:50] + b"\0" * 20], ids=len
)
def test_a_broken_compression_may_pass(
    scripted_server: ScriptedServer, status: int, body: bytes
) -> None:
    scripted_server.script(Scripted(status, body, {"content-encoding": "gzip"}))

    with pytest.raises(UnreachableError):
        backend(scripted_server).complete(PLAIN)


@pytest.mark.parametrize("sent", [1, 20, len(HELLO) - 1])
@pytest.mark.parametrize("framing", ["length", "chunked", "close"])
def test_a_body_that_is_cut_off_may_pass_and_nobody_knows_what_it_cost(
    scripted_server: ScriptedServer, framing: str, sent: int
) -> None:
    scripted_server.script(Scripted(200, HELLO, hang_up_after=sent, framing=framing))  # type: ignore[arg-type]

    with pytest.raises(UnreachableError) as caught:
        backend(scripted_server).complete(PLAIN)

    assert caught.value.tokens is None


@pytest.mark.parametrize("status", [200, 400])
def test_a_small_body_that_unpacks_to_a_huge_one_is_no_answer(
    scripted_server: ScriptedServer, status: int
) -> None:
    bomb = gzip.compress(b" " * (MOST_BYTES + 1), compresslevel=1)
    scripted_server.script(Scripted(status, bomb, {"content-encoding": "gzip"}))

    with pytest.raises(BadAnswerError, match="larger than 16 MB") as caught:
        backend(scripted_server).complete(PLAIN)

    assert caught.value.tokens is None


@pytest.mark.parametrize("status", [200, 307, 429, 500])
def test_a_body_that_drips_is_given_up_when_the_calls_time_is_over(
    scripted_server: ScriptedServer, status: int
) -> None:
    elsewhere = {"location": scripted_server.url} if status == 307 else {}
    scripted_server.script(Scripted(status, b" " * 1000, elsewhere, drip=0.02))

    with pytest.raises(UnreachableError, match=r"No answer from .* within 0\.2 seconds") as caught:
        backend(scripted_server, timeout=0.2).complete(PLAIN)

    assert caught.value.tokens is None


def request(timeout: float = 10) -> httpx2.Request:
    phases = ("connect", "read", "write", "pool")
    extensions = {"timeout": dict.fromkeys(phases, timeout)}
    return httpx2.Request("POST", "http://127.0.0.1/", extensions=extensions)


class Endless(httpx2.SyncByteStream):
    """A body without an end, that says how much of it was asked for, and whether it was closed."""

    def __init__(self, piece: bytes) -> None:
        self.piece = piece
        self.taken = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for _ in itertools.count():
            self.taken += 1
            yield self.piece

    def close(self) -> None:
        self.closed = True


class Network(httpx2.BaseTransport):
    """Gives each request the same answer, and keeps the seconds that it was allowed."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.answer = answer
        self.allowed: list[dict[str, float]] = []

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        self.allowed.append(dict(request.extensions["timeout"]))
        return self.answer


def test_of_a_body_that_is_too_large_no_more_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "MOST_BYTES", 100)
    body = Endless(b"x" * 40)
    answer = Transport(Network(httpx2.Response(200, stream=body))).handle_request(request())

    with pytest.raises(TooLargeError):
        answer.read()

    assert body.taken == 3
    assert body.closed


def test_time_is_minded_at_pieces_that_unpack_to_nothing() -> None:
    body = Endless(b"")
    packed = httpx2.Response(200, headers={"content-encoding": "gzip"}, stream=body)
    asked = request(timeout=10)
    answer = Transport(Network(packed), iter(range(100)).__next__).handle_request(asked)

    with pytest.raises(httpx2.ReadTimeout):
        answer.read()

    assert body.taken < 10
    assert body.closed


def test_each_request_of_a_call_gets_what_is_left_of_its_time() -> None:
    now = 0.0
    network = Network(httpx2.Response(200, stream=Endless(b"")))
    limited = Transport(network, lambda: now)
    first = request(timeout=10)
    limited.handle_request(first)
    now = 7.0
    # What the HTTP library does for a redirection: another request with the same extensions.
    second = httpx2.Request("POST", "http://127.0.0.1/", extensions=first.extensions)
    limited.handle_request(second)

    assert [set(seconds.values()) for seconds in network.allowed] == [{10.0}, {3.0}]
    now = 10.0
    with pytest.raises(httpx2.ReadTimeout):
        limited.handle_request(second)


def test_a_client_that_is_forgotten_leaves_no_connection_open(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(Scripted(200, completion("Hello.")))
    forgotten = backend(scripted_server)
    forgotten.complete(PLAIN)

    with warnings.catch_warnings(record=True) as warned:  # a socket that is still open warns
        warnings.simplefilter("always")
        del forgotten
        gc.collect()

    assert [str(warning.message) for warning in warned] == []


@pytest.mark.parametrize(
    "body", [b"\xff\xfe\x00", b"\x1f\x8b\x08", b"[]", b"[1", b"<", b"7", b'"'], ids=repr
)
def test_no_body_makes_another_error_than_ours(
    scripted_server: ScriptedServer, body: bytes
) -> None:
    scripted_server.script(Scripted(200, body))

    with pytest.raises(BackendError):
        backend(scripted_server).complete(PLAIN)


def test_a_broken_letter_costs_no_answer(scripted_server: ScriptedServer) -> None:
    scripted_server.script(Scripted(200, HELLO.replace(b"Hello.", b"Caf\xe9")))

    assert backend(scripted_server).complete(PLAIN).text == "Caf\ufffd"
