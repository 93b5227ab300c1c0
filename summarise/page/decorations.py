"""What models put round and into the one sentence that they were asked for, taken off again.

They announce it, number it, print it in bold, and set the numbers of their sources behind it. None
of that is said by a source, so it would be refused, or printed. What may be a word of the sentence
stays: "1. FC Köln", an asterisk that stands alone, and ``[3.2]``, which marks a citation.
"""

from __future__ import annotations

import re
from typing import Final

_PASSES: Final = 4
"""How many decorations may lie in each other: ``- **Sentence:** ...`` has three."""

_NOUN: Final = (
    r"(?:sentence|statement|answer|headline|summary|briefing|revision|version|rewrite"
    r"|satz|aussage|antwort|überschrift|phrase|réponse|titre|frase|oración|respuesta|titular)s?"
)
_HERE_IS: Final = (
    r"(?:here(?:'s|’s| is| are)|below is|the following is|hier (?:ist|sind)|voici"
    r"|aquí (?:está|tienes))"
)
_ANNOUNCED: Final = re.compile(
    # Sure, here is one sentence that says so:
    r"(?:(?:sure|certainly|of course|absolutely|okay|gerne|natürlich|bien sûr|claro)[!.,:]? )?"
    r"(?:(?:based on|according to|from|using) [^:.!?]{1,60}, )?"
    rf"{_HERE_IS}\b[^:.!?]{{0,60}}\b{_NOUN}\b[^:.!?]{{0,60}}: ?"
    # Revised sentence: Fact 2:
    rf"|(?:(?:the )?(?:final|revised|corrected|rewritten|new) )?(?:{_NOUN}(?: \d\d?)?|fact \d\d?)"
    r"(?: is)? ?: |here you (?:go|are)[:!.] "
    r"|(?:sure|certainly|of course|absolutely)! ",
    re.I,
)
_QUOTED: Final = re.compile(r"\"([^\"]+)\"|“([^“”]+)”|„([^„“”]+)[“”]|« ?([^«»]+?) ?»")
"""A sentence in quotation marks of its own: nobody's words, where it was announced."""

# After "1." only what begins a sentence, and no name: in German it may mean "first".
_BEGINS: Final = (
    r"(?:The|An?|In|On|At|Its?|He|She|They|We|This|That|These|Those|There|His|Her|Their|For|By"
    r"|After|Before|According|Der|Die|Das|Eine?|Es|Er|Sie|Im|Am|Nach|Le|La|Les|Une?|Il|Elle"
    r"|El|Los|Las|En|Selon|Según)\b"
)
_LIST_MARK: Final = re.compile(
    rf"[-*+•·▪] +|#{{1,6}} +|> +|\(?\d\d?\) +|\d\d?\. +(?={_BEGINS})|\[\d\d?\] +(?=[A-ZÀ-Þ])"
)

_NUMBER: Final = r"\[?(?:fact |source )?#?\d\d?\]?"
_NUMBERS: Final = rf"{_NUMBER}(?: ?(?:,|;|&|and|-|–) ?{_NUMBER}){{0,9}}"
_SOURCES: Final = (
    r"(?:(?:see|from|based on) )?(?:facts?|sources?|evidence|ref(?:erence)?s?)[ :]{0,2}" + _NUMBERS
)
_MARK: Final = rf" ?(?:\[\^?{_NUMBERS}\]|\[{_SOURCES}\]|\({_SOURCES}\)|【[^【】]{{1,20}}】)"
_SOME_MARKS: Final = rf"(?:{_MARK}){{1,20}}+"
_MARKS: Final = re.compile(rf"{_SOME_MARKS} ?(?=[.,;:!?]|$)|(?<=[.!?]){_SOME_MARKS}(?= )", re.I)
"""Where sources stand: before a stop or behind it. "[12] people" is what an editor put in."""

_LINK: Final = re.compile(r"!?\[([^\[\]]{1,200})\]\((?:https?:|#|/)[^()\s]{0,500}\)")
_WORD: Final = re.compile(r"[^\W\d_]")
_BOLD: Final = re.compile(r"(\*\*|__)(?=\S)([^*_]{1,600})(?<=\S)\1")
_ITALIC: Final = re.compile(r"(?<![\w*_])([*_])(?=\S)([^*_]{1,600})(?<=\S)\1(?![\w*_])")
_CODE: Final = re.compile(r"`([^`]{1,600})`")
_HALF_BOLD: Final = re.compile(r"^\*\* ?(?=\S)|(?<=\S) ?\*\*$")


def undecorated(text: str) -> str:
    """Return the sentence in what a model wrote on one line: bare, or as it is."""
    for _ in range(_PASSES):
        before = text
        text = _unmarked(text.strip())
        if item := _LIST_MARK.match(text):
            text = text[item.end() :]
        if announced := _ANNOUNCED.match(text):
            text = text[announced.end() :].strip()
            if quoted := _QUOTED.fullmatch(text):
                text = next(filter(None, quoted.groups()))
        if text == before:
            break
    return text


def _unmarked(text: str) -> str:
    """Return a text without the signs of Markdown, and without the numbers of sources."""
    text = _LINK.sub(lambda link: link[1] if _WORD.search(link[1]) else f"[{link[1]}]", text)
    for sign, kept in ((_BOLD, r"\2"), (_ITALIC, r"\2"), (_CODE, r"\1")):
        text = sign.sub(kept, text)
    return _MARKS.sub("", _HALF_BOLD.sub("", text)).strip()
