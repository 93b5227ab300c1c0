"""The server ends with the process that started it, however that ends."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.forked import Forked, Forks
from tests.models.local_models import FAKE, asks, gguf, is_gone, local, until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="there are no such signals")

# A shell's background job has Ctrl-C ignored, and so has what it starts, this suite included.
PARENT = """
import os, signal, sys, time
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.path.insert(0, {fake!r})
from summarise.models import Prompt
from summarise.models.local import LocalBackend
from summarise.config import BackendConfig
backend = LocalBackend("mine", BackendConfig(kind="local", model={model!r}), os.environ)
print(backend.complete(Prompt("pid", "", "os.getpid()")).text, flush=True)
{way_out}
"""


def parent(forks: Forks, model: Path, way_out: str) -> Forked:
    program = PARENT.format(fake=str(FAKE), model=str(model), way_out=way_out)
    return forks.script(model.parent, program)


@pytest.mark.parametrize(
    ("way_out", "sent"),
    [
        ("time.sleep(60)", signal.SIGKILL),
        ("time.sleep(60)", signal.SIGTERM),
        ("time.sleep(60)", signal.SIGINT),
        ("raise ValueError", None),
        ("os._exit(1)", None),
    ],
)
def test_no_way_out_leaves_an_orphan(
    tmp_path: Path, forks: Forks, way_out: str, sent: signal.Signals | None
) -> None:
    started = parent(forks, gguf(tmp_path / "small.gguf"), way_out)
    child = int(started.line())
    if sent:
        started.send(sent)
    assert started.wait() != 0

    assert is_gone(child)


def test_a_parent_that_is_killed_while_the_model_loads_leaves_no_orphan(
    tmp_path: Path, forks: Forks
) -> None:
    mark = tmp_path / "pid"
    script = f"""
import ctypes, os, pathlib
mark = pathlib.Path({str(mark)!r})
mark.with_suffix(".new").write_text(str(os.getpid()))
mark.with_suffix(".new").rename(mark)
ctypes.PyDLL(None).sleep(60)  # llama.cpp lets no other thread of Python run meanwhile, either
"""

    started = parent(forks, gguf(tmp_path / "small.gguf", script), "")
    assert until(lambda: mark.exists() and mark.read_text() != "")
    started.kill()
    started.wait()

    assert is_gone(int(mark.read_text()))


def test_ctrl_c_at_a_terminal_does_not_reach_the_server(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(FAKE))
    backend = local(gguf(tmp_path / "small.gguf"))

    groups = backend.complete(asks("f'{os.getpgrp()} {os.getsid(0)}'")).text.split()
    backend.close()

    assert not {os.getpgrp(), os.getsid(0)} & {int(group) for group in groups}


def test_another_child_does_not_keep_the_server_alive(tmp_path: Path, forks: Forks) -> None:
    way_out = """
import subprocess
other = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], close_fds=False)
print(other.pid, flush=True)
os._exit(1)
"""
    started = parent(forks, gguf(tmp_path / "small.gguf"), way_out)
    child, other = map(int, started.lines(2))
    assert started.wait() == 1
    child_is_gone = is_gone(child)
    os.kill(other, signal.SIGKILL)

    assert child_is_gone
