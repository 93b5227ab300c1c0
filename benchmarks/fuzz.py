"""Hostile input of all kinds, made by hypothesis: no crash, and nothing that takes long.

    python -m benchmarks fuzz --minutes 10

What fails is shown as small as hypothesis can make it. Keep it as an explicit example in the tests
of what failed.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from summarise.config import InputConfig
from summarise.errors import SummariseError
from summarise.language.reading import Vocabulary
from summarise.models.json_answer import json_object
from summarise.models.openai.reply import completion
from summarise.models.openai.server import Server
from summarise.page import manuscript
from summarise.page.checks import examine
from summarise.page.sheet import Sheet
from summarise.page.verify import problems
from summarise.render.markdown import escaped
from summarise.render.untrusted import clean, clean_offset
from summarise.sources.kinds import sniff
from summarise.sources.loader import UnreadableError
from summarise.story.dedupe import dedupe
from summarise.types import Document, Fact, Story
from tests.readings import sentence

PER_ROUND = 100
"""Examples of one target before the next has its turn."""
LONGEST = 5.0
"""Seconds of its own thread that one example may take, the first imports included."""
PIECES = st.sampled_from(
    ["<", ">", "</", "<rss>", "<item>", "<title>", "<![CDATA[", "]]>", "&amp;", "&#0;", "<html>",
     "{", "}", "[", "]", '"', "\\", "\\u0000", ":", ",", "null", "1e999", "NaN", "From: ",
     "Subject: ", "Date: ", "Content-Type: multipart/mixed; boundary=", "--b", "\n\n", "\r", "\n",
     "=?utf-8?q?", "?=", "%PDF-1.4", "PK\x03\x04", "```json", "<think>", "</think>", "[1.1]",
     "- ", "# ", "> ", "**", "(", ")", "“", "”", "It is false that ", "not ", "1,500 ", "3 May ",
     "http://", "a@b.c", "\u202e", "\ud800", "\x00", "\x1b[2J", "\ufeff", "中。", "é", "Orle ",
     "The crane fell. ", "said ", "if ", "%", "$", "-", "title,text\n", "WEBVTT", "<opml>"]
)  # fmt: skip
TEXTS = st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("".join)
BYTES = st.one_of(st.binary(max_size=400), TEXTS.map(lambda t: t.encode("utf-8", "replace")))
VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(), st.integers(), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)
KEYS = ("choices", "message", "content", "text", "usage", "error", "model", "delta", "tool_calls")
REPLIES = st.one_of(
    BYTES,
    st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6).map(
        lambda v: json.dumps(v).encode()
    ),
    st.lists(VALUES, max_size=3).map(lambda v: json.dumps({"choices": v}).encode()),
    VALUES.map(lambda v: b"data: " + json.dumps({"choices": [{"delta": v}]}).encode() + b"\n\n"),
)
TOLD = sentence("a", "A crane fell in Orle on Sunday.")
SHEET = Sheet(
    [Story((Document("a", TOLD.text),), (Fact((TOLD,), 1),))],
    [Document("a", TOLD.text)],
    (),
    {"a": "a"},
)
SERVER = Server("x", "http://127.0.0.1/v1", "m", 1.0, "KEY", "sk-secret")


def load(data: bytes) -> None:
    """Read bytes as whatever they look like."""
    if data.strip():
        for _ in sniff(data).load(data, "fuzz", InputConfig()):
            pass


def check(text: str) -> None:
    """Hold a text against itself and others."""
    vocabulary = Vocabulary()
    reports = {"a": Document("a", text, title=text[:80], outlet=text[:20], published=NOW)}
    examine(text, [sentence("a", f"{text} x")], vocabulary, reports)
    problems(vocabulary.read(text[:300]), [vocabulary.read(text[50:])])


def show(text: str) -> None:
    """Clean a text for all formats."""
    escaped(clean(text))
    clean_offset(text, len(text) // 2)


NOW = datetime(2026, 11, 30, tzinfo=UTC)
TARGETS: dict[str, tuple[st.SearchStrategy[object], Callable[..., object]]] = {
    "loaders": (BYTES, load),
    "answers": (TEXTS, json_object),
    "pages of a model": (TEXTS.map(lambda t: f"- {t} [1.1]."), lambda t: manuscript.read(t, SHEET)),
    "replies of a server": (REPLIES, lambda body: completion(body, SERVER)),
    "checks": (TEXTS, check),
    "copies": (TEXTS, lambda t: dedupe([Document("a", t), Document("b", f"{t} x")])),
    "shown": (TEXTS, show),
}


def attack(name: str, round_: int, counts: Counter[str]) -> str:
    """Try one target on examples of its own; return what went wrong, or an empty string."""
    strategy, function = TARGETS[name]

    @seed(round_)
    @settings(
        max_examples=PER_ROUND,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(strategy)
    def tried(example: object) -> None:
        counts[name] += 1
        begun = time.thread_time()
        try:
            function(example)
        except (SummariseError, UnreadableError):
            counts[f"{name}, refused"] += 1
        if time.thread_time() - begun > LONGEST:
            raise TimeoutError(f"{example!r} took longer than {LONGEST:g} seconds")

    try:
        tried()
    except Exception as error:
        notes = " ".join(getattr(error, "__notes__", ()))
        return f"{name}, seed {round_}: {type(error).__name__}: {error} {notes}"
    return ""


def rounds(minutes: float, clock: Callable[[], float] = time.monotonic) -> Iterator[str]:
    """Yield what failed, then what was tried."""
    end, round_, failed = clock() + 60 * minutes, 0, Counter[str]()
    counts = Counter[str]()
    while clock() < end:
        round_ += 1
        for name in TARGETS:
            if failed[name] < 3 and (wrong := attack(name, round_, counts)):
                failed[name] += 1
                yield wrong
    for name in TARGETS:
        refused = counts[f"{name}, refused"]
        yield f"{name}: {counts[name]:,} examples, {refused:,} refused, {failed[name]} failed"


def main(given_: list[str]) -> None:
    """Attack for so many minutes; the exit code is 1 if anything failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks fuzz")
    parser.add_argument("--minutes", type=float, default=10.0)
    wrong = False
    for line in rounds(parser.parse_args(given_).minutes):
        wrong = wrong or "seed" in line
        print(line, flush=True)
    raise SystemExit(int(wrong))
