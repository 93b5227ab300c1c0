"""What items of feeds say that only lead elsewhere: of boards, of lists of headlines, of channels.

Their text may be a button, a score, who submitted them, or the headlines of several outlets. What
is left of an item without those is its text; where nothing is, its title is.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from summarise.plain import one_line
from summarise.sources.pages import heard, text_of

LONGEST_OUTLET = 6
"""Words of an outlet's name at most."""

SHORTEST_HEADLINE = 3
"""Words of a headline at least; what is shorter in a link is a tag or a button."""

LONGEST_LINK = 14
"""Words of a link that is no text, by itself: a headline, or what a button says."""

ALIKE = 3
"""Items of other titles from which on a text that all of them have is furniture."""

LONGEST_FURNITURE = 40
"""Words of such a text at most; what is longer is a report, whatever its titles."""

SHARE = 0.8
"""Share of a feed's titles that end in an outlet's name, where it gathers what others wrote."""

_COUNT = r"\d[\d,.]{0,12}k?"
_THINGS = r"(?:points?|comments?|votes?|upvotes?|likes?|shares?|views?|replies|reactions|answers?)"
_PIECE = (
    rf"#?\s?{_THINGS}:?\s?{_COUNT}|{_COUNT}\s{_THINGS}|score:?\s?{_COUNT}"
    r"|(?:article|comments?|discussion|source|story|link|external|original)(?: url| link)?:\s?\S+"
    r"|(?:https?://|www\.)\S+"
    r"|(?:view|see|read|show|join|leave|add|post)?\s?(?:all|the|a|your)?\s?"
    r"(?:comments?|discussion|discuss|permalink|share|like|upvote|reply|save|tweet|link|source"
    r"|subscribe|bookmark|print|e-?mail)(?: (?:this|it|here|now|article|story))?"
    r"(?: (?:on|at|in) [\w. ]{1,24})?"
    r"|by [\w-]{1,30}|\d{1,3} (?:minutes?|hours?|days?) ago"
    r"|via|direct link|original article|view full coverage(?: on google news)?"
    rf"|[▲△⬆↑👍💬❤♥★]\s?{_COUNT}|{_COUNT}\s?[▲△⬆↑👍💬❤♥★]"
    r"|submitted by [^\n]{1,200}|posted by [^\n]{1,60}"
)
_SEPARATOR = r"[\s▲△⬆↑👍💬❤♥★|·•,/\[\]()<>{}–—→»:*-]{0,20}"
_FURNITURE = re.compile(rf"{_SEPARATOR}(?:(?:{_PIECE}){_SEPARATOR}){{1,6}}", re.IGNORECASE)
_SUBMITTED = re.compile(
    r"(?i)\s{0,9}submitted by\s{1,9}/?u/[\w-]{1,40}(?:\s{1,9}to\s{1,9}/?r/[\w-]{1,40})?"
    r"(?:\s{0,9}\[link\])?(?:\s{0,9}\[comments\])?\s*\Z"
)
_ARXIV = re.compile(
    r"\AarXiv:\S{1,30}\s{1,9}Announce Type:\s{0,9}[\w-]{1,30}\s{1,9}(?:Abstract:\s{0,9})?"
)
_TITLE_TAIL = re.compile(
    r"\s{0,9}(?:\(arXiv:[^()]{1,60}\)|\[(?:pdf|video|audio)\])\Z", re.IGNORECASE
)
_OF_A_CHANNEL = re.compile(
    r"(?:\d{1,2}:)?\d{1,2}:\d\d\b.{0,120}"  # a chapter
    r"|(?:[#@]\w{1,60}[\s,]{0,5})+"
    r"|.{0,60}(?:https?://|www\.)\S+.{0,20}"
    r"|(?:▶|►|👉|🔔|subscribe|follow|watch|visit|sign up|download|connect with|find us|like us"
    r"|join)\b.{0,150}",
    re.IGNORECASE,
)
_OUTLET = re.compile(r"[^\W_].{0,59}")
_SUFFIX = re.compile(r"(?P<title>.{10,400}\S) [-–—|] (?P<outlet>[^\W_][^|–—]{0,49})")
_QUERY = re.compile(r"""\A(?:["“].{1,200}["”]|.{1,80}) - (?=(?:[\w.]+ ){0,2}News\Z)""")


class Headline(NamedTuple):
    """One headline of a list: who wrote it, and where it leads (as it is written)."""

    title: str
    outlet: str
    href: str


