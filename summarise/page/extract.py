"""Writers: what they have in common, and the one that needs no model.

It tells each fact in the words of the source that tells it best, the news before what an author
says of himself or his opinion, and names a story by the title that is nearest to what it tells.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, combinations
from typing import Protocol

from summarise.language.counted import role_of
from summarise.language.frames import UNSAID
from summarise.language.furniture import addresses_a_model, glued_heading
from summarise.language.openings import dangling, matter, without_connective, without_stop
from summarise.language.reading import Reading, Vocabulary
from summarise.language.roles import denied
from summarise.language.words import is_unspaced
from summarise.page.choice import choose
from summarise.page.fit import SPARE
from summarise.page.verify import check_headline
from summarise.page.views import is_opinion, is_personal
from summarise.page.worth import AFFAIR, span
from summarise.story.differences import ONE_TIME
from summarise.story.standing import GROWING
from summarise.types import NO_DATE, Document, Draft, Statement, Story, Written

SHORTEST_HEADLINE, LONGEST_HEADLINE = 3, 16
"""Words of a headline."""
SHORTEST_UNSPACED, LONGEST_UNSPACED = 4, 40
"""Characters of one in a script without spaces."""
NEAR = 3
"""First statements of a story, in which stands what its headline names."""
SOON = 0.3
"""What a title is worth that names what the first few tell, beside what the very first tells."""
STALE = 0.6
"""What a title of an affair is worth that only reports of an earlier day have than the one of its
first statement: set by hand."""
LITTLE = 20.0
"""Nats, two or three rare words: a title of no more names too little to be preferred."""
TOLD = 0.33
"""Share of a title's words, by rarity, that they have at least, if it is to be the headline."""
PLAINLY = 0.6
"""The same of a title that says as so what the first statement has in a frame."""
_DAY = re.compile(
    r"(?:,? on|(?<=said)) (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"(?: morning| afternoon| evening| night)?(?=[ ,.]|$)"
)
_TAIL = re.compile(r", (?:\w+ing|which|who|where|while|after|as|with)\b[^,]*(?=,|$)")
_BY_THE_WAY = re.compile(
    r"(?:even )?(?:as|after|although|before|despite|if|since|though|when|while|with) ", re.I
)
"""The opening of a sentence whose main clause comes later."""
_ARTICLE = re.compile(r"^(?:The|An?) ([a-z])")
_HANGING = re.compile(
    r"(?<![a-z]ed)(?<!\b(?:is|be|by|to))(?<!\b(?:are|was|has|had|due|set))(?<!\bhave)"
    r" (?=(?:after|at|in|with|on|for|as|when|while|who|which|because|amid|to) )"
)
"""What a headline does without: the day, what hangs on the main clause, and its first article."""


class Writer(Protocol):
    """The seam between a story and the sentences of the page.

    ``degraded`` says in sentences what could not be done as asked for so far.
    """

    @property
    def degraded(self) -> tuple[str, ...]:
        """What went wrong so far."""
        ...

    @property
    def templates(self) -> frozenset[str]:
        """The names of the prompt templates that were put to a model so far."""
        ...

    @property
    def on_trial(self) -> bool:
        """Whether stories are to be put to it one by one: it may turn out to be of no use."""
        ...

    def write(self, story: Story, places: int) -> Written:
        """Put the story into words.

        ``places`` is how many of its statements the page may hold: no more need any pains, and
        SPARE times as many are written, so that what is left off is a choice of ``fit``.
        """
        ...

    def settled(self, statements: Sequence[Statement]) -> None:
        """Hear what the page will tell of a story."""
        ...

    def headline(self, statements: Sequence[Statement]) -> str:
        """Return a headline for what the page will tell of a story; empty if it has no better."""
        ...

    def revise(self, draft: Draft, reason: str) -> Draft | None:
        """Write a refused draft once more, told why it was refused; None if that is no use."""
        ...


class ExtractiveWriter:
    """Quotes the sources. Revising a quotation is no use, so ``revise`` never does."""

    degraded: tuple[str, ...] = ()
    templates: frozenset[str] = frozenset()
    on_trial = False

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary

    def write(self, story: Story, places: int) -> Written:
        """Quote one sentence for each fact that earns a place."""
        choice = choose(story, self._vocabulary, 1 + SPARE * places)
        drafts = [Draft(item.text, (item.fact,), item.evidence, "source") for item in choice.chosen]
        drafts = _what_holds_first(drafts, story.documents, self._vocabulary)
        named = headline(story, [draft.text for draft in drafts], self._vocabulary)
        return Written(named, tuple(drafts), choice.left_off)

    def settled(self, statements: Sequence[Statement]) -> None:
        """Do nothing: a quotation is a quotation."""

    def headline(self, statements: Sequence[Statement]) -> str:  # noqa: ARG002 - the protocol's name
        """Return nothing: what ``write`` found is the best there is."""
        return ""

    def revise(self, draft: Draft, reason: str) -> Draft | None:  # noqa: ARG002 - the protocol's names
        """Return None: the words are the source's own."""
        return None


