"""What a server accepts, learnt from what it refuses.

Servers that call themselves OpenAI-compatible differ. A Dialect starts with the best form of a
request and steps down, one thing at a time, on the error that names that thing::

    answer   json_schema (strict) -> json_object with a schema -> json_object -> plain text
    length   max_tokens -> max_completion_tokens
    sampling temperature and seed, each dropped when refused
    system   a message of its own -> the beginning of the user's
    stream   no -> yes, with its usage -> yes
    wishes   whatever a server wants to be true or false ("enable_thinking must be false")

No step is ever taken back, so learning ends after twelve steps at the latest. Nothing in here
talks to a server: a Dialect is a value, and what a server said comes in as a Complaint. What
can't be learnt, since nothing refuses a request without it, stands in the config (``extra_body``).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from summarise.config import BackendConfig
from summarise.models import Prompt

Form = Literal["json_schema", "json_object_with_schema", "json_object", "text"]

_FORMS: Final[tuple[Form, ...]] = ("json_schema", "json_object_with_schema", "json_object", "text")

# A complaint about the request comes with one of these; llama_cpp.server answers 500 to a
# response_format that it does not know, DeepSeek 400 or 422.
_LEARN_FROM: Final = frozenset({400, 422, 500, 501})

_ABOUT_FORM: Final = re.compile(
    r"response[_ ]?(format|schema)|json_schema|json_object|structured.output|guided|grammar"
    r"|'?messages'? must contain the word|prompt must contain the word",
    re.I,
)
_ABOUT_SYSTEM: Final = re.compile(
    r"system (role|message|prompt)s?\b.*not (supported|allowed)|not support.{0,20}system"
    r"|roles must alternate|only user(,| and) .*roles? (are|is) supported"
    r"|developer instruction is not enabled",
    re.I | re.S,
)
_NOT_ACCEPTED: Final = re.compile(
    r"unsupported|not support|does not accept|unknown|unrecogni[sz]ed|unexpected|extra_forbidden"
    r"|not permitted|not allowed|deprecated|only the default|must be strictly"
    r"|only \S+ is (allowed|supported|accepted)",
    re.I,
)
# Alibaba; OpenAI; vLLM and its like; and the other way round.
_ABOUT_STREAM: Final = re.compile(
    r"only supports? (the )?stream|stream(ing)?( mode)?( is)? (required|mandatory|only)\b"
    r"|(must|requires?|needs? to|please) (use |enable |be )?(the )?stream|enable the stream"
    r"|non-?stream\w*( \w+){0,3} (not |un)(supported|allowed)|not support (a )?non-?stream",
    re.I,
)
_WISH: Final = re.compile(
    r"\b(?!input|value|it\b|this\b)(\w{2,40})\W{1,3}(?:(?:parameter|field|input|value) )?"
    r"(?:must|should|has to|needs to) (?:only )?be (?:set )?(?:to )?\W?(true|false)\b"
    r"|\b(\w{2,40})\W? (?:parameter |field )?is restricted to \W?(true|false)\b"
    r"|\b(?:set|use|only supports?)(?: the)?(?: parameter)? \W?(\w{2,40})\W{1,3}(?:to \W?)?"
    r"(true|false)\b",
    re.I,
)
MOST_WISHES: Final = 3
"""How many parameters a server may want to be set."""


@dataclass(frozen=True, slots=True)
class Complaint:
    """A refusal: its HTTP status (0 where there is none), and what the server said, whole.

    ``param`` is the parameter that it names, ``code`` its own word for what is wrong, ``flagged``
    says that a filter did it, and ``retry_after`` how many seconds to wait.
    """

    status: int
    message: str
    param: str = ""
    code: str = ""
    flagged: bool = False
    retry_after: float | None = None

    def names(self, parameter: str) -> bool:
        """Whether it says that this parameter is not accepted at all, or not with its value."""
        if self.param:
            named = self.param == parameter
        else:
            named = bool(re.search(rf"\b{parameter}\b", self.message))
        return named and bool(_NOT_ACCEPTED.search(self.message))


@dataclass(frozen=True, slots=True)
class Dialect:
    """One way to put a prompt to a server; the default is the best one."""

    form: Form = "json_schema"
    # max_tokens goes first since servers that don't know max_completion_tokens tend to ignore it
    # without a word (llama_cpp.server does), whereas those that want it refuse max_tokens by name.
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True
    seed: bool = True
    system: bool = True
    stream: bool = False
    usage: bool = True
    wishes: tuple[tuple[str, bool], ...] = ()

    def request(self, prompt: Prompt, config: BackendConfig) -> dict[str, Any]:
        """Return the keyword arguments of ``chat.completions.create``."""
        request: dict[str, Any] = {"model": config.model, "messages": self._messages(prompt)}
        request[self.limit] = prompt.max_tokens
        if self.temperature:
            request["temperature"] = config.temperature
        if self.seed:
            request["seed"] = config.seed
        if prompt.schema is not None and self.form != "text":
            request["response_format"] = self._response_format(prompt.name, prompt.schema)
        if extra := self._extra() | config.extra_body:
            request["extra_body"] = extra
        return request

    def after(self, complaint: Complaint) -> Dialect | None:
        """Return the next dialect to try, or None when the complaint is about something else."""
        if complaint.status not in _LEARN_FROM:
            return None
        if self.limit == "max_tokens" and complaint.names("max_tokens"):
            return replace(self, limit="max_completion_tokens")
        if self.temperature and complaint.names("temperature"):
            return replace(self, temperature=False)
        if self.seed and complaint.names("seed"):
            return replace(self, seed=False)
        if self.form != "text" and _is_about_form(complaint):
            return replace(self, form=_FORMS[_FORMS.index(self.form) + 1])
        if self.system and _ABOUT_SYSTEM.search(complaint.message):
            return replace(self, system=False)
        return self._obeying(complaint)

    def _obeying(self, complaint: Complaint) -> Dialect | None:
        """Return the dialect that does what the server wants to be done, if it says what."""
        if self.stream and self.usage and complaint.names("stream_options"):
            return replace(self, usage=False)
        name, wanted = _wish(complaint)
        if name == "stream" or (not name and _ABOUT_STREAM.search(complaint.message)):
            return replace(self, stream=True) if wanted and not self.stream else None
        if name and name not in dict(self.wishes) and len(self.wishes) < MOST_WISHES:
            return replace(self, wishes=(*self.wishes, (name, wanted)))
        return None

    def _extra(self) -> dict[str, Any]:
        """Return the parameters that no other server is sent.

        A stream is asked for behind the client's back: so it reads the whole answer, and turns what
        goes wrong on the way into its errors, as ever.
        """
        extra: dict[str, Any] = dict(self.wishes)
        if self.stream:
            extra["stream"] = True
            extra |= {"stream_options": {"include_usage": True}} if self.usage else {}
        return extra

    def _messages(self, prompt: Prompt) -> list[dict[str, str]]:
        instructions = prompt.system
        if prompt.schema is not None and self.form != "json_schema":
            instructions = _joined(instructions, _described(prompt.schema))
        if not self.system:
            return [{"role": "user", "content": _joined(instructions, prompt.user)}]
        messages = [{"role": "system", "content": instructions}] if instructions else []
        return [*messages, {"role": "user", "content": prompt.user}]

    def _response_format(self, name: str, schema: dict[str, Any]) -> dict[str, Any]:
        if self.form == "json_object":
            return {"type": "json_object"}
        if self.form == "json_object_with_schema":
            return {"type": "json_object", "schema": schema}
        # The API takes letters, digits, _ and -, and 64 of them at most.
        name = re.sub(r"[^A-Za-z0-9_-]", "_", name)[:64] or "answer"
        strict = {"name": name, "strict": True, "schema": _closed(schema)}
        return {"type": "json_schema", "json_schema": strict}


def _is_about_form(complaint: Complaint) -> bool:
    named = complaint.param.startswith("response_format")
    return named or bool(_ABOUT_FORM.search(complaint.message))


def _wish(complaint: Complaint) -> tuple[str, bool]:
    """Return the parameter that the server wants to be set (empty if none), and to what."""
    for said in (complaint.message, f"{complaint.param} {complaint.message}"):
        if match := _WISH.search(said):
            name, value = (part for part in match.groups() if part)
            return "stream" if name.lower() == "stream" else name, value.lower() == "true"
    return "", True


def _joined(first: str, second: str) -> str:
    return "\n\n".join(part for part in (first, second) if part)


def _described(schema: dict[str, Any]) -> str:
    # It also holds the word JSON, without which OpenAI and DeepSeek refuse json_object.
    text = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    return f"Answer with one JSON object and nothing else. It fits this JSON Schema:\n{text}"


def _closed(node: Any) -> Any:
    """Close each object of a schema and require all of its keys, as strict mode demands."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    closed = {key: _closed(value) for key, value in node.items()}
    properties = closed.get("properties")
    if closed.get("type") == "object" and isinstance(properties, dict):
        closed |= {"additionalProperties": False, "required": list(properties)}
    return closed
