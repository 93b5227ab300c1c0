"""The last line of the page: what was read, merged, checked, left off, and what it cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from summarise.render.untrusted import clean
from summarise.types import Briefing, Record

_FINGERPRINT = 8
"""How many characters of a prompt's fingerprint are shown; the JSON has them all."""

_WHY_REPLACED = "quoted from the source, because the model's sentence did not pass the check"


def record_line(briefing: Briefing, mark: str) -> str:
    """Put the record in one line. ``mark`` is explained, if the page carries it."""
    record = briefing.record
    parts = [*_reading(record), *_writing(record, mark), *_making(briefing)]
    return clean(" · ".join(part for part in parts if part))


def _reading(record: Record) -> Iterator[str]:
    read = f"{_count(record.documents, 'report')} read"
    yield f"{read} from {_count(record.origins, 'origin')}" if record.origins else read
    reports = sum(dropped.kind == "document" for dropped in record.dropped)
    sentences = len(record.dropped) - reports
    merged = [_count(reports, "duplicate report")] if reports else []
    merged += [_count(sentences, "repeated sentence")] if sentences else []
    yield f"{' and '.join(merged)} merged" if merged else "no duplicates"
    skipped = len(record.skipped)
    yield f"{_count(skipped, 'source')} could not be read" if skipped else ""


def _writing(record: Record, mark: str) -> Iterator[str]:
    if record.checked:
        replaced = sum(bool(rejected.instead) for rejected in record.rejected)
        struck = len(record.rejected) - replaced
        checked = f"{_count(record.checked, 'statement')} checked, {replaced} replaced"
        yield f"{checked}, {struck} struck out" if struck else checked
    yield f"{mark} {_WHY_REPLACED}" if mark else ""
    yield f"{len(record.left_off)} left off" if record.left_off else ""
    yield from (sentence.strip().rstrip(".") for sentence in record.degraded)


def _making(briefing: Briefing) -> Iterator[str]:
    record = briefing.record
    told = [statement for story in briefing.stories for statement in story.statements]
    wrote = Counter(statement.model for statement in told if statement.model)
    for model, number in sorted(wrote.items()):
        yield f"{number} of {_count(len(told), 'statement')} written by {model}"
    if not wrote:
        asked = " / ".join(filter(None, (record.backend, record.model)))
        in_vain = f", and none of {asked}'s own words" if asked != "extractive" else ""
        yield f"quoted from the reports{in_vain}"
    prompts = [f"{name}@{print_[:_FINGERPRINT]}" for name, print_ in sorted(record.prompts.items())]
    yield f"prompts {', '.join(prompts)}" if prompts else ""
    if record.calls:
        cost = f", {record.usd:.4f} USD" if record.usd else ""
        yield f"{_count(record.calls, 'call')}, {_count(record.tokens, 'token')}{cost}"
    yield f"{_count(record.cached, 'answer')} kept from an earlier run" if record.cached else ""


def _count(number: int, noun: str) -> str:
    """Write ``1 report``, ``2,400 reports``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
