"""What is read of a model's file before it is loaded."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import pytest

from summarise.backends.local import gguf, memory
from summarise.backends.local.gguf import Shape
from summarise.backends.local.weights import Weights
from tests.backends import local_models
from tests.backends.local_models import LLAMA


def shape(path: Path, **said: Any) -> Shape:
    changed = {f"llama.{key.replace('__', '.')}": value for key, value in said.items()}
    return gguf.shape(local_models.gguf(path / "some.gguf", said={**LLAMA, **changed}))


def test_the_longest_context_and_the_memory_of_a_token_are_read(tmp_path: Path) -> None:
    # 30 layers, 3 heads, a key and a value of 576 / 9 numbers each, of two bytes
    assert shape(tmp_path) == Shape(8192, 30 * 3 * (64 + 64) * 2)


def test_heads_may_differ_in_size_and_layers_in_heads(tmp_path: Path) -> None:
    wide = shape(tmp_path, attention__key_length=128, attention__value_length=256)
    uneven = shape(tmp_path, attention__head_count_kv=[4, 0, 4])

    assert wide.token_bytes == 30 * 3 * (128 + 256) * 2
    assert uneven.token_bytes == 8 * (64 + 64) * 2


def test_a_model_that_keeps_its_context_in_a_way_of_its_own_takes_an_unknown_amount(
    tmp_path: Path,
) -> None:
    assert shape(tmp_path, attention__kv_lora_rank=512) == Shape(8192, 0)


@pytest.mark.parametrize("key", ["embedding_length", "attention__head_count", "block_count"])
def test_what_makes_no_sense_is_not_known(tmp_path: Path, key: str) -> None:
    assert shape(tmp_path, **{key: "many"}).token_bytes == 0


def test_a_file_that_is_cut_off_anywhere_says_what_it_says(tmp_path: Path) -> None:
    whole = local_models.gguf(tmp_path / "whole.gguf").read_bytes()
    cut = tmp_path / "cut.gguf"
    seen = set()
    for end in range(len(gguf.MAGIC), len(whole)):
        cut.write_bytes(whole[:end])
        seen.add(gguf.shape(cut))

    # Where the heads of keys and values are not named, there are as many as there are heads.
    assert seen == {Shape(), Shape(8192, 0), Shape(8192, 3 * 23_040), Shape(8192, 23_040)}


def test_a_list_that_claims_to_be_endless_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "endless.gguf"
    for of, count in ((4, 2**60), (9, 1)):
        head = b"GGUF" + struct.pack("<IQQ", 3, 0, 1) + struct.pack("<Q", 1) + b"x"
        path.write_bytes(head + struct.pack("<IIQ", 9, of, count) + bytes(1000))
        assert gguf.shape(path) == Shape()


def test_the_need_for_memory_grows_with_the_file_and_the_context() -> None:
    weights = Weights(Path("x.gguf"), "x.gguf", 1_000_000_000, Shape(8192, 23_040), 0)

    assert memory.needed(weights, 4096) == 1_000_000_000 + 4096 * 23_040 + memory.OVERHEAD
    assert memory.available() is None or memory.available()
