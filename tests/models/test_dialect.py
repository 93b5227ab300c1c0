"""The dialect is a value: each step is tested without a server."""

from __future__ import annotations

import pytest

from summarise.config import BackendConfig
from summarise.models import Prompt
from summarise.models.openai.dialect import Complaint, Dialect

SCHEMA = {
    "type": "object",
    "properties": {"colour": {"type": "string"}, "shade": {"type": "string", "default": ""}},
    "required": ["colour"],
}
CONFIG = BackendConfig(model="m", temperature=0.5, seed=7)
PROMPT = Prompt("one colour", "Be short.", "Name a colour.", SCHEMA, max_tokens=50)

# What servers have really said: in turn llama_cpp.server, DeepSeek, twice, OpenAI, Groq (of models,
# and of a keyword in the schema), LM Studio (of json_object), xAI, Gemini (of a keyword in the
# schema), and OpenAI through OpenRouter.
JSON_SCHEMA_REFUSED = [
    Complaint(500, "1 validation error: {'loc': ('body', 'response_format', 'type'), 'msg': "
              "\"Input should be 'text' or 'json_object'\", 'input': 'json_schema'}"),
    Complaint(400, "This response_format type is unavailable now"),
    Complaint(422, "Failed to deserialize: response_format.type: unknown variant `json_schema`"),
    Complaint(400, "Invalid schema for response_format 'x'", "response_format"),
    Complaint(400, "This model does not support response format `json_schema`."),
    Complaint(400, "The model only supports response formats: [json text]."),
    Complaint(400, "invalid schema for response format: response_format/json_schema/next_step: "
              "minItems is not supported"),
    Complaint(400, "'response_format.type' must be 'json_schema' or 'text'"),
    Complaint(400, "The response_format parameter is unsupported at the moment. Leave it unset."),
    Complaint(400, "Invalid JSON payload received. Unknown name \"additionalProperties\" at "
              "'generation_config.response_schema': Cannot find field."),
    Complaint(400, "Provider returned error: Invalid schema for response_format 'foo': In "
              "context=(), 'required' is required to be supplied"),
]  # fmt: skip
MAX_TOKENS_REFUSED = Complaint(
    400,
    "Unsupported parameter: 'max_tokens' is not supported with this model. "
    "Use 'max_completion_tokens' instead.",
    "max_tokens",
)
TEMPERATURE_REFUSED = Complaint(
    400,
    "Unsupported value: 'temperature' does not support 0 with this model. "
    "Only the default (1) value is supported.",
    "temperature",
)
# In turn: Mistral, as its API has said it at different times; Gemini; Azure, with older models.
SEED_REFUSED = [
    Complaint(422, "seed: Extra inputs are not permitted"),
    Complaint(422, '{"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"], '
              '"msg": "Extra inputs are not permitted", "input": 0}]}'),
    Complaint(400, "[{'type': 'extra_forbidden', 'loc': ('body', 'seed'), "
              "'msg': 'Extra inputs are not permitted', 'input': 0}]"),
    Complaint(400, "Invalid JSON payload received. Unknown name \"seed\": Cannot find field."),
    Complaint(400, "Unrecognized request argument supplied: seed"),
]  # fmt: skip
SYSTEM_REFUSED = [
    Complaint(400, "System role not supported"),
    Complaint(400, "Conversation roles must alternate user/assistant/user/assistant/..."),
    Complaint(500, "Only user and assistant roles are supported!"),
    Complaint(400, "'messages[0].role' does not support 'system' with this model.", "messages"),
    Complaint(
        400,
        "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
        "messages[0].role",
    ),
    Complaint(500, "Only user, assistant and tool roles are supported, got system."),
    Complaint(400, "Developer instruction is not enabled for models/gemma-3-27b-it"),
]


def after(dialect: Dialect, complaint: Complaint) -> Dialect:
    better = dialect.after(complaint)
    assert better is not None
    return better


def test_the_first_request_asks_for_a_strict_json_schema() -> None:
    request = Dialect().request(PROMPT, CONFIG)

    assert request["response_format"]["type"] == "json_schema"
    assert request["response_format"]["json_schema"]["strict"] is True
    assert request["response_format"]["json_schema"]["name"] == "one_colour"
    assert request["messages"] == [
        {"role": "system", "content": "Be short."},
        {"role": "user", "content": "Name a colour."},
    ]
    assert {key: request[key] for key in ("model", "max_tokens", "temperature", "seed")} == {
        "model": "m",
        "max_tokens": 50,
        "temperature": 0.5,
        "seed": 7,
    }


