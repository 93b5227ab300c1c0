"""What a question asks for: its words, whom and what it names, and what kind of thing answers it.

English is the language that the kinds are known of; in another one a question is its words.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Final, Literal

from summarise.language import lists
from summarise.language.dates import Date
from summarise.language.quantities import CURRENCIES, SPANS_OF_TIME
from summarise.language.reading import Reading, Vocabulary
from summarise.language.relative_days import relative_days
from summarise.language.similarity import Words
from summarise.types import Sentence

Kind = Literal["number", "money", "length", "day", "year", "name", "anything"]
"""What answers a question: a number, a sum of money, a length of time, a day, a year, a name."""

UNKNOWN: Final = 9.0
"""Nats: the rarity of a word that the encoder's vocabulary has not."""
LONGEST: Final = 1000
"""Characters of a question that are read."""

_ROLES: Final = "|".join(lists("whole_names")["roles"].lower().split())
_MONEY: Final = (
    "costs?|pays?|paid|spend|spent|worth|priced?|ransom|earn|owe|raise|buy|bought|sell|sold"
)
_ASKED: Final[tuple[tuple[Kind, str], ...]] = (
    ("money", rf"\bhow much\b(?=.*\b(?:money|{_MONEY})\b)|\bwhat\b.*\b(?:cost|price)s?\b"),
    ("length", r"\bhow (?:long|old)\b|\bat what age\b"),
    ("year", r"\b(?:what|which) year\b"),
    ("day", r"\bwhen\b|\b(?:what|which) (?:day|date|month|time)\b"),
    (
        "number",
        r"\bhow (?:many|much|high|low|big|large|far|fast|heavy|deep|tall)\b|\b(?:what|which)"
        r" (?:number|share|proportion|percentage|percent|rate|toll|sum|amount|minimum|maximum)",
    ),
    (
        "name",
        r"\bwho(?:m|se)?\b|\b(?:what|which)\b.*\bnames? of\b|\b(?:what|which)"
        rf" (?:[a-z]+ )?(?:person|people|man|woman|{_ROLES})s?\b",
    ),
)
"""The kinds and how they are asked for; of two at one place the first one is it."""
_KINDS: Final = tuple((kind, re.compile(pattern, re.I)) for kind, pattern in _ASKED)

_ASKING: Final = frozenset(
    "how what when where which who whom whose why did does do is are was were many much long old "
    "high day date year number share amount name names tell say said get got gets make made take "
    "took give gave come came go went happen happened".split()
)
"""Words of a question that stand for its answer, and not in it."""
_NAMED: Final = "cent crown zloty forint peso rial riyal dirham dinar rand naira baht".split()
_CURRENCIES: Final = {*CURRENCIES.values(), *_NAMED}
_TITLE_NAMES: Final = frozenset("mr mrs ms dr sir".split())
_RUN: Final = re.compile(r"[A-Z][\w.’'-]*(?: [A-Z][\w.’'-]*)*")
_AHEAD: Final = re.compile(r"\b(?:will|going to|plan\w* to|due to)\b", re.I)
_HOW_MANY: Final = re.compile(r"\bhow many (?:\w+ )?(\w+)", re.I)
_ROLE: Final = re.compile(rf"\b(?:what|which) (?:\w+ )?({_ROLES})\b", re.I)


