"""A model on this machine, with nothing to run by hand: ``kind = "local"``.

llama.cpp's own server is started as a child process, is asked like any other server, and ends with
its parent, however that ends. So a crash of native code costs a restart and not the run::

    backend    LocalBackend: starts the server when it is first needed, and once more after a crash
    server     the model's file, and one server with it: the child process, its log, its end
    serve      the program that runs in the child
"""

from __future__ import annotations

from summarise.backends.local.backend import LocalBackend

__all__ = ["LocalBackend"]
