"""Texts as rows of hashed words: thousands are read at once, each spelling of a word only once.

What stands between two spaces (a chunk: ``said,``, ``(AP)``, ``$5``, a line of Chinese) is looked
up in a table (``chunks``). Only a chunk that is not in there yet is cut into words and folded, so
that reading a text costs a split and a lookup a word; the rest is arithmetic over arrays (numpy).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from typing import TYPE_CHECKING, Any

from summarise.dedupe.chunks import BREAK, Mark, Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

BATCH = 16_384
"""Texts that are split at a time: their chunks are strings until they are looked up."""
HEAD = 14
"""Chunks at the start of a text in which the dash of a dateline stands: ten words and a date."""
LONGEST = 15
"""Chunks of page furniture that is told from the report in bulk; most is shorter, sentences are
longer. Longer furniture makes a text fuller than it is, and so costs no sentence of a report."""
FEWEST = 4
"""Words: a last line that is shorter and has no full stop may be a button or a credit."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts as hashed words.

    ``words`` are those of all texts in a row, shape (words,); text ``n`` has those from
    ``starts[n]`` to ``starts[n + 1]``. ``stops`` marks words behind which a sentence may end,
    ``doubts`` those that may be no part of the report: a dateline, furniture, a label. Both are
    generous. ``credited`` marks texts that may credit an agency, shape (texts,).
    """

    words: NDArray[np.uint64]
    stops: NDArray[np.bool_]
    doubts: NDArray[np.bool_]
    starts: NDArray[np.int64]
    credited: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.starts) - 1

    def each(self) -> Iterator[bytes]:
        """Return the words of each text as bytes that are equal where the words are."""
        flat, width = self.words.tobytes(), self.words.itemsize
        return (flat[start:end] for start, end in pairwise((self.starts * width).tolist()))

    def only(self, numbers: Sequence[int]) -> Rows:
        """Return some of the texts, in this order."""
        import numpy as np

        if len(numbers) == len(self):
            return self
        chosen = np.array(numbers, dtype=np.int64)
        sizes = np.diff(self.starts)[chosen]
        place = spread(self.starts[chosen], sizes)
        starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        words, stops, doubts = self.words[place], self.stops[place], self.doubts[place]
        return Rows(words, stops, doubts, starts, self.credited[chosen])


def spread(starts: Any, sizes: Any) -> Any:
    """Return the places of runs, one run behind the other: of [5, 9] and [2, 1] it is [5, 6, 9]."""
    import numpy as np

    before = np.cumsum(sizes) - sizes
    return np.repeat(starts - before, sizes) + np.arange(sizes.sum())


def read(texts: Sequence[str]) -> Rows:
    """Read texts into rows."""
    import numpy as np

    table = Table()
    batches = (texts[at : at + BATCH] for at in range(0, max(1, len(texts)), BATCH))
    parts = [_read(batch, table) for batch in batches]
    words, stops, doubts, sizes, credited = (
        np.concatenate(column) for column in zip(*parts, strict=True)
    )
    starts = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    return Rows(words, stops, doubts, starts, credited)


def _read(texts: Sequence[str], table: Table) -> tuple[Any, ...]:
    """Return the columns of some texts: words, stops, doubts; sizes, credited."""
    import numpy as np

    chunks = [_broken(text).split() for text in texts]
    first = np.concatenate([[0], np.cumsum([len(row) for row in chunks])]).astype(np.int64)
    numbers = map(table.__getitem__, chain.from_iterable(chunks))
    codes = np.fromiter(numbers, dtype=np.int64, count=first[-1])
    known = table.columns()
    counts, marks = known.counts[codes], known.marks[codes]
    behind = np.concatenate([[0], np.cumsum(counts)])  # words before each chunk
    place = spread(known.starts[codes], counts)
    stops = known.stops[place]
    begins = np.repeat(behind[first[:-1]], np.diff(first))  # of each chunk's own text
    ends = behind[1:] - 1
    stops[ends[((marks & Mark.ENDS) > 0) & (ends >= begins)]] = True
    capitals = np.array([text[:2].isupper() for text in texts], dtype=bool)
    doubted = _doubted(marks, first) | _dated(marks, first, capitals)
    doubts = np.repeat(doubted, counts) | _labels(stops, behind[first])
    credited = _any((marks & Mark.AGENT) > 0, first) | _bracketed(marks, first)
    return known.words[place], stops, doubts, np.diff(behind[first]), credited


def _broken(text: str) -> str:
    return (text.replace("\n", f" {BREAK} ") if "\n" in text else text).lower()


def _doubted(marks: Any, first: Any) -> Any:
    """Return which chunks stand between stops with something that page furniture has."""
    import numpy as np

    opens = np.ones(len(marks), dtype=bool)
    opens[1:] = (marks[:-1] & Mark.ENDS) > 0
    opens[first[:-1][first[:-1] < len(marks)]] = True
    piece = np.cumsum(opens) - 1
    doubted = np.zeros(len(marks), dtype=bool)
    doubted[piece[((marks & Mark.FURNITURE) > 0) | (opens & ((marks & Mark.OPENER) > 0))]] = True
    return (doubted & (np.bincount(piece, minlength=len(marks)) <= LONGEST))[piece]


def _dated(marks: Any, first: Any, capitals: Any) -> Any:
    """Return which chunks may be of a dateline or a bullet: up to the first dash of the text.

    ``capitals`` says which texts begin with two capitals; a credit in brackets will do as well.
    """
    import numpy as np

    head, place = _head(first)
    dashed = head & ((marks & Mark.DASH) > 0)
    named = capitals | _any(head & ((marks & Mark.BRACKET) > 0), first)
    sizes = np.diff(first)
    dated = np.repeat(_any(dashed, first) & named, sizes)
    count = np.cumsum(dashed) - dashed
    count -= np.repeat(np.append(count, 0)[first[:-1]], sizes)
    return (dated & head & (count == 0)) | ((place == 0) & ((marks & Mark.BULLET) > 0))


def _bracketed(marks: Any, first: Any) -> Any:
    """Return which texts may begin with a dateline that credits somebody: "(AP) -"."""
    head, _ = _head(first)
    brackets = _any(head & ((marks & Mark.BRACKET) > 0), first)
    return brackets & _any(head & ((marks & Mark.DASH) > 0), first)


def _head(first: Any) -> tuple[Any, Any]:
    """Return which chunks stand in the head of their text, and at which place in the text."""
    import numpy as np

    place = np.arange(first[-1]) - np.repeat(first[:-1], np.diff(first))
    return place < HEAD, place


def _labels(stops: Any, starts: Any) -> Any:
    """Return which words are a text's last ones behind its last stop, if these are few."""
    import numpy as np

    sizes = np.diff(starts)
    last = np.maximum.accumulate(np.where(stops, np.arange(len(stops)), -1))
    last = np.append(last, -1)[np.where(sizes > 0, starts[1:] - 1, -1)]
    tail = starts[1:] - 1 - np.maximum(last, starts[:-1] - 1)
    few = np.where((tail > 0) & (tail < FEWEST), tail, 0)
    found = np.zeros(len(stops), dtype=bool)
    found[spread(starts[1:] - few, few)] = True
    return found


def _any(found: Any, first: Any) -> Any:
    """Return for each text whether one of its chunks is marked."""
    import numpy as np

    count = np.concatenate([[0], np.cumsum(found)])
    return np.diff(count[first]) > 0
