"""The writer with a language model: facts go in, numbered; statements that cite them come out.

The model sees deduplicated facts, not articles. Whatever it leaves out, and whatever it fails to
deliver, is quoted from the sources.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated, Any, TypeVar

from pydantic import AfterValidator, BaseModel

from summarise.config.tables import Stage
from summarise.errors import BackendError, BadAnswerError, DeclinedError, SpentError
from summarise.language.reading import Vocabulary
from summarise.language.sentences import split
from summarise.models.threads import each
from summarise.page.choice import Chosen, choose
from summarise.page.decorations import undecorated
from summarise.page.desk import QUOTED, Answered, Desk
from summarise.page.extract import LONGEST_HEADLINE, headline
from summarise.page.fit import SPARE
from summarise.page.room import Strategy, packed
from summarise.page.verify import outlets_of, refusal
from summarise.plain import one_line
from summarise.types import MOST_CITED, Draft, Rejected, Sentence, Statement, Story, Written

T = TypeVar("T", bound=BaseModel)
Asked = TypeVar("Asked")
Got = TypeVar("Got")

MOST_FOR_A_FACT = 2
"""Statements that are read for each fact that was asked for: one is wanted, and a refused one costs
a call."""
ANSWER = 160
"""Tokens of room for the answer that is one sentence."""
LONGEST = 600
"""Characters of a sentence: more is a text."""
_INSTEAD = {
    "headline": "a headline is the reports' own",
    "story": "its facts are asked for one by one",
}
"""What stands where a prompt was not answered; else sources are quoted."""
_TRIED = ("fact", "story")
"""Prompts whose answers tell what a model is worth; a revision comes when that is known."""
_TEXTS = r"(?:evidence|text|article|sentence|source|fact|report)s?"
_ABOUT_THE_EVIDENCE = re.compile(
    rf"(?:according to )?(?:the |this )?{_TEXTS}"
    r"(?: (?:says?|states?|shows?|tells?|suggests?|indicates?|reports?)(?: that)?|,) ",
    re.I,
)
_ATTRIBUTED = re.compile(
    rf"\b(?:{_TEXTS}|according to|(?:say|state|show|tell|suggest|indicate|report|claim)s?|said|told"
    r"|shown|(?:stat|show|suggest|indicat|report|claim)ed|stud(?:y|ies)|surveys?|documents?)\b",
    re.I,
)
"""Evidence with one of these rests on somebody's word: then an opening may stand for that."""


def _one_sentence(text: str) -> str:
    text = undecorated(one_line(text))
    if not 3 <= len(text) <= LONGEST:
        raise ValueError(f"must be one sentence of at most {LONGEST} characters")
    return text


# Checked here and not in the JSON Schema: strict servers refuse bounds in it.
OneSentence = Annotated[str, AfterValidator(_one_sentence)]


class StatementAnswer(BaseModel):
    """One sentence, and the numbers of the facts that it rests on."""

    text: OneSentence
    facts: list[int]


class StoryAnswer(BaseModel):
    """What the story prompt asks for."""

    headline: str
    statements: list[StatementAnswer]


class SentenceAnswer(BaseModel):
    """What the fact and revise prompts ask for."""

    text: OneSentence


class HeadlineAnswer(BaseModel):
    """What the headline prompt asks for."""

    headline: OneSentence


