"""Whether a model fits into the memory that is free, before it is loaded.

Without this the system would end some process or other when memory runs out, maybe not the one
that took it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from summarise.backends.local.weights import Weights
from summarise.errors import RefusedError

Available = Callable[[], int | None]
"""How many bytes are free for programs; None where nobody knows."""

OVERHEAD: Final = 300_000_000
"""Bytes beside the weights and the context: the interpreter, the server, llama.cpp's buffers.
With SmolLM2 it was 100 MB in use after a request, and 166 MB of buffers set aside."""

_GIGABYTE: Final = 1e9


def available() -> int | None:
    """Return what the system says; None without psutil, which the extra ``local`` brings."""
    try:
        import psutil
    except ImportError:
        return None
    return int(psutil.virtual_memory().available)


def needed(weights: Weights, context: int) -> int:
    """Return how many bytes a model takes with a context of so many tokens, about."""
    return weights.size + weights.shape.token_bytes * context + OVERHEAD


def check(name: str, weights: Weights, context: int, free: int | None) -> None:
    """Raise RefusedError when the model of backend ``name`` takes more than is free."""
    takes = needed(weights, context)
    if free is None or takes <= free:
        return
    raise RefusedError(
        f"{weights.name} needs about {takes / _GIGABYTE:.1f} GB of memory with a context of "
        f"{context} tokens, and {free / _GIGABYTE:.1f} GB are free; name a smaller model in "
        f"backends.{name}.model, lower backends.{name}.context, or close other programs"
    )
