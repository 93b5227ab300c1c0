"""What a model of natural language inference has against a statement that the words support."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from summarise.errors import BackendError
from summarise.text.words import fold, words

if TYPE_CHECKING:
    from summarise.config import Config
    from summarise.meaning.nli import Nli

ENTAILED, CONTRADICTED = 0.5, 0.5
"""Likelihoods, 0..1, of the answer that is likelier than all others together. Not fitted: each
model has its own scale, and this is the one reading that all share."""


class Objection:
    """Asks a model about statements; without it from its first failure on.

    ``degraded`` then says so in a sentence, for the record of the page.
    """

    def __init__(self, model: Nli) -> None:
        self._model: Nli | None = model
        self.degraded: tuple[str, ...] = ()

    def __call__(self, statement: str, evidence: Sequence[str]) -> str:
        """Return why the evidence does not support a statement, in a sentence; empty if it may.

        The evidence is read as a whole and sentence by sentence, as in SummaC (Laban et al., 2022).
        What stands in it word for word needs no judge.
        """
        model = self._model  # another thread may give it up meanwhile
        if model is None or any(_quoted(statement, sentence) for sentence in evidence):
            return ""
        premises = list(dict.fromkeys((" ".join(evidence), *evidence)))
        try:
            verdicts = model.entailment(premises, [statement] * len(premises))
        except BackendError as error:
            self.degraded = (f"Statements were checked by their words only: {error}",)
            self._model = None
            return ""
        entailed = max(verdict.entailment for verdict in verdicts)
        if verdicts[0].contradiction >= CONTRADICTED:
            share = verdicts[0].contradiction
            return f"the NLI model reads a contradiction to what it cites ({share:.2f})"
        if entailed < ENTAILED:
            return f"the NLI model does not find it in what it cites ({entailed:.2f})"
        return ""


def _quoted(statement: str, sentence: str) -> bool:
    return [fold(w.text) for w in words(statement)] == [fold(w.text) for w in words(sentence)]


def build_objection(config: Config) -> Objection | None:
    """Return the one that the config asks for, if it does. Raises ConfigError."""
    if not config.meaning.nli:
        return None
    from summarise.meaning.nli import OnnxNli

    return Objection(OnnxNli(config.meaning.nli))
