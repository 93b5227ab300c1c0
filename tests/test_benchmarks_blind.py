"""The blind comparison: two pages of one form, judged by readers who can't tell whose they are."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from benchmarks import blind
from benchmarks.blind_page import length, one_form
from summarise.sources import load

REPORTS = [
    {
        "outlet": "Post",
        "title": "Storm",
        "published": "2026-11-18",
        "text": "It blew. 12 are hurt.",
    },
    {"outlet": "Times", "title": "Gale", "text": "14 are hurt. Trains stopped."},
    {"text": "Nobody was killed. A roof fell."},
]
PLAIN = "**Storm hurts people**\n\n* 12 [1] or 14 people are hurt.[2]\n\n## Sources\n\n1. Post"


def as_json(folder: Path) -> dict[str, Any]:
    """Return a page of the reports in the folder that cites them in another order than theirs."""
    ids = [document.id for document in load([str(folder / "reports")]).documents]

    def cited(*numbers: int) -> list[dict[str, Any]]:
        return [{"document": ids[n - 1], "start": 0, "end": 1, "text": "I"} for n in numbers]

    def said(text: str, *numbers: int, **more: object) -> dict[str, Any]:
        fixed = {"support": 1, "written_by": "model", "replaced": False, "model": "m"}
        return {"text": text, "citations": cited(*numbers), **fixed, **more}

    def side(label: str, number: int, text: str = "") -> dict[str, Any]:
        return {"label": label, "text": text or label, "citations": cited(number)}

    hurt: dict[str, Any] = {"about": "people hurt", "kind": "number", "outdated": 0}
    hurt["sides"] = [side("12", 1), side("14", 2)]
    killed: dict[str, Any] = {"about": "killed", "kind": "negation", "outdated": None}
    killed["sides"] = [side("none", 3, "Nobody was killed."), side("", 1, "One is.")]
    statements = [
        said("A storm blew.", 3),
        said("A roof fell, trains stopped.", 3, 2, marks=[11, 28], paragraph=1),
        said("Schools shut.", 2, replaced=True, paragraph=1),
        said("It rained.", 1),
        said("It stopped.", 1),
    ]
    story = {"headline": "Damage", "statements": statements, "differences": [hurt, killed]}
    sources = [{"id": name, "origin": name, "place": "reports.jsonl, line 9"} for name in ids]
    return {
        **{"version": 1, "headline": "Storm", "lede": "A storm blew.", "language": "en"},
        **{"date": "2026-11-19T06:00:00+00:00", "stories": [story | {"background": None}]},
        **{"sources": sources, "record": {"calls": 3}, "corrections": [], "since": None, "run": ""},
    }


@pytest.fixture
def out(tmp_path: Path) -> Path:
    for name in ("storm", "gale"):
        folder = tmp_path / "out" / name
        (folder / "reports").mkdir(parents=True)
        lines = "".join(json.dumps(report) + "\n" for report in REPORTS)
        (folder / "reports/reports.jsonl").write_text(lines, encoding="utf-8")
        (folder / "ours.json").write_text(json.dumps(as_json(folder)), encoding="utf-8")
        (folder / "plain.md").write_text(PLAIN, encoding="utf-8")
    return tmp_path / "out"


def paired(out: Path, lot: str = "1") -> tuple[Path, dict[str, dict[str, str]]]:
    readers = out.with_name(f"readers-{lot}")
    blind.main(["pairs", "--out", str(out), "--readers", str(readers), "--lot", lot])
    return readers, json.loads(out.with_name(f"readers-{lot}.key.json").read_text("utf-8"))


def of(readers: Path, key: dict[str, dict[str, str]], whose: str) -> str:
    page = next(page for page, maker in key["storm"].items() if maker == whose)
    return (readers / "storm" / f"{page}.md").read_text(encoding="utf-8")


def test_both_pages_have_one_form_and_the_numbers_of_the_reports(out: Path) -> None:
    readers, key = paired(out)
    assert (
        of(readers, key, "plain") == "# Storm hurts people\n\n- 12 [1] or 14 people are hurt [2].\n"
    )
    assert of(readers, key, "ours") == (
        "# Storm\n\nA storm blew [3].\n\n## Damage\n\n"
        "- A roof fell [3], trains stopped [2]. Schools shut [2].\n- It rained [1].\n"
        "- It stopped [1].\n\n### Where the accounts differ\n\n"
        "*people hurt*: **12** [1] (overtaken) – **14** [2]\n\n"
        "*killed*:\n- **none** [3] “Nobody was killed.”\n- report 1 [1] “One is.”\n"
    )
    reports = (readers / "storm/reports.md").read_text(encoding="utf-8")
    assert reports.startswith("[1] Post. Storm. 18 November 2026")
    assert "[3]\nNobody was killed. A roof fell.\n" in reports


def test_whose_page_is_whose_is_drawn_by_lot_and_lies_beside_what_readers_get(out: Path) -> None:
    drawn = {paired(out, str(lot))[1]["storm"]["a"] for lot in range(9)}
    assert drawn == {"ours", "plain"}
    readers = out.with_name("readers-1")
    given = {path.name for path in readers.rglob("*") if path.is_file()}
    assert given == {"a.md", "b.md", "reports.md", "FORM.md"}
    assert "ours" not in (readers / "FORM.md").read_text(encoding="utf-8")
    with pytest.raises(SystemExit):
        paired(out, "1")


def test_the_plain_prompt_asks_for_the_length_of_our_page_and_has_the_reports(out: Path) -> None:
    readers, key = paired(out)
    words = length(of(readers, key, "ours"))
    (out / "gale/ours.json").unlink()
    blind.main(["plain", "--of", str(out)])
    prompt = (out / "storm/plain.prompt.txt").read_text(encoding="utf-8")
    assert f"About {words} words." in prompt
    assert prompt.endswith((readers / "storm/reports.md").read_text(encoding="utf-8"))
    assert not (out / "gale/plain.prompt.txt").exists()


def test_a_page_of_other_reports_is_refused(out: Path) -> None:
    (out / "storm/reports/reports.jsonl").write_text('{"text": "It snowed."}\n', encoding="utf-8")
    with pytest.raises(ValueError, match="make it anew"):
        blind.main(["plain", "--of", str(out / "storm/ours.json")])


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("He won [1, 3-5].", "He won [1][3][4][5]."),
        (
            "He won.[1] [2] She lost[^3]; all left. [4](#s4)",
            "He won [1][2]. She lost [3]; all left [4].",
        ),
        ("He won, say [1], [2] and [5]; [8] is silent.",) * 2,
        ("He went to the U.S. [3] by ship.", "He went to the U.S. [3] by ship."),
        ("## He won\n\n*18 November 2026*\n\nHe ran.", "# He won\n\nHe ran."),
        ("He won.\n\n---\n**Sources:** [1] Post; [2] Times", "He won."),
        ("He won.\n\n[1] Post, 18 November\n[2] Times", "He won."),
        (
            "# He won\n\n## Sources disagree\n\nOn all.",
            "# He won\n\n## Sources disagree\n\nOn all.",
        ),
        ("```markdown\n# He won\n```", "# He won"),
    ],
)
def test_a_page_loses_what_tells_whose_it_is_and_nothing_else(written: str, read: str) -> None:
    assert one_form(written) == f"{read}\n"
    assert one_form(read) == f"{read}\n"


def verdict(name: str, page: str, points: float, **more: int) -> dict[str, Any]:
    counts = dict.fromkeys(blind.COUNTS, points) | {"wrong": 1, "marks": 9, "bad_marks": 2}
    return {"input": name, "page": page, **counts, **more}


def answers(path: Path, verdicts: Sequence[dict[str, Any]]) -> str:
    path.write_text("```\n" + "".join(json.dumps(v) + "\n" for v in verdicts), encoding="utf-8")
    return str(path)


def test_sums_are_of_the_key_and_over_the_readers(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    readers, key = paired(out)
    ours, plain = sorted(key["storm"], key=lambda page: key["storm"][page])
    first = [verdict("storm", ours, 8), verdict("storm", plain, 5, wrong=3)]
    second = [verdict("storm", ours, 7), verdict("storm", plain, 6)]
    files = [
        answers(out / "1.jsonl", [*first, {"input": "storm", "print": ours, "why": "clear"}]),
        answers(out / "2.jsonl", [*second, {"input": "storm", "print": plain, "why": "full"}]),
    ]
    capsys.readouterr()
    blind.main(["sums", "--readers", str(readers), *files])
    table = capsys.readouterr().out
    assert "/ 9 | 52.5 / 38.5 | 1 of 2 |" in table
    assert "| plain " + "| 5.5 " * 7 + "| 2.0 | 9.0 | 2.0 | 38.5 |" in table
    assert "Ours was printed 1 times of 2." in table


@pytest.mark.parametrize(
    "wrong", [{"input": "storm", "page": "c"}, {"input": "storm", "page": "a"}, {"print": "a"}]
)
def test_a_verdict_on_no_page_or_without_its_points_is_named(
    out: Path, wrong: dict[str, Any]
) -> None:
    readers, _ = paired(out)
    with pytest.raises(SystemExit, match=r"1\.jsonl, line 2, is no verdict"):
        blind.sums(readers, [Path(answers(out / "1.jsonl", [wrong]))])
    with pytest.raises(SystemExit, match="storm"):
        blind.sums(readers, [Path(answers(out / "1.jsonl", [verdict("storm", "a", 1)]))])


def test_the_inputs_are_those_of_the_rounds(tmp_path: Path) -> None:
    start = datetime(2021, 5, 1, 6, tzinfo=UTC)
    article = {"source": "Post", "title": "A title", "url": "u"}
    rows = [
        {
            "id": 9000 - n,
            "date": (start + timedelta(hours=6 * n)).isoformat(),
            "articles": [article | {"text": f"Event {n}."}],
        }
        for n in range(480)
    ]
    topics = [{"topic": topic, "sentences": ["One.", "Two."]} for topic in (14, 20, 20)]
    for path, lines in (("neus_allsides/dev.dated_2021", rows), ("ecbplus/dev.docs", topics)):
        file = tmp_path / f"{path}.jsonl.gz"
        file.parent.mkdir()
        file.write_bytes(gzip.compress("".join(json.dumps(x) + "\n" for x in lines).encode()))
    (tmp_path / "pages").mkdir()
    for name in ("seed.txt", *(f"pages/{file}" for file in blind.ARTICLES.values())):
        (tmp_path / name).write_text("{}", encoding="utf-8")
    given = ["--data", str(tmp_path), "--cases", str(tmp_path)]
    given += ["--seed-file", str(tmp_path / "seed.txt"), "--out", str(tmp_path / "in")]
    blind.main(["inputs", *given])
    names = "seed one-day one-story event-400 week-33 week-24 topic-14 topic-20 haiti tour ten-days"
    assert {path.name for path in (tmp_path / "in").iterdir()} == set(names.split())
    texts = {
        name: (tmp_path / f"in/{name}/reports/reports.jsonl")
        .read_text(encoding="utf-8")
        .splitlines()
        for name in ("event-400", "week-24", "topic-20", "ten-days")
    }
    assert json.loads(texts["event-400"][0])["text"] == "Event 400."
    assert [len(lines) for lines in texts.values()] == [1, 28, 2, 40]
    assert json.loads(texts["topic-20"][0]) == {"text": "One. Two."}
    with pytest.raises(SystemExit):
        blind.main(["inputs", *given])
