"""What became of every input, as a text for a person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from summarise.plain import one_line, shortened
from summarise.types import Briefing, Citation, Document, Source

SHOWN = 90
"""Characters of a text that are shown; the whole is in the JSON."""

Fate = tuple[str, str]
"""A document's id, and a line or more about what became of it or of a sentence in it."""


def explain(briefing: Briefing, documents: Sequence[Document]) -> str:
    """Return the fate of each document and of its sentences, then what verify refused."""
    texts = {document.id: document.text for document in documents}
    names = {source.id: _name(number, source) for number, source in enumerate(briefing.sources, 1)}
    fates: dict[str, list[str]] = defaultdict(list)
    for document, line in chain(
        _same_origin(briefing, names),
        _merged(briefing, names, texts),
        _on_the_page(briefing),
        _left_off(briefing),
    ):
        fates[document].append(line)
    lines = [f"skipped {skip.source}: {skip.reason}" for skip in briefing.record.skipped]
    for source in briefing.sources:
        nothing = ["  nothing of it came onto the page: it has no sentence that could stand there"]
        lines += [names[source.id], *(fates.get(source.id) or nothing)]
    lines += _rejected(briefing)
    return "\n".join(lines) + "\n"


def _name(number: int, source: Source) -> str:
    name = " — ".join(filter(None, (source.outlet, source.title))) or source.place or source.url
    return f"input {number}" + (f" ({_short(name)})" if name else "")


def _short(text: str) -> str:
    return shortened(one_line(text), SHOWN)


def _same_origin(briefing: Briefing, names: Mapping[str, str]) -> Iterator[Fate]:
    for source in briefing.sources:
        if source.origin != source.id:
            yield source.id, f"  same origin as {names.get(source.origin, source.origin)}"


def _merged(
    briefing: Briefing, names: Mapping[str, str], texts: Mapping[str, str]
) -> Iterator[Fate]:
    for drop in briefing.record.dropped:
        why = f"rule {drop.rule}, score {drop.score:.2f}"
        if drop.kind == "document":
            into = names.get(drop.into, drop.into)
            yield drop.what, f"  merged whole into {into}: {why}"
            continue
        (document, merged), (other, stands) = _read(drop.what, texts), _read(drop.into, texts)
        into = names.get(other, other)
        yield document, f"  merged: {merged}\n      into {into}: {stands}\n      {why}"


def _on_the_page(briefing: Briefing) -> Iterator[Fate]:
    for correction in briefing.corrections:
        for document in _cited(correction.now.citations):
            yield document, f"  on the page: {_short(f'(correction) {correction.now.text}')}"
    for section in briefing.stories:
        for statement in section.statements:
            for document in _cited(statement.citations):
                yield document, f"  on the page: {_short(statement.text)}"
        for side in (side for difference in section.differences for side in difference.sides):
            for citation in side.citations:
                text = _short(f"(difference, {side.label}) {citation.text}")
                yield citation.document, f"  on the page: {text}"


def _left_off(briefing: Briefing) -> Iterator[Fate]:
    for off in briefing.record.left_off:
        for document in _cited(off.citations):
            reason = _short(off.reason)
            yield document, f"  left off: {_short(off.text)}\n      because: {reason}"


def _read(sentence: str, texts: Mapping[str, str]) -> tuple[str, str]:
    """Return the document of a sentence, named ``document:start-end``, and its text."""
    document, _, span = sentence.rpartition(":")
    start, _, end = span.partition("-")
    return document, _short(texts.get(document, "")[int(start) : int(end)])


def _cited(citations: Sequence[Citation]) -> list[str]:
    return list(dict.fromkeys(citation.document for citation in citations))


def _rejected(briefing: Briefing) -> Iterator[str]:
    for rejected in briefing.record.rejected:
        yield f"rejected: {_short(rejected.text)}\n      because: {_short(rejected.reason)}"
        if rejected.instead:
            yield f"      instead: {_short(rejected.instead)}"
