"""A cited sentence within its neighbours, as a page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from summarise.render.untrusted import clean
from summarise.types import Citation


@dataclass(frozen=True, slots=True)
class Opened:
    """What a report says: ``text`` is cited, the others stand around it, with their spaces."""

    before: str
    text: str
    after: str


def opened(citation: Citation) -> Opened:
    """Return what a citation shows, as lines that are clean."""
    before, after = clean(citation.before), clean(citation.after)
    if before and citation.before[-1:].isspace():
        before = f"{before} "
    if after and citation.after[:1].isspace():
        after = f" {after}"
    return Opened(before, clean(citation.text), after)
