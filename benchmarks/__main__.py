"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

NAMES = (
    "fit-similarity",
    "fit-choice",
    "fit-stories",
    "stories",
    "focus",
    "judge",
    "mornings",
    "speed",
    "overhead",
    "kills",
    "peers",
    "quality",
    "reading",
    "ten-mornings",
    "tokens",
)


def main() -> None:
    """Run one benchmark by name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--data", type=Path, required=True, help="the folder with labelled data")
    parser.add_argument("--only", metavar="NAME", help="one judgement of quality")
    parser.add_argument("--days", type=int, help="so many mornings of those there are")
    parser.add_argument("--config", type=Path, help="the config whose backend is asked to judge")
    parser.add_argument("--cases", type=Path, help="the folder with small inputs that went wrong")
    parser.add_argument("--out", type=Path, help="the folder that is to hold inputs and pages")
    parser.add_argument("--python", metavar="FILE", help="of another checkout, whose pages to add")
    options = parser.parse_args()
    if options.only and options.name != "quality":
        parser.error("--only is for quality")
    if options.days and options.name != "mornings":
        parser.error("--days is for mornings")
    if options.config and options.name != "judge":
        parser.error("--config is for judge")
    reading = (options.cases, options.out, options.python)
    if any(reading) and options.name != "reading":
        parser.error("--cases, --out and --python are for reading")
    if options.name == "reading" and not all(reading[:2]):
        parser.error("reading wants --cases and --out")
    benchmark = import_module(f"benchmarks.{options.name.replace('-', '_')}")
    more = [option for option in (options.only, options.days, options.config, *reading) if option]
    benchmark.main(options.data, *more)


if __name__ == "__main__":
    main()
