"""The writer with a language model: facts go in, numbered; statements that cite them come out.

The model sees deduplicated facts, not articles. Whatever it leaves out, and whatever it fails to
deliver, is quoted from the sources.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel

from summarise.backends import Backend, Prompt
from summarise.backends.answer import parse
from summarise.errors import BackendError, BadAnswerError
from summarise.prompts import Prompts, Rendered
from summarise.text.sentences import split
from summarise.types import Draft, Story, Written
from summarise.write.choice import MOST_CITED, Chosen, choose
from summarise.write.headline import headline

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

    headline: Line
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

    A story whose prompt would not fit the model's context is written fact by fact. After an error
    that will not pass, the model is not asked again: the rest is quoted.
    """

    def __init__(self, backend: Backend, prompts: Prompts, strategy: Strategy, room: Room) -> None:
        self._backend = backend
        self._prompts = prompts
        self._strategy = strategy
        self._room = room
        self._down = ""

    def write(self, story: Story, places: int) -> Written:
        """Have the model word the first facts of the story, as many as there are places.

        Backend errors end up in ``Written.degraded``.
        """
        choice = choose(story)
        asked = choice.chosen[:places]
        if self._down and asked:
            trouble = [self._down]
            title, drafts = "", [_quoted(item) for item in asked]
        else:
            title, drafts, trouble = self._asked(asked)
        drafts += [_quoted(item) for item in choice.chosen[places:]]
        lead = drafts[0].text if drafts else ""
        title = title or headline(story, asked[0].text if asked else lead)
        return Written(title, tuple(drafts), choice.left_off, tuple(trouble))

    def revise(self, draft: Draft, reason: str) -> Draft | None:
        """Ask for a refused sentence once more, with the reason; None if no answer comes."""
        if self._down or draft.written_by != "model":
            return None
        prompt = self._prompts.render(
            "revise",
            evidence=[sentence.text for sentence in draft.evidence],
            sentence=draft.text,
            reason=reason,
        )
        try:
            answer = parse(self._complete(prompt, SentenceAnswer, ANSWER), SentenceAnswer)
        except BackendError as error:
            self._note(error)
            return None
        return replace(draft, text=_plain(answer.text))

    def _asked(self, asked: Sequence[Chosen]) -> tuple[str, list[Draft], list[str]]:
        """Return the headline (empty if none), the drafts, and what went wrong."""
        if self._strategy == "story" and asked:
            prompt = self._story_prompt(asked)
            if self._fits(prompt):
                return self._by_story(asked, prompt)
        drafts: list[Draft] = []
        trouble: list[str] = []
        for item in asked:
            draft, problem = self._by_fact(item)
            drafts.append(draft)
            trouble += [problem] if problem and problem not in trouble else []
        return "", drafts, trouble

    def _story_prompt(self, asked: Sequence[Chosen]) -> Rendered:
        facts = [
            {
                "evidence": [sentence.text for sentence in item.evidence],
                "overtaken": item.fact.standing == "overtaken",
            }
            for item in asked
        ]
        return self._prompts.render("story", facts=facts)

    def _fits(self, prompt: Rendered) -> bool:
        needed = (len(prompt.system) + len(prompt.user)) / CHARACTERS + self._room.answer
        return needed <= self._room.context

    def _by_story(
        self, asked: Sequence[Chosen], prompt: Rendered
    ) -> tuple[str, list[Draft], list[str]]:
        try:
            text = self._complete(prompt, StoryAnswer, self._room.answer)
            answer = parse(text, StoryAnswer)
        except BackendError as error:
            self._note(error)
            return "", [_quoted(item) for item in asked], [_told(error)]
        drafts = [_cited(one, asked) for one in answer.statements]
        drafts = [draft for draft in drafts if draft.facts]
        told = {id(fact) for draft in drafts for fact in draft.facts}
        untold = [_quoted(item) for item in asked if id(item.fact) not in told]
        return answer.headline.rstrip("."), drafts + untold, []

    def _by_fact(self, item: Chosen) -> tuple[Draft, str]:
        """Return the draft for a fact, quoted if the model failed, and what went wrong."""
        if self._down:
            return _quoted(item), self._down
        evidence = [sentence.text for sentence in item.evidence]
        prompt = self._prompts.render("fact", evidence=evidence)
        try:
            answer = parse(self._complete(prompt, SentenceAnswer, ANSWER), SentenceAnswer)
        except BackendError as error:
            self._note(error)
            return _quoted(item), _told(error)
        return Draft(_plain(answer.text), (item.fact,), item.evidence, "model"), ""

    def _complete(self, prompt: Rendered, answer: type[BaseModel], tokens: int) -> str:
        schema = _bare(answer.model_json_schema())
        asked = Prompt(prompt.name, prompt.system, prompt.user, schema, tokens)
        return self._backend.complete(asked).text

    def _note(self, error: BackendError) -> None:
        if not isinstance(error, BadAnswerError):
            self._down = _told(error)


def _told(error: BackendError) -> str:
    return f"quoted from the sources, because the model did not deliver: {error}"


def _quoted(item: Chosen) -> Draft:
    return Draft(item.text, (item.fact,), item.evidence, "source")


def _cited(answer: StatementAnswer, asked: Sequence[Chosen]) -> Draft:
    """Return the draft of a statement; it has no facts if it cites none that there are."""
    cited = [asked[n - 1] for n in dict.fromkeys(answer.facts) if 1 <= n <= len(asked)]
    evidence = {sentence.id: sentence for item in cited for sentence in item.evidence}
    return Draft(
        _plain(answer.text),
        tuple(item.fact for item in cited),
        tuple(evidence.values())[: MOST_CITED * max(1, len(cited))],
        "model",
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
