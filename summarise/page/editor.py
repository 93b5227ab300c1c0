"""The editor: a model with room sees all evidence of the page and writes the page, in one call."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import tzinfo

from summarise.errors import BackendError
from summarise.models import Prompt, prompt_tokens
from summarise.page.desk import Desk
from summarise.page.manuscript import EditedDifference, EditedPage, read
from summarise.page.notes import NotedStory, shown
from summarise.page.sheet import Sheet
from summarise.types import Reported

MOST_WRITTEN = 4096
"""Tokens of room for the page: one of 600 words, with its marks, takes about half of it."""
MOST_ASKED = 12
"""Possible differences that are put to the editor."""


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
        """Return the page that the editor wrote; None if none came that is of use.

        Where earlier pages told of the matter, a page without stories is an answer.
        """
        instead = "the page is written story by story"
        values = self._values(sheet, assignment)

        def page(answer: str) -> EditedPage:
            return read(answer, sheet, assignment.earlier)

        try:
            answer = self._desk.text("write.page", "page", page, MOST_WRITTEN, instead, **values)
        except BackendError:
            return None
        return replace(answer.value, model=answer.model)

    def shorten(
        self, page: EditedPage, has: int, words: int, sheet: Sheet, assignment: Assignment
    ) -> EditedPage:
        """Return a page that ``has`` so many words in fewer; as it is, if none comes of use."""
        values = {"lines": page.lines, "has": has, "words": words, "wishes": assignment.wishes}

        def shorter(answer: str) -> EditedPage:
            return read(answer, sheet, assignment.earlier)

        instead = "whole statements are left off"
        try:
            answer = self._desk.text(
                "write.page", "shorten", shorter, MOST_WRITTEN, instead, **values
            )
        except BackendError:
            return page
        left_out = {**page.left_out, **answer.value.left_out}
        return replace(answer.value, left_out=left_out, model=answer.model)

    def _prompt(self, sheet: Sheet, assignment: Assignment) -> Prompt:
        tokens = min(MOST_WRITTEN, self._desk.models["write.page"].room.answer)
        return self._desk.prompt("page", None, tokens, **self._values(sheet, assignment))

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
