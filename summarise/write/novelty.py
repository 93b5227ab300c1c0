"""What a page says already, and how much of a sentence it would be told for the first time."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from summarise.meaning.rarity import weights
from summarise.text.features import read
from summarise.types import ANOTHER

NOTHING_NEW = 0.20
"""Share of a fact that is new under which it only repeats the page."""
ECHO, ECHO_OF_ONE = 0.35, 0.70
"""Likeness from which two facts echo each other; and the share that has to be new in a fact that
is a perfect echo of one on the page, in between in proportion."""
SUBSTANCE = 40.0
"""Nats, five rare words, that are new in an echo which has something to say, unless it is LOUD."""
LOUD = 0.65
"""Likeness from which two facts are told in much the same words."""
ONE_FACT = 1.0
"""Echo of two facts that state the same by themselves, though their groups as a whole do not."""
ROOT = 5
"""Letters by which two words are akin (north, northern), where a stem is too strict."""
FIGURE = 8.0
"""Nats that a number weighs when it is asked what is new: as much as a rare word."""


class Page:
    """The facts chosen so far, by number, and the roots and figures of all that they say.

    ``echoes`` maps pairs of facts (i < j) to their likeness.
    """

    def __init__(self, echoes: Mapping[tuple[int, int], float]) -> None:
        self.numbers: list[int] = []
        self._on_page: set[int] = set()
        self._roots: Counter[str] = Counter()
        self._values: Counter[float] = Counter()
        self._denied: Counter[str] = Counter()
        self._echoes: dict[int, dict[int, float]] = defaultdict(dict)
        for (i, j), score in echoes.items():
            self._echoes[i][j] = self._echoes[j][i] = score

    def add(self, number: int, text: str) -> None:
        """Put a fact at the end of the page."""
        self.numbers.append(number)
        self._on_page.add(number)
        self._count(text, 1)

    def remove(self, number: int, text: str) -> None:
        """Take a fact off the page."""
        self._place = self.numbers.index(number)
        self.numbers.remove(number)
        self._on_page.remove(number)
        self._count(text, -1)

    def restore(self, number: int, text: str) -> None:
        """Put the fact that was removed last back where it stood."""
        self.numbers.insert(self._place, number)
        self._on_page.add(number)
        self._count(text, 1)

    def tells(self, stem: str) -> bool:
        """Whether a word is on the page, in any form."""
        return self._roots[stem[:ROOT]] > 0

    def echoing(self, number: int) -> Iterator[int]:
        """Yield the facts on the page that a fact echoes."""
        for other, score in self._echoes[number].items():
            if score >= ECHO and other in self._on_page:
                yield other

    def repeated(self, number: int, text: str, support: int) -> int | None:
        """Return the fact on the page that makes another one needless, or None."""
        features = read(text)
        if not self.numbers or any(not self._denied[word] for word in features.polarity.denied):
            return None  # a denial is news, whatever words it is in
        echoes = self._echoes[number]
        near = [other for other in echoes if other in self._on_page]
        loudest = max(near, key=lambda other: (echoes[other], -other), default=self.numbers[0])
        echo = echoes.get(loudest, 0.0)
        if echo >= ONE_FACT:
            return loudest
        if any(echoes[other] == ANOTHER for other in near):
            return None  # the same words say another thing
        if support > 1 and any(not self._values[value] for value in features.values):
            return None
        loudness = max(0.0, (echo - ECHO) / (1 - ECHO))
        limit = NOTHING_NEW + loudness * (ECHO_OF_ONE - NOTHING_NEW)
        new, substance = self._new(text)
        faint = substance < SUBSTANCE or echo >= LOUD
        needless = new < NOTHING_NEW or (new < limit and faint)
        return loudest if needless else None

    def _new(self, text: str) -> tuple[float, float]:
        """Return how much of a text's words and figures is not told yet: the share, and in nats."""
        own = {stem: weight for stem, weight in weights(text).items() if not stem[0].isdigit()}
        values = read(text).values
        total = sum(own.values()) + FIGURE * len(values)
        new = sum(weight for stem, weight in own.items() if not self._roots[stem[:ROOT]])
        new += FIGURE * sum(not self._values[value] for value in values)
        return new / (total or 1.0), new

    def _count(self, text: str, by: int) -> None:
        features = read(text)
        for stem in features.stems:
            self._roots[stem[:ROOT]] += by
        for value in features.values:
            self._values[value] += by
        for word in features.polarity.denied:
            self._denied[word] += by
