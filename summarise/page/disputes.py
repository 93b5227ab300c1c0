"""What accounts differ on: what the editor tells, what code proposes, and what of it is real.

An editor alone overlooks differences, and sees some where there are none. So code proposes figures
of one role that differ and denials, to the editor and to the judge, as questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from summarise.language.reading import Vocabulary
from summarise.page.checks import FOREIGN, LONGEST_LABEL, Checked
from summarise.page.clashes import Disputed, clashes
from summarise.page.judge import Question, Verdict
from summarise.page.manuscript import EditedDifference, EditedPage, EditedStory, disputed
from summarise.page.sheet import Said, Sheet
from summarise.types import Difference, DifferenceKind, Rejected, Sentence, Side, Story

MOST_PROPOSED = 6
"""Differences that the page lacks and code proposes, which are put to the judge."""
LABEL = 2
"""Words of what a proposal is about, at least, to be printed as code names it: not "strong"."""
SAME = "The accounts do not differ."
MOST_SHOWN = 3
"""Sentences that a side of a proposal names."""


def proposals(stories: Sequence[Story], sheet: Sheet) -> tuple[EditedDifference, ...]:
    """Return the differences that code sees in what a sheet shows, as questions.

    First those that it is surest of, then figures of one thing that are told otherwise.
    """
    told = (_proposed(one, sheet) for story in stories for one in story.differences)
    sure = [one for one in told if one is not None]
    likely = (_laid_out(one) for own in sheet.by_story for one in clashes(own, sheet.origins))
    return (*sure, *(one for one in likely if not any(_same(one, other) for other in sure)))


def _laid_out(clash: Disputed) -> EditedDifference:
    sides = (
        Said(label, cited[:MOST_SHOWN], (len(label),) * len(cited[:MOST_SHOWN]))
        for label, cited in clash.sides.items()
    )
    return EditedDifference(clash.about, tuple(sides), kind="number")


def _proposed(difference: Difference, sheet: Sheet) -> EditedDifference | None:
    """Return a difference as a proposal; None if it is none that editors tell, or not shown."""
    if difference.kind in ("modality", "development"):  # time went on, and nobody differs
        return None
    sides = []
    for side in difference.sides:
        cited = sheet.cited(side.citations)
        if not cited:
            return None
        sides.append(Said(side.label, cited, (len(side.label),) * len(cited)))
    return EditedDifference(difference.about, tuple(sides), kind=difference.kind)


class Refused(NamedTuple):
    """A difference that is none: where it stood, what it said, and what its judge says instead."""

    told: Rejected
    story: int
    paragraph: int
    said: Said
    verdict: Verdict


class Disputes:
    """The differences of one page: those that the editor told (D), and those that it lacks (P)."""

    def __init__(
        self,
        page: EditedPage,
        sheet: Sheet,
        possible: Sequence[EditedDifference],
        vocabulary: Vocabulary,
    ) -> None:
        self._page = page
        self._sheet = sheet
        self._vocabulary = vocabulary
        self._possible = possible
        told = [one for story in page.stories for one in story.differences if len(one.sides) > 1]
        self._told = {f"D{number}": one for number, one in enumerate(told, 1)}
        lacking = [*self._lacking(told)][:MOST_PROPOSED]
        self._all = {**self._told, **{f"P{n}": one for n, one in enumerate(lacking, 1)}}

    def questions(self) -> list[Question]:
        """Return what is asked about each of them."""
        return [self._question(name, one) for name, one in self._all.items()]

    def settled(
        self, verdicts: Mapping[str, Verdict], examined: Callable[[Said], Checked]
    ) -> tuple[list[list[tuple[Difference, int]]], list[Refused]]:
        """Return the real ones, for each story of the page, and what was refused of the editor's.

        With each stands when it is to leave (``Verdict.spare``); ``examined`` finds what is certain
        of a side.
        """
        found: list[list[tuple[Difference, int]]] = [[] for _ in self._page.stories]
        refused: list[Refused] = []
        for name, one in self._all.items():
            verdict = verdicts[name]
            reasons = [*([] if verdict.right else [verdict.why or SAME]), *_certain(one, examined)]
            passed = self._put_right(verdict.better, one, examined) if reasons else one
            if not reasons and name not in self._told and len(one.about.split()) < LABEL:
                continue  # what code calls it says nothing to a reader
            if passed:
                found[self._home(one)].append((self._printed(passed), verdict.spare))
            if reasons and name in self._told:
                cited = tuple(s.cited() for side in one.sides for s in side.evidence)
                reason = f"as a difference: {' '.join(reasons)}"
                told = Rejected(_line(one), reason, _line(passed) if passed else "", cited)
                refused.append(Refused(told, self._home(one), one.paragraph, _said(one), verdict))
        return found, refused

    def _put_right(
        self, better: str, one: EditedDifference, examined: Callable[[Said], Checked]
    ) -> EditedDifference | None:
        """Return a difference as its judge words it; without what it is about, that is none."""
        again = disputed(better, self._sheet)
        if again is None or not again.about or [*_certain(again, examined)]:
            return None
        return replace(again, paragraph=one.paragraph)

    def _printed(self, one: EditedDifference) -> Difference:
        sides = tuple(
            Side(side.text, side.text, tuple(sentence.cited() for sentence in side.evidence))
            for side in one.sides
        )
        kind = one.kind or kind_of([side.text for side in sides], self._vocabulary)
        outdated = self._outdated(one)
        return Difference(one.about, kind, sides, outdated, paragraph=one.paragraph)

    def _lacking(self, told: Sequence[EditedDifference]) -> Iterator[EditedDifference]:
        """Yield what code proposes and the page does not tell, of stories that it tells."""
        on_page = {
            self._sheet.story_of[sentence.document]
            for story in self._page.stories
            for sentence in evidence_of(story)
        }
        for one in self._possible:
            places = {self._sheet.story_of[s.document] for side in one.sides for s in side.evidence}
            if places <= on_page and not any(_same(one, other) for other in told):
                yield one

    def _question(self, name: str, one: EditedDifference) -> Question:
        evidence = tuple(sentence for side in one.sides for sentence in side.evidence)
        sides = " / ".join(self._sheet.marked(side) for side in one.sides)
        text = f"{one.about}: {sides}" if one.about else sides
        known = any(_same(one, other) for other in self._possible)
        kind = "difference" if name in self._told else "proposal"
        return Question(name, kind, text, evidence, known=known)  # type: ignore[arg-type]

    def _outdated(self, one: EditedDifference) -> int | None:
        """Return the side that later reports have overtaken: one before all of the latest side."""
        if one.latest is None or len(one.sides) != 2:
            return None
        times = [
            [self._sheet.documents[sentence.document].published for sentence in side.evidence]
            for side in one.sides
        ]
        was, now = ([t for t in times[n] if t] for n in (1 - one.latest, one.latest))
        whole = len(was) == len(times[1 - one.latest]) and len(now) == len(times[one.latest])
        return 1 - one.latest if whole and was and now and max(was) < min(now) else None

    def _home(self, one: EditedDifference) -> int:
        """Return the story that a difference belongs to: its own, or the one that shares most."""
        for number, story in enumerate(self._page.stories):
            if one in story.differences:
                return number
        documents = {s.document for side in one.sides for s in side.evidence}
        shared = [
            len(documents & {sentence.document for sentence in evidence_of(story)})
            for story in self._page.stories
        ]
        return shared.index(max(shared))


def kind_of(accounts: Sequence[str], vocabulary: Vocabulary) -> DifferenceKind:
    """Return what accounts differ on: a number, a date, or what is said at all."""
    read = [vocabulary.read(account) for account in accounts]
    if len({frozenset(one.values) for one in read}) > 1:
        return "number"
    return "date" if len({frozenset(one.dates) for one in read}) > 1 else "negation"


def evidence_of(story: EditedStory) -> tuple[Sentence, ...]:
    """Return what a story's statements cite, each sentence once."""
    cited = {s.id: s for one in story.statements for s in one.said.evidence}
    return tuple(cited.values())


