"""A story becomes drafts, each with the sentences that it rests on."""
