"""Are the differences on real pages real? By verdicts that a person wrote down.

``differences.jsonl`` beside this file holds the name of each difference that was read, and the
verdict: "real", "moved" (a figure that moved with time), "planned" (planned, then done), "trivial"
or "wrong" (two different things). A difference is named by the sentences that it sets against each
other, so that the file holds no publisher's text, and a verdict outlives a new label or place. A
difference that nobody has read counts for nothing, and the note says how many there are.

    python -m benchmarks differences --data DIR --out FILE

writes those, to be read: fill in "verdict", and keep id and verdict alone.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from benchmarks.quality.harness import Row, Vectors
from benchmarks.quality.real_pages import Page, real_pages
from summarise.types import Difference

VERDICTS = Path(__file__).with_name("differences.jsonl")
REAL = "real"
KNOWN = (REAL, "moved", "planned", "trivial", "wrong")
TARGET = 0.90


def name(difference: Difference) -> str:
    """Return the name of a difference: a hash of what each side cites first."""
    sides = sorted(side.citations[0].text for side in difference.sides if side.citations)
    return sha256("\n".join(sides).encode()).hexdigest()[:12]


def verdicts(path: Path) -> dict[str, str]:
    """Return the verdict on each difference that was read."""
    if not path.exists():
        return {}
    read = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    found = {row["id"]: row["verdict"] for row in read}
    if strange := set(found.values()) - set(KNOWN):
        raise ValueError(f"{path.name}: no such verdict: {', '.join(sorted(strange))}")
    return found


def differences(data: Path) -> Iterator[tuple[Page, Difference]]:
    """Yield all that real pages show."""
    for page in real_pages(data):
        for story in page.briefing.stories:
            for difference in story.differences:
                yield page, difference


def rows(data: Path, vectors: Vectors) -> Iterator[Row]:  # noqa: ARG001 - the judgements' protocol
    """Yield the one row."""
    yield row([difference for _, difference in differences(data)], verdicts(VERDICTS))


def row(shown: list[Difference], known: Mapping[str, str]) -> Row:
    """Return the precision of what is shown, by the verdicts that are known."""
    read = Counter(known[name(one)] for one in shown if name(one) in known)
    told = ", ".join(f"{verdict} {read[verdict]}" for verdict in KNOWN if read[verdict])
    unread = len(shown) - read.total()
    return Row(
        "differences",
        "real pages",
        read.total(),
        "precision, by people who read them",
        read[REAL] / read.total() if read else None,
        {},
        target=TARGET,
        note=f"{told or 'no verdicts'}; {unread} of {len(shown)} have not been read",
    )


def main(data: Path, out: Path) -> None:
    """Write the differences that nobody has read, to be read."""
    known = verdicts(VERDICTS)
    with out.open("w", encoding="utf-8") as file:
        for page, difference in differences(data):
            if name(difference) in known:
                continue
            told = {
                "id": name(difference),
                "verdict": "",
                "page": f"{page.kind} {page.name}",
                "kind": difference.kind,
                "sides": [
                    {"label": side.label, "cites": [c.text for c in side.citations]}
                    for side in difference.sides
                ],
            }
            file.write(json.dumps(told, ensure_ascii=False) + "\n")
