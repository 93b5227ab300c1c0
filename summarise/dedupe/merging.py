"""Copies are merged: of each pair the one that adds nothing to the other goes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from summarise.dedupe.links import LAST, MAYBE, NO, YES, Links
from summarise.dedupe.rows import Rows
from summarise.dedupe.texts import Text, adds, as_text, blunter, contained, is_cut
from summarise.types import NO_DATE, Document, Dropped

Verdicts = dict[tuple[int, int], list[int]]


class Merger:
    """Merges documents step by step, and remembers what became of each.

    Documents go by their numbers. ``links`` are the pairs that are copies, merged or not.
    """

    def __init__(self, documents: Sequence[Document]) -> None:
        self.links: list[tuple[int, int]] = []
        self._documents = documents
        self._into: dict[int, int] = {}
        self._dropped: dict[int, Dropped] = {}
        self._texts: dict[int, Text] = {}

    @property
    def dropped(self) -> tuple[Dropped, ...]:
        """What was merged away, in the order of the documents."""
        return tuple(self._dropped[number] for number in sorted(self._dropped))

    def merge_exact(self, rows: Rows) -> list[int]:
        """Merge the texts with the same words into the earliest; return the ones that remain."""
        groups: dict[bytes | str, list[int]] = {}
        for number, words in enumerate(rows.each()):
            key = words or self._documents[number].text.strip()
            groups.setdefault(key, []).append(number)
        for group in groups.values():
            if len(group) > 1:
                keep = min(group, key=self._rank)
                for other in group:
                    if other != keep:
                        self.links.append((keep, other))
                        self._merge(other, keep, "exact", 1.0)
        return [number for number in range(len(rows)) if number not in self._into]

    def merge_near(self, links: Links) -> None:
        """Merge along links, best first; what was merged already is stood for by what it is in."""
        verdicts = _verdicts(links)
        for (one, other), score in zip(verdicts, links.scores.tolist(), strict=True):
            self.links.append((one, other))
            pair = self._end(one), self._end(other)
            if pair[0] == pair[1]:
                continue
            keep, lose = sorted(pair, key=self._rank)
            if self._adds(lose, keep, verdicts):
                keep, lose = lose, keep
                if self._adds(lose, keep, verdicts):
                    continue
            if pair != (one, other):
                score = contained(self._text(lose), self._text(keep))
            self._merge(lose, keep, "near", score)

    def _adds(self, lose: int, keep: int, verdicts: Verdicts) -> bool:
        """Whether a text adds something to another; the two are read where shingles do not show."""
        pair = min(lose, keep), max(lose, keep)
        verdict = verdicts.get(pair, (MAYBE, MAYBE))[lose > keep]
        if verdict == YES or self._is_blunter(lose, keep):
            return True
        if verdict == NO:
            return False
        copy, kept = self._text(lose), self._text(keep)
        return not (verdict == LAST and is_cut(copy, kept)) and adds(copy, kept)

    def _is_blunter(self, lose: int, keep: int) -> bool:
        return blunter(self._documents[lose].text, self._documents[keep].text)

    def _text(self, number: int) -> Text:
        if number not in self._texts:
            self._texts[number] = as_text(self._documents[number].text)
        return self._texts[number]

    def _end(self, number: int) -> int:
        """Return what a text was merged into in the end, and remember it for those on the way."""
        end = number
        while end in self._into:
            end = self._into[end]
        while number in self._into:
            self._into[number], number = end, self._into[number]
        return end

    def _merge(self, lose: int, keep: int, rule: str, score: float) -> None:
        self._into[lose] = keep
        ids = self._documents[lose].id, self._documents[keep].id
        self._dropped[lose] = Dropped(ids[0], "document", ids[1], rule, round(score, 3))

    def _rank(self, number: int) -> tuple[datetime, int]:
        """Earliest first."""
        return (self._documents[number].published or NO_DATE, number)


def _verdicts(links: Links) -> Verdicts:
    """Return for each pair i < j whether i adds to j, and whether j adds to i."""
    pairs = zip(links.ones.tolist(), links.others.tolist(), strict=True)
    return dict(zip(pairs, links.adds.T.tolist(), strict=True))
