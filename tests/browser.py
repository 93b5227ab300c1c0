"""A real Chromium, driven over a pipe with the DevTools protocol: no library, no port, no network.

``Browser.started()`` gives one, or says why there is none. Pages are asked through ``Tab``.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import tempfile
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from select import select
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE = 60.0
"""Seconds without a word from the browser, after which it is taken for dead."""

TRIES = 2000
"""Looks at a page, 10 ms apart at least, until what it is waited for is taken for never coming."""

_FLAGS = (
    "--headless=new --remote-debugging-pipe --no-sandbox --disable-gpu --hide-scrollbars"
    " --no-first-run --disable-extensions --disable-background-networking --disable-sync"
    " --disable-component-update --mute-audio --disable-dev-shm-usage --force-color-profile=srgb"
    " --renderer-process-limit=1 --disable-site-isolation-trials --in-process-gpu"
    " --disable-features=Translate,OptimizationHints,MediaRouter,SpareRendererForSitePerProcess"
    " --host-resolver-rules=MAP\t*\t~NOTFOUND about:blank"
)
_FREE = 10
"""File descriptors from here on are ours to give; the browser reads 3 and writes 4."""


def executable() -> str | None:
    """Where a Chromium is installed, if one is."""
    return next(filter(None, map(shutil.which, NAMES)), None)


class Browser:
    """One process of Chromium, with a profile of its own that goes with it."""

    def __init__(self, path: str, folder: str) -> None:
        ours, theirs = os.pipe(), os.pipe()
        reads, writes = (
            fcntl.fcntl(fd, fcntl.F_DUPFD_CLOEXEC, _FREE) for fd in (ours[0], theirs[1])
        )
        self._write, self._read = ours[1], theirs[0]
        flags = [one.replace("\t", " ") for one in _FLAGS.split(" ")]
        self._pid = os.posix_spawn(
            path,
            [path, f"--user-data-dir={folder}", *flags],
            {**os.environ, "HOME": folder},
            file_actions=[
                (os.POSIX_SPAWN_DUP2, reads, 3),
                (os.POSIX_SPAWN_DUP2, writes, 4),
                (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0),
            ],
            setpgroup=0,
        )
        for fd in (reads, writes, ours[0], theirs[1]):
            os.close(fd)
        self._asked = 0
        self._rest = b""

    @classmethod
    @contextmanager
    def started(cls, path: str) -> Iterator[Browser]:
        """Start it, and end it with all its children."""
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            browser = cls(path, folder)
            try:
                yield browser
            finally:
                browser.end()

    def ask(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """Call a method of the protocol, and return its result."""
        self._asked += 1
        message = {"id": self._asked, "method": method, "params": params}
        message |= {"sessionId": session} if session else {}
        os.write(self._write, json.dumps(message).encode() + b"\0")
        while (answer := self._next()).get("id") != self._asked:
            pass
        if "error" in answer:
            raise AssertionError(f"{method}: {answer['error']}")
        return dict(answer["result"])

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            if not select([self._read], [], [], PATIENCE)[0]:
                raise AssertionError(f"the browser has said nothing for {PATIENCE:.0f} s")
            part = os.read(self._read, 1 << 20)
            if not part:
                raise AssertionError("the browser has ended")
            self._rest += part
        text, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(text))

    def end(self) -> None:
        """End the process and its children, by its own group."""
        os.killpg(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._write)
        os.close(self._read)

    def tab(self) -> Tab:
        """Open a page to work with."""
        target = self.ask("Target.createTarget", url="about:blank")["targetId"]
        session = self.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Tab(self, session)


class Tab:
    """A page of the browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self._browser = browser
        self._session = session

    def ask(self, method: str, **params: Any) -> dict[str, Any]:
        """Call a method of the protocol on this page."""
        return self._browser.ask(method, self._session, **params)

    def open(self, path: Path, fragment: str = "") -> None:
        """Go to a file, and wait until it is there."""
        url = path.resolve().as_uri() + (f"#{fragment}" if fragment else "")
        if fragment:  # or it would only be scrolled to, on a page that is there
            self.ask("Page.navigate", url="about:blank")
        failed = self.ask("Page.navigate", url=url).get("errorText")
        assert not failed, f"{url}: {failed}"
        self.value(
            "new Promise(done => document.readyState == 'complete'"
            " ? done() : addEventListener('load', () => done()))"
        )

    def value(self, expression: str) -> Any:
        """Return what an expression is in the page; a promise is waited for."""
        answer = self.ask(
            "Runtime.evaluate", expression=expression, awaitPromise=True, returnByValue=True
        )
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def size(self, width: int, height: int = 600, scale: float = 1, *, touch: bool = False) -> None:
        """Make the window so many CSS pixels wide."""
        self.ask(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=scale,
            mobile=False,
        )
        self.ask("Emulation.setTouchEmulationEnabled", enabled=touch)

    def media(self, kind: str = "", *, dark: bool = False) -> None:
        """Show it as on paper, or in the dark."""
        scheme = "dark" if dark else "light"
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.ask("Emulation.setEmulatedMedia", media=kind, features=features)

    def click(self, selector: str, number: int = 0) -> None:
        """Press the mouse on an element, where it is seen."""
        x, y = self._place(selector, number)
        for kind in ("mousePressed", "mouseReleased"):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def tap(self, selector: str, number: int = 0) -> None:
        """Put a finger on an element."""
        x, y = self._place(selector, number)
        self.ask("Input.dispatchTouchEvent", type="touchStart", touchPoints=[{"x": x, "y": y}])
        self.ask("Input.dispatchTouchEvent", type="touchEnd", touchPoints=[])

    def key(self, name: str, text: str = "") -> None:
        """Press a key: Tab, Enter, Escape."""
        codes = {"Tab": 9, "Enter": 13, "Escape": 27}
        for kind in ("keyDown", "keyUp"):
            self.ask(
                "Input.dispatchKeyEvent",
                type=kind,
                key=name,
                code=name,
                windowsVirtualKeyCode=codes[name],
                text=text if kind == "keyDown" else "",
            )

    def type(self, text: str) -> None:
        """Write into what has the focus."""
        self.ask("Input.insertText", text=text)

    def until(self, expression: str) -> None:
        """Wait until an expression is true; one that stays false for long is a fault."""
        quoted = json.dumps(expression)
        self.value(
            "new Promise((done, fail) => { let tries = 0; const look = () =>"
            f" ({expression}) ? done(true) : tries++ < {TRIES} ? setTimeout(look, 10)"
            f" : fail(new Error('never: ' + {quoted})); look(); }})"
        )

    def paper(self) -> bytes:
        """Print it, as its own style has it, and return the PDF."""
        made = self.ask("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return b64decode(made["data"])

    def picture(self, height: int = 0) -> bytes:
        """Return what is seen, as PNG."""
        return b64decode(self.ask("Page.captureScreenshot", format="png")["data"])

    def _place(self, selector: str, number: int) -> tuple[float, float]:
        x, y = self.value(
            f"(() => {{ const one = document.querySelectorAll({json.dumps(selector)})[{number}];"
            " one.scrollIntoView({block: 'center'}); const box = one.getBoundingClientRect();"
            " return [box.x + box.width / 2, box.y + box.height / 2]; })()"
        )
        return float(x), float(y)
