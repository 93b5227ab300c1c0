"""Any server that speaks OpenAI's chat completions: hosted, or on this machine.

backend asks; dialect is how a server wants to be asked; transport is what a call may take; reply
is what comes back; errors is what went wrong, and server what to do next.
"""

from summarise.backends.openai.backend import OpenAIBackend

__all__ = ["OpenAIBackend"]
