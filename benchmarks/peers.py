"""Our pages beside LangChain's and LlamaIndex's stock summaries: one model, one server, one run.

Every system reads the same events and asks SmolLM2 through the same counting proxy, at temperature
0, with at most 256 tokens an answer. Each sentence that comes out is judged twice:

- **By our own verifier**, which is no neutral judge: our page has passed it already, so that ours
  are 0 by construction. It is strict with us, each statement against its own citations alone, and
  lenient with the others, who cite nothing: a sentence of theirs is supported if it passes against
  all that the event's reports say, or any one report, or any one sentence. Headlines, labels,
  lead-ins that end in a colon, a last sentence that was cut and openings like "The news is that"
  are taken off theirs beforehand. What it can't see passes in ours as in theirs: 0 is not none.
- **By a plain look-up**, which knows nothing of the verifier: the share of the different numbers
  and capitalised words (none that begins a sentence) that stand nowhere in the event's reports.

The last column says how near a page comes to what AllSides' editors wrote of the event: ROUGE-1 F,
without stemming, of as many words from its beginning as they took.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.fit_similarity import read
from benchmarks.peers_worker import CONTEXT, MODEL, MOST_TOKENS, PACKAGES, PEERS, TIMEOUT
from benchmarks.server import Tally, Usage, counted
from benchmarks.texts import VOCABULARY
from benchmarks.texts import read as read_text
from benchmarks.texts import sentence as sentence_of
from summarise import Briefing, Config, Document, World, brief
from summarise.config import BackendConfig, BriefingConfig, CacheConfig
from summarise.language.sentences import split
from summarise.page.verify import check, judge
from summarise.types import Citation, Draft

EVENTS = 20
ROOT = Path(__file__).parents[1]
NOW = datetime(2026, 11, 24, 6, 30, tzinfo=UTC)
LABEL = 3
"""Words up to which a line without a full stop is a label: "Key points"."""
_MARKUP = re.compile(r"\*\*|__|^\s*#+\s*", re.MULTILINE)
_WORD = re.compile(r"[^\W\d_]+|\d+(?:[.,]\d+)*")
_ENDS = (".", "!", "?", "…", "”", '"', ")")
_OPENING = re.compile(r"^The (?:recent )?news(?: in these reports)? is that ", re.I)


@dataclass(frozen=True, slots=True)
class Event:
    """The reports of one event as texts, title first, and what the editors made of them."""

    articles: tuple[dict[str, str], ...]
    reference: str

    @property
    def texts(self) -> list[str]:
        """What a peer is given of each report."""
        return [f"{article['title']}\n\n{article['text']}" for article in self.articles]


@dataclass(slots=True)
class Score:
    """What a system's pages add up to."""

    usage: Usage = field(default_factory=Usage)
    pages: int = 0
    seconds: float = 0.0
    sentences: int = 0
    unsupported: int = 0
    names: int = 0
    unknown: int = 0
    words: int = 0
    likeness: float = 0.0
    notes: Counter[str] = field(default_factory=Counter)

    def add(self, event: Event, text: str, sentences: Sequence[str], seconds: float) -> None:
        """Count a page in, but for what is unsupported on it."""
        unknown, names = unknown_names(sentences, event.texts)
        self.pages += 1
        self.seconds += seconds
        self.sentences += len(sentences)
        self.unknown += unknown
        self.names += names
        self.words += len(text.split())
        self.likeness += likeness(" ".join(sentences), event.reference)

    def row(self, system: str) -> str:
        """Return the line of the table."""
        usage = self.usage
        return (
            f"{system:11} {usage.calls:6} {usage.prompt_tokens:7} {usage.completion_tokens:7} "
            f"{self.seconds:7.0f} {self.sentences:9} "
            f"{self.unsupported:5} {self.unsupported / (self.sentences or 1):5.0%} "
            f"{self.unknown:4}/{self.names:<4} {self.unknown / (self.names or 1):5.1%} "
            f"{self.words / self.pages:7.0f} {self.likeness / self.pages:8.3f}"
        )


