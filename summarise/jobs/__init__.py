"""A job: one run of it, safe to repeat and to kill.

::

    lock ─> load ─> [loaded] ─> brief ─> [written] ─> deliver, each target ─> commit ─> [done]

What is in brackets is in the store before the next step begins. A run that was killed is gone on
with from there, and so ends in the same page; what it has read counts as read, and what it has told
as told, once the page is delivered.
"""
