"""ask: what was read, asked.

::

    documents ─┐                        ┌─> quotations, above a threshold ──┐
               ├─> Archive ─> Passages ─┤                                   ├─> Reply
    pages ─────┘                        └─> a model ─> page/proof.py ───────┘
                     └─> a claim, held against the nearest ─────────────────> Corroboration

Everything that is said comes from the archive, is cited, and was checked as a page is. What the
reports don't say is answered with that.
"""