def _certain(one: EditedDifference, examined: Callable[[Said], Checked]) -> Iterator[str]:
    """Yield what certainly speaks against a difference, in sentences."""
    evidence = tuple(sentence for side in one.sides for sentence in side.evidence)
    about = examined(Said(one.about, evidence, (len(one.about),) * len(evidence))).refused
    label = len(one.about.split()) <= LONGEST_LABEL
    yield from (f.reason for f in about if not label or f.kind in ("number", *FOREIGN))
    for side in one.sides:
        if not side.evidence:
            yield "A side of it cites nothing."
        # When it is said need not stand in what is said.
        yield from (found.reason for found in examined(side).refused if found.kind != "date")


def _said(one: EditedDifference) -> Said:
    """Return all accounts of a difference as one text."""
    evidence = tuple(sentence for side in one.sides for sentence in side.evidence)
    text = _line(one)
    return Said(text, evidence, (len(text),) * len(evidence))


def _line(one: EditedDifference) -> str:
    return f"{one.about}: {' / '.join(side.text for side in one.sides)}"


def _same(one: EditedDifference, other: EditedDifference) -> bool:
    """Whether two differences rest on the same: two sentences at least."""
    return len(_ids(one) & _ids(other)) > 1


def _ids(one: EditedDifference) -> set[str]:
    return {sentence.id for side in one.sides for sentence in side.evidence}
