"""The site's files from its entries: pages, stories, lists, feeds and the search, as bytes.

All of it is worked out from values; what is on the disk is read and written by ``folder``. The
templates escape each value, and every link but those to sources is relative.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from summarise.errors import RenderError
from summarise.render.html import Trail, environment, style
from summarise.render.phrases import Words, long_date, words_in
from summarise.render.view import REPLACED, Paper, page
from summarise.site.chronicle import Chronicle, Erratum
from summarise.site.entries import Account, Entry, Episode, Reference, Saying
from summarise.types import Briefing

if TYPE_CHECKING:
    from jinja2 import Environment

MOST_LISTED: Final = 12
"""Stories that go on on the front page: those of the last days, and not a screen full."""

_HERE: Final = Path(__file__).parent
_ERRATA: Final = (b"<!--errata-->", b"<!--/errata-->")


@dataclass(frozen=True, slots=True)
class Site:
    """What the site is called, where it can be read ("" if nobody knows), and how it is printed.

    ``job`` is whose pages it holds; ``stylesheet`` is the content of the user's own, if there is
    one.
    """

    job: str
    title: str
    address: str = ""
    paper: Paper = "a4"
    stylesheet: bytes | None = None


@dataclass(frozen=True, slots=True)
class SiteWords:
    """The site's own words in one language; a phrase holds what it is about in braces."""

    site: str
    days: str
    search: str
    feed: str
    page: str
    previous: str
    next: str
    newest: str
    goes_on: str
    all_stories: str
    since: list[str]
    first: str
    new: str
    erratum: str
    said: str
    put_right: str
    corrected: str
    no_script: str
    words: str
    found: str
    none: str
    reading: str
    failed: str


class Layout:
    """Writes the files of one site."""

    def __init__(self, site: Site, language: str) -> None:
        self.site = site
        self.language = language

    def briefing(
        self,
        briefing: Briefing,
        entry: Entry,
        before: Entry | None,
        stories: Sequence[tuple[str, str]],
    ) -> bytes:
        """Return a page with the frame of the site.

        ``stories`` are those it goes on with: what their files are called, and their headlines.
        """
        printed = page(briefing)
        return self._filled(
            "briefing.html",
            entry.language,
            page=printed,
            trail=Trail(printed),
            dagger=REPLACED,
            css="",
            style_hash="",
            entry=entry,
            before=before,
            stories=stories,
        )

    def errata(self, written: bytes, errata: Sequence[Erratum]) -> bytes:
        """Return a page as it was written, with what later pages put right on top of it."""
        opening, closing = _ERRATA
        above, marked, rest = written.partition(opening)
        _, closed, below = rest.partition(closing)
        if not (marked and closed):
            return written  # somebody made it a page of his own
        shown = [_erratum(one) for one in errata]
        told = self._filled("errata.html", self.language, errata=shown).strip() if shown else b""
        return above + opening + told + closing + below

    def following(self, entry: Entry, after: Entry | None) -> bytes:
        """Return what leads from a page to the next one: the page itself stays as it was."""
        return self._filled("next.html", entry.language, entry=entry, after=after, up="../")

    def index(
        self, entries: Sequence[Entry], stories: Sequence[Chronicle], corrected: Mapping[str, Any]
    ) -> bytes:
        """Return the front page: all pages by day, and the stories that go on."""
        words, newest = words_in(self.language), list(reversed(entries))
        months = []
        for month, in_month in groupby(newest, key=lambda one: (one.at.year, one.at.month)):
            days = [
                {
                    "name": long_date(day, words.calendar),
                    "pages": [
                        {**_fields(one), "corrected": one.run in corrected} for one in of_day
                    ],
                }
                for day, of_day in groupby(in_month, key=lambda one: one.at.date())
            ]
            name = f"{words.calendar.months[month[1] - 1]} {month[0]}"
            months.append({"name": name, "days": days})
        latest = _latest(stories)
        shown = [self._listed(one) for one in latest[:MOST_LISTED]]
        return self._filled(
            "index.html",
            self.language,
            months=months,
            stories=shown,
            all_stories=len(latest) > MOST_LISTED,
            up="",
        )

    def stories(self, stories: Sequence[Chronicle]) -> bytes:
        """Return the list of all stories that go on, those of the newest page first."""
        shown = [self._listed(one) for one in _latest(stories)]
        return self._filled("stories.html", self.language, stories=shown, up="")

    def story(self, story: Chronicle) -> bytes:
        """Return the page of a story: what each page told of it, the newest first."""
        return self._filled(
            "story.html",
            self.language,
            story=self._listed(story),
            up="../",
            **_days(story, self.language),
        )

    def search(self, months: Sequence[str]) -> bytes:
        """Return the page that searches those months."""
        newest = sorted(months, reverse=True)
        return self._filled("search.html", self.language, months=newest, up="")

    def script(self) -> bytes:
        """Return what searches, in the browser."""
        return (_HERE / "search.js").read_bytes()

    def style(self) -> bytes:
        """Return the style sheet: the user's own, or ours."""
        if self.site.stylesheet is not None:
            return self.site.stylesheet
        own = (_HERE / "site.css").read_text(encoding="utf-8")
        return (style(self.site.paper, words_in(self.language).quotation) + own).encode()

    def feed(self, **feed: Any) -> bytes:
        """Return an Atom feed (RFC 4287); see ``atom`` for what it is given."""
        return self._filled("feed.xml", self.language, feed=feed)

    def _listed(self, story: Chronicle) -> dict[str, str]:
        words, own = words_in(self.language), own_words(self.language)
        first, last = story.chapters[0].entry, story.chapters[-1].entry
        days = {
            "first": long_date(first.at, words.calendar),
            "last": long_date(last.at, words.calendar),
        }
        since = words.count((own.since[1], own.since[1]), len(story.chapters), **days)
        return {"name": story.name, "headline": story.headline, "since": since}

    def _filled(self, name: str, language: str, **values: Any) -> bytes:
        from jinja2 import TemplateError

        words: Words = words_in(language)
        try:
            text = (
                _templates()
                .get_template(name)
                .render(site=self.site, words=words, own=own_words(language), **values)
            )
        except TemplateError as error:
            raise RenderError(f"{name}: the template failed: {error}") from error
        return f"{text}\n".encode()