HEADER = (
    f"{'system':11} {'calls':>6} {'tokens':>7} {'tokens':>7} {'seconds':>7} {'sentences':>9} "
    f"{'unsupported':>11} {'unknown names':>15} {'words':>7} {'ROUGE-1':>8}\n"
    f"{'':11} {'':6} {'in':>7} {'out':>7} {'':7} {'':9} {'':11} {'and numbers':>15} {'a page':>7}"
)


def events(data: Path) -> list[Event]:
    """Return the first events of neus_allsides."""
    rows = read(data / "neus_allsides/dev.jsonl.gz")[:EVENTS]
    return [Event(tuple(row["articles"]), row["reference"]) for row in rows]


def sentences(text: str) -> list[str]:
    """Return the sentences of a peer's text that claim something, without Markdown's marks."""
    plain = _MARKUP.sub("", text).strip()
    found = [plain[start:end] for start, end in split(plain)]
    for end in (0, -1):  # a headline, and what the limit on the answer has cut
        if len(found) > 1 and not found[end].endswith(_ENDS):
            found.pop(end)
    return [_OPENING.sub("", one) for one in found if not one.endswith(":") and not _is_label(one)]


def _is_label(sentence: str) -> bool:
    return len(sentence.split()) <= LABEL and not sentence.endswith(_ENDS)


def is_supported(sentence: str, event: Event) -> bool:
    """Whether a peer's sentence passes against the evidence that suits it best."""
    articles = [_evidence(article) for article in event.articles]
    together = [sentence for article in articles for sentence in article]
    readings = [together, *articles, *([one] for one in together)]
    return any(
        not judge(read_text(sentence), [read_text(one) for one in reading]) for reading in readings
    )


def _evidence(article: dict[str, str]) -> list[str]:
    text = article["text"]
    return [article["title"], *(text[start:end] for start, end in split(text))]


def unknown_names(sentences: Sequence[str], texts: Sequence[str]) -> tuple[int, int]:
    """Return how many names and numbers stand nowhere in the texts, and how many there are."""
    known = {word.casefold().replace(",", "") for text in texts for word in _WORD.findall(text)}
    told = {name for sentence in sentences for name in _names(sentence)}
    return len(told - known), len(told)


def _names(sentence: str) -> Iterator[str]:
    for place, word in enumerate(_WORD.findall(sentence)):
        if word[0].isdigit() or (place and word[0].isupper() and len(word) > 1):
            yield word.casefold().replace(",", "")


def likeness(text: str, reference: str) -> float:
    """Return ROUGE-1 F of a text's beginning, as long as the reference."""
    wanted = [word.casefold() for word in _WORD.findall(reference)]
    told = [word.casefold() for word in _WORD.findall(text)][: len(wanted)]
    return 2 * (Counter(wanted) & Counter(told)).total() / (len(wanted) + len(told) or 1)


def ours(events: Sequence[Event], base_url: str) -> Score:
    """Return the score of our pages, each from a run of its own with nothing kept."""
    model = BackendConfig(
        base_url=base_url,
        model=MODEL,
        context=CONTEXT,
        max_tokens=MOST_TOKENS,
        timeout=TIMEOUT,
        in_flight=1,
    )
    config = Config(
        BriefingConfig(backend="peers"), cache=CacheConfig(enabled=False), backends={"peers": model}
    )
    score = Score()
    for event in events:
        documents = [
            Document(f"{number}", article["text"], article["title"])
            for number, article in enumerate(event.articles)
        ]
        start = time.perf_counter()
        page = brief(documents, config, World(environment={}, now=NOW))
        _add(score, event, page, time.perf_counter() - start)
    return score


def _add(score: Score, event: Event, page: Briefing, seconds: float) -> None:
    statements = [one for story in page.stories for one in story.statements]
    sides = [side for story in page.stories for one in story.differences for side in one.sides]
    texts = [statement.text for statement in statements]
    score.add(event, " ".join(texts), texts, seconds)
    score.unsupported += sum(_is_refused(one.text, one.citations) for one in statements)
    score.notes["by model"] += sum(one.written_by == "model" for one in statements)
    score.notes["sides"] += len(sides)
    score.notes["sides refused"] += sum(_is_refused(one.text, one.citations) for one in sides)
    score.notes["refused on the way"] += len(page.record.rejected)
    score.notes["as the others"] += sum(not is_supported(text, event) for text in texts)
    score.notes["degraded"] += len(page.record.degraded)


