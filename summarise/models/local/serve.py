"""The program in the child process: llama.cpp's server, which lives no longer than its parent.

Started by its path and not as a module, so that it needs nothing of summarise and nothing from
the working directory. The first line on standard input is JSON and says what to serve, the key
included; one line on standard output says the address, once the model is loaded. Standard input
stays open after that, and when it ends, so does this process: the system closes it however the
parent has ended.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from typing import Any, Final

_WARNINGS: Final = 2
"""What llama.cpp says at this level is what a message about its end has to tell, and no more."""


def main() -> None:
    """Serve what standard input says until it ends."""
    # llama.cpp prints; only the line with the address may reach the parent.
    to_parent = os.dup(1)
    os.dup2(2, 1)
    settings = json.loads(sys.stdin.buffer.readline())
    _end_with_parent()
    sys.path[:] = settings["path"]
    try:
        server = _server(settings)
    except Exception as error:  # what it was, in a line
        os.write(2, f"{type(error).__name__}: {error}\n".encode())
        os._exit(1)
    os.write(to_parent, json.dumps({"url": server.listening_address}).encode() + b"\n")
    with suppress(OSError):
        while os.read(0, 1):
            pass
    # Native code may be at work in other threads; nothing here is worth waiting for.
    os._exit(0)


def _end_with_parent() -> None:
    """Have the kernel end this process with its input: no thread runs while a model is loaded."""
    if sys.platform == "win32":  # there it ends when the model is loaded
        return
    import fcntl

    fcntl.fcntl(0, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(0, fcntl.F_SETFL, fcntl.fcntl(0, fcntl.F_GETFL) | os.O_ASYNC)


def _server(settings: dict[str, Any]) -> Any:
    """Load the model, and return its server, which answers."""
    from xllamacpp import CommonParams, Server

    params = CommonParams()
    params.model.path = settings["model"]
    params.model_alias = {settings["name"]}
    params.hostnames, params.port = ["127.0.0.1"], 0
    params.api_keys = [settings["key"]] if settings["key"] else []
    params.ui = False
    # A slot for each call in flight; they share the context that is named here.
    params.n_parallel = settings["slots"]
    params.n_ctx = settings["context"] * settings["slots"]
    # A call that was given up is left after so many tokens, not after four times as many.
    params.n_batch = params.n_ubatch
    for threads in (params.cpuparams, params.cpuparams_batch):
        threads.n_threads = _processors()
        threads.poll = 0  # the same as OMP_WAIT_POLICY, where llama.cpp has threads of its own
    # Each request brings its own; without one here, llama.cpp draws lots.
    params.sampling.seed = 0
    # Up to 8 GB of earlier prompts would be kept, for a chat that is gone on with.
    params.cache_ram_mib, params.cache_idle_slots = 0, False
    params.verbosity = _WARNINGS
    return Server(params)


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1


if __name__ == "__main__":
    main()
