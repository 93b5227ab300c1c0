"""Atom feeds: one of the pages, one of each story.

An id is a name (a UUID) and no address, so that a site that moves tells nobody its news twice. With
an ``address`` the links are whole; without, they are relative, as everywhere on the site.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import NAMESPACE_URL, uuid5

from summarise.plain import shortened
from summarise.site.chronicle import Chronicle, Erratum
from summarise.site.entries import Entry
from summarise.site.layout import Layout, Site

NEWEST: Final = 30
"""Entries of a feed: a month of mornings, for who looks in once a month."""

_SUMMARY: Final = 600
"""Characters of an entry's summary at most."""


def of_pages(
    layout: Layout, entries: Sequence[Entry], errata: Mapping[str, Sequence[Erratum]]
) -> bytes:
    """Return the feed of the pages, the newest first; one that was corrected is updated by that."""
    site = layout.site
    shown: list[dict[str, Any]] = []
    for entry in reversed(entries[-NEWEST:]):
        told = [entry.lede, *(one.headline for one in entry.stories)]
        shown.append(
            {
                "id": _urn(site, entry.run),
                "title": entry.headline,
                "published": entry.at,
                "updated": max([entry.at, *(one.entry.at for one in errata.get(entry.run, ()))]),
                "page": _link(site, "", f"pages/{entry.name}.html"),
                "summary": _summary(told),
            }
        )
    return layout.feed(
        id=_urn(site, entries[0].run, "pages"),
        title=site.title,
        updated=max(one["updated"] for one in shown),
        own=_link(site, "", "feed.xml"),
        page=_link(site, "", "index.html"),
        entries=shown,
    )


def of_story(layout: Layout, story: Chronicle) -> bytes:
    """Return the feed of a story, an entry for each page that told of it."""
    site = layout.site
    shown: list[dict[str, Any]] = []
    for chapter in reversed(story.chapters[-NEWEST:]):
        told = [*(one.now for one in chapter.corrections)]
        told += [line for one in chapter.told for line in one.lines]
        headlines = [one.headline for one in chapter.told]
        shown.append(
            {
                "id": _urn(site, chapter.entry.run, story.name),
                "title": next(iter(headlines), story.headline),
                "published": chapter.entry.at,
                "updated": chapter.entry.at,
                "page": _link(site, "stories/", f"{story.name}.html#{chapter.entry.name}"),
                "summary": _summary([line.text for line in told]),
            }
        )
    return layout.feed(
        id=_urn(site, story.chapters[0].entry.run, story.name, "story"),
        title=f"{story.headline} – {site.title}",
        updated=shown[0]["updated"],
        own=_link(site, "stories/", f"{story.name}.xml"),
        page=_link(site, "stories/", f"{story.name}.html"),
        entries=shown,
    )


def _summary(told: Sequence[str]) -> str:
    return shortened(" · ".join(dict.fromkeys(filter(None, told))), _SUMMARY)


def _urn(site: Site, *names: str) -> str:
    return uuid5(NAMESPACE_URL, "\0".join(("summarise", site.job, *names))).urn


def _link(site: Site, folder: str, name: str) -> str:
    """Return the address of a file that lies in the folder that the feed lies in."""
    return f"{site.address.rstrip('/')}/{folder}{name}" if site.address else name
