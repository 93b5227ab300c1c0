"""The openai client, with nothing in it but what the config says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from summarise.backends.openai import access

if TYPE_CHECKING:
    import httpx2
    from openai import OpenAI


def client(url: str, key: str, timeout: float, http_client: httpx2.Client | None = None) -> OpenAI:
    """Return a client that never retries and takes nothing from the process's environment.

    ``key`` may be empty; ``timeout`` is in seconds, for one call.
    """
    from openai import OpenAI

    made = OpenAI(
        api_key=key or access.NO_KEY,
        base_url=url,
        timeout=timeout,
        max_retries=0,
        http_client=http_client,
    )
    # OPENAI_ORG_ID, OPENAI_PROJECT_ID, OPENAI_ADMIN_KEY and OPENAI_CUSTOM_HEADERS are read in its
    # constructor, for which None means to read them. Meant for another server, they don't reach
    # this one. The headers have no public name; a test holds that there are none left.
    made.organization = made.project = made.admin_api_key = None
    made._custom_headers = {}
    return made
