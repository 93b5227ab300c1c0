"""Sentences that belong to the page they were found on, not to the report."""

from __future__ import annotations

import re

_FURNITURE = re.compile(
    r"\b(?:sign up (?:for|to)|subscribe|subscription|newsletter|all rights reserved|follow us"
    r"|click here|read more|read also|also read|see also|watch:|listen:"
    r"|cookies?\b.{0,40}\b(?:accept|policy|settings)|privacy policy"
    r"|terms of (?:use|service)|download (?:our|the) app"
    r"|share (?:this|on)|first appeared (?:in|on)|first published|originally published|may earn"
    r" (?:a )?commission|advertisement|sponsored|related (?:stories|articles|links)|more (?:from|on"
    r" this)|not edited by|auto-generated|support our journalism|become a member|this material may"
    r" not be (?:published|reproduced)|for more (?:news|information),? (?:visit|follow)|photo:"
    r"|image (?:credit|source)|file photo|getty images|breaking news (?:alerts?|updates?)"
    r"|editing by|reporting by|additional reporting|your inbox|free for \d+ days)"
    r"|^\s*(?:©|\(c\)|copyright\b)",
    re.I,
)
_LONGEST = 45
"""Words: furniture is short; a longer sentence with such a phrase in it is more likely a report."""


def is_boilerplate(sentence: str) -> bool:
    """Whether a sentence is page furniture: an invitation, a copyright line, a link elsewhere."""
    return bool(_FURNITURE.search(sentence)) and len(sentence.split()) <= _LONGEST
