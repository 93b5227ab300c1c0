"""One look at what a job is to read, before it runs: what answers, and what does not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from summarise.config import Config, SourceConfig
from summarise.errors import InputError
from summarise.plain import counted, one_line, public, shortened
from summarise.sources import load
from summarise.sources.fetch import Web

if TYPE_CHECKING:
    from summarise.types import Document, Skipped

_LONGEST = 60
"""Characters of a title that is shown."""


@dataclass(frozen=True, slots=True)
class Look:
    """What came of a look at sources: whether each gave something, and what there is to say.

    ``said`` is about what was read, ``unread`` has a sentence for each that gave nothing.
    """

    said: str
    unread: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether all of them could be read."""
        return not self.unread


def look_at(sources: Sequence[str | SourceConfig], config: Config) -> Look:
    """Read the sources once, and keep nothing of it. What is standard input is not read."""
    named = [one for one in sources if _name(one) != "-"]
    if not named:
        return Look("standard input, which is not read now")
    web = Web(config.web, config.input, {})
    try:
        loaded = load(named, config.input, fetcher=web)
    except InputError as error:
        return Look("", (str(error),))
    unread = tuple(map(_unread, (skip for skip in loaded.skipped if skip.whole)))
    return Look(_described(loaded.documents), unread)


def _name(source: str | SourceConfig) -> str:
    return source if isinstance(source, str) else source.source


def _unread(skip: Skipped) -> str:
    return one_line(
        f"{public(skip.source) if '://' in skip.source else skip.source}: {skip.reason}"
    )


def _described(documents: Sequence[Document]) -> str:
    if not documents:
        return "no report in it now"
    dated = [one for one in documents if one.published is not None]
    newest = max(dated, key=lambda one: _moment(one.published), default=documents[0])
    when = f", the newest of {newest.published:%Y-%m-%d %H:%M}" if newest.published else ""
    title = shortened(one_line(newest.title), _LONGEST)
    return f"{counted(len(documents), 'report')}{when}" + (f": {title}" if title else "")


def _moment(published: datetime | None) -> datetime:
    moment = published or datetime.min
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
