"""The judge: who answers questions of meaning that no rule can, all those of a page in one call.

A model where there is one; else, and for what a model leaves unanswered, the strict rules: what
raises a doubt is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal, Protocol

from pydantic import BaseModel, ConfigDict

from summarise.errors import BackendError
from summarise.models.threads import each
from summarise.page.desk import Desk
from summarise.page.room import packed
from summarise.page.sheet import Sheet
from summarise.types import Sentence

MOST_ANSWERED = 4096
"""Tokens of room for the verdicts on a page; most of them are single numbers."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked of one sentence of the page.

    ``name`` is its number, with a letter for a difference (D), one that the page lacks (P) or a
    headline (H). ``text`` has its marks, ``evidence`` is what they stand for, ``doubts`` is what
    rules noticed, in sentences, and ``certain`` what refuses it by itself; ``known`` says that
    rules alone would tell the difference.
    """

    name: str
    kind: Literal["statement", "difference", "proposal", "headline"]
    text: str
    evidence: tuple[Sentence, ...]
    doubts: tuple[str, ...] = ()
    certain: tuple[str, ...] = ()
    known: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a judge says of a sentence.

    ``why`` says what is not borne out and ``better`` is the sentence put right, with marks; of the
    sentences cited (by number), ``off`` bear out nothing and ``part`` only a part. ``repeats`` is
    the name of a question whose sentence tells all of it. Where the page is too long, what is
    ``spare`` leaves it first, 1 before 2; 0 is not.
    """

    right: bool
    why: str = ""
    better: str = ""
    off: frozenset[str] = frozenset()
    part: frozenset[str] = frozenset()
    repeats: str = ""
    spare: int = 0


class Judge(Protocol):
    """The seam between the page and whoever reads meaning."""

    def judge(self, questions: Sequence[Question]) -> Mapping[str, Verdict]:
        """Return a verdict for each question, by its name."""
        ...


class RulesJudge:
    """The strict rules: a doubt refuses, and a difference is one where code would tell it."""

    def judge(self, questions: Sequence[Question]) -> dict[str, Verdict]:
        """Return a verdict for each question, by its name."""
        return {question.name: _by_rules(question) for question in questions}


def _by_rules(question: Question) -> Verdict:
    if question.kind in ("difference", "proposal"):
        return Verdict(question.known, "" if question.known else "nobody could judge it")
    against = (*question.certain, *question.doubts)
    return Verdict(not against, " ".join(against))


class EntailmentJudge:
    """A small model of inference, which reads sentence and evidence; for differences, the rules.

    ``objection`` says why a text is not supported by evidence, or nothing.
    """

    def __init__(self, objection: Callable[[str, Sequence[str]], str]) -> None:
        self._objection = objection

    def judge(self, questions: Sequence[Question]) -> dict[str, Verdict]:
        """Return a verdict for each question, by its name."""
        return {question.name: self._verdict(question) for question in questions}

    def _verdict(self, question: Question) -> Verdict:
        if question.kind in ("difference", "proposal"):
            return _by_rules(question)
        why = self._objection(question.text, [sentence.text for sentence in question.evidence])
        return Verdict(not why, why)


class _Answer(BaseModel):
    model_config = ConfigDict(coerce_numbers_to_str=True)


class WrongAnswer(_Answer):
    """A sentence that is not borne out, why, and how it would be."""

    n: str
    why: str = ""
    better: str = ""


class CitesAnswer(_Answer):
    """Which marks of a sentence bear out nothing of it, and which a part."""

    n: str
    off: list[str] = []
    part: list[str] = []


class VerdictsAnswer(_Answer):
    """What the judge prompt asks for."""

    right: list[str]
    wrong: list[WrongAnswer] = []
    cites: list[CitesAnswer] = []
    repeats: list[list[str]] = []
    spare: list[str] = []


class ModelJudge:
    """A model that reads each sentence beside what it cites; days are those of ``zone``.

    The reader's ``wishes`` are sentences. Questions that don't fit one call are put in several.
    What it leaves unanswered, and all where it can't be asked, is decided by the rules.
    """

    def __init__(
        self,
        desk: Desk,
        sheet: Sheet,
        zone: tzinfo | None,
        workers: int = 1,
        wishes: Sequence[str] = (),
    ) -> None:
        self._desk = desk
        self._wishes = wishes
        self._sheet = sheet
        self._zone = zone
        self._workers = workers

    def judge(self, questions: Sequence[Question]) -> dict[str, Verdict]:
        """Return a verdict for each question, by its name."""

        def fit(asked: Sequence[Question]) -> bool:
            model = self._desk.models["judge"]
            tokens = min(MOST_ANSWERED, model.room.answer)
            prompt = self._desk.prompt("judge", VerdictsAnswer, tokens, **self._values(asked))
            return self._desk.fits("judge", prompt)

        packs = packed(questions, fit) if questions else []
        verdicts = RulesJudge().judge(questions)
        for found in each(self._ask, packs, self._workers):
            verdicts.update(found)
        return verdicts

    def _values(self, questions: Sequence[Question]) -> dict[str, object]:
        cited = (sentence for question in questions for sentence in question.evidence)
        only = frozenset(self._sheet.numbers_of(cited))
        return {
            "reports": self._sheet.shown(self._zone, only, whole=False),
            "questions": [
                {
                    "name": q.name,
                    "text": q.text,
                    "doubts": list(q.doubts),
                    "certain": list(q.certain),
                }
                for q in questions
            ],
            "wishes": list(self._wishes),
        }

    def _ask(self, questions: Sequence[Question]) -> dict[str, Verdict]:
        instead = "what only raises a doubt is refused"
        values = self._values(questions)
        try:
            answer = self._desk.answer(
                "judge", "judge", VerdictsAnswer, MOST_ANSWERED, instead, **values
            ).value
        except BackendError:
            return {}
        names = {question.name for question in questions}
        cites = {cited.n: cited for cited in answer.cites}
        again = {pair[1]: pair[0] for pair in answer.repeats if len(pair) == 2}
        spare = {name: rank for rank, name in enumerate(dict.fromkeys(answer.spare), 1)}
        wrong = {said.n: said for said in answer.wrong if said.n in names}
        found = {}
        for name in names & {*wrong, *answer.right}:
            said, marks = wrong.get(name), cites.get(name, CitesAnswer(n=name))
            found[name] = Verdict(
                right=said is None,
                why=said.why if said else "",
                better=said.better if said else "",
                off=frozenset(marks.off),
                part=frozenset(marks.part),
                repeats=again.get(name, "") if again.get(name) in names else "",
                spare=spare.get(name, 0),
            )
        return found