def _what_holds_first(
    news: list[Draft], documents: Sequence[Document], vocabulary: Vocabulary
) -> list[Draft]:
    """Put what was called off before, and the plans of it that earlier reports have after the rest.

    That a strike is off is the news, and not when it was to be.
    """
    off = next((draft for draft in news if vocabulary.read(draft.text).has("called_off")), None)
    if off is None:
        return news
    dates = {document.id: document.published or NO_DATE for document in documents}
    about, day = set(vocabulary.read(off.text).stems), dates[off.evidence[0].document]

    def is_over(draft: Draft) -> bool:
        told = vocabulary.read(draft.text)
        earlier = draft is not off and dates[draft.evidence[0].document] <= day
        ahead = told.polarity.planned or told.has("ahead")
        return earlier and bool(ahead) and len(about & set(told.stems)) > 1

    over = {id(draft) for draft in news if is_over(draft)}
    first = id(off) if id(news[0]) in over else 0
    return sorted(news, key=lambda draft: (id(draft) != first, id(draft) in over))


def headline(story: Story, told: Sequence[str], vocabulary: Vocabulary) -> str:
    """Return the headline of a story that tells these statements.

    It is the title that is nearest to the first one, of those that name little but what the first
    few name; else the first one without what a headline does without.
    """
    first = vocabulary.read(told[0] if told else "")
    opening = [vocabulary.read(text) for text in told[:NEAR]]
    counts = [one for text in told for one in _counted(vocabulary.read(text))]
    titles = [
        title
        for title in _titles(story, vocabulary)
        if not (_denies(title, first) or _miscounts(title, opening) or _outgrown(title, counts))
    ]
    fitting = [title for title in titles if _fits(title.text) and not dangling(title.text)]
    fitting = [title for title in fitting if not _is_judgement(title)] or fitting
    nearness = _Nearness(story, opening, vocabulary)
    near = [title for title in fitting if nearness.names(title)]
    if near:
        counted = [title for title in near if _counted(title) & _counted(first)]
        return without_stop(max(counted or near, key=nearness).text)
    main = next((text for text in opening if not _BY_THE_WAY.match(text.text)), first)
    for shorter in _shortened(main.text):
        if not check_headline(shorter, story, vocabulary):
            return shorter
    best = max(fitting or titles, key=nearness, default=None)
    if best:
        return without_stop(best.text)
    clipped = (text for text in _clipped(main.text) if not check_headline(text, story, vocabulary))
    return without_stop(next(clipped, "") or matter(main.text) or main.text)


def _titles(story: Story, vocabulary: Vocabulary) -> list[Reading]:
    """Return the titles that may head a story: of news, if any, and no statement of it."""
    titles = {d.id: d.title or glued_heading(d.text) for d in story.documents}
    named = [d for d in story.documents if titles[d.id] and not addresses_a_model(titles[d.id])]
    news = [titles[d.id] for d in named if not is_opinion(d)] or [titles[d.id] for d in named]
    said = {without_stop(fact.best.reading.text) for fact in story.facts}
    return [vocabulary.read(title) for title in news if without_stop(title) not in said]


def _denies(title: Reading, first: Reading) -> bool:
    """Whether the one denies what the other says, or a title says plainly what is in a frame."""
    plainly = first.frame == "unsaid" and not (title.frame or UNSAID.search(title.text))
    if plainly and not title.polarity.denials and _share(title, set(first.stems)) >= PLAINLY:
        return True
    return bool(denied(title, first) or denied(first, title))


def _is_judgement(title: Reading) -> bool:
    """Whether a title asks, speaks of its author or its reader, or says what only opinions say."""
    return is_personal(title.text) or title.has("judges")


def _counted(text: Reading) -> set[tuple[str, float]]:
    """Return the figures on which accounts may differ, each with what it counts."""
    return {(kind, figure.value) for kind, told in text.counts.items() for figure in told}


