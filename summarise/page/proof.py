"""The editor's page, proven: code checks what is certain, and the judge is asked what is meant.

A sentence put right by the judge is held against what it cites again. What stands on nothing in the
end is quoted from its best source, or left out where the page tells it already.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import tzinfo

from summarise.language.openings import dangling, ends, without_stop
from summarise.language.reading import Vocabulary
from summarise.page.checks import FOREIGN, LONGEST_LABEL, Checked, examine
from summarise.page.disputes import Disputes, Refused, evidence_of, kind_of
from summarise.page.extract import headline as of_titles
from summarise.page.judge import Judge, Question, Verdict
from summarise.page.manuscript import (
    EditedDifference,
    EditedPage,
    EditedStatement,
    EditedStory,
)
from summarise.page.precedence import Precedence
from summarise.page.sheet import Said, Sheet
from summarise.page.verify import Above
from summarise.page.wording import Finding
from summarise.types import (
    Background,
    Citation,
    Correction,
    Difference,
    LeftOff,
    Rejected,
    Section,
    Sentence,
    Statement,
    Story,
)

_NUMBERED = re.compile(r"\breport \d+\b(?![.,]\d)|\breports \d+(?: and |, )\d", re.I)
"""A report called by its number on the sheet."""
_CERTAIN: Verdict = Verdict(False)


@dataclass(frozen=True, slots=True)
class Proven:
    """What is left of the editor's page, what was refused and left off, how much was checked."""

    sections: tuple[Section, ...]
    corrections: tuple[Correction, ...]
    rejected: tuple[Rejected, ...]
    left_off: tuple[LeftOff, ...]
    checked: int


@dataclass(frozen=True, slots=True)
class _Item:
    """A sentence of the editor's, the one before it in its paragraph, and what code found of it."""

    name: str
    after: str
    story: int
    edited: EditedStatement
    said: Said
    checked: Checked


