"""Many overlapping reports in, one checked and cited page out.

>>> from summarise import Config, Document, brief
>>> page = brief([Document(id="a", text="The dam at Orle opened on Monday.")], Config())
>>> page.lede
'The dam at Orle opened on Monday.'
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarise.types import Briefing, Document

if TYPE_CHECKING:
    from summarise.config import Config
    from summarise.pipeline import brief

__all__ = ["Briefing", "Config", "Document", "brief"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import the two names that cost time when they are first used (PEP 562)."""
    if name == "brief":
        from summarise.pipeline import brief

        return brief
    if name == "Config":
        from summarise.config import Config

        return Config
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
