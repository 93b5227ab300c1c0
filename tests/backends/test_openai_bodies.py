"""Bodies: how they are declared, packed, cut, dripped and blown up."""

from __future__ import annotations

import gzip
import itertools
import json
from collections.abc import Iterator

import httpx2
import pytest
from openai import APITimeoutError

from summarise.backends.openai.body import MOST_BYTES, HTTPClient, Limits, TooLargeError
from summarise.errors import BackendError, BadAnswerError, UnreachableError
from tests.backends.asking import PLAIN, backend
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

    def __init__(self, piece: bytes, pieces: int | None = None) -> None:
        self.piece = piece
        self.pieces = pieces
        self.taken = 0
        self.closed = False

    def __iter__(self) -> Iterator[bytes]:
        for _ in range(self.pieces) if self.pieces is not None else itertools.count():
            self.taken += 1
            yield self.piece

    def close(self) -> None:
        self.closed = True


def test_of_a_body_that_is_too_large_no_more_is_read() -> None:
    limits = Limits(lambda: 0.0, most=100)
    asked, body = request(), Endless(b"x" * 40)
    limits.begin(asked)

    with pytest.raises(TooLargeError):
        limits.read(httpx2.Response(200, stream=body, request=asked))

    assert body.taken == 3


def test_time_is_minded_at_pieces_that_unpack_to_nothing() -> None:
    limits = Limits(iter(range(100)).__next__)
    asked, body = request(timeout=10), Endless(b"")
    limits.begin(asked)

    with pytest.raises(APITimeoutError):
        limits.read(
            httpx2.Response(200, headers={"content-encoding": "gzip"}, stream=body, request=asked)
        )

    assert body.taken < 10


def test_a_read_answer_is_there_for_whoever_reads_it_next_and_its_connection_free() -> None:
    limits = Limits(lambda: 0.0)
    asked, body = request(), Endless(gzip.compress(b"Hello."), pieces=1)
    answer = httpx2.Response(200, headers={"content-encoding": "gzip"}, stream=body, request=asked)
    limits.begin(asked)
    limits.read(answer)

    assert body.closed
    assert answer.read() == b"Hello."


def test_each_request_of_a_call_gets_what_is_left_of_its_time() -> None:
    now = 0.0
    limits = Limits(lambda: now)
    first = request(timeout=10)
    limits.begin(first)
    now = 7.0
    # What the HTTP library does for a redirection: another request with the same extensions.
    second = httpx2.Request("POST", "http://127.0.0.1/", extensions=first.extensions)
    limits.begin(second)

    assert set(second.extensions["timeout"].values()) == {3.0}
    now = 10.0
    with pytest.raises(APITimeoutError):
        limits.begin(second)


def test_a_client_that_is_forgotten_leaves_no_connection_open(
    scripted_server: ScriptedServer,
) -> None:
    scripted_server.script(Scripted(200, b"{}"))
    client = HTTPClient(scripted_server.url, timeout=5)
    client.post(scripted_server.url)
    client.__del__()

    assert client.is_closed


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
