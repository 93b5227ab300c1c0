"""What stands around the cited sentences in their reports, for a reader who wants to see it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

from summarise.language.furniture import addresses_a_model
from summarise.language.sentences import split
from summarise.plain import shortened
from summarise.types import (
    Briefing,
    Citation,
    Correction,
    Difference,
    Document,
    Section,
    Statement,
)

_SPACE: Final = re.compile(r"\s+")

MOST: Final = 300
"""Characters of a neighbour: it shows where a sentence stands, and is not the report."""


def with_neighbours(briefing: Briefing, documents: Iterable[Document]) -> Briefing:
    """Return a page whose citations have what stands before and after them in their reports."""
    excerpts = _Excerpts(documents)
    return replace(
        briefing,
        stories=tuple(_section(story, excerpts.around) for story in briefing.stories),
        corrections=tuple(_correction(one, excerpts.around) for one in briefing.corrections),
    )


class _Excerpts:
    """The sentences of the reports that are cited, each report cut once."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._texts = {document.id: document.text for document in documents}
        self._spans: dict[str, list[tuple[int, int]]] = {}

    def around(self, cited: Citation) -> Citation:
        """Return a citation with the rest of its sentence, and the sentences beside it.

        What gives orders to a model stands nowhere: pages are read by models, too.
        """
        text = self._texts.get(cited.document, "")
        if not text or cited.document not in self._spans:
            self._spans[cited.document] = split(text)
        spans = self._spans[cited.document]
        first = max((start for start, _ in spans if start <= cited.start), default=cited.start)
        last = min((end for _, end in spans if end >= cited.end), default=cited.end)
        before = max((start for start, end in spans if end <= first), default=first)
        after = min((end for start, end in spans if start >= last), default=last)
        before = first if addresses_a_model(text[before:first]) else before
        after = last if addresses_a_model(text[last:after]) else after
        return replace(
            cited,
            before=_end_of(_SPACE.sub(" ", text[before : cited.start]).lstrip()),
            after=shortened(_SPACE.sub(" ", text[cited.end : after]).rstrip(), MOST),
        )


def _end_of(text: str) -> str:
    """Return the end of a text, from a word on: what is near the sentence."""
    return text if len(text) <= MOST else f"… {text[-MOST:].partition(' ')[2]}"


Around = Callable[[Citation], Citation]


def _section(story: Section, around: Around) -> Section:
    return replace(
        story,
        statements=tuple(_statement(one, around) for one in story.statements),
        differences=tuple(_difference(one, around) for one in story.differences),
    )


def _statement(statement: Statement, around: Around) -> Statement:
    return replace(statement, citations=tuple(map(around, statement.citations)))


def _difference(difference: Difference, around: Around) -> Difference:
    sides = (replace(s, citations=tuple(map(around, s.citations))) for s in difference.sides)
    return replace(difference, sides=tuple(sides))


def _correction(correction: Correction, around: Around) -> Correction:
    return replace(correction, now=_statement(correction.now, around))