def _is_refused(text: str, citations: Sequence[Citation]) -> bool:
    """Whether the verifier refuses a text of the finished page; says so where it does."""
    evidence = tuple(sentence_of(one.document, one.text) for one in citations)
    reason = check(Draft(text, (), evidence, "model"), (), VOCABULARY)
    if reason:
        print(f"refused: {text!r}: {reason}; cites {[one.text for one in citations]}")
    return bool(reason)


def theirs(peer: str, events: Sequence[Event], base_url: str) -> Score:
    """Return the score of a peer's summaries."""
    score = Score()
    answers = summaries([event.texts for event in events], peer, base_url)
    for event, answer in zip(events, answers, strict=True):
        claims = sentences(answer["text"])
        score.add(event, answer["text"], claims, answer["seconds"])
        score.unsupported += sum(not is_supported(claim, event) for claim in claims)
    return score


def summaries(
    events: Sequence[Sequence[str]], peer: str, base_url: str, *room: int
) -> list[dict[str, Any]]:
    """Return a peer's text for the texts of each event, with the seconds that it took.

    ``room`` is the model's context and the most tokens of an answer, where they are not SmolLM2's.
    """
    done = _worker([peer, base_url, *map(str, room)], json.dumps(events))
    if done.returncode:
        sys.exit(f"{peer} failed:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def _worker(arguments: Sequence[str], said: str = "") -> subprocess.CompletedProcess[str]:
    """Run the peers' side in the Python that has them."""
    return subprocess.run(
        [_python(), "-m", "benchmarks.peers_worker", *arguments],
        input=said,
        env={**os.environ, "LANGSMITH_TRACING": "false", "NO_PROXY": "127.0.0.1"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def _python() -> str:
    return os.environ.get("PEERS_PYTHON") or sys.executable


def versions() -> str:
    """Return the peers' versions, or exit and say how to install them."""
    try:
        done = _worker([])
    except OSError as error:
        sys.exit(f"PEERS_PYTHON can't be run: {error}")
    if done.returncode:
        sys.exit(
            f"{_python()} has no LangChain or no LlamaIndex. They are wanted for this benchmark "
            "alone, in an environment of their own:\n"
            f"  python3 -m venv PEERS && PEERS/bin/pip install {' '.join(PACKAGES)}\n"
            "Then set PEERS_PYTHON=PEERS/bin/python."
        )
    return ", ".join(f"{name} {version}" for name, version in json.loads(done.stdout).items())


def scores(data: Path, base_url: str, tally: Tally) -> Iterator[tuple[str, Score]]:
    """Yield the name and the score of each system, one after the other."""
    every = events(data)
    tally.take()
    score = ours(every, base_url)
    score.usage = tally.take()
    yield "summarise", score
    for peer in PEERS:
        score = theirs(peer, every, base_url)
        score.usage = tally.take()
        yield peer, score


def main(data: Path) -> None:
    """Print the table, a line for each system as it is done, and what to know about it."""
    print(versions())
    with counted(MOST_TOKENS) as (base_url, tally):
        print(f"{EVENTS} events, {MODEL}, at most {MOST_TOKENS} tokens an answer\n\n{HEADER}")
        own = Score()
        for name, score in scores(data, base_url, tally):
            print(score.row(name), flush=True)
            own = score if name == "summarise" else own
    print(_remarks(own))


def _remarks(own: Score) -> str:
    notes = own.notes
    return (
        f"\nours: {notes['by model']} of {own.sentences} statements are in the model's words, the "
        f"others quoted; {notes['refused on the way']} sentences were refused on the way\n"
        f"statements on the page that verification would refuse: {own.unsupported} "
        f"(sides of differences: {notes['sides refused']} of {notes['sides']}); judged as leniently"
        f" as the others: {notes['as the others']}\n"
        f"pages that are degraded: {notes['degraded']}\n"
        "the judge of the unsupported is summarise's own verifier: ours passed it on their way to\n"
        "the page, so their 0 is by construction, and what it can't see passes in ours as in theirs"
    )
