"""Words of a text: where they stand, what they are once inflection is taken off.

Pure functions. What a run looks up again and again, its ``Vocabulary`` keeps
(``summarise.language.reading``).
"""

from __future__ import annotations

import re
import threading
import unicodedata
from typing import Any, NamedTuple

from summarise.language import inverted, lists

_UNSPACED_SCRIPTS = (
    r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002ffff"
    r"\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Burmese, Khmer
)
_MARKS = r"\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u0900-\u0963\u0971-\u0dff"
r"""Accents and vowel signs inside words, which ``\w`` does not hold."""
_UNSPACED = re.compile(f"[{_UNSPACED_SCRIPTS}]+")

_BEYOND_PLAIN = re.compile(f"[{_UNSPACED_SCRIPTS}{_MARKS}]")


def _word(letter: str) -> re.Pattern[str]:
    """Return a pattern of words: a dotted acronym, or letters and what an apostrophe adds."""
    return re.compile(rf"{letter}(?:(?:\.{letter})+\.?(?!\w)|{letter}*(?:[’']{letter}+)*)")


_PLAIN_WORD = _word(r"[^\W_]")
_SPACED_WORD = _word(rf"(?:[^\W_{_UNSPACED_SCRIPTS}]|[{_MARKS}])")
_ELIDED = re.compile(
    r"^(?:[ldnscjmt]|(?:jus|lors|puis|quoi)?qu|(?:d|n|qu)?ell|d?all|sull|un)[’'](?=\w\w)", re.I
)
"""An article or a pronoun that is written before a word: l'eau, n'ont, dell'anno."""
_POSSESSIVE = re.compile(r"[’']s?$")

_LISTS = lists("words")
STOPWORDS = frozenset(_LISTS["stopwords"].split())
_ALIASES = inverted(_LISTS["aliases"])
ALIASED = frozenset(_ALIASES.values())
"""Folded words that may stand for one that is written quite otherwise."""
_PASTS = inverted(_LISTS["pasts"])
_of_thread = threading.local()

ROOT = 4
"""Letters that two forms of a name share at least: Iran and Iranian."""
KIN = 5
"""Letters by which two words are akin (north, northern), where a stem is too strict."""
_OF_PLACES = ("", "ia", "a", "y", "e", "ey", "ay", "o", "um", "land", "stan", "istan")
_OF_PEOPLE = tuple(
    "s n an ns ans ian ians ean eans ien ese i is ish ic er ers ite ites egian egians".split()
)
"""Endings that turn the name of a place into that of its people: Ital-y, Ital-ian."""


class Word(NamedTuple):
    """A word as written, and its span."""

    text: str
    start: int
    end: int


class Lexeme(NamedTuple):
    """A word apart from any text, and all that it is by itself.

    ``stem`` is Porter's second, as in Snowball, of ``folded`` (see ``fold``); built is build.
    ``is_content`` says that it is no function word and no lone letter, ``is_past`` that it looks
    like a past form: signed, built.
    """

    text: str
    folded: str
    stem: str
    is_content: bool
    is_past: bool


class Token(NamedTuple):
    """A word of a text: all that it is by itself (as ``Lexeme``), and its span."""

    text: str
    folded: str
    stem: str
    is_content: bool
    is_past: bool
    start: int
    end: int


def lower(text: str) -> str:
    """Return the text in lower case with every character at its place."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def words(text: str) -> list[Word]:
    """Return the words in order. Scripts without spaces give overlapping pairs of characters."""
    if text.isascii() or not _BEYOND_PLAIN.search(text):
        return [Word(match[0], match.start(), match.end()) for match in _PLAIN_WORD.finditer(text)]
    found: list[Word] = []
    place = 0
    for run in _UNSPACED.finditer(text):
        found += _spaced(text, place, run.start())
        place = run.end()
        starts = range(run.start(), max(run.start() + 1, place - 1))
        found += (Word(text[i : min(i + 2, place)], i, min(i + 2, place)) for i in starts)
    return found + _spaced(text, place, len(text))


def is_unspaced(text: str) -> bool:
    """Whether a text is for the most part in a script without spaces."""
    return 2 * sum(len(run[0]) for run in _UNSPACED.finditer(text)) > len(text)


def _spaced(text: str, start: int, end: int) -> list[Word]:
    return [
        Word(match[0], match.start(), match.end())
        for match in _SPACED_WORD.finditer(text, start, end)
    ]


def fold(word: str) -> str:
    """Return a word in the form in which words are compared: no case, accent, dot or possessive."""
    alias = _ALIASES.get(_POSSESSIVE.sub("", word))
    if alias:
        return alias
    plain = unicodedata.normalize("NFKD", _ELIDED.sub("", word).replace("’", "'"))
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    plain = _POSSESSIVE.sub("", plain)
    return plain.replace(".", "") if plain.count(".") else plain


def bare(word: str) -> str:
    """Return a word in small letters, without the article that is written before it: l'eau."""
    return _ELIDED.sub("", word.lower())


def lexeme(word: str) -> Lexeme:
    """Return all that a word is by itself."""
    folded = fold(word)
    verb = _PASTS.get(folded, folded)
    stem = _stemmer().stemWord(verb) if verb.isascii() and verb.isalpha() else verb
    long = len(folded) > 1 or not folded.isascii() or folded.isdigit()
    return Lexeme(word, folded, stem, long and folded not in STOPWORDS, is_past(folded))


def is_past(folded: str) -> bool:
    """Whether a word (folded) has the form of a verb that tells the past."""
    return folded in _PASTS or (len(folded) > 4 and folded.endswith("ed"))


def stem(word: str) -> str:
    """Return the stem of a word."""
    return lexeme(word).stem


def is_content(word: str) -> bool:
    """Whether a word says something by itself."""
    return lexeme(word).is_content


def one_people(one: str, other: str) -> bool:
    """Whether one of two words (folded) is a place and the other one its people."""
    return _people_of(one, other) or _people_of(other, one)


def _people_of(people: str, place: str) -> bool:
    if people[: ROOT - 1] != place[: ROOT - 1]:
        return False
    roots = {place.removesuffix(ending) for ending in _OF_PLACES if place.endswith(ending)}
    return any(
        len(root) >= ROOT and people.startswith(root) and people[len(root) :] in _OF_PEOPLE
        for root in roots
    )


def _stemmer() -> Any:
    """Return the thread's stemmer: it keeps the word that it is at work on in itself."""
    if not hasattr(_of_thread, "stemmer"):
        import snowballstemmer

        _of_thread.stemmer = snowballstemmer.stemmer("english")
    return _of_thread.stemmer