class ModelWriter:
    """Asks models, by one of two strategies: one call for a story, or one for each fact.

    The ``desk`` asks at the stages "write.fact", "write.story" and "headline". The facts of a story
    whose prompt would not fit the model's context are packed into several, a story that fails is
    written fact by fact, and a fact that fails is quoted. Up to ``workers`` calls are made at the
    same time; what comes out is in the order of the facts, whatever order the answers come in.
    """

    def __init__(
        self,
        desk: Desk,
        strategy: Strategy,
        vocabulary: Vocabulary,
        workers: int = 1,
    ) -> None:
        self._desk = desk
        self._strategy = strategy
        self._vocabulary = vocabulary
        self._workers = workers

    @property
    def degraded(self) -> tuple[str, ...]:
        """What was not done as asked for so far, in sentences, each once."""
        return self._desk.degraded

    @property
    def on_trial(self) -> bool:
        """Whether nothing that the model wrote was taken so far, and it is still asked."""
        return self._desk.trial.undecided

    @property
    def templates(self) -> frozenset[str]:
        """The names of the prompt templates that were put to a model so far."""
        return self._desk.templates

    def write(self, story: Story, places: int) -> Written:
        """Have the model word the first facts of the story, as many as there are places."""
        choice = choose(story, self._vocabulary, 1 + SPARE * places)
        asked = choice.chosen[:places]
        outlets = outlets_of(story.documents)
        title, drafts = self._by_story(asked, outlets) if self._strategy == "story" else ("", None)
        if drafts is None:
            drafts = self._by_facts(asked, outlets)
        drafts += [_quoted(item) for item in choice.chosen[places:]]
        told = [item.text for item in asked or drafts]
        title = title or headline(story, told, self._vocabulary)
        return Written(title, tuple(drafts), choice.left_off)

    def settled(self, statements: Sequence[Statement]) -> None:
        """Hear which sentences came onto the page: one of the model's own ends its trial."""
        self._desk.trial.stands(sum(one.written_by == "model" for one in statements))

    def headline(self, statements: Sequence[Statement]) -> str:
        """Ask for a headline for the statements, if there is a model for that."""
        if not statements or "headline" not in self._desk.models:
            return ""
        told = [statement.text for statement in statements]
        try:
            answer = self._ask("headline", "headline", HeadlineAnswer, ANSWER, statements=told)
        except BackendError:
            return ""
        return _title(answer.value.headline)

    def revise(self, draft: Draft, reason: str) -> Draft | None:
        """Ask for a refused sentence once more, with the reason; None if no answer comes."""
        if draft.written_by != "model" or not draft.evidence:
            return None
        stage: Stage = "write.story" if self._strategy == "story" else "write.fact"
        evidence = [sentence.text for sentence in draft.evidence]
        values = {"evidence": evidence, "sentence": draft.text, "reason": reason}
        try:
            answer = self._ask(stage, "revise", SentenceAnswer, ANSWER, **values)
        except BackendError:
            return None
        text, cut = _one(answer.value.text, draft.evidence)
        return replace(draft, text=text, model=answer.model, cut=cut)

    def _ask(
        self, stage: Stage, name: str, kind: type[T], tokens: int, **values: object
    ) -> Answered[T]:
        model, trial = self._desk.models.get(stage), self._desk.trial
        if model is not None and trial.concerns(model.name):
            raise BadAnswerError(trial.over)
        instead = _INSTEAD.get(name, QUOTED)
        tried = model is not None and name in _TRIED
        try:
            answer = self._desk.answer(stage, name, kind, tokens, instead, **values)
        except BadAnswerError as error:
            if model is not None and tried and not isinstance(error, DeclinedError):
                trial.unusable(model.name, str(error))
            raise
        if model is not None and tried:
            trial.usable(model.name)
        return answer

    def _by_story(
        self, asked: Sequence[Chosen], outlets: Sequence[str]
    ) -> tuple[str, list[Draft] | None]:
        """Return the headline (empty if none) and the drafts; None where no story was written."""
        model = self._desk.models.get("write.story")
        if model is None or not asked:
            return "", None

        def fit(items: Sequence[Chosen]) -> bool:
            prompt = self._desk.prompt(
                "story", StoryAnswer, model.room.answer, facts=_numbered(items)
            )
            return self._desk.fits("write.story", prompt)

        groups = packed(asked, fit)
        told = self._each(lambda group: self._group(group, outlets), groups)
        if not any(told):
            return "", None
        drafts = [
            draft
            for group, one in zip(groups, told, strict=True)
            for draft in (one[1] if one else self._by_facts(group, outlets))
        ]
        return (told[0][0] if told[0] else ""), drafts

    def _group(
        self, asked: Sequence[Chosen], outlets: Sequence[str]
    ) -> tuple[str, list[Draft]] | None:
        """Return the headline and the drafts of what fits into one call.

        None if there is no use in the answer, or none: single facts are easier, or asked of others.
        """
        room = self._desk.models["write.story"].room.answer
        try:
            answer = self._ask("write.story", "story", StoryAnswer, room, facts=_numbered(asked))
        except SpentError:  # what there is no time or money for is not cheaper in pieces
            return "", [_quoted(item) for item in asked]
        except BackendError:
            return None
        if not answer.value.statements:
            return None
        told = answer.value.statements[: MOST_FOR_A_FACT * len(asked)]
        drafts = [_cited(said, asked, answer.model) for said in told]
        self._tried(drafts, outlets)
        facts = {id(fact) for draft in drafts for fact in draft.facts}
        untold = [_quoted(item) for item in asked if id(item.fact) not in facts]
        return _title(answer.value.headline), drafts + untold

    def _by_facts(self, asked: Sequence[Chosen], outlets: Sequence[str]) -> list[Draft]:
        return self._each(lambda item: self._by_fact(item, outlets), asked)

    def _by_fact(self, item: Chosen, outlets: Sequence[str]) -> Draft:
        """Return the draft for a fact, quoted if the model does not deliver."""
        evidence = [sentence.text for sentence in item.evidence]
        try:
            answer = self._ask("write.fact", "fact", SentenceAnswer, ANSWER, evidence=evidence)
        except BackendError:
            return _quoted(item)
        text, cut = _one(answer.value.text, item.evidence)
        instead = (_quoted(item),)
        draft = Draft(text, (item.fact,), item.evidence, "model", instead, answer.model, cut)
        self._tried([draft], outlets)
        return draft

    def _each(self, ask: Callable[[Asked], Got], items: Sequence[Asked]) -> list[Got]:
        return each(ask, items, self._workers, lambda: self.on_trial)

    def _tried(self, drafts: Sequence[Draft], outlets: Sequence[str]) -> None:
        """Tell the trial of sentences, by the rules that verify goes by."""
        for draft in drafts:
            self._desk.trial.worded(not refusal(draft, outlets, self._vocabulary))


