from __future__ import annotations

import gzip
import socket
import struct
import zlib

import pytest

from summarise.sources.loader import UnreadableError
from tests.sources.conftest import MakeWeb
from tests.sources.server import Handler, Reply, Site

MEGABYTE = 1_000_000


def raw(data: bytes) -> bytes:
    """Deflate without zlib's frame, as some servers send it."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def chunked(handler: Handler, piece: bytes, times: int) -> None:
    handler.head(200, {"Transfer-Encoding": "chunked", **ENCODED.get(handler.path, {})})
    for _ in range(times):
        handler.send(b"%x\r\n%b\r\n" % (len(piece), piece))
    handler.send(b"0\r\n\r\n")


ENCODED = {"/gzip": {"Content-Encoding": "gzip"}}


def test_a_body_without_end_is_cut_early(site: Site, make: MakeWeb) -> None:
    site.pages["/a"] = lambda handler: chunked(handler, bytes(1 << 16), 160_000)  # 10 GB

    with pytest.raises(UnreadableError, match="larger than 1 MB"):
        make().fetch(f"{site.url}/a")

    site.closing.wait(0.05)
    assert site.sent < 20 * MEGABYTE  # what the kernel's buffers take


@pytest.mark.parametrize(("digits", "says"), [(11, "larger than 1 MB"), (5000, "not HTTP")])
def test_a_body_that_is_announced_as_too_large_is_not_read(
    site: Site, make: MakeWeb, digits: int, says: str
) -> None:
    site.pages["/a"] = Reply(b"x", headers={"Content-Length": "9" * digits})

    with pytest.raises(UnreadableError, match=says):
        make().fetch(f"{site.url}/a")

    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("encoding", "pack"), [("gzip", gzip.compress), ("deflate", raw), ("deflate", zlib.compress)]
)
def test_a_bomb_is_cut_when_it_is_too_large_unpacked(
    site: Site, make: MakeWeb, encoding: str, pack: object
) -> None:
    bomb = pack(bytes(50 * MEGABYTE))  # type: ignore[operator]
    site.pages["/a"] = Reply(bomb, headers={"Content-Encoding": encoding})
    assert len(bomb) < 100_000

    with pytest.raises(UnreadableError, match="larger than 1 MB"):
        make().fetch(f"{site.url}/a")


def test_what_unpacks_to_nothing_without_end_is_cut_too(site: Site, make: MakeWeb) -> None:
    flush = zlib.compressobj(wbits=31)
    head, empty = flush.compress(b"") + flush.flush(zlib.Z_SYNC_FLUSH), b"\0\0\0\xff\xff" * 10_000

    def nothing(handler: Handler) -> None:
        handler.head(200, {"Content-Encoding": "gzip", "Connection": "close"})
        handler.send(head)
        for _ in range(10_000):
            handler.send(empty)

    site.pages["/a"] = nothing

    with pytest.raises(UnreadableError, match="larger than 1 MB"):
        make().fetch(f"{site.url}/a")


@pytest.mark.parametrize("encoding", ["br", "zstd", "gzip, gzip", "deflate, gzip"])
def test_packings_that_were_not_asked_for_are_refused(
    site: Site, make: MakeWeb, encoding: str
) -> None:
    site.pages["/a"] = Reply(b"x", headers={"Content-Encoding": encoding})

    with pytest.raises(UnreadableError, match="not asked for"):
        make().fetch(f"{site.url}/a")

    assert site.asked[0].headers["accept-encoding"] == "deflate, gzip"


def test_what_is_packed_comes_unpacked(site: Site, make: MakeWeb) -> None:
    site.pages["/a"] = Reply(gzip.compress(b"news"), headers={"Content-Encoding": "gzip"})

    assert make().fetch(f"{site.url}/a").data == b"news"


def test_what_is_not_packed_as_it_says_is_told(site: Site, make: MakeWeb) -> None:
    site.pages["/a"] = Reply(b"plain", headers={"Content-Encoding": "gzip"})

    with pytest.raises(UnreadableError, match="can't be unpacked"):
        make().fetch(f"{site.url}/a")


def test_a_body_that_is_shorter_than_announced_is_told_and_tried_again(
    site: Site, make: MakeWeb
) -> None:
    site.pages["/a"] = Reply(b"half of it", headers={"Content-Length": "20"})

    with pytest.raises(UnreadableError, match="before its answer was complete"):
        make().fetch(f"{site.url}/a")

    assert len(site.asked) == 3


def test_what_is_not_http_is_told(site: Site, make: MakeWeb) -> None:
    def noise(handler: Handler) -> None:
        handler.send(b"SSH-2.0-OpenSSH\r\n\r\n")
        handler.close_connection = True

    site.pages["/a"] = noise

    with pytest.raises(UnreadableError, match="not HTTP"):
        make().fetch(f"{site.url}/a")


def test_headers_without_end_are_cut(site: Site, make: MakeWeb) -> None:
    def headers(handler: Handler) -> None:
        handler.send(b"HTTP/1.1 200 OK\r\n")
        for number in range(1_000_000):
            handler.send(b"X-%d: %b\r\n" % (number, b"x" * 1000))

    site.pages["/a"] = headers

    with pytest.raises(UnreadableError, match="not HTTP"):
        make().fetch(f"{site.url}/a")

    assert site.sent < 20 * MEGABYTE


def test_a_connection_that_is_reset_is_tried_again(site: Site, make: MakeWeb) -> None:
    def reset(handler: Handler) -> None:
        site.pages["/a"] = Reply(b"x")
        handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        handler.connection.close()

    site.pages["/a"] = reset

    assert make().fetch(f"{site.url}/a").data == b"x"


def drip_body(handler: Handler) -> None:
    handler.head(200, {"Content-Length": "1000"})
    while not handler.site.closing.wait(0.02):
        handler.send(b"x")


def drip_headers(handler: Handler) -> None:
    handler.send(b"HTTP/1.1 200 OK\r\nX: ")
    while not handler.site.closing.wait(0.02):
        handler.send(b"x")


def stall(handler: Handler) -> None:
    handler.site.closing.wait()


@pytest.mark.parametrize("server", [drip_body, drip_headers, stall])
def test_a_server_that_drips_or_stalls_is_cut_off_in_the_end(
    site: Site, make: MakeWeb, server: object
) -> None:
    site.pages["/a"] = server  # type: ignore[assignment]

    with pytest.raises(UnreadableError, match="took too long"):
        make(real=True, timeout=0.2).fetch(f"{site.url}/a")

    assert len(site.asked) <= 1  # there was no time left to ask again


def test_a_port_that_nobody_listens_on_is_told(make: MakeWeb) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UnreadableError, match=r"could not be connected to \(Connection refused\)"):
        make().fetch(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize(("size", "fits"), [(MEGABYTE, True), (MEGABYTE + 1, False)])
def test_what_is_packed_may_unpack_to_as_much_as_is_allowed_and_no_more(
    site: Site, make: MakeWeb, size: int, fits: bool
) -> None:
    packed = gzip.compress(bytes(size))
    site.pages["/a"] = Reply(packed, headers={"Content-Encoding": "gzip"})

    if fits:
        assert len(make().fetch(f"{site.url}/a").data) == size
    else:
        with pytest.raises(UnreadableError, match="larger than 1 MB"):
            make().fetch(f"{site.url}/a")
