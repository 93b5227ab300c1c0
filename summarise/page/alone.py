"""How a fact is told so that it stands alone: by the sentence of it that needs no other.

Where each of its sentences leans on the one before, the first one that can be mended is told with
what it goes on about in brackets, and cites the sentence that names it as well.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from summarise.language.openings import (
    FARTHEST,
    additions,
    bare_thing,
    dangling,
    ends,
    resolved,
    vague,
    verbless,
    without_connective,
)
from summarise.language.reading import Reading, Vocabulary
from summarise.language.relative_days import is_undated
from summarise.language.sentences import sentence as sentence_at
from summarise.language.sentences import split
from summarise.language.words import is_content, words
from summarise.page.speech import plain
from summarise.types import Citation, Document, Fact, Sentence, one_of_each

_QUOTED = re.compile(
    r"[\"“„«][^\"“”„«»]*(?:[\"”»]|$)"  # from the mark that opens it
    r"|^[^\"“”„«»]*[\"”»]$"  # or, of the last sentence of a quotation, to the mark that closes it
)


_DEFINITE = re.compile(
    r"\b(?:[Tt]he|[Tt]his|[Tt]hese|[Tt]hose|[Ss]uch) (?P<thing>[a-z][\w-]+(?: [a-z][\w-]+){0,2})"
    r"(?! (?:of|that|who|which|where|whose|to|between|for|about)\b"
    r"| (?:in|at|on|from|near) (?:the )?[A-Z])"
)
"""A thing as one that is known, and is not told apart by what follows it."""
_KNOWING = frozenset("the this that these those its their his her our such".split())
_WORD = re.compile(r"[^\W_][\w-]*")
_ANYBODY = frozenset(
    "man men woman women boy girl victim victims deceased couple pair suspect suspects body bodies"
    " group duo trio".split()
)
"""Who is called by what he is, of whom a story has several."""
_OF_TIME = frozenset(
    "time day week month year morning afternoon evening night weekend moment end start beginning "
    "same first last next other most only past whole world people way fact case".split()
)
"""What a report calls by "the" or "this" without having told of it."""


WHOLE = 0.75
"""Share of the words of a fact's best sentence that another one has at least to be told for it."""


