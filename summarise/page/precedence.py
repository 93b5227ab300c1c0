"""What goes first where room is short, of a page that a model edited.

A detail goes before an event, a difference before the statement that it is about, and what a
heading names stays with it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from summarise.language.reading import Vocabulary
from summarise.page.ranking import valued, valued_differences
from summarise.page.sheet import Sheet
from summarise.types import Difference, Side, Statement

GROUND = 1000.0
"""What the ground of a heading is worth beyond its weight."""
FIRST = 2.0
"""How much more the first statement of an event is worth than its weight: the one on what a single
report tells goes after the third on what twelve do, and before the fourth."""
LESS = 0.99
"""Of what a statement is worth, a difference that it is about."""
BEHIND = 1
"""Statements of a story that go before its first difference."""


class Precedence:
    """Values the statements and differences of a page, each by the origins that tell its event.

    What only ``unheard`` documents (by id) tell is worth nothing.
    """

    def __init__(self, sheet: Sheet, vocabulary: Vocabulary, unheard: Collection[str]) -> None:
        self._sheet = sheet
        self._vocabulary = vocabulary
        self._unheard = unheard

    def statements(self, told: Sequence[Statement], headline: str) -> tuple[Statement, ...]:
        """Return the statements of a story with their worth, in their order."""
        ground = self._ground(told, headline)
        ordered = [*ground, *(one for one in told if one not in ground)]
        worth: dict[str, Statement] = {}
        for event in self._events(ordered):
            for one in valued(event, self._weight(event), self._unheard):
                value = one.value * (FIRST if one.text == event[0].text else 1.0)
                if value and any(one.text == other.text for other in ground):
                    value += GROUND
                worth[one.text] = replace(one, value=value)
        return tuple(worth[one.text] for one in told)

    def differences(
        self, disputed: Sequence[Difference], told: Sequence[Statement]
    ) -> tuple[Difference, ...]:
        """Return the differences of a story whose statements have their worth."""
        weight = self._weight([*told, *(side for one in disputed for side in one.sides)])
        found = valued_differences(disputed, weight, self._unheard, BEHIND)
        return tuple(_behind_its_statement(one, told) for one in found)

    def _ground(self, told: Sequence[Statement], headline: str) -> list[Statement]:
        """Return the first statement, and those with what the headline names."""
        read = self._vocabulary.read
        named = {*read(headline).values, *read(headline).names}
        ground: list[Statement] = []
        for statement in told:
            own = {*read(statement.text).values, *read(statement.text).names}
            if not ground or named & own:
                ground.append(statement)
                named -= own
        return ground

    def _events(self, told: Sequence[Statement]) -> list[list[Statement]]:
        """Part statements into events: those that share a story of the sheet are of one."""
        events: list[tuple[set[int], list[Statement]]] = []
        for statement in told:
            places = {self._sheet.story_of[c.document] for c in statement.citations}
            same = [event for event in events if event[0] & places]
            joined = [one for event in same for one in event[1]]
            events = [event for event in events if event not in same]
            events.append((places.union(*(event[0] for event in same)), [*joined, statement]))
        return [event for _, event in events]

    def _weight(self, told: Sequence[Statement | Side]) -> float:
        """Return the origins that are cited, one at least."""
        cited = self._sheet.cited(citation for one in told for citation in one.citations)
        return float(max(1, self._sheet.support(cited)))


def _behind_its_statement(difference: Difference, told: Sequence[Statement]) -> Difference:
    """Return a difference worth less than what it is about: the statement it shares most with."""
    cited = {citation for side in difference.sides for citation in side.citations}
    reports = {citation.document for citation in cited}

    def shared(statement: Statement) -> tuple[int, int]:
        own = set(statement.citations)
        return len(own & cited), len({citation.document for citation in own} & reports)

    about = max(told, key=shared, default=None)
    if about is None or not any(shared(about)):
        return difference
    return replace(difference, value=min(difference.value, about.value % GROUND * LESS))
