"""Pages of a few mornings, and what is asked of every site: its files, its links, its markup."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.etree
import lxml.html

from summarise.site import Site, publish
from summarise.site.entries import unpacked
from summarise.types import (
    Background,
    Briefing,
    Citation,
    Correction,
    Difference,
    Record,
    Section,
    Side,
    Source,
    Statement,
)

MONDAY = datetime(2026, 11, 23, 6, 30, tzinfo=timezone(timedelta(hours=1)))
SITE = Site("harbour", "Harbour news")

QUAY = "The old quay of Tarn was shut after divers found holes in 12 of its piles."
COST = "Repairs of the quay will cost the port 40 million crowns."
CRANE = "A crane was brought to the quay by barge at noon."
RIGHT = "Repairs of the quay will cost the port 14 million crowns."
FISH = "Herring is landed at Orle for as long as the quay is shut."
CHOIR = "The choir of Lund sang for two hours without a pause."


def state(text: str, *documents: str) -> Statement:
    cited = tuple(Citation(one, 0, len(text), text) for one in documents)
    return Statement(text, cited, len(documents), "source")


def sources(*names: str) -> tuple[Source, ...]:
    return tuple(
        Source(name, name, name.title(), f"Title in {name}", f"https://{name}.example/1?a=1&b=2")
        for name in names
    )


def day(number: int) -> datetime:
    return MONDAY + timedelta(days=number)


def page(number: int, headline: str, stories: Sequence[Section], run: str = "") -> Briefing:
    told = [s.text for story in stories for s in story.statements]
    return Briefing(
        headline=headline,
        lede=next(iter(told), ""),
        date=day(number),
        stories=tuple(stories),
        sources=sources("herald", "post", "radio"),
        record=Record(documents=3, origins=3),
        run=run or f"run-{number}",
    )


def first() -> Briefing:
    differ = Difference(
        "holes",
        "number",
        (
            Side("12", "Holes were found in 12 piles.", (Citation("herald", 0, 5, "Holes"),)),
            Side("20", "Holes were found in 20 piles.", (Citation("post", 0, 5, "Holes"),)),
        ),
    )
    told = Section("Quay shut", (state(QUAY, "herald", "post"), state(COST, "post")), (differ,))
    return page(0, "Holes in the quay", [told, Section("Choir", (state(CHOIR, "radio"),))])


def second() -> Briefing:
    goes_on = Section("Crane arrives", (state(CRANE, "radio"),), (), Background(QUAY, MONDAY.date(),
                      "run-0"))  # fmt: skip
    return page(1, "A crane for the quay", [goes_on])


def third() -> Briefing:
    goes_on = Section("Herring moves", (state(FISH, "post"),), (), Background(CRANE,
                      day(1).date(), "run-1"))  # fmt: skip
    wrong = Correction("number", COST, MONDAY.date(), "run-0", state(RIGHT, "herald"))
    return replace(page(2, "Repairs cost less", [goes_on]), corrections=(wrong,))


MORNINGS = (first, second, third)


def built(root: Path, pages: Sequence[Briefing], site: Site = SITE) -> None:
    """Build a site morning by morning."""
    for number, one in enumerate(pages):
        publish(root, site, lambda known, n=number: _unknown(pages[:n], known), one)  # type: ignore[misc]


def _unknown(pages: Sequence[Briefing], known: object) -> list[Briefing]:
    return [page for page in pages if page.run not in known]  # type: ignore[operator]


def files(root: Path) -> dict[str, bytes]:
    """All files of a folder, hidden ones too."""
    found = (path for path in root.rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def parsed(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(path.read_bytes())


def text_of(path: Path) -> str:
    return " ".join(parsed(path).text_content().split())


def broken(root: Path) -> list[str]:
    """What leads nowhere, or away from the folder: links of pages, feeds and the search.

    Names that a page gives to two of its parts are among them.
    """
    pages = [path for path in sorted(root.rglob("*")) if path.suffix in (".html", ".xml")]
    found = [
        f"{path.relative_to(root)}: {link}"
        for path in pages
        for link in _links(path)
        if not _leads(root, path, link)
    ]
    for path in (path for path in pages if path.suffix == ".html"):
        names = Counter(parsed(path).xpath("//@id"))
        found += [f"{path.relative_to(root)}: #{name} twice" for name in names if names[name] > 1]
    for month in sorted((root / "search").glob("????-??.js")):
        for entry in unpacked(month.read_bytes(), str(month)):
            if not (root / f"pages/{entry.name}.html").is_file():
                found.append(f"{month.relative_to(root)}: {entry.name}")
    for script in parsed(root / "search.html").xpath("//*[@data-months]/@data-months"):
        found += [f"search.html: {one}" for one in script.split()
                  if not (root / f"search/{one}.js").is_file()]  # fmt: skip
    return found


def _links(path: Path) -> Iterator[str]:
    if path.suffix == ".xml":
        feed = lxml.etree.fromstring(path.read_bytes())
        yield from (link.get("href", "") for link in feed.iter("{*}link"))
        return
    for element in parsed(path).iter():
        yield from (element.get(name) for name in ("href", "src") if element.get(name) is not None)
        yield from (f"#{one}" for one in [element.get("popovertarget")] if one is not None)
        if element.get("http-equiv") == "refresh":
            yield element.get("content", "").partition("url=")[2]


def _leads(root: Path, path: Path, link: str) -> bool:
    parts = urlsplit(link)
    if parts.scheme in ("http", "https"):
        return bool(parts.hostname) and parts.hostname.endswith(".example")  # type: ignore[union-attr]
    if parts.scheme or parts.netloc or link.startswith("/"):
        return False
    target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
    if not target.is_relative_to(root.resolve()) or not target.is_file():
        return False
    if not parts.fragment:
        return True
    return bool(parsed(target).xpath("//*[@id=$id]", id=parts.fragment))


def a_day(one: date) -> str:
    return f"{one.day} {one:%B} {one.year}"
