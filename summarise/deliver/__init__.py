"""A finished page goes to its targets: files, e-mail, webhooks, and what apprise knows."""
