"""Any server that speaks OpenAI's chat completions: hosted, or on this machine.

The openai client is imported with the first prompt. Here it is asked; dialect is how a server wants
to be asked; transport is what a call may take; reply is what comes back; translation is what went
wrong, and server what to do next.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from summarise.config import BackendConfig
from summarise.models import Completion, Prompt
from summarise.models.openai.dialect import Dialect
from summarise.models.openai.server import Server, is_near, root

if TYPE_CHECKING:
    import httpx2
    from openai import APIStatusError, OpenAI

COUNT_SECONDS: Final = 10.0
"""Seconds that one count may take: it is worth less than waiting for it."""

NO_LIST: Final = frozenset({404, 405, 501})
"""The statuses of a server that lists no models, which is no fault."""

_NAMES_MODEL: Final = "prompt"
_WAYS: Final = (
    ("/extras/tokenize/count", "input"),
    ("/tokenize", "content"),
    ("/tokenize", _NAMES_MODEL),
)
"""Where to ask for a count of tokens, and under which name the text goes.

In turn: llama_cpp.server, llama.cpp's own server, vLLM. The second takes the third's question for
one about no text at all, and so is asked before it.
"""


class OpenAIBackend:
    """Any server that speaks OpenAI's chat completions: hosted, or on this machine.

    ``name`` is the one in ``[backends.NAME]``, ``environment`` holds the key. It never retries
    (see ``summarise.models.chains``), and learns the server's dialect as it goes; threads may
    share it. ``place`` is what messages say instead of the address; an ``http_client`` that is
    handed in keeps its own limits. Raises ConfigError when the key or the address can't be right.
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
        self._server = Server.of(name, config, environment, place)
        self._http_client = http_client
        self._lock = threading.Lock()
        self._client: OpenAI | None = None
        self._dialect = Dialect()
        self._ways: tuple[tuple[str, str], ...] = _WAYS

    @property
    def dialect(self) -> Dialect:
        """What has been learnt so far."""
        return self._dialect

    def complete(self, prompt: Prompt) -> Completion:
        """Answer the prompt, in as many calls as it takes to learn the server's dialect.

        Raises UnreachableError, RefusedError or BadAnswerError.
        """
        from summarise.models.openai.reply import completion

        body = None
        while body is None:
            body = self._ask(prompt, self._dialect)
        return completion(body, self._server)

    def count(self, text: str) -> int | None:
        """Return the model's own count of the tokens of a text, or None if there is none to have.

        Only a server that is near is asked; those that many share offer none. Once there was none,
        it is not asked again.
        """
        if not (is_near(self._server.url) and self._ways):
            return None
        import openai

        from summarise.models.openai.reply import counted

        for path, name in self._ways:
            asked = {name: text} | ({"model": self._config.model} if name == _NAMES_MODEL else {})
            try:
                client = self._connected().with_options(timeout=COUNT_SECONDS)
                body = client.post(root(str(client.base_url)) + path, cast_to=bytes, body=asked)
            except openai.APIConnectionError:
                break  # it would not answer in another way either
            except openai.OpenAIError:
                continue
            if (number := counted(body)) is not None:
                self._ways = ((path, name),)
                return number
        self._ways = ()
        return None

    def models(self) -> tuple[str, ...] | None:
        """Return the models that the server lists, or None if it has no such list.

        Raises UnreachableError, RefusedError or BadAnswerError.
        """
        import openai

        from summarise.models.openai.reply import models
        from summarise.models.openai.translation import translate

        try:
            listed = self._connected().models.with_raw_response.list()
        except openai.OpenAIError as error:
            if isinstance(error, openai.APIStatusError) and error.status_code in NO_LIST:
                return None
            raise translate(error, self._server) from error
        return models(listed.http_response.content, self._server)

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
        import openai

        from summarise.models.openai.translation import translate

        try:
            # The raw response, since the client's own parsing is lenient (see reply.py).
            raw = self._connected().chat.completions.with_raw_response
            return raw.create(**dialect.request(prompt, self._config)).http_response.content
        except openai.OpenAIError as error:
            if isinstance(error, openai.APIStatusError) and self._learn(dialect, error):
                return None
            raise translate(error, self._server) from error

    def _learn(self, spoken: Dialect, error: APIStatusError) -> bool:
        from summarise.models.openai.translation import complaint

        better = spoken.after(complaint(error))
        if better is None:
            return False
        with self._lock:
            # When another thread learnt something meanwhile, its dialect is tried first.
            if self._dialect == spoken:
                self._dialect = better
        return True

    def _connected(self) -> OpenAI:
        from summarise.models.openai.transport import connect

        with self._lock:
            if self._client is None:
                self._client = connect(self._server, self._http_client)
            return self._client