def _numbered(items: Sequence[Chosen]) -> list[dict[str, Any]]:
    """Return facts as the story prompt shows them."""
    return [
        {
            "evidence": [sentence.text for sentence in item.evidence],
            "overtaken": item.fact.standing == "overtaken",
        }
        for item in items
    ]


def _quoted(item: Chosen) -> Draft:
    return Draft(item.text, (item.fact,), item.evidence, "source")


def _cited(answer: StatementAnswer, asked: Sequence[Chosen], model: str) -> Draft:
    """Return the draft of a statement; it has no evidence if it cites no fact that there is."""
    cited = [asked[n - 1] for n in dict.fromkeys(answer.facts) if 1 <= n <= len(asked)]
    evidence = {sentence.id: sentence for item in cited for sentence in item.evidence}
    rests_on = tuple(evidence.values())[: MOST_CITED * max(1, len(cited))]
    text, cut = _one(answer.text, rests_on)
    facts, instead = tuple(item.fact for item in cited), tuple(_quoted(item) for item in cited)
    return Draft(text, facts, rests_on, "model", instead, model, cut)


def _one(text: str, evidence: Sequence[Sentence]) -> tuple[str, tuple[Rejected, ...]]:
    """Return the first sentence of an answer, bare, and what was cut off.

    Small models go on after the one sentence that they were asked for, and make it up. An opening
    that speaks of the evidence is cut off as well, but not where the evidence rests on somebody's
    word itself: what a report alleges must not become a fact.
    """
    spans = split(text)
    kept = text[spans[0][0] : spans[0][1]] if len(spans) > 1 else text
    cut = (
        [(text[spans[1][0] :], "it goes on after the one sentence asked for")] if spans[1:] else []
    )
    match = _ABOUT_THE_EVIDENCE.match(kept)
    attributed = any(_ATTRIBUTED.search(sentence.text) for sentence in evidence)
    if match and match.end() < len(kept) and not attributed:
        cut.append(
            (match[0].strip(), "an opening that speaks of the evidence and not of the event")
        )
        kept = kept[match.end()].upper() + kept[match.end() + 1 :]
    cited = tuple(sentence.cited() for sentence in evidence)
    return kept, tuple(Rejected(part, reason, kept, cited) for part, reason in cut)


def _title(text: str) -> str:
    """Return a model's headline, bare; nothing if it is a paragraph."""
    text = undecorated(one_line(text)).rstrip(".")
    return text if len(text.split()) <= LONGEST_HEADLINE else ""
