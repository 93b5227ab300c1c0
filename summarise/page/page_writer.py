"""The writer for a model with room: it edits the page from all the evidence; the page is proven.

Where there is more evidence than the config or the model's context has room for, each story gives
the sentences that the extract would choose first, in proportion to its weight; or notes are taken
of all of it (``summarise.page.notes``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from summarise.config.tables import BriefingConfig
from summarise.language.reading import Vocabulary
from summarise.page.choice import best_first
from summarise.page.desk import Desk
from summarise.page.disputes import proposals
from summarise.page.editor import Assignment, Editor
from summarise.page.fit import Count, capacity, most_that_fit, overrun
from summarise.page.judge import EntailmentJudge, Judge, ModelJudge, RulesJudge
from summarise.page.manuscript import EditedPage, laid_out
from summarise.page.notes import NoteTaker
from summarise.page.proof import Known, Proof, Proven
from summarise.page.ranking import apportioned, weight
from summarise.page.sheet import Sheet
from summarise.types import (
    Document,
    Dropped,
    Fact,
    LeftOff,
    Reported,
    Sentence,
    Source,
    Story,
    one_of_each,
)

MOST_EARLIER = 30
"""Sentences of earlier pages that the editor is told of: the latest of those near the evidence."""
WORDINGS = 2
"""Sentences of a fact that are put to the editor where there is no room for all."""
ASKED = 0.9
"""Of the words that a page has room for, how many the editor is asked for: it overruns them by a
fifth to a half (docs/blind.md), and what does not fit is lost with all that it says."""
OVER = 1.15
"""How much longer than its room a page may be without being given back to be shortened: so much
leaves it in whole statements. What is longer loses facts that fewer words would have held."""
UNSEEN = "there was more evidence than one call has room for, and no model saw it"


@dataclass(frozen=True, slots=True)
class Material:
    """What a page is written from.

    ``stories`` are ranked, ``documents`` all that were read with what was ``dropped`` of them and
    their ``origins``; ``sources`` are as the page lists them, ``earlier`` what earlier pages told
    near today's evidence, and ``fragments`` sentences that break off in their report.
    """

    stories: Sequence[Story]
    documents: Sequence[Document]
    dropped: Sequence[Dropped]
    origins: Mapping[str, str]
    sources: Sequence[Source]
    earlier: Sequence[Reported] = ()
    fragments: Sequence[Sentence] = ()


@dataclass(frozen=True, slots=True)
class _Given:
    """What the editor is given, what of the evidence it is not, and what no note was taken of."""

    sheet: Sheet
    assignment: Assignment
    unseen: tuple[LeftOff, ...] = ()
    unnoted: Mapping[str, str] = field(default_factory=dict)


class PageWriter:
    """Writes a page in one call, and has it judged in one or a few. ``count`` typesets a page.

    ``objection`` judges where no model is asked to; without one, the strict rules do. A ``judge``
    that is given judges in place of them all.
    """

    def __init__(
        self,
        desk: Desk,
        wanted: BriefingConfig,
        vocabulary: Vocabulary,
        count: Count,
        workers: int = 1,
        objection: Callable[[str, Sequence[str]], str] | None = None,
        judge: Judge | None = None,
    ) -> None:
        self._plugged = judge
        self._desk = desk
        self._objection = objection
        self._wanted = wanted
        self._vocabulary = vocabulary
        self._count = count
        self._workers = workers
        self._zone = ZoneInfo(wanted.time_zone)
        self._editor = Editor(desk, self._zone)

    def write(self, material: Material) -> Proven | None:
        """Return the page, proven; None if the model did not deliver one."""
        if not material.stories:
            return None
        words, stories = capacity(material.sources, self._wanted.pages, self._count)
        earlier = tuple(material.earlier[-MOST_EARLIER:])
        wishes = tuple(_wishes(self._wanted))
        room = Assignment(round(words * ASKED), stories, wishes, (), earlier)
        given = self._given(material, room)
        sheet, possible = given.sheet, given.assignment.possible
        page = self._editor.write(sheet, given.assignment)
        if page is None:
            return None
        page = self._shortened(page, material.sources, given)
        unheard = frozenset(name for story in material.stories for name in story.unheard)
        reported = {text for told in material.earlier for text in told.evidence}
        known = Known(possible, unheard, given.unnoted, reported)
        judge = self._judge(sheet, wishes)
        proven = Proof(sheet, judge, self._vocabulary, self._zone, known).prove(page)
        self._note_if_all_refused(page, proven)
        return replace(proven, left_off=(*proven.left_off, *given.unseen))

    def _shortened(self, page: EditedPage, sources: Sequence[Source], given: _Given) -> EditedPage:
        """Return a page, in fewer words if it is much longer than its room."""
        has, words = overrun(laid_out(page), sources, self._wanted.pages, self._count)
        if has <= OVER * words:
            return page
        return self._editor.shorten(page, has, words, given.sheet, given.assignment)

    def _note_if_all_refused(self, page: EditedPage, proven: Proven) -> None:
        """Say in the record that nothing of the model's page was taken, if that is so."""
        told = [one for section in proven.sections for one in section.statements]
        told += [correction.now for correction in proven.corrections]
        if proven.rejected and not any(one.written_by == "model" for one in told):
            self._desk.note(
                f"nothing that {page.model or 'the model'} wrote was taken, and sources are quoted "
                "instead: each of its sentences was refused (--explain shows each, and why)"
            )

    def _given(self, material: Material, room: Assignment) -> _Given:
        """Return all of the evidence, notes of it, or what is chosen of it: what one call holds."""

        def sheet_of(kept: Sequence[Story]) -> Sheet:
            more = material.fragments if kept is material.stories else ()
            return Sheet(kept, material.documents, material.dropped, material.origins, more)

        def given(sheet: Sheet) -> _Given:
            return _Given(sheet, replace(room, possible=proposals(material.stories, sheet)))

        def fit(kept: Sequence[Story]) -> bool:
            sheet = sheet_of(kept)
            if sheet.length(self._zone) > self._wanted.evidence_tokens:
                return False
            return self._editor.fits(sheet, given(sheet).assignment)

        stories = material.stories
        if self._wanted.condense == "notes" and not fit(stories):
            noted = self._noted(stories, given(sheet_of(stories)))
            if noted is not None:
                return noted
        kept, unseen = condensed(stories, material.origins, fit, self._vocabulary)
        return replace(given(sheet_of(kept)), unseen=unseen)

    def _noted(self, stories: Sequence[Story], given: _Given) -> _Given | None:
        """Return notes of all that there is; None if there is no room for any."""
        sheet, most = given.sheet, self._wanted.evidence_tokens
        taker = NoteTaker(
            self._desk,
            sheet,
            self._zone,
            self._vocabulary,
            given.assignment.wishes,
            self._workers,
        )
        room = min(most, self._editor.room_for_notes(sheet, given.assignment))
        notes = taker.take(stories, most, room)
        if notes is None:
            return None
        assignment = replace(given.assignment, notes=notes.stories)
        return replace(given, assignment=assignment, unnoted=notes.unnoted)

    def _judge(self, sheet: Sheet, wishes: Sequence[str]) -> Judge:
        if self._plugged is not None:
            return self._plugged
        if "judge" in self._desk.models:
            return ModelJudge(self._desk, sheet, self._zone, self._workers, wishes)
        return EntailmentJudge(self._objection) if self._objection else RulesJudge()


