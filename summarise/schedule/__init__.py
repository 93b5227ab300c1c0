"""When jobs run: due times, the daemon, and what has other schedulers start them."""
