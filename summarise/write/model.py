"""The writer with a language model: facts go in, numbered; statements that cite them come out.

The model sees deduplicated facts, not articles. Whatever it leaves out, and whatever it fails to
deliver, is quoted from the sources.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel

from summarise.backends import Backend, Prompt
from summarise.backends.answer import parse
from summarise.errors import BackendError, BadAnswerError
from summarise.prompts import Prompts
from summarise.text.sentences import split
from summarise.types import MOST_CITED, Draft, Story, Written
from summarise.write.choice import Chosen, choose
from summarise.write.headline import LONGEST as LONGEST_TITLE
from summarise.write.headline import headline

T = TypeVar("T", bound=BaseModel)
Strategy = Literal["story", "fact"]
LONGEST = 600
"""Characters of a sentence: more is a text."""

_ABOUT_THE_EVIDENCE = re.compile(
    r"(?:according to )?(?:the |this )?(?:evidence|text|article|sentence|source|fact|report)s?"
    r"(?: (?:says?|states?|shows?|tells?|suggests?|indicates?|reports?)(?: that)?|,) ",
    re.I,
)
ROOMY = 16_384
"""Tokens of context from which a model is taken to be able to write a whole story at once."""
AGAIN = "Answer again, with JSON only."
ANSWER = 160
"""Tokens of room for the answer that is one sentence."""
CHARACTERS = 3
"""Characters in a token, at least: what a prompt may cost is estimated on the safe side."""


def _one_sentence(text: str) -> str:
    text = " ".join(text.split())
    if not 3 <= len(text) <= LONGEST:
        raise ValueError(f"must be one sentence of at most {LONGEST} characters")
    return text


# Checked here and not in the JSON Schema: strict servers refuse bounds in it.
Line = Annotated[str, AfterValidator(_one_sentence)]


class StatementAnswer(BaseModel):
    """One sentence, and the numbers of the facts that it rests on."""

    text: Line
    facts: list[int]


class StoryAnswer(BaseModel):
    """What the story prompt asks for."""

    headline: str
    statements: list[StatementAnswer]


class SentenceAnswer(BaseModel):
    """What the fact and revise prompts ask for."""

    text: Line


@dataclass(frozen=True, slots=True)
class Room:
    """How long a prompt and its answer may be together, and the answer alone, in tokens."""

    context: int = 8192
    answer: int = 1024


def strategy_for(asked: Literal["auto", "story", "fact"], room: Room) -> Strategy:
    """Return the strategy: what the config says, or by the size of the model's context."""
    if asked != "auto":
        return asked
    return "story" if room.context >= ROOMY else "fact"


