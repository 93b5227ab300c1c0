"""The sentences of an archive that come closest to a question, best first, each with its score.

A score adds three things that are each 0..1: the share of the question's words, by rarity, that the
sentence has in one form or another (as ``language.similarity`` aligns words); the share that it has
together with its title and the sentence before it; and the cosine of the two. A sentence that has
not the kind of thing that is asked for, or whose report does not know whom the question names, is
none.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from summarise.ask.archive import Archive
from summarise.ask.inquiry import Inquiry
from summarise.language.encoders import Encoder
from summarise.language.openings import dangling
from summarise.language.similarity import Lexicon, covered, stretched
from summarise.language.words import fold, words
from summarise.types import Sentence

ANSWERS, MATTER = 1.30, 0.50
"""The score from which a sentence is taken for an answer, and how much it has, with its title, of
what is asked of those who are named. These part the right from the wrong ones of the half of the
questions of ``python -m benchmarks ask`` that is for that, and of twenty others."""
BESIDE: Final = 0.85
"""Share of the best score from which another sentence is told beside the best one."""
LEANING: Final = 0.15
"""What it costs a sentence to open with what only the one before it explains."""
BESIDE_IT: Final = 0.30
"""What a sentence gains that has what is asked for right at its side (``Inquiry.closeness``)."""
MOST_READ: Final = 200
"""Sentences that are compared: those that share the rarest words with the question."""
WITHOUT_MEANING: Final = 0.45
"""The cosine that stands in where there is no encoder: that of a usual answer."""
_ROOT: Final = 5
"""Letters by which forms of a word are found in a text before it is read."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence, and how close it comes to a question, 0 to 3 and a little.

    One that leans on the sentence before it has that in ``lead``. ``fits`` says that it has what is
    asked for, and that its report knows who is named.
    """

    sentence: Sentence
    score: float
    fits: bool = True
    lead: Sentence | None = None

    @property
    def sentences(self) -> tuple[Sentence, ...]:
        """What is to be read of it, in order."""
        return (self.lead, self.sentence) if self.lead else (self.sentence,)


class Passages:
    """Finds the sentences of one archive. ``encoder`` keeps what it has encoded."""

    def __init__(self, archive: Archive, encoder: Encoder) -> None:
        self._archive = archive
        self._encoder = encoder
        self._vocabulary = archive.vocabulary
        self._places = {
            sentence.id: place
            for own in archive.sentences.values()
            for place, sentence in enumerate(own)
        }

    def near(self, inquiry: Inquiry) -> tuple[Passage, ...]:
        """Return the sentences nearest to a question, the best first; those that don't fit last."""
        nearby = self._sharing(inquiry)
        leads = [self._lead(sentence) for sentence in nearby]
        scores = self._scored(inquiry, nearby, leads)
        known: dict[str, bool] = {}
        found = []
        for sentence, lead, (score, matter) in zip(nearby, leads, scores, strict=True):
            report = self._archive.reports[sentence.document]
            if report.id not in known:
                known[report.id] = inquiry.is_known_in(self._words_of(report.id))
            day = report.published.date() if report.published else None
            fits = known[report.id] and inquiry.may_be_answered_by(sentence, day)
            score += BESIDE_IT * inquiry.closeness(sentence) - LEANING * bool(lead)
            found.append(Passage(sentence, score, fits and matter >= MATTER, lead))
        return tuple(sorted(found, key=lambda one: (not one.fits, -one.score, one.sentence.id)))

    def _lead(self, sentence: Sentence) -> Sentence | None:
        """Return the sentence before one that can't be understood alone."""
        before = self._before(sentence)
        return before if before and dangling(sentence.text) else None

    def _before(self, sentence: Sentence) -> Sentence | None:
        place = self._places[sentence.id]
        return self._archive.sentences[sentence.document][place - 1] if place else None

    def _sharing(self, inquiry: Inquiry) -> list[Sentence]:
        """Return the sentences whose report has words of the question, by their roots.

        What is looked for is what few reports have; those are found without reading any.
        """
        roots = {word: word[:_ROOT] for word in inquiry.words}
        plain = {
            sentence.id: _plain(sentence.text)
            for own in self._archive.sentences.values()
            for sentence in own
        }
        titles = {name: _plain(one.title) for name, one in self._archive.reports.items()}
        spread = Counter(
            word for text in plain.values() for word, root in roots.items() if root in text
        )
        rarity = {word: 1 / (1 + spread[word]) for word in roots}

        def weight(sentence: Sentence) -> float:
            text, title = plain[sentence.id], titles[sentence.document]
            own = sum(rarity[word] for word, root in roots.items() if root in text)
            return own + sum(rarity[word] for word, root in roots.items() if root in title) / 2

        ranked = sorted(self._archive.every, key=lambda one: (-weight(one), one.id))
        return ranked[:MOST_READ]

    def _scored(
        self,
        inquiry: Inquiry,
        nearby: Sequence[Sentence],
        leads: Sequence[Sentence | None],
    ) -> list[tuple[float, float]]:
        """Return for each sentence its score, and how much it has of the question's matter."""
        read = self._vocabulary.read
        texts = [
            read(f"{lead.text} {sentence.text}") if lead else sentence.reading
            for sentence, lead in zip(nearby, leads, strict=True)
        ]
        around = [read(self._around(sentence)) for sentence in nearby]
        asked, matter = inquiry.topic.wording, inquiry.matter.wording
        vectors = self._encoder.encode([text.text for text in (inquiry.reading, *texts)])
        stretch = stretched([inquiry.reading, *texts], vectors)
        with_meaning = vectors.shape[1] > 0
        lexicon = Lexicon([inquiry.topic, inquiry.matter, *texts, *around], meaning=with_meaning)
        scores = []
        for number, (text, context) in enumerate(zip(texts, around, strict=True), 1):
            cosine = WITHOUT_MEANING
            if with_meaning:
                cosine = 1 - stretch * (1 - float(vectors[0] @ vectors[number]))
            own = covered(asked, text.wording, lexicon)[0]
            of_matter = covered(matter, context.wording, lexicon)[0] if matter.stems else 1.0
            whole = own + covered(asked, context.wording, lexicon)[0] + cosine
            scores.append((whole, of_matter))
        return scores

    def _around(self, sentence: Sentence) -> str:
        """Return a sentence behind the title of its report and the sentence before it."""
        title = self._archive.reports[sentence.document].title
        before = self._before(sentence)
        texts = [f"{title}." if title else "", before.text if before else "", sentence.text]
        return " ".join(filter(None, texts))

    def _words_of(self, report: str) -> set[str]:
        document = self._archive.reports[report]
        texts = [document.title, *(one.text for one in self._archive.sentences[report])]
        return {fold(word.text) for text in texts for word in words(text)}


def _plain(text: str) -> str:
    return " ".join(fold(word.text) for word in words(text))


def chosen(passages: Iterable[Passage], most: int, least: float = ANSWERS) -> list[Passage]:
    """Return the passages that answer: the best, and others that come nearly as close to it."""
    good = [one for one in passages if one.fits and one.score >= least]
    if not good:
        return []
    return [one for one in good if one.score >= BESIDE * good[0].score][:most]
