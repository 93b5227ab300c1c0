"""A job: one run of it, safe to repeat and to kill.

::

    lock ─> load ─> [loaded] ─> brief ─> [written] ─> deliver, each target ─> commit ─> [done]

What is in brackets is in the store before the next step begins. A run that was killed is gone on
with from there, and so ends in the same page; what it has read counts as read, and what it has told
as told, once the page is delivered.
"""

from summarise.jobs.overview import healths, publish
from summarise.jobs.ping import pinging
from summarise.jobs.plan import Plan, plan
from summarise.jobs.run import Outcome, Runner, Tools

__all__ = [
    "Outcome",
    "Plan",
    "Runner",
    "Tools",
    "healths",
    "pinging",
    "plan",
    "publish",
]
