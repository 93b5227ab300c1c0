"""The words of the project, as frozen values.

Every stage takes these and returns new ones; nothing in here computes. A span is a pair of
character offsets into ``Document.text``: ``document.text[start:end]``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from summarise.language.reading import Reading

Format = Literal["md", "html", "pdf", "txt", "json"]
"""The formats a page is written in."""

NO_DATE = datetime.max.replace(tzinfo=UTC)
"""Stands for an unknown time where documents are ordered: they come last."""

MOST_CITED = 4
"""Citations of one fact or side, each of another document: more prove no more and fill the page."""

DifferenceKind = Literal["number", "development", "count", "date", "name", "negation", "modality"]
"""What two accounts can differ on."""

WrittenBy = Literal["model", "source"]
"""Who put a statement into words: a language model, or a report that it is quoted from."""
Standing = Literal["agreed", "overtaken", "outvoted"]


@dataclass(frozen=True, slots=True)
class Document:
    """One loaded text with what is known about it.

    ``id`` is a hash of the content; ``published`` is aware (it has a time zone) or None; ``place``
    is the file and row it was read from. Unknown strings are empty, as is ``language`` (ISO 639-1).
    """

    id: str
    text: str
    title: str = ""
    outlet: str = ""
    url: str = ""
    published: datetime | None = None
    language: str = ""
    place: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Skipped:
    """What could not be read, and why; ``whole`` says that the user named it: it is no item."""

    source: str
    reason: str
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Loaded:
    """What load found: the documents, what it had to skip, and how many sources it was given."""

    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...] = ()
    sources: int = 0


@dataclass(frozen=True, slots=True)
class Citation:
    """The source sentence that a statement rests on. ``text`` is ``document.text[start:end]``.

    On a finished page ``before`` and ``after`` are what stands around it in its report.
    """

    document: str
    start: int
    end: int
    text: str
    before: str = field(default="", compare=False, repr=False)
    after: str = field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A span of a document, and what was read off it. ``text`` is ``document.text[start:end]``."""

    document: str
    start: int
    end: int
    text: str
    reading: Reading = field(compare=False, repr=False)

    @property
    def id(self) -> str:
        """Its name in the record: ``document:start-end``."""
        return f"{self.document}:{self.start}-{self.end}"

    def cited(self) -> Citation:
        """Return the citation of it."""
        return Citation(self.document, self.start, self.end, self.text)