class ModelWriter:
    """Asks a backend, by one of two strategies: one call for a story, or one for each fact.

    A story whose prompt would not fit the model's context is written fact by fact, and a fact that
    would not is quoted. When the server can't be reached or refuses, it is not asked again in this
    run: the rest is quoted. ``degraded`` says in sentences what was not done as asked for.
    """

    def __init__(self, backend: Backend, prompts: Prompts, strategy: Strategy, room: Room) -> None:
        self._backend = backend
        self._prompts = prompts
        self._strategy = strategy
        self._room = room
        self._down = False
        self._troubles: dict[str, None] = {}

    @property
    def degraded(self) -> tuple[str, ...]:
        """What went wrong so far, each once."""
        return tuple(self._troubles)

    def write(self, story: Story, places: int) -> Written:
        """Have the model word the first facts of the story, as many as there are places."""
        choice = choose(story)
        asked = choice.chosen[:places]
        title, drafts = self._asked(asked)
        drafts += [_quoted(item) for item in choice.chosen[places:]]
        lead = asked[0].text if asked else drafts[0].text if drafts else ""
        return Written(title or headline(story, lead), tuple(drafts), choice.left_off)

    def revise(self, draft: Draft, reason: str) -> Draft | None:
        """Ask for a refused sentence once more, with the reason; None if no answer comes."""
        if draft.written_by != "model" or not draft.evidence:
            return None
        answer = self._answer(
            "revise",
            SentenceAnswer,
            ANSWER,
            evidence=[sentence.text for sentence in draft.evidence],
            sentence=draft.text,
            reason=reason,
        )
        return replace(draft, text=_plain(answer.text)) if answer else None

    def _asked(self, asked: Sequence[Chosen]) -> tuple[str, list[Draft]]:
        """Return the headline (empty if none) and the drafts."""
        if self._strategy == "story" and asked and not self._down:
            facts = [_numbered(item) for item in asked]
            if self._fits("story", self._room.answer, facts=facts):
                return self._by_story(asked, facts)
        return "", [self._by_fact(item) for item in asked]

    def _by_story(
        self, asked: Sequence[Chosen], facts: list[dict[str, object]]
    ) -> tuple[str, list[Draft]]:
        answer = self._answer("story", StoryAnswer, self._room.answer, facts=facts)
        if answer is None:
            return "", [_quoted(item) for item in asked]
        drafts = [_cited(one, asked) for one in answer.statements]
        told = {id(fact) for draft in drafts for fact in draft.facts}
        untold = [_quoted(item) for item in asked if id(item.fact) not in told]
        title = answer.headline.rstrip(".")
        return title if len(title.split()) <= LONGEST_TITLE else "", drafts + untold

    def _by_fact(self, item: Chosen) -> Draft:
        """Return the draft for a fact, quoted if the model does not deliver."""
        evidence = [sentence.text for sentence in item.evidence]
        if not self._fits("fact", ANSWER, evidence=evidence):
            return _quoted(item)
        answer = self._answer("fact", SentenceAnswer, ANSWER, evidence=evidence)
        if answer is None:
            return _quoted(item)
        return Draft(_plain(answer.text), (item.fact,), item.evidence, "model", (_quoted(item),))

    def _fits(self, name: str, tokens: int, **values: object) -> bool:
        prompt = self._prompts.render(name, **values)
        needed = (len(prompt.system) + len(prompt.user)) / CHARACTERS + tokens
        return needed <= self._room.context

    def _answer(self, name: str, kind: type[T], tokens: int, **values: object) -> T | None:
        """Ask, and once more with the reason if the answer is of no use; None after that."""
        if self._down:
            return None
        asked = self._prompts.render(name, **values)
        schema = _bare(kind.model_json_schema())
        prompt = Prompt(asked.name, asked.system, asked.user, schema, tokens)
        try:
            return self._parsed(prompt, kind)
        except BadAnswerError as error:
            user = f"{prompt.user}\n\nYour last answer could not be used: {error} {AGAIN}"
            prompt = replace(prompt, user=user)
        except BackendError as error:
            self._note(error)
            return None
        try:
            return self._parsed(prompt, kind)
        except BackendError as error:
            self._note(error)
            return None

    def _parsed(self, prompt: Prompt, kind: type[T]) -> T:
        return parse(self._backend.complete(prompt).text, kind)

    def _note(self, error: BackendError) -> None:
        self._down = self._down or not isinstance(error, BadAnswerError)
        self._troubles[f"the model did not deliver, and sources are quoted instead: {error}"] = None


def _numbered(item: Chosen) -> dict[str, object]:
    """Return a fact as the story prompt shows it."""
    return {
        "evidence": [sentence.text for sentence in item.evidence],
        "overtaken": item.fact.standing == "overtaken",
    }


def _quoted(item: Chosen) -> Draft:
    return Draft(item.text, (item.fact,), item.evidence, "source")


def _cited(answer: StatementAnswer, asked: Sequence[Chosen]) -> Draft:
    """Return the draft of a statement; it has no evidence if it cites no fact that there is."""
    cited = [asked[n - 1] for n in dict.fromkeys(answer.facts) if 1 <= n <= len(asked)]
    evidence = {sentence.id: sentence for item in cited for sentence in item.evidence}
    return Draft(
        _plain(answer.text),
        tuple(item.fact for item in cited),
        tuple(evidence.values())[: MOST_CITED * max(1, len(cited))],
        "model",
        tuple(_quoted(item) for item in cited),
    )


def _bare(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema without titles and docstrings: a small model takes them for the task."""
    return {
        key: _bare(value) if isinstance(value, dict) else value
        for key, value in schema.items()
        if not (key in ("title", "description") and isinstance(value, str))
    }


def _plain(text: str) -> str:
    """Return the first sentence of an answer, without an opening that speaks of the evidence.

    Small models go on after the one sentence that they were asked for, and make it up.
    """
    spans = split(text)
    if len(spans) > 1:
        text = text[spans[0][0] : spans[0][1]]
    match = _ABOUT_THE_EVIDENCE.match(text)
    if not match or match.end() >= len(text):
        return text
    return text[match.end()].upper() + text[match.end() + 1 :]
