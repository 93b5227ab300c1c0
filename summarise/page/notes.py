"""Notes: more reports than one call has room for are read pack by pack, and noted with their marks.

Each pack is one call, all at the same time, and each has its share of the room that the page's call
has for notes. Where that would leave a pack too little, notes are taken of the notes. What a model
does not deliver, the extract chooses; the record counts what no note is taken of.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import chain

from pydantic import BaseModel

from summarise.errors import BackendError
from summarise.language.furniture import addresses_a_model
from summarise.language.reading import Vocabulary
from summarise.models import prompt_tokens, tokens
from summarise.models.threads import each
from summarise.page.choice import best_first
from summarise.page.desk import Desk
from summarise.page.model_writer import LONGEST
from summarise.page.room import Pack, packs_of
from summarise.page.sheet import Said, Sheet
from summarise.plain import one_line
from summarise.types import Fact, Story

MOST_NOTED = 4096
"""Tokens of room for the notes of a pack."""
MOST_PACKS = 32
"""Packs whose notes stand beside each other in the page's call: each has some 125 words of the
16,000 tokens by default. With more packs than that, notes are taken of the notes."""
FEWEST_PACKS, LEAST_SHARE = 4, 250
"""With less room for notes than MOST_PACKS packs have so many tokens each, it is fewer packs."""
A_WORD = 4
"""Tokens that a word of notes is allowed with its share of marks, on the safe side: it takes three
by our estimate, and so a model that overshoots by a third loses nothing."""
JSON = 1.25
"""How much longer notes are as they are answered: with what JSON puts round them."""
A_HEAD, A_NOTE, A_MARK = 32, 4, 4
"""Tokens round the notes of a story and round a note, and those of a mark, as a model is given
them, on the safe side."""
LEAST = 200
"""Tokens of room for notes under which there is no use in taking any."""
WITNESSES = 2
"""Sentences that are cited for a fact where the extract stands in for a model's notes."""

NOT_NOTED = "no note was taken of it"
NO_ROOM = "the note that was taken of it had no room"
NOT_READ = "the notes of its part of the reports did not come"


class NotedAnswer(BaseModel):
    """One event with the notes of it."""

    about: str = ""
    notes: list[str]


class NotesAnswer(BaseModel):
    """What the notes prompt asks for."""

    stories: list[NotedAnswer]


@dataclass(frozen=True, slots=True)
class NotedStory:
    """An event in notes: what it is about, and the notes with what they cite."""

    about: str
    notes: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Notes:
    """The notes of a sheet; ``unnoted`` maps numbers of sentences that none cites to the reason."""

    stories: tuple[NotedStory, ...]
    unnoted: Mapping[str, str]