def condensed(
    stories: Sequence[Story],
    origins: Mapping[str, str],
    fit: Callable[[Sequence[Story]], bool],
    vocabulary: Vocabulary,
) -> tuple[Sequence[Story], tuple[LeftOff, ...]]:
    """Return as much of the stories as fits, and what is left off with the reason."""
    if fit(stories):
        return stories, ()
    ordered = [best_first(story, vocabulary) for story in stories]
    places = apportioned([weight(story, origins) for story in stories], _facts(stories))
    turns = _turns(places, [len(facts) for facts in ordered])

    def cut(number: int) -> list[Story]:
        taken = [0] * len(stories)
        for story in turns[:number]:
            taken[story] += 1
        return [
            replace(story, facts=tuple(map(_shortened, facts[:most])))
            for story, facts, most in zip(stories, ordered, taken, strict=True)
            if most
        ]

    number = most_that_fit(range(len(turns)), lambda some: fit(cut(len(some))))
    kept = cut(number)
    seen = {s.id for story in kept for fact in story.facts for s in fact.sentences}
    unseen = tuple(
        fact.left_off(UNSEEN)
        for story in stories
        for fact in story.facts
        if not any(sentence.id in seen for sentence in fact.sentences)
    )
    return kept, unseen


def _facts(stories: Sequence[Story]) -> int:
    return sum(len(story.facts) for story in stories)


def _turns(places: Sequence[int], lengths: Sequence[int]) -> list[int]:
    """Return the stories in the order in which they give a fact: by turns, as places were won."""
    claims = [
        ((2 * place + 1) / (won or 1), story)
        for story, (won, most) in enumerate(zip(places, lengths, strict=True))
        for place in range(most)
    ]
    return [story for _, story in sorted(claims)]


def _shortened(fact: Fact) -> Fact:
    return replace(fact, sentences=one_of_each(fact.sentences)[:WORDINGS])


def _wishes(wanted: BriefingConfig) -> list[str]:
    """Return what the reader wants, a sentence each."""
    wishes = []
    if wanted.focus.strip():
        wishes.append(f"The reader cares most for {wanted.focus.strip()}.")
    if wanted.outlets:
        weights = ", ".join(f"{name} {weight:g}" for name, weight in wanted.outlets.items())
        wishes.append(f"What outlets weigh for the reader (others 1): {weights}.")
    if wanted.write_in:
        wishes.append(
            f'Write in the language "{wanted.write_in}", whatever the reports are in; names and '
            "quotations stay as they are."
        )
    return wishes
