"""All that a text claims and that can be compared, read off it once.

A run has one ``Vocabulary``: the words that it has met, and the texts. What is asked of a word or a
text again is there already, and all of it ends with the run. As spaCy's Doc and Vocab, without a
model: each part is read when it is first asked for, and kept on the ``Reading``.

Threads may share a vocabulary: what two of them work out at once is the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import NamedTuple, TypeVar

from summarise.language.counted import counts
from summarise.language.dates import WEEKDAYS, Date, dates, weekday
from summarise.language.frames import Frame, frame
from summarise.language.languages import FUNCTION_WORDS, PLAIN, language
from summarise.language.polarity import Polarity, polarity
from summarise.language.quantities import MEASURES, Quantity, ordinals, quantities
from summarise.language.sentences import WINDOW, belongs_to_word
from summarise.language.signs import Sign, sign
from summarise.language.vectors import is_rather_a_name, rarity
from summarise.language.words import Lexeme, Token, bare, lexeme, one_people, words

T = TypeVar("T")

_QUOTED = re.compile(r"(?:(?<!\d)\"|[“„«])([^\"“”„«»]{2,400})[\"”“»]|‘([^‘’]{2,400})’(?!\w)")
_TITLES = frozenset(
    "president minister mr mrs ms dr sir prime sen senator rep gov governor king queen prince "
    "judge justice chairman secretary general monday tuesday wednesday thursday friday saturday "
    "sunday january february march april may june july august september october november december "
    "jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_CLAUSE = re.compile(r"[^,.;]+")
_TOLD_BY = re.compile(
    r"\b(?:according to|citing|data (?:from|by)|reports?|(?:reported|compiled|reviewed) by|told)\b"
)
_SAYS = re.compile(r"\b(?:said|says|say|reported|wrote|announced|confirmed)\b")
_WHEN = re.compile(r"[,.;]| (?:on )?(?:in|late|early|[A-Z]\w+day)\b")
_WRAPPED = re.compile(r"[^\S\u00a0\u202f]*\n\s*")
_CAPITAL_NEXT = re.compile(r" [A-Z][\w’'-]")
_COMMON_ENDINGS = ("ed", "ing", "ly")
_PARTS = ("year", "month", "day")
Figure = tuple[str, float]
"""A number, and what part of a date it is: ("", 6.0), ("month", 6.0)."""


class Wording(NamedTuple):
    """The content words of a text, each stem once: stems, words folded, rarity in nats, its sum."""

    stems: tuple[str, ...]
    words: tuple[str, ...]
    weights: tuple[float, ...]
    weight: float


class _Memo(dict[str, T]):
    """What was worked out of each text, when it was first asked for."""

    def __init__(self, work_out: Callable[[str], T]) -> None:
        self._work_out = work_out

    def __missing__(self, text: str) -> T:
        return self.setdefault(text, self._work_out(text))


class Vocabulary:
    """The words and the texts of one run, each looked up and read once."""

    def __init__(self) -> None:
        self._readings = _Memo(lambda text: Reading(text, self))
        self._lexemes = _Memo(lexeme)
        self._rarities = _Memo(rarity)
        self._rather_names = _Memo(is_rather_a_name)

    def read(self, text: str) -> Reading:
        """Return the reading of a text: the same object for the same text.

        A line break says nothing, and no pattern has to know of it: it is read as a space.
        """
        return self._readings[_WRAPPED.sub(" ", text) if "\n" in text else text]

    def lexeme(self, word: str) -> Lexeme:
        """Return all that a word is by itself."""
        return self._lexemes[word]

    def rarity(self, word: str) -> float:
        """Return the weight of a word (folded), from 0 to 9 nats: how rare it is."""
        return self._rarities[word]

    def is_rather_a_name(self, word: str) -> bool:
        """Whether a word (folded) is seen with a capital more often than without one."""
        return self._rather_names[word]

    def one_name(self, one: str, other: str) -> bool:
        """Whether two words (folded) are forms of one name: equal, or a place and its people."""
        return self.lexeme(one).stem == self.lexeme(other).stem or one_people(one, other)


class Reading:
    """A text and what it claims, each part read when it is first asked for."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary

    def __repr__(self) -> str:
        return f"Reading({self.text!r})"

    @cached_property
    def language(self) -> str:
        """The code of the language that it shows; English if it shows none."""
        return language(self.text)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """Its words, in order."""
        look_up = self.vocabulary.lexeme
        found = tuple(Token(*look_up(w.text), w.start, w.end) for w in words(self.text))
        if self.language == PLAIN:
            return found
        small = FUNCTION_WORDS[self.language]
        return tuple(
            token._replace(is_content=False) if bare(token.text) in small else token
            for token in found
        )

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """The stems of its content words, in order."""
        return tuple(token.stem for token in self.tokens if token.is_content)

    @cached_property
    def surface(self) -> tuple[str, ...]:
        """The same words, folded but not stemmed."""
        return tuple(token.folded for token in self.tokens if token.is_content)

    @cached_property
    def weights(self) -> Mapping[str, float]:
        """The stems of its content words, each with the weight of its rarest form, in nats."""
        found: dict[str, float] = {}
        for stem, word in zip(self.stems, self.surface, strict=True):
            found[stem] = max(found.get(stem, 0.0), self.vocabulary.rarity(word))
        return found

    @cached_property
    def wording(self) -> Wording:
        """Its content words, each stem once by its first form, with what they weigh."""
        first: dict[str, str] = {}
        for stem, word in zip(self.stems, self.surface, strict=True):
            first.setdefault(stem, word)
        forms = tuple(first.values())
        weights = tuple(map(self.vocabulary.rarity, forms))
        return Wording(tuple(first), forms, weights, sum(weights))

    @cached_property
    def dates(self) -> tuple[Date, ...]:
        """Its dates, in order."""
        return dates(self.text)

    @cached_property
    def quantities(self) -> tuple[Quantity, ...]:
        """Its numbers and times of day, in order."""
        return quantities(self.text, self.dates, self.vocabulary.lexeme, self.language)

    @cached_property
    def counts(self) -> Mapping[str, tuple[Quantity, ...]]:
        """The figures on which accounts may differ, by what they count: killed people, %, km."""
        return counts(self.text, self.quantities, self.language)

    @cached_property
    def values(self) -> frozenset[float]:
        """Every number in it, the parts of dates included."""
        parts = {float(part) for date in self.dates for part in date[:3] if part}
        return frozenset(parts | {quantity.value for quantity in self.quantities})

    @cached_property
    def figures(self) -> frozenset[Figure]:
        """The same, each by what part of a date it is: June is no six."""
        parts = {
            (part, float(value))
            for date in self.dates
            for part, value in zip(_PARTS, date[:3], strict=True)
            if value
        }
        return frozenset(parts | {("", quantity.value) for quantity in self.quantities})

    @property
    def figure_spans(self) -> list[tuple[int, int]]:
        """Where its numbers and dates stand."""
        spans = [(quantity.start, quantity.end) for quantity in self.quantities]
        return spans + [(date.start, date.end) for date in self.dates]

    @cached_property
    def ordinals(self) -> frozenset[int]:
        """The places in a row that it names."""
        return ordinals(self.text)

    @cached_property
    def weekdays(self) -> frozenset[str]:
        """The days of the week in it, by their English names in small letters."""
        if self.language != PLAIN:
            told = (weekday(token.text, self.language) for token in self.tokens)
            return frozenset(filter(None, told))
        return frozenset(WEEKDAYS).intersection(t.folded for t in self._capitalised)

    @property
    def names(self) -> frozenset[str]:
        """Its capitalised words other than titles and the first one, folded."""
        return self._names[0]

    @property
    def lead_name(self) -> str:
        """The first word, folded, when it is capitalised."""
        return self._names[1]

    @cached_property
    def speakers(self) -> frozenset[str]:
        """The words of those who say what it tells, folded."""
        spans = [*_speaking(self.text)]
        return frozenset(
            token.folded
            for token in self.tokens
            if any(start <= token.start < end for start, end in spans)
        )

    @cached_property
    def quotes(self) -> tuple[str, ...]:
        """What stands in quotation marks."""
        return tuple(a or b for a, b in _QUOTED.findall(self.text))

    @cached_property
    def polarity(self) -> Polarity:
        """What it denies, and what it only plans or thinks possible."""
        return polarity(self.text, self.tokens, self.language)

    def has(self, kind: Sign) -> bool:
        """Whether it has words that are a sign of a kind in its language."""
        return bool(sign(kind, self.language).search(self.text))

    @cached_property
    def frame(self) -> Frame:
        """What keeps it from saying as so what stands in it."""
        return frame(self.text)

    @cached_property
    def normal(self) -> list[str]:
        """Its tokens, folded; a number, a date or a unit in one form, whatever it is written in.

        The first token of a figure stands for its value, its others are empty. What follows a
        number, its unit, is brought to one form: 40 km, 40 kilometers.
        """
        figures = [(q.start, q.end, f"{q.value:g}") for q in self.quantities]
        figures += [(d.start, d.end, "-".join(map(str, d[:3]))) for d in self.dates]
        held: dict[int, tuple[int, str]] = {}
        for start, end, shown in figures:
            for place in range(start, end):
                held.setdefault(place, (start, shown))
        found: list[str] = []
        seen: set[int] = set()
        for token in self.tokens:
            if token.start in held:
                start, shown = held[token.start]
                found.append("" if start in seen else shown)
                seen.add(start)
            else:
                found.append(MEASURES.get(token.folded, token.folded))
        return found

    def first(self, stem: str) -> Token | None:
        """Return the first word that has a stem."""
        return next((token for token in self.tokens if token.stem == stem), None)

    def word(self, stem: str) -> str:
        """Return the first word that has a stem, as written."""
        token = self.first(stem)
        return token.text if token else stem

    def between(self, start: int, end: int) -> str:
        """Return the text of some of its tokens, by their numbers."""
        return self.text[self.tokens[start].start : self.tokens[end - 1].end]

    def place(self, wanted: Callable[[Token], bool]) -> tuple[int, int]:
        """Return where the first word stands that is wanted; the whole text if there is none."""
        spans = ((token.start, token.end) for token in self.tokens if wanted(token))
        return next(spans, (0, len(self.text)))

    def place_of_name(self, name: str) -> tuple[int, int]:
        """Return where the first word stands that is this one, folded."""
        return self.place(lambda token: token.folded == name)

    @cached_property
    def _capitalised(self) -> list[Token]:
        """The words with a capital that are part of no figure."""
        figures = {place for span in self.figure_spans for place in range(*span)}
        return [t for t in self.tokens if t.text[0].isupper() and t.start not in figures]

    @cached_property
    def _names(self) -> tuple[frozenset[str], str]:
        """The names among the capitalised words, and the first word if it may be one."""
        text = self.text
        capital = [token for token in self._capitalised if token.is_content]
        if len(capital) > 3 and self._is_title_case():
            capital = [t for t in capital if t.text.isupper() and len(t.text) < 6]
        names: set[str] = set()
        lead = ""
        for token in capital:
            if not _opens_sentence(text, token.start):
                names.add(token.folded)
                continue
            lead = lead or token.folded
            if _CAPITAL_NEXT.match(text, token.end) and not token.text.endswith(_COMMON_ENDINGS):
                names.add(token.folded)
        return frozenset(names - _TITLES), "" if lead in _TITLES else lead

    def _is_title_case(self) -> bool:
        """Whether every word that says something has a capital, as in headlines without a stop."""
        if self.text.rstrip("\"'”’»)] \n").endswith((".", "!")):
            return False
        return not any(
            token.is_content and token.text.islower() and self.text[token.start - 1] != "-"
            for token in self.tokens
        )


def _speaking(text: str) -> Iterator[tuple[int, int]]:
    """Yield where it stands who says so: up to a verb that ends its clause, or behind "told"."""
    said_last = _end_of_words(text)
    for clause in _CLAUSE.finditer(text):
        start, end = clause.span()
        if not _TOLD_BY.match(text, start, end):
            verbs = [verb.end() for verb in _SAYS.finditer(text, start, end)]
            last = next((e for e in reversed(verbs) if e >= said_last or _WHEN.match(text, e)), 0)
            if last:
                yield start, last
                start = last
        if told := _TOLD_BY.search(text, start, end):
            yield told.start(), end


def _end_of_words(text: str) -> int:
    """Return where the last word of a text ends."""
    return next((n for n in range(len(text), 0, -1) if text[n - 1].isalnum()), 0)


def _opens_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - 8) : start].rstrip(" \t\n\"'“‘«([")
    if not before:
        return start <= 8
    if before[-1] == ".":
        end = text.rindex(".", 0, start) + 1
        return not belongs_to_word(text[max(0, end - WINDOW) : end], text[start : start + WINDOW])
    return before[-1] in "!?:;…—"
