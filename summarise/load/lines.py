"""Lines as they stand on printed pages become paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

EDGE = 3
"""Lines at the top and at the foot of a page that may be repeated on the others."""

FULL = 0.75
"""Share of the usual width that a line has at least when its sentence goes on below it."""

OFTEN = 0.4
"""Share of the pages that carry a line at one place; left and right pages may have their own."""

_Place = tuple[bool, int, str]
"""At the foot or not, how far from the edge, and the line itself with ``#`` for its digits."""

_PAGE_NUMBER = re.compile(
    r"(?i)[^\w#]*(?:(?:page|seite|p(?:á|a)gina|p\.)\s*)?#(?:\s*(?:of|/|von|de|sur)\s*#)?[^\w#]*"
)
_DIGITS = re.compile(r"\d+")
_BROKEN = re.compile(r"\b(\w{1,40})[-\u2010\u00ad]\n(\w{1,40})")
_STOPPED = re.compile(r"[.!?:;…][\"'”’»)\]]*$")
_OPENS = re.compile(r"\s*(?:[•▪◦‣·*–—-]\s|\d{1,3}[.)]\s|[A-Z\d\"“„«])")


def without_repeats(pages: Sequence[Sequence[str]]) -> list[str]:
    """Return the lines of all pages, without headers, footers and page numbers.

    What stands at one place near the edge of many pages, whatever its digits, belongs to the pages
    and not to the text. A page of one line keeps it.
    """
    filled = [[line.strip() for line in page if line.strip()] for page in pages]
    counts = Counter(place for page in filled for place in [*_edge(page), *_edge(page, foot=True)])
    enough = max(2, len(filled) * OFTEN)
    often = {place for place, count in counts.items() if count >= enough}
    return [line for page in filled for line in _kept(page, often)]


def paragraphs(lines: Sequence[str]) -> str:
    r"""Join lines; a paragraph ends with a line that stops short, or before a new beginning.

    Words that were divided at the end of a line are put together again, unless the text writes
    them with a hyphen elsewhere. Paragraphs are apart by ``\n\n``.
    """
    width = sorted(map(len, lines))[len(lines) * 9 // 10] if lines else 0
    text = "\n".join(_marked(lines, width))
    known = {one.replace("\u00ad", "-") for one in re.findall(r"\b\w{1,40}[-\u00ad]\w{1,40}", text)}
    text = _BROKEN.sub(lambda found: _whole(found[1], found[2], known), text)
    text = text.replace("\u00ad", "-")  # it was shown, or it would not be in the text
    blocks = (" ".join(block.split()) for block in text.split("\n\n"))
    return "\n\n".join(filter(None, blocks))


def _kept(page: list[str], often: set[_Place]) -> list[str]:
    top, foot = _repeated(_edge(page), often), _repeated(_edge(page, foot=True), often)
    return page[top : len(page) - foot] if len(page) > 1 else page


def _repeated(edge: Sequence[_Place], often: set[_Place]) -> int:
    """Return how many lines from the edge on are repeated or page numbers."""
    for number, place in enumerate(edge):
        if place not in often and not _PAGE_NUMBER.fullmatch(place[2]):
            return number
    return len(edge)


def _edge(page: Sequence[str], foot: bool = False) -> list[_Place]:
    """Return the lines at one edge, from the edge on, as they compare with those of other pages."""
    lines = page[::-1] if foot else page
    return [(foot, at, _key(line)) for at, line in enumerate(lines[:EDGE])]


def _key(line: str) -> str:
    return _DIGITS.sub("#", line.casefold())


def _marked(lines: Sequence[str], width: int) -> Iterator[str]:
    """Yield the lines, with an empty one wherever a paragraph ends."""
    for at, line in enumerate(lines):
        if at and _ends(lines[at - 1], line, width):
            yield ""
        yield line


def _ends(line: str, following: str, width: int) -> bool:
    if len(line) >= width * FULL:
        return False
    return bool(_STOPPED.search(line) or _OPENS.match(following))


def _whole(start: str, end: str, known: set[str]) -> str:
    hyphened = f"{start}-{end}"
    keep = hyphened in known or not end[0].islower() or not start[-1].islower()
    return hyphened if keep else start + end
