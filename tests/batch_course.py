"""The course that a batch takes at the server of tests/batches.py, and what comes of it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Body = dict[str, Any]

ENDS = {"completed", "failed", "expired", "cancelled"}


@dataclass(frozen=True)
class Fault:
    """An error instead of an answer to one prompt, live or in a batch."""

    status: int
    message: str = "scripted"

    @property
    def body(self) -> Body:
        return {"error": {"message": self.message, "type": "scripted", "param": None, "code": None}}


Answer = Callable[[Body], Body | Fault]
"""From the body of a chat completion to the JSON of its answer."""


@dataclass
class Course:
    """How batches go; a test may change it at any time.

    ``steps`` are the words before the end, one for each look; with none, the first look finds the
    batch at its end. ``refuse`` are reasons to fail it as a whole. With ``expire_after`` it expires
    after so many prompts. ``endless``, it stays half done. ``fail`` are statuses for certain keys.
    ``spoil`` changes the bytes of an output file.
    """

    steps: tuple[str, ...] = ("validating", "in_progress", "finalizing")
    refuse: tuple[str, ...] = ()
    expire_after: int | None = None
    endless: bool = False
    fail: Mapping[str, int] = field(default_factory=dict)
    spoil: Callable[[bytes], bytes] | None = None


@dataclass
class Batch:
    """One batch: what it was made with, its requests by key, and how far it is."""

    id: str
    made_with: Body
    requests: dict[str, Body]
    reasons: tuple[str, ...]
    status: str = "validating"
    looks: int = 0
    finished: int = 0
    failed: int = 0
    output_file_id: str | None = None
    error_file_id: str | None = None

    def step(self, course: Course, answer: Answer, keep: Callable[[bytes], str]) -> None:
        """Go one step on; ``keep`` takes a file and returns its id."""
        if self.status in ENDS:
            return
        self.looks += 1
        self.reasons = self.reasons or course.refuse
        if self.status == "cancelling":
            self._end("cancelled", self.finished, course, answer, keep)
        elif self.reasons:
            self.status = "failed"
        elif course.endless or self.looks <= len(course.steps):
            self._go_on(course)
        elif course.expire_after is not None:
            self._end("expired", course.expire_after, course, answer, keep)
        else:
            self._end("completed", len(self.requests), course, answer, keep)

    def described(self) -> Body:
        """The batch as the server tells of it."""
        reasons = [{"code": "scripted", "message": one, "line": None} for one in self.reasons]
        return {
            "id": self.id,
            "object": "batch",
            "created_at": 0,
            **self.made_with,
            "output_file_id": self.output_file_id,
            "error_file_id": self.error_file_id,
            "status": self.status,
            "errors": {"object": "list", "data": reasons} if self.status == "failed" else None,
            "request_counts": {
                "total": 0 if self.status == "validating" else len(self.requests),
                "completed": self.finished,
                "failed": self.failed,
            },
        }

    def _go_on(self, course: Course) -> None:
        steps = len(course.steps)
        self.status = course.steps[self.looks - 1] if self.looks <= steps else "in_progress"
        share = 0.5 if course.endless else (self.looks - 1) / steps
        self.finished = int(len(self.requests) * share)

    def _end(
        self, status: str, tried: int, course: Course, answer: Answer, keep: Callable[[bytes], str]
    ) -> None:
        """End after the first requests were ``tried``, and write the files."""
        good: list[bytes] = []
        bad: list[bytes] = []
        for number, (key, body) in enumerate(self.requests.items()):
            if number < tried:
                fault = Fault(course.fail[key]) if key in course.fail else None
                reply = fault or answer(body)
                (bad if isinstance(reply, Fault) else good).append(_line(key, reply))
            elif status == "expired":  # of those, a cancelled batch says nothing
                bad.append(_line(key, None))
        self.status, self.finished, self.failed = status, len(good), tried - len(good)
        # In no particular order, as nobody promises any.
        output, errors = b"".join(reversed(good)), b"".join(reversed(bad))
        output = course.spoil(output) if course.spoil else output
        self.output_file_id = keep(output) if good else None
        self.error_file_id = keep(errors) if bad else None


def requests(content: bytes, endpoint: str) -> tuple[dict[str, Body], tuple[str, ...]]:
    """The requests of an input file, by key, and the reasons to refuse it."""
    found: dict[str, Body] = {}
    reasons: list[str] = []
    for number, line in enumerate(content.splitlines(), 1):
        try:
            said = json.loads(line)
            assert (said["method"], said["url"]) == ("POST", endpoint)
            assert said["custom_id"] not in found
            found[said["custom_id"]] = said["body"]
        except (ValueError, KeyError, TypeError, AssertionError):
            reasons.append(f"Line {number} is no request, or has the custom_id of another.")
    return found, tuple(reasons) if found else ("The file is empty.",)


def _line(key: str, reply: Body | Fault | None) -> bytes:
    """A line of a file of answers; no reply is one that came too late."""
    line: Body = {"id": f"batch_req_{key}", "custom_id": key, "response": None, "error": None}
    if reply is None:
        line["error"] = {"code": "batch_expired", "message": "scripted"}
    else:
        status, body = (reply.status, reply.body) if isinstance(reply, Fault) else (200, reply)
        line["response"] = {"status_code": status, "request_id": f"req_{key}", "body": body}
    return json.dumps(line).encode() + b"\n"
