"""A finished page goes to its targets: files, e-mail, webhooks, and what apprise knows."""

from summarise.deliver.files import place
from summarise.deliver.message import Message, key
from summarise.deliver.targets import (
    check,
    check_targets,
    deliver,
    deliver_all,
    has_news,
    outputs_of,
    repeatable,
)

__all__ = [
    "Message",
    "check",
    "check_targets",
    "deliver",
    "deliver_all",
    "has_news",
    "key",
    "outputs_of",
    "place",
    "repeatable",
]
