"""What contradicts an earlier page: drafts of what the reports say now."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo

from summarise.memory import Match, Reported
from summarise.text.openings import dangling
from summarise.types import MOST_CITED, DifferenceKind, Draft, Fact, Sentence, Story


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What an earlier page told, and the draft of what the reports say now.

    ``fact`` is the number of the fact in its story. The rest is as in ``Correction``.
    """

    fact: int
    kind: DifferenceKind
    was: str
    day: date
    page: str
    now: Draft


def corrections(
    story: Story,
    matches: Sequence[Match],
    old: Collection[int],
    reported: Sequence[Reported],
    zone: tzinfo | None,
) -> list[Contradiction]:
    """Return what a story's facts correct: each fact the latest report, and no report twice.

    The fact that most origins state comes first. One that can't stand alone corrects nothing.
    """
    found: list[Contradiction] = []
    facts: set[int] = set(old)
    homes: set[tuple[str, str]] = set()
    order = sorted(matches, key=lambda m: (-story.facts[m.fact].support, m.fact, -m.reported))
    for match in order:
        one = reported[match.reported]
        draft = _draft(story.facts[match.fact])
        said = (one.run, one.text)
        if not match.against or not draft or match.fact in facts or said in homes:
            continue
        facts.add(match.fact)
        homes.add(said)
        day = one.at.astimezone(zone).date()
        found.append(Contradiction(match.fact, match.against, one.text, day, one.run, draft))
    return found


def _draft(fact: Fact) -> Draft | None:
    """Return the quotation that states a fact, in a sentence that stands alone; or None."""
    alone = next((s for s in fact.sentences if not dangling(s.text)), None)
    if alone is None:
        return None
    others = (sentence for sentence in fact.sentences if sentence is not alone)
    cited: dict[str, Sentence] = {}
    for sentence in (alone, *others):
        cited.setdefault(sentence.document, sentence)
    return Draft(alone.text, (fact,), tuple(cited.values())[:MOST_CITED], "source")
