"""Documents into stories, sentences into facts, contradictions into differences."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from summarise.language.encoders import Encoder
from summarise.language.furniture import addresses_a_model, is_boilerplate
from summarise.language.openings import cut_off, ends, half_quoted
from summarise.language.reading import Reading, Vocabulary
from summarise.language.sentences import sentences
from summarise.language.similarity import Comparison
from summarise.story.dedupe import witnesses
from summarise.story.differences import differences
from summarise.story.facts import Clustering, cluster, merges
from summarise.story.standing import Parted, days_apart, of_another_day, overtaken, unsettled
from summarise.story.stories import group_documents, lead
from summarise.types import Difference, Document, Dropped, Fact, LeftOff, Sentence, Story

_ASKS = re.compile(r"^[^\"“„«‘]*[?？]$")
"""A question that is nobody's quotation."""
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
        story, merged = _story(members, kept, compare, witnesses(members, origins))
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
    written = any(map(str.isdigit, sentence.text))
    short = len(sentence.text.split()) <= LONGEST_HEADING and not written
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
    if _ASKS.search(text):
        return "asks, and states nothing"
    if text.rfind("(") > text.rfind(")"):
        return "a piece of what stands in brackets"
    state = reading.has("called_off") or reading.has("found") or reading.values
    denied = reading.polarity.denied and (len(reading.tokens) > 2 or reading.tokens[-1].is_past)
    fewest = 1 if state or denied else FEWEST_STEMS
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
    times = {document.id: document.published for document in documents}
    facts = _facts(kept, clusters, origins, times)
    places = {i: number for number, members in enumerate(clusters.facts) for i in members}
    told, standing = differences(documents, kept, facts, places, clusters.clashes, origins)
    facts = [replace(fact, standing=standing.get(n, "agreed")) for n, fact in enumerate(facts)]
    facts = overtaken(facts, times)
    told = unsettled(told, facts)
    merged = [drop for fact in facts for drop in merges(fact.sentences, compare)]
    return Story(tuple(documents), tuple(_heard(facts, told)), tuple(told), origins), merged


def _facts(
    sentences: Sequence[Sentence],
    clusters: Clustering,
    origins: Mapping[str, str],
    times: Mapping[str, datetime | None],
) -> list[Fact]:
    """Return the facts, each with the origins that tell it.

    That is told by who states the same thing, too, if not all of it, or more; not by who tells it
    with another figure on another day.
    """
    numbers = _numbered(sentences)
    group_of = {i: group for group in clusters.groups for i in group}
    said = defaultdict(set)
    for i, homes in clusters.said.items():
        for home in homes:
            said[i].add(home)
            said[home].add(i)

    def told(first: int, by: Mapping[int, frozenset[int]], parted: Parted) -> frozenset[str]:
        others = (sentences[i] for i in by.get(first, ()))
        return frozenset(s.id for s in others if not parted(sentences[first], s, times))

    facts: list[Fact] = []
    for members in clusters.facts:
        best = sentences[members[0]]
        others = {*group_of[members[0]], *said[members[0]]}
        tellers = {*members, *(i for i in others if not of_another_day(best, sentences[i], times))}
        facts.append(
            Fact(
                sentences=tuple(sentences[i] for i in members),
                support=len({origins[sentences[i].document] for i in members}),
                position=max(1 / numbers[sentences[i].id] for i in members),
                tellers=frozenset(origins[sentences[i].document] for i in tellers),
                said=frozenset(sentences[i].id for i in clusters.said.get(members[0], ())),
                echoes=told(members[0], clusters.echoes, of_another_day),
                resembles=told(members[0], clusters.resembles, days_apart),
            )
        )
    return facts


def _numbered(sentences: Sequence[Sentence]) -> dict[str, int]:
    """Return for each sentence, by its id, which of its report it is, counted from 1."""
    order = sorted(sentences, key=lambda sentence: (sentence.document, sentence.start))
    reports = groupby(order, key=lambda sentence: sentence.document)
    return {s.id: n for _, report in reports for n, s in enumerate(report, 1)}


def _heard(facts: Sequence[Fact], told: Sequence[Difference]) -> list[Fact]:
    """Return the facts, of which those that win a difference have the weight of those they beat.

    What accounts differ on is told by the one that wins: in the place of all of them.
    """
    home = {s.cited(): number for number, fact in enumerate(facts) for s in fact.sentences}
    found = [*facts]
    for difference in told:
        first, *others = [
            [home[c] for c in side.citations if c in home] for side in difference.sides
        ]
        lost = [n for side in others for n in side if facts[n].standing == "outvoted"]
        for n in first[:1]:
            beaten = [found[n], *(facts[loser] for loser in lost)]
            found[n] = replace(
                found[n],
                position=max(fact.position for fact in beaten),
                tellers=frozenset().union(*(fact.tellers for fact in beaten)),
            )
    return found
