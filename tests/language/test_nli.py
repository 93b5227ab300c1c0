"""A model of inference that the user names: its labels, its length, and what it objects to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from summarise.config import Config, MeaningConfig
from summarise.errors import BackendError, BadAnswerError, ConfigError
from summarise.language.nli import BATCH, Entailment, Objection, OnnxNli, build_objection
from tests.tinynli import TWO, save

OPENED = "The dam at Orle has opened on Monday."
NOT_OPENED = "The dam at Orle has not opened on Monday."
OTHER = "The minister is at the river on Friday."


def naming(path: object) -> Config:
    return Config(meaning=MeaningConfig(nli=str(path)))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return save(tmp_path / "nli")


class TestTheModel:
    def test_labels_are_read_from_id2label_in_any_order_and_case(self, folder: Path) -> None:
        same, denied, new = OnnxNli(str(folder)).entailment(
            [OPENED, OPENED, OPENED], [OPENED, NOT_OPENED, OTHER]
        )
        assert max(same) == same.entailment > 0.9
        assert max(denied) == denied.contradiction > 0.9
        assert max(new) == new.neutral > 0.9
        assert sum(same) == pytest.approx(1)

    def test_a_model_of_two_labels_tells_nothing_of_contradiction(self, tmp_path: Path) -> None:
        model = OnnxNli(str(save(tmp_path / "two", TWO)))
        same, denied = model.entailment([OPENED, OPENED], [OPENED, NOT_OPENED])
        assert same.entailment > 0.9
        assert denied.neutral > 0.9
        assert same.contradiction == denied.contradiction == 0

    def test_many_pairs_are_judged_as_each_by_itself(self, folder: Path) -> None:
        model = OnnxNli(str(folder))
        pairs = [(OPENED, OPENED), (f"{OTHER} {OPENED}", NOT_OPENED), (OTHER, OPENED)] * BATCH
        together = model.entailment(*zip(*pairs, strict=True))
        alone = [model.entailment([one], [other])[0] for one, other in pairs[:3]]
        assert together == [pytest.approx(v, abs=1e-5) for v in alone * BATCH]

    def test_no_pairs_give_no_verdicts(self, folder: Path) -> None:
        assert OnnxNli(str(folder)).entailment([], []) == []

    @pytest.mark.parametrize("before", [0, 1, 2, 3, 5, 9])
    def test_what_a_long_premise_says_is_found_wherever_it_stands(
        self, tmp_path: Path, before: int
    ) -> None:
        model = OnnxNli(str(save(tmp_path / "short", places=42)))
        premise = f"{OTHER * before} {OPENED} {OTHER * (9 - before)}"
        found, denied, absent = model.entailment(
            [premise, premise, OTHER * 9], [OPENED, NOT_OPENED, OPENED]
        )
        assert found.entailment > 0.9
        assert denied.contradiction > 0.9
        assert absent.neutral > 0.5

    def test_a_hypothesis_longer_than_half_of_the_model_is_found_in_nothing(
        self, folder: Path
    ) -> None:
        (verdict,) = OnnxNli(str(folder)).entailment([OTHER * 200], [OTHER * 200])
        assert verdict == Entailment(0, 1, 0)

    def test_any_characters_are_judged(self, folder: Path) -> None:
        pairs = [("", ""), ("\ud800", OPENED)]
        assert len(OnnxNli(str(folder)).entailment(*zip(*pairs, strict=True))) == 2

    def test_a_model_that_gives_other_numbers_than_its_labels_is_refused(
        self, tmp_path: Path
    ) -> None:
        folder = save(tmp_path / "nli")
        (folder / "config.json").write_text(json.dumps({"id2label": TWO}), encoding="utf-8")
        with pytest.raises(BadAnswerError, match="names 2 labels"):
            OnnxNli(str(folder)).entailment([OPENED], [OPENED])


class TestWhatIsRefused:
    @pytest.mark.parametrize(
        "labels",
        [
            {"0": "LABEL_0", "1": "LABEL_1"}, {"0": "neutral", "1": "contradiction"},
            {"0": "entailment", "1": "entailed"}, {"a": "entailment"}, {},
        ],
    )  # fmt: skip
    def test_labels_that_do_not_name_the_answers(
        self, tmp_path: Path, labels: dict[str, str]
    ) -> None:
        with pytest.raises(ConfigError, match=r"meaning\.nli: id2label .*write there"):
            OnnxNli(str(save(tmp_path / "nli", labels)))

    @pytest.mark.parametrize("settings", ["no json", "[]"])
    def test_a_config_that_says_nothing(self, folder: Path, settings: str) -> None:
        (folder / "config.json").write_text(settings, encoding="utf-8")
        with pytest.raises(ConfigError, match=r"meaning\.nli"):
            OnnxNli(str(folder))

    @pytest.mark.parametrize("name", ["model.onnx", "tokenizer.json", "config.json"])
    def test_a_folder_without_one_of_its_files(self, folder: Path, name: str) -> None:
        (folder / name).unlink()
        with pytest.raises(ConfigError, match=rf"meaning\.nli = .*there is no {name}"):
            build_objection(naming(folder))

    def test_a_broken_model(self, folder: Path) -> None:
        (folder / "model.onnx").write_bytes(b"no model")
        with pytest.raises(ConfigError, match=r"meaning\.nli: .*can't be loaded"):
            OnnxNli(str(folder))

    def test_missing_packages_with_the_next_step(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("model.onnx", "tokenizer.json", "config.json"):
            (tmp_path / name).touch()
        monkeypatch.setitem(sys.modules, "onnxruntime", None)
        with pytest.raises(ConfigError, match=r"pip install 'summarise-briefing\[nli\]'"):
            OnnxNli(str(tmp_path))


class Scripted:
    """Gives one verdict for each premise, or fails."""

    def __init__(self, *verdicts: Entailment) -> None:
        self.verdicts = list(verdicts)
        self.asked: list[tuple[str, str]] = []

    def entailment(self, premises: Sequence[str], hypotheses: Sequence[str]) -> list[Entailment]:
        self.asked += zip(premises, hypotheses, strict=True)
        if not self.verdicts:
            raise BackendError("it is broken")
        return [self.verdicts[min(n, len(self.verdicts) - 1)] for n in range(len(premises))]


YES, NO, UNSURE = Entailment(0.9, 0.1, 0), Entailment(0, 0.1, 0.9), Entailment(0.1, 0.8, 0.1)


class TestObjections:
    def test_what_is_entailed_passes(self) -> None:
        assert Objection(Scripted(YES))(OPENED, [OTHER]) == ""

    def test_what_one_sentence_entails_passes_though_all_together_do_not(self) -> None:
        assert Objection(Scripted(UNSURE, UNSURE, YES))(OPENED, [OTHER, NOT_OPENED]) == ""

    def test_a_contradiction_and_what_is_not_found_are_named(self) -> None:
        assert "contradiction" in Objection(Scripted(NO))(OPENED, [OTHER])
        assert "does not find it" in Objection(Scripted(UNSURE))(OPENED, [OTHER])

    def test_what_is_quoted_is_not_asked_about(self) -> None:
        model = Scripted(NO)
        assert Objection(model)("The dam at Orle has opened on Monday", [OTHER, OPENED]) == ""
        assert model.asked == []

    def test_a_model_that_fails_is_asked_once_and_that_is_on_record(self) -> None:
        model = Scripted()
        objection = Objection(model)
        assert [objection(OPENED, [OTHER]) for _ in range(3)] == ["", "", ""]
        assert len(model.asked) == 1
        assert objection.degraded == ("Statements were checked by their words only: it is broken",)

    def test_without_a_model_there_is_nobody_to_object(self) -> None:
        assert build_objection(Config()) is None

    def test_the_config_names_the_model(self, folder: Path) -> None:
        objection = build_objection(naming(folder))
        assert objection is not None
        assert "contradiction" in objection(NOT_OPENED, [OPENED])


def test_onnxruntime_sends_nobody_word_and_leaves_nothing_at_home(tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    home = tmp_path / "home"
    home.mkdir()
    (tmp_path / "model").mkdir()
    save(tmp_path / "model")
    code = (
        "import sys; from summarise.language.onnx import load;"
        f"load({str(tmp_path / 'model')!r}, 'meaning.nli', 'nli')"
    )
    places = {name: str(home) for name in ("HOME", "XDG_CACHE_HOME", "USERPROFILE")}
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"}
    subprocess.run([sys.executable, "-c", code], env={**environment, **places}, check=True)
    assert list(home.iterdir()) == []
