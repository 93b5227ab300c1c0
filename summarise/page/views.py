"""What is said of the news, and is not the news itself: opinions, first persons, reactions.

A page tells it behind the news of a story, where there is room that no news needs.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean
from urllib.parse import urlsplit

from summarise.language.languages import language
from summarise.language.signs import sign
from summarise.types import Document, Story

_KINDS = (
    r"opinion|comment|commentary|column|editorial|op-ed|viewpoint|letters?(?: to the editor)?|blog"
    r"|kommentar|meinung|leitartikel|tribune|chronique|opinión|columna|评论|社论"
)
_OPINION = re.compile(rf"(?:{_KINDS})\s?[:：|–—-]|.*[:|–—-] ?(?:{_KINDS})$", re.I)
_OUTLET = re.compile(rf".*\((?:{_KINDS})s?\)$|.* opinion$", re.I)
_OF_OPINION = re.compile(
    rf"/(?:{_KINDS}|opinions|commentisfree|columns|columnists?|editorials?)(?:/|$)"
    r"|-opinion(?:-\d+)?$",
    re.I,
)
_EXPLAINS = re.compile(
    r"\?(?:\W|$)|\b(?:what (?:to|you|we|\w+ers) (?:need to |should )?know|explained|explainer"
    r"|here[’']s (?:what|how|why)|fact[ -]check|takeaways|q&a)\b",
    re.I,
)
_QUOTED = re.compile(r"[\"“„«»][^\"“”„«»]*[\"”“»«]|‘[^‘’]*’(?!\w)")
_REACTS = re.compile(
    r"^(?:\(?[^\W_][\w.,’'()-]* ){1,12}?(?:fume[sd]|rail(?:s|ed)|slam(?:s|med)|mock(?:s|ed)"
    r"|blast(?:s|ed) (?!off)|lash(?:es|ed) out|ripp?(?:s|ed) into|bash(?:es|ed)|scoff(?:s|ed)"
    r"|gush(?:es|ed)|thank(?:s|ed)"
    r"|hail(?:s|ed)|applaud(?:s|ed)|lament(?:s|ed)|gloat(?:s|ed)|cheer(?:s|ed)) "
)
"""Verbs by which somebody only reacts to the news."""
MOSTLY, OPENED = 0.5, 0.25
"""Share of the characters of a sentence from which it is a quotation with a speaker; and of one
that opens with a quotation."""
_OPENS = re.compile(r"\s*[\"“„«]")


PERSONAL = 0.25
"""Share of a report's sentences of which its author or its reader is the matter, from which it
is no news report."""


def is_opinion(document: Document) -> bool:
    """Whether a report says by its title, its address or its outlet that it is no news.

    It is an opinion then, or explains the news.
    """
    path = urlsplit(document.url).path
    told = _OPINION.match(document.title) or _OUTLET.match(document.outlet)
    return bool(told or _OF_OPINION.search(path) or _EXPLAINS.search(document.title))


def is_personal(text: str) -> bool:
    """Whether a text asks, calls out, or speaks of its author or reader, outside any quotation."""
    asks = text.rstrip("\"'”’»)").endswith("?")
    return (
        asks
        or text.endswith("!")
        or bool(sign("person", language(text)).search(_QUOTED.sub(" ", text)))
    )


class Views:
    """Tells the views in a story from its news."""

    def __init__(self, story: Story) -> None:
        said: dict[str, list[bool]] = defaultdict(list)
        for sentence in (sentence for fact in story.facts for sentence in fact.sentences):
            said[sentence.document].append(is_personal(sentence.text))
        self._opinions = {
            document.id
            for document in story.documents
            if is_opinion(document) or fmean(said[document.id] or [0]) >= PERSONAL
        }

    def is_view(self, text: str, documents: Sequence[str]) -> bool:
        """Whether a text is an opinion, asks, speaks of its author or reader, or mostly quotes."""
        quoted = sum(len(quote) for quote in _QUOTED.findall(text))
        mostly = quoted > (MOSTLY if not _OPENS.match(text) else OPENED) * len(text)
        return mostly or bool(_REACTS.match(text)) or self.is_opinion(text, documents)

    def is_opinion(self, text: str, documents: Sequence[str]) -> bool:
        """Whether a text is of opinions alone, asks, or speaks of its author or its reader."""
        return is_personal(text) or (bool(documents) and self._opinions.issuperset(documents))
