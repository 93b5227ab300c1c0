"""In which order a story's statements are read, once it is known which are told.

The first of them is the main thing. Of an affair of several days the reports follow in order of
time, each told together: first the one that the page begins with, then how it came to that. Of a
matter of one day, or without days, what goes on about a statement follows it: whatever the same
report tells next, or what shares its rarer words. Views come last.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from summarise.language.reading import Vocabulary
from summarise.page.views import Views
from summarise.page.worth import AFFAIR, span
from summarise.types import NO_DATE, Statement, Story

GAP = 3
"""Characters between two sentences of which the second is the next one."""
NEXT = 400
"""Characters behind a sentence in which its report goes on about the same."""
SAME, GOES_ON = 0.1, 0.2
"""What being of one report, and of one place in it, adds to the share of words in common."""
ONE_PART = 0.4
"""That from which a statement goes on about another."""


def in_order(
    statements: Sequence[Statement], story: Story, vocabulary: Vocabulary
) -> tuple[Statement, ...]:
    """Return a story's statements, given the most valuable first, as they are to be read."""
    views = Views(story)
    said = [s for s in statements[1:] if views.is_view(s.text, [c.document for c in s.citations])]
    news = [s for s in statements if not any(s is view for view in said)]
    reports = {s.citations[0].document for s in news}
    affair = span(d for d in story.documents if d.id in reports) >= AFFAIR
    return (*(_by_time(news, story) if affair else _by_part(news, vocabulary)), *said)


def _by_time(news: Sequence[Statement], story: Story) -> list[Statement]:
    """Return the first statement, the rest of its report, and those before it by time."""
    times = {document.id: document.published or NO_DATE for document in story.documents}
    first, *rest = news
    lead = first.citations[0].document

    def place(statement: Statement) -> tuple[object, ...]:
        cited = statement.citations[0]
        return cited.document != lead, times[cited.document], cited.document, cited.start

    return [first, *sorted(rest, key=place)]


def _by_part(news: Sequence[Statement], vocabulary: Vocabulary) -> list[Statement]:
    """Return each statement behind the one that it goes on about, if there is one."""
    words = [vocabulary.read(statement.text).weights for statement in news]
    spread = Counter(stem for weights in words for stem in weights)
    own = [{s: w / spread[s] for s, w in weights.items()} for weights in words]
    behind: dict[int, list[int]] = {n: [] for n in range(len(news))}
    tops = [*range(min(1, len(news)))]
    for n in range(1, len(news)):
        if _goes_before(n, news, (tops, *behind.values())):
            continue
        near = {m: _nearness(news[m], news[n]) + _shared(own[m], own[n]) for m in range(1, n)}
        best = max(near, key=lambda m: near[m], default=0)
        (behind[best] if best and near[best] >= ONE_PART else tops).append(n)
    found: list[Statement] = []
    waiting = tops[::-1]
    while waiting:
        n = waiting.pop()
        found.append(news[n])
        waiting += behind[n][::-1]
    return found


def _goes_before(n: int, news: Sequence[Statement], rows: Sequence[list[int]]) -> bool:
    """Put a statement before the one that its report tells next, if that has its place already."""
    for row in rows:
        for place, m in enumerate(row):
            if m and _nearness(news[n], news[m]) == ONE_PART:
                row.insert(place, n)
                return True
    return False


def follows(one: Statement, other: Statement) -> bool:
    """Whether a statement is the next sentence of the report that another one is of."""
    first, second = one.citations[0], other.citations[0]
    return first.document == second.document and 0 <= second.start - first.end <= GAP


def _nearness(one: Statement, other: Statement) -> float:
    """Return how near the places are at which two statements were read."""
    first, second = one.citations[0], other.citations[0]
    if first.document != second.document:
        return 0.0
    if follows(one, other):
        return ONE_PART
    return SAME + GOES_ON * (abs(first.start - second.start) <= NEXT)


def _shared(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """Return the share of words, by weight, that one of two statements has of the other."""
    shared = sum(min(weight, other[stem]) for stem, weight in one.items() if stem in other)
    return shared / (min(sum(one.values()), sum(other.values())) or 1.0)
