"""A morning's surroundings, real and on this machine: reports, a feed, a mail server, a webhook."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.commandline import Summarise
from tests.forked import Forked, Forks
from tests.jobs.postbox import Postbox, postbox

ROOT = Path(__file__).parents[2]
JOB = "morning"

REPORTS = {
    "north.txt": "The ferry Aurel ran aground off Tarn on Monday with 120 people on board. "
    "All of them were brought ashore by lifeboats before noon.",
    "south.txt": "A ferry with 120 people aboard, the Aurel, ran aground off Tarn on Monday. "
    "The harbour master of Tarn has closed the eastern channel until Friday.",
}

FEED = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>Radio Tarn</title><link>https://radio.example/</link>
<item><title>Bakers of Lund strike</title><link>https://radio.example/1</link>
<pubDate>Mon, 16 Nov 2026 05:00:00 +0000</pubDate>
<description>Some 400 bakers of Lund stopped work at dawn on Monday. Their union asks for
five percent more pay.</description></item>
</channel></rss>
"""

CONFIG = """
[meaning]
encoder = "off"
[store]
path = "store/summarise.db"
[web]
delay = 0.0
allow = ["127.0.0.1"]
{more}
[jobs.morning]
sources = ["reports", "{feed}"{sources}]
{job}
[[jobs.morning.outputs]]
kind = "file"
path = "pages/{{job}}-%Y-%m-%d.md"
[[jobs.morning.outputs]]
kind = "webhook"
url = "{hook}"
attempts = 1
[[jobs.morning.outputs]]
kind = "email"
to = ["desk@example.org"]
sender = "page@example.org"
host = "127.0.0.1"
port = {port}
tls = "none"
attempts = 1
"""


@dataclass
class World:
    """The folder of a config, and what has arrived at the targets."""

    folder: Path
    config: Path
    posted: list[dict[str, Any]] = field(default_factory=list)
    box: Postbox = field(default_factory=Postbox)
    answers: list[int] = field(default_factory=list)
    """Statuses that the webhook answers with, in turn; 200 when there are no more."""

    @property
    def mailed(self) -> list[EmailMessage]:
        return self.box.mails

    @property
    def pages(self) -> list[Path]:
        folder = self.folder / "pages"
        return sorted(one for one in folder.glob("*") if not one.is_symlink())

    def report(self, name: str, text: str) -> None:
        (self.folder / "reports" / name).write_text(text, encoding="utf-8")

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start what is to start runs of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "summarise", *options, "--config", str(self.config)],
            env={**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def a_day_later(self) -> None:
        """Have all runs so far be those of the day before."""
        with closing(sqlite3.connect(self.folder / "store/summarise.db")) as store, store:
            for run, began in store.execute("SELECT id, began FROM runs").fetchall():
                before = datetime.fromisoformat(began) - timedelta(days=1)
                store.execute("UPDATE runs SET began = ? WHERE id = ?", (before.isoformat(), run))

    def run(self, summarise: Summarise, *options: str, code: int = 0) -> str:
        """Run to the end, in this process; returns what was said on both outputs."""
        ran = summarise(*options, "--config", str(self.config))
        assert ran.code == code, ran.err
        return ran.text + ran.err

    def begin(self, forks: Forks, *options: str) -> Forked:
        """Begin a run in a process of its own."""
        return forks.start(self.folder, *options, "--config", self.config)

    def killed(self, forks: Forks, point: str) -> None:
        run = forks.start(
            self.folder, point, "run", JOB, "--config", self.config, entry="tests.jobs.killed"
        )
        assert run.wait() == -9, (point, run.err)


@contextmanager
def morning(folder: Path, *, job: str = "", sources: str = "", more: str = "") -> Iterator[World]:
    """Give a config with one job, and servers for what it reads and sends."""
    world = World(folder, folder / "morning.toml")
    (folder / "reports").mkdir()
    for name, text in REPORTS.items():
        world.report(name, text)
    with _serving(world) as url, postbox() as box:
        world.box = box
        text = CONFIG.format(
            feed=f"{url}/feed.xml",
            hook=f"{url}/hook",
            port=box.port,
            job=job,
            sources=sources,
            more=more,
        )
        world.config.write_text(text, encoding="utf-8")
        yield world


@contextmanager
def _serving(world: World) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path == "/feed.xml"
            body = FEED.encode() if found else b""
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/rss+xml")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"]))
            status = world.answers.pop(0) if world.answers else 200
            world.posted.append({"status": status, **json.loads(content)})
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
