"""In which language a text is written, by its small words, and what a language calls things.

What a sentence says is read with the lists of its own language: "die" kills nobody in German, nor
is "once" eleven in English. A text that shows no language is read as English.
"""

from __future__ import annotations

import re
from collections import defaultdict

from summarise.language import lists

PLAIN = "en"
"""The language of what shows none."""
_LISTS = lists("languages")
LANGUAGES = tuple(_LISTS)
FUNCTION_WORDS = {code: frozenset(_LISTS[code]["small"].split()) for code in LANGUAGES}
"""The words of each language that say nothing by themselves, in small letters."""
NEGATIONS = {code: frozenset(_LISTS[code]["negations"].split()) for code in LANGUAGES}
"""The words of each language that deny what follows them."""
_OF_WORD: dict[str, tuple[str, ...]] = {}
for _code in LANGUAGES:
    _signs = (*_LISTS[_code]["signs"].split(), *_LISTS[_code]["letters"])
    for _sign in {*FUNCTION_WORDS[_code], *_signs}:
        _OF_WORD[_sign] = (*_OF_WORD.get(_sign, ()), _code)
_WORD = re.compile(r"(?<![’'])[^\W\d_]+")
_LETTER = re.compile(f"[{''.join(_LISTS[code]['letters'] for code in LANGUAGES)}]")
CLEAR = 0.6
"""Words by which a text is rather of another language than of ``PLAIN``: "the Rio de la Plata"."""


def language(text: str) -> str:
    """Return the code of the language that most small words of a text are of.

    A word that several languages have speaks for each of them a little, and so does a letter that
    some of them have; but for those of names.
    """
    votes: dict[str, float] = defaultdict(float)
    signs = _WORD.findall(text)
    if not text.isascii():
        signs += [letter for word in signs if word.islower() for letter in _LETTER.findall(word)]
    for sign in map(str.lower, signs):
        codes = _OF_WORD.get(sign, ())
        for code in codes:
            votes[code] += 1 / len(codes)
    best = max(LANGUAGES, key=lambda code: votes[code])
    return best if votes[best] > votes[PLAIN] + CLEAR else PLAIN
