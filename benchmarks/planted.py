"""Pairs of mornings whose truth is known, because the second one was made up of the first.

``again`` has the same reports on both; ``others`` the report of one side, then those of the other
sides of the same event; ``unrelated`` an event, then one of another topic, months apart, of which
whatever is withheld is withheld wrongly, and whatever is corrected, falsely; ``changed`` those of
the reports that hold a statement, in which its figure, or what it asserts, was changed by rule.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from benchmarks.mornings import page, share, statements, withheld
from benchmarks.neus import documents, events
from benchmarks.quality.ruler import repeats
from summarise.story.news import reported
from summarise.types import Briefing, Document, Memory

FEWEST_DAYS = 60
"""Days between two events that have nothing to do with each other."""
EVENTS = 60
"""Events of each kind of pair, spread over the set, unless fewer days are asked for."""
SPREAD = 4
"""Events on the first of two unrelated mornings: a memory is never of one event."""
_NUMBER = re.compile(r"(?<![\w.,$-])([2-9]|[1-9]\d{1,2})(?![\w.,%-]|st|nd|rd|th)")
_AUXILIARY = re.compile(r"\b(will|was|were|is|are|has|have)\b(?! not\b)")


def second(first: Sequence[Document], then: Sequence[Document], at: datetime) -> list[Briefing]:
    """Return the pages of two mornings."""
    one = page(first, at, Memory(), "first")
    memory = Memory(reported(one), at)
    return [one, page(then, at + timedelta(days=1), memory, "second")]


def _at(row: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(row["date"]) + timedelta(hours=12)


def again(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what is told a second time of the same reports."""
    told = twice = quiet = 0
    for row in rows:
        one, two = second(documents(row), documents(row), _at(row))
        told += len(statements(one))
        twice += len(statements(two))
        quiet += not statements(two)
    yield f"the same reports: told again {share(twice, told)},"
    yield f"  quiet pages {share(quiet, len(rows))}"


def others(rows: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what is told again by the other sides of an event, with a memory and without."""
    plain = plain_twice = told = twice = off = doubtful = corrections = 0
    for row in rows:
        for side in ("left", "center", "right"):
            rest = [other for other in ("left", "center", "right") if other != side]
            first, then = documents(row, [side]), documents(row, rest)
            if not first or not then:
                continue
            one, two = second(first, then, _at(row))
            before, alone = statements(one), statements(page(then, _at(row), None))
            plain += len(alone)
            plain_twice += sum(repeats(text, before) for text in alone)
            told += len(statements(two))
            twice += sum(repeats(text, before) for text in statements(two))
            off += len(withheld(two))
            doubtful += sum(not repeats(text, before) for text in withheld(two))
            corrections += len(two.corrections)
    yield f"other reports of the event: repeats without a memory {share(plain_twice, plain)},"
    yield f"  with one {share(twice, told)}; corrections {corrections};"
    yield f"  withheld {off}, of those no repeat to the judge {doubtful}"


def unrelated(rows: Sequence[dict[str, Any]], pool: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Yield what is withheld, and corrected, for nothing."""
    told = off = corrections = updates = 0
    shown: list[str] = []
    for number, row in enumerate(rows):
        far = [o for o in pool if o["topic"] != row["topic"] and _apart(o, row) > FEWEST_DAYS]
        chosen = [far[(number * 7 + n * 31) % len(far)] for n in range(SPREAD)]
        first = [document for other in chosen for document in documents(other)]
        _, two = second(first, documents(row), _at(row))
        told += len(statements(two)) + len(withheld(two))
        off += len(withheld(two))
        shown += withheld(two)
        corrections += len(two.corrections)
        updates += sum(story.background is not None for story in two.stories)
    yield f"unrelated events: withheld {share(off, told)}, corrections {corrections},"
    yield f"  taken for an update {share(updates, len(rows))}"
    yield from (f"    withheld: {text}" for text in shown)


def _apart(one: dict[str, Any], other: dict[str, Any]) -> int:
    return abs((_at(one) - _at(other)).days)


def changed(
    rows: Sequence[dict[str, Any]], name: str, change: Callable[[str], str]
) -> Iterator[str]:
    """Yield how many changed statements are shown as corrections, as new, or not at all."""
    made = shown = false = new = lost = 0
    for row in rows:
        told = documents(row)
        one = page(told, _at(row), Memory(), "first")
        was = next((s for s in statements(one) if change(s) and _in(told, s)), "")
        if not was:
            continue
        made += 1
        then = [replace(d, id=f"{d.id}-then", text=d.text.replace(was, change(was))) for d in told]
        two = page(then, _at(row) + timedelta(days=1), Memory(reported(one), _at(row)), "second")
        found = [c for c in two.corrections if c.was == was and c.now.text == change(was)]
        shown += bool(found)
        false += len(two.corrections) - len(found)
        if not found:
            new += change(was) in statements(two)
            lost += change(was) in withheld(two)
    yield f"changed by rule ({name}): corrected {share(shown, made)}, told as new {new},"
    yield f"  withheld {lost}, other corrections {false}"


def _in(told: Sequence[Document], text: str) -> bool:
    return any(text in document.text for document in told)


def another_number(text: str) -> str:
    """Return a sentence with its first small number changed; empty if it has none."""
    found = _NUMBER.search(text)
    if not found:
        return ""
    return f"{text[: found.start()]}{int(found[0]) + 3}{text[found.end() :]}"


def denied(text: str) -> str:
    """Return a sentence that denies what it told; empty if no auxiliary shows where."""
    found = _AUXILIARY.search(text)
    return f"{text[: found.end()]} not{text[found.end() :]}" if found else ""


def rows(data: Path, days: int) -> Iterator[str]:
    """Yield the lines of all pairs of mornings."""
    pool = events(data)
    step = max(1, len(pool) // (days or EVENTS))
    few = pool[::step]
    yield from again(few)
    yield from others(few)
    yield from unrelated(few, pool)
    yield from changed(few, "a number", another_number)
    yield from changed(few, "a denial", denied)
