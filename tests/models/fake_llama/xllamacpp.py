"""Stands in for xllamacpp where a test wants a crash, or no second for a start (local_models.py).

Loading a model runs the Python code at the end of its file; the answer to a prompt is what the
Python expression in it is worth.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
import time
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

CONTEXT = 8192
"""Tokens that every model was made for."""


class CommonParams(SimpleNamespace):
    def __init__(self) -> None:
        super().__init__(
            model=SimpleNamespace(),
            cpuparams=SimpleNamespace(),
            cpuparams_batch=SimpleNamespace(),
            sampling=SimpleNamespace(),
            n_ubatch=512,
        )


class Server:
    def __init__(self, params: CommonParams) -> None:
        print("llama.cpp prints to standard output, too")
        exec(Path(params.model.path).read_bytes().partition(b"#!python\n")[2])
        (host,) = params.hostnames
        http = ThreadingHTTPServer((host, params.port), partial(_Handler, params))
        threading.Thread(target=http.serve_forever, args=(0.01,), daemon=True).start()
        self.listening_address = f"http://{host}:{http.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def __init__(self, params: CommonParams, *request: Any) -> None:
        self._params = params
        super().__init__(*request)

    def do_GET(self) -> None:
        listed = {"data": [{"id": "x", "meta": {"n_ctx_train": CONTEXT}}]}
        self._answer(listed if self.path == "/v1/models" else None)

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        if self.path == "/tokenize":
            self._answer({"tokens": asked["content"].split()})
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
            "params": self._params,
            "once": self._once,
        }
        text = eval(asked["messages"][-1]["content"], known)
        message = {"role": "assistant", "content": str(text)}
        return {
            "model": asked["model"],
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 5, "completion_tokens": 2, "total_tokens": 7},
        }

    def _once(self) -> bool:
        """Whether this is the first process for this model that is asked so."""
        mark = Path(f"{self._params.model.path}.asked")
        first = not mark.exists()
        mark.touch()
        return first

    def _answer(self, said: object) -> None:
        status = 404 if said is None else 200
        if self.headers["authorization"] not in {f"Bearer {key}" for key in self._params.api_keys}:
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
