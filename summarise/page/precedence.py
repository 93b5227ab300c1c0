"""What goes first where room is short, of a page that a model edited.

What its judge can spare leaves it, in the judge's order; the rest by weight: a difference before
the statement that it is about, and what a heading names stays with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from summarise.language.reading import Vocabulary
from summarise.page.ranking import valued, valued_differences
from summarise.page.sheet import Sheet
from summarise.types import Difference, Side, Statement

GROUND = 1000.0
"""What the ground of a heading is worth beyond its weight."""
SPARE = 1e-6
"""What the first that can be spared is worth: more than nothing, less than any weight."""
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

    def statements(
        self, told: Sequence[Statement], headline: str, spare: Mapping[str, int]
    ) -> tuple[Statement, ...]:
        """Return the statements of a story with their worth, in their order.

        ``spare`` says of texts when they are to leave, the first at 1; at 0 they are not.
        """
        ground = [one.text for one in self._ground(told, headline)]
        first = [one for one in told if one.text in ground]
        worth: dict[str, float] = {}
        for event in self._events([*first, *(one for one in told if one.text not in ground)]):
            for one in valued(event, self._weight(event), self._unheard):
                value = one.value
                if value and one.text in ground:
                    value += GROUND
                elif value and spare.get(one.text):
                    value = spare[one.text] * SPARE
                worth[one.text] = value
        return tuple(replace(one, value=worth[one.text]) for one in told)

    def differences(
        self, disputed: Sequence[tuple[Difference, int]], told: Sequence[Statement]
    ) -> tuple[Difference, ...]:
        """Return the differences of a story whose statements have their worth.

        With each stands when it is to leave, as above.
        """
        sides = [side for one, _ in disputed for side in one.sides]
        weight = self._weight([*told, *sides])
        found = valued_differences([one for one, _ in disputed], weight, self._unheard, BEHIND)
        spare = {(one.about, one.sides): rank for one, rank in disputed if rank}
        placed = [_behind_its_statement(one, told) for one in found]
        return tuple(
            replace(one, value=spare[one.about, one.sides] * SPARE)
            if one.value and (one.about, one.sides) in spare
            else one
            for one in placed
        )

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
    """Return a difference worth less than what it is about: the statement it shares most with.

    It stands behind the paragraph of that, where it has none of its own.
    """
    cited = {citation for side in difference.sides for citation in side.citations}
    reports = {citation.document for citation in cited}

    def shared(statement: Statement) -> tuple[int, int]:
        own = set(statement.citations)
        return len(own & cited), len({citation.document for citation in own} & reports)

    about = max(told, key=shared, default=None)
    if about is None or not any(shared(about)):
        return difference
    value = min(difference.value, about.value % GROUND * LESS)
    return replace(difference, value=value, paragraph=difference.paragraph or about.paragraph)
