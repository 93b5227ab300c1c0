"""Quotations and speakers: whether the words are those of the evidence, and who says them.

Only words that stand nowhere are certain; that somebody else says them, or nobody, is a question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from summarise.language.reading import Reading
from summarise.language.sentences import split
from summarise.language.words import Token
from summarise.page.wording import Finding

LONG_QUOTATION = 4
"""Words from which a quotation is somebody's speech, not a title or a word held at arm's length."""
TOLD = 0.25
"""Share of what the closest sentence tells of a statement that another one tells at least, for its
speaker to be taken for the statement's."""
_SAYING = frozenset(
    "say says said tells told adds added writes wrote stated announces announced warns warned "
    "claimed argues argued insists insisted noted explains explained reported".split()
)
_HEARD = _SAYING | frozenset("saying found finds showed shows confirmed declared denied".split())
"""Words behind whose subject the evidence may have what a statement lets somebody say."""
_NAMING = frozenset(("called", "described", "describes"))
_PRONOUNS = frozenset("he she they it who i we".split())
_DEFINITE = frozenset(("the", "its", "their"))
_NO_SUBJECT = frozenset("a an the be been being is are was were".split())
"""Words right before what looks like a verb of saying, but has nobody who says it there."""
_AUXILIARIES = frozenset(("has", "have", "had", "also"))
_LONGEST_SPEAKER = 8
"""Words before a verb of saying that may be its speaker."""
_MOST_SPEAKERS = 6
"""Speakers of one sentence that are looked at: more are no sentence."""
_SPACE = re.compile(r"\s+")
_GAPS = re.compile(r"\.\.\.|…|\[[^\]]*\]|(?<=\w[.!?])\s")
_MARKS = re.compile(r"[\"“”„«»]|[‘']\w|\w[,.!?][’']")
_ALL_MARKS = re.compile(r"[\"“”„«»]|(?<!\w)[‘’']|[‘’'](?!\w)")
_DASHES = re.compile(r"\s*-+\s*")
_ALIKE = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
_BREAK = re.compile(r"[,;:—–\"“”()]|\b(?:and|but|while|that|which|after|as|when)\b")
_END = re.compile(r"[;:\"“”]|\b(?:but|while)\b")
_ASIDE = re.compile(r"\([^()]{1,40}\)")
_ACCORDING = re.compile(r"\baccording to ", re.I)


class Speaker(NamedTuple):
    """Who is said to say something: as written, the stems, the first word, the verb's place."""

    written: str
    stems: frozenset[str]
    first: str
    place: int


def plain(text: str) -> str:
    """Return a text without what two printings of it differ in: quotes, dashes, spaces, case."""
    return _SPACE.sub(" ", text.translate(_ALIKE)).strip().rstrip(".").casefold()


def pieces(sources: Sequence[Reading]) -> list[Reading]:
    """Return the sentences of the sources: what was cited as one may be several."""
    return [
        source.vocabulary.read(source.text[start:end])
        for source in sources
        for start, end in split(source.text)
    ]


def speech(
    claim: Reading, sources: Sequence[Reading], leads: Sequence[Reading] = ()
) -> Iterator[Finding]:
    """Yield quotations in other words, quotations of nobody, and other speakers.

    Title and lead (``leads``) tell who "the automaker" is.
    """
    parts = pieces(sources)
    for quote in dict.fromkeys(claim.quotes):
        if not all(any(_holds(s, part) for s in sources) for part in _wanted(quote)):
            reason = f'It quotes "{quote}"; those words do not stand so in what it cites.'
            yield Finding("quotation", reason)
            continue
        having = [s for s in parts if any(_holds(s, part) for part in _wanted(quote))]
        marked = not having or any(_MARKS.search(piece.text) for piece in having)
        if not marked and len(quote.split()) >= LONG_QUOTATION:
            reason = f'It quotes "{quote}"; in what it cites nobody is quoted with these words.'
            yield Finding("speech", reason)
        yield from _quoted_by_another(claim, quote, having, leads)
    yield from _other_speakers(claim, parts, leads)


def _wanted(quote: str) -> list[str]:
    """Return the parts of a quotation that have to stand in the evidence, one by one."""
    parts = [_bare(part).strip(" ,;.!?") for part in _GAPS.split(quote)]
    return [part for part in parts if part]


def _bare(text: str) -> str:
    return _DASHES.sub("-", plain(_ALL_MARKS.sub("", text)))


def _holds(source: Reading, part: str) -> bool:
    """Whether a text has a part of a quotation, from one end of a word to another."""
    return re.search(rf"(?<!\w){re.escape(part)}(?!\w)", _bare(source.text)) is not None


