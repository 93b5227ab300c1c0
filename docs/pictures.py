"""Makes the pictures of pages in this folder, with a Chromium: ``python docs/pictures.py``.

What they show is invented: examples/one-day, and the site of three mornings that the tests have.
Each is a PNG of 64 colours. Those of PDF pages are not made here.
"""

from __future__ import annotations

import struct
import sys
import tempfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from summarise import World, brief  # noqa: E402
from summarise.config import BriefingConfig, Config  # noqa: E402
from summarise.render import render  # noqa: E402
from summarise.sources import load  # noqa: E402
from tests.browser import Browser, Tab, executable  # noqa: E402
from tests.site.mornings import MORNINGS, built  # noqa: E402

COLOURS, ZONE = 64, "Europe/Berlin"
_SIGNATURE = b"\x89PNG\r\n\x1a\n"

Pixels = NDArray[np.uint8]


def main() -> None:
    """Write all pictures, and say how large they are."""
    path = executable()
    if path is None:
        sys.exit("pictures.py: no Chromium here (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder, Browser.started(path) as browser:
        for name, picture in _pictures(browser.tab(), Path(folder)):
            data = reduced(picture)
            (ROOT / "docs" / f"{name}.png").write_bytes(data)
            print(f"{name}.png {len(data) / 1000:.0f} kB")


def _pictures(tab: Tab, folder: Path) -> Iterator[tuple[str, bytes]]:
    page, site = folder / "page.html", folder / "site"
    documents = load([str(ROOT / "examples/one-day")]).documents
    config = Config(briefing=BriefingConfig(time_zone=ZONE))
    made = brief(documents, config, World(now=datetime(2026, 11, 19, 5, 30, tzinfo=UTC)))
    page.write_bytes(render(made, "html"))
    built(site, [replace(one(), zone=ZONE) for one in MORNINGS])

    tab.size(900, 760)
    tab.open(page)
    tab.click(".marks button", 3)
    tab.value("scrollTo(0, 0)")
    yield "html-citation", tab.picture()
    tab.size(390, 760)
    tab.open(page)
    tab.click(".marks button", 3)
    yield "html-telephone", tab.picture()

    tab.size(760, 620)
    for name, where in (
        ("site-index", "index.html"),
        ("site-story", "stories/2026-11-23-1.html"),
        ("site-erratum", "pages/2026-11-23.html"),
    ):
        tab.open(site / where)
        yield name, tab.picture()
    tab.open(site / "search.html", "words=quay")
    tab.until("document.querySelector('#hits li')")
    yield "site-search", tab.picture()


def reduced(png: bytes) -> bytes:
    """Return a picture in those colours that others are least far from, weighed by their number."""
    pixels = _read(png).astype(np.int64)
    keys = (pixels[..., 0] << 16) | (pixels[..., 1] << 8) | pixels[..., 2]
    every, places, counts = np.unique(keys, return_inverse=True, return_counts=True)
    known = np.stack([every >> 16, (every >> 8) & 255, every & 255], -1)
    chosen = [int(counts.argmax())]
    nearest, error = np.zeros(len(every), np.uint8), np.full(len(every), np.inf)
    for number in range(COLOURS):
        away = ((known - known[chosen[-1]]) ** 2).sum(-1)
        nearest = np.where(away < error, number, nearest)
        error = np.minimum(away, error)
        chosen.append(int((error * np.sqrt(counts)).argmax()))
    palette = known[chosen[:COLOURS]].astype(np.uint8)
    return _written(nearest.astype(np.uint8)[places.reshape(keys.shape)], palette)


def _read(png: bytes) -> Pixels:
    """Return the pixels of a PNG as Chromium writes it: rows, columns, red green and blue."""
    place, data, size = len(_SIGNATURE), b"", (0, 0, 0)
    while place < len(png):
        (length,) = struct.unpack(">I", png[place : place + 4])
        kind, body = png[place + 4 : place + 8], png[place + 8 : place + 8 + length]
        if kind == b"IHDR":
            width, height, _, colour = struct.unpack(">IIBB", body[:10])
            size = (width, height, {2: 3, 6: 4}[colour])
        data += body if kind == b"IDAT" else b""
        place += 12 + length
    width, height, channels = size
    lines = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 1 + width * channels)
    rows = np.zeros((height + 1, width, channels), np.uint8)
    for number, line in enumerate(lines):
        rows[number + 1] = _unfiltered(
            int(line[0]), line[1:].reshape(width, channels), rows[number]
        )
    return rows[1:, :, :3]


def _unfiltered(kind: int, line: Pixels, above: Pixels) -> Pixels:
    if kind == 0:
        return line
    if kind == 1:
        return np.cumsum(line, axis=0, dtype=np.uint8)
    if kind == 2:
        return line + above
    done, left = line.copy(), np.zeros(line.shape[1], np.int32)
    corner = left
    for place, up in enumerate(above.astype(np.int32)):
        guess = (left + up) // 2 if kind == 3 else _paeth(left, up, corner)
        left, corner = (line[place] + guess) & 255, up
        done[place] = left
    return done


def _paeth(left: NDArray[np.int32], up: NDArray[np.int32], corner: NDArray[np.int32]) -> Pixels:
    near = np.abs(np.stack([up - corner, left - corner, left + up - 2 * corner])).argmin(0)
    return np.choose(near, [left, up, corner])


def _written(indices: Pixels, palette: Pixels) -> bytes:
    height, width = indices.shape
    lines = np.concatenate([np.zeros((height, 1), np.uint8), indices], 1)
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(lines.tobytes(), 9)),
        (b"IEND", b""),
    )
    return _SIGNATURE + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in parts
    )


if __name__ == "__main__":
    main()
