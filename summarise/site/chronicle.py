"""Stories that go on over several pages, read off what each page says that it goes on from.

Nothing is compared here: a page names the earlier line that its story follows, or corrects, and
that is the thread. A story is called after the page and the place where it began, for good.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from summarise.site.entries import Entry, Episode, PutRight, Saying


@dataclass(slots=True)
class Chapter:
    """What one page told of a story, and what of it that page put right."""

    entry: Entry
    told: list[Episode] = field(default_factory=list)
    corrections: list[PutRight] = field(default_factory=list)


@dataclass(slots=True)
class Chronicle:
    """A story over its pages, oldest first. ``name`` is what its file is called."""

    name: str
    chapters: list[Chapter] = field(default_factory=list)

    @property
    def headline(self) -> str:
        """The latest headline that a page gave it."""
        return self.headline_at(len(self.chapters))

    def headline_at(self, number: int) -> str:
        """Return what it was called when so many pages had told of it."""
        return next(c.told[-1].headline for c in reversed(self.chapters[:number]) if c.told)

    def chapter(self, entry: Entry) -> Chapter:
        """Return what is to hold a page's part of it: the last one, or a new one."""
        if not self.chapters or self.chapters[-1].entry is not entry:
            self.chapters.append(Chapter(entry))
        return self.chapters[-1]


@dataclass(frozen=True, slots=True)
class Erratum:
    """What a page told wrong, and on which later page (``entry``) it is put right."""

    entry: Entry
    correction: PutRight


def chronicles(entries: Sequence[Entry]) -> tuple[Chronicle, ...]:
    """Return the stories that more than one page tells; the entries are in order of time."""
    stories: list[Chronicle] = []
    homes: dict[tuple[str, str], Chronicle] = {}
    for entry in entries:
        for correction in entry.corrections:
            if story := homes.get((correction.page, correction.says)):
                story.chapter(entry).corrections.append(correction)
                _settle(homes, entry, story, [correction.now])
        for number, told in enumerate(entry.stories, 1):
            story = homes.get((told.page, told.after)) if told.after else None
            if story is None:
                story = Chronicle(f"{entry.name}-{number}")
                stories.append(story)
            story.chapter(entry).told.append(told)
            _settle(homes, entry, story, told.lines)
            accounts = (one for dispute in told.disputes for one in dispute.accounts)
            for says in (says for account in accounts for says in account.says):
                homes.setdefault((entry.run, says), story)
    return tuple(story for story in stories if len(story.chapters) > 1)


def _settle(
    homes: dict[tuple[str, str], Chronicle], entry: Entry, story: Chronicle, lines: Iterable[Saying]
) -> None:
    for says in (says for line in lines for says in line.says):
        homes.setdefault((entry.run, says), story)


def errata(entries: Sequence[Entry]) -> dict[str, list[Erratum]]:
    """Return what later pages put right, by the run of the page that told it, oldest first."""
    found: dict[str, list[Erratum]] = {}
    for entry in entries:
        for correction in entry.corrections:
            found.setdefault(correction.page, []).append(Erratum(entry, correction))
    return found
