"""The site on the disk: what is there already is read, and what changed is written, whole.

A page that was written stays as it was, to the byte, but for an erratum on top. What leads to the
next page is a small file beside it, so that a new page changes none. All other files are worked
out again and compared; each is replaced in one step, those that others lead to first, so that a
build that is cut off leaves a site without a hole, and the next one goes on.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from html import escape
from pathlib import Path
from typing import Final

from summarise.errors import RenderError
from summarise.output import write_atomically
from summarise.site import atom
from summarise.site.chronicle import Chronicle, Erratum, chronicles, errata
from summarise.site.entries import Entry, entry_of, is_month, packed, unpacked
from summarise.site.layout import Layout, Site
from summarise.types import Briefing

MARKER: Final = "site.json"
"""Says that a folder is a site, and of which job: no other folder is written into."""

_OURS: Final = (
    "index.html", "stories.html", "search.html", "feed.xml", "style.css", "pages", "stories",
    "search",
)  # fmt: skip
_LEFT: Final = ".summarise-*"
"""What a write that was cut off leaves; see ``output.replacing``."""

Earlier = Callable[[Container[str]], Iterable[Briefing]]
"""Gives the earlier pages of a job but for those whose runs are known."""


def publish(root: Path, site: Site, earlier: Earlier, briefing: Briefing) -> Path:
    """Bring the site up to a page, with the earlier ones that it lacks; return the page's file.

    Raises RenderError, and then leaves each file as it was, or as it is to be.
    """
    if problem := trouble(root, site.job):
        raise RenderError(f"{root}: {problem}")
    _sweep(root)
    known = {entry.run: entry for entry in _entries(root)}
    there = {one.run for one in known.values() if _page(root, one.name).is_file()}

    def lacking() -> Iterator[Briefing]:  # one at a time: a year of pages is a hundred megabytes
        if briefing.run not in there:
            yield briefing
        yield from earlier(there | {briefing.run})

    new = [entry_of(one, "") for one in lacking() if one.run not in known]
    taken = {entry.name for entry in known.values()}
    for entry in sorted(new, key=lambda entry: entry.place):
        name = _name(root, entry, taken)
        taken.add(name)
        known[entry.run] = replace(entry, name=name)
    entries = sorted(known.values(), key=lambda entry: entry.place)
    layout = Layout(site, entries[-1].language)
    _put(root, MARKER, f"{json.dumps({'job': site.job})}\n".encode())
    for name, data in _files(root, layout, entries, lacking()):
        _put(root, name, data)
    return _page(root, known[briefing.run].name)


def trouble(root: Path, job: str) -> str:
    """Say why a folder can't be the site of a job; "" if it can. Raises OSError."""
    if not root.exists():
        return ""
    if not root.is_dir():
        return "is no folder; name one for the site alone"
    marker = root / MARKER
    if not marker.exists():
        taken = [name for name in _OURS if (root / name).exists()]
        return f"holds {taken[0]} already; name a folder for the site alone" if taken else ""
    try:
        owner = json.loads(marker.read_text(encoding="utf-8"))["job"]
    except (ValueError, KeyError, TypeError):
        return f'its {MARKER} is damaged; write {{"job": "{job}"}} into it, or name another folder'
    return "" if owner == job else f'is the site of the job "{owner}"; name another folder'


def _entries(root: Path) -> Iterator[Entry]:
    for path in sorted((root / "search").glob("*.js")):
        if is_month(path.stem):
            yield from unpacked(path.read_bytes(), str(path))


def _files(
    root: Path, layout: Layout, entries: Sequence[Entry], new: Iterable[Briefing]
) -> Iterator[tuple[str, bytes]]:
    """Yield all files by name, in the order in which they are to be written."""
    stories, corrected = chronicles(entries), errata(entries)
    yield "style.css", layout.style()
    for entry in entries:
        path = _page(root, entry.name)
        if entry.run in corrected and path.is_file():
            yield f"pages/{path.name}", layout.errata(path.read_bytes(), corrected[entry.run])
    yield from _new_pages(root, layout, entries, new, stories, corrected)
    for story in stories:
        yield f"stories/{story.name}.html", layout.story(story)
        yield f"stories/{story.name}.xml", atom.of_story(layout, story)
    for entry, after in zip(entries, [*entries[1:], None], strict=True):
        yield f"pages/{entry.name}.next.html", layout.following(entry, after)
    months: dict[str, list[Entry]] = {}
    for entry in entries:
        months.setdefault(entry.month, []).append(entry)
    for month, of_month in months.items():
        yield f"search/{month}.js", packed(of_month)
    yield "search/search.js", layout.script()
    yield "search.html", layout.search(list(months))
    yield "stories.html", layout.stories(stories)
    yield "feed.xml", atom.of_pages(layout, entries, corrected)
    yield "index.html", layout.index(entries, stories, corrected)


def _new_pages(
    root: Path,
    layout: Layout,
    entries: Sequence[Entry],
    new: Iterable[Briefing],
    stories: Sequence[Chronicle],
    corrected: Mapping[str, Sequence[Erratum]],
) -> Iterator[tuple[str, bytes]]:
    """Yield the pages that the folder lacks."""
    going_on: dict[str, list[tuple[str, str]]] = {}
    for story in stories:  # of its first page nobody knew that it would go on
        for number, chapter in enumerate(story.chapters[1:], 2):
            shown = story.name, story.headline_at(number)
            going_on.setdefault(chapter.entry.run, []).append(shown)
    before = dict(zip((one.run for one in entries[1:]), entries, strict=False))
    of_run = {entry.run: entry for entry in entries}
    for one in new:
        entry = of_run[one.run]
        if not _page(root, entry.name).is_file():
            earlier, goes_on = before.get(one.run), going_on.get(one.run, [])
            page = layout.briefing(one, entry, earlier, goes_on)
            yield f"pages/{entry.name}.html", layout.errata(page, corrected.get(one.run, []))


def _name(root: Path, entry: Entry, taken: Container[str]) -> str:
    """Return what a page's file is called: its day, and more where the day has another page."""
    day, run = f"{entry.at:%Y-%m-%d}", re.sub(r"[^0-9a-z]", "", entry.run.casefold())
    for name in (day, f"{day}-{run[-4:]}", f"{day}-{run[-60:]}"):
        if name not in taken and _is_free(_page(root, name), entry.run):
            return name
    raise RenderError(f"{root}: two pages of {day} are of one run, {entry.run}")


def _page(root: Path, name: str) -> Path:
    return root / "pages" / f"{name}.html"


def _is_free(path: Path, run: str) -> bool:
    """Whether there is no file, or the very page: a build wrote it, and was cut off."""
    if not path.exists():
        return True
    mark = f'<meta name="summarise-run" content="{escape(run)}">'.encode()
    return path.is_file() and mark in path.read_bytes()


def _sweep(root: Path) -> None:
    """Delete what writes that were cut off have left."""
    for folder in (root, *(root / name for name in ("pages", "stories", "search"))):
        for path in folder.glob(_LEFT):
            with suppress(OSError):
                path.unlink()


def _put(root: Path, name: str, data: bytes) -> None:
    """Write a file if it does not hold this already."""
    path = root / name
    if path.is_file() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomically(path, data)