def test_a_strict_schema_is_closed_and_requires_each_key_without_touching_the_prompts_own() -> None:
    schema = Dialect().request(PROMPT, CONFIG)["response_format"]["json_schema"]["schema"]

    assert schema["additionalProperties"] is False
    assert schema["required"] == ["colour", "shade"]
    assert SCHEMA["required"] == ["colour"]


@pytest.mark.parametrize("complaint", JSON_SCHEMA_REFUSED)
def test_the_answers_form_steps_down_to_plain_text_and_no_further(complaint: Complaint) -> None:
    forms = []
    dialect: Dialect | None = Dialect()
    while dialect:
        forms.append(dialect.form)
        dialect = dialect.after(complaint)

    assert forms == ["json_schema", "json_object_with_schema", "json_object", "text"]


def test_below_json_schema_the_schema_is_described_in_the_prompt() -> None:
    requests = [
        Dialect(form=form).request(PROMPT, CONFIG)
        for form in ("json_object_with_schema", "json_object", "text")
    ]

    assert [request.get("response_format") for request in requests] == [
        {"type": "json_object", "schema": SCHEMA},
        {"type": "json_object"},
        None,
    ]
    for request in requests:
        assert "JSON Schema" in request["messages"][0]["content"]
        assert '"colour"' in request["messages"][0]["content"]


def test_a_prompt_without_a_schema_has_no_response_format_in_any_form() -> None:
    prompt = Prompt("plain", "", "Hello.")

    for form in ("json_schema", "json_object", "text"):
        request = Dialect(form=form).request(prompt, CONFIG)
        assert "response_format" not in request
        assert request["messages"] == [{"role": "user", "content": "Hello."}]


def test_refused_max_tokens_become_max_completion_tokens() -> None:
    dialect = after(Dialect(), MAX_TOKENS_REFUSED)
    request = dialect.request(PROMPT, CONFIG)

    assert request["max_completion_tokens"] == 50
    assert "max_tokens" not in request
    assert dialect.after(MAX_TOKENS_REFUSED) is None


def test_refused_temperature_and_seed_are_dropped() -> None:
    dialect = after(Dialect(), TEMPERATURE_REFUSED)
    dialect = after(dialect, SEED_REFUSED[0])
    request = dialect.request(PROMPT, CONFIG)

    assert "temperature" not in request
    assert "seed" not in request


@pytest.mark.parametrize("complaint", SEED_REFUSED)
def test_a_refused_seed_is_told_in_whatever_words(complaint: Complaint) -> None:
    assert Dialect().after(complaint) == Dialect(seed=False)


@pytest.mark.parametrize(
    "complaint",
    [
        TEMPERATURE_REFUSED,
        # Through a gateway, which names no parameter itself.
        Complaint(400, f"Error from provider(x,gpt-5: 400): {TEMPERATURE_REFUSED.message}"),
        Complaint(400, f"Provider returned error: {TEMPERATURE_REFUSED.message}"),
        Complaint(400, "`temperature` is deprecated for this model."),
        Complaint(400, "invalid temperature: only 1 is allowed for this model"),  # Moonshot
    ],
)
def test_a_refused_temperature_is_told_in_whatever_words(complaint: Complaint) -> None:
    assert Dialect().after(complaint) == Dialect(temperature=False)


@pytest.mark.parametrize(
    "complaint",
    [
        MAX_TOKENS_REFUSED,
        Complaint(400, f"Error from provider: {MAX_TOKENS_REFUSED.message}"),
        Complaint(400, f"[openai/gpt-5.4] [400]: {MAX_TOKENS_REFUSED.message}"),
    ],
)
def test_refused_max_tokens_are_told_in_whatever_words(complaint: Complaint) -> None:
    assert Dialect().after(complaint) == Dialect(limit="max_completion_tokens")


def test_a_server_that_wants_max_tokens_is_never_asked_for_max_completion_tokens() -> None:
    # Mistral: https://github.com/editor-code-assistant/eca/issues/315
    said = '{"detail": [{"type": "extra_forbidden", "loc": ["body", "max_completion_tokens"]}]}'
    refused = Complaint(422, said)

    assert "max_completion_tokens" not in Dialect().request(PROMPT, CONFIG)
    assert Dialect().after(refused) is None


@pytest.mark.parametrize("complaint", SYSTEM_REFUSED)
def test_a_refused_system_role_is_merged_into_the_users_message(complaint: Complaint) -> None:
    request = after(Dialect(), complaint).request(PROMPT, CONFIG)

    assert request["messages"] == [{"role": "user", "content": "Be short.\n\nName a colour."}]


