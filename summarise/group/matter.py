"""Whether a handful of reports are of one matter: the same names in nearly all of them.

Accounts of one event can be in such different words that no likeness holds them together; but who
hands in a dozen reports that all name Russia and Iran means one story. Of unrelated reports of one
beat hardly any three have two names in common: among 200 samples each of three such reports of
neus_allsides 7 do, of ecbplus and uci none, and of three reports of one event 136, 162 and 5
(headlines hold too few names).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from summarise.text.features import read
from summarise.text.forms import ROOT

FEWEST, HANDFUL = 3, 15
"""Reports: two may share two names by chance, and more than a handful are sorted by likeness."""
SHARED, NAMES = 0.75, 2
"""Share of the reports that have so many names in common."""
LONGEST = 14.0
"""Days from the first report to the last: what is told later of the same two is something else."""


def one_matter(leads: Sequence[str], days: Sequence[float | None]) -> bool:
    """Whether a handful of reports, given by their leads, share so many names, and their time.

    ``days`` are when they were published, as far as that is known.
    """
    known = [day for day in days if day is not None]
    if not FEWEST <= len(leads) <= HANDFUL or (known and max(known) - min(known) > LONGEST):
        return False
    spread = Counter(name for lead in leads for name in _names(lead))
    return sum(count >= SHARED * len(leads) for count in spread.values()) >= NAMES


def _names(lead: str) -> set[str]:
    features = read(lead)
    return {name[:ROOT] for name in (*features.names, features.lead_name) if name}
