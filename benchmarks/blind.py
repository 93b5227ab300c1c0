"""Our page and a plain prompt's, for readers who don't know which is which (docs/blind.md).

Four steps, with a model and readers between them::

    inputs ─> OUT/NAME/reports ─> summarise ─> ours.json ──┬──> pairs ─> DEST/NAME/{a,b}.md
                                                 └─ plain ─┴─ plain.prompt.txt ─> plain.md
    sums <─ verdicts <─ readers <─ DEST
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from statistics import fmean
from typing import Any

from benchmarks.blind_page import Numbered, length, listed, one_form, our_page
from benchmarks.fit_similarity import read
from benchmarks.reading import EXAMPLES, Reports, articles, day_of, week_of, written
from summarise.sources import load

EVENT = 400
"""Place in the file of an event of three reports."""
WEEKS, TOPICS = (33, 24), (14, 20)
TEN_DAYS = ("2021-05-10", "2021-05-19")
ARTICLES = {"haiti": "long-haiti-quake-en.jsonl", "tour": "long-tour-de-france.jsonl"}
"""Sets of whole articles."""

ASKED = (
    "Write a one-page deduplicated briefing from these reports, with citations; "
    "note where accounts differ. About {words} words. Cite the reports by their numbers, as [n]."
)
"""The plain prompt. It names our length: of another length a page is another task."""

COUNTS = {
    "faithful": "the page says what the reports say, with their hedges and who said it",
    "nothing_twice": "no event, figure or quotation is told a second time",
    "coverage": "nothing is missing that an editor would not leave out",
    "order": "the gravest comes first, and what belongs together stands together",
    "disagreement": "where reports really differ, it says on what, and who says which",
    "reads_well": "it is clear, whole and well written for somebody who saw no report",
    "citations": "each mark stands at what its report says, and nothing goes without",
}
EXTRA = ("wrong", "marks", "bad_marks")
OURS, PLAIN = "ours", "plain"


def inputs(data: Path, cases: Path, seed: Path) -> Iterator[tuple[str, Path | Reports]]:
    """Yield the name of each input, and the file or folder it is, or its reports."""
    yield "seed", seed
    yield "one-day", EXAMPLES / "one-day"
    yield "one-story", EXAMPLES / "one-story"
    rows = read(data / "neus_allsides/dev.dated_2021.jsonl.gz")
    yield f"event-{EVENT}", articles(rows[EVENT])
    rows = sorted(rows, key=day_of)
    for week in WEEKS:
        yield f"week-{week}", [r for row in rows if week_of(row) == week for r in articles(row)]
    documents = read(data / "ecbplus/dev.docs.jsonl.gz")
    for topic in TOPICS:
        texts = (" ".join(row["sentences"]) for row in documents if row["topic"] == topic)
        yield f"topic-{topic}", [{"text": text} for text in texts]
    yield from ((name, cases / "pages" / file) for name, file in ARTICLES.items())
    first, last = TEN_DAYS
    days = (row for row in rows if first <= row["date"][:10] <= last)
    yield "ten-days", [report for row in days for report in articles(row)]


def write_inputs(data: Path, cases: Path, seed: Path, out: Path) -> None:
    """Write each input's reports into OUT/NAME/reports."""
    _refuse(out)
    for name, reports in inputs(data, cases, seed):
        written(reports, out / name / "reports")


def _refuse(folder: Path) -> None:
    """Refuse a folder that is there already: what two rounds leave in one is neither's."""
    if folder.exists():
        sys.exit(f"{folder} is there already: name a folder that is not")


def write_prompts(of: Path) -> None:
    """Write the plain prompt of each input that has our page, in the folder, or of that page."""
    for ours in sorted(of.glob("*/ours.json")) if of.is_dir() else [of]:
        reports = _reports(ours.parent)
        words = length(our_page(_json(ours), reports))
        prompt = f"{ASKED.format(words=words)}\n\n{listed(reports)}"
        ours.with_name("plain.prompt.txt").write_text(prompt, encoding="utf-8")
        print(f"{ours.parent.name}: {words} words of {len(reports)} reports")


