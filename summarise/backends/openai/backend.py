"""Any server that speaks OpenAI's chat completions: hosted, or on this machine."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from summarise.backends import Completion, Prompt
from summarise.backends.openai import access
from summarise.backends.openai.dialect import Dialect
from summarise.backends.openai.server import Server
from summarise.config import BackendConfig

if TYPE_CHECKING:
    import httpx2
    from openai import APIStatusError, OpenAI

    from summarise.backends.openai.counting import Counting


class OpenAIBackend:
    """A backend over the openai client, which is imported with the first prompt.

    ``name`` is the one in ``[backends.NAME]``, ``environment`` holds the key. It never retries
    (see ``summarise.backends.chains``), and learns the server's dialect as it goes; threads may
    share it. ``place`` is what messages say instead of the address. Raises ConfigError when the key
    or the address can't be right.
    """

    def __init__(
        self,
        name: str,
        config: BackendConfig,
        environment: Mapping[str, str],
        http_client: httpx2.Client | None = None,
        place: str = "",
    ) -> None:
        self._config = config
        self._url = access.address(name, config)
        self._key = access.key(name, config, environment)
        self._server = Server.of(name, config, self._key)
        if place:
            self._server = replace(self._server, url=place)
        self._http_client = http_client
        self._lock = threading.Lock()
        self._client: OpenAI | None = None
        self._dialect = Dialect()
        self._counting: Counting | None = None

    @property
    def dialect(self) -> Dialect:
        """What has been learnt so far."""
        return self._dialect

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt, in as many calls as it takes to learn the server's dialect.

        Raises UnreachableError, RefusedError or BadAnswerError.
        """
        from summarise.backends.openai.reply import completion

        body = None
        while body is None:
            body = self._ask(prompt, self._dialect)
        return completion(body, self._server)

    def count(self, text: str) -> int | None:
        """Return the model's own count of the tokens of a text, or None if there is none to have.

        Only a server that is near is asked; those that many share offer none.
        """
        if not access.is_near(self._url):
            return None
        from summarise.backends.openai.counting import Counting

        with self._lock:
            self._counting = self._counting or Counting(self._url, self._config.model)
        return self._counting.count(text, self._connected())

    def models(self) -> tuple[str, ...] | None:
        """Return the models that the server lists, or None if it has no such list.

        Raises UnreachableError, RefusedError or BadAnswerError.
        """
        from summarise.backends.openai.listing import models

        return models(self._connected(), self._server)

    def close(self) -> None:
        """Close the connections; a prompt that still comes opens new ones.

        A client that was handed in stays open: it is its owner's.
        """
        with self._lock:
            connected, self._client = self._client, None
        if connected is not None and self._http_client is None:
            connected.close()

    def _ask(self, prompt: Prompt, dialect: Dialect) -> bytes | None:
        """Return the body of the answer, or None when there is a better dialect to ask in."""
        from openai import APIStatusError, OpenAIError

        from summarise.backends.openai.translate import translate

        try:
            # The raw response, since the client's own parsing is lenient (see reply.py).
            raw = self._connected().chat.completions.with_raw_response
            return raw.create(**dialect.request(prompt, self._config)).http_response.content
        except APIStatusError as error:
            if self._learn(dialect, error):
                return None
            raise translate(error, self._server) from error
        except OpenAIError as error:
            raise translate(error, self._server) from error

    def _learn(self, spoken: Dialect, error: APIStatusError) -> bool:
        from summarise.backends.openai.translate import complaint

        better = spoken.after(complaint(error))
        if better is None:
            return False
        with self._lock:
            # When another thread learnt something meanwhile, its dialect is tried first.
            if self._dialect == spoken:
                self._dialect = better
        return True

    def _connected(self) -> OpenAI:
        with self._lock:
            if self._client is None:
                from summarise.backends.openai.body import HTTPClient
                from summarise.backends.openai.client import client

                timeout = self._config.timeout
                http = self._http_client or HTTPClient(self._url, timeout)
                self._client = client(self._url, self._key, timeout, http)
            return self._client
