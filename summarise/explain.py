"""What became of every input, as a text for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from summarise.types import Briefing, Document, Dropped, LeftOff, Source

SHOWN = 90
"""Characters of a text that are shown; the whole is in the JSON."""


def explain(briefing: Briefing, documents: tuple[Document, ...]) -> str:
    """Return the fate of each document and of its sentences, then what verify refused."""
    texts = {document.id: document.text for document in documents}
    names = {source.id: _name(number, source) for number, source in enumerate(briefing.sources, 1)}
    lines = list(_skipped(briefing))
    for source in briefing.sources:
        lines += [names[source.id], *_fate(briefing, source, names, texts)]
    lines += _rejected(briefing)
    return "\n".join(lines) + "\n"


def _name(number: int, source: Source) -> str:
    told = " — ".join(part for part in (source.outlet, source.title) if part)
    return f"report {number}" + (f" ({_short(told)})" if told else "")


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= SHOWN else text[: SHOWN - 1].rstrip() + "…"


def _skipped(briefing: Briefing) -> Iterator[str]:
    for skip in briefing.record.skipped:
        yield f"skipped {skip.source}: {skip.reason}"


def _fate(
    briefing: Briefing, source: Source, names: dict[str, str], texts: dict[str, str]
) -> Iterator[str]:
    if source.origin != source.id:
        yield f"  same origin as {names[source.origin]}"
    for drop in briefing.record.dropped:
        if drop.kind == "document" and drop.what == source.id:
            yield f"  merged whole into {names[drop.into]}: {_why(drop)}"
        if drop.kind == "sentence" and _document(drop.what) == source.id:
            merged, into = _sentence(drop.what, texts), _sentence(drop.into, texts)
            other = names.get(_document(drop.into), "")
            yield f"  merged: {merged}\n      into {other}: {into}\n      {_why(drop)}"
    for text in _cited(briefing)[source.id]:
        yield f"  on the page: {_short(text)}"
    for off in briefing.record.left_off:
        if source.id in _documents(off):
            yield f"  left off: {_short(off.text)}\n      because: {_short(off.reason)}"


def _why(drop: Dropped) -> str:
    return f"rule {drop.rule}, score {drop.score:.2f}"


def _document(sentence: str) -> str:
    return sentence.rpartition(":")[0]


def _sentence(sentence: str, texts: dict[str, str]) -> str:
    document, _, span = sentence.rpartition(":")
    start, _, end = span.partition("-")
    return _short(texts.get(document, "")[int(start) : int(end)])


def _cited(briefing: Briefing) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for section in briefing.stories:
        for statement in section.statements:
            for document in dict.fromkeys(citation.document for citation in statement.citations):
                found[document].append(statement.text)
        for difference in section.differences:
            for side in difference.sides:
                for citation in side.citations:
                    found[citation.document].append(f"(difference, {side.label}) {citation.text}")
    return found


def _documents(off: LeftOff) -> set[str]:
    return {citation.document for citation in off.citations}


def _rejected(briefing: Briefing) -> Iterator[str]:
    for rejected in briefing.record.rejected:
        yield f"rejected: {_short(rejected.text)}\n      because {rejected.reason}"
        if rejected.instead:
            yield f"      instead: {_short(rejected.instead)}"