def _reports(folder: Path) -> Numbered:
    """Read an input's reports as a run reads them: with its ids, and in its order."""
    documents = load([str(folder / "reports")]).documents
    return {document.id: (number, document) for number, document in enumerate(documents, 1)}


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def write_pairs(out: Path, readers: Path, lot: str | None) -> None:
    """Write both pages of each input, their order drawn by lot, the reports, the form, the key."""
    _refuse(readers)
    chance = Random(lot)
    key: dict[str, dict[str, str]] = {}
    for ours in sorted(out.glob("*/ours.json")):
        plain, name = ours.with_name("plain.md"), ours.parent.name
        if not plain.exists():
            print(f"{name} is left out: it has no plain.md")
            continue
        reports = _reports(ours.parent)
        plain_page = one_form(plain.read_text(encoding="utf-8"))
        pages = {OURS: our_page(_json(ours), reports), PLAIN: plain_page}
        key[name] = dict(zip("ab", chance.sample([OURS, PLAIN], 2), strict=True))
        files = {f"{page}.md": pages[whose] for page, whose in key[name].items()}
        (readers / name).mkdir(parents=True)
        for file, text in (files | {"reports.md": listed(reports)}).items():
            (readers / name / file).write_text(text, encoding="utf-8")
    if not key:
        sys.exit(f"{out} has no input with ours.json and plain.md")
    (readers / "FORM.md").write_text(form(), encoding="utf-8")
    _key(readers).write_text(json.dumps(key, indent=1) + "\n", encoding="utf-8")
    print(f"The key is in {_key(readers)}: it is not for the readers of {readers}.")


def _key(readers: Path) -> Path:
    return readers.with_name(f"{readers.name}.key.json")


def form() -> str:
    """Return what readers are told, and how they answer."""
    counts = "\n".join(f"- `{name}`: {meaning}" for name, meaning in COUNTS.items())
    page = {"input": "NAME", "page": "a"} | dict.fromkeys((*COUNTS, *EXTRA), 0)
    printed = {"input": "NAME", "print": "b", "why": "in one sentence"}
    return f"""# Two pages of the same reports

You are an editor, and must print one of two pages. Each folder here is an input: `reports.md` (the
reports, numbered), `a.md` and `b.md` (two pages of them, each of which cites by those numbers).
Which is `a` was drawn by lot, anew for each input. Read the reports first, then each page from
top to bottom, then again beside the reports, statement by statement and mark by mark.

Give each page up to ten points, whole or half, on each of seven counts:

{counts}

Count on each page, too:

- `wrong`: statements that are wrong or misleading
- `marks`: the marks, each [n] by itself
- `bad_marks`: those of them that are wrong (the report does not say so) or idle (it adds nothing to
  the marks beside it)

Then say which of the two you would print, and why. Answer in JSON, one line for each page of each
input, and one for each input, and nothing else:

```
{json.dumps(page)}
{json.dumps(page | {"page": "b"})}
{json.dumps(printed)}
```
"""


def sums(readers: Path, verdicts: Iterable[Path]) -> str:
    """Return the tables of what readers found: by input, by count, and what they would print."""
    key = _json(_key(readers))
    points: dict[str, dict[str, list[Mapping[str, float]]]] = {}
    printed: dict[str, list[str]] = defaultdict(list)
    for place, verdict in _verdicts(verdicts):
        try:
            name, page = verdict["input"], verdict.get("page") or verdict["print"]
            whose = key[name][page]
            if "page" in verdict:
                found = {count: float(verdict[count]) for count in (*COUNTS, *EXTRA)}
                points.setdefault(name, {OURS: [], PLAIN: []})[whose].append(found)
            else:
                printed[name].append(whose)
        except (KeyError, TypeError, ValueError) as error:
            sys.exit(f"{place} is no verdict on one of the pages: {error!r}")
    one_sided = [name for name, sides in points.items() if not all(sides.values())]
    if one_sided or not points:
        sys.exit(f"there are not two pages judged of: {', '.join(one_sided) or 'any input'}")
    return "\n".join([*_by_input(readers, key, points, printed), "", *_by_count(points, printed)])


