"""Names of models, as servers say them: bounded, on one line, without the key."""

from __future__ import annotations

import json

from summarise.models.openai.reply import completion, models
from summarise.models.openai.server import Server

KEY = "sk-Orle/9f8e7d6c5b"
ESCAPED = "".join(f"\\u{ord(sign):04x}" for sign in KEY)
SERVER = Server("x", "http://127.0.0.1/v1", "m", 1.0, "KEY", KEY)
SAID = f"crane\u202e\x1b[2J\n{KEY} {ESCAPED} {'z' * 5000}"


def _is_harmless(name: str) -> bool:
    return name.isprintable() and KEY not in name and ESCAPED not in name and len(name) < 400


def test_the_name_in_an_answer_is_harmless() -> None:
    choice = {"message": {"content": "Nine cranes fell."}, "finish_reason": "stop"}
    body = json.dumps({"model": SAID, "choices": [choice]}).encode()
    assert _is_harmless(completion(body, SERVER).model)


def test_so_are_those_in_a_list() -> None:
    listed = models(json.dumps({"data": [{"id": SAID}, {"id": "orle-7b"}]}).encode(), SERVER)
    assert listed is not None
    assert _is_harmless(listed[0])
    assert listed[1] == "orle-7b"
