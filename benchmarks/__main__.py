"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

NAMES = (
    "ask",
    "blind",
    "corpora",
    "differences",
    "fit-similarity",
    "fit-choice",
    "fit-stories",
    "stories",
    "focus",
    "fuzz",
    "judge",
    "mornings",
    "speed",
    "overhead",
    "kills",
    "mail",
    "delivered",
    "peers",
    "quality",
    "reading",
    "remembered",
    "site",
    "ten-mornings",
    "tokens",
)
PLACES = {name: name.replace("-", "_") for name in NAMES} | {
    "differences": "quality.verdicts",
    "site": "site_week",
}
OWN_OPTIONS = ("blind", "fuzz", "mail")
WRITING = ("differences", "reading", "site")
"""Those that write files."""


def main() -> None:
    """Run one benchmark by name."""
    if sys.argv[1:2] and sys.argv[1] in OWN_OPTIONS:
        import_module(f"benchmarks.{sys.argv[1]}").main(sys.argv[2:])
        return
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--data", type=Path, required=True, help="the folder with labelled data")
    parser.add_argument("--only", metavar="NAME", help="one judgement of quality")
    parser.add_argument("--days", type=int, help="so many mornings of those there are")
    parser.add_argument("--config", type=Path, help="the config whose backend is asked")
    parser.add_argument("--cases", type=Path, help="the folder with small inputs that went wrong")
    parser.add_argument("--out", type=Path, help="what is to be written: a file or a folder")
    parser.add_argument("--python", metavar="FILE", help="of another checkout, whose pages to add")
    options = parser.parse_args()
    if options.only and options.name != "quality":
        parser.error("--only is for quality")
    if options.days and options.name != "mornings":
        parser.error("--days is for mornings")
    if options.config and options.name not in ("ask", "judge"):
        parser.error("--config is for ask and judge")
    if (options.cases or options.python) and options.name != "reading":
        parser.error("--cases and --python are for reading")
    if bool(options.out) != (options.name in WRITING):
        parser.error(f"--out is for {' and '.join(WRITING)}, which want it")
    if options.name == "reading" and not options.cases:
        parser.error("reading wants --cases")
    benchmark = import_module(f"benchmarks.{PLACES[options.name]}")
    given = [options.only, options.days, options.config]
    given += [options.cases, options.out, options.python]
    benchmark.main(options.data, *(option for option in given if option))


if __name__ == "__main__":
    main()
