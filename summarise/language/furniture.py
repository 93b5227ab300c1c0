"""Sentences that belong to the page they were found on, not to the report.

Furniture gives itself away by its form: it tells the reader to do something ("Sign up for ..."),
labels what follows ("Read also: ..."), claims a right, or names who took a picture. A report
*about* newsletters or cookies has a subject and a verb of its own and is none of these.
"""

from __future__ import annotations

import re

_LONGEST = 45
"""Words: furniture is short; a longer sentence with such a phrase in it is more likely a report."""

_MOST = 600
"""Characters of that."""

_ORDERS = (
    r"sign[ -]?up (?:for|to|now|here|today|below)",
    r"subscribe (?:to|now|here|today|for|by|and|below)",
    r"(?:subscribe|sign up|log ?in|sign in|register|donate|advertisement|sponsored|comments|print"
    r"|share|menu|search|loading|related|recommended|trending|most read|latest news)\W*$",
    r"register (?:now|here|for free|today)",
    r"(?:click|tap) (?:here|on (?:the|this)|the (?:link|button|image)|to)\b",
    r"(?:read|see|watch|listen|learn|discover|find out|explore|view|get) (?:more|also|next)\b"
    r"(?! than)",
    r"(?:read|watch|see|listen to) (?:the|our|this) (?:full|complete|original|video|latest)\b",
    r"(?:also|more) (?:read|on this|from this|in this|coverage|stories)\b",
    r"more (?:from|on) [^.!?]{1,60}(?:[:»>]|\.\.\.|…)\s*$",
    r"(?:read|watch|listen|related|recommended|photos?|video|in pictures"
    r"|don[’']t miss|must read|see also|also read|read also|editor[’']s (?:picks?|note)"
    r"|related (?:stories|articles|links|topics|news|content)|more on this(?: story)?)\s?[:|»>]",
    r"related (?:stories|articles|links|topics|news|content)\b",
    r"follow (?:us|@\w+|me)\b",
    r"follow [^.!?]{1,60} on (?:all (?:channels|platforms)|twitter|x\b|facebook|instagram|whatsapp"
    r"|telegram|tiktok|linkedin|youtube|google news|social media)",
    r"(?:like|join|find|contact|email|e-mail|visit) us\b",
    r"(?:join|visit) our\b",
    r"share (?:this|on|via)\b",
    r"download (?:our|the) [^.!?]{0,30}\bapp\b",
    r"support (?:our|independent|quality) (?:\w+ )?journalism",
    r"become an? (?:\w+ )?(?:member|subscriber|supporter)\b(?! of)",
    r"(?:have|got) (?:a|any) (?:news )?(?:tip|story|question|confidential)",
    r"already (?:a|have an?) (?:subscriber|member|account|subscription)",
    r"(?:enter|submit) your e-?mail",
    r"thank(?:s| you) for (?:reading|subscribing|signing)",
    r"(?:story|article) continues (?:below|after)|continue reading\b|scroll (?:down )?(?:for|to)\b",
    r"skip to (?:main |the )?(?:content|navigation)|jump to\b|back to top",
    r"(?:please )?(?:enable|turn on) (?:javascript|cookies)|accept (?:all )?cookies",
    r"for more (?:news|information|stories|details|on this)\b[^.!?]{0,40}\b(?:visit|follow|see"
    r"|go to|click|contact)\b",
    r"get (?:the|our|your|all the) [^.!?]{0,60}\b(?:inbox|newsletter|app|alerts?|delivered)\b",
    r"breaking news (?:alerts?|updates?)\W*$",
    r"with (?:reporting|files|additional reporting) (?:by|from)\b",
)  # fmt: skip
_CREDIT_LINE = (
    r"©|\(c\)|copyright\b\W*(?:©|\(c\)|\d{4}|by\b|the\b|[A-Z][a-z]+ (?:media|news|group))",
    r"\(?(?:additional |some )?(?:reporting|editing|writing|compiled|edited|translated|graphics?"
    r"|produced) by (?-i:[A-Z])",
    r"\(?(?:file |stock )?(?:photo|photograph|image|picture|illustration|video|graphic)s?"
    r"(?: (?:credit|source|courtesy|by))?\s?[:/|]",
    r"\(?(?:file |stock )(?:photo|photograph|image|picture)s?\W*$",
    r"\(?(?:photo|photograph|image|picture|illustration)s? (?:by|courtesy of|credit)\b",
    r"(?:last )?(?:updated|published|posted|modified)(?: on| at|:)? (?:\w+day,? )?"
    r"(?:\d|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec))[\w:,./+| -]{1,40}$",
    r"this (?:article|story|post|report|piece|content|interview) (?:was |has been |is )?(?:first |"
    r"originally |also |re)?(?:appeared|appears|published|republished|posted|produced|generated"
    r"|updated|syndicated)\b",
    r"\w+(?: \w+){0,3} (?:is|are) (?:not responsible for the content of external|an affiliate)",
    r"originally published\b",
    r"(?:estimated )?\d+[ -]min(?:ute)?s? (?:read|listen|watch)\b",
)
_ANYWHERE = (
    r"\ball rights reserved\b",
    r"\bmay not be (?:published|reproduced|copied|redistributed|broadcast)\b",
    r"\b(?:we|this (?:web)?site) uses? cookies\b",
    r"\b(?:you (?:agree|accept|consent)|your (?:agreement|consent)) (?:to|that)\b.{0,60}\b(?:terms"
    r"|privacy|cookies|policy)\b",
    r"\b(?:we|\w+) may (?:earn|receive) (?:a |an )?(?:\w+ )?commission\b",
    r"\b(?:to|in|into) your inbox\b",
    r"\b(?:post|article|story|piece|report)\b.{0,120}\b(?:first appeared|appeared first)"
    r" (?:on|in)\b",
    r"\bhas not been edited by\b|\bnot edited by .{0,30}\bstaff\b|\bauto-generated from\b",
    r"\b(?:via|[/|]) ?(?:getty images|shutterstock|afp|ap photo|reuters)\W*$|^getty images\W*$",
    r"\b(?:read|subscribe|watch|sign up|click) (?:more |now )?here\W*$",
    r"^[^.!?|]{1,60}(?: \| [^.!?|]{1,40}){2,}$",
)
OPENERS = frozenset(
    """sign signup subscribe log login register donate advertisement sponsored comments print share
    menu search loading related recommended trending most latest click tap read see watch listen
    learn discover find explore view get also more photo photos video videos don't must editor
    editors follow like join contact email e visit download support become have got already enter
    submit thank thanks story article continue skip scroll jump back please enable turn accept for
    breaking c copyright additional some reporting editing writing compiled edited translated
    graphic graphics produced file stock photograph photographs image images picture pictures
    illustration illustrations last updated published posted modified originally
    estimated""".split()
)
"""Words, folded, that furniture begins with, unless it holds one of MARKS."""
MARKS = frozenset(
    """responsible affiliate min mins minute minutes reserved published reproduced copied
    redistributed broadcast cookies terms privacy policy commission inbox appeared appears
    republished posted produced updated syndicated edited generated reporting files pictures getty
    shutterstock afp reuters photo here""".split()
)
"""Words, folded, one of which is in all other furniture, as are ``©`` and ``|``.

Most sentences have none of these words, and need no pattern to show that they are of the report.
"""
_OPENING = re.compile(rf"\W*(?:please )?(?:{'|'.join((*_ORDERS, *_CREDIT_LINE))})", re.I)
_WITHIN = re.compile("|".join(_ANYWHERE), re.I)
_WORD = re.compile(r"\w+")


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence is page furniture: an invitation, a copyright line, a link elsewhere."""
    words = sentence.split(maxsplit=_LONGEST)
    if len(words) > _LONGEST:
        return False
    line = " ".join(words)[:_MOST]
    if _OPENING.match(line):
        return True
    marked = "|" in line or not MARKS.isdisjoint(_WORD.findall(line.lower()))
    return marked and bool(_WITHIN.search(line))


# Who a text is from by its own word: datelines and the credits of wire agencies.


AGENCIES = {
    "reuters": "Reuters",
    "thomson reuters": "Reuters",
    "ap": "AP",
    "associated press": "AP",
    "the associated press": "AP",
    "afp": "AFP",
    "agence france-presse": "AFP",
    "dpa": "dpa",
    "deutsche presse-agentur": "dpa",
    "xinhua": "Xinhua",
    "tass": "TASS",
    "itar-tass": "TASS",
    "interfax": "Interfax",
    "ria novosti": "RIA Novosti",
    "upi": "UPI",
    "pti": "PTI",
    "press trust of india": "PTI",
    "ani": "ANI",
    "ians": "IANS",
    "kyodo": "Kyodo",
    "kyodo news": "Kyodo",
    "jiji": "Jiji",
    "yonhap": "Yonhap",
    "ansa": "ANSA",
    "efe": "EFE",
    "anadolu": "Anadolu",
    "anadolu agency": "Anadolu",
    "bloomberg": "Bloomberg",
    "pa media": "PA",
    "press association": "PA",
    "aap": "AAP",
    "canadian press": "The Canadian Press",
    "the canadian press": "The Canadian Press",
    "irna": "IRNA",
    "apa": "APA",
    "sda": "Keystone-SDA",
    "belga": "Belga",
    "tt": "TT",
    "ntb": "NTB",
    "lusa": "Lusa",
    "pap": "PAP",
    "ctk": "CTK",
    "mti": "MTI",
    "ukrinform": "Ukrinform",
}
"""Credits as they stand in bylines and datelines (case-folded), and the agency's name."""

