"""The editor: a model with room sees all evidence of the page and writes the page, in one call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import tzinfo
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict

from summarise.errors import BackendError
from summarise.language.openings import without_stop
from summarise.models import Prompt, prompt_tokens
from summarise.page.decorations import undecorated
from summarise.page.desk import Desk
from summarise.page.model_writer import OneSentence
from summarise.page.notes import NotedStory, shown
from summarise.page.sheet import Said, Sheet
from summarise.plain import one_line
from summarise.types import DifferenceKind, Reported

MOST_WRITTEN = 4096
"""Tokens of room for the page: one of 600 words, with its marks, takes about half of it."""
MOST_ASKED = 12
"""Possible differences that are put to the editor."""
_EARLIER = re.compile(r"\d+")


class SaidAnswer(BaseModel):
    """One sentence with its marks, and what earlier pages told that it takes up."""

    text: OneSentence
    updates: str = ""
    corrects: str = ""


class SideAnswer(BaseModel):
    """One account, with its marks."""

    says: OneSentence
    latest: bool = False


class DifferenceAnswer(BaseModel):
    """What accounts differ on."""

    about: str
    kind: Literal["number", "date", "name", "negation", "modality"] = "number"
    sides: list[SideAnswer]


class EventAnswer(BaseModel):
    """One event."""

    headline: Annotated[str, AfterValidator(undecorated)] = ""
    statements: list[SaidAnswer]
    differences: list[DifferenceAnswer] = []


class LeftOutAnswer(BaseModel):
    """Numbers of sentences that were left out on purpose, and why."""

    model_config = ConfigDict(coerce_numbers_to_str=True)

    what: list[str] = []
    why: str = ""


class PageAnswer(BaseModel):
    """What the page prompt asks for."""

    stories: list[EventAnswer]
    left_out: list[LeftOutAnswer] = []


@dataclass(frozen=True, slots=True)
class EditedStatement:
    """A sentence as the editor wrote it, and what earlier pages told that it takes up."""

    said: Said
    updates: Reported | None = None
    corrects: Reported | None = None


@dataclass(frozen=True, slots=True)
class EditedDifference:
    """A difference as the editor tells it; ``latest`` is the side that later reports bear out."""

    about: str
    kind: DifferenceKind
    sides: tuple[Said, ...]
    latest: int | None = None


@dataclass(frozen=True, slots=True)
class EditedStory:
    """A story as the editor tells it."""

    headline: str
    statements: tuple[EditedStatement, ...]
    differences: tuple[EditedDifference, ...]


@dataclass(frozen=True, slots=True)
class EditedPage:
    """The page as the editor wrote it; ``left_out`` maps numbers of sentences to the reason."""

    stories: tuple[EditedStory, ...]
    left_out: dict[str, str]
    model: str


@dataclass(frozen=True, slots=True)
class Assignment:
    """What the editor is given beside the sheet.

    ``words`` and ``stories`` are the room of the page, ``wishes`` sentences on what the reader
    wants, ``possible`` the differences that code proposes, ``earlier`` what earlier pages told.
    With ``notes`` of a sheet, those are shown in its place.
    """

    words: int
    stories: int
    wishes: tuple[str, ...] = ()
    possible: tuple[EditedDifference, ...] = ()
    earlier: tuple[Reported, ...] = ()
    notes: tuple[NotedStory, ...] = ()


class Editor:
    """Asks for the page at the stage "write.page"; days are those of ``zone``."""

    def __init__(self, desk: Desk, zone: tzinfo | None) -> None:
        self._desk = desk
        self._zone = zone

    def fits(self, sheet: Sheet, assignment: Assignment) -> bool:
        """Whether all of the sheet has room in one call."""
        return self._desk.fits("write.page", self._prompt(sheet, assignment))

    def room_for_notes(self, sheet: Sheet, assignment: Assignment) -> int:
        """Return the tokens that one call has for notes in place of a sheet."""
        empty = self._prompt(sheet, replace(assignment, notes=(NotedStory("", ()),)))
        context = self._desk.models["write.page"].room.context
        return context - empty.max_tokens - prompt_tokens(empty)

    def write(self, sheet: Sheet, assignment: Assignment) -> EditedPage | None:
        """Return the page that the editor wrote; None if none came, or one that tells nothing.

        Where earlier pages told of the matter, a page without stories is an answer.
        """
        instead = "the page is written story by story"
        values = self._values(sheet, assignment)
        try:
            answer = self._desk.answer(
                "write.page", "page", PageAnswer, MOST_WRITTEN, instead, **values
            )
        except BackendError:
            return None
        told = [story for story in answer.value.stories if story.statements or story.differences]
        if not told and not assignment.earlier:
            self._desk.note(f"the model did not deliver, and {instead}: its page tells nothing")
            return None
        left_out = {
            number: one_line(off.why) for off in answer.value.left_out for number in off.what
        }
        stories = tuple(_story(story, sheet, assignment.earlier) for story in told)
        return EditedPage(stories, left_out, answer.model)

    def _prompt(self, sheet: Sheet, assignment: Assignment) -> Prompt:
        tokens = min(MOST_WRITTEN, self._desk.models["write.page"].room.answer)
        return self._desk.prompt("page", PageAnswer, tokens, **self._values(sheet, assignment))

    def _values(self, sheet: Sheet, assignment: Assignment) -> dict[str, object]:
        return {
            "reports": [] if assignment.notes else sheet.shown(self._zone),
            "notes": [shown(story, sheet, self._zone) for story in assignment.notes],
            "earlier": [
                {
                    "number": f"E{number}",
                    "day": f"{told.at.astimezone(self._zone):%d %b %Y}",
                    "text": told.text,
                }
                for number, told in enumerate(assignment.earlier, 1)
            ],
            "questions": [
                {
                    "about": question.about,
                    "sides": [
                        {"label": side.text, "numbers": sheet.numbers_of(side.evidence)}
                        for side in question.sides
                    ],
                }
                for question in assignment.possible[:MOST_ASKED]
            ],
            "wishes": list(assignment.wishes),
            "words": assignment.words,
            "stories": assignment.stories,
        }


def _story(answer: EventAnswer, sheet: Sheet, earlier: Sequence[Reported]) -> EditedStory:
    statements = tuple(
        EditedStatement(
            sheet.read(one.text), _named(one.updates, earlier), _named(one.corrects, earlier)
        )
        for one in answer.statements
    )
    differences = tuple(_difference(one, sheet) for one in answer.differences)
    headline = without_stop(sheet.read(one_line(answer.headline)).text)
    return EditedStory(headline, statements, differences)


def _difference(answer: DifferenceAnswer, sheet: Sheet) -> EditedDifference:
    latest = [place for place, side in enumerate(answer.sides) if side.latest]
    return EditedDifference(
        one_line(answer.about),
        answer.kind,
        tuple(sheet.read(side.says) for side in answer.sides),
        latest[0] if len(latest) == 1 else None,
    )


def _named(said: str, earlier: Sequence[Reported]) -> Reported | None:
    """Return what an earlier page told, by the number that a model gives for it: E3."""
    match = _EARLIER.search(said)
    number = int(match[0]) if match else 0
    return earlier[number - 1] if 1 <= number <= len(earlier) else None
