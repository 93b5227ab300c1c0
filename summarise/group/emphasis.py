"""Accounts that weigh a thing differently: one plays down what another stresses."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from summarise.group.facts import Clash
from summarise.group.points import Conflict
from summarise.text.reading import Reading
from summarise.text.words import is_content, stem, words
from summarise.types import Sentence

_PLAYED_DOWN = re.compile(
    r"\b(?P<phrase>(?:more (?:on|about|of|in) [^,.;]{2,40}? than(?: on| about| of| in)?"
    r"|rather than|less (?:on|about)|not so much(?: on| about)?)"
    r" (?P<thing>[^,.;]{3,40}))",
    re.I,
)
_STRESS = frozenset(
    stem(word)
    for word in "deepen strengthen boost expand increase enhance tighten bolster intensify upgrade "
    "broaden".split()
)
REACH = 4
"""Words after a verb of stress that it can stress."""


def emphases(sentences: Sequence[Sentence]) -> Iterator[Clash]:
    """Yield pairs in which a sentence plays down what one of another report stresses.

    Each sentence that has such a counterpart is in a pair, but it is not paired with all of them.
    """
    waiting: dict[str, _Stressing] = defaultdict(_Stressing)
    for j, sentence in enumerate(sentences):
        for key, phrase in _stressed(sentence.reading).items():
            waiting[key].sentences[j] = phrase
            waiting[key].unpaired.add(j)
    for i, sentence in enumerate(sentences):
        match = _PLAYED_DOWN.search(sentence.text)
        if not match:
            continue
        thing = {stem(w.text) for w in words(match["thing"])[:2] if is_content(w.text)}
        phrase = match["phrase"].strip()
        for key in sorted(thing & waiting.keys()):
            for j in waiting[key].partners(i, sentences):
                conflict = Conflict("emphasis", key, phrase, waiting[key].sentences[j])
                yield Clash(i, j, conflict, 0.0)


@dataclass(slots=True)
class _Stressing:
    """The sentences that stress a thing, with the phrase, and those of them not yet in a pair."""

    sentences: dict[int, str] = field(default_factory=dict)
    unpaired: set[int] = field(default_factory=set)

    def partners(self, i: int, told: Sequence[Sentence]) -> list[int]:
        """Return the first sentence of another report, and all others that wait for a pair."""
        own = told[i].document
        first = next((j for j in self.sentences if told[j].document != own), None)
        if first is None:
            return []
        paired = {j for j in self.unpaired if told[j].document != own}
        self.unpaired -= paired
        return sorted(paired | {first})


def _stressed(text: Reading) -> dict[str, str]:
    """Return what a sentence stresses: the stem, and the phrase with the verb."""
    tokens = text.tokens
    found: dict[str, str] = {}
    for i, token in enumerate(tokens):
        if token.stem not in _STRESS:
            continue
        for reached in tokens[i + 1 : i + 1 + REACH]:
            if reached.is_content:
                after = next((t for t in tokens if t.start > reached.end), reached)
                end = after.end if after.is_content else reached.end
                found.setdefault(reached.stem, text.text[token.start : end])
    return found
