"""What can become of a batch that was paid for, or may have been."""

from __future__ import annotations

from summarise.errors import RefusedError


class LostError(RefusedError):
    """No answers will come: the server failed the batch as a whole, or knows nothing of it.

    Only this is a reason to forget a batch; after any other refusal it may still be fetched.
    """


class DoubtError(RefusedError):
    """A batch may have begun, or not; sent again, both are billed."""
