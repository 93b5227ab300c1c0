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
_MEASURED: Final = """
<script>
onload = () => {
  const frames = [...document.querySelectorAll("iframe")];
  const height = Math.max(...frames.map(one => one.contentDocument.documentElement.scrollHeight));
  frames.forEach(one => one.style.height = height + "px");
  document.title = "height " + document.documentElement.scrollHeight;
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
        _shoot(_panes(page), out / f"{name}.png")
    _shoot(_panes(GOES_ON), out / "docs.png", SCALE, HIGHEST)
    for picture in sorted(out.glob("*.png")):
        print(f"{picture}: {picture.stat().st_size / 1000:.0f} kB")


def _panes(page: Briefing) -> str:
    """Return a page of frames, one for each program."""
    whole = mail(page, "https://news.example/leave").html
    dark = re.sub(r"@media \(prefers-color-scheme:dark\)", "@media all", whole)
    frames = (
        f'<figure style="width:{width}px"><figcaption>{caption}</figcaption><iframe srcdoc="'
        f'{escape(dark if program == "dark" else left(whole, program))}"></iframe></figure>'
        for caption, program, width in PANES
    )
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>height 0</title><style>'
        f"body {{ display: flex; gap: {_MARGIN}px; margin: {_MARGIN}px; background: #c9c6c0; }}"
        "figure { margin: 0; } figcaption { font: 14px/2 sans-serif; }"
        "iframe { width: 100%; border: 0; }"
        f"</style>{''.join(frames)}{_MEASURED}"
    )


def _shoot(text: str, picture: Path, scale: float = 1, highest: int = 20_000) -> None:
    """Take a picture that is as high as the page, in as few colours as letters need."""
    width = sum(pane[2] for pane in PANES) + _MARGIN * (len(PANES) + 1)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(text, encoding="utf-8")
        chromium = (
            *_CHROMIUM,
            f"--user-data-dir={folder}/profile",
            f"--force-device-scale-factor={scale}",
        )
        dumped = _run(*chromium, f"--window-size={width},1000", "--dump-dom", page.as_uri())
        found = re.search(r"<title>height (\d+)", dumped)
        height = min(int(found[1]) if found else 0, highest)
        _run(*chromium, f"--window-size={width},{height}", f"--screenshot={picture}", page.as_uri())
    _run("pngquant", str(COLOURS), "--force", "--strip", "--output", str(picture), str(picture))


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    if done.returncode:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stderr[-300:]}")
    return done.stdout
