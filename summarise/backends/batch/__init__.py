"""Many prompts in one file: OpenAI's Batch API, and a run that waits for it.

client, files and transfer speak to the server, watch waits for it; pending and lock are what other
runs see; order, send, account and prepay are what a run does.
"""
