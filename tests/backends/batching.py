"""A client of the scripted server of batches, and what is asked in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from summarise.backends.batch.client import BatchClient, BatchResults
from summarise.config import BackendConfig
from tests.backends.asking import KEY
from tests.batches import BatchServer, Course, serving_batches
from tests.scripted import completion

REQUESTS = {key * 64: {"model": "m", "messages": [], "seed": n} for n, key in enumerate("abcd")}
A, B, C, D = REQUESTS


@contextmanager
def numbering() -> Iterator[BatchServer]:
    """A server that answers each prompt with its seed, and whose batches end at the first look."""
    with serving_batches(lambda body: completion(f"No. {body['seed']}"), Course(())) as server:
        yield server


def client_of(server: BatchServer, **changes: Any) -> BatchClient:
    config = BackendConfig(
        **{"base_url": server.url, "model": "m", "api_key_env": "KEY", "timeout": 5, **changes}
    )
    return BatchClient("small", config, {"KEY": KEY})


def submitted(client: BatchClient, requests: Mapping[str, Mapping[str, Any]] = REQUESTS) -> str:
    """Begin a batch; returns its id."""
    return client.create(client.upload(requests))


def fetched(client: BatchClient, batch_id: str) -> BatchResults:
    """The answers of a batch."""
    return client.results(batch_id, REQUESTS)
