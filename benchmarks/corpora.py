"""Public corpora of other parsers' tests, read by ours: no crash, no hang, the titles they name.

    python -m benchmarks corpora --data DIR

``DIR`` has a folder for each corpus, as their repositories have them: the tests of feedparser
(https://github.com/kurtmckee/feedparser) and gofeed (https://github.com/mmcdole/gofeed), those of
trafilatura (https://github.com/adbar/trafilatura), a folder of mail, or any other. Each file is
given to the loader that its content asks for, in this process. Gold are the titles of items that
gofeed's JSON beside a feed and feedparser's "Expect" in it name: found is one that is the title or
stands in the text of a document. Titles of markup alone have no words to be read.
"""

from __future__ import annotations

import json
import re
import time
from collections import Counter
from collections.abc import Iterator
from html import unescape
from pathlib import Path

from summarise.config import InputConfig
from summarise.errors import SummariseError
from summarise.plain import one_line
from summarise.sources.kinds import sniff
from summarise.sources.loader import UnreadableError
from summarise.types import Document

SLOW = 2.0
"""Seconds from which a file is named."""
NOT_READ = {".py", ".pyc", ".go", ".md", ".toml", ".cfg", ".png", ".jpg", ".gif"}
"""Endings of what is no input of the tests."""
_EXPECT = re.compile(r"entries\[0\]\['title'\] == u?'((?:[^'\\]|\\.)+)'")
_TAG = re.compile(r"<[^>]*>")


def gold(path: Path, data: bytes) -> list[str]:
    """Return the titles that a corpus says a file's items have."""
    beside = path.with_suffix(".json")
    if path.suffix == ".xml" and beside.is_file():
        try:
            said = json.loads(beside.read_bytes())
        except ValueError:
            return []
        items = said.get("items") or said.get("entries") or [] if isinstance(said, dict) else []
        titles = [item.get("title") for item in items if isinstance(item, dict)]
    else:
        found = _EXPECT.search(data.decode("utf-8", "ignore"))
        titles = [found[1]] if found and "\\" not in found[1] else []
    return [title for title in titles if isinstance(title, str) and words(title)]


def words(text: str) -> str:
    """Return what of a title can be read: no markup, in one case, with single spaces."""
    return one_line(unescape(_TAG.sub(" ", unescape(text)))).casefold()


def read(data: bytes, name: str) -> list[Document]:
    """Return the documents of a file. Raises UnreadableError."""
    found = sniff(data).load(data, name, InputConfig())
    return [one for one in found if isinstance(one, Document)]


def corpus(folder: Path) -> Iterator[str]:
    """Yield what becomes of the files of a corpus, the worst first."""
    counts = Counter[str]()
    begun = time.perf_counter()
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix in NOT_READ or not (data := path.read_bytes()).strip():
            continue
        start = time.perf_counter()
        documents: list[Document] = []
        counts["files"] += 1
        try:
            documents = read(data, path.name)
            counts["read" if documents else "empty"] += 1
        except (SummariseError, UnreadableError):
            counts["refused"] += 1
        except Exception as error:
            counts["crashed"] += 1
            yield f"  crashed: {path}: {type(error).__name__}: {error}"
        if time.perf_counter() - start > SLOW:
            counts["slow"] += 1
            yield f"  slow: {path}: {time.perf_counter() - start:.1f} s"
        told = [(words(d.title), words(d.text)) for d in documents]
        for title in gold(path, data):
            right = any(words(title) == own or words(title) in text for own, text in told)
            counts["titles"] += 1
            counts["found"] += right
            if not right:
                yield f"  no title {title[:60]!r}: {path.name}"
    seconds = time.perf_counter() - begun
    yield (
        f"{folder.name}: {counts['files']:,} files, {counts['read']:,} read, {counts['empty']:,} "
        f"without an item, {counts['refused']:,} refused with the reason, {counts['crashed']} "
        f"crashed, {counts['slow']} slow; titles {counts['found']} of {counts['titles']}; "
        f"{seconds:.0f} s"
    )


def main(data: Path) -> None:
    """Print what becomes of each corpus in a folder."""
    for folder in sorted(path for path in data.iterdir() if path.is_dir()):
        for line in corpus(folder):
            print(line, flush=True)