class Alone:
    """Puts the facts of a story as they can stand alone."""

    def __init__(self, documents: Iterable[Document], vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._documents = {document.id: document for document in documents}
        self._spans: dict[str, list[tuple[int, int]]] = {}
        self._firsts: dict[str, dict[str, tuple[int, bool]]] = {}

    def told(self, fact: Fact) -> tuple[Reading, tuple[Sentence, ...]] | None:
        """Return how a fact is told, and what that cites; None if no sentence of it stands."""
        standing = [s for s in fact.sentences if not self._is_piece(s.text)]
        clear = [s for s in standing if not vague(s.text)]
        whole = len(clear[0].reading.stems) * WHOLE if clear else 0
        clear.sort(key=lambda s: self._is_undated(s) or len(s.reading.stems) < whole)
        for sentence in [s for s in clear if standing[0].reading.values <= s.reading.values]:
            text = self._vocabulary.read(without_connective(sentence.reading.text))
            return text, one_of_each((sentence, *fact.sentences))
        for sentence in (*standing, *fact.sentences):
            before = self._before(sentence)
            mended = resolved(sentence.reading.text, [other.reading.text for other in before])
            if mended:
                return self._vocabulary.read(mended.text), (sentence, before[mended.before])
        for sentence in standing:
            text = self._vocabulary.read(without_connective(sentence.reading.text))
            return text, one_of_each((sentence, *fact.sentences))
        return None

    def _is_undated(self, sentence: Sentence) -> bool:
        """Whether a sentence names a day that neither it nor its report tells the date of."""
        return not self._documents[sentence.document].published and is_undated(sentence.text)

    def _is_piece(self, text: str) -> bool:
        return bool(dangling(text)) or _speakerless(text) or verbless(text)

    def why_not(self, fact: Fact) -> str:
        """Return why no sentence of a fact stands alone."""
        if verbless(fact.best.text):
            return "a label, no sentence"
        opening = dangling(fact.best.text)
        if not opening:
            return "a quotation that does not say who speaks"
        return f'opens with "{opening}", and to what that refers is not certain'

    def leans_on(self, text: str, sentence: Sentence | Citation) -> list[tuple[str, str]]:
        """Return the stems of things that a text takes as known, since its report told of them.

        With each stands that report, if nobody else's telling will do: "the man" may be another.

        That are those which the report told of before without "the": what it has called by "the"
        from the first ("the government") is known to any reader.
        """
        firsts = self._first_told(sentence.document)
        found: list[tuple[str, str]] = []
        for match in _DEFINITE.finditer(text):
            for number, word in enumerate(match["thing"].split()):
                lexeme = self._vocabulary.lexeme(word)
                if number and lexeme.is_past:  # what it did
                    break
                place, known = firsts.get(lexeme.stem, (sentence.start, True))
                plain = not lexeme.is_content or word in _OF_TIME
                if place < sentence.start and not known and not plain:
                    anybody = word in _ANYBODY and text[match.end() : match.end() + 2] != " ["
                    found.append((lexeme.stem, sentence.document if anybody else ""))
                    break
        return found

    def _first_told(self, document: str) -> dict[str, tuple[int, bool]]:
        """Return where a report first tells of each thing, by its stem, and whether as known.

        A heading, which has no full stop, tells of nothing.
        """
        if document not in self._firsts:
            text = self._documents[document].text
            told = (span for span in self._split(document) if ends(text[slice(*span)]))
            firsts: dict[str, tuple[int, bool]] = {}
            two = ("", "")
            anaphors = set(self._anaphors(document))
            for match in chain.from_iterable(_WORD.finditer(text, *span) for span in told):
                word = match[0].casefold()
                known = not _KNOWING.isdisjoint(two) and match.start() not in anaphors
                firsts.setdefault(self._vocabulary.lexeme(word).stem, (match.start(), known))
                two = (two[1], word)
            self._firsts[document] = firsts
        return self._firsts[document]

    def _anaphors(self, document: str) -> Iterator[int]:
        """Yield where a sentence that is not the first calls by "The" what was told otherwise."""
        text = self._documents[document].text
        for start, end in self._split(document)[1:]:
            if thing := bare_thing(text[start:end]):
                yield text.index(thing, start)

    def _split(self, document: str) -> list[tuple[int, int]]:
        if document not in self._spans:
            self._spans[document] = split(self._documents[document].text)
        return self._spans[document]

    def _before(self, sentence: Sentence) -> list[Sentence]:
        """Return the few sentences before a sentence, the nearest first."""
        document = self._documents[sentence.document]
        spans = self._split(document.id)
        place = bisect_left(spans, (sentence.start, 0))
        near = spans[max(0, place - FARTHEST) : place]
        return [sentence_at(document, span, self._vocabulary) for span in reversed(near)]


def is_quotation(text: str, evidence: Sequence[Reading]) -> bool:
    """Whether a text is a sentence of its evidence, word for word, as it can stand alone.

    What was put in brackets behind its words stands in the evidence as well.
    """
    if plain(text) in {plain(sentence.text) for sentence in evidence}:
        return True
    whole = {plain(without_connective(sentence.text)) for sentence in evidence}
    bare, added = additions(text)
    if plain(text) in whole:
        return True
    known = [plain(sentence.text) for sentence in evidence]
    return plain(bare) in whole and all(any(plain(a) in k for k in known) for a in added)


def _speakerless(text: str) -> bool:
    """Whether a sentence is a quotation, or a piece of one, and nothing else."""
    outside = _QUOTED.sub(" ", text.strip())
    return outside != text.strip() and not any(is_content(word.text) for word in words(outside))
