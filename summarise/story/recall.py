"""Which of the sentences that earlier pages told are near to one of today, however many they are.

All that is remembered is gone through once, word by word and not sentence by sentence: what has no
word of today's is nothing but passed by, of the rest only the places are noted, and read are those
that share most. So the work grows with what is remembered, not with what is remembered times what
is new, and what is held grows with the words of today.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from heapq import nlargest
from typing import Final

from summarise.language.reading import Reading, Vocabulary
from summarise.language.similarity import LITTLE, common
from summarise.language.words import words
from summarise.types import Reported

CLOSEST: Final = 6
"""Earlier sentences that each sentence of today is compared with: those that share most words."""
MOST_NOTED: Final = 5_000
"""Earlier sentences that are noted for a word, the latest: one that so many have finds none."""
MOST_WEIGHED: Final = 8_000
"""Of those, how many are weighed for a sentence of today, its rarest words first."""
MOST_HOMES: Final = 8
"""Pages, the latest, that are known to have told a sentence in the same words."""
_BEGINNING: Final = 3
"""Letters that a regular form and its stem share: from there on a longer word needs no stemming."""
_IRREGULAR: Final = 6
"""Letters of the longest words that are stemmed in any case: went is go."""
_LONG: Final = 40
"""Letters without a blank that are no word, but a line of a script that has none: met once."""
LEAST: Final = 0.30
"""Share of the words of the shorter of two sentences, by rarity, that both have: below it they
share a name or a subject, and are not compared."""


class Recalled:
    """What is near: ``near`` has for each text of today the earlier ones that share most with it.

    ``homes`` are the numbers of those that told such a text, in ``Memory.reported``.
    """

    def __init__(
        self, own: Sequence[Reading], reported: Sequence[Reported], vocabulary: Vocabulary
    ) -> None:
        self._vocabulary = vocabulary
        self._today = {text.text for text in own}
        self._weights = _weights(own)
        self._stems = _Stems(self._weights, vocabulary)
        self._texts: list[str] = []
        self._numbers: dict[str, list[int]] = {}
        self._posts: dict[str, list[int]] = {stem: [] for stem in self._weights}
        for number in range(len(reported) - 1, -1, -1):  # the latest first
            report = reported[number]
            for text in dict.fromkeys((report.text, *report.evidence)):
                self._note(text, number)
        self.homes: dict[Reading, list[int]] = {}
        self.near: dict[Reading, list[Reading]] = {text: self._near(text) for text in own}
        for reading in own:
            self._home(reading)

    def _note(self, text: str, number: int) -> None:
        """Note a text under its words, if it shares enough of them with today's."""
        if "\n" in text:
            text = self._vocabulary.read(text).text
        if (homes := self._numbers.get(text)) is not None:
            if len(homes) < MOST_HOMES and homes[-1] != number:
                homes.append(number)
            return
        stems: set[str] = set()
        for piece in text.split():
            if found := self._stems[piece]:
                stems.update(found)
        if not stems:
            return
        enough = sum(map(self._weights.__getitem__, stems)) >= LITTLE
        roomy = [posts for stem in stems if len(posts := self._posts[stem]) < MOST_NOTED]
        if text in self._today or (enough and roomy):
            self._numbers[text] = [number]
            for posts in roomy:
                posts.append(len(self._texts))
            self._texts.append(text)

    def _near(self, text: Reading) -> list[Reading]:
        weighed: dict[int, float] = defaultdict(float)
        left = MOST_WEIGHED
        weights = text.weights
        for stem in sorted(weights, key=lambda stem: (len(self._posts[stem]), stem)):
            posts = self._posts[stem][:left]
            if weighed and not len(posts) < min(left, MOST_NOTED):
                break  # what so many have tells none of them apart
            left -= len(posts)
            for place in posts:
                weighed[place] += weights[stem]
        best = nlargest(CLOSEST, weighed, key=lambda place: (weighed[place], -place))
        near = [self._vocabulary.read(self._texts[place]) for place in best]
        near = [other for other in near if _shares(text, other)]
        for other in near:
            self._home(other)
        return near

    def _home(self, text: Reading) -> None:
        if (homes := self._numbers.get(text.text)) is not None:
            self.homes[text] = homes


class _Stems(dict[str, tuple[str, ...]]):
    """The stems of what stands between two blanks that a text of today has, each looked up once."""

    def __init__(self, known: Mapping[str, float], vocabulary: Vocabulary) -> None:
        self._known = known
        self._beginnings = {stem[:_BEGINNING] for stem in known}
        self._lexeme = vocabulary.lexeme

    def __missing__(self, piece: str) -> tuple[str, ...]:
        lexemes = [self._lexeme(w.text) for w in words(piece) if self._may_be_known(w.text)]
        found = tuple(one.stem for one in lexemes if one.is_content and one.stem in self._known)
        return found if len(piece) > _LONG else self.setdefault(piece, found)

    def _may_be_known(self, word: str) -> bool:
        """Whether a word has to be stemmed to know whether a text of today has it."""
        if word.isdigit():
            return word in self._known
        regular = len(word) > _IRREGULAR and word.isascii()
        return not regular or word[:_BEGINNING].lower() in self._beginnings


def _shares(text: Reading, other: Reading) -> bool:
    lighter = min(sum(text.weights.values()), sum(other.weights.values()))
    return common(text, other) >= max(LITTLE, LEAST * lighter)


def _weights(own: Iterable[Reading]) -> dict[str, float]:
    weights: dict[str, float] = {}
    for text in own:
        for stem, weight in text.weights.items():
            weights[stem] = max(weight, weights.get(stem, 0.0))
    return weights
