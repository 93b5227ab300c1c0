"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
from importlib import import_module
from pathlib import Path

NAMES = ("fit-similarity", "stories", "speed", "overhead", "kills", "peers")


def main() -> None:
    """Run one benchmark by name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--data", type=Path, required=True, help="the folder with labelled data")
    options = parser.parse_args()
    import_module(f"benchmarks.{options.name.replace('-', '_')}").main(options.data)


if __name__ == "__main__":
    main()
