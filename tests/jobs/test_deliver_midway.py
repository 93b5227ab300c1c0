"""A mail server that dies while the page is on its way to it."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from summarise.config import EmailOutput
from summarise.errors import DeliveryError
from tests.jobs.pages import Delivering, text


@contextmanager
def dying(at: str) -> Iterator[tuple[int, list[str]]]:
    """Give the port of a server that resets the connection at a command, and what it heard.

    At "content" it dies after the first bytes of it.
    """
    heard: list[str] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listening.accept()
                except OSError:
                    return
                with connection, connection.makefile("rb") as lines:
                    connection.settimeout(60)
                    _converse(connection, lines, at, heard)
                    reset = struct.pack("ii", 1, 0)
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, reset)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1], heard
        listening.shutdown(socket.SHUT_RDWR)
    thread.join()


def _converse(connection: socket.socket, lines: Iterator[bytes], at: str, heard: list[str]) -> None:
    connection.sendall(b"220 hello\r\n")
    for line in lines:
        command = line[:4].decode().upper()
        heard.append(command)
        if command == at:
            return
        connection.sendall(b"354 go on\r\n" if command == "DATA" else b"250 OK\r\n")
        if command == "DATA":
            next(lines)
            return


def to(port: int) -> EmailOutput:
    return EmailOutput(
        to=("reader@example.org",),
        sender="desk@example.org",
        host="127.0.0.1",
        port=port,
        tls="none",
        timeout=60,
        attempts=2,
    )


@pytest.mark.parametrize("at", ["EHLO", "MAIL", "RCPT"])
def test_before_the_page_is_sent_it_is_a_plain_failure(deliver: Delivering, at: str) -> None:
    with (
        dying(at) as (port, heard),
        pytest.raises(DeliveryError, match=r"\(tried 2 times\)") as caught,
    ):
        deliver(to(port), text("page"))
    assert not caught.value.doubtful
    assert (heard.count(at), deliver.begun) == (2, 0)


@pytest.mark.parametrize("at", ["DATA", "content"])
def test_once_it_is_on_its_way_there_is_doubt_and_no_second_one(
    deliver: Delivering, at: str
) -> None:
    with dying(at) as (port, heard), pytest.raises(DeliveryError, match="nobody knows") as caught:
        deliver(to(port), text("page" * 500_000))
    assert caught.value.doubtful
    assert (heard.count("DATA"), deliver.begun) == (1, 1)
