"""Accounts that weigh a thing differently: one plays down what another stresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from summarise.group.conflicts import Conflict
from summarise.group.facts import Clash
from summarise.text.features import read
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
    """Yield the pairs in which a sentence plays down what one of another report stresses."""
    stressed = [_stressed(sentence.text) for sentence in sentences]
    for i, sentence in enumerate(sentences):
        match = _PLAYED_DOWN.search(sentence.text)
        if not match:
            continue
        thing = {stem(w.text) for w in words(match["thing"])[:2] if is_content(w.text)}
        for j, phrases in enumerate(stressed):
            if sentences[j].document == sentence.document:
                continue
            for key in sorted(thing & phrases.keys()):
                conflict = Conflict("emphasis", key, match["phrase"].strip(), phrases[key])
                yield Clash(i, j, conflict, 0.0)


def _stressed(text: str) -> dict[str, str]:
    """Return what a sentence stresses: the stem, and the phrase with the verb."""
    tokens = read(text).tokens
    found: dict[str, str] = {}
    for i, token in enumerate(tokens):
        if stem(token.text) not in _STRESS:
            continue
        for reached in tokens[i + 1 : i + 1 + REACH]:
            if is_content(reached.text):
                after = next((t for t in tokens if t.start > reached.end), reached)
                end = after.end if is_content(after.text) else reached.end
                found.setdefault(stem(reached.text), text[token.start : end])
    return found
