"""How well reports are grouped into stories: BCubed precision, recall and F1."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from benchmarks import texts
from benchmarks.fit_similarity import read
from summarise.language.vectors import UseEncoder
from summarise.story.stories import group_documents, lead
from summarise.types import Document

Labelled = tuple[list[Document], list[str]]


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
    documents: list[Document] = []
    labels: list[str] = []
    for row in read(data / "neus_allsides/dev.dated_2021.jsonl.gz"):
        for article in row["articles"]:
            documents.append(Document(str(len(documents)), article["text"], article["title"]))
            labels.append(str(row["id"]))
    return documents, labels


SETS: dict[str, Callable[[Path], Labelled]] = {
    "neus": neus,
    "ecbplus": ecbplus,
    "uci": uci,
    "neus_2021": neus_2021,
}


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
    by_gold: dict[str, set[int]] = defaultdict(set)
    by_found: dict[int, set[int]] = defaultdict(set)
    for i, (g, f) in enumerate(zip(gold, found, strict=True)):
        by_gold[g].add(i)
        by_found[f].add(i)
    shared = [len(by_gold[g] & by_found[f]) for g, f in zip(gold, found, strict=True)]
    precision = sum(s / len(by_found[f]) for s, f in zip(shared, found, strict=True)) / len(gold)
    recall = sum(s / len(by_gold[g]) for s, g in zip(shared, gold, strict=True)) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)


def placed(clusters: Sequence[Sequence[int]]) -> list[int]:
    """Return the number of the cluster of each item."""
    home = {i: number for number, cluster in enumerate(clusters) for i in cluster}
    return [home[i] for i in range(len(home))]


def rows(data: Path) -> Iterator[str]:
    """Yield a line for each set."""
    encoder = UseEncoder()
    for name, get in SETS.items():
        documents, gold = get(data)
        leads = [texts.read(lead(document)) for document in documents]
        vectors = encoder.encode([text.text for text in leads])
        clusters = group_documents(documents, leads, vectors)
        p, r, f1 = bcubed(gold, placed(clusters))
        yield (
            f"{name:9} n={len(documents):5} events={len(set(gold)):4} found={len(clusters):4} "
            f"P {p:.3f} R {r:.3f} F1 {f1:.3f}"
        )


def main(data: Path) -> None:
    """Print BCubed for each set."""
    for row in rows(data):
        print(row)
