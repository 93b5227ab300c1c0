"""Sentences that lean on the one before: "He also said ...", "But the plan ..."."""

from __future__ import annotations

import re

_CONNECTIVE = re.compile(
    r"(?:(?:but|and|so|yet|however|meanwhile|moreover|furthermore|still|instead|also|besides"
    r"|nevertheless|nonetheless|in addition|for example|for instance|separately|elsewhere"
    r"|on the other hand|as a result|therefore|then|now)\b,?\s+)+",
    re.I,
)
_PRONOUN = re.compile(
    r"[\"'“‘]?(?P<pronoun>he|she|it|they|we|i|you|this|that|these|those|his|her|hers|its|their"
    r"|theirs|my|our|your|such|both|neither|the (?:two|three|four|pair|latter|move|deal's|news|same"
    r"|former(?= (?:is|was|has|had|will|would|may|said|says|did|does)\b))|one of (?:them|these"
    r"|those)|another|others|some of (?:them|these))\b(?!\s+\d)",
    re.I,
)
_BE = r"(?:is|was|has been|had been|remains|remained|will be|would be|became)"
_EXPLETIVE = re.compile(
    rf"it {_BE} (?:[\w-]+ ){{0,5}}?(?:that|whether|who|how|why)\b"
    rf"|it {_BE} (?:\w+ )?(?:\w+ly )?(?:clear|unclear|known|unknown|likely|unlikely|possible)\b"
    rf"|it {_BE} (?:\w+ )?(?:hard|easy|difficult|important|necessary|impossible|time|safe)"
    r" (?:for|to)\b"
    r"|it (?:took|takes|will take) .{1,60} to\b|it (?:rained|snowed|emerged|turned out)\b"
    r"|this (?:week|month|year|morning|evening|spring|summer|autumn|winter|time)\b"
    r"|(?:those|that) (?:who|with|in|of|\w+ed)\b|both (?:[\w’'-]+ ){1,4}and\b",
    re.I,
)
"""Openings that look like pronouns and refer to nothing before: "It is clear that", "Those who"."""
_FRONTED = re.compile(r"[^,][^,A-Z]{0,80}, (?P<pronoun>he|she|they|it)\b")
"""A phrase without a name, then a pronoun: "Not just an agreement, they want ..."."""
_ATTRIBUTED = re.compile(
    r"[\"”’'],? (?:(?:said|says|told|added|wrote|asked)\b.{0,60}?[A-Z]|(?:[\w-]+ ){0,4}[A-Z])"
)
_OFFICE = (
    r"[Pp]resident|[Mm]inister|[Pp]rime|[Cc]hancellor|[Ss]ecretary|[Gg]overnor|[Mm]ayor|[Ss]enator"
    r"|[Cc]hair(?:man|woman)?|[Cc]hief|[Ll]eader|[Gg]eneral|[Jj]udge|King|Queen|Prince|Princess|Sir"
    r"|[Ff]oreign|[Vv]ice|[Ff]inance|[Dd]efen[cs]e|[Ii]nterior|[Ee]nergy|[Tt]ransport|[Tt]rade"
    r"|[Dd]eputy|[Ss]pokes\w+|[a-z]+-?elect|Mrs?|Ms|Dr"
)
_SUBJECT = re.compile(
    rf"^(?:(?:[A-Z][\w.’'-]+|of|de|van|von|al|the|{_OFFICE}) ){{0,7}}?"
    rf"(?P<name>(?!(?:{_OFFICE})\b)[A-Z][\w’'-]+(?: (?:[A-Z]\.|de|van|von|al|bin|el))*"
    r"(?: [A-Z][\w’'-]+){1,2})"
    r"(?=,? (?:[a-z]+ed|said|says|told|has|had|was|is|will|who|made|met|called|warned|took|gave)\b)"
)
_PERSON = re.compile(r"(?:He|She)\b(?![’'])")
_FULL_NAME = re.compile(  # two capitalised words that are no place
    r"(?<!\bin )(?<!\bat )(?<!\bof )(?<!\bnear )(?<!\bfrom )"
    r"\b[A-Z][a-z’'-]+ (?:[A-Z]\. |de |van |von |al |bin )?[A-Z][a-z’'-]+"
)


def without_connective(sentence: str) -> str:
    """Return the sentence without "But", "However," and the like at its start."""
    match = _CONNECTIVE.match(sentence)
    if not match or match.end() >= len(sentence):
        return sentence
    rest = sentence[match.end() :]
    return rest[0].upper() + rest[1:]


def dangling(sentence: str) -> str:
    """Return the opening word that refers to something outside the sentence, or an empty string."""
    start = without_connective(sentence)
    match = _PRONOUN.match(start) or _FRONTED.match(start)
    if not match or _EXPLETIVE.match(start, match.start("pronoun")):
        return ""
    speaks = match["pronoun"].casefold() in ("i", "we", "my", "our", "you", "your")
    return "" if speaks and _ATTRIBUTED.search(start) else match["pronoun"]


def cut_off(sentence: str) -> bool:
    """Whether a sentence breaks off, as the teasers of news sites do."""
    return sentence.rstrip("\"'”’»)] ").endswith((",", "...", "…", " -", "–", "—", ":", ";"))


def ends(sentence: str) -> bool:
    """Whether a sentence ends with a mark that ends sentences, in any script."""
    return sentence.rstrip("\"'”’»)]」』 ").endswith(
        (".", "!", "?", "…", "。", "！", "？", "؟", "।", "۔")
    )


def subject(sentence: str) -> str:
    """Return the person that a sentence is about if it opens with one by full name, else empty."""
    match = _SUBJECT.match(without_connective(sentence))
    return match["name"] if match else ""


def resolved(sentence: str, previous: str) -> str:
    """Put the person whom the previous sentence names for the "He" or "She" that opens this one.

    Returns an empty string where that is not certain: no such pronoun, or not exactly one person.
    """
    start = without_connective(sentence)
    match = _PERSON.match(start)
    name = subject(previous)
    if not match or not name:
        return ""
    before = without_connective(previous)
    another = _FULL_NAME.search(before, before.index(name) + len(name))
    return "" if another else name + start[match.end() :]
