"""Progress of a run, for a person at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from summarise.logs import at_stage, tells_json

Tell = Callable[[str, int, int], None]
"""Told the stage, and how many of how many parts of it are done."""

_NAMES = {
    "load": "reading",
    "dedupe": "finding copies",
    "group": "grouping into stories and facts",
    "write": "writing and checking",
    "fit": "fitting the page",
}

_BAR = "{desc} |{bar:24}| {n_fmt}/{total_fmt}"


def silent(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


@contextmanager
def progress(shown: bool) -> Iterator[Tell]:
    """Give a function that is told the stage and how far it is; it draws on stderr.

    Nothing is drawn, and tqdm is not imported, unless stderr is a terminal that a person reads.
    """
    if not shown or tells_json() or sys.stderr is None or not sys.stderr.isatty():
        try:
            yield lambda stage, *_: at_stage(stage)
        finally:
            at_stage("")
        return
    from tqdm import tqdm

    with tqdm(file=sys.stderr, leave=False, bar_format=_BAR, dynamic_ncols=True) as bar:

        def tell(stage: str, done: int, total: int) -> None:
            bar.total, bar.n = total, done
            bar.set_description_str(_NAMES.get(stage, stage))

        yield tell