def _miscounts(title: Reading, told: Sequence[Reading]) -> bool:
    """Whether a title has another figure than the first statements for what these count."""
    known = {kind for text in told for kind, _ in _counted(text)}
    values = {value for text in told for value in text.values}
    values |= {abs(one - other) for one, other in combinations(values, 2)}  # by three votes
    return any(kind in known and value not in values for kind, value in _counted(title))


def _outgrown(title: Reading, counts: Iterable[tuple[str, float]]) -> bool:
    """Whether a title has fewer of the dead or the hurt than any statement of its story."""
    most: dict[str, float] = {}
    for kind, value in counts:
        most[kind] = max(value, most.get(kind, 0.0))
    return any(
        role_of(kind) in GROWING and value < most.get(kind, 0.0) for kind, value in _counted(title)
    )


class _Nearness:
    """How near a title is to the first statements of a story, and to what its reports share."""

    def __init__(self, story: Story, told: Sequence[Reading], vocabulary: Vocabulary) -> None:
        self._first = told[0] if told else vocabulary.read("")
        own = _of(story, self._first.text)
        self._stale = _stale(story, own.published) if own and own.published else set[str]()
        self._told = {stem for text in told for stem in text.stems}
        words = {d.id: set(vocabulary.read(d.title).stems) for d in story.documents}
        for sentence in (sentence for fact in story.facts for sentence in fact.sentences):
            words[sentence.document].update(sentence.reading.stems)
        self._reports = Counter(chain.from_iterable(words.values()))
        self._others = max(len(words) - 1, 1)

    def names(self, title: Reading) -> bool:
        """Whether what a title names is told first, or by several reports."""
        several = {stem for stem, number in self._reports.items() if number > 1}
        return _share(title, self._told | several) >= TOLD

    def __call__(self, title: Reading) -> float:
        """Return how near a title is; less for a question, words of others, or a mere plan.

        Of 129 events whose headline an editor wrote, the title nearest so shares .510 of its words
        (F1); the nearest to the first statement alone .478.
        """
        own = title.weights
        whole = sum(own.values()) or 1.0
        lead = self._first.weights
        told = sum(weight for stem, weight in lead.items() if stem in own)
        shared = sum(weight * (self._reports[stem] - 1) for stem, weight in own.items())
        near = 2 * told / (sum(lead.values()) + whole)
        near += SOON * _share(title, self._told) + shared / (whole + LITTLE) / self._others
        doubtful = title.text.endswith("?") or title.text.startswith(tuple("\"“'‘„"))
        planned = bool(title.polarity.intended and not self._first.polarity.intended)
        if title.text in self._stale:
            near *= STALE
        return near * (0.6 if doubtful else 1.0) * (0.7 if planned else 1.0)


def _of(story: Story, first: str) -> Document | None:
    """Return the report that a statement is from."""
    said = (s for fact in story.facts for s in fact.sentences)
    name = next((s.document for s in said if without_connective(s.reading.text) == first), "")
    return next((document for document in story.documents if document.id == name), None)


def _stale(story: Story, now: datetime) -> set[str]:
    """Return the titles of an affair that only reports of an earlier day have than a time."""
    if span(story.documents) < AFFAIR:
        return set()
    old = [d for d in story.documents if d.published and now - d.published > ONE_TIME]
    return {d.title for d in old} - {d.title for d in story.documents if d not in old}


def _fits(text: str) -> bool:
    """Whether a text has the length of a headline."""
    if is_unspaced(text):
        return SHORTEST_UNSPACED <= len(text) <= LONGEST_UNSPACED
    return SHORTEST_HEADLINE <= len(text.split()) <= LONGEST_HEADLINE


def _share(title: Reading, stems: set[str]) -> float:
    """Return the share of a title's words that stand among others."""
    total = sum(title.weights.values()) or 1.0
    return sum(weight for stem, weight in title.weights.items() if stem in stems) / total


def _shortened(lead: str) -> Iterator[str]:
    """Yield a statement without its day, and then without what hangs on it, where that fits."""
    text = _ARTICLE.sub(lambda match: match[1].upper(), without_stop(_DAY.sub("", lead)))
    if is_unspaced(text):
        text = re.split("[，、；]", text)[0]
    for shorter in (text, _TAIL.sub("", text)):
        if shorter != without_stop(lead) and _fits(shorter):
            yield shorter
            return


def _clipped(lead: str) -> Iterator[str]:
    """Yield as much of a statement as fits a headline, the longest first."""
    ends = [match.start() for match in _HANGING.finditer(lead)][::-1]
    return (lead[:end] for end in ends if _fits(lead[:end]))
