"""A model on this machine, with nothing to run by hand: ``kind = "local"``.

A llama.cpp server is started as a child process, is asked like any other server, and ends with
its parent, however that ends. So a crash of native code costs a restart and not the run::

    backend    LocalBackend: starts the server when it is first needed, and once more after a crash
    server     one server: the child, its key, and the wire to it
    child      the process: its pipes, its log, its end
    serve      the program that runs in the child
    weights    finds the model's file and checks it; gguf reads what is said at its beginning
    memory     whether the model fits
    failures   what went wrong, in sentences
"""

from __future__ import annotations

from summarise.backends.local.backend import LocalBackend

__all__ = ["LocalBackend"]
