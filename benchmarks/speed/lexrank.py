"""Ranks the sentences of a file of reports by sumy's LexRank: ``python -m ... FILE``."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.quality.summaries import PEERS
from summarise.types import Document


def main(file: Path) -> None:
    """Print the ten best."""
    texts = [json.loads(line)["text"] for line in file.read_text().splitlines()]
    documents = [Document(str(number), text) for number, text in enumerate(texts)]
    print("\n".join(PEERS["LexRank"](documents)[:10]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