def _quoted_by_another(
    claim: Reading, quote: str, having: Sequence[Reading], leads: Sequence[Reading]
) -> Iterator[Finding]:
    """Yield that another one says the words in the evidence, wherever they stand there."""
    start = claim.text.find(quote)
    middle = start + len(quote) // 2
    near = sorted(_speakers(claim, _SAYING | _NAMING), key=lambda s: abs(s.place - middle))
    if not near or not near[0].stems or len(quote.split()) < LONG_QUOTATION:
        return
    there = [_speakers(piece, _HEARD | _NAMING, True) for piece in having]
    if any(
        not told or any(_may_be(near[0], one, piece, leads) for one in told)
        for told, piece in zip(there, having, strict=True)
    ):
        return
    if there:
        reason = f'It lets {near[0].written} say "{quote}"; in what it cites others do.'
        yield Finding("speaker", reason)


def _other_speakers(
    claim: Reading, parts: Sequence[Reading], leads: Sequence[Reading]
) -> Iterator[Finding]:
    """Yield speakers of the statement to whom the evidence gives no such words."""
    there = [(part, _speakers(part, _HEARD, across=True)) for part in parts]
    for speaker in _speakers(claim, _SAYING)[:_MOST_SPEAKERS]:
        content = set(claim.stems) - speaker.stems
        if not speaker.stems or not content:
            continue
        counts = [len(content.intersection(part.stems)) for part in parts]
        least = max(1.0, TOLD * max(counts, default=0))
        close = [told for told, count in zip(there, counts, strict=True) if count >= least]
        if not any(_may_be(speaker, one, part, leads) for part, told in close for one in told):
            reason = f'It has "{speaker.written}" say so; what it cites has another, or nobody.'
            yield Finding("speaker", reason)


def _may_be(speaker: Speaker, other: Speaker, source: Reading, leads: Sequence[Reading]) -> bool:
    """Whether two speakers may be the same: by a word, or by one that only points back."""
    if speaker.stems & other.stems or other.first in _PRONOUNS:
        return True
    described = _is_description(speaker) != _is_description(other)
    pair = (speaker.stems, other.stems)
    return described and any(
        not any(stems.isdisjoint(text.stems) for stems in pair) for text in (source, *leads)
    )


def _is_description(speaker: Speaker) -> bool:
    """Whether a speaker is told of without a name: the automaker, its chief executive."""
    return speaker.first in _DEFINITE and speaker.written[1:].islower()


def _speakers(text: Reading, verbs: frozenset[str], across: bool = False) -> list[Speaker]:
    """Return who says something in a sentence, whatever stands in quotation marks left out.

    ``across`` takes in what stands before a comma: "Ostrand, the governor, said".
    """
    blank = _ASIDE.sub(lambda aside: " " * len(aside[0]), text.text)
    for quote in dict.fromkeys(text.quotes):
        blank = blank.replace(quote, " " * len(quote))
    reading = text.vocabulary.read(blank)
    found = []
    befores = ("", *(token.folded for token in reading.tokens))
    verbs_there = [
        i
        for i, (before, token) in enumerate(zip(befores, reading.tokens, strict=False))
        if token.folded in verbs and before not in _NO_SUBJECT
    ]
    for i in verbs_there[:_MOST_SPEAKERS]:
        token = reading.tokens[i]
        found.append(_speaker(reading, _subject(reading, i, across), token.start))
    for match in islice(_ACCORDING.finditer(blank), _MOST_SPEAKERS):
        behind = [token for token in reading.tokens if token.start >= match.end()]
        words = _stretch(reading, behind[:_LONGEST_SPEAKER], _BREAK)
        found.append(_speaker(reading, words, match.start()))
    return found


def _subject(text: Reading, verb: int, across: bool) -> list[Token]:
    """Return the words for who does what a verb says: before it, or behind it after a comma."""
    tokens = text.tokens
    before = tokens[max(0, verb - _LONGEST_SPEAKER * (1 + across)) : verb][::-1]
    behind = tokens[verb + 1 : verb + 1 + _LONGEST_SPEAKER]
    if before and before[0].folded in _AUXILIARIES:
        before = before[1:]
    if before and before[0].folded in _PRONOUNS:
        return [before[0]]
    parted = not before or _BREAK.search(text.text, before[0].end, tokens[verb].start)
    turned = behind and (behind[0].text[0].isupper() or behind[0].folded in ("the", "a", "an"))
    if parted and turned and not tokens[verb].folded not in ("told", "tells"):
        return _stretch(text, behind, _BREAK)
    return _stretch(text, before, _END if across else _BREAK)[::-1]


def _stretch(text: Reading, tokens: Sequence[Token], end: re.Pattern[str]) -> list[Token]:
    """Return the first words of a row, up to the end of the clause or sentence."""
    found: list[Token] = []
    for token in tokens:
        last = found[-1] if found else token
        _, one, other, _ = sorted((last.start, last.end, token.start, token.end))
        if end.search(text.text, one, other) or end.fullmatch(token.folded):
            break
        found.append(token)
    return found


def _speaker(text: Reading, words: Sequence[Token], place: int) -> Speaker:
    stems = {t.stem for t in words if t.is_content and not t.folded.endswith(("day", "ly"))}
    written = text.text[words[0].start : words[-1].end] if words else ""
    return Speaker(written, frozenset(stems), words[0].folded if words else "", place)
