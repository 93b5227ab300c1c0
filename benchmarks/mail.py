"""Pictures of the e-mail, with of each page what mail programs leave of it, to be looked at.

They take Chromium and pngquant (Debian's packages of these names) and fonts for the scripts. What
each program leaves is worked out from caniemail's table (tests/mail_programs.py); Word breaks lines
otherwise than Chromium, so that its pane shows what it knows, not where its lines end.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import tempfile
from html import escape
from pathlib import Path
from typing import Final

from summarise.render.mail import mail
from summarise.types import Briefing
from tests.mail_programs import left
from tests.render.render_briefings import ARABIC, BRIEFING, CHINESE, GOES_ON, QUIET

PAGES: Final = {
    "mail": GOES_ON,
    "arabic": ARABIC,
    "chinese": CHINESE,
    "quiet": QUIET,
    "first": BRIEFING,
}
PANES: Final = (
    ("Gmail’s app, without a style sheet", "Gmail's app", 360),
    ("Outlook for Windows", "Outlook for Windows", 680),
    ("Apple Mail, dark", "dark", 360),
)
"""What is written above a pane, whose page it shows, and its width in pixels."""

COLOURS: Final = 64
SCALE, HIGHEST = 0.62, 1250
"""Of the picture that docs/ has; its height is in pixels before it is scaled."""

_CHROMIUM: Final = ("chromium", "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
_MARGIN: Final = 18
_WIDTH: Final = sum(pane[2] for pane in PANES) + _MARGIN * (len(PANES) + 1)
_MEASURED: Final = """
<script>
onload = () => {
  const pages = [...document.querySelectorAll("iframe")].map(one => one.contentDocument);
  const wide = pages.filter(one => one.scrollingElement.scrollWidth > one.defaultView.innerWidth);
  const height = Math.max(...pages.map(one => one.documentElement.scrollHeight));
  pages.forEach(one => one.defaultView.frameElement.style.height = height + "px");
  document.title = `${document.documentElement.scrollHeight} ${wide.length}`;
};
</script>
"""


def main(arguments: list[str]) -> None:
    """Write the pictures into a folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks mail")
    parser.add_argument("--out", type=Path, required=True, help="the folder for the pictures")
    out = parser.parse_args(arguments).out
    out.mkdir(parents=True, exist_ok=True)
    for name, page in PAGES.items():
        _shoot(panes(page), out / f"{name}.png")
    _shoot(panes(GOES_ON), out / "docs.png", SCALE, HIGHEST)
    for picture in sorted(out.glob("*.png")):
        print(f"{picture}: {picture.stat().st_size / 1000:.0f} kB")


def panes(*pages: Briefing) -> str:
    """Return a page of frames, one for each program and page."""
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>0 0</title><style>'
        f"body {{ display: flex; gap: {_MARGIN}px; margin: {_MARGIN}px; background: #c9c6c0; }}"
        "figure { margin: 0; } figcaption { font: 14px/2 sans-serif; }"
        "iframe { width: 100%; border: 0; }"
        f"</style>{''.join(map(_frames, pages))}{_MEASURED}"
    )


def _frames(page: Briefing) -> str:
    whole = mail(page, "https://news.example/leave").html
    dark = whole.replace("@media (prefers-color-scheme:dark)", "@media all")
    return "".join(
        f'<figure style="flex:0 0 {width}px"><figcaption>{caption}</figcaption><iframe srcdoc="'
        f'{escape(dark if program == "dark" else left(whole, program))}"></iframe></figure>'
        for caption, program, width in PANES
    )


def measured(text: str) -> tuple[int, int]:
    """Return how high a page of frames is, and how many of them are wider than their place."""
    with tempfile.TemporaryDirectory() as folder:
        dumped = _run(*_shown(text, folder), "--dump-dom", f"--window-size={_WIDTH},1000")
    height, wide = re.findall(r"<title>(\d+) (\d+)</title>", dumped)[0]
    return int(height), int(wide)


def _shoot(text: str, picture: Path, scale: float = 1, highest: int = 20_000) -> None:
    """Take a picture that is as high as the page, in as few colours as letters need."""
    size = f"--window-size={_WIDTH},{min(measured(text)[0], highest)}"
    with tempfile.TemporaryDirectory() as folder:
        shown = _shown(text, folder)
        _run(*shown, size, f"--screenshot={picture}", f"--force-device-scale-factor={scale}")
    _run("pngquant", str(COLOURS), "--force", "--strip", "--output", str(picture), str(picture))


def _shown(text: str, folder: str) -> tuple[str, ...]:
    """Write a page into a folder, and return the command that shows it."""
    page = Path(folder) / "page.html"
    page.write_text(text, encoding="utf-8")
    return (*_CHROMIUM, f"--user-data-dir={folder}/profile", page.as_uri())


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr[-300:]}")
    return done.stdout
