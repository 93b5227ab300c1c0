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
    from summarise.pipeline import World, brief

__all__ = ["Briefing", "Config", "Document", "World", "brief"]
__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Import what costs time when it is first used (PEP 562)."""
    if name in ("World", "brief"):
        from summarise import pipeline

        return getattr(pipeline, name)
    if name == "Config":
        from summarise.config import Config

        return Config
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
