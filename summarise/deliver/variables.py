"""Secrets of targets: taken from the environment, and never shown."""

from __future__ import annotations

from collections.abc import Mapping

from summarise.config.jobrules import target
from summarise.config.jobs import OutputConfig
from summarise.errors import DeliveryError


def secret(output: OutputConfig, variable: str, what: str, environment: Mapping[str, str]) -> str:
    """Return what a variable holds; ``what`` says what it should be. Raises DeliveryError."""
    value = environment.get(variable, "").strip()
    if not value:
        raise DeliveryError(
            f"{target(output)}: the environment variable {variable} is not set; set it to {what}"
        )
    if not (value.isascii() and value.isprintable()):
        # Else the error that says so would come from a library, and quote it.
        raise DeliveryError(
            f"{target(output)}: the environment variable {variable} holds characters other than "
            f"ASCII's; set it to {what}"
        )
    return value
