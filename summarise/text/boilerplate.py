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
_CREDITS = (
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
_FURNITURE = re.compile(
    rf"^\W*(?:please )?(?:{'|'.join((*_ORDERS, *_CREDITS))})|{'|'.join(_ANYWHERE)}", re.I
)


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence is page furniture: an invitation, a copyright line, a link elsewhere."""
    words = sentence.split(maxsplit=_LONGEST)
    return len(words) <= _LONGEST and bool(_FURNITURE.search(" ".join(words)[:_MOST]))
