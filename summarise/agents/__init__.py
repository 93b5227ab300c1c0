"""agents: what was read and told, as tools for other programs.

::

    store ──> ledger ──> toolbox ──> mcp_server ──> stdio, or HTTP with a token

A tool reads and answers; none writes, sends, or runs anything. What reports say is handed on as
data, and each result says so.
"""