def own_words(language: str) -> SiteWords:
    """Return what the site says of itself in one of the languages of pages."""
    return SiteWords(**_tables()[language])


def _fields(entry: Entry) -> dict[str, Any]:
    return {field.name: getattr(entry, field.name) for field in fields(entry)}


def _latest(stories: Sequence[Chronicle]) -> list[Chronicle]:
    """Return the stories, those told of last first."""
    return sorted(stories, key=lambda one: one.chapters[-1].entry.place, reverse=True)


def _erratum(erratum: Erratum) -> dict[str, Any]:
    entry, correction = erratum.entry, erratum.correction
    words, own = words_in(entry.language), own_words(entry.language)
    marks = dict.fromkeys(n for piece in correction.now.pieces for n in piece.marks)
    return {
        "words": words,
        "own": own,
        "entry": entry,
        "said": own.said.format(was=correction.was.join(words.quotation)),
        "link": own.put_right.format(day=long_date(entry.at, words.calendar)),
        "now": correction.now.text,
        "sources": [entry.sources[n - 1] for n in marks],
    }


def _days(story: Chronicle, language: str) -> dict[str, Any]:
    """Return what the template of a story's page is given: its days, and its own list of sources.

    The reports are numbered in the order in which the page cites them.
    """
    words, own = words_in(language), own_words(language)
    wrong = {
        (one.page, one.says): {
            "name": chapter.entry.name,
            "text": own.corrected.format(day=long_date(chapter.entry.at, words.calendar)),
        }
        for chapter in story.chapters
        for one in chapter.corrections
    }
    numbers: dict[Reference, int] = {}
    days = []
    for chapter in reversed(story.chapters):
        entry = chapter.entry
        teller = _Teller(entry, wrong, numbers)
        title = own.first if chapter is story.chapters[0] else own.new
        days.append(
            {
                "name": entry.name,
                "title": title.format(day=long_date(entry.at, words.calendar)),
                "corrections": [
                    {
                        "was": words.corrected.format(
                            day=long_date(one.day, words.calendar),
                            was=one.was.join(words.quotation),
                        ),
                        "now": teller.line(one.now),
                    }
                    for one in chapter.corrections
                ],
                "told": list(map(teller.told, chapter.told)),
            }
        )
    return {"days": days, "sources": list(numbers)}


@dataclass(frozen=True, slots=True)
class _Teller:
    """Tells one page's part of a story, with the marks of the story's own list of reports."""

    entry: Entry
    wrong: Mapping[tuple[str, str], Mapping[str, str]]
    numbers: dict[Reference, int]

    def told(self, told: Episode) -> dict[str, Any]:
        return {
            "headline": told.headline,
            "lines": list(map(self.line, told.lines)),
            "disputes": [
                {"about": one.about, "accounts": list(map(self._account, one.accounts))}
                for one in told.disputes
            ],
        }

    def line(self, line: Saying) -> dict[str, Any]:
        pieces = [{"text": p.text, "marks": self._marks(p.marks)} for p in line.pieces]
        return {"text": line.text, "pieces": pieces, "wrong": self._wrong(line.says)}

    def _account(self, account: Account) -> dict[str, Any]:
        return {
            "label": account.label,
            "quote": account.quote,
            "outdated": account.outdated,
            "marks": self._marks(account.marks),
            "wrong": self._wrong(account.says),
        }

    def _wrong(self, says: Sequence[str]) -> Mapping[str, str] | None:
        found = (self.wrong.get((self.entry.run, one)) for one in says)
        return next(filter(None, found), None)

    def _marks(self, marks: Sequence[int]) -> list[int]:
        named = [self.entry.sources[mark - 1] for mark in marks]
        return sorted({self.numbers.setdefault(one, len(self.numbers) + 1) for one in named})


@cache
def _templates() -> Environment:
    return environment(_HERE / "templates")


@cache
def _tables() -> dict[str, dict[str, Any]]:
    return tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))
