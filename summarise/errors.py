"""Every error that summarise raises on purpose.

::

    SummariseError
    ├── UsageError          the command line asks for something that can't be (exit code 2)
    ├── ConfigError         a key, a value or an environment variable of the config (2)
    ├── InputError          nothing that could be read (2)
    ├── PromptError         a template that is missing, broken or wants an unknown variable (2)
    ├── RenderError         the page could not be typeset or written (2)
    ├── ReplayError         a run does not match the recording that it is played against (2)
    ├── StoreError          what outlives a run can't be read or written (2)
    ├── BusyError           another run of the same job is at work (7)
    ├── DeliveryError       a page was written, and a target did not take it (5)
    └── BackendError        a language model did not deliver (3 when it costs the page)
        ├── UnreachableError  no answer: refused, reset, timed out, overloaded; may pass
        ├── RefusedError      the server says no: key, model or request are wrong; won't pass
        │   └── StrangeError  what answers is no model
        ├── SpentError        the run's money, tokens or time are used up
        └── BadAnswerError    an answer came, but it is empty or not what was asked for
            ├── CutError        it is longer than the tokens it was allowed
            └── DeclinedError   this backend won't answer this prompt; another one may

Each message is one sentence or two for a person: what, where, and what to do next. No message
holds a secret. Foreign exceptions are translated where they are met, with ``raise ... from``.
"""

from collections.abc import Iterable


def install(extra: str) -> str:
    """Return the command that brings an extra; on the index the name ``summarise`` is another's."""
    return f"python -m pip install 'summarise-briefing[{extra}]'"


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return `` (did you mean X?)`` for the known word that is near; empty where none is."""
    from difflib import get_close_matches

    folded = {one.casefold(): one for one in known}
    near = get_close_matches(word.casefold(), folded, n=1)
    return f" (did you mean {folded[near[0]]}?)" if near else ""


class SummariseError(Exception):
    """The base of all errors below; ``exit_code`` is what the command line ends with."""

    exit_code = 2


class Passing:
    """Of an error: whether the same may work when it is tried again (see ``summarise.retry``).

    ``retry_after`` is how many seconds the server asks to wait, or None when it does not say.
    """

    passes: bool = False
    retry_after: float | None = None


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


class ReplayError(SummariseError):
    """A run asks for something else than the recording that it is played against holds.

    ``details`` are lines that show what.
    """

    def __init__(self, message: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.details = details


class StoreError(SummariseError):
    """The file of what outlives a run can't be opened, read or written."""


class BusyError(SummariseError):
    """Another run of the same job is at work; the message says whose, and since when."""

    exit_code = 7


class DeliveryError(SummariseError, Passing):
    """A target did not take the page; ``doubtful`` says that it may have, and nobody knows."""

    exit_code = 5

    def __init__(
        self,
        message: str,
        *,
        doubtful: bool = False,
        passes: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.doubtful = doubtful
        self.passes = passes
        self.retry_after = retry_after


class BackendError(SummariseError):
    """A language model did not deliver.

    ``tokens`` are those of the prompt and of the answer that the failed call is billed for: none
    when the server refused it, None when nobody knows, as after a timeout.
    """

    exit_code = 3

    def __init__(self, message: str, tokens: tuple[int, int] | None = (0, 0)) -> None:
        super().__init__(message)
        self.tokens = tokens


class UnreachableError(BackendError, Passing):
    """No answer came; it may come later."""

    passes = True

    def __init__(
        self,
        message: str,
        retry_after: float | None = None,
        tokens: tuple[int, int] | None = (0, 0),
    ) -> None:
        super().__init__(message, tokens)
        self.retry_after = retry_after


class RefusedError(BackendError):
    """The server understood and says no."""


class StrangeError(RefusedError):
    """What answered is no language model: a web page, say.

    Where nothing else came before, there is none at that address; later, it may be a hiccup.
    """


class SpentError(BackendError):
    """What the run may cost, in money, tokens or time, is used up."""


class BadAnswerError(BackendError):
    """An answer came that can't be used."""


class CutError(BadAnswerError):
    """The answer is longer than it was allowed to be.

    ``thinking`` says that the model spent it all before it came to the answer itself.
    """

    def __init__(
        self, message: str, tokens: tuple[int, int] | None = (0, 0), *, thinking: bool = False
    ) -> None:
        super().__init__(message, tokens)
        self.thinking = thinking


class DeclinedError(BadAnswerError):
    """Nothing came: the prompt is too long, or a filter or the model itself holds the answer back.

    To ask once more is no use; another backend may answer.
    """
