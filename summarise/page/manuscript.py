"""The page as an editor writes it: Markdown with marks, and what is read off it.

    # Bridge over the Orle falls, nine die
    A bridge over the Orle fell on 3 May, and nine people died [1.1, 2.1].

    - The road is closed until June [1.2]. Buses run by way of Brenn [3.1].
    > deaths: nine, say the police [1.1]; eleven, says the hospital [2.1] (latest)

    ## Elections
    - ...

A model writes a page more richly as prose than as JSON, statement by statement (docs/blind.md), and
all that is proven of it is proven of sentences and marks. So a sentence is a statement; one without
a mark is of one statement with the next that has some, since a mark bears out what stands since the
last one. A line of ">" is a difference, if it has two accounts with marks; else it is sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from summarise.errors import BadAnswerError
from summarise.language.openings import without_stop
from summarise.language.sentences import split
from summarise.models.json_answer import spoken
from summarise.page.decorations import undecorated
from summarise.page.model_writer import LONGEST
from summarise.page.sheet import Said, Sheet
from summarise.plain import one_line
from summarise.types import (
    Citation,
    Difference,
    DifferenceKind,
    Reported,
    Section,
    Side,
    Statement,
)

LONGEST_ABOUT = 80
"""Characters of what a difference is about: what is longer before a colon is a sentence."""
ENOUGH, PER_SENTENCE = 60, 2
"""Statements of a page that are read: so many, and more for each sentence on the sheet. Beyond that
it is no page, and each would cost a check, a question and a line of the record."""
NOTHING_NEW = "nothing new"
"""What the editor answers where earlier pages told all of it."""

_HEADING = re.compile(r"#{1,6}\s+(?P<hashes>.+)|(?:\*\*|__)(?P<bold>[^*_]+)(?:\*\*|__):?")
_ITEM = re.compile(r"\s*(?:[-*+•–]|\d{1,2}[.)])\s+")
_DISPUTE = re.compile(r"\s*(?:[-*+•–]\s+)?>\s*(?:[-*+•–]\s+)?")
_IDLE = re.compile(r"\s*(?:```\w*|~~~\w*|([-*_])(?:\s*\1){2,})\s*")
"""A fence, or a rule between sections."""
_LEFT_OUT = re.compile(r"(?P<numbers>\[?\d+\.\d+(?:\s*[,;]\s*\d+\.\d+)*\]?)\s*[:–-]\s+(?P<why>.+)")
_GROUP = r"\[(?=[^\[\]]{0,40}(?:\d\.\d|E\d))[\d.,;\sEnot]{1,200}\]"
_BEHIND_STOP = re.compile(
    rf"(?<![.!?…。！？])([.!?…。！？]{{1,9}}[\"”’»]?)((?:\s?{_GROUP})+)(?=\s+[\"“‘«„]?[^\W\d_]|\s*$)"
)
"""Marks behind a full stop, where a sentence ends: they belong to what is before it."""
_EARLIER = re.compile(r"[,;]? ?(?P<wrong>\bnot )?\bE(?P<number>\d{1,6})\b(?=[^\[\]]{0,200}\])")
_EMPTY = re.compile(r" ?\[[ ,;]{0,40}\]")
_SIDES = re.compile(r" ?;(?![^\[\]]{0,200}\]) ?")
_LATEST = re.compile(r" ?\(latest\) ?", re.I)
"""These read one line, in which no two blanks follow each other; nothing in them grows faster than
it, since a model may answer anything."""


@dataclass(frozen=True, slots=True)
class EditedStatement:
    """A sentence as the editor wrote it, and what earlier pages told that it takes up.

    Statements of one ``paragraph`` of a story go on from each other.
    """

    said: Said
    updates: Reported | None = None
    corrects: Reported | None = None
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class EditedDifference:
    """A difference as the editor tells it; ``latest`` is the side that later reports bear out.

    The ``kind`` is known of what code proposes; of the editor's own it is found out. It stands
    behind a ``paragraph`` of its story; 0 is none.
    """

    about: str
    sides: tuple[Said, ...]
    latest: int | None = None
    kind: DifferenceKind | None = None
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class EditedStory:
    """A story as the editor tells it."""

    headline: str
    statements: tuple[EditedStatement, ...]
    differences: tuple[EditedDifference, ...]


@dataclass(frozen=True, slots=True)
class EditedPage:
    """The page as the editor wrote it; ``left_out`` maps numbers of sentences to the reason.

    ``lines`` is the Markdown that it was read from.
    """

    stories: tuple[EditedStory, ...]
    left_out: dict[str, str]
    model: str = ""
    lines: tuple[str, ...] = ()


def laid_out(page: EditedPage) -> tuple[Section, ...]:
    """Return a page as it would be printed if all of it were borne out."""
    return tuple(
        Section(
            story.headline,
            tuple(_unproven(one.said, one.paragraph) for one in story.statements),
            tuple(
                Difference(
                    one.about,
                    one.kind or "number",
                    tuple(Side(side.text, side.text, _cited(side)) for side in one.sides),
                    paragraph=one.paragraph,
                )
                for one in story.differences
            ),
        )
        for story in page.stories
    )


def _unproven(said: Said, paragraph: int) -> Statement:
    return Statement(said.text, _cited(said), 1, "model", marks=said.marks, paragraph=paragraph)


def _cited(said: Said) -> tuple[Citation, ...]:
    return tuple(sentence.cited() for sentence in said.evidence)


def read(answer: str, sheet: Sheet, earlier: Sequence[Reported] = ()) -> EditedPage:
    """Return the page that an answer holds.

    Raises BadAnswerError for one in which nothing has a mark, unless it says that nothing is new
    since the ``earlier`` pages.
    """
    stories: list[EditedStory] = []
    left_out: dict[str, str] = {}
    most = ENOUGH + PER_SENTENCE * len(sheet.by_number)
    answer = spoken(answer)[: most * LONGEST]
    for headline, blocks in _sections(answer):
        if most <= 0:
            break
        statements: list[EditedStatement] = []
        differences: list[EditedDifference] = []
        paragraph = 0
        for is_dispute, text in blocks:
            if off := _LEFT_OUT.fullmatch(text):
                numbers = re.findall(r"\d+\.\d+", off["numbers"])
                left_out |= dict.fromkeys(numbers, one_line(off["why"]))
            elif is_dispute and (found := disputed(text, sheet)):
                differences.append(replace(found, paragraph=paragraph))
            else:
                paragraph += 1
                left = max(0, most - len(statements))
                statements += islice(_statements(text, sheet, earlier, paragraph), left)
        differences = differences[: max(0, most)]
        most -= len(statements) + len(differences)
        marked = any(one.said.evidence for one in statements)
        if (headline and statements) or differences or marked:  # else it only announces the page
            stories.append(EditedStory(headline, tuple(statements), tuple(differences)))
    marked = any(
        story.differences or any(one.said.evidence for one in story.statements) for story in stories
    )
    if not marked and not (earlier and NOTHING_NEW in answer.casefold()):
        raise BadAnswerError("It holds no sentence with a mark such as [3.2].")
    return EditedPage(tuple(stories), left_out, lines=tuple(answer.splitlines()))


def _sections(answer: str) -> Iterator[tuple[str, list[tuple[bool, str]]]]:
    """Yield each heading with the paragraphs under it, and whether each is a line of ">"."""
    heading, blocks, goes_on = "", list[tuple[bool, str]](), False
    for line in answer.splitlines():
        text = line.strip()
        if not text or _IDLE.fullmatch(text):
            goes_on = False
        elif found := _HEADING.fullmatch(text):
            yield heading, blocks
            title = found["hashes"] or found["bold"]
            heading, blocks, goes_on = _bare(title.rstrip(" #:")), [], False
        else:
            dispute, item = _DISPUTE.match(text), _ITEM.match(text)
            start = dispute or item
            body = undecorated(one_line(text[start.end() :] if start else text))
            if goes_on and not start:
                blocks[-1] = (blocks[-1][0], f"{blocks[-1][1]} {body}")
            else:
                blocks.append((dispute is not None, body))
            goes_on = True
    yield heading, blocks


def _bare(title: str) -> str:
    """Return a heading without its marks, its signs and its full stop."""
    return without_stop(undecorated(_EMPTY.sub("", re.sub(rf" ?{_GROUP}", "", one_line(title)))))


def _statements(
    text: str, sheet: Sheet, earlier: Sequence[Reported], paragraph: int
) -> Iterator[EditedStatement]:
    text = _BEHIND_STOP.sub(r"\2\1", text)
    waiting = ""
    for start, end in split(text):
        sentence = f"{waiting} {text[start:end]}".strip()
        waiting = ""
        taken_up = _EARLIER.search(sentence)
        told = _told(taken_up, earlier)
        said = sheet.read(_EMPTY.sub("", _EARLIER.sub("", sentence)))
        if said.evidence or taken_up or end == len(text) or len(sentence) > LONGEST:
            wrong = taken_up is not None and bool(taken_up["wrong"])
            updates, corrects = (None, told) if wrong else (told, None)
            yield EditedStatement(said, updates, corrects, paragraph)
        else:
            waiting = sentence


def _told(taken_up: re.Match[str] | None, earlier: Sequence[Reported]) -> Reported | None:
    """Return what an earlier page told, by the number that it has in the prompt: E3."""
    number = int(taken_up["number"]) if taken_up else 0
    return earlier[number - 1] if 1 <= number <= len(earlier) else None


def disputed(text: str, sheet: Sheet) -> EditedDifference | None:
    """Return a difference: what it is about, a colon, and accounts with marks; None if it is none.

    What has no mark goes with the account after it, or with the last one.
    """
    about, colon, rest = text.partition(": ")
    if not colon or len(about) > LONGEST_ABOUT or re.search(_GROUP, about):
        about, rest = "", text
    sides: list[str] = []
    waiting: list[str] = []
    for piece in filter(None, _SIDES.split(rest.strip().rstrip(".;"))):
        waiting.append(piece)
        if sheet.read(piece).evidence:
            sides.append("; ".join(waiting))
            waiting = []
    if len(sides) < 2:
        return None
    if waiting:
        sides[-1] = "; ".join((sides[-1], *waiting))
    latest = [place for place, side in enumerate(sides) if _LATEST.search(side)]
    said = tuple(_account(sheet.read(_LATEST.sub(" ", side).strip())) for side in sides)
    return EditedDifference(one_line(about), said, latest[0] if len(latest) == 1 else None)


def _account(said: Said) -> Said:
    """Return an account without the full stop of a sentence; its marks stand at its end."""
    text = said.text.rstrip(" .,;")
    return replace(said, text=text, marks=tuple(min(mark, len(text)) for mark in said.marks))
