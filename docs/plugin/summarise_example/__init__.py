"""A backend, a loader, an output and a judge, each as small as it can be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from summarise.config import BackendConfig, InputConfig
from summarise.errors import DeliveryError
from summarise.models import Completion, Prompt
from summarise.page.judge import Question, Verdict
from summarise.sources import document
from summarise.types import Briefing, Document, Skipped


class FirstWords:
    """A backend that writes the first numbered sentence that it is shown, with its mark."""

    def __init__(self, name: str, config: BackendConfig, environment: Mapping[str, str]) -> None:
        self._model = config.model or "first-words-1"

    def complete(self, prompt: Prompt) -> Completion:
        """Answer a prompt."""
        number, sentence = re.findall(r"^(\d+\.\d+) (.+?)\.?$", prompt.user, re.M)[0]
        return Completion(f"# The first\n{sentence} [{number}].", self._model, 100, 20)


class MemoLoader:
    """Reads ``.memo`` files: a report in each line, as ``Outlet: text``."""

    def load(self, data: bytes, name: str, config: InputConfig, /) -> Iterator[Document | Skipped]:
        """Yield the reports, and a Skipped for each line that is none."""
        for number, line in enumerate(data.decode("utf-8", "replace").splitlines(), 1):
            outlet, colon, text = line.partition(": ")
            if colon:
                yield document(text, outlet=outlet)
            elif line.strip():
                yield Skipped(name, f"line {number}: has no outlet before a colon")


class Card:
    """Writes a page into a folder: ``options = { folder = "cards" }``."""

    def __init__(self, options: Mapping[str, str], environment: Mapping[str, str]) -> None:
        self._folder = Path(options["folder"])

    def deliver(self, page: bytes, briefing: Briefing, key: str) -> str:
        """Write the page; the key is the same for this page always, so no card is there twice."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            path = self._folder / f"{briefing.date:%Y-%m-%d}-{key[:8]}.card"
            path.write_bytes(page)
        except OSError as error:
            raise DeliveryError(f"the card can't be written ({error.strerror})") from error
        return str(path)


class TwoReports:
    """A judge for whom a sentence with a figure stands only on two sentences or more."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        pass

    def judge(self, questions: Sequence[Question]) -> Mapping[str, Verdict]:
        """Return a verdict for each question; those left out are decided by the strict rules."""
        verdicts = {}
        for question in questions:
            counted = any(map(str.isdigit, re.sub(r"\[[^\]]*\]", "", question.text)))
            if question.kind == "statement" and counted and len(question.evidence) < 2:
                verdicts[question.name] = Verdict(False, "Only one report has the figure.")
        return verdicts
