"""The web, fetched safely and politely: ``Web`` is the Fetcher of a run.

::

    fetch ── what is known, what is learnt
      └─ trying ── again, where that may help
           └─ asking ── addresses checked ─> gate: robots.txt ─> turn ─> wire
                └─ redirections, each checked anew

Heavy libraries are imported when the first address is asked for.
"""

from summarise.web.fetch import Web

__all__ = ["Web"]