@dataclass(slots=True)
class _Page:
    """The page as it fills, and what does not come onto it."""

    statements: list[list[Statement]]
    differences: list[list[tuple[Difference, int]]]
    spare: dict[str, int] = field(default_factory=dict)
    corrections: list[Correction] = field(default_factory=list)
    backgrounds: dict[int, Background] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    left_off: list[LeftOff] = field(default_factory=list)
    kept: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known beside the sheet.

    ``possible`` are the differences that code proposes: those that the editor did not take up are
    put to the judge. ``unheard`` are documents that weigh nothing. ``unnoted`` says of sentences
    (by number) that the editor was not told why. ``reported`` are the source sentences that earlier
    pages cited: what rests on those alone, and takes nothing up, was told before.
    """

    possible: Sequence[EditedDifference] = ()
    unheard: Collection[str] = ()
    unnoted: Mapping[str, str] = field(default_factory=dict)
    reported: Collection[str] = ()


class Proof:
    """Proves one page; its days are those of ``zone``."""

    def __init__(
        self,
        sheet: Sheet,
        judge: Judge,
        vocabulary: Vocabulary,
        zone: tzinfo | None = None,
        known: Known | None = None,
    ) -> None:
        self._sheet = sheet
        self._judge = judge
        self._vocabulary = vocabulary
        self._zone = zone
        self._known = known or Known()
        self._precedence = Precedence(sheet, vocabulary, self._known.unheard)

    def prove(self, page: EditedPage) -> Proven:
        """Return what of a page is borne out, with what stands in place of the rest."""
        items = self._items(page)
        disputes = Disputes(page, self._sheet, self._known.possible, self._vocabulary)
        asked = [*map(self._about_statement, items), *disputes.questions()]
        asked += self._about_headlines(page, items)
        verdicts = self._judge.judge(asked)
        proven = _Page([[] for _ in page.stories], [[] for _ in page.stories])
        above = Above(self._vocabulary)
        for item in items:
            self._settle(item, verdicts[item.name], page.model, proven, above)
        proven.differences, refused = disputes.settled(verdicts, self._examined)
        for one in refused:
            self._tell_otherwise(one, page.model, proven, above)
        done = Proven(
            tuple(self._sections(page, verdicts, proven)),
            tuple(proven.corrections),
            tuple(proven.rejected),
            tuple(proven.left_off),
            len(asked),
        )
        return replace(done, left_off=(*done.left_off, *self._left_out(page, done)))

    def _items(self, page: EditedPage) -> list[_Item]:
        items: list[_Item] = []
        for number, story in enumerate(page.stories):
            paragraph = 0
            for edited in story.statements:
                checked = self._examined(edited.said)
                said = edited.said.citing(checked.lent)
                after = items[-1].name if 0 < edited.paragraph == paragraph else ""
                items.append(_Item(str(len(items) + 1), after, number, edited, said, checked))
                paragraph = edited.paragraph
        return items

    def _examined(self, said: Said) -> Checked:
        checked = examine(
            said.text,
            said.evidence,
            self._vocabulary,
            self._sheet.documents,
            self._sheet.around(said.evidence),
        )
        numbered = _NUMBERED.search(said.text)
        if not numbered or any(numbered[0] in sentence.text for sentence in said.evidence):
            return checked
        reason = f'It says "{numbered[0]}", and a reader has not these numbers.'
        return replace(checked, refused=(*checked.refused, Finding("number", reason)))

    def _about_statement(self, item: _Item) -> Question:
        doubts = tuple(finding.reason for finding in item.checked.doubts)
        text = self._sheet.marked(item.said)
        return Question(item.name, "statement", text, item.said.evidence, doubts, _certain(item))

    def _about_headlines(self, page: EditedPage, items: Sequence[_Item]) -> Iterator[Question]:
        for number, story in enumerate(page.stories):
            names = [item.name for item in items if item.story == number]
            if story.headline and names:
                checked = self._of_headline(story.headline, evidence_of(story))
                reasons = (finding.reason for finding in (*checked.refused, *checked.doubts))
                text = f"(over {', '.join(names)}) {story.headline}"
                yield Question(f"H{number + 1}", "headline", text, (), tuple(reasons))

    def _of_headline(self, text: str, evidence: Sequence[Sentence]) -> Checked:
        checked = self._examined(Said(text, tuple(evidence), (len(text),) * len(evidence)))
        if len(text.split()) > LONGEST_LABEL:
            return checked
        kinds = {"number", *FOREIGN}
        certain = tuple(one for one in checked.refused if one.kind in kinds)
        return replace(checked, refused=certain)  # a label names a field, not what happened

    def _settle(self, item: _Item, verdict: Verdict, model: str, page: _Page, above: Above) -> None:
        """Put a sentence on the page as it is, put right, or in its source's words; or leave it."""
        said, cited = item.said, tuple(s.cited() for s in item.said.evidence)
        told = page.kept.get(verdict.repeats, "")
        if told and self._adds_nothing(said.text, told):
            page.left_off.append(LeftOff(said.text, f"told already: {told}", cited))
            return
        if self._told_before(item):
            page.left_off.append(LeftOff(said.text, "reported before, in the same words", cited))
            return
        refused = _certain(item)
        if item.after and item.after not in page.kept and dangling(said.text):
            refused = (*refused, "It goes on from a sentence that is not on the page.")
        passed = said if verdict.right and not refused else None
        if passed is None:
            reason = " ".join(filter(None, [verdict.why, *refused]))
            passed = self._put_right(verdict.better, said)
            instead = None if passed else self._quoted(said, above)
            text = passed.text if passed else instead.text if instead else ""
            page.rejected.append(
                Rejected(said.text, reason or "nobody vouches for it", text, cited)
            )
            if instead:
                self._keep(item, instead, page, above, verdict.spare)
        if passed:
            statement = self._statement(passed, verdict, model)
            statement = replace(statement, paragraph=item.edited.paragraph)
            self._keep(item, statement, page, above, verdict.spare)

    def _tell_otherwise(self, one: Refused, model: str, page: _Page, above: Above) -> None:
        """Put what a difference that is none told onto the page, as its judge words it.

        A difference is told in its line alone, so its fact would go with it. Where the judge has no
        better words, its source is quoted, if the page cites none of what it rests on.
        """
        if one.told.instead:
            page.rejected.append(one.told)
            return
        better = self._put_right(one.verdict.better, one.said)
        told = {c for statements in page.statements for s in statements for c in s.citations}
        if better:
            statement = self._statement(better, one.verdict, model)
            statement = replace(statement, paragraph=one.paragraph)
        elif told & set(one.told.citations) or not (found := self._quoted(one.said, above)):
            page.rejected.append(one.told)
            return
        else:
            statement = found
        above.add(statement)
        page.spare[statement.text] = one.verdict.spare
        own = page.statements[one.story]
        behind = (n for n, other in enumerate(own, 1) if 0 < other.paragraph <= one.paragraph)
        own.insert(max(behind, default=0), statement)
        page.rejected.append(replace(one.told, instead=statement.text))

    def _told_before(self, item: _Item) -> bool:
        """Whether a sentence says what an earlier page did: all that it cites was cited there."""
        edited, cites = item.edited, item.said.evidence
        if edited.updates or edited.corrects or not cites:
            return False
        return all(sentence.text in self._known.reported for sentence in cites)

    def _put_right(self, better: str, said: Said) -> Said | None:
        """Return what the judge wrote in its place, if nothing certain speaks against that."""
        if not better.strip():
            return None
        again = self._sheet.read(better)
        if not again.evidence:
            again = again.citing(said.evidence)
        checked = self._examined(again)
        return again.citing(checked.lent) if again.evidence and not checked.refused else None

    def _quoted(self, said: Said, above: Above) -> Statement | None:
        """Return the sentence cited that is closest to it, if the page lacks it."""
        claim = set(self._vocabulary.read(said.text).stems)

        def likeness(sentence: Sentence) -> float:
            stems = set(sentence.reading.stems)
            return len(claim & stems) / (len(claim | stems) or 1)

        for sentence in sorted(said.evidence, key=likeness, reverse=True):
            if dangling(sentence.text):
                continue
            quoted = Statement(sentence.text, (sentence.cited(),), 1, "source", replaced=True)
            if not above.repeated(quoted):
                return quoted
        return None

    def _statement(self, said: Said, verdict: Verdict, model: str) -> Statement:
        off = self._sheet.ids(verdict.off)
        fewer = said.without(off)
        if off and fewer.evidence and not self._examined(fewer).refused:
            said = fewer
        said = said.gathered()
        part = self._sheet.ids(verdict.part)
        whole = [s for s in said.evidence if s.id not in part]
        return Statement(
            text=said.text if ends(said.text) else f"{said.text}.",
            citations=tuple(sentence.cited() for sentence in said.evidence),
            support=max(1, self._sheet.support(whole)),
            written_by="model",
            model=model,
            marks=said.marks,
        )

    def _adds_nothing(self, text: str, told: str) -> bool:
        """Whether each figure of a sentence that is said to repeat another stands in that one."""
        return self._vocabulary.read(text).values <= self._vocabulary.read(told).values

    def _keep(
        self, item: _Item, statement: Statement, page: _Page, above: Above, spare: int
    ) -> None:
        above.add(statement)
        page.kept[item.name] = statement.text
        page.spare[statement.text] = spare
        was = item.edited.corrects
        if was is not None:
            kind = kind_of([statement.text, was.text], self._vocabulary)
            day = was.at.astimezone(self._zone).date()
            page.corrections.append(Correction(kind, was.text, day, was.run, statement))
            return
        told = item.edited.updates
        if told is not None and item.story not in page.backgrounds:
            day = told.at.astimezone(self._zone).date()
            page.backgrounds[item.story] = Background(told.text, day, told.run)
        page.statements[item.story].append(statement)

    def _sections(
        self, page: EditedPage, verdicts: Mapping[str, Verdict], proven: _Page
    ) -> Iterator[Section]:
        for number, story in enumerate(page.stories):
            statements, differences = proven.statements[number], proven.differences[number]
            if not statements and not differences:
                continue
            headline = self._headline(number, story, statements, verdicts, proven)
            told = self._precedence.statements(statements, headline, proven.spare)
            disputed = self._precedence.differences(differences, told)
            yield Section(headline, told, disputed, proven.backgrounds.get(number))

    def _headline(
        self,
        number: int,
        story: EditedStory,
        statements: Sequence[Statement],
        verdicts: Mapping[str, Verdict],
        proven: _Page,
    ) -> str:
        """Return the editor's headline if it is borne out, put right, or the best of the titles."""
        verdict = verdicts.get(f"H{number + 1}", _CERTAIN)
        told = (citation for statement in statements for citation in statement.citations)
        evidence = self._sheet.cited(told) or evidence_of(story)
        checked = self._of_headline(story.headline, evidence)
        if verdict.right and not checked.refused:
            return story.headline
        better = without_stop(self._sheet.read(verdict.better).text) if verdict.better else ""
        if better and not self._of_headline(better, evidence).refused:
            instead = better
        else:
            documents = {s.document: self._sheet.documents[s.document] for s in evidence}
            texts = [statement.text for statement in statements] or [story.headline]
            instead = of_titles(Story(tuple(documents.values()), ()), texts, self._vocabulary)
        if story.headline:
            why = " ".join([verdict.why, *(finding.reason for finding in checked.refused)]).strip()
            proven.rejected.append(Rejected(story.headline, f"as a headline: {why}", instead))
        return instead

    def _left_out(self, page: EditedPage, proven: Proven) -> Iterator[LeftOff]:
        """Yield the sentences of the sheet that the page does not cite, and why."""
        told = {(citation.document, citation.start) for citation in cited(proven)}
        for line in self._sheet.by_number.values():
            sentence = line.sentence
            if (sentence.document, sentence.start) not in told and not line.same:
                why = page.left_out.get(line.number, "")
                left_out = f"the editor left it out{f': {why}' if why else ''}"
                reason = self._known.unnoted.get(line.number, left_out)
                yield LeftOff(sentence.text, reason, (sentence.cited(),))


def _certain(item: _Item) -> tuple[str, ...]:
    """Return what certainly speaks against a sentence, in sentences."""
    nothing = () if item.said.evidence else ("It cites nothing.",)
    return (*nothing, *(finding.reason for finding in item.checked.refused))


def cited(page: Proven) -> Iterator[Citation]:
    """Yield all that a page cites."""
    for section in page.sections:
        for statement in section.statements:
            yield from statement.citations
        for difference in section.differences:
            for side in difference.sides:
                yield from side.citations
    for correction in page.corrections:
        yield from correction.now.citations
