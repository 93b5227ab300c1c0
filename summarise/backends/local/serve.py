"""The program in the child process: a llama.cpp server that lives no longer than its parent.

Started by its path and not as a module, so that it needs nothing of summarise and nothing from
the working directory. The first line on standard input is JSON and says what to serve, the key
included; one line on standard output says the port. Standard input stays open after that, and
when it ends, so does this process: the system closes it however the parent has ended.
"""

from __future__ import annotations

import json
import os
import socket
import sys
import threading
from typing import Any


def main() -> None:
    """Serve what standard input says until it ends."""
    # llama.cpp prints; only the line with the port may reach the parent.
    to_parent = os.dup(1)
    os.dup2(2, 1)
    settings = json.loads(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    sys.path[:] = settings["path"]
    # The port is chosen by the system and held from here on, so that nobody else gets it.
    listener = socket.create_server(("127.0.0.1", 0))
    server = _server(settings)
    os.write(to_parent, json.dumps({"port": listener.getsockname()[1]}).encode() + b"\n")
    os.close(to_parent)
    server.run(sockets=[listener])


def _end_with_parent() -> None:
    # Not through sys.stdin: its lock would be held when the interpreter is shut down.
    while os.read(0, 1):
        pass
    # Native code may be at work in other threads; nothing here is worth waiting for.
    os._exit(0)


def _server(settings: dict[str, Any]) -> Any:
    """Load the model, and return a server for it that is ready to run."""
    import uvicorn
    from llama_cpp.server.app import create_app
    from llama_cpp.server.settings import ModelSettings, ServerSettings

    model = ModelSettings(
        model=settings["model"],
        model_alias=settings["name"],
        n_ctx=settings["context"],
        n_threads=_processors(),
        n_threads_batch=_processors(),
        # Each request brings its own; without one here, llama.cpp draws lots.
        seed=0,
        # Nobody asks for the odds of each token; keeping them takes 1.6 GB with SmolLM2.
        logits_all=False,
        # Locked memory is for servers that stay; most systems refuse it.
        use_mlock=False,
        # What llama.cpp says while it loads is what an error message has to tell.
        verbose=True,
    )
    access = ServerSettings(
        host="127.0.0.1", port=0, api_key=settings["key"], interrupt_requests=False
    )
    app = create_app(server_settings=access, model_settings=[model])
    return uvicorn.Server(
        uvicorn.Config(
            app,
            ws="none",
            log_level="warning",
            access_log=False,
            # A connection that is closed just when it is used again looks like a crash.
            timeout_keep_alive=24 * 3600,
        )
    )


def _processors() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows
        return os.cpu_count() or 1


if __name__ == "__main__":
    main()
