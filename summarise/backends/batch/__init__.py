"""Many prompts in one file: OpenAI's Batch API, and a run that waits for it.

client and files speak to the server, pending is what outlives a run, prepay is what a run does.
"""
