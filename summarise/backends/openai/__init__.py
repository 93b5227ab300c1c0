"""Any server that speaks OpenAI's chat completions: hosted, or on this machine.

backend asks; dialect is how a server wants to be asked; body, sse and reply are what comes back;
translate, connection, words and hints are what went wrong and what to do next.
"""

from summarise.backends.openai.backend import OpenAIBackend

__all__ = ["OpenAIBackend"]
