"""A model that only makes answers of the length that real ones have, and notes what it was asked.

What it says is of no use; what it costs is. A page takes sentences from the sheet in turn, the
first of each report, then the second, up to the words asked for. A judge calls all of it right. A
summary has half the words of what it is to sum up, and a page's at most.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from summarise.models import FRAME, Completion, Prompt, tokens

MARKS = 2
"""Sentences that a statement cites: a strong model's cite 1.98 (strong_model)."""
ASKED_ABOUT = 5
"""Of so many statements one is put so that rules ask about it: of a strong model's, 17 of 88."""
OPENING = "Only "
HEADLINE = 12
"""Words of a headline: as many as the prompt allows."""
PER_STORY = 3
_BLOCK = re.compile(r"^\[\d+\] <<<\n(?P<head>.*)\n(?P<lines>[\s\S]*?)\n>>>$", re.MULTILINE)
_LINE = re.compile(r"^(\d+\.\d+) (.*)$")
_ROOM = re.compile(r"about (\d+) words in all.* about (\d+) sections")
_QUESTION = re.compile(r"^([A-Z]?\d+)\. ")


class Call(NamedTuple):
    """What a call costs, by its parts; ``template`` is the name of what was asked."""

    template: str
    parts: Counter[str]


class ScriptedModel:
    """The backend of a run. ``words`` is what the last page was asked to have."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.words = 0

    def complete(self, prompt: Prompt) -> Completion:
        """Answer a prompt of the templates "page" and "judge"."""
        is_page = prompt.name == "page"
        answer = self._page(prompt.user) if is_page else _verdicts(prompt.user)
        self.calls.append(Call(prompt.name, parts(prompt, answer)))
        return Completion(answer, "scripted")

    def _page(self, user: str) -> str:
        room = _ROOM.search(user)
        if room is None:
            raise ValueError("the prompt of the page says no more how long it is to be")
        self.words = int(room[1])
        return page(user, self.words, int(room[2]))


def page(user: str, words: int, sections: int) -> str:
    """Return a page from the reports of a prompt, in Markdown."""
    reports = [_report(block) for block in _BLOCK.finditer(user)]
    told, length = list[tuple[str, str]](), 0
    for title, text in _in_turn(reports):
        length += len(text.rpartition(" [")[0].split())
        length += len(title.split()) if len(told) % PER_STORY == 0 else 0
        if length > words:
            break
        opening = "" if (len(told) + 1) % ASKED_ABOUT else OPENING
        told.append((title, f"- {opening}{text}"))
    most = max(PER_STORY, -(-len(told) // sections))
    parted = [told[first : first + most] for first in range(0, len(told), most)]
    return "\n\n".join(
        "\n".join([f"## {some[0][0]}", *(said for _, said in some)]) for some in parted
    )


def _report(block: re.Match[str]) -> list[tuple[str, str]]:
    """Return a title and a statement for each line of a report that stands there in full."""
    parts = block["head"].split(" | ")
    title = " ".join(parts[1 if len(parts) > 1 else 0].split()[:HEADLINE])
    lines = [line for text in block["lines"].splitlines() if (line := _LINE.match(text))]
    full = [(line[1], line[2]) for line in lines if not line[2].startswith("(word for word")]
    return [
        (title, f"{text} [{', '.join(number for number, _ in full[place : place + MARKS])}]")
        for place, (_, text) in enumerate(full)
    ]


def _in_turn(reports: Sequence[Sequence[tuple[str, str]]]) -> Iterator[tuple[str, str]]:
    for turn in zip_longest(*reports):
        yield from (one for one in turn if one is not None)


def _verdicts(user: str) -> str:
    """Return that all is right, in all the keys that a strict schema wants."""
    lines = _BLOCK.sub("", user).splitlines()
    right = [name[1] for line in lines if (name := _QUESTION.match(line))]
    return json.dumps({"right": right, "wrong": [], "cites": [], "repeats": []})


def summary(text: str, words: int) -> str:
    """Return the first half of a text, ``words`` at most."""
    given = text.split()
    return " ".join(given[: min(words, len(given) // 2)])


def parts(prompt: Prompt, answer: str) -> Counter[str]:
    """Return the tokens of each part of a prompt and of its answer."""
    texts: dict[str, list[str]] = {
        "system prompt": [prompt.system],
        "schema": [json.dumps(prompt.schema)] if prompt.schema else [],
        "answer": [answer],
    }
    inside = False
    for line in prompt.user.splitlines():
        inside = line.endswith("<<<") or (inside and line != ">>>")
        for name, text in _named(line, inside):
            texts.setdefault(name, []).append(text)
    counted = Counter({name: tokens("\n".join(some)) for name, some in texts.items()})
    counted["frame"] = FRAME
    return counted


def _named(line: str, inside: bool) -> list[tuple[str, str]]:
    """Return the parts that a line of a prompt's user message belongs to, each with its text."""
    if inside:
        sentence = _LINE.match(line)
        if sentence is None:
            return [("heads of reports", line)]
        return [("numbers of sentences", f"{sentence[1]} "), ("sentences", sentence[2])]
    if line == ">>>":
        return [("heads of reports", line)]
    if line.startswith("   ? "):
        return [("doubts", line)]
    if line.startswith("- "):
        return [("possible differences", line)]
    return [("questions" if _QUESTION.match(line) else "what else is said", line)]
