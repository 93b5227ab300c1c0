"""What `summarise` itself adds to a call: runs with a server that answers at once.

Each event is written twice in turn, without a model and by one that takes no time; the difference,
divided by the calls, is the overhead of a call: rendering, the wire, the wrappers, the cache and
the check of what came back.
"""

from __future__ import annotations

import json
import multiprocessing
import re
import statistics
import tempfile
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.fit_similarity import read
from summarise import Briefing, Config, Document, World, brief
from summarise.config import BackendConfig, BriefingConfig, CacheConfig

EVENTS = 20
ROUNDS = 3


class _Instant(BaseHTTPRequestHandler):
    """Answers with the first evidence in the prompt."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        heard = re.findall(r"<<< (.*) >>>", asked["messages"][-1]["content"])
        message = {"role": "assistant", "content": json.dumps({"text": heard[0]})}
        answer = json.dumps(
            {
                "model": "instant",
                "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
                "usage": {"prompt_tokens": 200, "completion_tokens": 30},
            }
        ).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Stay silent."""


def _serve(say: Connection) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Instant) as server:
        say.send(server.server_port)
        server.serve_forever()


def events(data: Path) -> list[list[Document]]:
    """Return the reports of the first events."""
    rows = list(read(data / "neus_allsides" / "dev.jsonl.gz"))[:EVENTS]
    return [
        [Document(f"{i}-{j}", one["text"], one["title"]) for j, one in enumerate(row["articles"])]
        for i, row in enumerate(rows)
    ]


def timed(documents: list[Document], config: Config) -> tuple[float, Briefing]:
    """Make a briefing; returns the seconds and the briefing."""
    start = time.perf_counter()
    page = brief(documents, config, World(environment={}))
    return time.perf_counter() - start, page


def main(data: Path) -> None:
    """Print the overhead of a call with the cache on and off, one call at a time and four."""
    every = events(data)
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=_serve, args=(theirs,), daemon=True)
    server.start()
    url = f"http://127.0.0.1:{ours.recv()}/v1"
    timed(every[0], Config())  # the imports and the encoder
    try:
        for in_flight in (1, 4):
            for cached in (False, True):
                report(every, url, in_flight, cached)
    finally:
        server.kill()


def report(every: list[list[Document]], url: str, in_flight: int, cached: bool) -> None:
    """Print one line: the median overhead of a call over all rounds, and the calls."""
    added, calls = [], 0
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            config = Config(
                BriefingConfig(backend="instant", strategy="fact"),
                cache=CacheConfig(cached, folder),
                backends={"instant": BackendConfig(base_url=url, in_flight=in_flight)},
            )
            extra, calls = 0.0, 0
            for documents in every:
                without, _ = timed(documents, Config())
                took, page = timed(documents, config)
                extra += took - without
                calls += page.record.calls
            added.append(1000 * extra / calls)
    name = f"{in_flight} in flight, {'with' if cached else 'without'} the cache"
    spread = f"{min(added):.1f} to {max(added):.1f}"
    print(f"{name:30} {statistics.median(added):6.1f} ms a call ({spread}), {calls} calls")
