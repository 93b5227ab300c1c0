"""The files of a batch: the one of requests that goes up, and those of answers that come down.

All are JSONL, one line for each prompt, told apart by its ``custom_id``: the prompt's key. What
comes down is a server's word. It may be cut, doubled, out of order or about somebody else's
prompts; here each key gets either a Completion or a sentence on why there is none.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from summarise.backends import Completion
from summarise.backends.openai.reply import completion
from summarise.backends.openai.server import Server
from summarise.backends.openai.words import quoted, words
from summarise.errors import BackendError, BadAnswerError

ENDPOINT: Final = "/v1/chat/completions"
"""What each request of a batch is sent to; OpenAI wants the same path whatever the base URL is."""

MOST_BYTES: Final = 256 * 1024**2
"""How much of one file is read, in bytes: more than OpenAI takes for a file of requests (200 MB).
What lies beyond counts as missing."""

MOST_LINE: Final = 4 * 1024**2
"""How long one line may be, in bytes: some hundred times the longest answer that a page needs."""

EXPIRED: Final = "The batch expired before this prompt was answered."
CANCELLED: Final = "The batch was cancelled before this prompt was answered."
NOT_FOUND: Final = "The files of the batch hold no answer to this prompt that can be read."

_KNOWN: Final = {"batch_expired": EXPIRED, "batch_cancelled": CANCELLED}


@dataclass(frozen=True, slots=True)
class BatchResults:
    """What came of the prompts of a batch, by key; no key is in both.

    ``failures`` says why there is no answer, in a sentence. ``failed_tokens`` are those, of the
    prompts and of the answers, that are billed all the same: of answers that were cut, say.
    """

    answers: dict[str, Completion]
    failures: dict[str, str]
    failed_tokens: tuple[int, int] = (0, 0)


class _Response(BaseModel):
    status_code: int
    body: Any = None


class Line(BaseModel):
    """A line of a file of answers."""

    custom_id: str
    response: _Response | None = None
    error: Any = None

    @property
    def error_code(self) -> str:
        """The code of the error, or nothing."""
        return str(self.error.get("code")) if isinstance(self.error, Mapping) else ""


def written(requests: Mapping[str, Mapping[str, Any]]) -> bytes:
    """Return the file of requests: ``requests`` are the bodies of chat completions, by key."""
    return b"".join(
        # ASCII, so that no reader takes one of Unicode's line separators for the end of a line.
        json.dumps({"custom_id": key, "method": "POST", "url": ENDPOINT, "body": body}).encode()
        + b"\n"
        for key, body in requests.items()
    )


def lines(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Cut a file that comes in pieces into lines; only a line feed ends one.

    Raises nothing: of a line that is too long, and of a file that is, no more is read.
    """
    rest, read = b"", 0
    for piece in pieces:
        read += len(piece)
        if read > MOST_BYTES:
            return
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        if len(rest) > MOST_LINE:
            rest = b""  # the end of that line will come as one that can't be read, and is passed by
    yield rest


def parsed(found: Iterable[bytes]) -> Iterator[Line]:
    """Yield the lines that can be read."""
    for line in found:
        try:
            read = Line.model_validate_json(line)
        except ValidationError:
            continue  # nobody knows whose it is; that key is missing in the end, and told as such
        yield read


def results(
    found: Iterable[Line], server: Server, asked: Collection[str], missing: str
) -> BatchResults:
    """Take the answers out of the lines of the files.

    Only the keys that were ``asked`` count, and what comes out is in their order; ``missing`` is
    the sentence for those that no line names. Of two lines for one key the first good one counts.
    """
    wanted = dict.fromkeys(asked)
    answers: dict[str, Completion] = {}
    failed: dict[str, BackendError] = {}
    for line in found:
        key = line.custom_id
        if key in answers or key not in wanted:
            continue
        try:
            answers[key] = _answer(line, server)
        except BackendError as error:
            failed.setdefault(key, error)
    return BatchResults(
        {key: answers[key] for key in wanted if key in answers},
        {key: str(failed.get(key, missing)) for key in wanted if key not in answers},
        _billed(failed.values()),
    )


def _answer(line: Line, server: Server) -> Completion:
    """Return the answer in a line, through the same border as a live one. Raises BackendError."""
    if line.error is not None:
        said = f"{server.who} failed in the batch{quoted(words(line.error), server)}."
        raise BadAnswerError(_KNOWN.get(line.error_code, said))
    if line.response is None:
        raise BadAnswerError(NOT_FOUND)
    status, body = line.response.status_code, line.response.body
    if status != 200:
        said = quoted(words(body), server)
        raise BadAnswerError(f"{server.who} answered {status} in the batch{said}.")
    return completion(json.dumps(body).encode(), server)


def _billed(errors: Iterable[BackendError]) -> tuple[int, int]:
    known = [error.tokens for error in errors if error.tokens is not None]
    return sum(prompt for prompt, _ in known), sum(answer for _, answer in known)