@dataclass(frozen=True)
class Inquiry:
    """A question, read."""

    reading: Reading

    @classmethod
    def of(cls, question: str, vocabulary: Vocabulary) -> Inquiry:
        """Return a question as it is read: what is too long for one is cut."""
        return cls(vocabulary.read(question[:LONGEST]))

    @cached_property
    def kind(self) -> Kind:
        """What kind of thing answers it: what is asked for first, not "when it fell" behind it."""
        text = self.reading.text
        asked = [(match.start(), kind) for kind, p in _KINDS if (match := p.search(text))]
        return min(asked, key=itemgetter(0), default=(0, "anything"))[1]

    @cached_property
    def words(self) -> Words:
        """The words, folded, that an answer may have: what it asks about."""
        wording = self.reading.wording
        own = tuple(word for word in wording.words if word not in _ASKING)
        return own or wording.words

    @cached_property
    def topic(self) -> Reading:
        """The same, as a text: it is held against sentences."""
        tokens = [t for t in self.reading.tokens if t.folded in self.words]
        return self.reading.vocabulary.read(" ".join(token.text for token in tokens))

    @cached_property
    def matter(self) -> Reading:
        """What it asks of those whom it names: its topic without what is written with a capital."""
        named = {token.folded for token in self.reading.tokens if token.text[0].isupper()}
        tokens = [token for token in self.topic.tokens if token.folded not in named]
        return self.reading.vocabulary.read(" ".join(token.text for token in tokens))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Whom and what it names, each by the last word of the name, folded."""
        found: dict[str, None] = {}
        tokens = {token.start: token for token in self.reading.tokens}
        for run in _RUN.finditer(self.reading.text):
            own = [t for start, t in tokens.items() if run.start() <= start < run.end()]
            own = [t for t in own if t.is_content and t.start and t.folded not in _ASKING]
            if own and own[-1].folded not in self.reading.weekdays:
                found[own[-1].folded] = None
        return tuple(found)

    def is_known_in(self, words: Set[str]) -> bool:
        """Whether all that it names stands among the words of a report (folded), in some form."""
        one_name = self.reading.vocabulary.one_name
        return all(
            name in words or any(one_name(name, word) for word in words) for name in self.names
        )

    def may_be_answered_by(self, sentence: Sentence, published: date | None) -> bool:
        """Whether a sentence has the kind of thing that is asked for, and the question has not.

        ``published`` is the day of its report; a day that is to come is no earlier.
        """
        text, asked = sentence.reading, self.reading
        numbers = [q for q in text.quantities if q.value not in asked.values]
        match self.kind:
            case "number":
                return bool(numbers)
            case "money":
                return any(q.unit in _CURRENCIES for q in numbers)
            case "length":
                return any(q.unit in SPANS_OF_TIME for q in numbers)
            case "year":
                return any(told.year and told.year not in asked.values for told in text.dates)
            case "day":
                return self._tells_day(text, published)
            case "name":
                return bool(self._new_names(text))
        return True

    def _tells_day(self, text: Reading, published: date | None) -> bool:
        """Whether a sentence tells a day that may be the one: not a past one of what is ahead."""
        meant = relative_days(text.text, published)
        if not _AHEAD.search(self.reading.text):
            return bool(text.dates or meant)
        if published is None:
            return bool(text.dates or meant) and text.has("ahead")
        days = [one.days[1] for one in meant if one.days]
        ahead = [told for told in text.dates if _last_day(told, published) > published]
        return bool(ahead) or any(day > published for day in days)

    def closeness(self, sentence: Sentence) -> float:
        """Return what a sentence gains, 0 or 1, that has what is asked for at its side.

        That is the number of what "how many" asks for, and the name of the "which judge".
        """
        text = sentence.text
        if self.kind == "number" and (counted := _HOW_MANY.search(self.reading.text)):
            unit = self.reading.vocabulary.lexeme(counted[1]).stem
            return float(any(q.unit == unit for q in sentence.reading.quantities))
        if self.kind == "name" and (role := _ROLE.search(self.reading.text)):
            called = rf"(?i:{role[1]})\b"
            named = rf"\b{called},? [A-Z]|[A-Z][\w’'-]+, (?:an?|the) (?:\w+ ){{0,3}}{called}"
            return float(bool(re.search(named, text)))
        return 0.0

    def _new_names(self, text: Reading) -> set[str]:
        """Return the names of a sentence that the question has not."""
        one_name = text.vocabulary.one_name
        asked = set(self.reading.surface)
        own = {*text.names, *((text.lead_name,) if self._leads(text) else ())} - _TITLE_NAMES
        return {
            name for name in own if not any(name == word or one_name(name, word) for word in asked)
        }

    def _leads(self, text: Reading) -> bool:
        """Whether the first word of a sentence is a name: by its use, or since nobody knows it."""
        lead, known = text.lead_name, text.vocabulary
        return bool(lead) and (known.is_rather_a_name(lead) or known.rarity(lead) >= UNKNOWN)


def _last_day(told: Date, published: date) -> date:
    """Return the last day that a date may mean, by the day of its report."""
    year = told.year or published.year
    try:
        return date(year, told.month or 12, told.day or 28)
    except ValueError:
        return date(year, told.month or 12, 28)
