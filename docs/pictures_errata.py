"""Makes docs/erratum.png and docs/digest.png: three mornings of invented reports, in a browser.

It takes Chromium and pngquant (Debian: apt-get install chromium pngquant)::

    python docs/pictures_errata.py
"""

from __future__ import annotations

import json
import subprocess
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from summarise.config import Config, JobConfig, SiteOutput, StoreConfig
from summarise.jobs.digest import Period, digest
from summarise.jobs.run import Runner, Tools
from summarise.jobs.store import Store
from summarise.render import render

DOCS = Path(__file__).parent
JOB = "harbour"
MONDAY = datetime(2026, 11, 23, 6, 30, tzinfo=UTC)
MOST, COLOURS = 60_000, 64
"""Bytes and colours of a picture."""

GATE = "The sluice of Orle was shut on Monday after a barge tore off its lower gate."
PRICE = "A new gate for the sluice will cost the river board about 31 million crowns."
MORNINGS = (
    (
        ("Orle Herald", "Barge tears off gate of the sluice of Orle", f"{GATE} {PRICE}"),
        (
            "Tarn Post",
            "Sluice of Orle shut after accident",
            "The sluice of Orle is shut since a barge ran into its lower gate on Monday. Nobody on "
            "board was hurt, the river police said.",
        ),
        (
            "Evening Ledger",
            "Lund plants limes along its ring road",
            "Lund will plant 2,000 limes along its ring road before the frost. The trees replace "
            "elms that a beetle killed.",
        ),
    ),
    (
        (
            "Radio Orle",
            "60 barges wait below the sluice",
            "Some 60 barges wait below the shut sluice of Orle, the river board said on Tuesday. "
            "The board wants a crane to lift the lower gate out of the water by Friday.",
        ),
        (
            "Sund Courier",
            "Night train to Tarn runs again",
            "The night train from Sund to Tarn runs again from December. It had been given up nine "
            "years ago for want of sleeping cars.",
        ),
    ),
    (
        ("Tarn Post", "What the gate will cost", PRICE.replace("31 million", "13 million")),
        (
            "Orle Herald",
            "Crane lifts gate out of the sluice",
            "A crane lifted the torn lower gate of the sluice of Orle out of the water on "
            "Wednesday. Barges can pass the sluice by the end of next week, the river board said.",
        ),
    ),
)


def main() -> None:
    """Make both pictures."""
    with TemporaryDirectory() as folder:
        wrong, page = _made(Path(folder))
        _picture(wrong, DOCS / "erratum.png", 560)
        _picture(page, DOCS / "digest.png", 860)


def _made(folder: Path) -> tuple[Path, Path]:
    """Run the mornings; return the page that was wrong, as the site has it, and the digest."""
    reports = folder / "reports.jsonl"
    site = SiteOutput(path=str(folder / "site"), title="Harbour news")
    job = JobConfig((str(reports),), (site,))
    config = Config(store=StoreConfig(str(folder / "s.db")), jobs={JOB: job})
    with Store.open(folder / "s.db") as store:
        for number, told in enumerate(MORNINGS):
            at = MONDAY + timedelta(days=number)
            tools = Tools({}, clock=lambda at=at: at)  # type: ignore[misc]
            rows = (
                {"outlet": outlet, "title": title, "text": text, "published": at.isoformat()}
                for outlet, title, text in told
            )
            reports.write_text("".join(f"{json.dumps(row)}\n" for row in rows))
            Runner(config, store, tools).run(JOB)
        made = digest(JOB, Period.week(date(2026, 11, 29)), config, store, tools)
    page = folder / "digest.html"
    page.write_bytes(render(made, "html"))
    return folder / "site/pages/2026-11-23.html", page


def _picture(page: Path, to: Path, height: int) -> None:
    """Show a page in a window of 800 by ``height`` pixels, and keep what is seen."""
    options = ("--headless", "--no-sandbox", "--hide-scrollbars", f"--window-size=800,{height}")
    shot = page.with_suffix(".png")
    subprocess.run(  # noqa: S603
        ["chromium", *options, f"--screenshot={shot}", page.as_uri()],  # noqa: S607
        check=True,
        capture_output=True,
    )
    subprocess.run(  # noqa: S603
        ["pngquant", "--force", "--strip", "--output", to, str(COLOURS), shot],  # noqa: S607
        check=True,
    )
    size = to.stat().st_size
    print(f"{to.name}: {size:,} bytes{' (too many)' * (size > MOST)}")


if __name__ == "__main__":
    main()
