"""``kind = "plugin"``: the page by a class that another package brings."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from typing import Protocol

from summarise.config import PluginOutput, target
from summarise.errors import ConfigError, DeliveryError
from summarise.jobs.message import Message, Sending, key
from summarise.plain import one_line
from summarise.plugins import loaded
from summarise.types import Briefing

log = logging.getLogger(__name__)


class OutputPlugin(Protocol):
    """The seam: a class that is called with ``(options, environment)``, and delivers pages.

    ``options`` are those of the config, ``environment`` holds what is secret. It stands under the
    entry point ``summarise.outputs`` with its name.
    """

    def deliver(self, page: bytes, briefing: Briefing, key: str) -> str:
        """Deliver a page, and return in a few words where it went.

        ``page`` is in the format of the output, ``briefing`` the same as values; ``key`` is the
        same for this page at this target, always. A DeliveryError says that it did not arrive, or
        with ``doubtful`` that nobody knows; whatever else is raised is a mistake, and in doubt.
        """
        ...


def deliver(
    output: PluginOutput, message: Message, environment: Mapping[str, str], sending: Sending
) -> str:
    """Hand the page over; return where it went. Raises DeliveryError and RenderError."""
    plugin = _made(output, environment)
    page = message.render(output.format or message.default)
    sending()
    try:
        where: object = plugin.deliver(page, message.briefing, key(message.run, target(output)))
    except DeliveryError:
        raise
    except Exception as error:  # foreign code; its text may hold anything
        log.debug("output %s failed", output.plugin, exc_info=True)
        raise DeliveryError(
            f"{target(output)}: its plug-in failed ({type(error).__name__}), so that nobody knows "
            "whether the page arrived",
            doubtful=True,
        ) from error
    return f"{target(output)} {one_line(str(where or ''))}".rstrip()


def problems(output: PluginOutput, environment: Mapping[str, str]) -> Iterator[str]:
    """Yield why nothing can be delivered, as far as can be known now."""
    try:
        _made(output, environment)
    except DeliveryError as error:
        yield str(error)


def _made(output: PluginOutput, environment: Mapping[str, str]) -> OutputPlugin:
    """Return the plug-in of an output. Raises DeliveryError."""
    try:
        plugin: OutputPlugin = loaded("output", output.plugin, "plugin")(
            dict(output.options), environment
        )
    except ConfigError as error:
        raise DeliveryError(f"{target(output)}: {error}") from error
    except Exception as error:
        raise DeliveryError(
            f"{target(output)}: its plug-in could not be made ({type(error).__name__}); are its "
            "options as it wants them?"
        ) from error
    if not callable(getattr(plugin, "deliver", None)):
        raise DeliveryError(f"{target(output)}: its plug-in has no method deliver")
    return plugin