_NAMES = "|".join(sorted((re.escape(name) for name in AGENCIES), key=len, reverse=True))
_CAPITALISED = r"[A-Z\u00C0-\u00DE][^\W\d]*(?:[.'’/-][^\W\d]+)*\.?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?"
_DATELINE = re.compile(
    rf"\s*(?P<place>(?!{_MONTH} \d){_CAPITALISED}"
    rf"(?:(?:,? |,)(?!{_MONTH} \d)(?:{_CAPITALISED}|of|de|del|la|am|an der)(?![^\W\d])){{0,6}})?"
    rf"(?P<date>(?:, |,| |)(?:{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?|\d{{1,2}} {_MONTH})"
    r"(?:,? \d{4})?)?"
    rf"[\s.,]*(?P<credit>\((?:[A-Z][\w .&/-]{{1,40}}|dpa)\))?\s*(?P<dash>--|[-–—]|:)\s+",
)
_CREDITS = (
    re.compile(rf"\((?P<agency>{_NAMES})(?:/[\w ]+)?\)\s*(?:--|[-–—])", re.I),
    re.compile(rf"^\s*(?:by|from|source|credit)s?:?\s+(?P<agency>{_NAMES})\b", re.I | re.M),
    re.compile(rf"[(\[]\s*(?:source|with|via)?:?\s*(?P<agency>{_NAMES})\s*[)\]]\s*$", re.I),
    re.compile(rf"^\s*[-–—]+\s*(?P<agency>{_NAMES})\s*$", re.I | re.M),
    re.compile(rf"^\s*(?P<agency>{_NAMES})\s*[-–—:]\s", re.I),
    re.compile(rf"\b[\w .-]{{3,40}}, (?P<agency>{_NAMES})\s*$", re.I),
)
_HEAD, _TAIL = 240, 160
"""Characters at both ends of a text in which credits stand."""
_LONGEST_DATELINE = 120
_END_OF_HEADING = re.compile(r"\w{4}\. ")
"""A full stop in a place in capitals behind more than "ST." and "FT."."""