class NoteTaker:
    """Takes notes of a sheet at the stage "write.page"; days are those of ``zone``."""

    def __init__(
        self,
        desk: Desk,
        sheet: Sheet,
        zone: tzinfo | None,
        vocabulary: Vocabulary,
        wishes: Sequence[str] = (),
        workers: int = 1,
    ) -> None:
        self._desk = desk
        self._sheet = sheet
        self._zone = zone
        self._vocabulary = vocabulary
        self._wishes = list(wishes)
        self._workers = workers

    def take(self, stories: Sequence[Story], most: int, room: int) -> Notes | None:
        """Return notes of all of the sheet that take at most ``room`` tokens; None if none fit.

        The ``stories`` are those of the sheet; a call is given at most ``most`` tokens of it.
        """
        given = min(most, self._left())
        if min(given, room) < LEAST:
            return None
        packs = packs_of(self._sheet, self._zone, given)
        shares = self._shares([pack.tokens for pack in packs], room)
        answers = each(self._of_pack, [*zip(packs, shares, strict=True)], self._workers)
        failed = [pack for pack, answer in zip(packs, answers, strict=True) if answer is None]
        taken = [
            self._chosen(stories, pack) if answer is None else answer
            for pack, answer in zip(packs, answers, strict=True)
        ]
        final = [
            one for part, share in zip(taken, shares, strict=True) for one in _cut(part, share)
        ]
        while (size := sum(map(_size, final))) > room:
            final = self._merged(final, given, room)
            if sum(map(_size, final)) >= size:
                final = _cut(final, room)
        if not final:
            return None
        unread = frozenset(number for pack in failed for number in pack.numbers)
        return Notes(tuple(final), self._unnoted(chain.from_iterable(taken), final, unread))

    def _left(self) -> int:
        """Return the tokens that a call has left for the reports."""
        model = self._desk.models["write.page"]
        answer = min(MOST_NOTED, model.room.answer)
        empty = self._desk.prompt("notes", NotesAnswer, answer, **self._values(MOST_NOTED))
        return model.room.context - answer - prompt_tokens(empty)

    def _longest(self) -> float:
        """Return the tokens that the notes of one call may take."""
        return min(MOST_NOTED, self._desk.models["write.page"].room.answer) / JSON

    def _shares(self, sizes: Sequence[int], room: int) -> list[int]:
        """Return how many tokens the notes of each part may take, in proportion to its size."""
        beside = min(MOST_PACKS, max(FEWEST_PACKS, room // LEAST_SHARE))
        ample = room * max(1.0, len(sizes) / beside)
        return [int(min(self._longest(), ample * size / sum(sizes))) for size in sizes]

    def _of_pack(self, pack_and_share: tuple[Pack, int]) -> list[NotedStory] | None:
        pack, share = pack_and_share
        instead = "the extract chooses in place of notes"
        numbers = frozenset(pack.numbers)
        reports = self._sheet.shown(self._zone, numbers)
        return self._asked(numbers, share, instead, reports=reports)

    def _merged(self, noted: Sequence[NotedStory], given: int, room: int) -> list[NotedStory]:
        """Return notes of notes, which take less room: in calls enough to fill it."""
        filling = sum(map(_size, noted)) * self._longest() / room
        parts = [*_parts(noted, min(given, filling))]
        shares = self._shares([sum(map(_size, part)) for part in parts], room)

        def merge(number: int) -> list[NotedStory]:
            part, share = parts[number], shares[number]
            cited = {s.id for story in part for note in story.notes for s in note.evidence}
            numbers = frozenset(self._sheet.numbers[sentence] for sentence in cited)
            notes = [shown(story, self._sheet, self._zone) for story in part]
            instead = "the first of its notes stand"
            answer = self._asked(numbers, share, instead, notes=notes)
            return _cut(part if answer is None else answer, share)

        return [story for part in each(merge, range(len(parts)), self._workers) for story in part]

    def _asked(
        self, numbers: Collection[str], share: int, instead: str, **given: object
    ) -> list[NotedStory] | None:
        values = self._values(max(1, share // A_WORD), **given)
        try:
            answer = self._desk.answer(
                "write.page", "notes", NotesAnswer, MOST_NOTED, instead, **values
            ).value
        except BackendError:
            return None
        noted = (self._read(story, numbers) for story in answer.stories)
        told = [story for story in noted if story.notes]
        if not told:
            self._desk.note(f"the model did not deliver, and {instead}: its notes cite nothing")
        return told or None

    def _values(self, words: int, **given: object) -> dict[str, object]:
        return {"reports": [], "notes": [], "wishes": self._wishes, "words": words, **given}

    def _read(self, answer: NotedAnswer, numbers: Collection[str]) -> NotedStory:
        """Return the notes that cite something: what was not shown can't be cited."""
        said = (self._sheet.read(one_line(note)) for note in answer.notes)
        shown = (
            note.without({s.id for s in note.evidence if self._sheet.numbers[s.id] not in numbers})
            for note in said
            if 0 < len(note.text) <= LONGEST and not addresses_a_model(note.text)
        )
        about = self._sheet.read(one_line(answer.about)).text
        useful = len(about) <= LONGEST and not addresses_a_model(about)
        return NotedStory(about if useful else "", tuple(note for note in shown if note.evidence))

    def _chosen(self, stories: Sequence[Story], pack: Pack) -> list[NotedStory]:
        """Return what the extract would tell first of a pack, in the reports' own words."""
        noted = []
        numbers = frozenset(pack.numbers)
        shown = (self._sheet.by_number[number].sentence.document for number in pack.numbers)
        for place in dict.fromkeys(self._sheet.story_of[document] for document in shown):
            facts = best_first(stories[place], self._vocabulary)
            told = (self._quoted(fact, numbers) for fact in facts)
            noted.append(NotedStory("", tuple(said for said in told if said)))
        return noted

    def _quoted(self, fact: Fact, numbers: Collection[str]) -> Said | None:
        there = [s for s in fact.sentences if self._sheet.numbers.get(s.id) in numbers][:WITNESSES]
        return Said(there[0].text).citing(there) if there else None

    def _unnoted(
        self, first: Iterable[NotedStory], final: Iterable[NotedStory], unread: Collection[str]
    ) -> dict[str, str]:
        """Return the reason for each sentence that no note cites in the end."""
        kept, taken = (
            {s.id for story in noted for note in story.notes for s in note.evidence}
            for noted in (final, first)
        )
        return {
            number: NOT_READ
            if number in unread
            else NO_ROOM
            if line.sentence.id in taken
            else NOT_NOTED
            for number, line in self._sheet.by_number.items()
            if line.sentence.id not in kept
        }


def shown(story: NotedStory, sheet: Sheet, zone: tzinfo | None) -> dict[str, object]:
    """Return the notes of a story for a template: how widely it is told and when, and each note."""
    cited = {s.document: s for note in story.notes for s in note.evidence}
    published = (sheet.documents[document].published for document in cited)
    times = sorted(time.astimezone(zone) for time in published if time)
    days = dict.fromkeys(f"{time:%a %d %b %Y %H:%M}" for time in (*times[:1], *times[-1:]))
    origins = sheet.support(sheet.around(cited.values()))
    parts = [story.about, f"{origins} sources" if origins > 1 else "1 source", " to ".join(days)]
    return {
        "head": " | ".join(part for part in parts if part),
        "lines": [sheet.marked(note) for note in story.notes],
    }


def _size(story: NotedStory) -> int:
    """Return how many tokens the notes of a story are, on the safe side."""
    return A_HEAD + tokens(story.about) + sum(map(_note_size, story.notes))


def _note_size(note: Said) -> int:
    return A_NOTE + tokens(note.text) + A_MARK * len(note.evidence)


def _cut(noted: Sequence[NotedStory], most: int) -> list[NotedStory]:
    """Return as many of the notes as have room: the first of each story, then the second, ..."""
    turns = sorted(
        (turn, place) for place, story in enumerate(noted) for turn in range(len(story.notes))
    )
    counts = [0] * len(noted)
    for turn, place in turns:
        story = noted[place]
        most -= _note_size(story.notes[turn]) + (0 if turn else A_HEAD + tokens(story.about))
        if most < 0:
            break
        counts[place] += 1
    pairs = zip(noted, counts, strict=True)
    return [NotedStory(story.about, story.notes[:count]) for story, count in pairs if count]


def _parts(noted: Iterable[NotedStory], most: float) -> Iterator[list[NotedStory]]:
    """Yield the stories in groups of at most so many tokens; one that is longer alone."""
    part: list[NotedStory] = []
    size = 0
    for story in noted:
        if part and size + _size(story) > most:
            yield part
            part, size = [], 0
        part.append(story)
        size += _size(story)
    if part:
        yield part
