"""Pages as plain values: what a page tells, a story over its pages, and where accounts differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from summarise.ask.telling import UNTRUSTED, citation_values, source_value, statement_value
from summarise.jobs.rows import Run
from summarise.jobs.search import find, holds, wanted
from summarise.plain import one_line
from summarise.types import Briefing, Citation, Difference, Section

MOST_PAGES: Final = 60
"""Pages that are looked at for a story and for differences, the newest: two months of mornings."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A story as one page tells it."""

    run: Run
    page: Briefing
    section: Section


def page_value(run: Run, page: Briefing) -> dict[str, Any]:
    """Return a page: its stories with what they cite, and the sources that are cited."""
    cited = {citation.document for citation in _cited(page.stories)}
    cited |= {c.document for one in page.corrections for c in one.now.citations}
    return {
        "run": run.id,
        "job": run.job,
        "date": page.date.isoformat(),
        "headline": one_line(page.headline),
        "corrections": [
            {
                "day": one.day.isoformat(),
                "was": one_line(one.was),
                "now": statement_value(one.now),
            }
            for one in page.corrections
        ],
        "stories": [section_value(section) for section in page.stories],
        "sources": [source_value(source) for source in page.sources if source.id in cited],
        "degraded": list(page.record.degraded),
        "notice": UNTRUSTED,
    }


def section_value(section: Section) -> dict[str, Any]:
    """Return a story as a page tells it."""
    return {
        "headline": one_line(section.headline),
        "statements": [statement_value(one) for one in section.statements],
        "differences": [difference_value(one) for one in section.differences],
        "goes_on_from": one_line(section.background.text) if section.background else "",
    }


def difference_value(difference: Difference) -> dict[str, Any]:
    """Return a point on which accounts differ, or a figure that moved."""
    return {
        "about": one_line(difference.about),
        "kind": difference.kind,
        "sides": [
            {
                "label": one_line(side.label),
                "text": one_line(side.text),
                "outdated": number == difference.outdated,
                "citations": citation_values(side.citations),
            }
            for number, side in enumerate(difference.sides)
        ],
    }


def story_value(words: str, pages: Iterable[tuple[Run, Briefing]]) -> dict[str, Any] | None:
    """Return the story that holds the words, over the pages that tell it, the oldest first.

    ``pages`` come newest first; the newest story that holds all of the words is meant. None where
    no page tells one.
    """
    sought = wanted(words)
    parts = [
        _Part(run, page, section)
        for run, page in _newest(pages)
        for section in page.stories
        if section.statements or section.differences
    ]
    meant = next((part for part in parts if sought and holds(_text(part.section), sought)), None)
    if meant is None:
        return None
    told = _thread(meant, parts)
    sources = {
        source.id: source
        for part in told
        for source in part.page.sources
        if source.id in {citation.document for citation in _cited([part.section])}
    }
    return {
        "headline": one_line(told[-1].section.headline),
        "chapters": [
            {
                "date": part.page.date.isoformat(),
                "run": part.run.id,
                **section_value(part.section),
            }
            for part in told
        ],
        "sources": [source_value(source) for source in sources.values()],
        "notice": UNTRUSTED,
    }


def _thread(meant: _Part, parts: Sequence[_Part]) -> list[_Part]:
    """Return the parts of one story, the oldest first, as each names the line it goes on from."""
    found = {id(meant)}
    grown = True
    while grown:
        grown = False
        for part in parts:
            links = (
                _goes_on(part, other) or _goes_on(other, part)
                for other in parts
                if id(other) in found
            )
            if id(part) not in found and any(links):
                found.add(id(part))
                grown = True
    return [part for part in reversed(parts) if id(part) in found]


def _goes_on(part: _Part, earlier: _Part) -> bool:
    """Whether a part of a story names a line of another one as what it goes on from."""
    behind = part.section.background
    if behind is None or behind.page != earlier.run.id:
        return False
    texts = {one.text for one in earlier.section.statements}
    texts |= {side.text for one in earlier.section.differences for side in one.sides}
    return behind.text in texts


def differences_value(pages: Iterable[tuple[Run, Briefing]], words: str = "") -> dict[str, Any]:
    """Return where the accounts of the newest pages differ; with words, only what holds them."""
    sought = wanted(words) if words else frozenset()
    found, sources = [], {}
    for run, page in _newest(pages):
        known = {source.id: source for source in page.sources}
        for section in page.stories:
            for one in section.differences:
                texts = [section.headline, one.about, *(side.text for side in one.sides)]
                if not holds("\n".join(texts), sought):
                    continue
                told = {"date": page.date.isoformat(), "run": run.id}
                found.append({**told, "story": one_line(section.headline), **difference_value(one)})
                cited = (citation.document for side in one.sides for citation in side.citations)
                sources.update({name: known[name] for name in cited if name in known})
    return {
        "differences": found,
        "sources": [source_value(source) for source in sources.values()],
        "notice": UNTRUSTED,
    }


def why_value(words: str, pages: Iterable[tuple[Run, Briefing]], most: int) -> dict[str, Any]:
    """Return what pages say of some words, or why they do not, the newest page first."""
    sought, found = wanted(words), []
    for run, page in pages:
        hits = find(page, sought) if sought else ()
        if hits:
            lines = [
                {"kind": hit.kind, "lines": [line.strip() for line in hit.lines]} for hit in hits
            ]
            found.append(
                {"run": run.id, "job": run.job, "date": page.date.isoformat(), "hits": lines}
            )
        if len(found) >= most:
            break
    return {"pages": found, "notice": UNTRUSTED}


def _newest(pages: Iterable[tuple[Run, Briefing]]) -> Iterator[tuple[Run, Briefing]]:
    return (page for _, page in zip(range(MOST_PAGES), pages, strict=False))


def _text(section: Section) -> str:
    told = [section.headline, *(one.text for one in section.statements)]
    return "\n".join([*told, *(c.text for c in _cited([section]))])


def _cited(sections: Iterable[Section]) -> Iterator[Citation]:
    for section in sections:
        for statement in section.statements:
            yield from statement.citations
        for difference in section.differences:
            for side in difference.sides:
                yield from side.citations
