"""Serves: a chat model whose answers are what the Python expression in the prompt is worth."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any


class Config:
    def __init__(self, app: SimpleNamespace, **options: object) -> None:
        self.app = app


class Server:
    def __init__(self, config: Config) -> None:
        self.config = config

    def run(self, sockets: list[socket.socket]) -> None:
        http = ThreadingHTTPServer(("127.0.0.1", 0), _Handler, bind_and_activate=False)
        http.socket.close()
        (http.socket,) = sockets
        http.socket.setblocking(True)
        http.app = self.config.app  # type: ignore[attr-defined]
        http.serve_forever(0.01)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer({"data": []} if self.path == "/v1/models" else None)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/extras/tokenize/count":
            self._answer({"count": len(asked["input"].split())})
        elif self.path == "/v1/chat/completions":
            self._answer(self._completion(asked))
        else:
            self._answer(None)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Stay silent."""

    def _completion(self, asked: dict[str, Any]) -> dict[str, Any]:
        known = {
            "os": os,
            "sys": sys,
            "time": time,
            "crash": _crash,
            "app": self._app,
            "once": self._once,
        }
        text = eval(asked["messages"][-1]["content"], known)
        message = {"role": "assistant", "content": str(text)}
        return {
            "model": asked["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
        }

    @property
    def _app(self) -> SimpleNamespace:
        app: SimpleNamespace = self.server.app  # type: ignore[attr-defined]
        return app

    def _once(self) -> bool:
        """Whether this is the first process for this model that is asked so."""
        mark = Path(f"{self._app.model.model}.asked")
        first = not mark.exists()
        mark.touch()
        return first

    def _answer(self, said: object) -> None:
        status = 404 if said is None else 200
        if self.headers["authorization"] != f"Bearer {self._app.server.api_key}":
            status, said = 401, None
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _crash(said: str = "", code: int = signal.SIGABRT) -> None:
    print(said, file=sys.stderr, flush=True)
    os.kill(os.getpid(), code)
    time.sleep(60)