def one_of_each(sentences: Iterable[Sentence]) -> tuple[Sentence, ...]:
    """Return the first sentence of each document, no more than are cited for a fact."""
    first: dict[str, Sentence] = {}
    for sentence in sentences:
        first.setdefault(sentence.document, sentence)
    return tuple(first.values())[:MOST_CITED]


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence, and others of which it says all that they say.

    The best of ``sentences`` stands first. ``support`` counts its origins, ``tellers`` tell it in
    part or otherwise too, times ``favour``. ``position`` is 1/n for a report's n-th. What says it
    but for figures and names is ``said``, by id; in other words ``echoes``; perhaps ``resembles``.
    """

    sentences: tuple[Sentence, ...]
    support: int
    position: float = 0.0
    standing: Standing = "agreed"
    favour: float = 1.0
    tellers: frozenset[str] = frozenset()
    said: frozenset[str] = frozenset()
    echoes: frozenset[str] = frozenset()
    resembles: frozenset[str] = frozenset()

    @property
    def best(self) -> Sentence:
        """The sentence that stands for the fact."""
        return self.sentences[0]

    def left_off(self, reason: str) -> LeftOff:
        """Return the record of it, should it not come onto the page."""
        return LeftOff(self.best.text, reason, tuple(s.cited() for s in self.sentences))


@dataclass(frozen=True, slots=True)
class Side:
    """One account of a point in dispute: a short label, what it says in full, and who says it."""

    label: str
    text: str
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """A point on which the accounts differ, with the statement of each side.

    A development is a figure of people that moved, the latest side first, ``about`` its role. Later
    reports have overtaken the side ``outdated``. ``value`` orders it among the statements, and it
    stands behind those of its ``paragraph``; at 0, behind them all.
    """

    about: str
    kind: DifferenceKind
    sides: tuple[Side, ...]
    outdated: int | None = None
    value: float = 0.0
    paragraph: int = 0

    def left_off(self, reason: str) -> LeftOff:
        """Return the record of it, should it not come onto the page."""
        text = "; ".join(": ".join(dict.fromkeys((s.label, s.text))) for s in self.sides)
        citations = tuple(citation for side in self.sides for citation in side.citations)
        return LeftOff(text, reason, citations)


@dataclass(frozen=True, slots=True)
class Story:
    """Documents about the same event, with their facts and the differences between them.

    ``origins`` maps the documents, by id, to who wrote them first; ``favour`` is how many times its
    reports it counts for; ``unheard`` are documents whose outlets weigh nothing.
    """

    documents: tuple[Document, ...]
    facts: tuple[Fact, ...]
    differences: tuple[Difference, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)
    favour: float = 1.0
    unheard: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Draft:
    """One sentence that a writer proposes, with the facts and sentences it claims to rest on.

    ``evidence`` are the sentences that it will cite, and against which it is checked; ``instead``
    are the drafts that quote its facts, should it be refused. ``model`` names the backend and the
    model that wrote it; it is empty for a quotation. ``cut`` is what was taken off its answer.
    """

    text: str
    facts: tuple[Fact, ...]
    evidence: tuple[Sentence, ...]
    written_by: WrittenBy
    instead: tuple[Draft, ...] = ()
    model: str = ""
    cut: tuple[Rejected, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer makes of a story: a headline, drafts in the order of the page, and the rest."""

    headline: str
    drafts: tuple[Draft, ...]
    left_off: tuple[LeftOff, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence of the page, with its citations.

    ``support`` counts the origins of it, or of the one of its facts that has the fewest. The least
    ``value`` leaves a full page first. ``replaced`` marks a quotation in place of a refused
    sentence; ``model`` is who wrote it: "backend / model", or empty. ``marks`` has an offset into
    ``text`` for each citation, the end of its clause before the punctuation; without any, its mark
    stands at the end. Statements of one ``paragraph`` that is not 0 stand in it together.
    """

    text: str
    citations: tuple[Citation, ...]
    support: int
    written_by: WrittenBy
    value: float = 0.0
    replaced: bool = False
    model: str = ""
    marks: tuple[int, ...] = ()
    paragraph: int = 0


@dataclass(frozen=True, slots=True)
class Dropped:
    """What dedupe or group merged away.

    ``what`` and ``into`` are ids of two documents, or of two sentences. ``rule`` is how the two
    were found to be the same (exact, near, meaning, ...), ``score`` in 0..1 how much so.
    """

    what: str
    kind: Literal["document", "sentence"]
    into: str
    rule: str
    score: float


@dataclass(frozen=True, slots=True)
class Rejected:
    """A sentence refused, or cut off another, what stands instead, and what it claimed to cite."""

    text: str
    reason: str
    instead: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOff:
    """What did not come onto the page, why, and where it was read; ``beside`` says the same."""

    text: str
    reason: str
    citations: tuple[Citation, ...] = ()
    beside: Citation | None = None


@dataclass(frozen=True, slots=True)
class Background:
    """One sentence of an earlier page, for a story that goes on: its day, and the run of it."""

    text: str
    day: date
    page: str


@dataclass(frozen=True, slots=True)
class Correction:
    """A sentence of an earlier page, of a day and run (``page``), and what the reports say now."""

    kind: DifferenceKind
    was: str
    day: date
    page: str
    now: Statement


@dataclass(frozen=True, slots=True)
class Section:
    """One story as the page tells it; one with ``background`` goes on from an earlier page."""

    headline: str
    statements: tuple[Statement, ...]
    differences: tuple[Difference, ...] = ()
    background: Background | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A document as the page lists it. ``origin`` is the id of the document that wrote it first.

    ``reprint`` says that its text is all in that one; else it only draws on it, or credits it.
    """

    id: str
    origin: str
    outlet: str = ""
    title: str = ""
    url: str = ""
    published: datetime | None = None
    place: str = ""
    reprint: bool = True


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that happened to the input, and what it cost.

    ``documents`` counts the reports read, ``sources`` what they were read from, and ``seen`` others
    that an earlier run had read. ``checked`` counts the sentences put to verify, ``degraded`` holds
    one sentence for each part that could not be done as asked for, ``prompts`` maps a template's
    name to its fingerprint. ``calls`` to models took ``tokens`` and ``usd`` (US dollars, where the
    config has prices); ``cached`` answers were paid for earlier. ``model`` names all that answered.
    """

    documents: int = 0
    sources: int = 0
    seen: int = 0
    origins: int = 0
    checked: int = 0
    dropped: tuple[Dropped, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    left_off: tuple[LeftOff, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    degraded: tuple[str, ...] = ()
    pages: int = 0
    backend: str = "extractive"
    model: str = ""
    prompts: dict[str, str] = field(default_factory=dict)
    calls: int = 0
    tokens: int = 0
    usd: float = 0.0
    cached: int = 0


@dataclass(frozen=True, slots=True)
class Briefing:
    """The page: headline, lede, stories, sources, and the record of how it came about.

    ``lede`` repeats the most valuable statement of ``stories``; renderers print that one once.
    ``sources`` lists every document read; renderers list the cited ones. ``date`` is aware, and
    ``zone`` its IANA name. ``corrections`` come first on the page. ``since`` (aware) is the day of
    the page before, where this holds only what is new, ``run`` the id of the run that made it.
    ``language`` (ISO 639-1) is that of the page's own words; those of reports are in theirs.
    """

    headline: str
    lede: str
    date: datetime
    stories: tuple[Section, ...]
    sources: tuple[Source, ...]
    record: Record
    corrections: tuple[Correction, ...] = ()
    since: datetime | None = None
    run: str = ""
    language: str = "en"
    zone: str = ""


@dataclass(frozen=True, slots=True)
class Reported:
    """A sentence that an earlier page told: a statement, or one side of a difference.

    ``run`` and ``at`` (aware) are its page's, ``story`` its headline there; ``evidence`` holds the
    source sentences that it was cited to, ``documents`` the ids of their reports.
    """

    text: str
    run: str
    at: datetime
    story: str = ""
    evidence: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Memory:
    """What the reader of a job's page has had already, oldest first.

    ``since`` (aware) is when the last page was made; None before the first.
    """

    reported: tuple[Reported, ...] = ()
    since: datetime | None = None
