"""The models that a server says it has."""

from __future__ import annotations

from typing import Any

from openai import APIStatusError, OpenAI, OpenAIError
from pydantic import BaseModel, ValidationError

from summarise.backends.openai.server import Server
from summarise.backends.openai.translate import inside, translate
from summarise.errors import BadAnswerError

NO_LIST = frozenset({404, 405, 501})
"""The statuses of a server that lists no models, which is no fault."""


class _Model(BaseModel):
    id: str


class _Models(BaseModel):
    data: list[_Model] | None = None
    error: Any = None


def models(client: OpenAI, server: Server) -> tuple[str, ...] | None:
    """Return their ids in the server's order, or None if it has no list. Raises BackendError."""
    try:
        body = client.models.with_raw_response.list().http_response.content
        found = _Models.model_validate_json(body)
    except APIStatusError as error:
        if error.status_code in NO_LIST:
            return None
        raise translate(error, server) from error
    except OpenAIError as error:
        raise translate(error, server) from error
    except ValidationError as error:
        raise BadAnswerError(
            f"{server.who} answered with something that is not a list of models; "
            "does base_url end in /v1, or wherever its API begins?",
            tokens=None,
        ) from error
    if found.error:
        raise inside(found.error, server, None)
    return None if found.data is None else tuple(model.id for model in found.data)
