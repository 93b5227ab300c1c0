"""Sentences that lean on the one before ("He also said ..."), and what makes them stand alone.

The page tells a sentence apart from its neighbours. What only points back ("But", "also", a label
before a colon) is taken off; a pronoun gets what it stands for in brackets, where the sentences
before leave no choice. All else of a quotation stays word for word.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from summarise.language import lists

_BE = r"(?:is|was|has been|had been|remains|remained|will be|would be|became)"
_SAID = r"(?:said|says|told|added|wrote|asked)"
_VERB = (
    rf"(?:is|was|are|were|has|have|had|will|would|can|could|may|{_SAID}|took|made|gave|met|held|won"
    r"|lost|began|left|(?!hundred|united|alleged|armed)[a-z]{2,}ed)\b"
)


def _forms(name: str) -> str:
    lines = _LISTS[name].strip().split("\n")
    return "|".join(line.replace("BE", _BE).replace("VERB", _VERB) for line in lines)


_LISTS = lists("openings")
_LABEL = re.compile(rf"(?:{_forms('labels')})\s?(?::|[-–—]+(?=\s))\s*", re.I)
_CONNECTIVE = re.compile(rf"(?:{_forms('connectives')})+", re.I)
_ALSO = re.compile(
    r"(?:(?!(?:only|but|which|who|that|and)\b)[^\s,;:\"“”„«]+ ){1,7}?(?P<also>also )(?=[a-z])"
)
"""A subject, with its verb or before it, that does another thing as well."""
_PRONOUN = re.compile(
    rf"[\"'“‘ ]{{0,5}}(?P<opening>(?:{_forms('pronouns')})|(?:{_forms('other_pronouns')}))", re.I
)
_WITHIN = re.compile(rf"\b(?P<opening>{_forms('within')})", re.I)
_SAID_BY_WHOM = re.compile(r", (?P<opening>it|they|he|she) (?:said|says|added|adds)[^,;]{0,20}$")
_SPEAKER = re.compile(
    r"(?<!^)\b(?!(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
    r"[a-z]*\b)[A-Z]\w|^(?:The|A|An) \w|^[A-Z]\w+ (?:will|has|had|is|was|to|plans)\b"
)
_EPITHET = re.compile(rf"(?P<opening>{_forms('epithets')}|{_forms('other_epithets')})", re.I)
_EXPLETIVE = re.compile(_forms("expletives"), re.I)
_FRONTED = re.compile(
    r"(?i:in|on|at|by|for|with|after|before|when|while|if|as|not|since|during|despite|under"
    r"|although|though|because|once|until|to|from|last|earlier|later|asked|\w+ing|\w+ly)\b"
    r"[^,A-Z]{0,80}, (?P<opening>he|she|they|it)\b"
)
"""A phrase without a name, then a pronoun: "Not just an agreement, they want ..."."""
_BESIDE = re.compile(
    r"(?i:when|while|after|before|once|although|though|by the time)\b"
    r"[^,A-Z]{0,60}? (?P<opening>he|she|they|it|him|them)\b"
)
"""A clause that has a pronoun before any name: "When it got there, the man ..."."""
_AT_THE_END = re.compile(
    r"(?:(?!\b(?:the|an?|its|their|this|that|which|who|what)\b)[^,;:]){1,120}"
    r"\b(?:of|for|with|about|on|to|by|from) (?P<opening>it|them)[.!?]*$"
)
"""A last word for what the sentence itself has not told of: "Velmara pays three fifths of it."."""
_OBJECT = re.compile(
    r"(?:\d+ [a-z]+s|[A-Z][a-z]+s|Police|People|Many|Some|Most|Few|Nobody|Everybody|Everyone)"
    r"(?: (?!(?:the|an?|its|their|his|her|this|that|these|those|each|one|every|another|no|who|which"
    r"|made?|making)\b)[a-z-]+){1,5}? (?P<opening>it|them)\b"
    r"(?! (?:\w+ )?(?:hard|harder|difficult|easy|easier|(?:im)?possible|clear|(?:un)?likely"
    r"|necessary|important|impossible|that|would be better)\b)"
)
"""What people do with a thing of which nothing before it tells: "Officials expect it to open"."""
_CLAUSE = re.compile(rf"\w+ (?:the|an?) (?!time )(?:[\w’'-]+ ){{1,5}}?{_VERB}")
"""A fronted clause that has the subject itself: "When the minister resigned, he ..."."""
_QUOTED_BY = re.compile(
    rf"[\"“„«][^\"“”„«»]+[\"”“»],? (?:{_SAID} )?(?P<opening>he|she|they|it)\b(?= {_SAID}|[.,])",
    re.I,
)
"""A quotation of somebody whom another sentence names."""
_BARE = re.compile(rf"The (?P<thing>[a-z-]+) (?:also )?{_VERB}")
_KNOWN_OF_ITSELF = re.compile(rf"The (?:{_forms('known_of_themselves')})\b")
_POINTS = re.compile(rf"(?:{_forms('points')})")
_LABELLED = re.compile(r"[^\W\d_][^:.!?\"“„«]{2,60}: (?![\"“„«])")
_FINITE = re.compile(rf"\b{_VERB}")
_STAMP = re.compile(
    r"(?:\d{1,2}[:.] ?\d\d ?(?:[AaPp]\.?[Mm]\.?)? ?(?:[A-Z]{2,4} )?)?"
    r"\d{1,2} [A-Z][a-z]{2,8} \d{4}(?: \d{1,2}[:.] ?\d\d(?: ?[AaPp]\.?[Mm]\.?)?)? (?=[A-Z])"
)
"""A time and a day before a sentence that they are no part of."""
_GLUED = re.compile(
    r"[^.!?\"“”„«»:;]{3,240}(?:[a-z\d’'] (?=(?:This|There|The|It|He|She|They|These) [a-z])"
    r"|[a-z] [’'] (?=The [A-Z]))"
)
"""A heading without a stop before a sentence: "International observers There was ..."."""
_STOP = re.compile(r"(?<![A-Z])[.。]$")
_NOTES = re.compile(r"(?:\[\d{1,3}\])+$")
_SAID_BEHIND = rf"(?:(?:[\w’'-]+ ){{0,3}}?{_SAID}\b|(?:[A-Z][\w’'-]+ ?){{1,3}},)"
_HALF_SPACED = re.compile(
    rf"[^\"“„«]*[,.!?]\s\"\s{_SAID_BEHIND}|\"\s[^\"]*(?:\s\"\w|\"[^\"]*\"[^\"]*$)"
)
"""The same where marks have a space on either side, as in texts that were cut into words."""
_HALF = re.compile(r"[^\"“„«]*(?:[^\"“„«\s]\"(?=[\s,.]|$)[^\"]*$|[^\"“„«]?”)")

_OFFICE = (
    r"[Pp]resident|[Mm]inister|[Pp]rime|[Cc]hancellor|[Ss]ecretary|[Gg]overnor|[Mm]ayor|[Ss]enator"
    r"|[Cc]hair(?:man|woman)?|[Cc]hief|[Ll]eader|[Gg]eneral|[Jj]udge|King|Queen|Prince|Princess|Sir"
    r"|[Ff]oreign|[Vv]ice|[Ff]inance|[Dd]efen[cs]e|[Ii]nterior|[Ee]nergy|[Tt]ransport|[Tt]rade"
    r"|[Dd]eputy|[Ss]pokes\w+|[a-z]+-?elect|Mrs?|Ms|Dr"
)
_NO_PERSON = re.compile(
    r"^(?:The|An?|As|When|In|At|On|After|While|If|For|By|With|Since|Before|Police)\b|\b[A-Z]{2,}\b"
    r"|\b(?:Operation|Bank|Group|Party|Ministry|University|Court|Council|Company|Corp|Inc|Ltd|Agency|Union"
    r"|City|Town|United|House|Department|Office|News|Times|Street|Association|Institute|Airlines?)\b"
)
_SUBJECT = re.compile(
    r"^(?:(?:(?!(?:As|When|In|At|On|After|While|If)\b)[A-Z][\w.’'-]+|de|van|von|al|the"
    rf"|{_OFFICE}) ){{0,7}}?"
    rf"(?P<name>(?!(?:{_OFFICE})\b)[A-Z][\w’'-]+(?: (?:[A-Z]\.|de|van|von|al|bin|el))*"
    r"(?: [A-Z][\w’'-]+){1,2})"
    r"(?=,? (?:[a-z]+ed|said|says|told|has|had|was|is|will|who|made|met|called|warned|took|gave"
    r"|sagte|forderte|teilte|erklärte|hat|ist|wird|war|dijo|ha|fue|a|est|sera)\b"
    rf"|, [^,;]{{3,80}}, {_VERB})"
)
_FULL_NAME = re.compile(  # two capitalised words that are no place
    r"(?<!\bin )(?<!\bat )(?<!\bof )(?<!\bnear )(?<!\bfrom )"
    r"\b[A-Z][a-z’'-]+ (?:[A-Z]\. |de |van |von |al |bin )?[A-Z][a-z’'-]+"
)
_THING = re.compile(
    rf"(?P<thing>(?:The|An?|[A-Z][\w’'-]+)"
    rf"(?: (?!{_VERB}|(?:who|which|that|and|they|it|he|she|we|you|to|not|also|says?|with)\b)"
    rf"(?!(?:then|now)\b)[\w’'&-]+){{1,5}})(?:, [^,;]{{3,80}},)? (?P<verb>{_VERB})"
)
_NOBODY = re.compile(
    r"(?:of|in|on|at|if|what|one|each|some|most|many|he|she|it|they|we|you|this|that|there|these"
    r"|those|his|her|its|their|when|after|as|with|for|from|by|to|nobody|no)\b"
    rf"|\w+ly\b|(?:.* )?(?:{_OFFICE}|man|woman|officer|lawyer|father|mother|driver|also|not)$",
    re.I,
)
"""What opens a sentence and is no thing: a pronoun, a preposition, an office of a person."""
_IDLE = re.compile(
    r"it(?:[’']s| (?:comes?|came|follow\w*|marks?|marked|is (?:not|too|still))\b)", re.I
)
"""An "It" that stands for all that was said."""
_SINGULAR, _PLURAL = frozenset("is was has".split()), frozenset("are were have".split())
_NUMBERS = {"it": "one", "its": "one", "they": "many", "their": "many"}
_PERSONS = frozenset("he she his her er sie seine seinen seinem seiner il elle él ella".split())
_POSSESSIVES = frozenset("his her its their seine seinen seinem seiner".split())
_ADDED = re.compile(r" \[([^\[\]]+)\]")
_SPOKE = re.compile(rf"\b{_SAID}\b")
_SPOKEN_OF = re.compile(
    rf"\b(?:man|men|woman|women|boy|girl|suspect|driver|victim|defendant|officer|son|daughter|wife"
    rf"|husband|brother|sister|father|mother|who|lawyer|colleague|{_OFFICE})\b"
    r"| (?!I\b)[A-Z][a-z]+"
)
_PLACE = re.compile(r"\b(?:in|at|of|near|from|on|to) (?:the )?(?:[A-Z][\w’'-]*\s?)+")
_SAYING = re.compile(
    rf" (?:also |later )?(?:{_SAID}|\w+(?:ained|essed|ined|ied|ued|isted|owed|rged|arned|oted))\b"
)
"""Verbs of who is heard in the sentence before: explained, stressed, declined, denied, noted."""
_OTHERS = {
    **dict.fromkeys(("he", "his"), re.compile(r"\b(?:she|her|hers)\b", re.I)),
    **dict.fromkeys(("she", "her"), re.compile(r"\b(?:he|his|him)\b", re.I)),
}
"""Pronouns of somebody else than the one who is looked for."""
FARTHEST = 3
"""Sentences before one in which the person is looked for who it goes on about."""


class Resolved(NamedTuple):
    """A sentence with a name in brackets, and how many sentences before it that name stands."""

    text: str
    before: int


def without_connective(sentence: str) -> str:
    """Return the sentence without what points back: "But", "also", a label before a colon."""
    patterns = (_CONNECTIVE, _LABEL, _STAMP, _GLUED)
    start = max(m.end() if (m := p.match(sentence)) else 0 for p in patterns)
    rest = sentence[start:] or sentence
    also = _ALSO.match(rest)
    if also:
        rest = rest[: also.start("also")] + rest[also.end("also") :]
    return rest[:1].upper() + rest[1:]


def dangling(sentence: str) -> str:
    """Return the word that refers to something outside the sentence, or an empty string."""
    start = without_connective(sentence)
    match = _leaning(start) or _WITHIN.search(start) or _unnamed_speaker(start)
    match = match or _AT_THE_END.match(start) or _object(start)
    return match["opening"] if match else ""


def _unnamed_speaker(start: str) -> re.Match[str] | None:
    """Find ", it said" at the end of a sentence that names nobody who could have."""
    match = _SAID_BY_WHOM.search(start)
    return None if match and _SPEAKER.search(start[: match.start()]) else match


def _object(start: str) -> re.Match[str] | None:
    """Find what somebody does with "it", of which the sentence has not told."""
    match = _OBJECT.match(start)
    return None if match and _EXPLETIVE.match(start, match.start("opening")) else match


def _leaning(start: str) -> re.Match[str] | None:
    match = _PRONOUN.match(start) or _FRONTED.match(start)
    match = match or _BESIDE.match(start) or _QUOTED_BY.match(start)
    if not match or _EXPLETIVE.match(start, match.start("opening")):
        return None
    in_itself = (
        match.re in (_FRONTED, _BESIDE) and match["opening"] != "they" and _CLAUSE.match(start)
    )
    return None if in_itself else match


def vague(sentence: str) -> bool:
    """Whether a sentence calls what it is about by a word that another may have introduced."""
    start = without_connective(sentence)
    return bool(_EPITHET.match(start) or _BARE.match(start))


def pointing(sentence: str) -> bool:
    """Whether a sentence points at what the one before it tells, and does not say what that is."""
    start = without_connective(sentence)
    return bool(_EPITHET.match(start) or _POINTS.search(start))


def bare_thing(sentence: str) -> str:
    """Return what a sentence is about if it calls it by "The" and a word alone: "The trip will".

    Empty for what a reader knows untold, as the government.
    """
    start = without_connective(sentence)
    bare = _BARE.match(start)
    return bare["thing"] if bare and not _KNOWN_OF_ITSELF.match(start) else ""


def cut_off(sentence: str) -> bool:
    """Whether a sentence breaks off, as the teasers of news sites do."""
    return sentence.rstrip("\"'”’»)] ").endswith((",", "...", "…", " -", "–", "—", ":", ";"))


def half_quoted(sentence: str) -> bool:
    """Whether a sentence begins within a quotation, whose first mark is the closing one."""
    halved = _HALF.match(sentence) or _HALF_SPACED.match(sentence)
    return bool(halved) and not re.search(r"\d[\"”]", sentence)


def verbless(sentence: str) -> bool:
    """Whether a text is a label and what it stands for, without a stop: "Bids: by 26 February"."""
    match = _LABELLED.match(sentence)
    return bool(match) and not ends(sentence) and not _FINITE.search(sentence)


def ends(sentence: str) -> bool:
    """Whether a sentence ends with a mark that ends sentences, in any script."""
    if sentence.endswith("]"):
        sentence = _NOTES.sub("", sentence)
    return sentence.rstrip("\"'”’»)]」』 ").endswith(
        (".", "!", "?", "…", "。", "！", "？", "؟", "।", "۔")
    )


def without_stop(sentence: str) -> str:
    """Return a sentence as a headline has it, without a full stop; that of U.S. is none."""
    return _STOP.sub("", sentence.strip())


def matter(sentence: str) -> str:
    """Return the thing or the people that a sentence is about if it opens with them, else empty."""
    match = _THING.match(without_connective(sentence))
    return match["thing"] if match and not _NOBODY.match(match["thing"]) else ""


def subject(sentence: str) -> str:
    """Return the person that a sentence is about if it opens with one by full name, else empty."""
    match = _SUBJECT.match(without_connective(sentence))
    return match["name"] if match and not _NO_PERSON.search(match["name"]) else ""


def resolved(sentence: str, before: Sequence[str]) -> Resolved | None:
    """Put what the opening of a sentence stands for behind it, in brackets.

    ``before`` are the sentences before it, the nearest first. None where that is not certain: a
    person is the only one whom the nearest sentence names, or the one whom it goes on about; a
    thing is what the nearest sentence is about, and of the same number.
    """
    start = without_connective(sentence)
    match = _leaning(start) or _EPITHET.match(start)
    if not match:
        return None
    word = match["opening"].casefold()
    speaks = match.re is _QUOTED_BY or bool(_SAYING.match(start, match.end("opening")))
    name, place = "", 0
    if match.re not in (_FRONTED, _BESIDE) and (word in _PERSONS or match.re is _EPITHET):
        name, place = _person(before, _OTHERS.get(word))
    elif match.start("opening") == 0 and word in _POSSESSIVES:  # "it" may be anything told of
        name = _thing(before, _NUMBERS.get(word, ""))
    told = _SPOKE.search(before[place]) if name and not speaks else None
    rest = _PLACE.sub(" ", before[place][told.end() :]) if told else ""
    if told and (word in _NUMBERS or _SPOKEN_OF.search(rest)):
        return None  # what is spoken of may be meant as well
    if not name or start.startswith(("’", "'"), match.end("opening")) or _IDLE.match(start):
        return None
    if word in _POSSESSIVES:
        name += "’" if name.endswith("s") else "’s"
    end = match.end("opening")
    return Resolved(f"{start[:end]} [{name}]{start[end:]}", place)


def _person(before: Sequence[str], others: re.Pattern[str] | None) -> tuple[str, int]:
    for place, sentence in enumerate(before[:FARTHEST]):
        told = without_connective(sentence)
        name = subject(told)
        if others and others.search(told):
            break
        if name:
            another = _FULL_NAME.search(told, told.index(name) + len(name))
            return ("", 0) if another else (name, place)
        goes_on = _PRONOUN.match(told)
        if not goes_on or goes_on["opening"].casefold() not in _PERSONS or _FULL_NAME.search(told):
            break
    return "", 0


def _thing(before: Sequence[str], number: str) -> str:
    told = without_connective(before[0]) if before else ""
    match = _THING.match(told)
    if not match or not number or subject(told) or _NOBODY.match(match["thing"]):
        return ""
    thing, verb = match["thing"], match["verb"]
    head = thing.split(" of ")[0].split(" in ")[0]
    many = verb in _PLURAL or head.endswith(("s", "People", "people", "Police", "police"))
    if (number == "many") != (many and verb not in _SINGULAR):
        return ""
    return thing[0].lower() + thing[1:] if thing.startswith(("The ", "A ", "An ")) else thing


def additions(text: str) -> tuple[str, list[str]]:
    """Return a text without what stands in brackets behind its words, and all of that."""
    names = [added.removesuffix("’s").rstrip("’") for added in _ADDED.findall(text)]
    return _ADDED.sub("", text), names
