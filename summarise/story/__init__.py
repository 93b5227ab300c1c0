"""Documents into stories, sentences into facts, contradictions into differences."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from summarise.language.encoders import Encoder
from summarise.language.furniture import addresses_a_model, is_boilerplate
from summarise.language.openings import cut_off, ends, half_quoted
from summarise.language.reading import Reading, Vocabulary
from summarise.language.sentences import sentences
from summarise.language.similarity import Comparison
from summarise.story.differences import differences
from summarise.story.facts import cluster, merges, ordered
from summarise.story.stories import group_documents, lead
from summarise.types import Document, Dropped, Fact, LeftOff, Sentence, Story

FEWEST_STEMS = 3
"""A sentence with fewer content words states no fact of its own, unless it denies or counts."""
LONGEST_HEADING = 10
"""Words of a line without a stop that is no sentence."""
_ITEM = re.compile(r"(?:[-*•–·]|\d[.)])\s+$")
LONGEST = 1200
"""Characters: what is longer is no sentence, but a text without full stops."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """The stories, the sentences that were merged into facts, and those that were passed over.

    ``fragments`` are those of the latter that are of a report and can't stand alone: who reads
    meaning may still use them.
    """

    stories: tuple[Story, ...]
    dropped: tuple[Dropped, ...]
    left_off: tuple[LeftOff, ...]
    fragments: tuple[Sentence, ...] = ()


def group(
    documents: Sequence[Document],
    origins: Mapping[str, str],
    encoder: Encoder,
    vocabulary: Vocabulary,
    progress: Callable[[int, int], None] | None = None,
) -> Grouped:
    """Group documents into stories with their facts and differences.

    ``origins`` maps a document's id to the key of its origin; what is read goes into the
    ``vocabulary``; ``progress`` is told how many of how many stories are done. Stories come in the
    order of their first document.
    """
    leads = [vocabulary.read(lead(document)) for document in documents]
    vectors = encoder.encode([text.text for text in leads])
    clusters = group_documents(documents, leads, vectors, _same_text(documents, origins))
    members_of = [[documents[i] for i in members] for members in clusters]
    read = [_worth_reading(members, vocabulary) for members in members_of]
    texts = list(dict.fromkeys(sentence.reading for kept, *_ in read for sentence in kept))
    compare = Comparison(texts, encoder.encode([text.text for text in texts]))
    stories: list[Story] = []
    dropped: list[Dropped] = []
    for members, (kept, *_) in zip(members_of, read, strict=True):
        story, merged = _story(members, kept, compare, origins)
        stories.append(story)
        dropped += merged
        if progress:
            progress(len(stories), len(clusters))
    left_off = tuple(off for _, passed, _ in read for off in passed)
    fragments = tuple(sentence for *_, broken in read for sentence in broken)
    return Grouped(tuple(stories), tuple(dropped), left_off, fragments)


def _same_text(documents: Sequence[Document], origins: Mapping[str, str]) -> list[tuple[int, int]]:
    """Return pairs of documents that are copies of one text."""
    first: dict[str, int] = {}
    pairs = []
    for number, document in enumerate(documents):
        origin = origins[document.id]
        if origin.startswith("text:") and first.setdefault(origin, number) != number:
            pairs.append((first[origin], number))
    return pairs


def _worth_reading(
    documents: Sequence[Document], vocabulary: Vocabulary
) -> tuple[list[Sentence], list[LeftOff], list[Sentence]]:
    """Return the sentences that can be used, the others with the reason, and the fragments."""
    kept: list[Sentence] = []
    passed: list[LeftOff] = []
    fragments: list[Sentence] = []
    for document in documents:
        own = sentences(document, vocabulary)
        ended = 2 * sum(ends(sentence.text) for sentence in own) > len(own)
        for sentence in own:
            last = len(own) > 1 and sentence is own[-1]
            reason = _useless(sentence.reading, last and ends(own[0].text))
            if not reason and ended and _is_heading(document.text, sentence):
                reason = "a heading, no sentence"
            if reason:
                passed.append(LeftOff(sentence.text, reason, (sentence.cited(),)))
                fragments += [] if _foreign(sentence.text) else [sentence]
            else:
                kept.append(sentence)
    return kept, passed, fragments


def _is_heading(text: str, sentence: Sentence) -> bool:
    """Whether a few words without a stop are no sentence, in a report that ends its sentences.

    An item of a list may state a fact without a stop, and so does what has a figure.
    """
    short = len(sentence.text.split()) <= LONGEST_HEADING and not sentence.reading.values
    return short and not ends(sentence.text) and not _ITEM.search(text[: sentence.start][-6:])


def _foreign(text: str) -> str:
    """Return why a sentence is no part of its report; nothing if it is one."""
    if is_boilerplate(text):
        return "page furniture, not part of the report"
    if addresses_a_model(text):
        return "speaks to a language model, not to a reader"
    return ""


def _useless(reading: Reading, must_end: bool) -> str:
    """Return why a sentence can't be used; ``must_end`` if its report ends its sentences."""
    text = reading.text
    if foreign := _foreign(text):
        return foreign
    if cut_off(text) or (must_end and not ends(text)):
        return "breaks off in the source"
    if len(text) > LONGEST:
        return "too long to be one sentence"
    if half_quoted(text):
        return "a piece of a quotation"
    fewest = 1 if reading.polarity.denied or reading.values else FEWEST_STEMS
    if len(reading.weights) < fewest:
        return "too short to state a fact"
    if not any(token.is_content and token.text[0].isalpha() for token in reading.tokens):
        return "a figure without a word"
    return ""


def _story(
    documents: Sequence[Document],
    kept: Sequence[Sentence],
    compare: Comparison,
    origins: Mapping[str, str],
) -> tuple[Story, list[Dropped]]:
    clusters = cluster(kept, compare)
    groups = [ordered(kept, members) for members in clusters.groups]
    lengths = {document.id: len(document.text) for document in documents}
    facts = [
        Fact(
            sentences=members,
            support=len({origins[sentence.document] for sentence in members}),
            position=max(1 - s.start / (lengths[s.document] or 1) for s in members),
        )
        for members in groups
    ]
    places = {i: number for number, group in enumerate(clusters.groups) for i in group}
    told, standing = differences(documents, kept, facts, places, clusters.clashes, origins)
    facts = [replace(fact, standing=standing.get(n, "agreed")) for n, fact in enumerate(facts)]
    merged = [drop for members in groups for drop in merges(members, compare)]
    return Story(tuple(documents), tuple(facts), tuple(told), clusters.echoes), merged
