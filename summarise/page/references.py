"""What the statements of a page take as known, once it is known which of them are printed.

A quotation was written to be read behind others. Here it stands behind the statement that tells of
what it calls "the device"; a surname, an abbreviation or "the union" that is the page's first
mention gets the whole name in brackets, where its report has told of just one by that name; and
what points at something that the page does not tell is unclear: it leaves first.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from summarise.language.openings import additions, bare_thing, pointing
from summarise.language.reading import Vocabulary
from summarise.language.whole_names import ONE_THING, WholeName, named_before
from summarise.language.words import KIN, stem
from summarise.page.alone import Alone
from summarise.page.order import follows
from summarise.types import Briefing, Citation, Document, Section, Statement

SHORTLY = 300
"""Characters, two or three sentences, in which a report goes on about somebody."""
BRACKETS = 2
"""Names that one statement gets at most."""
_SOMEBODY = re.compile(
    r"\b[Tt]he (?:(?:[a-z][\w-]+ ){0,2}?(?:man|woman|boy|girl|victims?|deceased|couple|suspects?"
    r"|body|bodies)|\d{1,3} ?- ?year ?- ?old(?: [a-z]+)?+)(?:[’']s)?\b"
    r"(?! (?:who|that|of|in|at|with|whose|on|accused|behind)\b)(?!,? [A-Z])"
)
_SOMEBODY_NEW = re.compile(
    r"\b(?:an?|another|one|two|three|second|first) (?:[\w-]+ ){0,4}?(?:man|men|woman|women|boy|girl"
    r"|person|people|couple|suspects?|climbers?|drivers?|workers?|teenagers?|students?|players?"
    r"|passengers?|bodies)\b|\b\d{1,3} ?- ?year ?- ?old\b",
    re.I,
)
_TOLD_OF = re.compile(r"\b(?:an?|one|two|three|another)\b|[a-z,] [A-Z][a-z]+ [A-Z][a-z]", re.I)
_OTHER_WORDS: dict[str, frozenset[str]] = {
    stem(word)[:KIN]: frozenset(stem(other)[:KIN] for other in words)
    for words in ONE_THING
    for word in words
}


@dataclass(frozen=True, slots=True)
class Settled:
    """A page as it can be read, and those of its statements that remain unclear, as they were."""

    briefing: Briefing
    unclear: tuple[Statement, ...] = ()


class Need(NamedTuple):
    """A stem that the page has to have told of before; by ``report`` (an id), if it is given."""

    stem: str
    report: str = ""


class References:
    """Settles what the statements of a page take as known. ``documents`` are all that were read."""

    def __init__(self, documents: Iterable[Document], vocabulary: Vocabulary) -> None:
        self._documents = {document.id: document for document in documents}
        self._alone = Alone(self._documents.values(), vocabulary)
        self._vocabulary = vocabulary
        self._needs: dict[Statement, list[Need]] = {}
        self._names: dict[Statement, list[WholeName]] = {}

    def settle(self, briefing: Briefing) -> Settled:
        """Return a page of quotations in an order in which it can be read, with whole names."""
        unclear: list[Statement] = []
        sections: list[Section] = []
        lede = briefing.lede
        for section in briefing.stories:
            if any(s.written_by != "source" or s.marks for s in section.statements):
                sections.append(section)
                continue
            story = _Story(self, section.statements, f"{briefing.headline} {section.headline}")
            sections.append(replace(section, statements=tuple(story.settled)))
            unclear += story.unclear
            lede = story.renamed.get(lede, lede)
        settled = replace(briefing, stories=tuple(sections), lede=lede)
        return Settled(settled, tuple(unclear))

    def needs(self, statement: Statement) -> list[Need]:
        """Return what a statement takes as known, since its report told of it before."""
        if statement not in self._needs:
            self._needs[statement] = self._needed(statement)
        return self._needs[statement]

    def _needed(self, statement: Statement) -> list[Need]:
        bare, added = additions(statement.text)
        cited = statement.citations[0]
        needs = [Need(*need) for need in self._alone.leans_on(statement.text, cited)]
        if added or not self._goes_on(cited):
            return needs
        if pointing(bare) or _somebody(bare):
            needs.append(Need("", cited.document))
        thing = bare_thing(bare)
        return [*needs, Need(self._vocabulary.lexeme(thing).stem)] if thing else needs

    def names(self, statement: Statement) -> list[WholeName]:
        """Return the whole names of what a statement calls by a part, as its report told them."""
        if statement not in self._names:
            cited = statement.citations[0]
            text = self._documents[cited.document].text
            self._names[statement] = named_before(statement.text, text, cited.start)
        return self._names[statement]

    def stems(self, text: str) -> set[str]:
        """Return the roots of the words of a text."""
        return {stem[:KIN] for stem in self._vocabulary.read(text).stems}

    def before(self, cited: Citation, place: int, name: str) -> Citation:
        """Return the citation of a name at a place of the report that is cited."""
        end = place + len(name)
        return Citation(cited.document, place, end, self._documents[cited.document].text[place:end])

    def _goes_on(self, cited: Citation) -> bool:
        """Whether a sentence is not the first of its report."""
        return bool(self._documents[cited.document].text[: cited.start].strip())


def _somebody(text: str) -> bool:
    """Whether a text takes somebody as known by what he is, of whom it has not told itself."""
    match = _SOMEBODY.search(text)
    return match is not None and not _TOLD_OF.search(text[: match.start()])


class _Story:
    """The statements of one story, put one behind the other."""

    def __init__(self, page: References, statements: Sequence[Statement], headline: str) -> None:
        self._page = page
        self.settled: list[Statement] = []
        self.unclear: list[Statement] = []
        self.renamed: dict[str, str] = {}
        self._words = set(re.findall(r"\w+", headline))
        self._stems = page.stems(headline)
        self._of_report: dict[str, set[str]] = defaultdict(set)
        waiting: list[Statement] = []
        for number, statement in enumerate(statements):
            later = statements[number + 1 :]
            if number and self._unmet(statement) and self._is_told_by(statement, later):
                waiting.append(statement)
                continue
            self._tell(statement)
            for clear in [s for s in waiting if not self._unmet(s)]:
                waiting.remove(clear)
                self._tell(clear)
        for statement in waiting:
            self._tell(statement)

    def _unmet(self, statement: Statement) -> list[Need]:
        """Return what a statement takes as known and the story has not told of so far."""
        cited = statement.citations[0]
        if self.settled and follows(self.settled[-1], statement):
            return []
        found = [need for need in self._page.needs(statement) if not self._knows(need, cited)]
        _, added = additions(statement.text)
        words = {w for name in added for w in self._page.stems(name)}
        if words and not words <= self._stems:
            found.append(Need("+".join(sorted(words)), cited.document))
        return found

    def _knows(self, need: Need, cited: Citation) -> bool:
        """Whether the story has told of a thing, or of somebody shortly before in the report."""
        if not need.stem:
            return bool(self._introduced(cited))
        root = need.stem[:KIN]
        if need.report:
            return root in self._of_report[need.report]
        return root in self._stems or bool(_OTHER_WORDS.get(root, frozenset()) & self._stems)

    def _introduced(self, cited: Citation) -> list[int]:
        """Return the places at which a report tells of somebody, shortly before it goes on."""
        found = []
        for place, statement in enumerate(self.settled):
            other = statement.citations[0]
            near = other.document == cited.document and 0 <= cited.start - other.end <= SHORTLY
            if near and _SOMEBODY_NEW.search(statement.text):
                found.append(place)
        return found

    def _place(self, statement: Statement) -> int:
        """Return where a statement stands: behind who it goes on about, else at the end."""
        cited = statement.citations[0]
        somebody = any(not need.stem for need in self._page.needs(statement))
        introduced = self._introduced(cited) if somebody else []
        place = introduced[-1] + 1 if introduced else len(self.settled)
        while 0 < place < len(self.settled) and follows(*self.settled[place - 1 : place + 1]):
            place += 1
        return place

    def _is_told_by(self, statement: Statement, later: Iterable[Statement]) -> bool:
        """Whether a later statement tells of all that this one takes as known."""
        unmet = {part[:KIN] for need in self._unmet(statement) for part in need.stem.split("+")}
        own = statement.citations[0]
        for other in later:
            cited = other.citations[0]
            earlier = cited.document == own.document and cited.start < own.start
            stems = self._page.stems(other.text) - {n.stem[:KIN] for n in self._page.needs(other)}
            if earlier and unmet - {""} and unmet - {""} <= stems:
                return True
        return False

    def _tell(self, statement: Statement) -> None:
        unmet = [need for need in self._unmet(statement) if "+" not in need.stem]
        told, named = self._with_names(statement)
        unmet = [need for need in unmet if need.stem[:KIN] not in named]
        if unmet:
            self.unclear.append(statement)
        self.settled.insert(self._place(statement), told)
        self.renamed[statement.text] = told.text
        self._words.update(re.findall(r"\w+", told.text))
        stems = self._page.stems(told.text) - {need.stem[:KIN] for need in unmet}
        self._stems |= stems
        self._of_report[statement.citations[0].document] |= {*stems, ""}

    def _with_names(self, statement: Statement) -> tuple[Statement, set[str]]:
        """Return a statement with whole names in brackets, and the stems that they explain."""
        text, citations, stems = statement.text, list(statement.citations), set[str]()
        for name in self._new(statement):
            text = f"{text[: name.end]} [{name.whole}{name.whose}]{text[name.end :]}"
            citations.append(self._page.before(citations[0], name.place, name.whole))
            stems |= self._page.stems(statement.text[name.start : name.end])
        return replace(statement, text=text, citations=tuple(citations)), stems

    def _new(self, statement: Statement) -> Iterator[WholeName]:
        """Yield the names that the story has not told of, the last one first."""
        names = {name.key: name for name in reversed(self._page.names(statement))}
        words = self._words | set(re.findall(r"\w+", statement.text))
        new = [name for key, name in names.items() if not set(key.split()) <= words]
        first = sorted(new, key=lambda name: name.start)[:BRACKETS]
        yield from reversed(first)
