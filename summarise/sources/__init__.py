"""load: untrusted bytes become Documents.

::

    sources ─> files ─> bytes ─> loader of their kind ─> Document | Skipped
            └> addresses ─> fetcher ─> feeds, pages ─────────┘

What can't be read is recorded with the reason, and never stops the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO

from summarise.config import InputConfig, SourceConfig
from summarise.errors import InputError
from summarise.plain import is_web
from summarise.sources.documents import changed, document, recent, unique, window_start
from summarise.sources.input_files import File, expand, shown
from summarise.sources.kinds import STANDARD_INPUT, parse, read_file
from summarise.sources.lanes import host_of, started
from summarise.sources.loader import Fetcher, Loader, Parse, UnreadableError, fault
from summarise.sources.opml import listed
from summarise.sources.remote import remote
from summarise.sources.timestamps import parse_date
from summarise.sources.worker import Worker
from summarise.types import Document, Loaded, Skipped

__all__ = ["Loader", "document", "load", "parse_date"]

Progress = Callable[[int, int], None]

NEXT_STEP = (
    "name a file, a folder, a pattern such as 'reports/*.txt', a web address, "
    "or - for standard input"
)

NAMED = 3
"""Reasons that a sentence gives at most."""

DEFAULT = InputConfig()


@dataclass(frozen=True, slots=True)
class _Plan:
    """One source that the user named: its own config, and the files in it or its address."""

    source: SourceConfig
    config: InputConfig
    since: datetime | None
    tasks: tuple[File | Skipped | str, ...]


def load(
    sources: Sequence[str | SourceConfig],
    config: InputConfig = DEFAULT,
    *,
    stdin: BinaryIO | None = None,
    progress: Progress | None = None,
    fetcher: Fetcher | None = None,
    now: datetime | None = None,
) -> Loaded:
    """Read the sources: files, folders, patterns, ``-`` for ``stdin``, and web addresses.

    The documents come in the order of the sources, in a folder by path, with ids that are unique.
    A source that gave no document for a problem has one Skipped that is ``whole``. ``progress`` is
    called after each file with the files read and their number. Addresses need a ``fetcher``;
    ``now`` (aware) is what ``since_hours`` counts back from. Raises InputError when no source is
    named, or when all failed.
    """
    if not sources:
        raise InputError(f"There is nothing to read: {NEXT_STEP}.")
    now = now or datetime.now(UTC)
    plans = [plan for source in sources for plan in _plans(source, config, fetcher, now)]
    with Worker() as worker:
        reader = _Reader(worker, stdin, fetcher, now)
        items = list(_items(plans, reader, progress or (lambda _done, _all: None)))
    skipped = tuple(item for item in items if isinstance(item, Skipped))
    documents = tuple(unique(item for item in items if isinstance(item, Document)))
    whole = [skip for skip in skipped if skip.whole]
    if len(whole) == len(plans):
        raise InputError(f"Nothing could be read: {_reasons(whole)}. Next step: {NEXT_STEP}.")
    return Loaded(documents, skipped, len(plans))


def _plans(
    given: str | SourceConfig, config: InputConfig, fetcher: Fetcher | None, now: datetime
) -> Iterator[_Plan]:
    """Plan a source, or each feed of a list of feeds as a source of its own."""
    source = SourceConfig(given) if isinstance(given, str) else given
    try:
        for feed in listed(source, config, fetcher):
            if isinstance(feed, Skipped):
                yield _Plan(source, config, None, (feed,))
            else:
                yield _plan(feed, config, now)
    except UnreadableError as error:
        unread = Skipped(shown(source.source), shown(str(error)))
        yield _Plan(source, config, None, (unread,))


def _plan(source: SourceConfig, config: InputConfig, now: datetime) -> _Plan:
    hours = config.since_hours if source.since_hours is None else source.since_hours
    full = config.full_text if source.full_text is None else source.full_text
    since = window_start(hours, now)
    name = source.source
    tasks = (name.strip(),) if is_web(name) else tuple(expand(name, now, since))
    return _Plan(source, replace(config, since_hours=hours, full_text=full), since, tasks)


def _items(
    plans: Sequence[_Plan], reader: _Reader, progress: Progress
) -> Iterator[Document | Skipped]:
    """Yield what all plans give, in their order; hosts are asked side by side, files meanwhile."""
    number, done = sum(len(plan.tasks) for plan in plans), 0
    asked = iter(
        started(
            [
                (host_of(task), partial(reader.all_of, task, plan))
                for plan in plans
                for task in plan.tasks
                if isinstance(task, str)
            ]
        )
    )
    for plan in plans:
        items: list[Document | Skipped] = []
        for task in plan.tasks:
            web = isinstance(task, str)
            items.extend(next(asked).result() if web else reader.all_of(task, plan))
            done += 1
            progress(done, number)
        yield from _settled(plan, items)


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads what is planned, with what a run has for it."""

    worker: Worker
    stdin: BinaryIO | None
    fetcher: Fetcher | None
    now: datetime

    def all_of(self, task: File | Skipped | str, plan: _Plan) -> list[Document | Skipped]:
        """Return all that is in one file or address."""
        return list(self.read(task, plan))

    def read(self, task: File | Skipped | str, plan: _Plan) -> Iterator[Document | Skipped]:
        """Read one file or address; this is where every fault of a source ends as a Skipped."""
        if isinstance(task, Skipped):
            yield task
            return
        name = shown(task if isinstance(task, str) else task.path or STANDARD_INPUT)
        try:
            if isinstance(task, File):
                items = read_file(task, plan.source, plan.config, self.stdin, self.worker)
                yield from _placed(items, task.path.name if task.path else "")
            elif self.fetcher is None:
                yield Skipped(name, "is a web address, and nothing is fetched here: save the page")
            else:
                apart: Parse = partial(parse, self.worker, plan.config)
                yield from remote(plan.source, plan.config, self.fetcher, self.now, apart)
        except Exception as error:  # a plug-in, or a fault of ours: neither may cost the others
            yield Skipped(name, shown(fault(error)))


