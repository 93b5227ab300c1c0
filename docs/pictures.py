"""Makes the pictures of pages in this folder: ``python docs/pictures.py``.

What they show is invented: the examples, and the site of three mornings that the tests have. Those
of an erratum and a digest are pictures_errata.py's, an e-mail's ``python -m benchmarks mail``'s.
It takes Chromium, poppler and pngquant (Debian: apt-get install chromium poppler-utils pngquant).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from summarise import World, brief  # noqa: E402
from summarise.config import BriefingConfig, Config  # noqa: E402
from summarise.render import render  # noqa: E402
from summarise.sources import load  # noqa: E402
from tests.browser import Browser, Tab, executable  # noqa: E402
from tests.site.mornings import MORNINGS, built  # noqa: E402

COLOURS, WIDTH, ZONE = 64, 662, "Europe/Berlin"


def main() -> None:
    """Write all pictures, and say how large they are."""
    path = executable()
    if path is None:
        sys.exit("pictures.py: no Chromium here (Debian: apt-get install chromium)")
    with tempfile.TemporaryDirectory() as folder, Browser.started(path) as browser:
        places = Path(folder)
        for name, picture in chain(_pages(places), _pictures(browser.tab(), places)):
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


def _pages(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the first sheets of PDF pages, as README shows them."""
    day = ROOT / "examples/one-day"
    by_hand = ("--config", ROOT / "examples/by-hand.toml", "--replay", f"{day}-by-hand.json")
    for name, words in (
        ("page", [ROOT / "examples/one-story"]),
        ("page-quoted", [day]),
        ("page-edited", [day, *by_hand]),
    ):
        page = folder / f"{name}.pdf"
        _run(sys.executable, "-m", "summarise", "brief", *words, "--quiet", "--output", page)
        size = ("-scale-to-x", WIDTH, "-scale-to-y", -1)
        yield name, _run("pdftoppm", "-png", "-singlefile", *size, page)


def reduced(png: bytes) -> bytes:
    """Return a picture in few colours."""
    return _run("pngquant", "--strip", COLOURS, "-", given=png)


def _run(*command: object, given: bytes = b"") -> bytes:
    words = [str(word) for word in command]
    return subprocess.run(words, input=given, capture_output=True, check=True).stdout  # noqa: S603


if __name__ == "__main__":
    main()
