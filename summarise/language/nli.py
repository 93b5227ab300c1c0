"""Natural language inference: whether a premise entails a hypothesis or contradicts it.

The seam is one method. The model is any cross-encoder that the user names (``[meaning] nli``), in
ONNX: it reads premise and hypothesis together (Bowman et al., 2015; MNLI, Williams et al., 2018).
That it may judge whether a summary is supported, sentence by sentence, is the finding of SummaC
(Laban et al., 2022, TACL 10). Of the page it is asked about what a model worded and the words
support: see ``Objection``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

import numpy as np

from summarise.errors import BackendError, BadAnswerError, ConfigError
from summarise.language.onnx import MODEL, TOKENIZER, load
from summarise.language.vectors import encodable
from summarise.language.words import fold, words

if TYPE_CHECKING:
    from pathlib import Path

    from summarise.config import Config

KEY = "meaning.nli"
CONFIG = "config.json"
BATCH = 16
"""Pairs in one call of the model: a pair is far longer than a sentence."""
_MAX_PIECES = 512
"""Longest pair that is read, in word pieces; a longer premise is read window by window."""
_SPECIAL = 2
"""Places that some models (RoBERTa's) count but do not have."""


ENTAILED, CONTRADICTED = 0.5, 0.5
"""Likelihoods, 0..1, of the answer that is likelier than all others together. Not fitted: each
model has its own scale, and this is the one reading that all share."""


class Entailment(NamedTuple):
    """How likely each answer is, 0..1; they add up to 1."""

    entailment: float
    neutral: float
    contradiction: float


class Nli(Protocol):
    """The seam between pairs of texts and verdicts."""

    def entailment(self, premises: Sequence[str], hypotheses: Sequence[str]) -> list[Entailment]:
        """Judge each premise with the hypothesis at its place. Raises BackendError."""
        ...


class OnnxNli:
    """A cross-encoder from a folder or package with a model, a tokenizer and ``config.json``.

    The labels come from ``id2label``, in any order and case. A model of two labels, entailment and
    its absence, tells nothing of contradiction.
    """

    def __init__(self, path: str) -> None:
        model = load(path, KEY, "nli", (MODEL, TOKENIZER, CONFIG))
        self._session, self._tokenizer = model.session, model.tokenizer
        self._inputs = model.inputs
        settings = _settings(model.folder)
        self._labels = _labels(settings, model.folder)
        self._longest = _longest(settings)
        self._tokenizer.no_truncation()  # it would cut the hypothesis too
        self._tokenizer.enable_padding()

    def entailment(self, premises: Sequence[str], hypotheses: Sequence[str]) -> list[Entailment]:
        """Judge each premise with the hypothesis at its place. Raises BackendError.

        A premise that is too long has the verdict of the window that says most; a hypothesis that
        takes more than half of the model's length is found in nothing: no statement is so long.
        """
        pairs, homes = [], []
        for home, pair in enumerate(zip(premises, hypotheses, strict=True)):
            windows = self._windows(*map(encodable, pair))
            pairs += windows
            homes += [home] * len(windows)
        batches = [pairs[i : i + BATCH] for i in range(0, len(pairs), BATCH)]
        judged = (verdict for batch in batches for verdict in self._judged(batch))
        found = [Entailment(0.0, 1.0, 0.0)] * len(premises)
        for home, verdict in zip(homes, judged, strict=True):
            found[home] = min(found[home], verdict, key=lambda one: one.neutral)
        return found

    def _judged(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        try:
            logits = self._session.run(None, self._feed(pairs))[0]
        except Exception as error:  # onnxruntime raises classes of its own
            raise BadAnswerError(f"the model of {KEY} failed ({type(error).__name__})") from error
        if logits.shape != (len(pairs), len(self._labels)):
            raise BadAnswerError(
                f"the model of {KEY} gives {logits.shape} numbers for {len(pairs)} pairs, and its "
                f"{CONFIG} names {len(self._labels)} labels"
            )
        return [self._verdict(row) for row in logits]

    def _feed(self, pairs: Sequence[tuple[str, str]]) -> dict[str, Any]:
        encodings = self._tokenizer.encode_batch(list(pairs))
        feed = {
            "input_ids": [e.ids for e in encodings],
            "attention_mask": [e.attention_mask for e in encodings],
            "token_type_ids": [e.type_ids for e in encodings],
        }
        return {k: np.array(v, dtype=np.int64) for k, v in feed.items() if k in self._inputs}

    def _windows(self, premise: str, hypothesis: str) -> list[tuple[str, str]]:
        """Return the premise in pieces for which the hypothesis leaves room, each with it.

        A window begins in the middle of the one before: what one of them cuts the other has whole.
        """
        taken = len(self._pieces(hypothesis))
        if taken > self._longest // 2:
            return []
        spans = self._pieces(premise)
        room = self._longest - taken - self._tokenizer.num_special_tokens_to_add(is_pair=True)
        if len(spans) <= room:
            return [(premise, hypothesis)]
        step = max(1, room // 2)
        cuts = (spans[start : start + room] for start in range(0, len(spans) - step, step))
        return [(premise[few[0][0] : few[-1][1]], hypothesis) for few in cuts]

    def _pieces(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of a text's word pieces."""
        encoding = self._tokenizer.encode(text, add_special_tokens=False)
        return [
            span
            for span, real in zip(encoding.offsets, encoding.attention_mask, strict=True)
            if real
        ]

    def _verdict(self, logits: Any) -> Entailment:
        powers = np.exp(logits - logits.max())
        shares = powers / powers.sum()
        found = {label: float(share) for label, share in zip(self._labels, shares, strict=True)}
        return Entailment(*(found.get(label, 0.0) for label in Entailment._fields))


def _settings(folder: Path) -> Mapping[str, Any]:
    try:
        settings = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ConfigError(f"{KEY}: {folder / CONFIG} can't be read as JSON") from error
    return settings if isinstance(settings, dict) else {}


def _labels(settings: Mapping[str, Any], folder: Path) -> list[str]:
    """Return what each output of the model stands for, in their order. Raises ConfigError."""
    named = settings.get("id2label")
    if not isinstance(named, dict) or not all(str(number).isdecimal() for number in named):
        named = {}
    labels = [_label(str(named[number])) for number in sorted(named, key=int)]
    if "entailment" not in labels or "" in labels or len(set(labels)) < len(labels):
        raise ConfigError(
            f"{KEY}: id2label in {folder / CONFIG} has to name entailment, neutral and "
            "contradiction (or entailment and not_entailment); write there what each output means"
        )
    return labels


def _label(written: str) -> str:
    """Return which answer a label names; empty if none."""
    label = written.casefold()
    if label.startswith(("not", "non")) and "entail" in label:
        return "neutral"
    stems = {"entail": "entailment", "neutral": "neutral", "contradict": "contradiction"}
    return next((name for stem, name in stems.items() if label.startswith(stem)), "")


def _longest(settings: Mapping[str, Any]) -> int:
    places = settings.get("max_position_embeddings")
    if not isinstance(places, int) or places <= _SPECIAL:
        return _MAX_PIECES
    return min(_MAX_PIECES, places - _SPECIAL)


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
        if model is None or _folded(statement) in map(_folded, evidence):
            return ""
        premises = list(dict.fromkeys((" ".join(evidence), *evidence)))
        try:
            verdicts = model.entailment(premises, [statement] * len(premises))
        except BackendError as error:
            self.degraded = (f"Statements were checked by their words only: {error}",)
            self._model = None
            return ""
        entailed, contradicted = max(v.entailment for v in verdicts), verdicts[0].contradiction
        if contradicted >= CONTRADICTED:
            return f"the NLI model reads a contradiction to what it cites ({contradicted:.2f})"
        if entailed < ENTAILED:
            return f"the NLI model does not find it in what it cites ({entailed:.2f})"
        return ""


def _folded(text: str) -> list[str]:
    return [fold(word.text) for word in words(text)]


def build_objection(config: Config) -> Objection | None:
    """Return the judge of statements that the config asks for, if any. Raises ConfigError."""
    return Objection(OnnxNli(config.meaning.nli)) if config.meaning.nli else None