@pytest.mark.parametrize(
    "complaint",
    [
        Complaint(400, "max_tokens is too large: 32768. This model supports at most 16384 tokens"),
        Complaint(400, "This model's maximum context length is 8192 tokens.", "messages"),
        Complaint(400, "The model `m` does not exist"),
        Complaint(401, "Unsupported parameter: 'temperature'", "temperature"),
        Complaint(429, "response_format json_schema is busy"),
        Complaint(500, "Internal server error"),
        Complaint(400, "Unsupported parameter: 'top_p'; you sent temperature, seed", "top_p"),
        Complaint(400, "Failed to generate JSON. Please adjust your prompt. See "
                  "'failed_generation' for more details."),
        Complaint(400, "This model does not support streaming"),
        Complaint(400, "stream must be set to false"),
        Complaint(401, "stream must be set to true"),
        Complaint(400, "Content Exists Risk"),
    ],
)  # fmt: skip
def test_a_complaint_about_something_else_teaches_nothing(complaint: Complaint) -> None:
    assert Dialect().after(complaint) is None


# In turn: Alibaba, of two models; OpenAI, of Codex; gateways.
@pytest.mark.parametrize(
    "complaint",
    [
        Complaint(400, "This model only supports stream mode, please enable it."),
        Complaint(400, "current user api does not support non-streaming call"),
        Complaint(400, '{"detail": "Stream must be set to true"}'),
        Complaint(400, "must be true", "stream"),
        Complaint(422, "stream: Input should be True"),
        Complaint(422, "Input should be True", "stream"),
        Complaint(400, "Non-stream mode is unsupported"),
        Complaint(422, "Streaming is required for this model."),
        Complaint(400, "Non-streaming requests are not supported, set `stream=true`."),
    ],
)
def test_a_server_that_only_streams_is_asked_to(complaint: Complaint) -> None:
    dialect = after(Dialect(), complaint)
    request = dialect.request(PROMPT, CONFIG)

    assert request["extra_body"] == {"stream": True, "stream_options": {"include_usage": True}}
    assert dialect.after(complaint) is None


def test_a_stream_comes_without_its_usage_where_that_is_refused() -> None:
    refused = Complaint(400, "Unrecognized request argument supplied: stream_options")

    assert Dialect().after(refused) is None
    assert after(Dialect(stream=True), refused) == Dialect(stream=True, usage=False)


@pytest.mark.parametrize(
    ("complaint", "wishes"),
    [
        (Complaint(400, "parameter.enable_thinking must be set to false for calls like this"),
         {"enable_thinking": False}),
        (Complaint(400, "The value of the enable_thinking parameter is restricted to True."),
         {"enable_thinking": True}),
        (Complaint(400, "'parallel_calls' should be false"), {"parallel_calls": False}),
        (Complaint(422, "has to be true", "store"), {"store": True}),
        (Complaint(400, "Please set `think` to false."), {"think": False}),
        (Complaint(400, 'This model needs no thoughts; set "think": false'), {"think": False}),
    ],
)  # fmt: skip
def test_a_server_that_says_what_has_to_be_set_is_obeyed(
    complaint: Complaint, wishes: dict[str, bool]
) -> None:
    dialect = after(Dialect(), complaint)

    assert dialect.request(PROMPT, CONFIG)["extra_body"] == wishes
    assert dialect.after(complaint) is None


def test_what_the_config_adds_to_a_request_goes_before_what_a_server_wants() -> None:
    config = BackendConfig(model="m", extra_body={"think": True, "top_k": 1})

    assert "extra_body" not in Dialect().request(PROMPT, CONFIG)
    request = Dialect(wishes=(("think", False), ("store", False))).request(PROMPT, config)
    assert request["extra_body"] == {"think": True, "top_k": 1, "store": False}


def test_learning_ends_after_twelve_steps_whatever_the_server_says() -> None:
    everything = [*JSON_SCHEMA_REFUSED, MAX_TOKENS_REFUSED, TEMPERATURE_REFUSED, *SYSTEM_REFUSED]
    everything.append(Complaint(400, "Unrecognized request argument supplied: seed"))
    everything.append(Complaint(400, "stream must be true"))
    everything.append(Complaint(400, "Unsupported parameter: stream_options", "stream_options"))
    everything += [Complaint(400, f"{name} must be false") for name in ("a1", "b1", "c1", "d1")]
    dialect, steps = Dialect(), 0
    while better := next(filter(None, map(dialect.after, everything)), None):
        dialect, steps = better, steps + 1

    wishes = tuple((name, False) for name in ("a1", "b1", "c1"))
    assert steps == 12
    assert dialect == Dialect(
        "text", "max_completion_tokens", False, False, False, True, False, wishes
    )