class _Links:
    """Takes down each link: where it leads, its text, and the text behind it."""

    def __init__(self) -> None:
        self.before: list[str] = []
        self.found: list[tuple[str, list[str], list[str]]] = []
        self._within = False

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        if tag == "a":
            self.found.append((attributes.get("href") or "", [], []))
            self._within = True

    def end(self, tag: str) -> None:
        self._within = self._within and tag != "a"

    def data(self, text: str) -> None:
        if not self.found:
            self.before.append(text)
            return
        _, said, behind = self.found[-1]
        (said if self._within else behind).append(text)

    def close(self) -> tuple[str, list[tuple[str, str, str]]]:
        links = [
            (href, one_line("".join(said)), one_line("".join(behind)))
            for href, said, behind in self.found
        ]
        return one_line("".join(self.before)), links


def headlines(page: str) -> list[Headline]:
    """Return the headlines that an item lists, each with its outlet; none of any other item."""
    if page.count("<a") < 2:
        return []
    before, links = heard(page, _Links())
    links = [link for link in links if not _is_furniture(link[1])]
    found = [Headline(said, behind.strip(" -–—|·()[]"), href) for href, said, behind in links]
    listed = all(len(h.title.split()) >= SHORTEST_HEADLINE and _names(h.outlet) for h in found)
    return found if len(found) > 1 and listed and not before else []


def told(page: str, title: str, outlet: str) -> str:
    """Return what the HTML of an item tells, without what only leads elsewhere; it may be none."""
    text = without_furniture(text_of(page))
    if not _says(text, f"{title} {outlet}"):
        return ""
    if "<a" not in page:
        return text
    before, links = heard(page, _Links())
    linked = " ".join(said for _, said, _ in links)
    around = without_furniture("\n".join([before, *(behind for *_, behind in links)]))
    if _says(around, outlet):
        return text
    short = len(linked.split()) <= LONGEST_LINK or not _says(linked, f"{title} {outlet}")
    return "" if short else text


def without_furniture(text: str) -> str:
    """Return the text of an item without buttons, scores, addresses and who submitted it."""
    text = _ARXIV.sub("", _SUBMITTED.sub("", text.strip()))
    lines = [line for line in text.split("\n") if not _is_furniture(line)]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def of_channel(text: str) -> str:
    """Return the description of a video without chapters, links and calls to subscribe."""
    lines = [line for line in text.split("\n") if not _OF_A_CHANNEL.fullmatch(line.strip())]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def without_tail(title: str) -> str:
    """Return a title without the number of a paper, or the kind of file, behind it."""
    return _TITLE_TAIL.sub("", title)


def served_as(title: str) -> str:
    """Return the name of who serves a feed: of a search, without what was searched for."""
    return _QUERY.sub("", title)


def outlet_behind(title: str) -> tuple[str, str]:
    """Part a title such as "Dam opens - Orle Post"; the outlet is empty where there is none."""
    found = _SUFFIX.fullmatch(title)
    if not found or not _names(found["outlet"]) or not found["outlet"][0].isupper():
        return title, ""
    return found["title"], found["outlet"]


def gathers(titles: Sequence[str]) -> bool:
    """Whether the titles of a feed name several outlets behind them."""
    outlets = [outlet for _, outlet in map(outlet_behind, titles) if outlet]
    return len(set(outlets)) > 1 and len(outlets) >= max(ALIKE, SHARE * len(titles))


def common(items: Iterable[tuple[str, str]]) -> frozenset[str]:
    """Return the texts (of title and text) that say nothing of their items: many have each."""
    titles = defaultdict[str, set[str]](set)
    for title, text in items:
        if title and len(text.split()) <= LONGEST_FURNITURE:
            titles[text].add(title)
    return frozenset(text for text, named in titles.items() if len(named) >= ALIKE)


def _names(outlet: str) -> bool:
    short = len(outlet.split()) <= LONGEST_OUTLET and bool(_OUTLET.fullmatch(outlet))
    return short and not outlet.endswith((".", "!", "?", ":"))


def _is_furniture(line: str) -> bool:
    return len(line) <= 400 and bool(_FURNITURE.fullmatch(line.strip()))


def _says(text: str, known: str) -> bool:
    """Whether a text has a word beyond those that are known."""
    words = re.findall(r"[^\W_]+", text.casefold())
    return not set(words) <= set(re.findall(r"[^\W_]+", known.casefold()))
