"""Every error that summarise raises on purpose.

::

    SummariseError
    ├── UsageError          the command line asks for something that can't be (exit code 2)
    ├── ConfigError         a key, a value or an environment variable of the config (2)
    ├── InputError          nothing that could be read (2)
    ├── PromptError         a template that is missing, broken or wants an unknown variable (2)
    ├── RenderError         the page could not be typeset or written (2)
    └── BackendError        a language model did not deliver (3 when it costs the page)
        ├── UnreachableError  no answer: refused, reset, timed out, overloaded; may pass
        ├── RefusedError      the server says no: key, model or request are wrong; won't pass
        └── BadAnswerError    an answer came, but it is cut, empty or not what was asked for

Each message is one sentence or two for a person: what, where, and what to do next. No message
holds a secret. Foreign exceptions are translated where they are met, with ``raise ... from``.
"""


class SummariseError(Exception):
    """The base of all errors below; ``exit_code`` is what the command line ends with."""

    exit_code = 2


class UsageError(SummariseError):
    """The command line asks for something that can't be."""


class ConfigError(SummariseError):
    """A key, a value or an environment variable of the config is wrong."""


class InputError(SummariseError):
    """There is nothing that could be read."""


class PromptError(SummariseError):
    """A template is missing, broken, or wants a variable that it is not given."""


class RenderError(SummariseError):
    """The page could not be typeset or written."""


class BackendError(SummariseError):
    """A language model did not deliver."""

    exit_code = 3


class UnreachableError(BackendError):
    """No answer came; it may come later.

    ``retry_after`` is how many seconds the server asks to wait, or None when it does not say.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class RefusedError(BackendError):
    """The server understood and says no."""


class BadAnswerError(BackendError):
    """An answer came that can't be used."""