def _verdicts(paths: Iterable[Path]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("```"):
                place = f"{path}, line {number},"
                try:
                    yield place, json.loads(line)
                except ValueError as error:
                    sys.exit(f"{place} is no JSON: {error}")


Points = Mapping[str, Mapping[str, Sequence[Mapping[str, float]]]]


def _by_input(
    readers: Path, key: Mapping[str, Any], points: Points, printed: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    yield "| input | words, ours / plain | ours / plain | ours printed |"
    yield "|---|---|---|---|"
    for name, sides in points.items():
        words = {
            whose: length((readers / name / f"{page}.md").read_text(encoding="utf-8"))
            for page, whose in key[name].items()
        }
        total = {
            whose: fmean(sum(found[count] for count in COUNTS) for found in sides[whose])
            for whose in (OURS, PLAIN)
        }
        chosen = f"{printed[name].count(OURS)} of {len(printed[name])}"
        sized = f"{words[OURS]} / {words[PLAIN]}"
        yield f"| {name} | {sized} | {total[OURS]:.1f} / {total[PLAIN]:.1f} | {chosen} |"


def _by_count(points: Points, printed: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield the means over inputs, each of which counts once, whoever many read it."""
    means = {
        whose: {
            count: fmean(fmean(found[count] for found in sides[whose]) for sides in points.values())
            for count in (*COUNTS, *EXTRA)
        }
        for whose in (OURS, PLAIN)
    }
    names = (count.replace("_", " ") for count in (*COUNTS, *EXTRA))
    yield f"| mean of {len(points)} | {' | '.join(names)} | sum |"
    yield "|---" * (len(COUNTS) + len(EXTRA) + 2) + "|"
    for whose, mean in means.items():
        total = sum(mean[count] for count in COUNTS)
        yield f"| {whose} | {' | '.join(f'{n:.1f}' for n in mean.values())} | {total:.1f} |"
    chosen = [whose for each in printed.values() for whose in each]
    yield ""
    yield f"Ours was printed {chosen.count(OURS)} times of {len(chosen)}."


def main(arguments: Sequence[str]) -> None:
    """Take one step."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks blind")
    steps = parser.add_subparsers(dest="step", required=True)
    step = steps.add_parser("inputs", help="write the reports of each input")
    step.add_argument("--data", type=Path, required=True, help="the folder with labelled data")
    step.add_argument("--cases", type=Path, required=True, help="the folder with small inputs")
    step.add_argument("--seed-file", type=Path, required=True, help="the file with twelve ledes")
    step.add_argument("--out", type=Path, required=True)
    step = steps.add_parser("plain", help="write the plain prompt of each input with ours.json")
    step.add_argument("--of", type=Path, required=True, help="the folder of inputs, or one page")
    step = steps.add_parser("pairs", help="write the pairs of pages for readers")
    step.add_argument("--out", type=Path, required=True, help="the folder of inputs")
    step.add_argument("--readers", type=Path, required=True, help="the folder for the readers")
    step.add_argument("--lot", help="a seed of the draw, to draw it again")
    step = steps.add_parser("sums", help="print what readers found")
    step.add_argument("--readers", type=Path, required=True, help="the folder they were given")
    step.add_argument("verdicts", type=Path, nargs="+", help="a file of each reader's answers")
    options = parser.parse_args(arguments)
    match options.step:
        case "inputs":
            write_inputs(options.data, options.cases, options.seed_file, options.out)
        case "plain":
            write_prompts(options.of)
        case "pairs":
            write_pairs(options.out, options.readers, options.lot)
        case _:
            print(sums(options.readers, options.verdicts))
