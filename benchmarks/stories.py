"""How well reports are grouped into stories: BCubed precision, recall and F1."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from benchmarks import texts
from benchmarks.fit_similarity import read
from summarise.language.encoders import Encoder
from summarise.language.vectors import UseEncoder
from summarise.story.stories import group_documents, lead
from summarise.types import Document

Labelled = tuple[list[Document], list[str]]
BEGUN = datetime(2030, 1, 1, tzinfo=UTC)
CALENDAR, TOLD_WITHIN = 45.0, 1.5
"""Days in which affairs and events of one pool begin; the mean in which an event is told."""
AROUND = 23
"""Events of ecbplus that stand around seven affairs: thirty in all."""
SEED = 3


def neus(data: Path) -> Labelled:
    """Return the pooled snippets of neus_allsides and the events they are of."""
    documents: list[Document] = []
    labels: list[str] = []
    for row in read(data / "neus_allsides/dev.jsonl.gz"):
        for article in row["articles"]:
            documents.append(Document(str(len(documents)), article["text"], article["title"]))
            labels.append(row["id"])
    return documents, labels


def ecbplus(data: Path) -> Labelled:
    """Return the documents of ECB+ and their events, confusable twins apart."""
    rows = read(data / "ecbplus/dev.docs.jsonl.gz")
    texts = [" ".join(row["sentences"]) for row in rows]
    return [Document(str(n), text) for n, text in enumerate(texts)], [row["event"] for row in rows]


def uci(data: Path) -> Labelled:
    """Return the headlines of uci_news_aggregator and the aggregator's own (broad) stories."""
    rows = read(data / "uci_news_aggregator/dev.jsonl.gz")
    documents = [
        Document(str(n), row["title"], published=datetime.fromtimestamp(row["ts"] / 1000, UTC))
        for n, row in enumerate(rows)
    ]
    return documents, [row["story"] for row in rows]


def neus_2021(data: Path) -> Labelled:
    """Return other snippets, of ten months of 2021, where the same subjects come back.

    Their dates are those of the event and so would tell the label: they are left out.
    """
    return _snippets(read(data / "neus_allsides/dev.dated_2021.jsonl.gz"), dated=False)


def _snippets(rows: Sequence[dict[str, Any]], dated: bool) -> Labelled:
    documents: list[Document] = []
    labels: list[str] = []
    for row in rows:
        day = datetime.fromisoformat(row["date"]) if dated else None
        for one in row["articles"]:
            name = str(len(documents))
            documents.append(Document(name, one["text"], one["title"], published=day))
            labels.append(str(row["id"]))
    return documents, labels


def weeks(data: Path) -> list[Labelled]:
    """Return the snippets of 2021 by week, with the dates of their events."""
    found: dict[tuple[int, int], list[dict[str, Any]]] = defaultdict(list)
    for row in read(data / "neus_allsides/dev.dated_2021.jsonl.gz"):
        found[datetime.fromisoformat(row["date"]).isocalendar()[:2]].append(row)
    return [_snippets(found[week], dated=True) for week in sorted(found) if len(found[week]) > 3]


