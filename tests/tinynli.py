"""A cross-encoder in ONNX, built here, that reads entailment off the words.

The share of the hypothesis' words that stand in the premise is entailment; a "not" in one of the
two alone is contradiction.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

WORDS = (
    "the dam at orle has not opened closed on monday friday minister river town is safe .".split()
)
THREE = {"0": "CONTRADICTION", "1": "Entailment", "2": "neutral"}
TWO = {"0": "entailment", "1": "not_entailment"}


def save(folder: Path, labels: dict[str, str] | None = None, places: int = 512) -> Path:
    """Write the model's three files into a folder; ``labels`` are id2label."""
    pytest.importorskip("onnxruntime")
    labels = THREE if labels is None else labels
    folder.mkdir(exist_ok=True)
    (folder / "model.onnx").write_bytes(_model("not_entailment" in labels.values()))
    _tokenizer().save(str(folder / "tokenizer.json"))
    settings = {"id2label": labels, "max_position_embeddings": places}
    (folder / "config.json").write_text(json.dumps(settings), encoding="utf-8")
    return folder


def _tokenizer() -> Any:
    tokenizers = pytest.importorskip("tokenizers")
    known = {word: number for number, word in enumerate(["[PAD]", "[SEP]", "[UNK]", *WORDS])}
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel(known, unk_token="[UNK]"))
    tokenizer.normalizer = tokenizers.normalizers.Lowercase()
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing(
        single="$A", pair="$A [SEP] $B:1", special_tokens=[("[SEP]", 1)]
    )
    return tokenizer


def _model(two_labels: bool) -> bytes:
    """Return the graph: P and H mark the tokens of premise and hypothesis, E equal tokens."""
    onnx = pytest.importorskip("onnx")
    helper, kind = onnx.helper, onnx.TensorProto
    steps: list[tuple[Any, ...]] = [
        ("Cast", ["token_type_ids"], "H0", {"to": kind.FLOAT}),
        ("Cast", ["attention_mask"], "real", {"to": kind.FLOAT}),
        ("Mul", ["H0", "real"], "H"),
        ("Sub", ["real", "H"], "P"),
        ("Unsqueeze", ["input_ids", "one"], "row"),
        ("Unsqueeze", ["input_ids", "two"], "column"),
        ("Equal", ["row", "column"], "E0"),
        ("Cast", ["E0"], "E", {"to": kind.FLOAT}),
        ("Unsqueeze", ["P", "two"], "Pcolumn"),
        ("Mul", ["E", "Pcolumn"], "EP"),
        ("ReduceMax", ["EP"], "found", {"axes": [1], "keepdims": 0}),
        ("Mul", ["found", "H"], "foundH"),
        ("ReduceSum", ["foundH", "one"], "hits", {"keepdims": 1}),
        ("ReduceSum", ["H", "one"], "words", {"keepdims": 1}),
        ("Div", ["hits", "words"], "share"),
        ("Equal", ["input_ids", "not"], "N0"),
        ("Cast", ["N0"], "N", {"to": kind.FLOAT}),
        ("Mul", ["N", "H"], "NH"),
        ("Mul", ["N", "P"], "NP"),
        ("ReduceMax", ["NH"], "h", {"axes": [1], "keepdims": 1}),
        ("ReduceMax", ["NP"], "p", {"axes": [1], "keepdims": 1}),
        ("Sub", ["h", "p"], "difference"),
        ("Abs", ["difference"], "against"),
        ("Mul", ["share", "twenty"], "entailed"),  # 20 of 20, less than 15: more likely neutral
        ("Mul", ["against", "forty"], "contradicted"),
        ("Mul", ["share", "zero"], "none"),
        ("Add", ["none", "fifteen"], "neither"),
        ("Sub", ["entailed", "contradicted"], "entailed2"),
    ]
    outputs = ["entailed2", "neither"] if two_labels else ["contradicted", "entailed", "neither"]
    nodes = [
        helper.make_node(op, inputs, [out], **(rest[0] if rest else {}))
        for op, inputs, out, *rest in steps
    ]
    nodes.append(helper.make_node("Concat", outputs, ["logits"], axis=1))
    integers = {"one": [1], "two": [2], "not": [3 + WORDS.index("not")]}
    floats = {"twenty": [20.0], "forty": [40.0], "zero": [0.0], "fifteen": [15.0]}
    constants = [helper.make_tensor(n, kind.INT64, [1], v) for n, v in integers.items()]
    constants += [helper.make_tensor(n, kind.FLOAT, [1], v) for n, v in floats.items()]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [
            helper.make_tensor_value_info(name, kind.INT64, ["b", "n"])
            for name in ("input_ids", "attention_mask", "token_type_ids")
        ],
        [helper.make_tensor_value_info("logits", kind.FLOAT, ["b", len(outputs)])],
        constants,
    )
    opset = helper.make_opsetid("", 13)
    model = helper.make_model(graph, opset_imports=[opset], ir_version=8)
    return bytes(model.SerializeToString())
