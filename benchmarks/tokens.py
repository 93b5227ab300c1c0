"""What a page costs in tokens, ours and others', from the same reports.

The reports are those of events of neus_allsides of 2021, three outlets an event, in the order of
their days; 15 in 100 are reprints, as real feeds have them: another report with another outlet and
small edits. Compared are one plain prompt over all texts, LangChain's stock map-reduce and
LlamaIndex's stock tree-summarise (with ``PEERS_PYTHON``, see ``benchmarks.peers``), and our page
without and with a judge, all with a model of 128,000 tokens of context.

Tokens are those of the messages, of the schema where one is sent, and of the answer, and are
counted in one way for all: by ``summarise.models.tokens``, which is on the safe side (a third of
the characters), and ``FRAME`` for each call. Answers are scripted (``benchmarks.scripted_model``):
a page has the words that ours is asked for, a summary on the way half of what it sums up.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.copies import exact, furnished, rewritten
from benchmarks.neus import documents, events
from benchmarks.peers import summaries, versions
from benchmarks.peers_worker import PEERS
from benchmarks.scripted_model import Call, ScriptedModel, summary
from summarise import Config, Document, World, brief
from summarise.config import BackendConfig, BriefingConfig, CacheConfig
from summarise.config.tables import RULES
from summarise.models import FRAME, tokens
from tests.scripted import answering

SIZES = (12, 40, 100, 1000)
OUTLETS = 3
REPRINTS = 0.15
EDITS = (exact, rewritten, furnished)
SEED = 15
CONTEXT = 128_000
MOST_TOKENS = 4096
NOW = datetime(2021, 10, 19, tzinfo=UTC)
PLAIN = (
    "Write a one-page deduplicated briefing from these reports, with citations; note where "
    "accounts differ. About {words} words. Use Markdown, and cite reports as [1], [2]."
)


class Cost(NamedTuple):
    """Calls, and the tokens of their prompts and answers."""

    calls: int
    prompts: int
    answers: int

    @property
    def tokens(self) -> int:
        """Return all tokens."""
        return self.prompts + self.answers


@dataclass(frozen=True, slots=True)
class Ours:
    """What our page costs: each call, the words that were asked for, and what went wrong."""

    calls: Sequence[Call]
    words: int
    degraded: tuple[str, ...] = ()

    @property
    def cost(self) -> Cost:
        """Return the sum."""
        every = sum(call.parts.total() for call in self.calls)
        answers = sum(call.parts["answer"] for call in self.calls)
        return Cost(len(self.calls), every - answers, answers)


def feed(rows: Sequence[dict[str, Any]], number: int) -> list[Document]:
    """Return so many reports of the first events, with reprints, by their time."""
    chance = random.Random(SEED)
    copies = round(REPRINTS * number)
    full = [row for row in rows if len(row["articles"]) == OUTLETS]
    originals = [report for row in full for report in documents(row)][: number - copies]
    outlets = sorted({report.outlet for report in originals})
    again = [
        _reprint(report, chance.choice(outlets), chance)
        for report in chance.sample(originals, copies)
    ]
    return sorted([*originals, *again], key=lambda report: report.published or NOW)


def _reprint(report: Document, outlet: str, chance: random.Random) -> Document:
    return replace(
        report,
        id=f"{report.id}-again",
        text=chance.choice(EDITS)(report.text, chance),
        outlet=outlet,
        url=f"{report.url}?again",
        published=(report.published or NOW) + timedelta(hours=chance.randint(1, 6)),
    )


def ours(reports: Sequence[Document], *, judged: bool) -> Ours:
    """Return what our page of the reports costs."""
    config = Config(
        BriefingConfig(backend="scripted", judge="" if judged else RULES),
        cache=CacheConfig(enabled=False),
        backends={"scripted": BackendConfig("openai", "http://127.0.0.1:9/v1", context=CONTEXT)},
    )
    model = ScriptedModel()
    made = brief(reports, config, World(backend=model, environment={}, now=NOW))
    return Ours(model.calls, model.words, made.record.degraded)


def plain(reports: Sequence[Document], words: int) -> Cost:
    """Return what one prompt over all reports costs."""
    told = "\n\n".join(f"[{n}] {_head(r)}\n{r.text}" for n, r in enumerate(reports, 1))
    prompt = f"{PLAIN.format(words=words)}\n\n{told}"
    answer = " ".join(told.split()[:words])
    return Cost(1, tokens(prompt) + FRAME, tokens(answer))


def _head(report: Document) -> str:
    at = f"{report.published:%a %d %b %Y %H:%M}" if report.published else ""
    return " | ".join(part for part in (report.outlet, report.title, at) if part)


def peer(name: str, reports: Sequence[Document], words: int) -> Cost:
    """Return what a peer's summary of the reports costs."""
    asked: list[tuple[int, int]] = []

    def answer(body: dict[str, Any]) -> dict[str, object]:
        texts = [str(message["content"]) for message in body["messages"]]
        said = summary(texts[-1], words)
        asked.append((sum(map(tokens, texts)) + FRAME, tokens(said)))
        message = {"role": "assistant", "content": said}
        return {
            "id": "scripted",
            "object": "chat.completion",
            "created": 0,
            "model": "scripted",
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
        }

    texts = [f"{report.title}\n\n{report.text}" for report in reports]
    with answering(answer) as server:
        summaries([texts], name, server.url, CONTEXT, MOST_TOKENS)
    return Cost(len(asked), sum(prompt for prompt, _ in asked), sum(said for _, said in asked))


def main(data: Path, sizes: Sequence[int] = SIZES) -> None:
    """Print the tokens of each way and their ratio to the plain prompt's, and where ours go."""
    names = tuple(PEERS) if os.environ.get("PEERS_PYTHON") else ()
    print(versions() if names else "without LangChain and LlamaIndex: PEERS_PYTHON is not set")
    rows, every = events(data), dict[int, Ours]()
    heads = ("reports", "words", "plain", *names, "ours, no judge", "ours", "ours to map-reduce")
    print(f"| {' | '.join(heads)} |\n|{' --- |' * len(heads)}")
    for number in sizes:
        reports = feed(rows, number)
        every[number] = own = ours(reports, judged=True)
        base = plain(reports, own.words)
        others = {name: peer(name, reports, own.words) for name in names}
        costs = [*others.values(), ours(reports, judged=False).cost, own.cost]
        cells = [f"{cost.tokens:,} ({cost.tokens / base.tokens:.2f})" for cost in costs]
        stock = others.get("LangChain")
        last = f"{own.cost.tokens / stock.tokens:.2f}" if stock else ""
        line = (str(number), str(own.words), f"{base.tokens:,}", *cells, last)
        print(f"| {' | '.join(line)} |", flush=True)
    _print_parts(every)


def _print_parts(every: dict[int, Ours]) -> None:
    summed = {number: _by_part(own.calls) for number, own in every.items()}
    print(f"\n| part | {' | '.join(map(str, summed))} |\n| --- |{' --- |' * len(summed)}")
    for part in dict.fromkeys(part for counted in summed.values() for part in counted):
        cells = (f"{counted[part]:,}" for counted in summed.values())
        print(f"| {part} | {' | '.join(cells)} |")
    for number, own in every.items():
        for trouble in own.degraded:
            print(f"{number}: {trouble}")


def _by_part(calls: Sequence[Call]) -> Counter[str]:
    """Return the tokens of each part, named with its template, and how often that was asked."""
    counted: Counter[str] = Counter()
    for call in calls:
        counted[f"{call.template}: calls"] += 1
        for part, number in call.parts.items():
            counted[f"{call.template}: {part}"] += number
    return counted