def dateline_end(text: str) -> int:
    """Return where the text begins after its dateline; 0 if it has none.

    A dateline is a place with a bracketed credit, or a place in capitals, then a dash, before a
    capital letter: "NATO - long a foe - said" has none. A colon will do behind a credit or a date.
    """
    head = text[: _LONGEST_DATELINE + 20]
    if "(" not in head and not head.lstrip()[:2].isupper():
        return 0
    match = _DATELINE.match(head)
    if (
        not match
        or match.end() > _LONGEST_DATELINE
        or text[match.end() : match.end() + 1].islower()
    ):
        return 0
    if match["credit"]:
        return match.end()
    place = (match["place"] or "").replace("U.S.", "")
    in_capitals = place.isupper() and len(place) > 3 and not _END_OF_HEADING.search(place)
    return match.end() if in_capitals and (match["dash"] != ":" or match["date"]) else 0


def agency(text: str, outlet: str = "") -> str:
    """Return the wire agency that a text credits (or that published it), or an empty string.

    One that is not known is still an agency if a dateline credits it: "ORLE (CPA) - ...". Only
    the head and the tail of a text are read: a credit in the middle is a quotation.
    """
    own = AGENCIES.get(outlet.strip().casefold())
    if own:
        return own
    for part in (text[:_HEAD], text[-_TAIL:]):
        for pattern in _CREDITS:
            match = pattern.search(part)
            if match:
                return AGENCIES[match["agency"].casefold()]
    dateline = _DATELINE.match(text[: _LONGEST_DATELINE + 20])
    return (dateline["credit"] or "").strip("()") if dateline else ""


def is_own(agency: str, outlet: str) -> bool:
    """Whether an outlet is the agency itself, by its name or by its initials."""
    name = outlet.strip().casefold()
    initials = "".join(word[0] for word in name.split())
    return agency.casefold() in (name, initials) or AGENCIES.get(name) == agency
