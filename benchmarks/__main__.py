"""The command line of the benchmarks."""

from __future__ import annotations

import argparse
from pathlib import Path


def main() -> None:
    """Run one benchmark by name."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("name", choices=["fit-similarity"])
    parser.add_argument(
        "--data", type=Path, required=True, help="the folder with the labelled data"
    )
    options = parser.parse_args()
    from benchmarks import fit_similarity

    fit_similarity.main(options.data)


if __name__ == "__main__":
    main()