def _placed(found: Iterable[Document | Skipped], file: str) -> Iterator[Document | Skipped]:
    """Say of documents which file they are from, and of several which of them they are."""
    items: list[Document | Skipped] = []
    try:
        items.extend(found)
    finally:  # what came before a fault is kept
        documents = [item for item in items if isinstance(item, Document)]
        numbers = {id(item): str(n) for n, item in enumerate(documents, 1) if len(documents) > 1}
        for item in items:
            if isinstance(item, Document):
                place = (shown(file), item.place or numbers.get(id(item), ""))
                item = replace(item, place=", ".join(filter(None, place)))
            yield item


def _settled(plan: _Plan, items: Sequence[Document | Skipped]) -> Iterator[Document | Skipped]:
    """Name the outlet, leave out what is old, and say so when the source failed as a whole."""
    skipped = [item for item in items if isinstance(item, Skipped)]
    if skipped and len(skipped) == len(items):
        yield from _failed(plan.source.source, skipped)
        return
    for item in recent(items, plan.since):
        if isinstance(item, Document) and plan.source.outlet and not item.outlet:
            item = changed(item, outlet=plan.source.outlet)
        yield item


def _failed(source: str, skipped: Sequence[Skipped]) -> Iterator[Skipped]:
    """Mark a problem as that of the source; where there are several, put one above them."""
    if len(skipped) == 1:
        yield replace(skipped[0], whole=True)
        return
    reason = f"holds nothing that could be read: {_reasons(skipped)}"
    yield Skipped(shown(source), reason, whole=True)
    yield from skipped


def _reasons(skipped: Iterable[Skipped]) -> str:
    each = [f"{skip.source} {skip.reason}" for skip in skipped]
    more = f"; and {len(each) - NAMED} more" if len(each) > NAMED else ""
    return "; ".join(each[:NAMED]) + more
