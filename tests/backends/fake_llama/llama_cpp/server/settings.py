"""The settings, which the real server reads from the environment too where they are not given."""

from __future__ import annotations

from types import SimpleNamespace


class ModelSettings(SimpleNamespace):
    pass


class ServerSettings(SimpleNamespace):
    pass
