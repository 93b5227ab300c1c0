"""Texts as words: many at once as arrays, and what has to be read of two beside each other."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from itertools import chain, pairwise
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from summarise.language.frames import frame
from summarise.language.furniture import AGENCIES, MARKS, OPENERS, dateline_end, is_boilerplate
from summarise.language.openings import ends
from summarise.language.sentences import WINDOW, belongs_to_name, belongs_to_word, line_ends, split
from summarise.language.words import fold, words

Numbers = NDArray[np.signedinteger[Any]]
FEWEST = 4
"""Words: a line that is shorter and has no full stop is a button or a credit."""
LONGEST = 20
"""Words: what looks like furniture and is longer may hold a sentence of the report."""
_FIGURE = re.compile(
    r"(?:(?<!\w)[-−–+])?[$€£¥₹₽₩]?\d++(?:[.,:/]\d++)*+(?P<word>[^\W\d]*+)|[%‰°]|(?<=\d)[$€£]"
)  # a sign makes it another figure, though not another word; a unit is a word of its own
_PLAIN = re.compile(r"[\"'“”‘’(\[«]*([a-z]+)[\"'“”‘’)\]»,:;.!?…]*")
_LINE, _DATELINE, _TEXT = "\n", "\n-", "\n\n"
"""Stand for the end of a line, of a dateline and of a text; no chunk has white space in it."""
_BREAK = re.compile(r"\n[^\S\n]*\n|[。！？｡]")
_STOPS = frozenset(".!?…؟۔।॥։።;\u037e。！？｡")
_INSIDE = re.compile(r"[.!?…]\W{0,9}\s\w")
_ENDS, _MARKED, _OPENS, _AGENCY = 1, 2, 4, 8
"""What a chunk may be: a sentence's end, of page furniture, its beginning, an agency's name."""
_RESERVES = frozenset(
    """if unless only until may might could would except accusing accusation accusations alleging
    alleged allegedly alleges allege allegation allegations accused accuses accuse deny denies
    denied former deputy wife husband son daughter brother sister father mother lawyer
    aide""".split()
)
"""Words that limit what a sentence says, or make it a tale of another person."""


class Rows(NamedTuple):
    """Texts as hashed words, one text behind the other; arrays of one length.

    ``owners`` is the text of each word, ``pieces`` its sentence, or some sentences where only a
    careful reading tells them apart, and ``furnished`` says that this is of the page, not of the
    report: an invitation, a dateline, a button.
    """

    words: NDArray[np.uint64]
    owners: Numbers
    pieces: Numbers
    furnished: NDArray[np.bool_]

    def only(self, chosen: NDArray[np.bool_]) -> Rows:
        """Return some of the words."""
        return Rows._make(column[chosen] for column in self)


class Reader(dict[str, int]):
    """Numbers what stands between two spaces (a chunk: ``said,``, ``(AP)``, a line of Chinese).

    Each spelling is cut into folded words and figures once in a run, so that reading a text costs a
    split and a lookup a word.
    """

    def __init__(self) -> None:
        self._names: list[str] = []
        self._words: list[tuple[str, ...]] = []
        self._hashes, self._flags = array("Q"), array("B")

    def __missing__(self, chunk: str) -> int:
        found = cut(chunk.lower())
        self._names.append(chunk)
        self._words.append(found)
        self._hashes.extend(map(_hash, found))
        self._flags.append(_flags(chunk, found))
        self[chunk] = number = len(self)
        return number

    def words(self, text: str) -> tuple[str, ...]:
        """Return the folded words and the figures of a text."""
        numbers = map(self.__getitem__, text.split())
        return tuple(chain.from_iterable(map(self._words.__getitem__, numbers)))

    def rows(self, texts: Sequence[str]) -> tuple[Rows, NDArray[np.bool_]]:
        """Read texts; return which of them name an agency, too."""
        chunks = map(self.__getitem__, chain.from_iterable(map(_chunks, texts)))
        codes = np.fromiter(chunks, dtype=np.int32)
        sizes = np.fromiter(map(len, self._words), dtype=np.int32)
        counts, flags = sizes[codes], np.array(self._flags)[codes]
        owners, pieces = _before(codes == self[_TEXT]), _before((flags & _ENDS) > 0)
        furnished = self._furnished(codes, counts, flags, pieces)[pieces]
        places = spread((np.cumsum(sizes) - sizes)[codes], counts)
        credited = np.bincount(owners[(flags & _AGENCY) > 0], minlength=len(texts)) > 0
        columns = (np.repeat(column, counts) for column in (owners, pieces, furnished))
        return Rows._make((np.array(self._hashes)[places], *columns)), credited

    def _furnished(self, codes: Any, counts: Numbers, flags: Any, pieces: Numbers) -> Any:
        """Return which pieces are furniture; few have a word that it has, and are looked at."""
        borders = np.append(runs(pieces)[0], len(codes))
        last = codes[borders[1:] - 1]
        sizes = np.bincount(pieces, counts)
        looked = (sizes < FEWEST) & ((last == self[_LINE]) | (last == self[_TEXT]))
        looked[pieces[(flags & _MARKED) > 0]] = True
        worded = np.flatnonzero(counts)
        first = worded[runs(pieces[worded])[0]]
        looked[pieces[first[(flags[first] & _OPENS) > 0]]] = True
        found = last == self[_DATELINE]
        for piece in np.flatnonzero(looked & (sizes > 0) & ~found).tolist():
            chunks = codes[borders[piece] : borders[piece + 1]].tolist()
            found[piece] = self._is_furniture(" ".join(self._names[chunk] for chunk in chunks))
        return found

    def _is_furniture(self, piece: str) -> bool:
        piece = piece.rstrip()  # of the mark of the line's end
        size = len(self.words(piece))
        if size < FEWEST and not ends(piece) and not any(map(str.isdigit, piece)):
            return True
        if size > LONGEST or not is_boilerplate(piece):
            return False
        return not _INSIDE.search(piece) or all(map(is_boilerplate, _sentences(piece)))

    def is_cut(self, copy: str, kept: str) -> bool:
        """Whether a copy breaks off in a word: the kept text has a longer one in its place."""
        found = self.words(copy)
        if _ends(copy) or len(found) < 2:
            return False
        before, broken = found[-2:]
        return any(
            one == before and other.startswith(broken) and other != broken
            for one, other in pairwise(self.words(kept))
        )

    def is_blunter(self, copy: str, kept: str) -> bool:
        """Whether a sentence of a copy is one of the kept text without its reserve, or its frame.

        "Norvik will close the plant" adds no word to "Norvik will close the plant if talks fail",
        nor to "It is false that Norvik will close the plant", and says more.
        """
        lacking = _RESERVES.intersection(self.words(kept)).difference(self.words(copy))
        sentences = _sentences(kept)
        framing = set(filter(frame, sentences))
        if not lacking and not framing:
            return False
        whole = {sentence: self.words(sentence) for sentence in sentences}
        reserved = [
            f" {' '.join(words)} "
            for sentence, words in whole.items()
            if sentence in framing or (lacking and not _RESERVES.isdisjoint(words))
        ]
        ended = _sentences(copy)[: None if _ends(copy) else -1]
        said = set(map(self.words, ended)) - set(whole.values()) - {()}
        return any(f" {' '.join(words)} " in other for words in said for other in reserved)


def cut(chunk: str) -> tuple[str, ...]:
    """Return the folded words and the figures of what stands between two spaces."""
    plain = _PLAIN.fullmatch(chunk)
    return (plain[1],) if plain else tuple(_tokens(chunk))


def _tokens(chunk: str) -> Iterator[str]:
    place = 0
    for figure in _FIGURE.finditer(chunk):
        if not figure["word"]:
            yield from _folded(chunk[place : figure.start()])
            yield figure[0]
            place = figure.end()
    yield from _folded(chunk[place:])


def _folded(part: str) -> Iterator[str]:
    return (fold(word.text) for word in words(part))


def _hash(word: str) -> int:
    """Return 64 bits that are the same in every process."""
    digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big")


def _chunks(text: str) -> list[str]:
    """Return what stands between spaces, with marks for ends that these do not show."""
    breaks = [0]
    if "\n" in text or (not text.isascii() and _BREAK.search(text)):
        breaks = sorted({0, *line_ends(text), *(gap.end() for gap in _BREAK.finditer(text))})
    chunks: list[str] = []
    for here, there in pairwise([*breaks, len(text)]):
        line = text[here:there]
        start = dateline_end(line)
        if start:
            chunks += line[:start].split()
            chunks.append(_DATELINE)
        chunks += line[start:].split()
        chunks.append(_LINE)
    chunks[-1] = _TEXT
    return chunks


def _flags(chunk: str, found: Sequence[str]) -> int:
    flags = 0
    for word in found:
        flags |= _KNOWN.get(word, 0)
    if not chunk.isalpha():
        flags |= _is_end(chunk) and _ENDS
        flags |= ("|" in chunk or "©" in chunk) and _MARKED
    return flags


def _is_end(chunk: str) -> bool:
    """Whether a sentence ends behind a chunk, whatever follows: not so behind "U.S." or "Gen."."""
    if chunk[0] == "\n" or _STOPS.isdisjoint(chunk):
        return chunk[0] == "\n"
    end = max((n for n, mark in enumerate(chunk, 1) if mark.isalnum()), default=0)
    stop = next((n for n, mark in enumerate(chunk[end:], end + 1) if mark in _STOPS), 0)
    before = chunk[max(0, stop - WINDOW) : stop]
    belongs = belongs_to_word if before.endswith(".") else belongs_to_name
    return stop > 0 and not any(belongs(before, following) for following in ("x", "1"))


def _sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split(text)]


def _ends(text: str) -> bool:
    """Whether a text ends its last sentence; an ellipsis stands for what was cut."""
    return ends(text.rstrip()) and not text.rstrip().endswith(("…", "..."))


_NAMES = {max(chain(*map(cut, name.split())), key=len) for name in AGENCIES}
"""The longest word of each agency's name: a text without it does not credit it."""
_KNOWN = {
    word: (word in MARKS and _MARKED) | (word in OPENERS and _OPENS) | (word in _NAMES and _AGENCY)
    for word in MARKS | OPENERS | _NAMES
}


def _before(marked: NDArray[np.bool_]) -> Numbers:
    """Return how many marks stand before each place."""
    return np.cumsum(marked, dtype=np.int32) - marked


def spread(starts: Numbers, sizes: Numbers) -> Numbers:
    """Return the places of runs, one run behind the other: of [5, 9] and [2, 1] it is [5, 6, 9]."""
    ends = np.cumsum(sizes)
    places = np.repeat(starts - ends + sizes, sizes)
    places += np.arange(len(places))
    return places


def runs(values: NDArray[Any]) -> tuple[Numbers, Numbers]:
    """Return where the runs of equal values begin in a sorted row, and how long they are."""
    new = np.ones(len(values), dtype=bool)
    new[1:] = values[1:] != values[:-1]
    begins = np.flatnonzero(new)
    return begins, np.diff(np.append(begins, len(values)))
