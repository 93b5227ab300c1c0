"""Two events of one kind in one story, which nothing but their names and places tells apart.

Two fires, two verdicts, two elections are told in one form of words. Where the reports have days,
these part them; without, it is said of each report whom and what it names.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import combinations

from summarise.language.dates import DAYS_AND_MONTHS
from summarise.language.reading import Reading

FEWEST, SHARE = 2, 1 / 4
"""Reports that each of two events has at least, and their share of the story."""
ALL, STRAY = 0.85, 0.15
"""Share of the reports that name one of two rivals; and of each rival's, that may name the other as
well: last year's host. Of 33 topics of ecbplus, about ten reports on each of two events, these part
18 (13 where none may), of 59 such events by themselves 2."""
OWN, MOST = 2, 0.7
"""Names that most of an event's reports have, and how many are most, which hardly a report of the
other has. Of 99 pools of 3 reports on each of two events of one topic (ecbplus) these part 38, of
186 of 6 reports on one event 16."""
_Reports = frozenset[int]
_Names = frozenset[str]


def parted(leads: Sequence[Reading], story: Sequence[int]) -> list[list[int]]:
    """Return a story of reports without days as one or more, by the numbers of their leads."""
    named, told = _names([leads[i] for i in story])
    least = max(FEWEST, SHARE * len(story))
    sides = [reports for _, reports in sorted(named.items()) if len(reports) >= least]
    best: tuple[_Names, _Names] = frozenset(), frozenset()
    for one, other in combinations(dict.fromkeys(sides), 2):
        both = one & other
        if len(both) <= STRAY * min(len(one), len(other)) and len(one | other) >= ALL * len(story):
            own = _own(one - both, other, named, told), _own(other - both, one, named, told)
            best = max(best, own, key=lambda names: min(map(len, names)))
    if min(map(len, best)) < OWN:
        return [list(story)]
    ours, theirs = (Counter(n for name in names for n in named[name]) for names in best)
    larger = ours.total() / len(best[0]) >= theirs.total() / len(best[1])
    first = {
        n for n in range(len(story)) if ours[n] > theirs[n] or (ours[n] == theirs[n] and larger)
    }
    halves = ([i for n, i in enumerate(story) if (n in first) is half] for half in (True, False))
    return [part for half in halves if half for part in parted(leads, half)]


def _names(leads: Sequence[Reading]) -> tuple[Mapping[str, _Reports], Mapping[str, _Reports]]:
    """Return for each name, by its stem, the reports that name it, and those that have the word."""
    named: dict[str, set[int]] = defaultdict(set)
    told: dict[str, set[int]] = defaultdict(set)
    for number, lead in enumerate(leads):
        for stem, word in zip(lead.stems, lead.surface, strict=True):
            told[stem].add(number)
            if word in lead.names and word not in DAYS_AND_MONTHS:
                named[stem].add(number)
    return _frozen(named), _frozen(told)


def _frozen(reports: Mapping[str, set[int]]) -> dict[str, _Reports]:
    return {stem: frozenset(numbers) for stem, numbers in reports.items()}


def _own(
    one: _Reports,
    other: _Reports,
    named: Mapping[str, _Reports],
    told: Mapping[str, _Reports],
) -> _Names:
    """Return the names that most reports of one side have, and hardly any of the other."""
    return frozenset(
        stem
        for stem, reports in named.items()
        if len(reports & one) >= MOST * len(one) and len(told[stem] & other) <= STRAY * len(other)
    )