def affairs(data: Path) -> list[Labelled]:
    """Return running affairs, whole articles over 3 to 120 days, each pool with all seven."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in read(data / "timeline17/dev.jsonl.gz"):
        found[row["sample"]].append(row)
    chance = Random(SEED)
    return [_on_one_calendar(found[sample], chance) for sample in sorted(found)]


def dated(data: Path) -> list[Labelled]:
    """Return such pools among a third of the events of ecbplus, each told within a few days.

    Those dates are drawn: the documents have none that could be used.
    """
    chance = Random(SEED)
    others, events = ecbplus(data)
    pools = []
    for documents, labels in affairs(data)[::2]:
        few = draw(by_event(events), [10] * AROUND, chance)
        first = {event: chance.uniform(0, CALENDAR) for event in sorted({events[i] for i in few})}
        told = [first[events[i]] + chance.expovariate(1 / TOLD_WITHIN) for i in few]
        more = [
            replace(others[i], id=str(len(documents) + n), published=BEGUN + timedelta(day))
            for n, (i, day) in enumerate(zip(few, told, strict=True))
        ]
        pools.append(([*documents, *more], [*labels, *(events[i] for i in few)]))
    return pools


def _on_one_calendar(rows: Sequence[dict[str, Any]], chance: Random) -> Labelled:
    """Return the articles of affairs of different years as if all had begun in the same weeks."""
    shift: dict[str, timedelta] = {}
    documents: list[Document] = []
    for row in rows:
        day = datetime.fromisoformat(row["date"]).replace(tzinfo=UTC)
        if row["affair"] not in shift:
            shift[row["affair"]] = BEGUN + timedelta(chance.uniform(0, CALENDAR)) - day
        day += shift[row["affair"]]
        documents.append(Document(str(len(documents)), row["text"], published=day))
    return documents, [row["affair"] for row in rows]


SETS: dict[str, Callable[[Path], Labelled]] = {
    "neus": neus,
    "ecbplus": ecbplus,
    "uci": uci,
    "neus_2021": neus_2021,
}


POOLED: dict[str, Callable[[Path], list[Labelled]]] = {
    "weeks": weeks,
    "affairs": affairs,
    "dated": dated,
}
"""Sets of several pools, all of them dated; their figures are means over the pools."""


def by_event(gold: Sequence[str]) -> dict[str, list[int]]:
    """Return the numbers of the reports of each event, the events in order."""
    members: dict[str, list[int]] = {}
    for number, event in enumerate(gold):
        members.setdefault(event, []).append(number)
    return dict(sorted(members.items()))


def draw(members: dict[str, list[int]], sizes: Sequence[int], chance: Random) -> list[int]:
    """Return the reports of a random event for each of the sizes, so many if it has them."""
    few = chance.sample(list(members), len(sizes))
    return [
        number
        for event, size in zip(few, sizes, strict=True)
        for number in chance.sample(members[event], min(size, len(members[event])))
    ]


def bcubed(gold: Sequence[str], found: Sequence[int]) -> tuple[float, float, float]:
    """Return BCubed precision, recall and F1 (Bagga and Baldwin, 1998)."""
    sizes, homes, shared = Counter(gold), Counter(found), Counter(zip(gold, found, strict=True))
    precision = sum(n * n / homes[f] for (_, f), n in shared.items()) / len(gold)
    recall = sum(n * n / sizes[g] for (g, _), n in shared.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def placed(clusters: Sequence[Sequence[int]]) -> list[int]:
    """Return the number of the cluster of each item."""
    home = {i: number for number, cluster in enumerate(clusters) for i in cluster}
    return [home[i] for i in range(len(home))]


def rows(data: Path) -> Iterator[str]:
    """Yield a line for each set."""
    encoder = UseEncoder()
    pools = {name: [get(data)] for name, get in SETS.items()}
    for name, get in POOLED.items():
        try:
            pools[name] = get(data)
        except FileNotFoundError as error:
            yield f"{name:9} not measured: there is no {error.filename}"
    for name, labelled in pools.items():
        found = [(gold, grouped(documents, encoder)) for documents, gold in labelled]
        scores = zip(*(bcubed(gold, placed(clusters)) for gold, clusters in found), strict=True)
        p, r, f1 = (sum(score) / len(score) for score in scores)
        yield (
            f"{name:9} n={sum(len(gold) for gold, _ in found):5} "
            f"events={sum(len(set(gold)) for gold, _ in found):4} "
            f"found={sum(len(clusters) for _, clusters in found):4} P {p:.3f} R {r:.3f} F1 {f1:.3f}"
        )


def grouped(documents: Sequence[Document], encoder: Encoder) -> list[list[int]]:
    """Return the stories of documents, as the product groups them."""
    leads = [texts.read(lead(document)) for document in documents]
    return group_documents(documents, leads, encoder.encode([text.text for text in leads]))


def main(data: Path) -> None:
    """Print BCubed for each set."""
    for row in rows(data):
        print(row)
